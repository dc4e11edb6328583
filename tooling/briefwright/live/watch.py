"""What changes in a project, but for what the tool itself, an editor or another program keeps there."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from briefwright.files import file_problem, read_text
from briefwright.problems import BriefError
from briefwright.render import is_intact

# What the operating system gathers before it tells: long enough for an editor that writes a file
# in two steps, too short to be noticed.
_STEP, _MOST = 20, 200
"""Milliseconds of quiet that end a group of changes, and how long a group may get."""
_LOST = 1.0
"""Seconds between two looks for a project that is gone."""

_FOREIGN = frozenset({"__pycache__", "node_modules", "_build"})
_UNFINISHED = re.compile(
    r"""\. | .*~$ | .*\.(swp|swx|swo|tmp|temp|bak|part|crdownload|py[cod])$ | \#.*\#$ | 4913$
    | .*___jb_(tmp|old)___$ | Thumbs\.db$ | desktop\.ini$ | ~\$""",
    re.VERBOSE | re.IGNORECASE,
)
"""Hidden files, and what editors and office programs keep beside a file that is open in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is watched."""

    root: Path
    """The project, with every link followed."""
    out: Path
    """Where builds are put, likewise."""
    further: tuple[Path, ...] = ()
    """Files and folders elsewhere."""
    is_broken: Callable[[], bool] = lambda: False
    """Whether something is wrong: then a generated document may be what is mended."""

    def matters(self, path: Path) -> bool:
        """Tell whether a build may come out otherwise now that *path* has changed."""
        if not path.is_relative_to(self.root):
            return not _UNFINISHED.match(path.name)
        parts = path.relative_to(self.root).parts
        if any(part.startswith(".") or part in _FOREIGN for part in parts):
            return False
        if _UNFINISHED.match(path.name):
            return False
        if path.is_relative_to(self.out):
            return False
        return self.is_broken() or not self._is_generated(path, parts)

    def _is_generated(self, path: Path, parts: tuple[str, ...]) -> bool:
        """Tell whether *path* is a generated document, or the folder of those of one brief.

        One that is gone, or was changed by hand, is not: a build says so, or makes it anew.
        """
        if parts[:1] != ("briefs",):
            return False
        if len(parts) == 3 and path.suffix == ".md":
            text, _ = read_text(path, path.name, self.root)
            return text is not None and is_intact(text)
        if len(parts) == 2 and path.is_dir():
            with suppress(OSError):
                return all(self._is_generated(file, (*parts, file.name)) for file in path.iterdir())
        return False

    def folders(self) -> frozenset[tuple[str, int]]:
        """Return the folders right below the root, with what tells one from its successor.

        Those of other programs are left out: a system may watch only so many.
        """
        found = set()
        with suppress(OSError):
            for entry in os.scandir(self.root):
                path = Path(entry.path)
                foreign = entry.name.startswith(".") or entry.name in _FOREIGN
                with suppress(OSError):
                    if entry.is_dir() and not foreign and path != self.out and not _is_venv(path):
                        found.add((entry.path, entry.stat().st_ino))
        return frozenset(found)


def _is_venv(path: Path) -> bool:
    return (path / "pyvenv.cfg").is_file()


async def follow(scope: Scope, tell: Callable[[frozenset[Path]], None]) -> None:
    """Call *tell* with the paths that changed, again and again, until cancelled.

    With nothing where it is not known what changed. Raises :class:`BriefError` where nothing can
    be watched.
    """
    while True:
        folders = scope.folders()
        below: list[str | Path] = [*(path for path, _ in folders), *scope.further]
        tasks = [
            asyncio.create_task(_tell_of(below, scope, tell, recursive=True)),
            asyncio.create_task(_until_folders_change(scope, folders, tell)),
        ]
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()  # or its exception
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        while not scope.root.is_dir():  # noqa: ASYNC110 (nobody tells when it comes back)
            await asyncio.sleep(_LOST)
        tell(frozenset())


async def _until_folders_change(
    scope: Scope, folders: frozenset[tuple[str, int]], tell: Callable[[frozenset[Path]], None]
) -> None:
    """Tell of the files right below the root, until folders came or went there."""
    async for found in _changes([scope.root], recursive=False):
        _pass_on(found, scope, tell)
        if scope.folders() != folders:
            return


async def _tell_of(
    paths: Iterable[str | Path],
    scope: Scope,
    tell: Callable[[frozenset[Path]], None],
    *,
    recursive: bool,
) -> None:
    existing = _existing(paths)
    if not existing:
        await asyncio.Event().wait()
    async for found in _changes(existing, recursive=recursive):
        _pass_on(found, scope, tell)


def _is_folder(path: str) -> bool:
    """Tell whether *path* is a folder: it changes with what is in it, which is told as well."""
    return Path(path).is_dir()


def _existing(paths: Iterable[str | Path]) -> list[str | Path]:
    return [path for path in paths if os.path.lexists(path)]


def _pass_on(found: frozenset[Path], scope: Scope, tell: Callable[[frozenset[Path]], None]) -> None:
    if matter := frozenset(filter(scope.matters, found)):
        tell(matter)


async def _changes(
    paths: Iterable[str | Path], *, recursive: bool
) -> AsyncIterator[frozenset[Path]]:
    """Yield what changed; where the system cannot tell, by looking again and again."""
    import watchfiles  # noqa: PLC0415 (only a server needs it)

    kept = list(paths)
    for polling in (None, True):  # as the system likes best, and as any can
        try:
            async for found in watchfiles.awatch(
                *kept,
                watch_filter=None,
                debounce=_MOST,
                step=_STEP,
                recursive=recursive,
                force_polling=polling,
            ):
                yield frozenset(
                    Path(path)
                    for change, path in found
                    if change is not watchfiles.Change.modified or not _is_folder(path)
                )
        except FileNotFoundError:  # gone since it was listed
            await asyncio.sleep(_LOST)
            return
        except (OSError, RuntimeError) as error:  # too many for the system, or of the network
            if polling:
                message = f"The files here cannot be watched: {error}".rstrip(".") + "."
                hint = "Use “brief build” instead."
                raise BriefError(file_problem(kept[0], message, hint)) from error
