"""What a brief specification asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType

from briefwright.model.evidence import Side
from briefwright.model.printing import Edition
from briefwright.problems import Place

DEFAULT_TEMPLATE = "public-forum"
DEFAULT_FORMAT = "public-forum"
"""Where neither the specification nor its template names one."""


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
    pocket: str = ""
    """The part of the file that it belongs to: Off-case, On-case."""
    hat: str = ""
    """The group within its pocket: DA, CP, Advantage 1."""
    priority: int = 0
    """What goes first when time runs short: the highest number; of equals the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechItem:
    """What is said in a speech, in its order: a card, a whole section, or an analytic."""

    card: str = ""
    """The name of a card."""
    section: str = ""
    """The heading of a contention or block of the side that speaks: all its cards."""
    analytic: str = ""
    """An argument without evidence, in the words in which it is made."""
    priority: int = 0
    """What goes first when time runs short: the highest number; of equals the last."""
    read_to: str = ""
    """The last words of the card that were read aloud; empty where it was read to its end."""
    at: str = ""
    """Where the clock stood then, in minutes and seconds: 3:42."""
    skipped: bool = False
    """Planned, and not read at all."""


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
    side: Side | None = None
    """The side that the brief is for; where it is not known, it is for both."""
    rate: int = 0
    """How many words a minute the judge follows; 0 where that is not known."""
    reads: tuple[str, ...] = ()
    """What the opponent reads: names of cards, topics and sources of the other side."""


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
    format: str = ""
    """The format of the debate, which says sides, speeches and times; by default the template's."""
    language: str = "en"
    """The language of the brief, as a tag of BCP 47: en, es, fr-CA."""
    team: str = ""
    """The team or school whose brief it is."""
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """For the template, as written; the pack types and checks them."""
    editions: tuple[Edition, ...] = ()
    """The PDFs that are printed: full, outline …; by default the full one alone."""
    round: Round = Round()
    """The round that the brief is for."""
    pro: SideSpec = SideSpec()
    """The sections for the resolution; by default arranged from topics."""
    con: SideSpec = SideSpec()
    """The sections against the resolution; by default arranged from topics."""
    extends: str = ""
    """The brief that everything comes from which is not said here."""
    speeches: Mapping[str, tuple[SpeechItem, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """What is read in a speech, in order, by its short name in the format: 1AC."""
    places: Mapping[Path, Place] = field(default_factory=lambda: MappingProxyType({}))

    def side(self, side: Side) -> SideSpec:
        """Return what is said of *side*."""
        return self.pro if side is Side.PRO else self.con

    def place(self, *path: str | int) -> Place:
        """Return where the value at *path* stands, or the nearest one around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(path=f"briefs/{self.slug}.yaml"))

    def is_inherited(self, *path: str | int) -> bool:
        """Tell whether the value at *path* stands in the specification of another brief."""
        own, found = PurePosixPath(self.place().path), PurePosixPath(self.place(*path).path)
        return found != own and found.parent == own.parent
