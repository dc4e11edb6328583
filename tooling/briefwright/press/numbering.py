"""Put the numbers of pages into the text of a page, where all digits stand for each of them. Pure.

The engine writes ten glyphs, 0 to 9, in the font that the number is to have; of these the number's
own are taken. So nothing has to be known of the font, nor of what is around.
"""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass

from briefwright.press.values import items, string, string_of, value_at

_CODE = 2
"""Bytes of a glyph."""
_PLACED = b" Tm"
"""What text is shown behind: where it stands."""
_END = b"\nEMC"
_SHOW = (b"TJ", b"Tj")


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
    start = content.find(b"/MCID %d>>BDC" % number.marked)
    end = content.find(_END, start)
    placed = content.find(_PLACED, start, end)
    if min(start, end, placed) < 0 or content.find(_PLACED, placed + 1, end) >= 0:
        raise NoDigits
    shown = value_at(content, placed + len(_PLACED))
    begin = content.index(shown, placed)
    behind = begin + len(shown)
    strings = (it for it in (items(shown) if shown[:1] == b"[" else [shown]) if it[:1] in b"(<")
    codes = b"".join(map(string_of, strings))
    if len(codes) != 10 * _CODE or content[behind : behind + 2] not in _SHOW:
        raise NoDigits
    own = str(number.number)
    glyphs = b"".join(codes[_CODE * int(digit) :][:_CODE] for digit in own)
    moved = (len(own) - number.digits) * number.shift
    return b"%b[%d %b]TJ%b" % (content[:begin], moved, string(glyphs), content[behind + 2 :])
