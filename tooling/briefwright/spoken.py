"""The words of a card that are read aloud, as running text.

Between two stretches that are read stands what is passed over. They are joined as they would be
written: with a space where one is needed, with none inside a word or before a comma. A sentence of
which only the beginning is read keeps the full stop that it has in the source, if another sentence
begins behind it or nothing follows: signs are not heard, but one stumbles without them. Words are
never added.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from briefwright.model import Mark, Paragraph, Span
from briefwright.sentences import ABBREVIATION, CLOSING, END, OPENING, WIDE_END

# Plain numbers: the operators of an enumeration take ten times as long.
_SPOKEN = int(Mark.READ | Mark.EMPHASIS)
_EMPHASIS = int(Mark.EMPHASIS)
_has = int.__and__
_ENDED = re.compile(f"[.!?…؟۔।{WIDE_END}][{CLOSING}」』]*$")
_STOPPED = re.compile(f"[^\\w{CLOSING}%°]$")
"""What ends with another sign: a comma, a dash."""
_BEGINS = re.compile(f"[{OPENING}\\s]*$")
_HUGS_LEFT = frozenset(",.;:!?…)]}”’»%،؛؟。、，；：！？）」』")
_HUGS_RIGHT = frozenset("([{“‘«„‚¿¡（「『")
_DASHES = frozenset("-‐‑–—/'’\"&")
_SPACES = re.compile(r"[^\S\xa0\u202f\u2007]+")
_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u31c0-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
"""Scripts that put none between words."""


def spoken(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Return what is read aloud of *paragraphs*; only what is stressed is marked.

    A paragraph ends where one of the source does, unless the sentence goes on in the next.
    """
    text = _Running()
    for number, paragraph in enumerate(paragraphs):
        if number:
            text.turn()
        for span in paragraph:
            if _has(span.marks, _SPOKEN):
                stressed = _has(span.marks, _EMPHASIS)
                text.say(span.text, Mark.EMPHASIS if stressed else Mark.NONE)
            else:
                text.skip(span.text)
    return text.close()


class _Running:
    """Running text, as far as it has come."""

    def __init__(self) -> None:
        self._done: list[Paragraph] = []
        self._spans: list[tuple[str, Mark]] = []
        self._gap = ""
        """What was passed over since."""
        self._turns = False
        """Whether a paragraph has ended since."""

    def skip(self, text: str) -> None:
        """Pass over *text*."""
        self._gap += text

    def turn(self) -> None:
        """End a paragraph of the source."""
        self._gap += "\n"
        self._turns = True

    def say(self, text: str, marks: Mark) -> None:
        """Go on with *text*."""
        if not text.strip():
            self._gap += text
            return
        if self._spans and not self._gap:
            self._spans.append((text, marks))
            return
        # A sentence was read to its end, or the next one from its beginning.
        parts = bool(END.match(self._gap)) or _begins_sentence(self._gap, text)
        if self._turns and self._spans and (parts or self._is_ended()):
            self._end()
        elif self._spans:
            if parts:
                self._stop()
            joint = _joint(self._last(), self._gap, text)
            text = joint + text.lstrip()
        else:
            text = text.lstrip()
        self._spans.append((text, marks))
        self._gap, self._turns = "", False

    def close(self) -> tuple[Paragraph, ...]:
        """Return all of it."""
        if self._spans:
            self._end()
        return tuple(self._done)

    def _end(self) -> None:
        self._stop()
        self._done.append(_tidied(self._spans))
        self._spans = []

    def _last(self) -> str:
        return "".join(text for text, _ in self._spans[-8:])

    def _is_ended(self) -> bool:
        return bool(_ENDED.search(self._last().rstrip()))

    def _stop(self) -> None:
        """Put the full stop of the sentence that was broken off."""
        last = self._last().rstrip()
        end = next(_ends(last + self._gap, len(last)), None)
        if not end or _ENDED.search(last) or _STOPPED.search(last):
            return
        text, marks = self._spans[-1]
        self._spans[-1:] = [(text.rstrip(), marks), (end, Mark.NONE)]


def _ends(text: str, start: int) -> Iterator[str]:
    """Yield the signs from *start* on that end a sentence of *text*."""
    for match in END.finditer(text, start):
        sign: str = match["sign"] or match["wide"]
        if sign != "." or not ABBREVIATION.search(text, 0, match.start() + 1):
            yield sign


def _begins_sentence(gap: str, text: str) -> bool:
    """Tell whether *text* begins a sentence, where *gap* stands before it."""
    first = text.lstrip(f" \n\t\xa0{OPENING}")[:1]
    if first.islower():
        return False
    before = _BEGINS.sub("", gap) if text[:1].isspace() or _BEGINS.search(gap) else gap
    if "\n" in gap[len(before) :]:
        return True
    ends = [*END.finditer(before)]
    if not ends or ends[-1].end() != len(before):
        return False
    return (ends[-1]["sign"] or "") != "." or not ABBREVIATION.search(
        before, 0, ends[-1].start() + 1
    )


def _joint(before: str, gap: str, after: str) -> str:
    """Return what stands between two stretches with *gap* between them: a space, or nothing."""
    left, right = before[-1:], after[:1]
    if left.isspace():
        return ""
    if right.isspace():
        return "" if after.lstrip()[:1] in _HUGS_LEFT else right
    if right in _HUGS_LEFT or left in _HUGS_RIGHT:
        return ""
    if (right in _DASHES and not gap[-1:].isspace()) or (left in _DASHES and not gap[:1].isspace()):
        return ""
    if _WITHOUT_SPACES.match(left) and _WITHOUT_SPACES.match(right):
        return ""
    inside_word = all(c.isalnum() or unicodedata.category(c)[0] == "M" or c in "'’" for c in gap)
    return "" if inside_word else " "


def _tidied(spans: Iterable[tuple[str, Mark]]) -> Paragraph:
    """Return *spans* with single spaces, none at either end, and neighbours of a kind joined."""
    found: list[tuple[str, Mark]] = []
    for text, marks in spans:
        if found and found[-1][1] == marks:
            found[-1] = (found[-1][0] + text, marks)
        else:
            found.append((text, marks))
    tidy: list[Span] = []
    for number, (text, marks) in enumerate(found):
        single = _SPACES.sub(" ", text)
        if not number or tidy[-1].text.endswith(" "):
            single = single.lstrip()
        if number == len(found) - 1:
            single = single.rstrip()
        if single:
            tidy.append(Span(single, marks))
    return tuple(tidy)
