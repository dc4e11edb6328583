"""``brief speech``: plan a speech, and print it."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefwright.commands.build import FORMATS, among, make_request, open_in_browser
from briefwright.commands.workspace import Workspace, example, pass_workspace, relative

if TYPE_CHECKING:
    from briefwright.assembly import Assembly
    from briefwright.model import Brief, Speech, SpeechItem, SpeechPlan
    from briefwright.project import Project


@click.command(
    epilog=example(
        "brief speech 1AC",
        'brief speech 1AC round-3 no-wedge breadth "analytic: They concede this."',
        'brief speech "Pro rebuttal" "AT 1" "AT 3"',
        "brief speech 2AC --from 2ac.txt --open",
        "brief speech summary --pick",
    )
)
@click.argument("speech", metavar="SPEECH")
@click.argument("items", nargs=-1, metavar="[SLUG] [ITEM]...")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="A list of items, one a line; - reads standard input.",
)
@click.option("--pick", is_flag=True, help="Pick the items from a list on the terminal.")
@click.option("--add", is_flag=True, help="Put the items behind those that are planned already.")
@click.option(
    "--to",
    "formats",
    callback=among(FORMATS),
    default=",".join(FORMATS),
    metavar="FORMAT[,FORMAT]",
    show_default=True,
    help="What to make of the brief.",
)
@click.option("--no-build", is_flag=True, help="Only write the plan.")
@click.option("--open", "show", is_flag=True, help="Open the PDF, or else the page.")
@pass_workspace
def command(  # noqa: PLR0913 (one for each option)
    workspace: Workspace,
    speech: str,
    items: tuple[str, ...],
    source: Path | None,
    *,
    pick: bool,
    add: bool,
    formats: tuple[str, ...],
    no_build: bool,
    show: bool,
) -> None:
    """Plan what is said in a speech, and print it: numbered, timed, in reading order.

    SPEECH is called as in the format, in short or in words that no other has: 1AC, “rebuttal”.
    SLUG names the brief, and may be left out where there is only one. An ITEM is the name of a
    card, the heading of a contention or block, “Contention 2”, “AT 3”, or “analytic: …”. They are
    written below “speeches” in the specification, where the rest stays as it is. Without any, what
    is planned there is printed; on a terminal one picks where nothing is.
    """
    from briefwright.assembly import assemble_for
    from briefwright.commands.plans import choose_speech
    from briefwright.planning import write_speech
    from briefwright.problems import Code, stop

    project = workspace.project()
    slug = _slug(project, items)
    assembly = assemble_for(project, (slug,) if slug else (), rendered=False)
    stop(p for p in assembly.problems if p.code is not Code.SPEECH_TIME)
    brief, held = choose_speech(assembly.briefs, speech, slug)
    wanted = [*items[bool(slug) :], *(_lines(source) if source else ())]
    plan = next(plan for plan in brief.speeches if plan.speech == held)
    chosen = _resolved(assembly, brief, held, wanted) if wanted else ()
    if pick or not (wanted or plan.planned):
        if not sys.stdin.isatty():
            raise click.UsageError(f"Say what is in “{held.short}”: cards, headings, analytics.")
        chosen = _picked(assembly, brief, plan)
    if chosen:
        spec = next(spec for spec in assembly.specs if spec.slug == brief.slug)
        known = _known(assembly, brief, plan)
        path = write_speech(project, brief, spec, held.short, _merged(known, chosen, add=add))
        click.echo(path)
    if no_build:
        _tell(project, brief.slug, held)
    else:
        _build(project, brief.slug, held, formats, show=show)


def _slug(project: "Project", items: Sequence[str]) -> str:
    """Return the first of *items* if a brief is called so, or ""."""
    files, _ = project.specs()
    return items[0] if items and items[0] in {file.slug for file in files} else ""


def _lines(source: Path) -> list[str]:
    """Return the items that a file lists, or standard input."""
    from briefwright.planning import lines_of
    from briefwright.problems import stop
    from briefwright.text import decode

    piped = str(source) == "-"
    data = sys.stdin.buffer.read() if piped else source.read_bytes()
    text, problems = decode(data, str(source))
    stop(problems)
    return [*lines_of(text)]


def _resolved(
    assembly: "Assembly", brief: "Brief", held: "Speech", wanted: Sequence[str]
) -> "tuple[SpeechItem, ...]":
    from briefwright.planning import read_items
    from briefwright.problems import Place, stop

    place = Place(path=f"brief speech {held.short}")
    items, problems = read_items(wanted, brief, held.side, assembly.library.cards, place)
    stop(problems)
    return items


def _known(assembly: "Assembly", brief: "Brief", plan: "SpeechPlan") -> "tuple[SpeechItem, ...]":
    """Return what is planned already."""
    from briefwright.speeches import find_speech

    spec = next(spec for spec in assembly.specs if spec.slug == brief.slug)
    found = (
        items
        for key, items in spec.speeches.items()
        if find_speech(brief.format, key)[0] == plan.speech
    )
    return next(found, ())


def _merged(
    known: "Sequence[SpeechItem]", chosen: "Sequence[SpeechItem]", *, add: bool
) -> "tuple[SpeechItem, ...]":
    """Return *chosen* with what was said of them before; to *add* to them, behind what is known."""
    same = {(item.card, item.section, item.analytic): item for item in known}
    kept = [same.get((item.card, item.section, item.analytic), item) for item in chosen]
    if not add:
        return tuple(kept)
    return (*known, *(item for item in kept if item not in known))


def _picked(assembly: "Assembly", brief: "Brief", plan: "SpeechPlan") -> "tuple[SpeechItem, ...]":
    from briefwright.commands.picking import pick

    return pick(brief, plan, assembly.library.cards)


def _tell(project: "Project", slug: str, held: "Speech") -> None:
    """Say how long the speech takes, and exit with 1 if that is too long."""
    from briefwright.assembly import assemble_for
    from briefwright.commands.picking import summary
    from briefwright.console import finish
    from briefwright.problems import Code

    assembly = assemble_for(project, (slug,), rendered=False)
    plans = (plan for brief in assembly.briefs if brief.slug == slug for plan in brief.speeches)
    plan = next((plan for plan in plans if plan.speech == held), None)
    if plan:
        click.echo(summary(plan), err=True)
    finish(p for p in assembly.problems if p.code is Code.SPEECH_TIME)


def _build(
    project: "Project", slug: str, held: "Speech", formats: tuple[str, ...], *, show: bool
) -> None:
    """Build the brief, and say where the speech is."""
    from briefwright.build import build
    from briefwright.console import Bar, finish
    from briefwright.render import speech_name

    request = make_request(
        project, slugs=(slug,), formats=formats, paper=None, out=None, settings={}
    )
    with Bar() as bar:
        result = build(project, request, bar)
    finish(result.problems)
    name = speech_name(held.short)
    pdfs = (pdf for pdf in result.pdfs if pdf.stem == f"{slug}-{name}")
    pages = [result.pages.parent / "briefs" / slug / f"{name}.html"] if result.pages else []
    made: list[Path] = [*pdfs, *pages]
    click.echo("\n".join(relative(made)))
    if show and made:
        open_in_browser(made[0])
