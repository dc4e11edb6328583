"""Pack a template for somebody else, and install one that came from somebody else."""

import io
import os
import secrets
import shutil
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefwright import __version__
from briefwright.fields.tree import yaml_string
from briefwright.files import display, file_problem, os_problem, write_atomic
from briefwright.problems import BriefError, Code, Place, Problem
from briefwright.project import Project
from briefwright.templates import SHIPPED, find_pack
from briefwright.templating.packs import INSTALLED, MANIFEST, NAME
from briefwright.workshop.overrides import refuse_taken
from briefwright.workshop.parcels import (
    MAX_FILE,
    MAX_FILES,
    MAX_WHOLE,
    Member,
    Parcel,
    check_members,
    open_zip,
    parcel,
)

_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say: always the same, so that the bytes are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A zip that was written."""

    path: Path
    parcel: Parcel
    needs: tuple[str, ...]
    """Packs of the project that it builds on: whoever installs it needs them too."""
    changed: tuple[str, ...]
    """Shipped packs that it builds on and that the project changes: others have them unchanged."""


# -- Pack


def pack(project: Project, name: str, out: Path | None = None) -> Packed:
    """Write the pack *name* of the project as a zip; the same pack makes the same bytes.

    Raises :class:`BriefError`, also for what an installation would refuse.
    """
    found = find_pack(name, project.root, partial=True)
    folder = project.path(f"templates/{name}")
    if (SHIPPED / name).is_dir():
        message = f"“{name}” came with Briefwright; what you change in it is no template by itself."
        hint = f"Begin one with “brief template new NAME --extends {name}”, and move your files."
        raise BriefError(file_problem(f"templates/{name}", message, hint))
    content = read_folder(folder, f"templates/{name}")
    goal = Path(f"{name}.zip") if out is None else out
    if os.path.lexists(goal) and not zipfile.is_zipfile(goal):
        message = "There is something else of this name already; it is left as it is."
        raise BriefError(file_problem(goal, message, "Choose another name with “--out”."))
    write_atomic(goal, _zipped(content))
    own = project.root / "templates"
    beneath = {n: (SHIPPED / n).is_dir() for n in found.lineage[1:] if (own / n).is_dir()}
    return Packed(
        path=goal,
        parcel=content,
        needs=tuple(name for name, shipped in beneath.items() if not shipped),
        changed=tuple(name for name, shipped in beneath.items() if shipped),
    )


def _zipped(content: Parcel) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in content.files:
            info = zipfile.ZipInfo(f"{content.name}/{name}", _TIME)
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, data)  # stored: no library packs differently next year
    return stream.getvalue()


# -- Read


def read(path: Path) -> Parcel:
    """Return the pack in the folder or zip at *path*; raises BriefError with all that is wrong."""
    shown = display(path)
    try:
        if path.is_dir():
            return read_folder(path, shown)
        return open_zip(_bytes(path, MAX_WHOLE, shown), shown, path.stem.lower())
    except OSError as error:
        raise BriefError(os_problem(path, "read", error)) from error


def read_folder(folder: Path, shown: str) -> Parcel:
    """Return the pack in a folder, without hidden files; links are refused."""
    members = list(_members(folder))
    kept = check_members(members, shown)
    files = {m.name: _bytes(folder / m.name, MAX_FILE, f"{shown}/{m.name}") for m in kept}
    return parcel(files, shown, folder.resolve().name)


def _members(folder: Path) -> Iterator[Member]:
    count = 0
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if Path(top, name).is_symlink()]
        for name in sorted([*(n for n in names if not n.startswith(".")), *links]):
            path = Path(top, name)
            mode = path.lstat()
            count += 1
            if count > MAX_FILES + 1:
                return
            yield Member(
                name=path.relative_to(folder).as_posix(),
                size=mode.st_size,
                is_plain=stat.S_ISREG(mode.st_mode),
            )


def _bytes(path: Path, most: int, shown: str) -> bytes:
    """Return what is in a file of at most so many bytes; never waits for a pipe."""
    # Without O_NONBLOCK a named pipe is waited for; without O_BINARY Windows changes line ends.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            message = "This is a device or pipe, where a file is expected."
            raise BriefError(file_problem(shown, message))
        data = stream.read(most + 1)
    if len(data) > most:
        message = f"This is larger than {most >> 20} MiB, and so no template."
        raise BriefError(Problem(place=Place(path=shown), code=Code.SIZE, message=message))
    return data


# -- Install


def install(project: Project, content: Parcel, origin: str) -> Path:
    """Put a pack into the project, marked as somebody else's; raises BriefError.

    *origin* is the name of what it came in. All of it is there afterwards, or nothing.
    """
    name = content.name
    refuse_taken(project, name)
    goal = project.path(f"templates/{name}")
    files = {**dict(content.files), INSTALLED: _mark(content, origin).encode("utf-8")}
    staged = goal.with_name(f".{name}.{secrets.token_hex(6)}.new")
    try:
        for inner, data in files.items():
            write_atomic(staged / inner, data)
        staged.rename(goal)
    except OSError as error:
        raise BriefError(os_problem(goal, "written", error)) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    try:
        find_pack(name, project.root, partial=True)
    except BriefError:
        shutil.rmtree(goal, ignore_errors=True)
        raise
    return goal


def refuse_before(project: Project, content: Parcel) -> None:
    """Raise :class:`BriefError` for what can be said before anybody is asked."""
    refuse_taken(project, content.name)
    parent = content.layer.manifest.extends
    if parent and NAME.fullmatch(parent):
        find_pack(parent, project.root, content.layer.tree.place(("extends",)), partial=True)


def _mark(content: Parcel, origin: str) -> str:
    return (
        "# This template came from somebody else. It is rendered in a process of its own, with"
        " bounds.\n# Delete this file when you have read it and trust it as if it were yours.\n"
        f"from: {yaml_string(origin)}\n"
        f"sha256: {content.digest}\n"
        f'briefwright: "{__version__}"\n'
    )


def facts(content: Parcel) -> tuple[str, ...]:
    """Return what whoever installs a pack should know of what it can do."""
    names = [name for name, _ in content.files]
    kinds = {
        "templates that write the documents": (".j2",),
        "a look of the PDF of its own": (".typ",),
        "a style sheet": (".css",),
        "fonts": (".ttf", ".otf", ".woff2"),
        "pictures": (".png", ".jpg", ".jpeg", ".svg"),
    }
    found = [said for said, suffix in kinds.items() if any(n.endswith(suffix) for n in names)]
    return tuple(found) or (f"only {MANIFEST}",)
