"""``brief show``: one card, as it will be printed."""

import itertools
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace
from briefwright.console import echo_json, finish
from briefwright.problems import BriefError, Place

if TYPE_CHECKING:
    from briefwright.model import Card, Essay, Paragraph
    from briefwright.queries import Index

RATES = (150, 200, 250)
"""Words a minute."""


@click.command(epilog=example("brief show no-wedge", "brief show no-wedge --json"))
@click.argument("card", metavar="CARD")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@pass_workspace
def command(workspace: Workspace, card: str, *, as_json: bool) -> None:
    """Show a card with all that is known of it.

    On a terminal the marks are underlined, bold and reversed; elsewhere they are written as in
    cards.md.
    """
    from briefwright.queries import Index, missing_card

    library, problems = workspace.library()
    index = Index(library)
    found = library.cards.get(card)
    if found is None:
        missing = missing_card(card, Place(path="source"), library.cards)
        raise BriefError(*problems, missing)
    facts = _facts(found, index, library.essays)
    if as_json:
        from briefwright.commands.records import card_record

        echo_json({**card_record(found), **facts, "text": _written(found.paragraphs)})
    else:
        _echo(found, facts)
    finish(problem for problem in problems if problem.place.path == found.place.path)


def _facts(card: "Card", index: "Index", essays: "Mapping[str, Essay]") -> dict[str, object]:
    """Return what is known of a card besides what stands in it."""
    from briefwright.citation import full_cite
    from briefwright.model import Side

    sides = (Side.PRO, Side.CON) if card.side is Side.BOTH else (card.side.opponent,)
    found = (index.answering(side, [card.name], card.topics) for side in sides)
    answering = itertools.chain.from_iterable(found)
    return {
        "cite": full_cite(card.citation),
        "passage": _passage(card, essays.get(card.source)),
        "answered_by": list(dict.fromkeys(answer.name for answer in answering)),
    }


def _passage(card: "Card", essay: "Essay | None") -> str:
    """Return where the text begins in its essay: ``path:line``, or nothing."""
    if essay is None or card.passage is None:
        return ""
    lines = [block.line for block in essay.blocks if block.start <= card.passage.start]
    return f"{essay.place.path}:{lines[-1]}" if lines else essay.place.path


def _echo(card: "Card", facts: Mapping[str, object]) -> None:
    from briefwright.counts import clock, count_card

    counts = count_card(card)
    click.secho(card.tag, bold=True)
    click.echo(f"{card.short_cite}: {facts['cite']}\n")
    _echo_text(card.paragraphs)
    times = ", ".join(f"{clock(counts.seconds(rate))} at {rate}" for rate in RATES)
    click.echo(f"\n{counts.words} words, {counts.read} to read with the tag: {times} a minute")
    answered_by = facts["answered_by"]
    lines = {
        "Name": card.name,
        "Side": card.side.value,
        "Topics": ", ".join(card.topics),
        "Answers": ", ".join(card.answers),
        "Answered by": ", ".join(answered_by) if isinstance(answered_by, list) else "",
        "Card": str(card.place),
        "Passage": str(facts["passage"]) or "not in a stored source: nothing proves the text",
    }
    for name, value in lines.items():
        if value:
            click.echo(f"{name + ':':<12} {value}")


def _written(paragraphs: "Iterable[Paragraph]") -> str:
    from briefwright import marks

    return marks.write(paragraphs)


def _echo_text(paragraphs: "tuple[Paragraph, ...]") -> None:
    if not sys.stdout.isatty():
        click.echo(_written(paragraphs))
        return
    from rich.console import Console
    from rich.text import Text

    texts = (Text.assemble(*((s.text, _style(s.marks)) for s in p)) for p in paragraphs)
    Console(highlight=False).print(*texts, sep="\n\n")


def _style(marks: int) -> str:
    from briefwright.model import Mark

    styles = {Mark.UNDERLINED: "underline", Mark.READ: "bold", Mark.EMPHASIS: "bold reverse"}
    return " ".join(style for mark, style in styles.items() if marks & mark) or "dim"
