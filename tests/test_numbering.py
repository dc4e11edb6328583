"""Numbers are put where all digits stand, in the glyphs that these have there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.press.numbering import NoDigits, Number, numbered
from briefwright.press.values import string, string_of

_GLYPHS = [bytes(pair) for pair in zip(b"\0(\\)A\nEMC7", b"0()\\MCB\r>9", strict=True)]
"""Two bytes for each digit, with all that means something in a file."""
_AROUND = (
    b"/Span<</MCID %d/Lang(en)>>BDC\nq 1 0 0 -1 70 750 cm/c0 cs 0 scn\n"
    b"BT 0 Tr/f1 9 Tf 1 0 0 -1 0 0 Tm%b\nET\nQ\nEMC"
)


def literal(codes: bytes) -> bytes:
    return b"(%b)" % re.sub(rb"([()\\\r])", lambda it: b"\\%03o" % ord(it[0]), codes)


def content(*shown: bytes) -> bytes:
    return b"".join(_AROUND % each for each in enumerate(shown, 5))


ALL = b"".join(_GLYPHS)
WAYS = {
    "in one": b"%b Tj" % literal(ALL),
    "in hexadecimal": b"%b Tj" % string(ALL),
    "with gaps": b"[%b-7%b]TJ" % (literal(ALL[:6]), string(ALL[6:])),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@given(number=st.integers(1, 99_999), digits=st.integers(1, 5))
def test_the_glyphs_of_a_number_are_those_of_its_digits(way: bytes, number: int, digits: int):
    before = content(b"(x) Tj", way, b"(y) Tj")
    after = numbered(before, [Number(number, marked=6, digits=digits, shift=465)])
    found = re.search(rb" Tm\[(-?\d+) (<\w+>)\] ?TJ\n", after)
    assert found
    shown = string_of(found[2])
    assert [_GLYPHS.index(shown[at : at + 2]) for at in range(0, len(shown), 2)] == [
        int(digit) for digit in str(number)
    ]
    assert int(found[1]) == 465 * (len(str(number)) - digits)
    first, last = before.split(way)
    assert (after.startswith(first), after.endswith(last)) == (True, True)


@pytest.mark.parametrize(
    "shown",
    [
        literal(ALL[:18]) + b" Tj",
        literal(ALL) + b" Tj 1 0 0 -1 5 0 Tm(x) Tj",
        b"(x)Tj 1 0 0 -1 5 0 Tm" + literal(ALL) + b" Tj",
        b"[]TJ",
        b"",
    ],
)
def test_what_does_not_show_ten_glyphs_in_one_go_is_refused(shown: bytes):
    with pytest.raises(NoDigits):
        numbered(content(shown), [Number(3, marked=5, digits=1, shift=0)])
    with pytest.raises(NoDigits):
        numbered(content(WAYS["in one"]), [Number(3, marked=4, digits=1, shift=0)])
