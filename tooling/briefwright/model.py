"""The values that the stages hand on: plain, typed, frozen.

Nothing here reads, writes or checks anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum
from pathlib import PurePosixPath
from types import MappingProxyType

from briefwright.problems import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A text of the project."""

    path: str
    """From the project's root, with slashes."""
    text: str

    @property
    def slug(self) -> str:
        """The name of the file without folder and suffix."""
        return PurePosixPath(self.path).stem


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFolder:
    """A folder below ``source/``: an essay, the cards cut from it, or both."""

    name: str
    essay: SourceFile | None
    cards: SourceFile | None
    unread: bool = False
    """Whether there is an essay that cannot be read, for a reason that is told already."""


DEFAULT_TEMPLATE = "public-forum"


class Side(StrEnum):
    """A side of the resolution."""

    PRO = "pro"
    CON = "con"
    BOTH = "both"

    def serves(self, side: "Side") -> bool:
        """Tell whether a card of this side may be read by *side*."""
        return self in (side, Side.BOTH)

    @property
    def opponent(self) -> "Side":
        """The side on the other bench."""
        return {Side.PRO: Side.CON, Side.CON: Side.PRO}.get(self, Side.BOTH)


class Mark(IntFlag):
    """What is marked in the text of a card; what is not marked is printed small."""

    NONE = 0
    UNDERLINED = 1
    """What matters."""
    READ = 2
    """Highlighted: the words that are spoken aloud."""
    EMPHASIS = 4
    """Read and stressed."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with one set of marks."""

    text: str
    marks: Mark = Mark.NONE


Paragraph = tuple[Span, ...]
"""A paragraph of a card: its spans, in order; neighbours differ in their marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The name of a person (family, given) or of a body (literal), as in CSL."""

    family: str = ""
    given: str = ""
    literal: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A date that may lack its day or its month (0)."""

    year: int
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What is known of a work, in the fields of CSL, and what is declared absent."""

    title: str = ""
    authors: tuple[Name, ...] = ()
    qualifications: str = ""
    container_title: str = ""
    publisher: str = ""
    issued: Date | None = None
    accessed: Date | None = None
    url: str = ""
    page: str = ""
    type: str = ""
    language: str = ""
    note: str = ""
    absent: frozenset[str] = frozenset()
    """The CSL names of the fields that the work itself does not give."""
    text: str = ""
    """A full citation as somebody wrote it, for a card without a stored source."""


