"""``brief mark``: record how far each card was read."""

import re

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")


def check_clock(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """Refuse what is no time."""
    if value and not _CLOCK.fullmatch(value):
        raise click.BadParameter(f"{value!r} is no time: write minutes and seconds, like 3:42.")
    return value


@click.command(
    epilog=example(
        'brief mark 1AC no-wedge --to "in the near term" --at 3:42',
        "brief mark 1AC breadth round-3 --skipped",
        'brief mark 1AC 5 --to "Caucasus" --at 8:00 --end',
        "brief mark 1AC breadth --undo",
    )
)
@click.argument("speech", metavar="SPEECH")
@click.argument("card", metavar="CARD")
@click.argument("slug", metavar="[SLUG]", default="")
@click.option("--to", "words", metavar="WORDS", default="", help="The last words that were read.")
@click.option(
    "--at", metavar="TIME", default="", callback=check_clock, help="Where the clock stood: 3:42."
)
@click.option("--skipped", is_flag=True, help="It was not read at all.")
@click.option("--end", is_flag=True, help="The speech ended there: all that follows was skipped.")
@click.option("--undo", is_flag=True, help="It was read to its end, after all.")
@pass_workspace
def command(  # noqa: PLR0913 (one for each option)
    workspace: Workspace,
    speech: str,
    card: str,
    slug: str,
    *,
    words: str,
    at: str,
    skipped: bool,
    end: bool,
    undo: bool,
) -> None:
    """Record how far a card of a speech was read.

    CARD is its name, or its number in the speech. What is recorded stands with the card below
    “speeches” in the specification; the document of the speech shows it in the passage, and so does
    what “brief send” prints.
    """
    from briefwright.assembly import assemble_for
    from briefwright.commands.plans import choose_plan
    from briefwright.model import SpeechItem
    from briefwright.planning import mark, write_speech
    from briefwright.problems import Code, Place, stop
    from briefwright.speeches import find_speech

    if sum(map(bool, (words or at, skipped, undo))) != 1 and not end:
        raise click.UsageError("Say how far it was read: --to WORDS and --at TIME, or --skipped.")
    if (words and skipped) or (undo and (words or at or skipped)):
        raise click.UsageError("One card is read to some words, skipped, or read to its end.")
    project = workspace.project()
    assembly = assemble_for(project, (slug,) if slug else (), rendered=False)
    stop(p for p in assembly.problems if p.code is not Code.SPEECH_TIME)
    brief, plan = choose_plan(assembly.briefs, speech, slug)
    spec = next(spec for spec in assembly.specs if spec.slug == brief.slug)
    items = next(
        items
        for key, items in spec.speeches.items()
        if find_speech(brief.format, key)[0] == plan.speech
    )
    said = SpeechItem(read_to=words, at=at, skipped=skipped)
    place = Place(path=f"brief mark {plan.speech.short}")
    marked = mark(items, plan, card, said, place, end=end)
    click.echo(write_speech(project, brief, spec, plan.speech.short, marked))
    click.echo(f'\nNext:\n  brief speech "{plan.speech.short}" {brief.slug}', err=True)
