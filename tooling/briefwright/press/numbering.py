"""Put the numbers of pages into the text of a page, where all digits stand for each of them. Pure.

The engine writes ten glyphs, 0 to 9, in the font that the number is to have; of these the number's
own are taken. So nothing has to be known of the font, nor of what is around.
"""

import re
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass

from briefwright.press.values import items, string, string_of, value_at

_CODE = 2
"""Bytes of a glyph."""
_MARKED = rb"/MCID %d\b[^>]*>>BDC[^\[(<]* Tm\s*"
"""What stands before the text of a marked content."""
_SHOWN = re.compile(rb"\s*T[Jj]\s*ET\s*Q\s*EMC")
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
    for number in numbers:
        content = _with(number, content)
    return content


def _with(number: Number, content: bytes) -> bytes:
    before = re.search(_MARKED % number.marked, content)
    shown = value_at(content, before.end()) if before else b""
    strings = (it for it in (items(shown) if shown[:1] == b"[" else [shown]) if it[:1] in b"(<")
    codes = b"".join(map(string_of, strings))
    behind = before and _SHOWN.match(content, before.end() + len(shown))
    if not (before and behind) or len(codes) != 10 * _CODE:
        raise NoDigits
    own = str(number.number)
    glyphs = b"".join(codes[_CODE * int(digit) :][:_CODE] for digit in own)
    moved = (len(own) - number.digits) * number.shift
    end = behind[0].replace(b"Tj", b"TJ")
    begin, rest = content[: before.end()], content[behind.end() :]
    return b"%b[%d %b]%b%b" % (begin, moved, string(glyphs), end, rest)
