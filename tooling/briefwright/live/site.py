"""What is served: the files that builds have published, and what is wrong with the project now."""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefwright.build import Format
from briefwright.problems import Problem

_VERSIONED = re.compile(rb'(\.css)\?v=[0-9a-f]+(?=")')
"""Pages name the style sheets that they were written with."""
_QUIET = ("searchindex.js", "objects.inv", "genindex.html", "search.html")
"""Files that change with any page, and that no other page shows."""

PDFS = "pdf"
"""The folder of addresses below which the PDFs are."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was last looked at."""

    stamp: tuple[int, int]
    digest: str


@dataclass(slots=True)
class Site:
    """The folders ``html/`` and ``pdf/`` of *out*, as far as *formats* are served."""

    out: Path
    formats: frozenset[Format]
    problems: tuple[Problem, ...] = ()
    built: bool = False
    """Whether the first build is over."""
    _seen: dict[str, _Seen] = field(default_factory=dict)

    def look(self) -> tuple[str, ...]:
        """Look what there is now; return the pages, sheets and PDFs that are other than before."""
        before, now = self._seen, {}
        for form in self.formats:
            prefix = "" if form is Format.HTML else f"{PDFS}/"
            for name, path in _files(self.out / form):
                now[prefix + name] = _look(path, before.get(prefix + name))
        self._seen = now
        return tuple(
            name
            for name, seen in now.items()
            if name.endswith((".html", ".css", ".pdf"))
            and not name.endswith(_QUIET)
            and (name not in before or before[name].digest != seen.digest)
        )

    def find(self, address: str) -> Path | None:
        """Return the file at *address*, or None where none is served."""
        for form in (form for form in Format if form in self.formats):
            name = address if form is Format.HTML else address.removeprefix(f"{PDFS}/")
            if form is Format.PDF and name == address:
                continue
            if path := _below(self.out / form, name):
                return path
        return None

    def pdfs(self) -> tuple[str, ...]:
        """Return the names of the PDFs, without suffix."""
        names = (n.removeprefix(f"{PDFS}/") for n in self._seen if n.startswith(f"{PDFS}/"))
        return tuple(sorted(n.removesuffix(".pdf") for n in names if n.endswith(".pdf")))

    def state(self, page: str) -> dict[str, Any]:
        """Return what the browser compares with what it shows of *page*."""
        listed = page == f"{PDFS}/index.html" and page not in self._seen
        seen = self._seen.get(page)
        return {
            "page": _hash(repr(self.pdfs())) if listed else seen.digest if seen else "",
            "styles": self._digest(name for name in self._seen if name.endswith(".css")),
            "assets": self._digest(filter(_is_asset, self._seen)),
        }

    def news(self, page: str) -> dict[str, Any]:
        """Return the same, with what is wrong."""
        return {
            **self.state(page),
            "built": self.built,
            "problems": [_shown(problem) for problem in self.problems],
        }

    def _digest(self, names: Iterable[str]) -> str:
        known = sorted((name, self._seen[name].digest) for name in names)
        return _hash(repr(known))


def _hash(content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()[:16]


def _is_asset(name: str) -> bool:
    """Tell whether a file is part of pages that do not change with it."""
    kept = (".html", ".css", ".pdf", ".txt", ".buildinfo", *_QUIET)
    return not name.endswith(kept) and not name.startswith("_sources/")


def _files(folder: Path) -> Iterable[tuple[str, Path]]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            yield path.relative_to(folder).as_posix(), path


def _look(path: Path, before: _Seen | None) -> _Seen:
    """Return what *path* is now; it is read only if it may have changed."""
    try:
        found = path.stat()
        stamp = (found.st_mtime_ns, found.st_size)
        if before and before.stamp == stamp:
            return before
        content = path.read_bytes()
    except OSError:
        return _Seen((0, 0), "")
    if path.suffix == ".html":
        content = _VERSIONED.sub(rb"\1", content)
    return _Seen(stamp, _hash(content))


def _below(folder: Path, name: str) -> Path | None:
    """Return the file *name* in *folder*, unless it is hidden, or lies elsewhere."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        return None
    if any(character in name for character in "\\:\0"):
        return None
    root = os.path.realpath(folder)
    path = Path(os.path.realpath(Path(root, *parts)))
    return path if path.is_relative_to(root) and path.is_file() else None


def _shown(problem: Problem) -> dict[str, Any]:
    return {
        "place": str(problem.place),
        "severity": problem.severity.value,
        "code": problem.code.value,
        "message": problem.message,
        "hint": problem.hint,
        "detail": problem.detail,
    }
