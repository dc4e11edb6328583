"""What a PDF is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import briefwright


def base_style() -> Path:
    """Return the folder of the ``print.typ`` that every other one builds on."""
    package = Path(briefwright.__file__).parent
    shipped = package / "templates" / "base"
    return shipped if shipped.is_dir() else package.parents[1] / "templates" / "base"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One PDF: a document and, below it, those of its tables of contents."""

    docname: str
    name: str
    """Of the file, without ``.pdf``."""
    title: str
    subtitle: str = ""
    """Above the title: the side."""
    level: int = 0
    """How deep its documents stand: −1 where their titles are no headings."""
    language: str = "en"
    styles: tuple[Path, ...] = field(default_factory=lambda: (base_style(),))
    """The folders with a ``print.typ``, from the one that all others build on to the user's own."""
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """For ``print.typ``: strings, numbers, booleans, and lists of them."""

    def __getstate__(self) -> dict[str, object]:
        """Return what pickling keeps: Sphinx pickles its configuration."""
        state: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return {**state, "options": dict(self.options)}

    def __setstate__(self, state: dict[str, object]) -> None:
        """Take back what pickling kept."""
        for name, value in state.items():
            object.__setattr__(self, name, value)
