"""A brief, chosen and arranged: what templates see."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from briefwright.model.debate import Format, Speech
from briefwright.model.evidence import Card, Citation, Side
from briefwright.model.rounds import PlayedRound
from briefwright.model.specification import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is to print and to read aloud."""

    cards: int = 0
    """How many cards."""
    words: int = 0
    """Words of the passages."""
    underlined: int = 0
    """Words that are underlined."""
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
    """The card itself."""
    number: int
    """Within its section, from 1."""
    counts: Counts
    """Of this card alone."""
    first: bool
    """Printed in full here; otherwise it stands in an earlier section of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contention:
    """A main argument of a side."""

    number: int
    """Within its side, from 1."""
    heading: str
    """What it claims."""
    anchor: str
    """Unique in the brief: ``pro-1``."""
    text: str
    """MyST that stands before its cards."""
    extension: str
    """The line that carries it on in a later speech."""
    topics: tuple[str, ...]
    """The topics of its cards, where it was arranged from them."""
    entries: tuple[Entry, ...]
    """Its cards, in order."""
    counts: Counts
    """Of its cards together."""
    pocket: str = ""
    """The part of the file that it belongs to: Off-case. Those of one pocket stand together."""
    hat: str = ""
    """The group within its pocket: DA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Numbered answers to one argument of the other side."""

    number: int
    """Within its side, from 1."""
    heading: str
    """Without "AT:"."""
    anchor: str
    """Unique in the brief: ``pro-at-1``."""
    against: tuple[str, ...]
    """The anchors of the other side's contentions that it answers."""
    text: str
    """MyST that stands before its cards."""
    extension: str
    """The line that carries it on in a later speech."""
    entries: tuple[Entry, ...]
    """Its cards, in order."""
    counts: Counts
    """Of its cards together."""
    pocket: str = ""
    """The part of the file that it belongs to: On-case. Those of one pocket stand together."""
    hat: str = ""
    """The group within its pocket: Advantage 1."""
    reads: bool = False
    """Whether it answers what the opponent reads in this round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Something that the opponent reads in this round."""

    name: str
    """As the specification names it: a card, a topic, a source, a heading."""
    label: str
    """What it is called: the tag, the heading, the title of the source."""
    blocks: tuple[str, ...]
    """The anchors of the blocks against it, in their order; none where nothing answers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBrief:
    """Everything that one side takes into the round."""

    side: Side
    """Which side it is."""
    name: str
    """As the format calls it: Pro, Con."""
    contentions: tuple[Contention, ...]
    """Its main arguments, in order."""
    blocks: tuple[Block, ...]
    """Its answers to the other side, in order."""
    questions: tuple[str, ...]
    """What it asks in crossfire."""
    counts: Counts
    """Every card once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A source that the brief quotes."""

    source: str
    """The name of its folder below ``source/``; empty for a work that is not stored."""
    short_cite: str
    """Such as Kozak 17."""
    citation: Citation
    """All that is known of it."""
    cards: int
    """How many cards of the brief quote it."""
    entries: tuple[Entry, ...]
    """Its cards, in the order of its text, numbered as in the brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One card that answers another."""

    answer: Card
    """The card that answers."""
    answered: Card
    """The one that it answers."""


class Band(StrEnum):
    """How full a speech is."""

    GREEN = "green"
    """At most three quarters of its time."""
    YELLOW = "yellow"
    """More, and not over its time."""
    RED = "red"
    """Over its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechPart:
    """What is said at one point of a speech: a card, or words without one."""

    number: int = 0
    """Within its speech, from 1."""
    entry: Entry | None = None
    """The card; nothing where there is none."""
    text: str = ""
    """Without a card: the analytic, or MyST that carries an argument on."""
    heading: str = ""
    """What the contention or block is called that it belongs to; empty without one."""
    anchor: str = ""
    """Of that contention or block."""
    counts: Counts = Counts()
    """What is read of it."""
    before: Counts = Counts()
    """What is read in the speech before it."""
    priority: int = 0
    """When it goes, if time runs short: the highest number first."""
    read_to: str = ""
    """The last words that were read, where the card was not read to its end."""
    at: str = ""
    """Where the clock stood then: 3:42."""
    skipped: bool = False
    """Planned, and not read at all."""

    @property
    def through(self) -> Counts:
        """What is read in the speech to its end."""
        return self.before + self.counts

    @property
    def called(self) -> str:
        """The name of its card, or else what its section is called, or its words."""
        return self.entry.card.name if self.entry else self.heading or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechPlan:
    """What is said in a speech of one side, against its time."""

    speech: Speech
    """The speech, as the format has it."""
    parts: tuple[SpeechPart, ...]
    """What is said, in order."""
    counts: Counts
    """Of all of it."""
    rate: int
    """Words a minute that decide whether it fits: the judge's, or the fastest of the brief."""
    planned: bool
    """Whether the specification says what is in it; otherwise all that it is there for."""
    drops: tuple[SpeechPart, ...]
    """What to leave out until the rest fits, in that order."""

    @property
    def limit(self) -> int:
        """The seconds that it may take."""
        return round(self.speech.minutes * 60)

    @property
    def seconds(self) -> int:
        """The seconds that it takes."""
        return self.counts.seconds(self.rate)

    @property
    def excess(self) -> int:
        """The seconds that it takes too long; 0 where it fits."""
        return max(0, self.seconds - self.limit)

    @property
    def band(self) -> Band:
        """How full it is."""
        if self.excess:
            return Band.RED
        return Band.YELLOW if self.seconds > 0.75 * self.limit else Band.GREEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A brief, chosen and arranged: the one value that templates see."""

    slug: str
    """Its name in the project: that of its specification."""
    title: str
    """What it is called; the resolution, if it has no shorter name."""
    resolution: str
    """The sentence that is debated."""
    language: str
    """As a tag of BCP 47: en, es."""
    format: Format
    """Its sides, speeches and times, with their names in the language of the brief."""
    team: str
    """Whose brief it is; may be empty."""
    round: Round
    """The round that it is for, as far as that is known."""
    options: Mapping[str, object]
    """The options of the template, by name."""
    pro: SideBrief
    """The side for the resolution."""
    con: SideBrief
    """The side against it."""
    entries: tuple[Entry, ...]
    """Every card once, numbered from 1, in the order of print."""
    works: tuple[Work, ...]
    """The sources that it quotes."""
    clashes: tuple[Clash, ...]
    """Which card answers which."""
    counts: Counts
    """Of both sides together."""
    rates: tuple[int, ...]
    """Words a minute at which reading times are given: the judge's, then the brief's."""
    met: tuple[PlayedRound, ...] = ()
    """Earlier rounds against the same opponent, the latest first."""
    speeches: tuple[SpeechPlan, ...] = ()
    """What is said in each speech of both sides, in the order of the format."""
    reads: tuple[Read, ...] = ()
    """What the opponent reads in this round, in its order, as far as it is known."""

    @property
    def sides(self) -> tuple[SideBrief, SideBrief]:
        """Pro, then Con."""
        return (self.pro, self.con)
