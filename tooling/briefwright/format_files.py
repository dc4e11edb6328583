"""Find formats of debate on the disk: the project's own, and those that are shipped.

A file ``templates/formats/<name>.yml`` is one format; one of the project replaces a shipped one of
its name as a whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType

from briefwright.files import display, read_text
from briefwright.formats import FormatFile, read_format, unknown_format
from briefwright.model import Format
from briefwright.problems import Code, Place, Problem
from briefwright.templates import FORMATS, SHIPPED
from briefwright.text import hidden_characters

MOST_FORMATS = 100
"""In one folder; nobody debates in more."""
_SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """The formats that a project can use, by name."""

    files: Mapping[str, FormatFile]
    broken: frozenset[str]
    """The names of those that cannot be read, for reasons that are told already."""

    def choose(
        self, name: str, language: str, place: Place
    ) -> tuple[Format | None, tuple[Problem, ...]]:
        """Return the format called *name*, which *place* asks for, in *language*."""
        if name in self.files:
            return self.files[name].speaking(language), ()
        if name in self.broken:
            return None, ()
        return None, (unknown_format(name, place, {*self.files, *self.broken}),)


def find_formats(project_root: Path | None = None) -> tuple[Formats, tuple[Problem, ...]]:
    """Return the formats of a project and those that are shipped, and what is wrong with them."""
    files: dict[str, FormatFile] = {}
    problems: list[Problem] = []
    seen: set[str] = set()
    for root, folder, shown in _folders(project_root):
        taken = frozenset(seen)
        for path, place in _paths(folder, shown, problems):
            if path.stem in taken:
                continue  # The project's own replaces it.
            if path.stem in seen:
                problems.append(_twice(place))
                continue
            seen.add(path.stem)
            found = _read(path, place, root, problems)
            if found:
                files[found.format.name] = found
    formats = Formats(
        files=MappingProxyType(dict(sorted(files.items()))), broken=frozenset(seen - files.keys())
    )
    return formats, tuple(problems)


def _folders(project_root: Path | None) -> Iterator[tuple[Path, Path, str]]:
    """Yield what the folders of formats must lie in, the folders, and how messages call them."""
    own = project_root / "templates" if project_root else SHIPPED
    # A checkout is a project of its own, whose formats are those that are shipped.
    shipped = own.resolve() == SHIPPED.resolve()
    if project_root:
        yield project_root, own / FORMATS, f"templates/{FORMATS}"
    if not shipped or not project_root:
        yield SHIPPED, SHIPPED / FORMATS, (SHIPPED / FORMATS).as_posix()


def _paths(folder: Path, shown: str, problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    """Yield the files of formats in *folder*, in order, and how messages call them."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    files = [p for p in found if p.suffix in _SUFFIXES and not p.name.startswith(".")]
    if len(files) > MOST_FORMATS:
        message = f"There are {len(files)} formats here; {MOST_FORMATS} is the most."
        problems.append(Problem(place=Place(path=shown), code=Code.SIZE, message=message))
    yield from ((path, f"{shown}/{display(path.name)}") for path in files[:MOST_FORMATS])


def _read(path: Path, shown: str, root: Path, problems: list[Problem]) -> FormatFile | None:
    text, found = read_text(path, shown, root)
    problems += found
    if text is None or found:
        return None
    form, found = read_format(text, shown, path.stem)
    problems += [*found, *hidden_characters(text, shown)]
    return form


def _twice(shown: str) -> Problem:
    return Problem(
        place=Place(path=shown),
        code=Code.DUPLICATE_KEY,
        message=f"There is another format “{PurePath(shown).stem}” beside this one.",
        hint="Keep one of the two files.",
    )
