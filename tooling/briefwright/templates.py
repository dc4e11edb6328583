"""Find template packs on the disk: in the project first, then among those that are shipped.

A pack's folders are looked up in the order project's own, those that it extends, then the shipped
ones likewise; each may hold a ``template.yml``, of which the nearer wins, key by key.
"""

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from briefwright.files import display, file_problem, is_within, read_text
from briefwright.problems import (
    BriefError,
    Code,
    Place,
    Problem,
    Severity,
    did_you_mean,
    stop,
)
from briefwright.templating.deprecations import DEPRECATED, Deprecation
from briefwright.templating.packs import (
    MANIFEST,
    NAME,
    Layer,
    Pack,
    PackFile,
    build_pack,
    read_manifest,
)

__all__ = ["SHIPPED", "Pack", "find_pack", "pack_names"]

FORMATS = "formats"
"""The folder of the project's templates that holds formats of debate."""
MAX_FILES = 500
MAX_CHARACTERS = 1_000_000
"""Of one file; no template is larger."""
BASE = "base"
"""The pack that all shipped ones build on."""
FORMATS = "formats"
"""The folder beside the packs, which is none: it holds the formats of debate."""
_TEXTS = (".j2", ".typ", ".css", ".html", ".js", ".yml")
_BESIDE = Path(__file__).resolve().parent
SHIPPED = next(
    (path for path in (_BESIDE / "templates", _BESIDE.parents[1] / "templates") if path.is_dir()),
    _BESIDE / "templates",
)
"""The packs that come with the package: inside it in the wheel, beside it in a checkout."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of a pack."""

    pack: str
    path: Path
    shown: str
    project: bool
    shipped: bool


def find_pack(
    name: str,
    project_root: Path | None = None,
    place: Place | None = None,
    *,
    partial: bool = False,
    deprecated: tuple[Deprecation, ...] = DEPRECATED,
) -> Pack:
    """Return the pack called *name*; *place* is where it was asked for.

    With *partial* it may be one that makes no documents and is only built on, such as ``base``.
    What *deprecated* says of older names holds for its templates.
    Raises :class:`BriefError` with everything that is wrong with it.
    """
    where = place or Place(path="templates")
    problems: list[Problem] = []
    lineage = _lineage(name, project_root, where, problems)
    stop(problems)
    folders = _lookup_order(lineage, project_root)
    layers = []
    for number, folder in enumerate(folders):
        layer, found = _read_layer(folder)
        problems.extend(found)
        layers.extend([replace(layer, folder=number)] if layer else [])
    files: dict[str, tuple[PackFile, ...]] = {}
    for number, folder in enumerate(folders):
        for file in _files(folder, number, problems):
            files[file.name] = (*files.get(file.name, ()), file)
    stop(problems)
    makes = any(layer.manifest.documents for layer in layers)
    if not makes and not partial and not folders[0].project:
        raise BriefError(_unknown(name, where, project_root))  # it is there to be built on
    pack, found = build_pack(lineage, layers, MappingProxyType(files), deprecated)
    stop(found if makes or not partial else ())
    return pack


_LOOSE = (".j2", ".typ", ".css", ".yml", ".yaml")
"""The endings of what only a pack can have."""


def pack_names(project_root: Path | None = None) -> tuple[str, ...]:
    """Return the names of all packs, in order."""
    found: set[str] = set()
    for root in _roots(project_root):
        if root.is_dir():
            found.update(p.parent.name for p in root.glob(f"*/{MANIFEST}"))
    return tuple(sorted(name for name in found if _is_name(name)))


def _is_name(name: str) -> bool:
    return NAME.fullmatch(name) is not None and name != FORMATS


def stray_folders(project_root: Path) -> Iterator[Problem]:
    """Yield a warning for each folder of the project's templates that belongs to no pack.

    Likewise for files of packs that lie beside the folders, where nothing looks for them, and for
    packs that build on one that is not there, which no brief may have come to use yet.
    """
    root, names = project_root / "templates", pack_names(project_root)
    yield from _loose_files(root)
    yield from _without_parents(project_root, names)
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    for folder in folders:
        if folder.name in (*names, FORMATS) or folder.name.startswith((".", "_")):
            continue
        near = difflib.get_close_matches(folder.name, names, n=1)
        hint = f"Did you mean “{near[0]}”?" if near else f"A pack of its own has a “{MANIFEST}”."
        yield Problem(
            place=Place(path=display(f"templates/{folder.name}")),
            code=Code.UNUSED,
            message=f"There is no template “{display(folder.name)}”: nothing reads this folder.",
            hint=hint,
            severity=Severity.WARNING,
        )


def _without_parents(project_root: Path, names: tuple[str, ...]) -> Iterator[Problem]:
    """Yield a warning for each pack of the project that extends an unknown one."""
    root = project_root / "templates"
    for name in () if _same(root, SHIPPED) else names:
        path, shown = root / name, f"templates/{name}"
        if not path.is_dir() or not is_within(path, project_root):
            continue
        layer, _ = _read_layer(_Folder(name, path, shown, project=True, shipped=False))
        if (
            layer
            and layer.manifest.extends
            and not [*_folders(layer.manifest.extends, project_root)]
        ):
            place = layer.tree.place(("extends",))
            unknown = _unknown(layer.manifest.extends, place, project_root)
            yield replace(unknown, severity=Severity.WARNING)


