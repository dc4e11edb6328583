"""Short texts that stand for what a build depends on, besides the user's documents."""

import hashlib
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefwright.model import Brief, Card, Library

_PACKAGE = Path(__file__).parent
_PACKAGES = ("sphinx", "docutils", "myst-parser", "markdown-it-py", "furo", "typst")


def reading_key(root: Path) -> str:
    """Return what stands for all that the documents of the project at *root* are read with."""
    versions = "\0".join([sys.version, *map(_version, _PACKAGES)])
    files = [*_PACKAGE.rglob("*.py"), root / "conf.py", root / "docutils.conf"]
    return _digest(versions, files)


_LONG = 64
"""Characters: what has more is said by a hash."""
_SEEN_TO = frozenset({".css", ".typ", ".j2"})
"""Sheets note their own changes, PDFs those of their look, and documents what partials made."""


def look_key(root: Path) -> str:
    """Return what stands for all that the pages of the project at *root* are drawn with.

    But for what the build sees to anyway: then only what it changes is made again.
    """
    shipped = (_PACKAGE / "templates", _PACKAGE.parents[1] / "templates")
    files = [path for folder in (root / "templates", *shipped) for path in folder.rglob("*")]
    return _digest("", (path for path in files if path.suffix not in _SEEN_TO))


def brief_keys(root: Path, briefs: Iterable[Brief], library: Library) -> dict[str, str]:
    """Return what stands for each brief itself, whatever it is printed as, by its name.

    Of the project at *root*: its specification, what is quoted, the templates, ``conf.py``.
    """
    return {brief.slug: _brief_key(root, brief, library) for brief in briefs}


def _brief_key(root: Path, brief: Brief, library: Library) -> str:
    bare = replace(brief, options={}, rates=())
    essays = [library.essays[work.source].text for work in brief.works if work.source]
    files = [
        root / "conf.py",
        *(root / "briefs").glob(f"{brief.slug}.y*ml"),
        *(root / "templates").rglob("*"),
    ]
    return _digest(_said((bare, essays), {}), files)


def _said(value: object, known: dict[int, str]) -> str:
    """Return what stands for *value*, each part of which is looked through but once.

    A brief has its cards in many places. *known* is what stands for the parts that had their turn.
    """
    if id(value) in known:
        return known[id(value)]
    if isinstance(value, Card):
        runs = [[(run.text, run.marks.value) for run in part] for part in value.paragraphs]
        said = repr((replace(value, paragraphs=()), runs))
    elif not (is_dataclass(value) or isinstance(value, tuple | list)):
        said = repr(value)
    elif is_dataclass(value):
        own = [_said(getattr(value, field.name), known) for field in fields(value)]
        said = f"{type(value).__name__}({', '.join(own)})"
    else:
        said = f"({', '.join(_said(part, known) for part in value)})"
    if len(said) > _LONG:
        said = hashlib.sha256(said.encode()).hexdigest()
    known[id(value)] = said
    return said


def store_key(folder: Path) -> str:
    """Return what stands for the files in the folders of *folder*: their names and sizes."""
    found = (path for path in folder.glob("*/**/*") if path.is_file())
    sizes = sorted((path.relative_to(folder).as_posix(), path.stat().st_size) for path in found)
    return hashlib.sha256(repr(sizes).encode("utf-8", "surrogateescape")).hexdigest()


def _version(package: str) -> str:
    with suppress(PackageNotFoundError):
        return version(package)
    return ""


def _digest(text: str, files: Iterable[Path]) -> str:
    """Return a hash of *text* and of the names and contents of *files*, but not of their times."""
    digest = hashlib.sha256(text.encode())
    for path in sorted(files):
        with suppress(OSError):
            if path.is_file():
                digest.update(repr(str(path)).encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
