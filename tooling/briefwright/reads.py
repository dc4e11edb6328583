"""What the opponent reads: the blocks against it come first, in its order.

Everything here takes values and returns values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from briefwright.blocks import BlockChoice, Opponents, Target, answering, nothing
from briefwright.model import Card, Contention, Side, Spec
from briefwright.problems import Code, Problem, Severity, did_you_mean
from briefwright.queries import Index
from briefwright.text import prettify


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Something that the opponent reads."""

    name: str
    """As the specification names it."""
    label: str
    """What it is called: the heading, the tag, the title of the work."""
    blocks: tuple[int, ...]
    """The positions of the blocks against it."""


def answer_reads(
    spec: Spec,
    index: Index,
    side: Side,
    contentions: Sequence[Contention],
    blocks: Sequence[BlockChoice],
) -> tuple[tuple[BlockChoice, ...], tuple[Answered, ...], tuple[Problem, ...]]:
    """Return the *blocks* of *side* with those first that answer what is read against them.

    What is read and stands in none of the other side's *contentions* gets a block of its own, if
    cards answer it. With the blocks comes what is read, and what of it is not known.
    """
    search = _Search(index, side, contentions)
    found: list[tuple[str, str, list[BlockChoice]]] = []
    problems: list[Problem] = []
    known = list(blocks)
    for number, name in enumerate(spec.round.reads):
        told = search.target(name)
        if told is None:
            if not index.is_told(name):
                problems.append(_unknown(name, spec, number, search))
            continue
        label, target = told
        against = search.against(target, known)
        if not against and (own := search.own(label, target)):
            known.append(own)
            against = [own]
        found.append((name, label, against))
    first = {id(block): block for _, _, against in found for block in against}
    order = [*first.values(), *(block for block in known if id(block) not in first)]
    rank = {id(block): number for number, block in enumerate(order)}
    answered = tuple(
        Answered(name=name, label=label, blocks=tuple(rank[id(b)] for b in against))
        for name, label, against in found
    )
    ordered = tuple(replace(block, reads=id(block) in first) for block in order)
    return ordered, answered, tuple(problems)


class _Search:
    """Finds what a name stands for on the other side, and what answers it."""

    def __init__(self, index: Index, side: Side, contentions: Sequence[Contention]) -> None:
        self.index, self.side = index, side
        self.opponents = Opponents(index, side.opponent, contentions)

    def target(self, name: str) -> tuple[str, Target] | None:
        """Return what *name* is called, and what it stands for; nothing if that is not known."""
        target, unknown = self.opponents.target((name,))
        if not unknown:
            label = self._label(name, target)
            for card in self._theirs(
                c for topic in target.topics for c in self.index.topics[topic]
            ):
                self.opponents.add_card(target, card.name)
            return label, target
        target = nothing()
        cards = self._theirs(self.index.sources.get(name, ()))
        for card in cards:
            self.opponents.add_card(target, card.name)
        work = cards[0] if cards else None
        return (work.citation.title or work.short_cite or name, target) if work else None

    def _theirs(self, cards: Iterable[Card]) -> list[Card]:
        return [card for card in cards if card.side.serves(self.side.opponent)]

    def _label(self, name: str, target: Target) -> str:
        if heading := self.opponents.heading(name):
            return heading
        card = self.index.cards.get(name)
        return card.tag if card and name in target.cards else prettify(name)

    def against(self, target: Target, blocks: Sequence[BlockChoice]) -> list[BlockChoice]:
        """Return the *blocks* against *target*: against all of it, or else with cards against it.

        Of these the ones against contentions that it stands in, if there are any.
        """
        whole = [b for b in blocks if not target.covered.isdisjoint(b.against)]
        names = target.cards.keys() | target.topics.keys()
        having = [b for b in blocks if any(not names.isdisjoint(c.answers) for c in b.cards)]
        around = target.against.keys()
        beside = [block for block in having if not around.isdisjoint(block.against)]
        others = (block for block in blocks if not around.isdisjoint(block.against))
        return whole or beside or having or [*others]

    def own(self, label: str, target: Target) -> BlockChoice | None:
        """Return a block against what no contention holds, if cards answer it."""
        cards = answering(self.index, self.side, target)
        return BlockChoice(heading=label, against=(), cards=cards) if cards else None

    def known(self) -> set[str]:
        """Return everything that may be read against the side."""
        sources = {name for name, cards in self.index.sources.items() if self._theirs(cards)}
        return self.opponents.known() | sources


def _unknown(name: str, spec: Spec, number: int, search: _Search) -> Problem:
    side = search.side.opponent
    return Problem(
        place=spec.place("round", "reads", number),
        code=Code.UNKNOWN_TOPIC,
        message=f"The side “{side}” has no card, topic, source or contention “{name}” to read; "
        "the brief is made without it.",
        hint=did_you_mean(name, search.known()),
        severity=Severity.WARNING,
    )
