"""The folder with the printed pieces of long PDFs, each under the digest of what it was made from."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from briefwright.files import write_atomic
from briefwright.press.engine import Compiled, Diagnostic
from briefwright.problems import Place

Where = tuple[int, float, float]
"""A page, from 1, and points from its left and top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A piece, or the frame, as it was printed."""

    path: Path
    pages: int
    places: Mapping[str, Where]
    """Where the labels are; pages are counted from the first of the piece."""
    diagnostics: tuple[Diagnostic, ...] = ()


class Shelf:
    """Keeps pieces in *folder* until no job uses them any more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Printed] = {}

    def find(self, key: str) -> Printed | None:
        """Return what was printed from *key*, if it is there and whole."""
        if key not in self._known:
            path = self._path(key)
            try:
                record = json.loads(path.with_suffix(".json").read_text("utf-8"))
                if record["pdf"] != _digest(path.read_bytes()):
                    return None
                self._known[key] = _printed(path, record)
            except (OSError, ValueError, KeyError, TypeError):
                return None
        return self._known[key]

    def put(self, key: str, compiled: Compiled) -> Printed:
        """Keep what was printed from *key*."""
        assert compiled.pdf is not None  # noqa: S101 - tells the type only
        path = self._path(key)
        record = {
            "pdf": _digest(compiled.pdf),
            "told": compiled.told,
            "diagnostics": [asdict(found) for found in compiled.diagnostics],
        }
        write_atomic(path, compiled.pdf)
        write_atomic(path.with_suffix(".json"), json.dumps(record))
        self._known[key] = _printed(path, record)
        return self._known[key]

    def front(self, job: str) -> int:
        """Return how many pages stood before the pieces of *job*, or 0."""
        return int(self._read(job)["front"])

    def note(self, job: str, pieces: Mapping[str, Printed], frame: Printed, front: int) -> None:
        """Note what *job* is made of."""
        keys = {name: printed.path.stem for name, printed in pieces.items()}
        record = json.dumps({"pieces": keys, "frame": frame.path.stem, "front": front})
        write_atomic(self._note(job), record)

    def _read(self, job: str) -> dict[str, Any]:
        with suppress(OSError, ValueError, KeyError, TypeError):
            record = json.loads(self._note(job).read_text("utf-8"))
            return {
                "pieces": dict(record["pieces"]),
                "frame": str(record["frame"]),
                "front": int(record["front"]),
            }
        return {"pieces": {}, "frame": "", "front": 0}

    def clear(self, jobs: Iterable[str]) -> None:
        """Delete what none of *jobs*, which are all that there are, is made of."""
        listed = list(jobs)
        wanted = {self._note(job).stem for job in listed}
        for record in map(self._read, listed):
            wanted |= {*record["pieces"].values(), record["frame"]}
        for path in self._folder.glob("*"):
            if path.stem not in wanted:
                with suppress(OSError):  # it is in the way of nothing
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.pdf"

    def _note(self, job: str) -> Path:
        return self._folder / f"{hashlib.sha256(job.encode()).hexdigest()[:16]}.job"


def _printed(path: Path, record: Mapping[str, Any]) -> Printed:
    told = record["told"]
    places: dict[str, Where] = {}
    for label, page, x, y in told["places"]:
        places.setdefault(label, (page, x, y))
    found = tuple(map(_diagnostic, record["diagnostics"]))
    return Printed(path=path, pages=told["pages"], places=places, diagnostics=found)


def _diagnostic(record: Mapping[str, Any]) -> Diagnostic:
    places = tuple(Place(**place) for place in record["places"])
    return Diagnostic(**{**record, "places": places, "hints": tuple(record["hints"])})


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
