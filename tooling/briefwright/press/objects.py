"""What PDF files consist of: objects as the bytes that the engine wrote, many files made one.

Only what is changed is taken apart, for most of a long PDF is tags that are taken as they are; all
of a file get their new numbers at once. Reads what the engine writes: a table of places at the end,
no objects within others, and each on lines of its own.
"""

import re
import sys
import zlib
from array import array
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate

from briefwright.press.values import (
    Entries,
    dictionary,
    entries,
    number_of,
    outside,
    referring,
    value_at,
)

_OWNED = re.compile(rb"(/StructParents? )(\d+)")
"""A page or a link, which the tags know by a number."""
_STREAM = b">>\nstream\n"
_END = b"\nendobj\n"
_TOGETHER = 300
"""Objects that are compressed at a time: whoever wants one of them has to unpack them all."""
_LEVEL = 5
"""How much they are compressed: one more takes half as long again for two bytes in a hundred."""
_FREE = 0xFFFF
"""The row, in the table of places, of a number that nothing has."""
Buffer = bytes | memoryview


class File:
    """The objects of a file, each under its number in what is written."""

    def __init__(self, data: bytes) -> None:
        table = int(data[data.rindex(b"startxref") + 9 : data.rindex(b"%%EOF")])
        trailer = data.index(b"trailer", table)
        self.trailer = entries(value_at(data, trailer + 7))
        """What its end says, with the numbers that were read."""
        self._data = data
        rows = data[data.index(b" f", table) + 2 : trailer].split(b" 00000 n")
        self._places = [*map(int, rows[:-1]), table]
        self._base = 0
        self._bodies: list[bytes] = []
        self._streams: dict[int, Buffer] = {}
        self._changed: dict[int, Entries] = {}

    def __len__(self) -> int:
        """Return how many objects there were."""
        return len(self._places) - 1

    def read(self, number: int) -> Entries:
        """Return a dictionary, with the numbers that were read."""
        return entries(value_at(self._data, self._data.index(b"obj", self._places[number - 1]) + 3))

    def number(self, base: int, instead: Mapping[int, int], owned: int) -> None:
        """Give the objects the numbers from *base* on, but refer to others *instead* of some.

        *owned* is added to the numbers by which tags know pages and links.
        """
        raw = _END.join(self._without_streams())
        if base > 1:
            own = range(1, len(self._places))
            names = {b"%d" % number: b"%d" % (base + number - 1) for number in own}
            names |= {b"%d" % old: b"%d" % new for old, new in instead.items()}

            def changed(raw: bytes) -> bytes:
                shifted = _OWNED.sub(lambda it: b"%b%d" % (it[1], int(it[2]) + owned), raw)
                return referring(shifted, names)

            raw = outside(raw, changed)
        self._bodies = [found.partition(b" obj\n")[2] for found in raw.split(_END)[:-1]]
        self._base = base

    def _without_streams(self) -> Iterator[bytes]:
        """Yield what is between streams, and keep these, by their indexes."""
        data, at, end = self._data, self._places[0], self._places[-1]
        while (begin := data.find(_STREAM, at, end)) >= 0:
            yield data[at : begin + 2]
            following = bisect(self._places, begin)
            at = self._places[following]
            kept = slice(begin + len(_STREAM), data.rindex(b"\nendstream", begin, at))
            self._streams[following - 1] = memoryview(data)[kept]
        yield data[at:end]

    def __getitem__(self, number: int) -> Entries:
        """Return the dictionary *number*; what is changed in it is changed in the file."""
        if number not in self._changed:
            self._changed[number] = entries(self.body(number))
        return self._changed[number]

    def __setitem__(self, number: int, given: Entries) -> None:
        """Let *number* be another dictionary."""
        self._changed[number] = given

    def __delitem__(self, number: int) -> None:
        """Leave out what nothing leads to."""
        self._changed.pop(number, None)
        self._streams.pop(number - self._base, None)
        self._bodies[number - self._base] = b""

    def find(self, pattern: re.Pattern[bytes]) -> Iterator[int]:
        """Yield the objects in which *pattern* is."""
        return (at for at, body in enumerate(self._bodies, self._base) if pattern.search(body))

    def body(self, number: int) -> bytes:
        """Return an object as it was read, but for the numbers."""
        return self._bodies[number - self._base]

    def at(self, value: bytes) -> bytes:
        """Return *value*, or what it refers to."""
        number = number_of(value)
        return self.body(number) if number else value

    def stream(self, number: int) -> bytes:
        """Return what is in a stream, as it is stored."""
        return bytes(self._streams[number - self._base])

    def write_stream(self, number: int, content: bytes) -> None:
        """Let a stream have other content."""
        self[number][b"/Length"] = b"%d" % len(content)
        self._streams[number - self._base] = content

    def parts(self) -> tuple[list[tuple[int, bytes, Buffer]], list[tuple[int, bytes]]]:
        """Return what is to be written: numbers, objects and contents of streams; then the rest."""
        for number, given in self._changed.items():
            self._bodies[number - self._base] = dictionary(given)
        base, bodies, streams = self._base, self._bodies, self._streams
        others = [(base + at, body) for at, body in enumerate(bodies) if body and at not in streams]
        return [(base + at, bodies[at], stream) for at, stream in streams.items()], others


