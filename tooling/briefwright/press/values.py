"""Values of PDF as they are written: taken apart, and put together. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

Entries = dict[bytes, bytes]
"""A dictionary: names, with their slash, and values as they are written."""

_REFERS = b" 0 R"
_DIGITS = b"0123456789"
_PLAIN_TEXT = rb"\((?:[^()\\]++|\\.)*+\)"
"""One that has no parentheses in it."""
_NESTED = rb"(?!)"
for _ in range(4):
    _NESTED = rb"(?:\[|<<)(?:[^\[\]()<>]++|%b|<[^<>]*+>|%b)*+(?:\]|>>)" % (_PLAIN_TEXT, _NESTED)
_NAME = rb"/[^\s/<>\[\]()]*+"
_ENTRY = re.compile(
    rb"\s*+(%b)\s*+(%b|%b|<[^<>]*+>|%b|\d+ 0 R\b|[^\s/<>\[\]()]++)\s*+"
    % (_NAME, _NAME, _PLAIN_TEXT, _NESTED),
    re.DOTALL,
)
"""One in which nothing is nested deeper than the engine does as a rule."""
_TEXT = re.compile(_PLAIN_TEXT, re.DOTALL)
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
    return b"<<%b>>" % b" ".join(chain.from_iterable(given.items()))


def array(items: list[bytes]) -> bytes:
    """Return an array as it is written."""
    return b"[%b]" % b" ".join(items)


def entries(raw: bytes) -> Entries:
    """Take a dictionary apart."""
    inside = raw.strip()[2:-2]
    between = _ENTRY.split(inside)
    if not any(between[::3]):
        return dict(zip(between[1::3], between[2::3], strict=True))
    found = [*_values(inside)]
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
    plain = _TEXT.match(raw, begin)
    if plain:
        return plain.end()
    depth = 0
    for found in _PAREN.finditer(raw, begin):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return len(raw)


def outside(raw: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return *raw* with *change* made in what is outside of texts, where each of them is ``()``."""
    parts: list[bytes] = []
    at = 0
    while (begin := raw.find(b"(", at)) >= 0:
        end = _string_end(raw, begin)
        parts += raw[at:begin], raw[begin:end]
        at = end
    parts.append(raw[at:])
    parts[::2] = change(b"()".join(parts[::2])).split(b"()")
    return b"".join(parts)


def referring(raw: bytes, numbers: Mapping[bytes, bytes]) -> bytes:
    """Return *raw*, in which there is no text, with other *numbers* in its references."""
    *parts, last = raw.split(_REFERS)
    changed = [(head := part.rstrip(_DIGITS)) + numbers[part[len(head) :]] for part in parts]
    return _REFERS.join([*changed, last])


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
