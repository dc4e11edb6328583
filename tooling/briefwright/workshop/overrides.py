"""Change a template in the project's own folder: copy a file, begin a pack, see what differs."""

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from briefwright import __version__
from briefwright.files import file_problem, write_all
from briefwright.problems import BriefError, Code, Place, Problem
from briefwright.project import Project
from briefwright.templates import SHIPPED, find_pack
from briefwright.templating.origins import (
    Origin,
    digest,
    head,
    is_outdated,
    origin_of,
    outdated,
    renewed,
)
from briefwright.templating.packs import MANIFEST, NAME, Pack, PackFile, missing_file
from briefwright.text import check_characters, check_slug
from briefwright.workshop.comparison import compared, extended, settings
from briefwright.workshop.stubs import manifest_stub, new_pack, stub

KEPT = ".shipped"
"""The hidden folder of a pack that holds, for each whole copy, the file as it was when copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a file of the project changes, and what it has not seen."""

    path: str
    """What messages call the file."""
    against: str
    """The file that it replaces or builds on; empty where it is new."""
    own: tuple[str, ...]
    """Lines of a unified diff: what the file changes."""
    since: tuple[str, ...] = ()
    """Likewise: what the other one has changed since the file was copied."""
    is_outdated: bool = False
    """Whether it has, even where what it was is not known any more."""


# -- Copy


def copy(project: Project, name: str, partial: str = "", *, full: bool = False) -> tuple[Path, ...]:
    """Copy a file of a pack into the project, as a stub or in *full*; without one, its options.

    Returns the files written. Raises :class:`BriefError`, also if the file is there already.
    """
    pack = find_pack(name, project.root, partial=True)
    if partial in ("", MANIFEST):
        return _write(project, {f"templates/{name}/{MANIFEST}": _settings_stub(pack)})
    file = named(pack, partial)
    goal = f"templates/{name}/{file.name}"
    origin = origin_of(file, file.pack, full=full)
    if full:
        return _write(project, _whole(file, origin, name))
    text = stub(file, origin)
    if text is None:
        message = f"Nothing can build on a file such as “{file.name}”."
        raise BriefError(file_problem(goal, message, "Copy it whole, with “--full”."))
    return _write(project, {goal: text})


def named(pack: Pack, partial: str) -> PackFile:
    """Return the file of *pack* called *partial*, with or without its ending."""
    for name in (partial, f"{partial}.md.j2"):
        if found := pack.file(name):
            return found
    wanted = partial if "." in partial else f"{partial}.md.j2"
    raise BriefError(missing_file(wanted, Place(path=f"templates/{pack.name}"), pack.files))


def _settings_stub(pack: Pack) -> str:
    said = "\n".join(repr(layer.manifest) for layer in pack.layers)
    origin = Origin(
        pack=pack.name, name=MANIFEST, version=__version__, digest=digest(said), full=False
    )
    return manifest_stub(pack, origin)


def _whole(file: PackFile, origin: Origin, name: str) -> dict[str, bytes | str]:
    goal = f"templates/{name}/{file.name}"
    said = head(file.name, f"{origin.sentence}.")
    if not said:
        return {goal: file.path.read_bytes()}
    return {goal: said + file.text, f"templates/{name}/{KEPT}/{file.name}": file.text}


def _write(project: Project, files: "dict[str, bytes | str] | dict[str, str]") -> tuple[Path, ...]:
    paths = {project.path(shown): content for shown, content in files.items()}
    for shown in files:
        is_kept = KEPT in PurePosixPath(shown).parts
        if os.path.lexists(project.root / shown) and not is_kept:
            message = "This is there already; it is left as it is."
            hint = "Change it, or move it away first."
            raise BriefError(file_problem(shown, message, hint))
    write_all(paths)
    return tuple(path for path in paths if KEPT not in path.relative_to(project.root).parts)


# -- Begin


def start_pack(project: Project, name: str, parent: str, title: str = "") -> tuple[Path, ...]:
    """Write a new pack that builds on *parent*, with a small example; raises BriefError."""
    place = Place(path=f"templates/{name}")
    wrong = check_slug(name, place)
    if wrong is None and not NAME.fullmatch(name):
        message = f"“{name}” cannot be the name of a template."
        hint = "Use small letters, digits and hyphens."
        wrong = Problem(place=place, code=Code.SLUG, message=message, hint=hint)
    problems = (*([wrong] if wrong else []), *check_characters(title, "--title"))
    if problems:
        raise BriefError(*problems)
    refuse_taken(project, name)
    found = find_pack(parent, project.root, Place(path="--extends"))
    made = new_pack(name, title or name.replace("-", " ").capitalize(), found)
    return _write(project, {f"templates/{name}/{file}": text for file, text in made.items()})