class Writer:
    """Writes a file in which what is no stream is compressed; *version* is what it begins with."""

    def __init__(self, write: Callable[[Buffer], object], version: bytes) -> None:
        self._write = write
        self._at = 0
        self._rows = array("Q", [_FREE])
        """The table of places: of two bytes the kind, of four the place, of two the index there."""
        self._out(version + b"\n%\xc2\xa5\xc2\xb1\n")

    def numbers(self, count: int) -> int:
        """Return the first of *count* numbers that nothing else gets."""
        self._rows.extend([_FREE] * count)
        return len(self._rows) - count

    def _out(self, *given: Buffer) -> None:
        for data in given:
            self._write(data)
            self._at += len(data)

    def put(self, number: int, body: bytes, stream: Buffer) -> None:
        """Write a stream, of which *body* is said."""
        self._rows[number] = 1 << 48 | self._at << 16
        self._out(b"%d 0 obj\n%b\nstream\n" % (number, body), stream, b"\nendstream\nendobj\n")

    def take(self, file: File) -> None:
        """Write all that is in *file*."""
        streams, others = file.parts()
        for number, body, stream in streams:
            self.put(number, body, stream)
        for at in range(0, len(others), _TOGETHER):
            self._pack(others[at : at + _TOGETHER])

    def _pack(self, objects: Iterable[tuple[int, bytes]]) -> None:
        """Write objects that are no streams."""
        numbers, bodies = zip(*objects, strict=True)
        own = self.numbers(1)
        for row, number in enumerate(numbers, 2 << 48 | own << 16):
            self._rows[number] = row
        ends = accumulate((len(body) + 1 for body in bodies), initial=0)
        head = b" ".join(b"%d %d" % each for each in zip(numbers, ends, strict=False)) + b"\n"
        packed = zlib.compress(head + b"\n".join(bodies), _LEVEL)
        said = b"<</Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode>>"
        self.put(own, said % (len(bodies), len(head), len(packed)), packed)

    def end(self, trailer: Mapping[bytes, bytes]) -> None:
        """Write where everything is, and what *trailer* says."""
        own, start = self.numbers(1), self._at
        self._rows[own] = 1 << 48 | start << 16
        if sys.byteorder == "little":
            self._rows.byteswap()
        table = zlib.compress(self._rows)
        said = {
            b"/Type": b"/XRef",
            b"/Size": b"%d" % len(self._rows),
            b"/W": b"[2 4 2]",
            **trailer,
            b"/Length": b"%d" % len(table),
            b"/Filter": b"/FlateDecode",
        }
        self._out(b"%d 0 obj\n%b\nstream\n" % (own, dictionary(said)), table)
        self._out(b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)
