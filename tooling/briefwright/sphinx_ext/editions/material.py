"""What an edition is made from, and what it makes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from docutils import nodes

from briefwright.model import Brief, Library, SideBrief
from briefwright.words import ENGLISH, Words


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """All that an edition of one PDF is made from; none of it may be changed."""

    docname: str
    """The first of its documents."""
    documents: Mapping[str, nodes.document]
    """By name, in reading order, with their references resolved."""
    further: Mapping[str, nodes.document] = field(default_factory=lambda: MappingProxyType({}))
    """Those that the recipe needs besides, as far as the project has them."""
    brief: Brief | None = None
    """What they were generated from, if that is known."""
    sides: tuple[SideBrief, ...] = ()
    """The sides of the brief that they are for."""
    library: Library = field(default_factory=Library)
    words: Words = ENGLISH
    """The fixed words of the brief."""
    wording: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Those of its template."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaf:
    """A document that an edition has made."""

    docname: str
    """The one that it stands for: links to that lead here."""
    document: nodes.document


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How an edition is made."""

    make: Callable[[Material], Iterable[Leaf]]
    needs: Callable[[Brief], Iterable[str]] = lambda _brief: ()
    """The documents that it takes besides those of the PDF."""
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """What it sets over the options of the brief."""
