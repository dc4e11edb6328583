"""Short texts that stand for what a build depends on, besides the user's documents."""

import hashlib
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefwright.model import Brief, Library

_PACKAGE = Path(__file__).parent
_PACKAGES = ("sphinx", "docutils", "myst-parser", "markdown-it-py", "furo", "typst")


def reading_key(root: Path) -> str:
    """Return what stands for all that the documents of the project at *root* are read with."""
    versions = "\0".join([sys.version, *map(_version, _PACKAGES)])
    files = [*_PACKAGE.rglob("*.py"), root / "conf.py", root / "docutils.conf"]
    return _digest(versions, files)


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
    return _digest(repr((bare, essays)), files)


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
