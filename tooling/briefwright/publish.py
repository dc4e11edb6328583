"""Put finished pages and PDFs where the user looks for them, whole or not at all."""

import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from briefwright.files import os_problem, write_atomic
from briefwright.problems import BriefError


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the last finished build left behind; without it a build begins afresh."""

    reading: str = ""
    """Stands for all that documents are read with: versions, configuration."""
    look: str = ""
    """Stands for all that pages are drawn with: templates."""
    documents: tuple[str, ...] = ()
    """What the pages were made of."""
    navigation: str = ""
    """Stands for what every page shows of the others."""
    pages: tuple[str, ...] = ()
    """The files that were published, from the folder of the pages."""
    pdfs: tuple[str, ...] = ()
    """The PDFs that were published, by name."""

    @classmethod
    def load(cls, path: Path) -> "State":
        """Read the state, or return an empty one."""
        with suppress(OSError, ValueError, TypeError, AttributeError):
            stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            fields: dict[str, Any] = {
                name: value if isinstance(value, str) else tuple(value)
                for name, value in stored.items()
            }
            return cls(**fields)
        return cls()

    def save(self, path: Path) -> None:
        """Write the state; raises :class:`BriefError`."""
        write_atomic(path, json.dumps(asdict(self), indent=1))


def publish_pages(made: Path, target: Path, ours: Iterable[str]) -> tuple[str, ...]:
    """Make *target* a copy of the folder *made* by one renaming, and return its files.

    Files in *target* that are not *ours* stay: somebody put them there.
    Raises :class:`BriefError`.
    """
    goal = Path(os.path.realpath(target))
    staged = goal.with_name(f".{goal.name}.new")
    former = goal.with_name(f".{goal.name}.old")
    try:
        _recover(goal, staged, former)
        files = tuple(_files(made))
        old = frozenset(_files(goal)) if goal.is_dir() else frozenset()
        foreign = old - set(ours) - set(files)
        if len(old) != len(files) + len(foreign) or not all(_same(made, goal, f) for f in files):
            _stage(made, goal, staged, files, foreign)
            if goal.exists():
                goal.rename(former)
            staged.rename(goal)
            shutil.rmtree(former, ignore_errors=True)
    except OSError as error:
        raise BriefError(os_problem(error.filename or target, "written", error)) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return files


def publish_pdfs(
    made: Path, target: Path, names: Iterable[str], gone: Iterable[str]
) -> tuple[Path, ...]:
    """Copy the PDFs called *names* from *made* to *target*, and delete those that are *gone*.

    Each file is replaced as a whole. Raises :class:`BriefError`.
    """
    published = []
    try:
        for name in names:
            if not _same_bytes(made / name, target / name):
                write_atomic(target / name, (made / name).read_bytes())
            published.append(target / name)
        for name in gone:
            (target / name).unlink(missing_ok=True)
    except OSError as error:
        raise BriefError(os_problem(error.filename or target, "written", error)) from error
    return tuple(published)


def _recover(goal: Path, staged: Path, former: Path) -> None:
    """Finish or undo what a build that was killed in the middle of publishing began."""
    if former.exists() and not goal.exists():
        former.rename(goal)
    for left in (staged, former):
        shutil.rmtree(left, ignore_errors=True)


def _files(folder: Path) -> Iterator[str]:
    """Yield the files below *folder*, with slashes, in a stable order."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield (Path(parent) / name).relative_to(folder).as_posix()


def _stage(
    made: Path, goal: Path, staged: Path, files: Iterable[str], foreign: Iterable[str]
) -> None:
    # What did not change is linked, not copied. Never linked to *made*: Sphinx writes in place.
    for name in files:
        _take(goal if _same(made, goal, name) else made, staged, name, link=_same(made, goal, name))
    for name in foreign:
        _take(goal, staged, name, link=True)


def _take(source: Path, staged: Path, name: str, *, link: bool) -> None:
    goal = staged / name
    goal.parent.mkdir(parents=True, exist_ok=True)
    if link:
        with suppress(OSError, NotImplementedError):
            os.link(source / name, goal, follow_symlinks=False)
            return
    shutil.copy2(source / name, goal, follow_symlinks=False)


def _same(made: Path, goal: Path, name: str) -> bool:
    """Tell whether a published file is as good as the one that was made."""
    try:
        one, other = (made / name).stat(), (goal / name).lstat()
    except OSError:
        return False
    if one.st_size != other.st_size or not stat.S_ISREG(other.st_mode):
        return False
    # Sphinx writes some files again and again without a change.
    return one.st_mtime_ns == other.st_mtime_ns or _same_bytes(made / name, goal / name)


def _same_bytes(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()
    except OSError:
        return False
