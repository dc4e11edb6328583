"""``brief build``: HTML pages and PDFs."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefwright.commands.workspace import (
    Workspace,
    example,
    pass_workspace,
    relative,
    set_option,
)

if TYPE_CHECKING:
    from briefwright.build import Request
    from briefwright.project import Project

FORMATS = ("html", "pdf")
PAPERS = ("letter", "a4", "half-letter", "a5", "legal", "a3")
STANDARDS = ("ua-1", "a-2a")


def among(known: tuple[str, ...]) -> Callable[..., tuple[str, ...]]:
    """Return what reads one or several of the *known* words, with commas between them."""

    def read(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[str, ...]:
        words = tuple(dict.fromkeys(word.strip().lower() for word in value.split(",")))
        for word in words:
            if word not in known:
                raise click.BadParameter(f"{word!r} is not one of {', '.join(known)}.")
        return words

    return read


def check_pages(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    """Refuse what is no list of pages."""
    from briefwright.page_ranges import read_ranges

    try:
        if value is not None:
            read_ranges(value)
    except ValueError as error:
        reason, hint = error.args
        raise click.BadParameter(f"{reason}. {hint}") from None
    return value or ""


paper_option = click.option("--paper", type=click.Choice(PAPERS), help="The paper of the PDFs.")
edition_option = click.option(
    "--edition",
    "editions",
    multiple=True,
    metavar="NAME",
    help="An edition of the PDFs instead of those that the specification asks for: "
    "full, read, cards, cites, outline, blocks, sources, flow. "
    "May be repeated.",
)
section_option = click.option(
    "--section",
    default="",
    metavar="HEADING",
    help="Print only what stands below this heading: “Contention 2”, or what it says.",
)
pages_option = click.option(
    "--pages",
    callback=check_pages,
    metavar="RANGES",
    help="Print these pages only, such as 3-8,12, numbered as in the whole.",
)
booklet_option = click.option(
    "--booklet", is_flag=True, help="Print booklets: two pages on a side of a sheet, to be folded."
)
two_up_option = click.option(
    "--two-up", is_flag=True, help="Print two pages beside each other on a sheet."
)
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False, writable=True),
    metavar="DIR",
    help="Where html/ and pdf/ are put.  [default: build/ in the project]",
)


def make_request(  # noqa: PLR0913 (one for each option)
    project: "Project",
    *,
    slugs: tuple[str, ...],
    formats: tuple[str, ...],
    paper: str | None,
    out: Path | None,
    settings: dict[str, str],
    editions: tuple[str, ...] = (),
    standards: tuple[str, ...] = (),
    section: str = "",
    pages: str = "",
    layouts: tuple[str, ...] = (),
) -> "Request":
    """Return what the options of a command ask to be built."""
    from briefwright.build import Format, Paper, Request
    from briefwright.templating.wishes import Wishes

    return Request(
        out=(project.root / "build" if out is None else out).absolute(),
        slugs=slugs,
        formats=frozenset(map(Format, formats)),
        paper=Paper(paper) if paper else None,
        standards=standards,
        section=section.strip(),
        pages=pages,
        layouts=layouts,
        wishes=Wishes(options=settings, editions=editions),
    )


@click.command(
    epilog=example(
        "brief build",
        "brief build russia-iran --to pdf --paper a4",
        "brief build --to pdf --edition full --edition outline",
        "brief build --set size=14 --set contents=none",
        "brief build russia-iran --to pdf --booklet",
        "brief build russia-iran --to pdf --pages 3-8,12",
        'brief build russia-iran --to pdf --section "Contention 2"',
        "brief build --to pdf --standard ua-1 --standard a-2a",
        "brief build --out printed --open",
    )
)
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option(
    "--to",
    "formats",
    callback=among(FORMATS),
    default=",".join(FORMATS),
    metavar="FORMAT[,FORMAT]",
    show_default=True,
    help="What to make.",
)
@edition_option
@paper_option
@click.option(
    "--standard",
    "standards",
    type=click.Choice(STANDARDS),
    multiple=True,
    help="What the PDFs keep to: PDF/UA-1 (accessible) or PDF/A-2a (archival); again for both.",
)
@section_option
@pages_option
@booklet_option
@two_up_option
@set_option
@out_option
@click.option("--open", "show", is_flag=True, help="Open the result in the browser.")
@pass_workspace
def command(  # noqa: PLR0913 (one for each option)
    workspace: Workspace,
    slugs: tuple[str, ...],
    formats: tuple[str, ...],
    paper: str | None,
    out: Path | None,
    *,
    editions: tuple[str, ...],
    standards: tuple[str, ...],
    section: str,
    pages: str,
    booklet: bool,
    two_up: bool,
    settings: dict[str, str],
    show: bool,
) -> None:
    """Prove the cards and build the briefs to HTML and PDF.

    SLUG names a brief: the file briefs/SLUG.yaml. Without one all briefs are built. What was built
    before stays as it is until everything has gone well.
    """
    from briefwright.build import build
    from briefwright.console import Bar, finish

    project = workspace.project()
    request = make_request(
        project,
        slugs=slugs,
        formats=formats,
        paper=paper,
        out=out,
        settings=settings,
        editions=editions,
        standards=standards,
        section=section,
        pages=pages,
        layouts=(*["booklet"] * booklet, *["two-up"] * two_up),
    )
    with Bar() as bar:
        result = build(project, request, bar)
    finish(result.problems)
    if result.removed:
        click.echo(f"Out of date, so deleted: {', '.join(relative(result.removed))}", err=True)
    made = [*([result.pages] if result.pages else []), *result.pdfs]
    for path in relative(made):
        click.echo(path)
    if show and made:
        open_in_browser(made[0])


def open_in_browser(path: Path) -> None:
    """Open a page or PDF, or say that there is no browser."""
    import webbrowser

    if not webbrowser.open(path.absolute().as_uri()):
        click.echo("No browser was found to open it.", err=True)
