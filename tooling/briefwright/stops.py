"""How far a card was read: the place of the last words in its text.

Everything here takes values and returns values.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefwright.model import Mark, Paragraph, Span

_SPOKEN = int(Mark.READ | Mark.EMPHASIS)
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u31c0-\u9fff\uf900-\ufaff"
"""Scripts that put no spaces between words: each character is looked for by itself."""
_WORD = re.compile(f"[{_ALONE}]|[^\\W_{_ALONE}]+")

_SIGNS = re.compile(r"[^\w\s]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where the reading of a card ended."""

    paragraph: int
    """Counted from 0."""
    offset: int
    """The characters of the paragraph before it."""


def find_stops(paragraphs: Sequence[Paragraph], words: str) -> tuple[Stop, ...]:
    """Return each place at which *words* end: among what is read aloud, else in all of the text.

    Case, punctuation and what is passed over between two words make no difference.
    """
    wanted = [match[0].casefold() for match in _WORD.finditer(words)]
    text = [*_words(paragraphs)]
    if not wanted:
        return ()
    spoken = [found for found in text if found[2]]
    return _ends(spoken, wanted) or _ends(text, wanted)


def until(paragraphs: Sequence[Paragraph], stop: Stop) -> tuple[Paragraph, ...]:
    """Return what stands before *stop*."""
    return (*paragraphs[: stop.paragraph], divide(paragraphs[stop.paragraph], stop.offset)[0])


def divide(paragraph: Paragraph, offset: int) -> tuple[Paragraph, Paragraph]:
    """Return the runs before and behind a number of characters."""
    before: list[Span] = []
    after: list[Span] = []
    at = 0
    for span in paragraph:
        cut = max(0, min(offset - at, len(span.text)))
        at += len(span.text)
        if cut:
            before.append(Span(span.text[:cut], span.marks))
        if cut < len(span.text):
            after.append(Span(span.text[cut:], span.marks))
    return tuple(before), tuple(after)


def _words(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, Stop, bool]]:
    """Yield each word, where it ends, and whether some of it is read aloud."""
    for number, paragraph in enumerate(paragraphs):
        spoken = "".join(
            ("1" if int(span.marks) & _SPOKEN else "0") * len(span.text) for span in paragraph
        )
        text = "".join(span.text for span in paragraph)
        for match in _WORD.finditer(text):
            stop = Stop(paragraph=number, offset=_behind_signs(text, match.end()))
            yield match[0].casefold(), stop, "1" in spoken[match.start() : match.end()]


def _behind_signs(text: str, at: int) -> int:
    """Return where the comma or full stop ends that follows a word."""
    signs = _SIGNS.match(text, at)
    return signs.end() if signs else at


def _ends(text: Sequence[tuple[str, Stop, bool]], wanted: Sequence[str]) -> tuple[Stop, ...]:
    size = len(wanted)
    return tuple(
        text[at + size - 1][1]
        for at in range(len(text) - size + 1)
        if all(text[at + n][0] == word for n, word in enumerate(wanted))
    )
