"""Pick what is in a speech from a list on the terminal."""

from collections.abc import Iterator, Mapping, Sequence

import click

from briefwright.console import echo_table
from briefwright.counts import clock, count_card
from briefwright.model import (
    Block,
    Brief,
    Card,
    Contention,
    Counts,
    SideBrief,
    SpeechItem,
    SpeechPlan,
)
from briefwright.text import count_words


def pick(brief: Brief, plan: SpeechPlan, cards: Mapping[str, Card]) -> tuple[SpeechItem, ...]:
    """Show what the side has, and ask for numbers in reading order until somebody agrees."""
    side = brief.pro if plan.speech.side is brief.pro.side else brief.con
    offered = [*_offered(side, cards)]
    rows: list[list[str | int]] = [
        [number, section, card.name, clock(count_card(card).seconds(plan.rate)), card.tag]
        for number, (section, card) in enumerate(offered, start=1)
    ]
    titles = ["No.", "Section", "Card", "Time", "Tag"]
    echo_table(titles, rows, f"There are no cards for {side.name}.")
    click.echo(
        f"\n{plan.speech.name}, {plan.speech.minutes:g} min. Numbers in reading order, such as "
        "3 1 5-8; an argument\nwithout evidence stands in quotation marks."
    )
    while True:
        try:
            items = read_numbers(click.prompt(plan.speech.short), [card for _, card in offered])
        except ValueError as error:
            click.echo(str(error), err=True)
            continue
        click.echo(_time(plan, items, cards))
        if click.confirm("Take it?", default=True):
            return items


def read_numbers(said: str, offered: Sequence[Card]) -> tuple[SpeechItem, ...]:
    """Return the cards that *said* numbers from 1, and what stands in quotation marks.

    Raises ValueError with a sentence for people.
    """
    items: list[SpeechItem] = []
    for number, part in enumerate(said.translate(_QUOTES).split('"')):
        if number % 2:
            items += [SpeechItem(analytic=" ".join(part.split()))] if part.strip() else []
            continue
        for word in part.replace(",", " ").split():
            first, _, last = word.partition("-")
            ends = (first, last or first)
            if not all(end.isdecimal() and 0 < int(end) <= len(offered) for end in ends):
                raise ValueError(f"“{word}” is no number from 1 to {len(offered)}.")
            low, high = map(int, ends)
            step = 1 if low <= high else -1
            items += [SpeechItem(card=offered[n - 1].name) for n in range(low, high + step, step)]
    if not items:
        raise ValueError("Say at least one number.")
    return tuple(dict.fromkeys(items))


_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


def summary(plan: SpeechPlan) -> str:
    """Return in one line how long *plan* takes."""
    over = f", {clock(plan.excess)} over" if plan.excess else ""
    return (
        f"{plan.speech.short}: {clock(plan.seconds)} of {clock(plan.limit)} "
        f"at {plan.rate} words a minute{over}."
    )


def _time(plan: SpeechPlan, items: Sequence[SpeechItem], cards: Mapping[str, Card]) -> str:
    read = sum(
        count_card(cards[item.card]).read if item.card else count_words(item.analytic)
        for item in items
    )
    seconds = Counts(read=read).seconds(plan.rate)
    over = f", {clock(seconds - plan.limit)} over" if seconds > plan.limit else ""
    many = "1 item" if len(items) == 1 else f"{len(items)} items"
    return f"{many}: {clock(seconds)} of {clock(plan.limit)} at {plan.rate} words a minute{over}."


def _offered(side: SideBrief, cards: Mapping[str, Card]) -> Iterator[tuple[str, Card]]:
    """Yield every card that the side may read with where it stands, those of the brief first."""
    seen: set[str] = set()
    sections: list[tuple[str, Contention | Block]] = [
        *((str(section.number), section) for section in side.contentions),
        *((f"AT {section.number}", section) for section in side.blocks),
    ]
    for label, section in sections:
        for entry in section.entries:
            if entry.card.name not in seen:
                seen.add(entry.card.name)
                yield label, entry.card
    for card in cards.values():
        if card.name not in seen and card.side.serves(side.side):
            yield "-", card
