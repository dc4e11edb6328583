"""Choose the blocks of a side: its answers to the other side's contentions.

Everything here takes values and returns values.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from briefwright.model import Card, Contention, SectionSpec, Side, Spec
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.queries import Index
from briefwright.text import fold_heading


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockChoice:
    """A block before its cards are numbered."""

    heading: str
    against: tuple[str, ...]
    """The anchors of the contentions that it answers."""
    cards: tuple[Card, ...]
    text: str = ""
    extension: str = ""
    pocket: str = ""
    hat: str = ""
    reads: bool = False
    """Whether it answers what the opponent reads."""


@dataclass(slots=True)
class Target:
    """What some names stand for, taken together."""

    against: dict[str, Contention]
    """By anchor."""
    covered: set[str]
    """The anchors of the contentions that are answered as a whole."""
    cards: dict[str, None]
    topics: dict[str, None]


def nothing() -> Target:
    """Return a target that names nothing yet."""
    return Target(against={}, covered=set(), cards={}, topics={})


class Opponents:
    """What there is to answer: the other side's contentions, their cards and topics."""

    def __init__(self, index: Index, side: Side, contentions: Sequence[Contention]) -> None:
        self.index, self.side, self.contentions = index, side, contentions
        self.headings = {fold_heading(c.heading): c for c in reversed(contentions)}
        self.by_card: dict[str, list[Contention]] = {}
        self.by_topic: dict[str, list[Contention]] = {}
        for contention in contentions:
            for entry in contention.entries:
                self.by_card.setdefault(entry.card.name, []).append(contention)
            for topic in contention.topics:
                self.by_topic.setdefault(topic, []).append(contention)

    def target(self, answers: Iterable[str]) -> tuple[Target, tuple[str, ...]]:
        """Return what *answers* name, and those of them that name nothing."""
        target = nothing()
        unknown = [name for name in answers if not self._add(target, name)]
        for anchor, contention in target.against.items():
            if contention.entries and all(e.card.name in target.cards for e in contention.entries):
                target.covered.add(anchor)
        return target, tuple(unknown)

    def _add(self, target: Target, name: str) -> bool:
        contention = self.headings.get(fold_heading(name))
        if contention:
            self.add(target, contention)
        elif self._is_card(name):
            self.add_card(target, name)
        elif self._is_topic(name):
            self._add_topic(target, name)
        else:
            return False
        return True

    def add(self, target: Target, contention: Contention) -> None:
        """Make a whole contention part of *target*."""
        target.against[contention.anchor] = contention
        target.covered.add(contention.anchor)
        target.cards.update((entry.card.name, None) for entry in contention.entries)
        target.topics.update((topic, None) for topic in contention.topics)

    def heading(self, name: str) -> str:
        """Return the heading that *name* is, but for capitals and spaces; empty if it is none."""
        contention = self.headings.get(fold_heading(name))
        return contention.heading if contention else ""

    def add_card(self, target: Target, name: str) -> None:
        """Make a card part of *target*."""
        target.cards[name] = None
        target.against.update((c.anchor, c) for c in self.by_card.get(name, ()))

    def _add_topic(self, target: Target, topic: str) -> None:
        target.topics[topic] = None
        for contention in self.by_topic.get(topic, ()):
            target.against[contention.anchor] = contention
            target.covered.add(contention.anchor)
            cards = (entry.card for entry in contention.entries)
            target.cards.update((card.name, None) for card in cards if topic in card.topics)

    def _is_card(self, name: str) -> bool:
        card = self.index.cards.get(name)
        return name in self.by_card or (card is not None and card.side.serves(self.side))

    def _is_topic(self, name: str) -> bool:
        cards = self.index.topics.get(name, ())
        return name in self.by_topic or any(card.side.serves(self.side) for card in cards)

    def known(self) -> set[str]:
        """Return everything that a block may answer."""
        cards = list(self.index.serving(self.side))
        names = {card.name for card in cards} | {topic for card in cards for topic in card.topics}
        return names | {c.heading for c in self.contentions} | {*self.by_card, *self.by_topic}


