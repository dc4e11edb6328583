"""A user's folder: where it begins, and what texts stand in it."""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from briefwright.files import display, file_problem, is_within, os_problem, read_text
from briefwright.model import SourceFile, SourceFolder
from briefwright.problems import BriefError, Code, Place, Problem, Severity
from briefwright.text import check_slug

ESSAY = "essay.md"
CARDS = "cards.md"
SPEC_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with ``conf.py`` and ``briefs/`` or ``source/``."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> "Project":
        """Return the project that *start* lies in; raises :class:`BriefError`."""
        with suppress(OSError):
            here = start.resolve()
            for folder in (here, *here.parents):
                if _is_project(folder):
                    return cls(folder)
        message = "There is no Briefwright project here or in a folder above."
        hint = "Make one with “brief init DIR”, or name one with “-C DIR”."
        raise BriefError(file_problem(start, message, hint))

    def path(self, relative: str) -> Path:
        """Return the file at *relative*; raises :class:`BriefError` if it lies elsewhere."""
        path = self.root / relative
        if not is_within(path, self.root):
            message = "This leads out of the project."
            raise BriefError(file_problem(relative, message, "Name a file inside it."))
        return path

    def sources(self) -> tuple[tuple[SourceFolder, ...], tuple[Problem, ...]]:
        """Read every folder below ``source/`` that has an essay or cards, by name."""
        problems: list[Problem] = []
        folders = tuple(self.read_sources(problems))
        return folders, tuple(problems)

    def read_sources(self, problems: list[Problem]) -> Iterator[SourceFolder]:
        """Yield the same folders, so that a large library need not be held as text all at once.

        What is wrong is added to *problems* while they are read.
        """
        names, found = self._names("source", folders=True)
        problems += found
        places: list[tuple[str, str]] = []
        for name in names:
            essay, essay_problems = self._read_member(name, ESSAY)
            cards, cards_problems = self._read_member(name, CARDS)
            found = [*self._case_problems(name), *essay_problems, *cards_problems]
            if essay or cards or found:
                problems += _slug_problems(name, f"source/{name}")
            problems += found
            if essay or cards:
                places.append((name, f"source/{name}"))
                unread = essay is None and bool(essay_problems)
                yield SourceFolder(name=name, essay=essay, cards=cards, unread=unread)
        problems += _collisions(places)

    def specs(self) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
        """Read every brief specification of ``briefs/``, by name."""
        names, problems = self._names("briefs", folders=False)
        specs: list[SourceFile] = []
        for name in names:
            suffix = PurePosixPath(name).suffix
            if suffix.lower() not in SPEC_SUFFIXES:
                continue
            shown = f"briefs/{name}"
            if suffix not in SPEC_SUFFIXES:
                problems.append(_wrong_case(shown, PurePosixPath(name).stem + suffix.lower()))
                continue
            spec, found = self._read(shown)
            problems.extend(found)
            if spec:
                specs.append(spec)
        problems.extend(_collisions((spec.slug, spec.path) for spec in specs))
        return tuple(specs), tuple(problems)

    def _names(self, folder: str, *, folders: bool) -> tuple[list[str], list[Problem]]:
        """List the sub-folders, or the rest, of a folder by name, but for hidden ones."""
        path = self.root / folder
        if not os.path.lexists(path):
            return [], []
        if not is_within(path, self.root):
            hint = "Copy the folder itself into the project."
            return [], [file_problem(folder, "This link leads out of the project.", hint)]
        try:
            entries = [e for e in os.scandir(path) if not e.name.startswith((".", "_"))]
            return sorted(e.name for e in entries if _is_folder(e) is folders), []
        except OSError as error:
            return [], [os_problem(folder, "read", error)]

    def _read_member(
        self, source: str, member: str
    ) -> tuple[SourceFile | None, tuple[Problem, ...]]:
        shown = f"source/{source}/{member}"
        return self._read(shown) if os.path.lexists(self.root / shown) else (None, ())

    def _read(self, shown: str) -> tuple[SourceFile | None, tuple[Problem, ...]]:
        content, problems = read_text(self.root / shown, display(shown), self.root)
        if content is None or any(p.code is Code.ENCODING for p in problems):
            return None, problems
        return SourceFile(path=shown, text=content), problems

    def _case_problems(self, source: str) -> Iterator[Problem]:
        """Report ``Essay.md`` and the like, which would be left out in silence."""
        try:
            names = sorted(path.name for path in (self.root / "source" / source).iterdir())
        except OSError as error:
            yield os_problem(f"source/{source}", "read", error)
            return
        for name in names:
            if name.lower() in (ESSAY, CARDS) and name.lower() not in names:
                yield _wrong_case(f"source/{source}/{name}", name.lower())


def _is_project(folder: Path) -> bool:
    texts = (folder / "briefs", folder / "source")
    return (folder / "conf.py").is_file() and any(text.is_dir() for text in texts)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a circle of links: reading it says so
        return False


def _wrong_case(shown: str, name: str) -> Problem:
    message = "This file is not read, because of the capitals in its name."
    place = Place(path=display(shown))
    hint = f"Rename it: “{name}”."
    warning = Severity.WARNING
    return Problem(place=place, code=Code.FILE, message=message, hint=hint, severity=warning)


def _slug_problems(slug: str, shown: str) -> tuple[Problem, ...]:
    problem = check_slug(display(slug), Place(path=display(shown)))
    return (problem,) if problem else ()


def _collisions(names: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Report names that are one name on a disk that does not tell capitals apart."""
    seen: dict[str, str] = {}
    for name, shown in names:
        key = unicodedata.normalize("NFC", name).casefold()
        if key in seen:
            message = f"This and {display(seen[key])} have the same name on many computers."
            place = Place(path=display(shown))
            hint = "Rename one of them."
            yield Problem(place=place, code=Code.SLUG, message=message, hint=hint)
        seen.setdefault(key, shown)
