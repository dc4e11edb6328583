"""``brief template preview``: a sample, or a brief of one's own, in a template."""

from typing import TYPE_CHECKING

import click

from briefwright.commands.build import open_in_browser
from briefwright.commands.workspace import Workspace, example, pass_workspace, relative

if TYPE_CHECKING:
    from briefwright.project import Project


@click.command(
    epilog=example(
        "brief template preview our-school",
        "brief template preview our-school --brief russia-iran",
        "brief template preview our-school --once --no-open",
    )
)
@click.argument("name", metavar="NAME")
@click.option(
    "--brief", "slug", metavar="SLUG", default="", help="Show this brief, and not the sample."
)
@click.option("--once", is_flag=True, help="Build once, and print what was made.")
@click.option("--open/--no-open", "show", default=True, help="Whether to open it in the browser.")
@pass_workspace
def command(workspace: Workspace, name: str, slug: str, *, once: bool, show: bool) -> None:
    """See in the browser what a template makes, as you change it.

    Shown is a sample that uses every feature, or a brief of the project, whatever template that one
    has. The pages and PDFs are put into build/preview/NAME/; nothing else in the project changes.
    Ctrl-C ends it.
    """
    project = workspace.project()
    if once:
        _once(project, name, slug, show=show)
    else:
        _live(project, name, slug, show=show)


def _once(project: "Project", name: str, slug: str, *, show: bool) -> None:
    from briefwright.console import Bar, finish
    from briefwright.workshop.trial import preview

    with Bar() as bar:
        result = preview(project, name, slug, bar)
    finish(result.problems)
    made = [*([result.pages] if result.pages else []), *result.pdfs]
    for path in relative(made):
        click.echo(path)
    if show and made:
        open_in_browser(made[0])


def _live(project: "Project", name: str, slug: str, *, show: bool) -> None:
    from briefwright.live.session import Live, serve
    from briefwright.project import Project
    from briefwright.workshop import trial

    out = trial.preview_folder(project, name)
    root = out / ".project"
    asked = trial.request(name, out, slug)
    trial.copy(project, root, slug)
    live = Live(
        project=Project(root),
        request=asked if slug else trial.with_examples(project, asked),
        page=f"briefs/{slug or trial.SAMPLE_BRIEF}/index.html",
        show=show,
        further=tuple(trial.watched(project, slug)),
        prepare=lambda: trial.copy(project, root, slug),
    )
    serve(live)
