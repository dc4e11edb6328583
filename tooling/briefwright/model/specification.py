"""What a brief specification asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    places: Mapping[Path, Place] = field(default_factory=lambda: MappingProxyType({}))

    def side(self, side: Side) -> SideSpec:
        """Return what is said of *side*."""
        return self.pro if side is Side.PRO else self.con

    def place(self, *path: str | int) -> Place:
        """Return where the value at *path* stands, or the nearest one around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(path=f"briefs/{self.slug}.yaml"))
