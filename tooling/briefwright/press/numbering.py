"""Put the numbers of pages into the text of a page, where all digits stand for each of them. Pure.

The engine writes ten glyphs, 0 to 9, in the font that the number is to have; of these the number's
own are taken. So nothing has to be known of the font, nor of what is around.
"""

import re
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from functools import lru_cache

from briefwright.press.values import items, string, string_of, value_at

_CODE = 2
"""Bytes of a glyph."""
_MARKED = re.compile(rb"/MCID (\d+)[^>]*>>BDC[^\[(<]* Tm\s*")
"""What stands before the text of a marked content."""
_SHOWN = re.compile(rb"\s*T[Jj](?=\s*ET\s*Q\s*EMC)")
"""What stands behind it, if that is all."""


class NoDigits(ValueError):  # noqa: N818 - what is wrong with it
    """The font does not have each digit as a glyph of its own."""


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a page, and where it goes."""

    number: int
    _: KW_ONLY
    marked: int
    """Which marked content of the page it is."""
    digits: int
    """How many there is room for."""
    shift: int
    """How far it moves to the right for each that it has not: thousandths of the size."""


def numbered(content: bytes, numbers: Iterable[Number]) -> bytes:
    """Return the *content* of a page with *numbers*.

    Raises :class:`NoDigits` where one of the places does not show ten glyphs in one go.
    """
    waiting = {number.marked: number for number in numbers}
    parts: list[bytes] = []
    at = 0
    for before in _MARKED.finditer(content):
        number = waiting.pop(int(before[1]), None)
        if number:
            shown = value_at(content, before.end())
            behind = _SHOWN.match(content, before.end() + len(shown))
            if not behind:
                raise NoDigits
            parts += content[at : before.end()], _shown(number, shown)
            at = behind.end()
    if waiting:
        raise NoDigits
    return b"".join([*parts, content[at:]])


def _shown(number: Number, shown: bytes) -> bytes:
    """Return how a *number* is shown where all digits are *shown*."""
    codes = _codes(shown)
    if len(codes) != 10 * _CODE:
        raise NoDigits
    own = str(number.number)
    glyphs = b"".join(codes[_CODE * int(digit) :][:_CODE] for digit in own)
    moved = (len(own) - number.digits) * number.shift
    return b"[%d %b]TJ" % (moved, string(glyphs))


@lru_cache
def _codes(shown: bytes) -> bytes:
    """Return the codes of the glyphs that are *shown*, much the same for all numbers."""
    strings = (it for it in (items(shown) if shown[:1] == b"[" else [shown]) if it[:1] in b"(<")
    return b"".join(map(string_of, strings))