def choose_blocks(
    spec: Spec,
    index: Index,
    side: Side,
    contentions: Sequence[Contention],
    listed: Mapping[int, tuple[Card, ...]],
) -> tuple[tuple[BlockChoice, ...], tuple[Problem, ...]]:
    """Return the blocks of *side* against the other side's *contentions*, in order.

    The sections of *listed*, by number with the cards that they list, come as the specification
    orders them; a block for each contention that none of them answers is put where it belongs, in
    the pocket of the others if they have but one, and below the hat of what it answers.
    """
    opponents = Opponents(index, side.opponent, contentions)
    blocks: list[BlockChoice] = []
    problems: list[Problem] = []
    covered: set[str] = set()
    for number, cards in listed.items():
        section = spec.side(side).sections[number]
        target, unknown = opponents.target(section.answers)
        blocks.append(_explicit(index, side, section, target, cards))
        covered |= target.covered
        for name in (name for name in unknown if not index.is_told(name)):
            at = section.answers.index(name)
            place = spec.place(side.value, "sections", number, "answers", at)
            problems.append(_unknown_answer(name, place, opponents))
    pockets = {block.pocket for block in blocks}
    pocket = pockets.pop() if len(pockets) == 1 else ""
    for contention in contentions:
        if contention.anchor not in covered:
            block = replace(_automatic(index, side, opponents, contention), pocket=pocket)
            _insert(blocks, block, contentions)
    return together(blocks, lambda block: (block.pocket, block.hat)), tuple(problems)


T = TypeVar("T")


def together(items: Sequence[T], level: Callable[[T], tuple[str, str]]) -> tuple[T, ...]:
    """Return *items* with those of one pocket beside each other, and in it those of one hat.

    *level* gives pocket and hat. Whatever comes first stays first, and leads its group.
    """
    pockets: dict[str, int] = {}
    hats: dict[tuple[str, str], int] = {}
    for pocket, hat in map(level, items):
        pockets.setdefault(pocket, len(pockets))
        hats.setdefault((pocket, hat), len(hats))
    return tuple(sorted(items, key=lambda item: (pockets[level(item)[0]], hats[level(item)])))


def _explicit(
    index: Index, side: Side, section: SectionSpec, target: Target, cards: tuple[Card, ...]
) -> BlockChoice:
    """Return a block that the specification lists; without cards it gets those that answer."""
    if not section.cards:
        cards = answering(index, side, target)
    return BlockChoice(
        heading=section.heading,
        against=tuple(target.against),
        cards=cards,
        text=section.text,
        extension=section.extension,
        pocket=section.pocket,
        hat=section.hat,
    )


def _automatic(
    index: Index, side: Side, opponents: Opponents, contention: Contention
) -> BlockChoice:
    target = nothing()
    opponents.add(target, contention)
    cards = answering(index, side, target)
    return BlockChoice(
        heading=contention.heading,
        against=(contention.anchor,),
        cards=cards,
        hat=contention.hat,
    )


def answering(index: Index, side: Side, target: Target) -> tuple[Card, ...]:
    """Return the cards of *side* that answer *target*.

    They come as the first card that each answers does; those that answer the same cards stand
    together, so that what they answer need be said only once.
    """
    groups: dict[int, dict[frozenset[str], list[Card]]] = {}
    rank = {name: number for number, name in enumerate(target.cards)}
    for card in index.answering(side, target.cards, target.topics):
        answered = frozenset(name for name in card.answers if name in rank and name != card.name)
        first = min((rank[name] for name in answered), default=len(rank))
        groups.setdefault(first, {}).setdefault(answered, []).append(card)
    alike = (cards for first in sorted(groups) for cards in groups[first].values())
    return tuple(card for cards in alike for card in cards)


def _insert(blocks: list[BlockChoice], block: BlockChoice, order: Sequence[Contention]) -> None:
    """Put *block* before the first that answers a later contention; drop it without cards."""
    if not block.cards:
        return
    rank = {contention.anchor: contention.number for contention in order}
    mine = min(rank[anchor] for anchor in block.against)
    later = (
        at
        for at, other in enumerate(blocks)
        if other.against and min(rank[anchor] for anchor in other.against) > mine
    )
    blocks.insert(next(later, len(blocks)), block)


def _unknown_answer(name: str, place: Place, opponents: Opponents) -> Problem:
    return Problem(
        place=place,
        code=Code.UNKNOWN_TOPIC,
        message=f"The side “{opponents.side}” has no contention, card or topic “{name}” to answer.",
        hint=did_you_mean(name, opponents.known()),
    )
