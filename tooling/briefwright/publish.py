"""Put finished pages and PDFs where the user looks for them, whole or not at all."""

import json
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from briefwright.files import os_problem, write_atomic
from briefwright.problems import BriefError


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the last finished build left behind; without it a build begins afresh."""

    reading: str = ""
    """Stands for all that documents are read with: versions, configuration."""
    look: str = ""
    """Stands for all that pages are drawn with: templates."""
    store: str = ""
    """Stands for the files that it left for the next build: one that is torn crashes Sphinx."""
    documents: tuple[str, ...] = ()
    """What the pages were made of."""
    navigation: str = ""
    """Stands for what every page shows of the others."""
    pages: tuple[str, ...] = ()
    """The files that were published, from the folder of the pages."""
    printed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The PDFs that were published: which brief each is of, and what stood for that."""

    @classmethod
    def load(cls, path: Path) -> "State":
        """Read the state, or return an empty one."""
        with suppress(OSError, ValueError, TypeError, AttributeError):
            stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            fields: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in stored.items()
            }
            return cls(**fields)
        return cls()

    def save(self, path: Path) -> None:
        """Write the state; raises :class:`BriefError`."""
        write_atomic(path, json.dumps(asdict(self), indent=1))

    def outdated(
        self,
        made: Collection[str],
        left_out: Collection[str],
        keys: Mapping[str, str],
        slugs: Collection[str],
    ) -> tuple[str, ...]:
        """Return the PDFs of earlier builds that are not what they would be now.

        A build of *slugs*, or of all briefs, has *made* some PDFs, and *left_out* those that would
        have been empty; *keys* stand for the briefs as they are.
        """
        return tuple(
            name
            for name, (slug, key) in self.printed.items()
            if name not in made
            and (not slugs or slug in slugs)
            and (name in left_out or keys.get(slug) != key)
        )


class Publication:
    """What is to be published: first copied beside its place, then put there by renaming alone.

    So a full disk shows before anything has changed. Every method raises :class:`BriefError`.
    """

    def __init__(self) -> None:
        self._staged: list[tuple[Path, Path]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        for staged, _ in self._staged:
            _remove(staged)

    def add_pages(self, made: Path, target: Path, ours: Iterable[str]) -> tuple[str, ...]:
        """Stage a folder of pages, unless *target* is the same, and return its files.

        Files in *target* that are not *ours* stay: somebody put them there.
        """
        goal = Path(os.path.realpath(target))
        with _told(goal):
            _recover(goal)
            files = tuple(_files(made))
            old = frozenset(_files(goal)) if goal.is_dir() else frozenset()
            foreign = old - set(ours) - set(files)
            same = frozenset(name for name in files if _same(made / name, goal / name))
            if old != foreign | same or len(same) != len(files):
                staged = self._stage(goal)
                for name in files:
                    # Never linked to what was made: Sphinx writes in place.
                    _take(goal if name in same else made, staged, name, link=name in same)
                for name in foreign:
                    _take(goal, staged, name, link=True)
        return files

    def add_pdf(self, made: Path, target: Path) -> None:
        """Stage a file, unless *target* is the same."""
        with _told(target):
            if not _same_bytes(made, target):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(made, self._stage(target))

    def commit(self) -> None:
        """Put everything in its place."""
        while self._staged:
            staged, goal = self._staged.pop(0)
            with _told(goal):
                if staged.is_dir() and goal.exists():
                    goal.rename(_former(goal))
                staged.replace(goal)
                _remove(_former(goal))

    def _stage(self, goal: Path) -> Path:
        staged = goal.with_name(f".{goal.name}.new")
        self._staged.append((staged, goal))
        return staged


def withdraw(target: Path) -> bool:
    """Delete what was published before, and return whether it was there.

    Raises :class:`BriefError`.
    """
    with _told(target):
        there = target.exists()
        target.unlink(missing_ok=True)
    return there


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BriefError(os_problem(target, "written", error)) from error


def _former(goal: Path) -> Path:
    return goal.with_name(f".{goal.name}.old")


def _recover(goal: Path) -> None:
    """Take back what a build that was killed between two renamings had put aside."""
    former = _former(goal)
    if former.exists() and not goal.exists():
        former.rename(goal)
    for left in (former, goal.with_name(f".{goal.name}.new")):
        _remove(left)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _files(folder: Path) -> Iterator[str]:
    """Yield the files below *folder*, with slashes, in a stable order."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield (Path(parent) / name).relative_to(folder).as_posix()


def _take(source: Path, staged: Path, name: str, *, link: bool) -> None:
    goal = staged / name
    goal.parent.mkdir(parents=True, exist_ok=True)
    if link:
        with suppress(OSError, NotImplementedError):
            os.link(source / name, goal, follow_symlinks=False)
            return
    shutil.copy2(source / name, goal, follow_symlinks=False)


def _same(made: Path, goal: Path) -> bool:
    """Tell whether a published file is as good as the one that was made."""
    try:
        one, other = made.stat(), goal.lstat()
    except OSError:
        return False
    if one.st_size != other.st_size or not stat.S_ISREG(other.st_mode):
        return False
    # Sphinx writes some files again and again without a change.
    return one.st_mtime_ns == other.st_mtime_ns or _same_bytes(made, goal)


def _same_bytes(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()
    except OSError:
        return False