class BlockKind(StrEnum):
    """What a block of an essay is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class EssayBlock:
    """A paragraph or heading of an essay: ``essay.text[start:end]``."""

    kind: BlockKind
    start: int
    end: int
    line: int
    """The line of the file where it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay:
    """A source: its citation and its plain text, in reading order."""

    source: str
    """The name of its folder below ``source/``."""
    citation: Citation
    text: str
    """The blocks' plain text, joined by single line feeds."""
    blocks: tuple[EssayBlock, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an essay: ``essay.text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDraft:
    """A card as somebody typed it, before it is located in its essay."""

    name: str
    tag: str
    side: Side
    paragraphs: tuple[Paragraph, ...]
    place: Place
    topics: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    occurrence: int = 0
    """Which of several equal passages is meant, from 1; 0 where there is but one."""
    note: str = ""
    waive: tuple[str, ...] = ()
    citation: Citation | None = None
    """For a card without a stored source."""
    short_cite: str = ""
    """Likewise."""
    body: Place | None = None
    """Where the text begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A piece of evidence: claim, citation, and a passage with its marks."""

    name: str
    tag: str
    side: Side
    paragraphs: tuple[Paragraph, ...]
    """Sliced from the essay, character for character, unless there is none."""
    source: str
    """The name of the folder below ``source/``."""
    citation: Citation
    short_cite: str
    passage: Passage | None
    """Where it stands in its essay; None for a card without a stored source."""
    place: Place
    topics: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    note: str = ""
    waive: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether the text was found in a stored source."""
        return self.passage is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything under ``source/``, located and proved."""

    essays: Mapping[str, Essay] = field(default_factory=lambda: MappingProxyType({}))
    cards: Mapping[str, Card] = field(default_factory=lambda: MappingProxyType({}))
    short_cites: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By source; unique among the works of the library (17a, 17b)."""
    unproved: frozenset[str] = frozenset()
    """Names of cards, topics and sources that are there, but did not hold, as is told already."""
    unread: bool = False
    """Whether a file could not be read, so that what seems to be missing may be in it."""

    @property
    def topics(self) -> Mapping[str, tuple[Card, ...]]:
        """The cards of each topic, in the order of the files."""
        found: dict[str, list[Card]] = {}
        for card in self.cards.values():
            for topic in card.topics:
                found.setdefault(topic, []).append(card)
        return MappingProxyType({topic: tuple(cards) for topic, cards in found.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which cards a section takes from the library, in the order of the files."""

    topic: str = ""
    """Cards of this topic."""
    source: str = ""
    """Cards of this source: the name of its folder."""
    side: Side | None = None
    """Cards of this side; by default the side of the section."""
    limit: int = 0
    """At most so many; 0 for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSpec:
    """A section of a side as the specification asks for it."""

    heading: str
    """What the section claims: the title of a contention or block."""
    text: str = ""
    """MyST, printed before the cards."""
    cards: tuple[str | Query, ...] = ()
    """Names of cards, and queries, in the order in which they are read."""
    extension: str = ""
    """The line that carries the argument on in a later speech."""
    answers: tuple[str, ...] = ()
    """Headings, cards or topics of the other side: makes the section a block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSpec:
    """What the specification says of one side."""

    sections: tuple[SectionSpec, ...] = ()
    """Contentions and blocks, in order; if there are none, arranged from topics."""
    questions: tuple[str, ...] = ()
    """To ask in crossfire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The round that a brief is for; what is not known is empty."""

    tournament: str = ""
    """The name of the tournament."""
    round: str = ""
    """Its number or name: 3, quarter-final."""
    date: str = ""
    """As it is to be printed."""
    room: str = ""
    """Its name or number."""
    opponent: str = ""
    """The other team."""
    judge: str = ""
    """The judge, or the panel."""


Path = tuple[str | int, ...]
"""The keys and indices that lead to a value: ``("pro", "sections", 0, "heading")``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A brief specification: what ``briefs/<slug>.yaml`` asks for."""

    slug: str
    resolution: str
    """The sentence that is debated."""
    title: str = ""
    """A shorter name for the brief; by default the resolution."""
    template: str = DEFAULT_TEMPLATE
    """The pack of templates that lays the brief out."""
    format: str = "public-forum"
    """The format of the debate, which names the sides: Pro and Con, or Aff and Neg."""
    language: str = "en"
    """The language of the brief, as a tag of BCP 47: en, es, fr-CA."""
    team: str = ""
    """The team or school whose brief it is."""
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """For the template, as written; the pack types and checks them."""
    round: Round = Round()
    """The round that the brief is for."""
    pro: SideSpec = SideSpec()
    """The sections for the resolution; by default arranged from topics."""
    con: SideSpec = SideSpec()
    """The sections against the resolution; by default arranged from topics."""
    places: Mapping[Path, Place] = field(default_factory=lambda: MappingProxyType({}))

    def side(self, side: Side) -> SideSpec:
        """Return what is said of *side*."""
        return self.pro if side is Side.PRO else self.con

    def place(self, *path: str | int) -> Place:
        """Return where the value at *path* stands, or the nearest one around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(path=f"briefs/{self.slug}.yaml"))


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
    team: str
    round: Round
    options: Mapping[str, object]
    pro: SideBrief
    con: SideBrief
    works: tuple[Work, ...]
    clashes: tuple[Clash, ...]
    counts: Counts
    rates: tuple[int, ...] = (150, 200, 250)
    """Words a minute at which reading times are given."""

    @property
    def sides(self) -> tuple[SideBrief, SideBrief]:
        """Pro, then Con."""
        return (self.pro, self.con)
