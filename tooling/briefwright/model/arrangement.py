"""A brief, chosen and arranged: what templates see."""

from collections.abc import Mapping
from dataclasses import dataclass

from briefwright.model.debate import Format
from briefwright.model.evidence import Card, Citation, Side
from briefwright.model.specification import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is to print and to read aloud."""

    cards: int = 0
    words: int = 0
    """Words of the passages."""
    underlined: int = 0
    read: int = 0
    """Words spoken: those marked as read, and those of the tags."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            cards=self.cards + other.cards,
            words=self.words + other.words,
            underlined=self.underlined + other.underlined,
            read=self.read + other.read,
        )

    def seconds(self, rate: int) -> int:
        """Return the time to read it aloud, in seconds, at *rate* words a minute."""
        return round(self.read * 60 / rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A card as it stands in a section."""

    card: Card
    number: int
    """Within its section, from 1."""
    counts: Counts
    first: bool
    """Printed in full here; otherwise it stands in an earlier section of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contention:
    """A main argument of a side."""

    number: int
    heading: str
    anchor: str
    """Unique in the brief: ``pro-1``."""
    text: str
    extension: str
    topics: tuple[str, ...]
    entries: tuple[Entry, ...]
    counts: Counts
    pocket: str = ""
    """The part of the file that it belongs to: Off-case. Those of one pocket stand together."""
    hat: str = ""
    """The group within its pocket: DA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Numbered answers to one argument of the other side."""

    number: int
    heading: str
    """Without "AT:"."""
    anchor: str
    """Unique in the brief: ``pro-at-1``."""
    against: tuple[str, ...]
    """The anchors of the other side's contentions that it answers."""
    text: str
    extension: str
    entries: tuple[Entry, ...]
    counts: Counts
    pocket: str = ""
    """The part of the file that it belongs to: On-case. Those of one pocket stand together."""
    hat: str = ""
    """The group within its pocket: Advantage 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBrief:
    """Everything that one side takes into the round."""

    side: Side
    name: str
    """As the format calls it: Pro, Con."""
    contentions: tuple[Contention, ...]
    blocks: tuple[Block, ...]
    questions: tuple[str, ...]
    counts: Counts
    """Every card once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A source that the brief quotes."""

    source: str
    short_cite: str
    citation: Citation
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One card that answers another."""

    answer: Card
    answered: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A brief, chosen and arranged: the one value that templates see."""

    slug: str
    title: str
    resolution: str
    language: str
    format: Format
    """Its sides, speeches and times, with their names in the language of the brief."""
    team: str
    round: Round
    options: Mapping[str, object]
    pro: SideBrief
    con: SideBrief
    works: tuple[Work, ...]
    clashes: tuple[Clash, ...]
    counts: Counts
    rates: tuple[int, ...]
    """Words a minute at which reading times are given: the option, or else the format's."""

    @property
    def sides(self) -> tuple[SideBrief, SideBrief]:
        """Pro, then Con."""
        return (self.pro, self.con)
