"""What passages of cards were written as, kept from one build to the next.

Passages are the bulk of a brief, and of the cards of a document few change at a time.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cached_property
from pathlib import Path

from briefwright.files import write_atomic

_MOST = 24_000_000
"""Characters that are kept, some 5,000 cards; what was not wanted for longest goes first."""


@dataclass(frozen=True, slots=True)
class Written:
    """A passage as Typst."""

    source: str
    functions: tuple[str, ...]
    """Those of the look that it calls."""
    characters: str
    """What the embedded fonts may lack, in order."""


class WrittenPassages:
    """Keeps passages in the file *path*, each under all that its writing depends on.

    Besides that it depends on *key*, the same for all of a build: under another nothing is found.
    """

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = key
        self._wanted: dict[str, Written] = {}
        self._is_new = False

    def get(self, basis: object, write: Callable[[], Written]) -> Written:
        """Return what *write* returns, which depends on *basis* alone: values that JSON knows."""
        name = hashlib.sha256(json.dumps(basis).encode()).hexdigest()
        found = self._wanted.get(name) or self._known.get(name)
        if found is None:
            self._is_new = True
            found = write()
        self._wanted[name] = found
        return found

    def save(self) -> None:
        """Keep what was wanted, and of the rest what there is room for; raises `BriefError`."""
        if not self._is_new:
            return
        self._is_new = False
        room = _MOST
        kept: dict[str, Written] = {}
        for name, written in {**self._wanted, **self._known}.items():
            room -= len(written.source)
            if room < 0:
                break
            kept[name] = written
        self._wanted = {}
        self._known = kept
        passages = {name: astuple(written) for name, written in kept.items()}
        write_atomic(self._path, json.dumps({"key": self._key, "passages": passages}))

    @cached_property
    def _known(self) -> dict[str, Written]:
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            record = json.loads(self._path.read_text("utf-8"))
            if record["key"] == self._key:
                return {name: _written(*found) for name, found in record["passages"].items()}
        return {}


def _written(source: object, functions: Iterable[object], characters: object) -> Written:
    return Written(str(source), tuple(map(str, functions)), str(characters))
