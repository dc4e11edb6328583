"""What template packs there are, and all that there is to say of one: for lists, and as JSON."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from briefwright.problems import BriefError, Problem
from briefwright.templates import SHIPPED, find_pack, pack_names
from briefwright.templating.exposed import Context
from briefwright.templating.options import Option, Value
from briefwright.templating.packs import INSTALLED, MANIFEST, Pack, PackFile
from briefwright.workshop.anatomy import blocks, functions, properties


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A pack in a list."""

    name: str
    title: str
    description: str
    origin: str
    """Where it comes from: shipped, project, installed."""
    extends: str
    documents: tuple[str, ...]
    """Empty for a pack that others build on."""
    changed: tuple[str, ...]
    """The files by which the project changes a shipped pack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A file of a pack, as one looks for it."""

    name: str
    path: str
    """The file that wins."""
    pack: str
    """The pack in whose folder it lies."""
    replaces: tuple[str, ...]
    """The files that it hides, or builds on, nearest first."""
    parts: tuple[str, ...]
    """What can be replaced alone: blocks, functions, custom properties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionEntry:
    """An option of a pack."""

    name: str
    type: str
    default: Value
    set_in: str
    """Where the default is given."""
    help: str
    choices: tuple[str, ...]
    example: str
    min: float | None
    max: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEntry:
    """A fixed string of a pack."""

    name: str
    text: str
    set_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """All that there is to say of a pack."""

    entry: Entry
    lineage: tuple[str, ...]
    documents: tuple[tuple[str, str, str, bool], ...]
    """Name, template, side if it has one, whether it is printed as a PDF of its own."""
    files: tuple[FileEntry, ...]
    options: tuple[OptionEntry, ...]
    wording: tuple[WordEntry, ...]
    names: tuple[tuple[str, str], ...]
    """What a template begins with, and what each stands for."""


def entries(root: Path) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return every pack that the project at *root* can use, and what is wrong with others."""
    found: list[Entry] = []
    problems: list[Problem] = []
    for name in pack_names(root):
        try:
            found.append(entry(find_pack(name, root, partial=True)))
        except BriefError as error:
            problems += error.problems
    return tuple(found), tuple(dict.fromkeys(problems))


def short(path: str) -> str:
    """Return how a person is shown *path*: a file that is shipped by its pack and name."""
    place = path.removeprefix(f"{SHIPPED.as_posix()}/")
    return path if place == path else f"{place} (shipped)"


def entry(pack: Pack) -> Entry:
    """Return what a list says of *pack*."""
    own = tuple(_own(pack))
    return Entry(
        name=pack.name,
        title=pack.title,
        description=" ".join(pack.description.split()),
        origin=_origin(pack, own),
        extends=pack.extends,
        documents=tuple(document.name for document in pack.documents),
        changed=own if _is_shipped(pack.name) else (),
    )


def _own(pack: Pack) -> Iterator[str]:
    """Yield the files of the project that are this pack's own, or change it."""
    for layer in pack.layers:
        if layer.pack == pack.name and not layer.shipped:
            yield f"templates/{pack.name}/{MANIFEST}"
    for files in pack.files.values():
        yield from (f.shown for f in files if f.pack == pack.name and not f.shipped)


def _is_shipped(name: str) -> bool:
    return (SHIPPED / name).is_dir()


def _origin(pack: Pack, own: tuple[str, ...]) -> str:
    if f"templates/{pack.name}/{INSTALLED}" in own:
        return "installed"
    return "shipped" if _is_shipped(pack.name) else "project"


def portrait(pack: Pack) -> Portrait:
    """Return all that there is to say of *pack*."""
    return Portrait(
        entry=entry(pack),
        lineage=pack.lineage,
        documents=tuple((d.name, d.template, d.side or "", d.pdf) for d in pack.documents),
        files=tuple(file_entry(files) for _, files in sorted(pack.files.items())),
        options=tuple(_option(pack, option) for option in pack.options.values()),
        wording=tuple(_words(pack)),
        names=tuple(_names()),
    )


def file_entry(files: tuple[PackFile, ...]) -> FileEntry:
    """Return what there is to say of the *files* of one name, the one that wins first."""
    return FileEntry(
        name=files[0].name,
        path=files[0].shown,
        pack=files[0].pack,
        replaces=tuple(file.shown for file in files[1:]),
        parts=tuple(dict.fromkeys(part for file in files for part in _parts(file))),
    )


def _parts(file: PackFile) -> Iterator[str]:
    if file.name.endswith(".j2"):
        yield from blocks(file.text)
    elif file.name.endswith(".typ"):
        yield from (function.name for function in functions(file.text))
    elif file.name.endswith(".css"):
        yield from properties(file.text)


def _option(pack: Pack, option: Option) -> OptionEntry:
    name = option.name
    giving = [layer for layer in pack.layers if name in layer.manifest.options]
    setting = [layer for layer in giving if layer.manifest.options[name].default is not None]
    place = next((f.tree.place(("options", name, "default")) for f in setting), None)
    return OptionEntry(
        name=name,
        type=option.type.value,
        default=option.default,
        set_in=str(place or giving[-1].tree.place(("options", name))),
        help=option.help,
        choices=option.choices,
        example=option.example,
        min=option.min,
        max=option.max,
    )


def _words(pack: Pack) -> Iterator[WordEntry]:
    for name, text in pack.wording.items():
        giving = (layer for layer in pack.layers if layer.manifest.wording.get(name) == text)
        place = next((layer.tree.place(("wording", name)) for layer in giving), "")
        yield WordEntry(name=name, text=text, set_in=str(place))


def _names() -> Iterator[tuple[str, str]]:
    """Yield the fields of what a template sees, with the strings under them."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(Context))).body
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    for field, said in pairwise(body):
        if not isinstance(field, ast.AnnAssign) or not isinstance(said, ast.Expr):
            continue
        if isinstance(field.target, ast.Name) and isinstance(said.value, ast.Constant):
            yield field.target.id, str(said.value.value)