def refuse_taken(project: Project, name: str) -> None:
    """Raise :class:`BriefError` if there is a pack, or anything, called *name* already."""
    taken = os.path.lexists(project.path(f"templates/{name}")) or (SHIPPED / name).is_dir()
    if taken:
        message = f"There is something called “{name}” among the templates already."
        raise BriefError(file_problem(f"templates/{name}", message, "Choose another name."))


# -- Compare


def differences(project: Project, name: str, partial: str = "") -> tuple[Difference, ...]:
    """Return what the project's own files of the pack *name* change, or only one of them."""
    pack = find_pack(name, project.root, partial=True)
    found = [*_manifest_differences(pack), *_file_differences(project, pack)]
    if not partial:
        return tuple(found)
    wanted = MANIFEST if partial == MANIFEST else named(pack, partial).name
    return tuple(d for d in found if d.path == f"templates/{name}/{wanted}")


def _manifest_differences(pack: Pack) -> Iterator[Difference]:
    own = next((layer for layer in pack.layers if layer.pack == pack.name), None)
    below = [layer for layer in pack.layers if layer is not own]
    if own is None or own.shipped:
        return
    shown = f"templates/{pack.name}/{MANIFEST}"
    before, after = settings(own, below)
    yield Difference(
        path=shown,
        against=below[0].tree.place().path if below else "",
        own=_diff(before, after),
    )


def _file_differences(project: Project, pack: Pack) -> Iterator[Difference]:
    for files in pack.files.values():
        for number, file in enumerate(files):
            if not file.shipped and file.pack == pack.name:
                below = files[number + 1] if number + 1 < len(files) else None
                yield _difference(project, file, below, tuple(_inherited(pack, file)))


def _inherited(pack: Pack, file: PackFile) -> Iterator[PackFile]:
    """Yield the templates that *file* extends, nearest first."""
    seen = {file.shown}
    found: PackFile | None = file
    while found and (name := extended(found.text)):
        after = found.folder if name.startswith("!") else -1
        files = pack.files.get(name.removeprefix("!"), ())
        found = next((f for f in files if f.folder > after and f.shown not in seen), None)
        if found:
            seen.add(found.shown)
            yield found


def _difference(
    project: Project, file: PackFile, below: PackFile | None, inherited: tuple[PackFile, ...]
) -> Difference:
    if below is None:
        return Difference(path=file.shown, against="", own=_diff([], _lines(file.text)))
    before, after = compared(file, below, inherited)
    behind = is_outdated(file, below)
    return Difference(
        path=file.shown,
        against=below.shown,
        own=_diff(before, after),
        since=tuple(_since(project, file, below)) if behind else (),
        is_outdated=behind,
    )


def _since(project: Project, file: PackFile, below: PackFile) -> Iterator[str]:
    kept = project.path(_kept(file))
    try:
        was = kept.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return
    yield from _diff(_lines(was), _lines(below.text))


def _kept(file: PackFile) -> str:
    return f"templates/{file.pack}/{KEPT}/{file.name}"


def _lines(text: str) -> list[str]:
    return text.splitlines()


def _diff(before: list[str], after: list[str]) -> tuple[str, ...]:
    """Return a unified diff without its headers: numbers of lines that were picked say nothing."""
    found = list(difflib.unified_diff(before, after, lineterm="", n=2))[3:]
    return tuple("…" if line.startswith("@@") else line for line in found)


# -- Copies that have fallen behind


def accept(project: Project, name: str, partial: str = "") -> tuple[Path, ...]:
    """Note in the whole copies of a pack that they were compared with the files as they are now."""
    pack = find_pack(name, project.root, partial=True)
    wanted = named(pack, partial).name if partial else ""
    contents: dict[Path, bytes | str] = {}
    for file, below in outdated(pack):
        if file.pack == name and wanted in ("", file.name):
            contents[project.path(file.shown)] = renewed(file.text, below.text)
            contents[project.path(_kept(file))] = below.text
    write_all(contents)
    return tuple(path for path in contents if KEPT not in path.parts)
