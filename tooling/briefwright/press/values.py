"""Values of PDF as they are written: taken apart, and put together. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping

Entries = dict[bytes, bytes]
"""A dictionary: names, with their slash, and values as they are written."""

_REFERENCE = re.compile(rb"([1-9]\d*) 0 R")
_ALONE = re.compile(rb"\s*(\d+) 0 R\s*")
_PAREN = re.compile(rb"\\.|[()]", re.DOTALL)
_TOKEN = re.compile(
    rb"\([^()\\]*\)|\[[^\[\]()<>]*\]|<<[^<>()\[\]]*>>"  # what has nothing of its kind in it
    rb"|<<|>>|[\[\]()]|<[^<>]*>|\d+ 0 R\b|/?[^\s/<>\[\]()]+"
)
_DEPTHS = {b"<<": 1, b"[": 1, b">>": -1, b"]": -1}
_FLAT = re.compile(rb"\[[\d.R\s-]*\]")
_PLAIN = re.compile(rb"\d+ 0 R|[\d.-]+")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def reference(number: int) -> bytes:
    """Return what leads to the object *number*."""
    return b"%d 0 R" % number


def number_of(value: bytes) -> int:
    """Return the number of the object that *value* leads to; 0 if it is no reference."""
    found = _ALONE.fullmatch(value)
    return int(found[1]) if found else 0


def dictionary(given: Mapping[bytes, bytes]) -> bytes:
    """Return a dictionary as it is written."""
    return b"<<%b>>" % b"".join(b"%b %b" % item for item in given.items())


def array(items: list[bytes]) -> bytes:
    """Return an array as it is written."""
    return b"[%b]" % b" ".join(items)


def entries(raw: bytes) -> Entries:
    """Take a dictionary apart."""
    found = [*_values(raw.strip()[2:-2])]
    return dict(zip(found[::2], found[1::2], strict=True))


def items(raw: bytes) -> list[bytes]:
    """Take an array apart."""
    return _PLAIN.findall(raw) if _FLAT.fullmatch(raw) else [*_values(raw.strip()[1:-1])]


def value_at(raw: bytes, at: int) -> bytes:
    """Return the value that begins at a place, white space aside."""
    return next(_values(raw, at), b"")


def _values(raw: bytes, at: int = 0) -> Iterator[bytes]:
    """Yield what stands one after the other."""
    depth, begin = 0, 0
    while token := _TOKEN.search(raw, at):
        kind, at = token[0], token.end()
        if not depth:
            begin = token.start()
        if kind == b"(":
            at = _string_end(raw, token.start())
        depth += _DEPTHS.get(kind, 0)
        if not depth:
            yield raw[begin:at]


def _string_end(raw: bytes, begin: int) -> int:
    depth = 0
    for found in _PAREN.finditer(raw, begin):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return len(raw)


def moved(raw: bytes, refer: Callable[[bytes], bytes]) -> bytes:
    """Return *raw* with other references; what looks like one in a text is none."""
    done, at = b"", 0
    begin = raw.find(b"(")
    while begin >= 0:
        end = _string_end(raw, begin)
        done += _renumbered(raw[at:begin], refer) + raw[begin:end]
        at, begin = end, raw.find(b"(", end)
    return done + _renumbered(raw[at:] if at else raw, refer)


def _renumbered(raw: bytes, refer: Callable[[bytes], bytes]) -> bytes:
    parts = _REFERENCE.split(raw)
    parts[1::2] = map(refer, parts[1::2])
    return b"".join(parts)


def further(raw: bytes, base: int) -> bytes:
    """Return *raw* with *base* added to the numbers of its references."""
    return moved(raw, lambda number: reference(base + int(number)))


def string(value: bytes) -> bytes:
    """Return a string of bytes as it is written."""
    return b"<%b>" % value.hex().upper().encode()


def text(value: str) -> bytes:
    """Return a text as it is written."""
    if value.isascii() and value.isprintable():
        return b"(%b)" % re.sub(rb"([()\\])", rb"\\\1", value.encode())
    return string(b"\xfe\xff" + value.encode("utf-16-be"))


def string_of(raw: bytes) -> bytes:
    """Return the bytes that a string stands for."""
    if raw.startswith(b"<"):
        digits = b"".join(raw[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return _ESCAPE.sub(_unescaped, raw[1:-1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said.isdigit():
        return bytes([int(said, 8) & 0xFF])
    return b"" if said[:1] in (b"\r", b"\n") else _ESCAPES.get(said, said)
