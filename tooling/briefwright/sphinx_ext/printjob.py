"""What a PDF is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import briefwright
from briefwright.model import Edition
from briefwright.page_ranges import Ranges
from briefwright.problems import Place
from briefwright.sphinx_ext.finding import NOTHING, Finding

_HALVES = {"letter": "half-letter", "a4": "a5", "legal": "half-legal", "a3": "a4"}
"""What two pages on a sheet of paper are printed as; others are such halves already."""


def base_style() -> Path:
    """Return the folder of the ``print.typ`` that every other one builds on."""
    package = Path(briefwright.__file__).parent
    shipped = package / "templates" / "base"
    return shipped if shipped.is_dir() else package.parents[1] / "templates" / "base"


def edition_suffix(edition: str) -> str:
    """Return what the name of a PDF ends with in an edition."""
    return "" if edition == Edition.FULL else f"-{edition}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One PDF: a document and, below it, those of its tables of contents."""

    docname: str
    name: str
    """Of the file, without ``.pdf``."""
    title: str
    subtitle: str = ""
    """Above the title: the side."""
    edition: str = "full"
    """What is printed of its documents; of any but ``full`` see :mod:`~.editions`."""
    level: int = 0
    """How deep its documents stand: −1 where their titles are no headings."""
    language: str = "en"
    styles: tuple[Path, ...] = field(default_factory=lambda: (base_style(),))
    """The folders with a ``print.typ``, from the one that all others build on to the user's own."""
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """For ``print.typ``: strings, numbers, booleans, and lists of them."""
    section: str = ""
    """What the heading of the sections says that are printed; all are where there is none."""
    pages: Ranges = ()
    """Those that are printed; all where there is none."""
    layout: str = ""
    """How pages stand on sheets, if otherwise than one on each: ``booklet`` or ``two-up``."""
    standards: tuple[str, ...] = ()
    """What the PDF keeps to: of :data:`briefwright.press.standards.STANDARDS`."""
    date: str = ""
    """What it is for, if that is known: an archive wants a date, and never that of the build."""
    origin: Place | None = None
    """What its user wrote it in; by default its document."""
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Where the user has set options."""
    finding: Finding = NOTHING
    """What can be looked up of its brief."""

    @property
    def is_arranged(self) -> bool:
        """Whether its pages are arranged when they are printed."""
        return bool(self.pages or self.layout)

    @property
    def is_whole(self) -> bool:
        """Whether its documents are printed as they are."""
        return self.edition == Edition.FULL and not self.section

    def part(self, *, section: str = "", pages: Ranges = ()) -> "PrintJob":
        """Return the same with sections called *section* and some *pages* only, by another name.

        Without either it is the job itself.
        """
        if not section and not pages:
            return self
        return replace(self, name=f"{self.name}-part", section=section, pages=pages)

    def on_sheets(self, layout: str) -> "PrintJob":
        """Return the same in a *layout*, by another name.

        A page of it is half a sheet of the paper, and set for that: nothing is made smaller.
        """
        paper = str(self.options.get("paper", ""))
        options = {**self.options, "paper": _HALVES.get(paper or "letter", paper)}
        return replace(self, name=f"{self.name}-{layout}", layout=layout, options=options)

    def siblings(self) -> tuple[str, ...]:
        """Return the names of the PDF in all editions, those that are not printed too."""
        stem = self.name
        for suffix in (f"-{self.layout}", "-part", edition_suffix(self.edition)):
            stem = stem.removesuffix(suffix)
        return (self.name, *(stem + edition_suffix(edition) for edition in Edition))

    def __getstate__(self) -> dict[str, object]:
        """Return what pickling keeps: Sphinx pickles its configuration."""
        state: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return {**state, "options": dict(self.options), "places": dict(self.places)}

    def __setstate__(self, state: dict[str, object]) -> None:
        """Take back what pickling kept."""
        for name, value in state.items():
            object.__setattr__(self, name, value)
