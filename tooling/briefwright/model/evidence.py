"""Sources, cards and the library."""

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
    """The words."""
    marks: Mark = Mark.NONE
    """What is marked of them."""


Paragraph = tuple[Span, ...]
"""A paragraph of a card: its spans, in order; neighbours differ in their marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The name of a person (family, given) or of a body (literal), as in CSL."""

    family: str = ""
    """The name of the family."""
    given: str = ""
    """The given names."""
    literal: str = ""
    """The name of a body, whole."""


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A date that may lack its day or its month (0)."""

    year: int
    """In full: 2026."""
    month: int = 0
    """From 1; 0 if it is not known."""
    day: int = 0
    """From 1; 0 if it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What is known of a work, in the fields of CSL, and what is declared absent."""

    title: str = ""
    """Of the work itself."""
    authors: tuple[Name, ...] = ()
    """In the order of the work."""
    qualifications: str = ""
    """Why the author can be believed."""
    container_title: str = ""
    """What it appeared in: a journal, a site."""
    publisher: str = ""
    """Who brought it out."""
    issued: Date | None = None
    """When it appeared."""
    accessed: Date | None = None
    """When it was read."""
    url: str = ""
    """Its address."""
    page: str = ""
    """The pages: 4, 12-15."""
    type: str = ""
    """What it is, as CSL calls it: article, book."""
    language: str = ""
    """As a tag of BCP 47."""
    note: str = ""
    """Anything else."""
    absent: tuple[str, ...] = ()
    """The CSL names of the fields that the work itself does not give, in order."""
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
    """The first character, from 0."""
    end: int
    """The one behind the last."""


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
    """Unique in the project."""
    tag: str
    """What it claims."""
    side: Side
    """Which side may read it."""
    paragraphs: tuple[Paragraph, ...]
    """Sliced from the essay, character for character, unless there is none."""
    source: str
    """The name of the folder below ``source/``."""
    citation: Citation
    """Of the work that it quotes."""
    short_cite: str
    """Such as Kozak 17."""
    passage: Passage | None
    """Where it stands in its essay; None for a card without a stored source."""
    place: Place
    """Where it is written."""
    topics: tuple[str, ...] = ()
    """What it is about."""
    answers: tuple[str, ...] = ()
    """The cards and topics of the other side that it answers."""
    note: str = ""
    """Of whoever cut it, for their own use."""
    waive: tuple[str, ...] = ()
    """The rules of evidence that it need not keep."""

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
