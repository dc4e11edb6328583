"""``brief round``: from the pairing to the brief of a round."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefwright.commands import asking
from briefwright.commands.build import among, make_request, open_in_browser, paper_option
from briefwright.commands.preparing import Preparation
from briefwright.commands.workspace import Workspace, example, pass_workspace, relative
from briefwright.console import echo_problems, finish
from briefwright.rates import FASTEST, SLOWEST

if TYPE_CHECKING:
    from briefwright.assembly import Survey
    from briefwright.project import Project

KINDS = ("html", "pdf", "myst")


@click.command(
    epilog=example(
        "brief round",
        'brief round --tournament "Autumn Open" --round 3 --side con --opponent Northside',
        'brief round --side con --reads no-wedge --reads "deal of 1995" --rate 180 --yes',
        "brief round --from pairing.yaml --to pdf",
        'brief round --tournament "Autumn Open" --round 4 --flip',
    )
)
@click.option("--tournament", metavar="TEXT", help="The name of the tournament.")
@click.option("--round", "number", metavar="TEXT", help="The number or name of the round.")
@click.option("--date", metavar="TEXT", help="The day.  [default: today]")
@click.option("--room", metavar="TEXT", help="The room.")
@click.option("--side", metavar="SIDE", help="Ours: pro or con, or as the format calls it.")
@click.option("--opponent", metavar="TEXT", help="The other team.")
@click.option("--judge", metavar="TEXT", help="The judge, or the panel.")
@click.option(
    "--rate",
    type=click.IntRange(SLOWEST, FASTEST),
    metavar="WORDS",
    help="How many words a minute the judge follows.",
)
@click.option(
    "--format", "form", metavar="NAME", help="The format of debate.  [default: the brief's]"
)
@click.option(
    "--reads",
    multiple=True,
    metavar="TEXT",
    help="What the opponent reads: a card, topic, source or contention, or words that stand in it. "
    "May be repeated.",
)
@click.option(
    "--as-before", is_flag=True, help="The opponent reads what the record has of the last round."
)
@click.option(
    "--brief",
    "base",
    metavar="SLUG",
    help="The brief that has the arguments.  [default: the only one]",
)
@click.option(
    "--name", metavar="SLUG", help="The name of the new brief.  [default: tournament and round]"
)
@click.option("--template", metavar="PACK", help="What lays it out.  [default: round]")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A YAML file with the same keys; options go over it.",
)
@click.option("--flip", is_flag=True, help="Make the briefs of both sides, before the flip.")
@click.option("--yes", is_flag=True, help="Ask nothing, and take the best match of free words.")
@click.option(
    "--to",
    "kinds",
    callback=among(KINDS),
    default="html,pdf",
    metavar="FORMAT[,FORMAT]",
    show_default=True,
    help="What to make; “myst” alone builds nothing from the documents.",
)
@paper_option
@click.option("--open", "show", is_flag=True, help="Open the result in the browser.")
@pass_workspace
def command(  # noqa: PLR0913 (one for each option)
    workspace: Workspace,
    /,
    *,
    number: str | None,
    form: str | None,
    base: str | None,
    reads: tuple[str, ...],
    source: Path | None,
    as_before: bool,
    flip: bool,
    yes: bool,
    kinds: tuple[str, ...],
    paper: str | None,
    show: bool,
    **texts: str | int | None,
) -> None:
    """Make the brief of a round from the pairing.

    Writes briefs/<tournament-round>.yaml, which says what is new in this round; everything else
    comes from a brief that has the arguments. Then that is built, for our side alone: a prep sheet,
    our case, the blocks against what they read, and every other block.

    On a terminal it asks for what is missing. What the opponent reads may be words of your own: what
    is like them is shown, and you say which is meant. A round that is there is never overwritten.
    """
    from briefwright.pairing import Pairing, read_pairing

    given = {name: value for name, value in texts.items() if value}
    pairing = Pairing(
        **given,  # type: ignore[arg-type]  # named as its fields are
        round=number or "",
        format=form or "",
        brief=base or "",
        reads=reads,
    )
    if source:
        pairing = pairing.over(read_pairing(_text(source), str(source)))
    project = workspace.project()
    preparation = Preparation(project, ask=asking.can_ask() and not yes, yes=yes)
    made = preparation.prepare(pairing, flip=flip, as_before=as_before)
    _build(project, made, kinds, paper, show=show, survey=preparation.survey)


def _text(path: Path) -> str:
    from briefwright.files import read_text
    from briefwright.problems import stop

    text, problems = read_text(path, str(path), path.parent)
    stop(problems)
    return text or ""


def _build(  # noqa: PLR0913 (what the options say)
    project: "Project",
    slugs: tuple[str, ...],
    kinds: tuple[str, ...],
    paper: str | None,
    *,
    show: bool,
    survey: "Survey | None",
) -> None:
    """Write the documents of the briefs, and build what is wanted of them."""
    from briefwright.assembly import assemble_alone, write_documents
    from briefwright.build import build
    from briefwright.console import Bar
    from briefwright.problems import has_errors

    specs = [project.root / "briefs" / f"{slug}.yaml" for slug in slugs]
    for path in relative(specs):
        click.echo(path)
    wanted = tuple(kind for kind in kinds if kind != "myst")
    with Bar() as bar:
        if wanted:
            request = make_request(
                project, slugs=slugs, formats=wanted, paper=paper, out=None, settings={}
            )
            result = build(project, request, bar)
            problems = result.problems
            pages = [
                result.pages.parent / f"briefs/{slug}/index.html" for slug in slugs if result.pages
            ]
            made = [*pages, *result.pdfs]
        else:
            assembly = assemble_alone(project, slugs, surveyed=survey)
            problems, made = assembly.problems, []
            if not has_errors(problems):
                write_documents(project, assembly, slugs)
                made = [project.path(document.path) for document in assembly.documents]
    if has_errors(problems):
        echo_problems(problems)
        again = f"Mend it, then: brief build {' '.join(slugs)}"
        click.echo(f"The round is written, and not built. {again}", err=True)
        click.get_current_context().exit(1)
    finish(problems)
    for path in relative(made):
        click.echo(path)
    if show and made:
        open_in_browser(made[0])