def _loose_files(root: Path) -> Iterator[Problem]:
    """Yield a warning for each file in *root* itself that would mean something in a pack."""
    files = sorted(path for path in root.iterdir() if path.is_file()) if root.is_dir() else []
    for file in files:
        if file.suffix in _LOOSE and not file.name.startswith((".", "_")):
            yield Problem(
                place=Place(path=display(f"templates/{file.name}")),
                code=Code.UNUSED,
                message="Nothing reads this file: those of a template lie in a folder of its name.",
                hint="Move it to “templates/base/” if it is for all of them.",
                severity=Severity.WARNING,
            )


def _roots(project_root: Path | None) -> list[Path]:
    own = [project_root / "templates"] if project_root else []
    return [root for root in own if not _same(root, SHIPPED)] + [SHIPPED]


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _lineage(
    name: str, project_root: Path | None, place: Place, problems: list[Problem]
) -> list[str]:
    """Return *name* and the packs that it extends, nearest first."""
    lineage: list[str] = []
    if not name:
        problems.append(_unknown(name, place, project_root))
    while name and name not in lineage:
        layers = []
        for folder in _folders(name, project_root):
            layer, found = _read_layer(folder)
            problems.extend(found)
            layers.extend([layer] if layer else [])
        if not layers:
            if not problems:
                problems.append(_unknown(name, place, project_root))
            return lineage
        lineage.append(name)
        extending = next((layer for layer in layers if layer.manifest.extends), None)
        name = extending.manifest.extends if extending else ""
        place = extending.tree.place(("extends",)) if extending else place
    if name:
        message = f"The template “{name}” extends itself: {' → '.join([*lineage, name])}."
        problems.append(Problem(place=place, code=Code.TEMPLATE, message=message))
    return lineage


def _unknown(name: str, place: Place, project_root: Path | None) -> Problem:
    message = f"There is no template “{name}”."
    hint = did_you_mean(name, (known for known in pack_names(project_root) if known != "base"))
    return Problem(place=place, code=Code.UNKNOWN_TEMPLATE, message=message, hint=hint)


def _lookup_order(lineage: list[str], project_root: Path | None) -> list[_Folder]:
    folders = [folder for name in lineage for folder in _folders(name, project_root)]
    return sorted(folders, key=lambda folder: not folder.project)


def _folders(name: str, project_root: Path | None) -> Iterator[_Folder]:
    """Yield the folders called *name* that there are: the project's, then the shipped one."""
    if not _is_name(name):
        return
    for root in _roots(project_root):
        path = root / name
        # A checkout is a project of its own, whose packs are those that are shipped.
        project = project_root is not None and _same(root, project_root / "templates")
        shown = f"templates/{name}" if project else path.as_posix()
        if not path.is_dir():
            continue
        if not is_within(path, project_root if project and project_root else root):
            raise BriefError(_leads_out(shown))
        yield _Folder(name, path, shown, project, _same(root, SHIPPED))


def _leads_out(shown: str) -> Problem:
    hint = "Copy what it leads to into the folder of the template."
    return file_problem(shown, "This link leads out of its template.", hint)


def _read_layer(folder: _Folder) -> tuple[Layer | None, tuple[Problem, ...]]:
    path, shown = folder.path / MANIFEST, f"{folder.shown}/{MANIFEST}"
    if not os.path.lexists(path):
        return None, ()
    if not is_within(path, folder.path):
        return None, (_leads_out(shown),)
    text, problems = read_text(path, shown, folder.path)
    if text is None or problems:
        return None, problems
    layer, found = read_manifest(text, shown, folder.pack)
    return (replace(layer, shipped=folder.shipped), found) if layer else (None, found)


def _files(folder: _Folder, number: int, problems: list[Problem]) -> Iterator[PackFile]:
    """Yield the files of *folder*, the one at *number* of those that are looked up."""
    for count, name in enumerate(_names(folder), start=1):
        shown = f"{folder.shown}/{name}"
        if count > MAX_FILES:
            problems.append(_size(folder.shown, f"A template has at most {MAX_FILES} files."))
            return
        if name != name.lower() and name.endswith((".j2", ".typ")):
            problems.append(_capitals(shown))
            continue
        path = folder.path / name
        if not is_within(path, folder.path):
            problems.append(_leads_out(shown))
            continue
        text: str | None = ""
        if name.endswith(_TEXTS):
            text, found = read_text(path, shown, folder.path)
            problems.extend(found)
        if text is None:
            continue
        if len(text) > MAX_CHARACTERS:
            problems.append(_size(shown, f"A template has at most {MAX_CHARACTERS} characters."))
        yield PackFile(
            name=name,
            folder=number,
            path=path,
            shown=shown,
            text=text,
            project=folder.project,
            shipped=folder.shipped,
        )


def _names(folder: _Folder) -> Iterator[str]:
    """Yield the paths of the files in *folder*, without hidden ones, in order."""
    for top, folders, files in os.walk(folder.path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = Path(top).relative_to(folder.path)
        for name in sorted(files):
            if not name.startswith(".") and name != MANIFEST:
                yield (below / name).as_posix()


def _size(shown: str, message: str) -> Problem:
    return Problem(place=Place(path=shown), code=Code.SIZE, message=message)


def _capitals(shown: str) -> Problem:
    return Problem(
        place=Place(path=shown),
        code=Code.FILE,
        message="The name of a template has no capitals.",
        hint=f"Rename it: “{shown.rpartition('/')[2].lower()}”.",
    )
