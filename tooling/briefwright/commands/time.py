"""``brief time``: how long each speech takes, and what to leave out of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from briefwright.commands.list import json_option
from briefwright.commands.workspace import Workspace, example, pass_workspace
from briefwright.console import echo_json, echo_table, finish
from briefwright.rates import FASTEST, SLOWEST

if TYPE_CHECKING:
    from briefwright.model import Brief, SpeechPlan


@click.command(
    epilog=example(
        "brief time",
        "brief time russia-iran --side pro",
        "brief time russia-iran --rate 180 --rate 220",
        "brief time --json",
    )
)
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--side", type=click.Choice(["pro", "con"]), help="Only the speeches of this side.")
@click.option(
    "--rate",
    "rates",
    type=click.IntRange(SLOWEST, FASTEST),
    multiple=True,
    metavar="WORDS",
    help="Words a minute; may be repeated.  [default: the judge's, or those of the format]",
)
@json_option
@pass_workspace
def command(
    workspace: Workspace,
    slugs: tuple[str, ...],
    side: str | None,
    rates: tuple[int, ...],
    *,
    as_json: bool,
) -> None:
    """Tell how long each speech of a brief takes, against its limit.

    SLUG names a brief: the file briefs/SLUG.yaml. A speech that the specification plans, below
    “speeches”, must fit at the rate of the judge, or else at the fastest of the rates. Of any
    other it is told what there is for it, which may be more than there is time for.
    """
    from briefwright.assembly import assemble_for
    from briefwright.templating.wishes import Wishes

    settings = {"rates": ", ".join(map(str, sorted(set(rates))))} if rates else {}
    assembly = assemble_for(workspace.project(), slugs, Wishes(options=settings), rendered=False)
    briefs = [brief for brief in assembly.briefs if not slugs or brief.slug in slugs]
    found = [(brief, plan) for brief in briefs for plan in _held(brief, side)]
    if as_json:
        from briefwright.commands.records import speech_record

        echo_json([speech_record(brief, plan) for brief, plan in found])
    else:
        for number, brief in enumerate(briefs):
            _print(brief, [plan for other, plan in found if other is brief], first=not number)
    finish(assembly.problems)


def _held(brief: "Brief", side: str | None) -> "list[SpeechPlan]":
    """Return the speeches of the side that is asked for, or that the round is for."""
    wanted = side or brief.round.side
    return [plan for plan in brief.speeches if wanted in (None, "both", plan.speech.side)]


def _print(brief: "Brief", plans: "Sequence[SpeechPlan]", *, first: bool) -> None:
    from briefwright.counts import clock
    from briefwright.speeches import leave_out

    click.echo(("" if first else "\n") + click.style(brief.title, bold=True))
    titles = ["Speech", "Holds", "Words", *(f"{n} wpm" for n in brief.rates), "Limit", "At"]
    rows: list[list[str | int]] = [
        [
            plan.speech.short,
            _holds(plan),
            plan.counts.read,
            *(clock(plan.counts.seconds(rate)) for rate in brief.rates),
            clock(plan.limit),
            f"{plan.rate} wpm: {_verdict(plan)}",
        ]
        for plan in plans
    ]
    echo_table(titles, rows, "There are no speeches.")
    for plan in plans:
        if plan.drops and plan.planned:
            click.echo(f"{plan.speech.short} fits without {leave_out(plan)}.")


def _holds(plan: "SpeechPlan") -> str:
    cards = sum(part.entry is not None for part in plan.parts)
    words = len(plan.parts) - cards
    said = [_many(cards, "card")] * bool(cards) + [_many(words, "point")] * bool(words)
    return " and ".join(said) + (", planned" if plan.planned else "") if said else "-"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _verdict(plan: "SpeechPlan") -> str:
    from briefwright.counts import clock
    from briefwright.model import Band

    if plan.excess:
        return f"{clock(plan.excess)} over"
    return "nearly full" if plan.band is Band.YELLOW else "fits"
