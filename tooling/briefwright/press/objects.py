"""What PDF files consist of: objects as the bytes that the engine wrote, many files in one pool.

Only what is changed is taken apart, for most of a long PDF is tags that are taken as they are. Reads
what the engine writes: a table of places at the end, and no objects within others.
"""

import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from briefwright.press.values import (
    Entries,
    dictionary,
    entries,
    further,
    moved,
    number_of,
    reference,
)

_TOGETHER = 200
"""Objects that are compressed at a time: whoever wants one of them has to unpack them all."""
_ROW = 20
"""Bytes of an object in the table of places."""


class Pool:
    """The objects of some files, each under a number of its own."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = [b"null"]
        self._streams: dict[int, bytes] = {}
        self._bases: list[int] = [0]
        """What is added to the numbers in the body of each object."""
        self._changed: dict[int, Entries] = {}

    def __len__(self) -> int:
        """Return the number that comes next."""
        return len(self._bodies)

    def load(self, data: bytes) -> Entries:
        """Take all objects of a file; return what its end says."""
        base = len(self._bodies) - 1
        start = int(data[data.rindex(b"startxref") + 9 : data.rindex(b"%%EOF")])
        table = data.index(b"0000000000", start)
        count = int(data[start:table].split()[-1])
        rows = range(table + _ROW, table + count * _ROW, _ROW)
        places = [*(int(data[row : row + 10]) for row in rows), start]
        for number, (begin, end) in enumerate(pairwise(places), base + 1):
            body, kept = data.index(b"obj", begin) + 3, data.rindex(b"endobj", begin, end)
            stream = data.find(b">>\nstream\n", body, kept)
            if stream > 0:
                self._streams[number] = data[
                    stream + 10 : data.rindex(b"\nendstream", stream, kept)
                ]
                kept = stream + 2
            self._bodies.append(data[body:kept].strip())
            self._bases.append(base)
        trailer = data.index(b"trailer", table) + 7
        return entries(further(data[trailer : data.rindex(b"startxref")], base))

    def add(self, given: Mapping[bytes, bytes], stream: bytes | None = None) -> int:
        """Add a dictionary, or a stream; return its number."""
        number = len(self._bodies)
        self._bodies.append(b"null")
        self._bases.append(0)
        self._changed[number] = dict(given)
        if stream is not None:
            self.write_stream(number, stream)
        return number

    def __getitem__(self, number: int) -> Entries:
        """Return the dictionary *number*; what is changed in it is changed in the file."""
        if number not in self._changed:
            self._changed[number] = entries(self.body(number))
        return self._changed[number]

    def find(self, pattern: re.Pattern[bytes], first: int) -> Iterator[int]:
        """Yield the objects, of those from *first* on, in which *pattern* is."""
        for number in range(first, len(self._bodies)):
            if pattern.search(self._bodies[number]):
                yield number

    def has(self, pattern: re.Pattern[bytes], number: int) -> bool:
        """Tell whether *pattern* is in an object."""
        return bool(pattern.search(self._bodies[number]))

    def body(self, number: int) -> bytes:
        """Return an object as it was written, with the numbers of this pool."""
        return further(self._bodies[number], self._bases[number])

    def at(self, value: bytes) -> bytes:
        """Return *value*, or what it refers to."""
        number = number_of(value)
        return self.body(number) if number else value

    def stream(self, number: int) -> bytes:
        """Return what is in a stream, as it is stored."""
        return self._streams[number]

    def write_stream(self, number: int, content: bytes) -> None:
        """Let a stream have other content."""
        self[number][b"/Length"] = b"%d" % len(content)
        self._streams[number] = content

    def save(self, path: Path, version: bytes, trailer: Mapping[bytes, bytes]) -> None:
        """Write all that *trailer* leads to, as a file that begins with *version*."""
        with path.open("wb") as file:
            written = _Writer(file.write)
            written.begin(version)
            waiting: deque[tuple[int, int]] = deque()
            known: dict[int, bytes] = {}

            def refer(old: int) -> bytes:
                if old not in known:
                    new = written.number()
                    known[old] = reference(new)
                    waiting.append((old, new))
                return known[old]

            names = {base: _Names(base, refer) for base in {0, *self._bases}}
            end = {name: moved(value, names[0].__getitem__) for name, value in trailer.items()}
            while waiting:
                old, new = waiting.popleft()
                changed = self._changed.get(old)
                body = dictionary(changed) if changed else self._bodies[old]
                own = names[0 if changed else self._bases[old]]
                written.put(new, moved(body, own.__getitem__), self._streams.get(old))
            written.end(end)


class _Names(dict[bytes, bytes]):
    """What refers to objects in the file that is written, by their numbers in one that was read."""

    def __init__(self, base: int, refer: Callable[[int], bytes]) -> None:
        super().__init__()
        self._base = base
        self._refer = refer

    def __missing__(self, number: bytes) -> bytes:
        self[number] = found = self._refer(self._base + int(number))
        return found


class _Writer:
    """Writes a file in which what is no stream is compressed."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._at = 0
        self._places: dict[int, tuple[int, int, int]] = {0: (0, 0, 0xFFFF)}
        self._waiting: list[tuple[int, bytes]] = []
        self._last = 0

    def number(self) -> int:
        """Return the number of one object more."""
        self._last += 1
        return self._last

    def begin(self, version: bytes) -> None:
        """Write what a file begins with, and that it is no text."""
        self._out(version + b"\n%\xc2\xa5\xc2\xb1\n")

    def _out(self, data: bytes) -> None:
        self._write(data)
        self._at += len(data)

    def put(self, number: int, body: bytes, stream: bytes | None) -> None:
        """Write an object."""
        if stream is None:
            self._waiting.append((number, body))
            if len(self._waiting) == _TOGETHER:
                self._pack()
            return
        self._places[number] = (1, self._at, 0)
        self._out(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, body, stream))

    def _pack(self) -> None:
        own = self.number()
        heads, at = [], 0
        for place, (number, body) in enumerate(self._waiting):
            heads.append(b"%d %d" % (number, at))
            self._places[number] = (2, own, place)
            at += len(body) + 1
        head = b" ".join(heads) + b"\n"
        packed = zlib.compress(head + b"\n".join(body for _, body in self._waiting))
        said = b"<</Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode>>" % (
            *(len(self._waiting), len(head), len(packed)),
        )
        self._waiting = []
        self.put(own, said, packed)

    def end(self, trailer: Mapping[bytes, bytes]) -> None:
        """Write what is left, and where everything is."""
        if self._waiting:
            self._pack()
        own, start = self.number(), self._at
        self._places[own] = (1, start, 0)
        rows = (self._places[number] for number in range(self._last + 1))
        table = zlib.compress(
            b"".join(
                b"%c%b%b" % (kind, place.to_bytes(4, "big"), index.to_bytes(2, "big"))
                for kind, place, index in rows
            )
        )
        said = {
            b"/Type": b"/XRef",
            b"/Size": b"%d" % (self._last + 1),
            b"/W": b"[1 4 2]",
            **trailer,
            b"/Length": b"%d" % len(table),
            b"/Filter": b"/FlateDecode",
        }
        self.put(own, dictionary(said), table)
        self._out(b"startxref\n%d\n%%%%EOF\n" % start)
