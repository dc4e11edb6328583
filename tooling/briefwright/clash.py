"""Which argument answers which, on both sides: what is covered, what is not, and the map of it.

Everything here takes values and returns values.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefwright.model import Block, Brief, Contention, Counts, Entry, Side, SideBrief
from briefwright.words import filled


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCard:
    """A card, as far as a map has to know it."""

    name: str
    tag: str
    read: int
    """Words that are read aloud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A contention or a block."""

    anchor: str
    """Unique in the brief: ``pro-1``, ``con-at-2``."""
    label: str
    """Such as Pro 1, Con AT 2."""
    heading: str
    cards: tuple[MapCard, ...]
    note: str = ""
    """How many cards it has and how long they take, in words."""
    link: str = ""
    """Where it stands: ``pro-brief.md#ferries-pro-1``."""

    @property
    def side(self) -> Side:
        """Whose it is."""
        return Side(self.anchor.partition("-")[0])

    @property
    def is_block(self) -> bool:
        """Whether it answers rather than argues."""
        return "-at-" in self.anchor

    @property
    def read(self) -> int:
        """Words that are read aloud."""
        return sum(card.read for card in self.cards)

    def seconds(self, rate: int) -> int:
        """Return the time to read it aloud at *rate* words a minute."""
        return Counts(read=self.read).seconds(rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """That one argument answers another, and with which cards."""

    answer: str
    """The anchor of what answers."""
    answered: str
    """The anchor of what is answered."""
    cards: tuple[tuple[str, str], ...] = ()
    """Names of cards: what answers, what is answered, or "" for the argument as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashMap:
    """The arguments of a brief, and which answers which."""

    rate: int
    """Words a minute at which times are given."""
    arguments: tuple[Argument, ...]
    """Contentions, then blocks; of Pro, then of Con."""
    answers: tuple[Answer, ...]

    def by_anchor(self) -> dict[str, Argument]:
        """Return the arguments by their anchors."""
        return {argument.anchor: argument for argument in self.arguments}

    def answering(self, anchor: str) -> tuple[Argument, ...]:
        """Return the arguments that answer the one with that *anchor*."""
        known = self.by_anchor()
        return tuple(known[each.answer] for each in self.answers if each.answered == anchor)

    def unanswered(self) -> tuple[Argument, ...]:
        """Return the contentions that nothing answers."""
        met = {each.answered for each in self.answers}
        return tuple(a for a in self.arguments if not a.is_block and a.anchor not in met)

    def aimless(self) -> tuple[Argument, ...]:
        """Return the blocks that answer nothing."""
        aimed = {each.answer for each in self.answers}
        return tuple(a for a in self.arguments if a.is_block and a.anchor not in aimed)

    def met(self) -> frozenset[tuple[str, str]]:
        """Return where a card has to do with one of the other side, as anchors and names.

        That is in a contention a card that is answered, in a block one that answers.
        """
        found = set()
        for each in self.answers:
            for answering, answered in each.cards:
                found |= {(each.answer, answering), (each.answered, answered)}
        return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the sides have on a topic, each card once."""

    topic: str
    """Empty for cards without one."""
    pro: Counts
    con: Counts

    def of(self, side: Side) -> Counts:
        """Return what *side* has."""
        return self.pro if side is Side.PRO else self.con


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A card, and where it stands first."""

    argument: Argument
    card: MapCard


def clash_map(
    brief: Brief,
    contention: str = "{side} {number}",
    block: str = "{side} AT {number}",
    note: Callable[[Contention | Block], str] = lambda _: "",
    link: Callable[[str], str] = lambda _: "",
) -> ClashMap:
    """Return the map of *brief*.

    *contention* and *block* are what arguments are called, *note* says how large one is, and *link*
    where the one with an anchor stands.
    """
    arguments = []
    for side in brief.sides:
        for form, parts in ((contention, side.contentions), (block, side.blocks)):
            for part in parts:
                label = filled(form, side=side.name, number=str(part.number))
                arguments.append(_argument(part, label, note(part), link(part.anchor)))
    answers = tuple(_answers(brief))
    return ClashMap(rate=brief.rates[0], arguments=tuple(arguments), answers=answers)


def coverage(brief: Brief) -> tuple[Coverage, ...]:
    """Return what each side has on each topic of its cards; a card counts for each of its own."""
    held: dict[str, dict[Side, Counts]] = {}
    for side in brief.sides:
        for entry in _entries(side):
            for topic in entry.card.topics or ("",):
                counts = held.setdefault(topic, {Side.PRO: Counts(), Side.CON: Counts()})
                counts[side.side] += entry.counts
    rest = held.pop("", None)
    rows = [*held.items(), *([("", rest)] if rest else [])]
    return tuple(
        Coverage(topic=topic, pro=found[Side.PRO], con=found[Side.CON]) for topic, found in rows
    )


def cards_unanswered(clash: ClashMap) -> Iterator[Standing]:
    """Yield each card of a contention once that no card of the other side answers by name."""
    known = clash.by_anchor()
    seen = {(known[e.answered].side, pair[1]) for e in clash.answers for pair in e.cards}
    yield from _unseen((a for a in clash.arguments if not a.is_block), seen)


def cards_aimless(clash: ClashMap) -> Iterator[Standing]:
    """Yield each card once that answers nothing of the other side, where it stands first."""
    known = clash.by_anchor()
    seen = {(known[e.answer].side, pair[0]) for e in clash.answers for pair in e.cards}
    yield from _unseen(clash.arguments, seen)


def _unseen(arguments: Iterable[Argument], seen: set[tuple[Side, str]]) -> Iterator[Standing]:
    for argument in arguments:
        for card in argument.cards:
            if (argument.side, card.name) not in seen:
                seen.add((argument.side, card.name))
                yield Standing(argument=argument, card=card)


def _argument(part: Contention | Block, label: str, note: str, link: str) -> Argument:
    cards = (MapCard(name=e.card.name, tag=e.card.tag, read=e.counts.read) for e in part.entries)
    return Argument(
        anchor=part.anchor,
        label=label,
        heading=part.heading,
        cards=tuple(cards),
        note=note,
        link=link,
    )


def _answers(brief: Brief) -> Iterator[Answer]:
    """Yield what answers what: blocks their contentions, then cards that no block has."""
    for side, other in (brief.sides, brief.sides[::-1]):
        theirs = {contention.anchor: contention for contention in other.contentions}
        told: set[tuple[str, str]] = set()
        for block in side.blocks:
            against = [theirs[anchor] for anchor in block.against]
            for answer in _block_answers(block, against):
                told |= {*answer.cards}
                yield answer
        for contention in side.contentions:
            for each in other.contentions:
                named = _by_name(contention, each)
                left = tuple(pair for pair in named if pair not in told)
                if left:
                    yield Answer(answer=contention.anchor, answered=each.anchor, cards=left)


def _block_answers(block: Block, against: Sequence[Contention]) -> Iterator[Answer]:
    """Yield how *block* answers each contention; a card that names none answers all as a whole."""
    named = {contention.anchor: _by_name(block, contention) for contention in against}
    naming = {answering for pairs in named.values() for answering, _ in pairs}
    for contention in against:
        pairs = named[contention.anchor]
        here = {answering for answering, _ in pairs}
        whole = tuple(
            (card.name, "")
            for card in (entry.card for entry in block.entries)
            if card.name not in here
            and (card.name not in naming or not {*contention.topics}.isdisjoint(card.answers))
        )
        yield Answer(answer=block.anchor, answered=contention.anchor, cards=(*pairs, *whole))


def _by_name(
    answering: Contention | Block, answered: Contention | Block
) -> tuple[tuple[str, str], ...]:
    """Return the pairs of cards of which one answers the other by name."""
    theirs: Mapping[str, None] = {entry.card.name: None for entry in answered.entries}
    return tuple(
        (entry.card.name, name)
        for entry in answering.entries
        for name in dict.fromkeys(entry.card.answers)
        if name in theirs and name != entry.card.name
    )


def _entries(side: SideBrief) -> Iterable[Entry]:
    """Return the cards of *side*, each once."""
    parts: tuple[Contention | Block, ...] = (*side.contentions, *side.blocks)
    return {entry.card.name: entry for part in parts for entry in part.entries}.values()
