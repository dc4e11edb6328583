"""Read and write the files of a user, so that nothing is lost and nothing leads astray."""

import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from briefwright import text
from briefwright.problems import BriefError, Code, Place, Problem

MAX_BYTES = 16 * 2**20
"""No essay, list of cards or specification that a person wrote is larger."""

# Without O_NONBLOCK a named pipe is waited for; without O_BINARY Windows changes line ends.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def display(path: str | os.PathLike[str]) -> str:
    """Return *path* as one printable line, whatever bytes the file system gave.

    What lies below the current folder is shown from there.
    """
    name = os.fspath(path)
    if os.path.isabs(name):  # noqa: PTH117 (asked of each file; a path takes ten times as long)
        with suppress(OSError, ValueError):
            name = str(Path(name).relative_to(Path.cwd()))
    name = name.replace(os.sep, "/")
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def file_problem(path: str | os.PathLike[str], message: str, hint: str = "") -> Problem:
    """Return what is wrong with the file at *path* as a whole."""
    return Problem(place=Place(path=display(path)), code=Code.FILE, message=message, hint=hint)


def os_problem(path: str | os.PathLike[str], action: str, error: OSError) -> Problem:
    """Return the problem that *path* cannot be *action* ("read", "written")."""
    reason = (error.strerror or str(error)).rstrip(".")
    return file_problem(path, f"This cannot be {action}: {reason}.")


def is_within(path: Path, root: Path) -> bool:
    """Tell whether *path*, with every link followed, lies in the folder *root*, likewise."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def read_text(path: Path, shown: str, root: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """Read a text below *root*: decoded and checked, or None and the reason.

    *shown* is what messages call the file: its path from *root*.
    """
    try:
        return text.decode(_read(path, shown, root), shown)
    except BriefError as error:
        return None, error.problems
    except OSError as error:
        return None, (os_problem(shown, "read", error),)


def _read(path: Path, shown: str, root: Path) -> bytes:
    if not is_within(path, root):
        hint = "Copy the file itself into the project."
        raise BriefError(file_problem(shown, "This link leads out of the project.", hint))
    descriptor = os.open(path, _OPEN_FLAGS)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "a device or pipe"
            raise BriefError(file_problem(shown, f"This is {kind}, where a file is expected."))
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            data = stream.read(MAX_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(data) > MAX_BYTES:
        message = f"This file is larger than {MAX_BYTES >> 20} MiB."
        hint = "Split it, or move what is not text out of it."
        raise BriefError(
            Problem(place=Place(path=shown), code=Code.SIZE, message=message, hint=hint)
        )
    return data


def write_atomic(path: Path, data: bytes | str) -> None:
    """Replace the file at *path* as a whole, or leave it as it was.

    Makes the folders above it; text is written as UTF-8. Raises :class:`BriefError`.
    """
    write_all({path: data})


def write_all(contents: Mapping[Path, bytes | str]) -> None:
    """Replace several files likewise: all of them, or none where the disk refuses one."""
    staged: dict[Path, Path] = {}
    folders: list[Path] = []
    try:
        for path, data in contents.items():
            # Beside the file, since a rename is atomic only within one file system.
            temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}.tmp")
            staged[temporary] = path
            with _told(path):
                folders += _make_folders(path.parent)
                _write_new(temporary, data.encode("utf-8") if isinstance(data, str) else data)
                with suppress(FileNotFoundError):
                    temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        for temporary, path in staged.items():
            with _told(path):
                temporary.replace(path)
    finally:
        for temporary in staged:
            with suppress(OSError):
                temporary.unlink()
        for folder in reversed(folders):  # those that stayed empty
            with suppress(OSError):
                folder.rmdir()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BriefError(os_problem(path, "written", error)) from error


def _make_folders(folder: Path) -> list[Path]:
    """Make *folder* and those above it, and return the new ones, the outermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
    return missing[::-1]


def _write_new(path: Path, content: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def write_if_changed(path: Path, content: str) -> bool:
    """Write *content* unless the file holds it already; tell whether it was written."""
    if holds(path, content):
        return False
    write_atomic(path, content)
    return True


def holds(path: Path, content: str) -> bool:
    """Tell whether the file at *path* is there and holds *content*."""
    try:
        return path.read_bytes() == content.encode("utf-8")
    except OSError:
        return False
