"""``brief serve``: pages in the browser that are built again as files change."""

from pathlib import Path

import click

from briefwright.commands.build import (
    FORMATS,
    among,
    make_request,
    out_option,
    paper_option,
)
from briefwright.commands.workspace import Workspace, example, pass_workspace, set_option


@click.command(
    epilog=example(
        "brief serve --open",
        "brief serve russia-iran --to html,pdf",
        "brief serve --port 8080 --host 0.0.0.0    for a telephone in the same network",
    )
)
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="Where it listens.  [default: the first free one from 8000]",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="For whom it listens: by default for this machine alone.",
)
@click.option("--open/--no-open", "show", default=False, help="Open the first page in the browser.")
@click.option(
    "--to",
    "formats",
    callback=among(FORMATS),
    default="html",
    metavar="FORMAT[,FORMAT]",
    show_default=True,
    help="What to make: html, pdf, or both.",
)
@paper_option
@set_option
@out_option
@pass_workspace
def command(  # noqa: PLR0913 (one for each option)
    workspace: Workspace,
    slugs: tuple[str, ...],
    *,
    port: int | None,
    host: str,
    formats: tuple[str, ...],
    paper: str | None,
    out: Path | None,
    settings: dict[str, str],
    show: bool,
) -> None:
    """Show the briefs in the browser, and build them again whenever a file changes.

    Save a card, a specification or a template, and the page follows by itself. What is wrong is
    shown on the page and in the terminal; the last good pages stay until it is mended. SLUG names a
    brief, as for “brief build”. Ctrl-C ends it.
    """
    from briefwright.live.address import Address
    from briefwright.live.session import Live, serve

    project = workspace.project()
    request = make_request(
        project, slugs=slugs, formats=formats, paper=paper, out=out, settings=settings
    )
    serve(Live(project=project, request=request, address=Address(host, port), show=show))
