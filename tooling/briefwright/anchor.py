"""Where a card's text stands in its essay, and if it does not, what differs.

Texts are compared folded: quotation marks, dashes, white space, Unicode composition, soft hyphens
and ligatures do not count (EV001). What is found are offsets into the essay's own text.
"""

import difflib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefwright.model import Passage

_SPACES = "\t\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_ALIKE = (
    (" ", _SPACES + "\u2028\u2029\u202f\u205f\u3000"),
    ("'", "‘’‚‛′‵ʼ`´"),
    ('"', "“”„‟″‶«»"),
    ("-", "‐‑‒–—―−﹘﹣－"),
)
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_SHRINKS = re.compile(
    f"[{_INVISIBLE}]+(?: [ {_INVISIBLE}]*)?| [ {_INVISIBLE}]+|-{{2,}}|[{''.join(_LIGATURES)}]"
)
_SHRINK_SIGNS = ("  ", "--", *_INVISIBLE, *_LIGATURES)
"""Without one of these in it, a text is as long as it is when folded."""
# Scripts that put no space between words: a cut is never inside one.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)

_MOST_OCCURRENCES = 100
_NEAR = 24
"""So many characters in a row that agree are taken as the same place."""
_COMPARED = 1_500
"""So many characters of a card are compared with every place of its essay."""
_SEARCHED = 300_000
"""So many characters of an essay are searched for the nearest passage."""


class Folded:
    """A text as it is compared, with the way back to the text itself."""

    __slots__ = ("_edits", "_ends", "_origin", "_starts", "text")

    def __init__(
        self, text: str, edits: list[tuple[int, int, int, int]], origin: "Folded | None"
    ) -> None:
        self.text = text
        self._edits = edits
        """Each changed stretch: (start, end) in this text, (start, end) in the one before."""
        self._starts = [edit[0] for edit in edits]
        self._ends = [edit[2] for edit in edits]
        self._origin = origin

    def source(self, at: int, *, end: bool = False) -> int:
        """Return the offset in the source of ``text[at]``; *end*: of the end of a stretch."""
        find = bisect_left if end else bisect_right
        number = find(self._starts, at) - 1
        if number >= 0:
            _, stop, source_start, source_stop = self._edits[number]
            inside = source_start + at - self._edits[number][0]
            at = source_stop + at - stop if at >= stop else min(inside, source_stop)
        return self._origin.source(at, end=end) if self._origin else at

    def folded(self, at: int) -> int:
        """Return the offset in this text of an offset in the source."""
        if self._origin:
            at = self._origin.folded(at)
        number = bisect_right(self._ends, at) - 1
        if number < 0:
            return at
        start, stop, source_start, source_stop = self._edits[number]
        return (
            stop + at - source_stop if at >= source_stop else min(start + at - source_start, stop)
        )


def fold(text: str) -> Folded:
    """Return *text* as it is compared."""
    origin = None
    if not unicodedata.is_normalized("NFC", text):
        origin = _edited(text, _decomposed(text), None)
        text = origin.text
    # Most of these are not there, and looking for one is faster than translating every character.
    for plain, chars in _ALIKE:
        for char in chars:
            text = text.replace(char, plain)
    if not any(sign in text for sign in _SHRINK_SIGNS):
        return Folded(text, [], origin)
    return _edited(
        text, ((m.start(), m.end(), _shrunk(m[0])) for m in _SHRINKS.finditer(text)), origin
    )


def _shrunk(found: str) -> str:
    if found[0] == "-":
        return "-"
    return _LIGATURES.get(found) or (" " if " " in found else "")


def _edited(text: str, changes: Iterator[tuple[int, int, str]], origin: Folded | None) -> Folded:
    parts: list[str] = []
    edits: list[tuple[int, int, int, int]] = []
    at = length = 0
    for start, end, new in changes:
        length += start - at
        edits.append((length, length + len(new), start, end))
        parts += (text[at:start], new)
        length += len(new)
        at = end
    return Folded("".join([*parts, text[at:]]), edits, origin)


def _decomposed(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each stretch of *text* that is not composed, with its composed form."""
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and _composes(text[at - 1], text[at]):
            continue
        cluster = text[start:at]
        composed = unicodedata.normalize("NFC", cluster)
        if composed != cluster:
            yield start, at, composed
        start = at


def _composes(before: str, char: str) -> bool:
    if char < "\u0300":
        return False
    return bool(unicodedata.combining(char)) or len(unicodedata.normalize("NFC", before + char)) < 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The places where a text stands."""

    passages: tuple[Passage, ...]
    """Whole: neither end is inside a word."""
    inside_word: bool = False
    """It stands there, but only with an end inside a word."""


def locate(card: Folded, essay: Folded) -> Found:
    """Find *card* in *essay*; at most the first 100 places."""
    wanted = card.text.strip(" ")
    passages: list[Passage] = []
    inside = False
    at = essay.text.find(wanted) if wanted else -1
    while at >= 0 and len(passages) < _MOST_OCCURRENCES:
        end = at + len(wanted)
        if _splits_word(essay.text, at) or _splits_word(essay.text, end):
            inside = True
        else:
            passages.append(Passage(start=essay.source(at), end=essay.source(end, end=True)))
        at = essay.text.find(wanted, at + 1)
    return Found(passages=tuple(passages), inside_word=inside and not passages)


def _splits_word(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after):
        return True
    return (
        before.isalnum()
        and after.isalnum()
        and not (_UNSPACED.match(before) or _UNSPACED.match(after))
    )


def explain(card: Folded, essay: Folded) -> tuple[str, ...]:
    """Return lines that show the nearest passage and mark the words that differ.

    Empty where nothing in the essay is like the card.
    """
    wanted = card.text.strip(" ")
    near = _nearest(wanted, essay.text)
    if near is None:
        return ()
    return tuple(_differences(wanted, essay.text[near[0] : near[1]]))


def _nearest(wanted: str, text: str) -> tuple[int, int] | None:
    """Return the stretch of *text* that is most like *wanted*."""
    slack = len(wanted) // 10 + 40
    head = _longest(lambda size: wanted[:size], len(wanted), text)
    if head >= min(_NEAR, len(wanted)):
        start = text.find(wanted[:head])
        return start, _word_end(text, start + len(wanted) + slack)
    tail = _longest(lambda size: wanted[len(wanted) - size :], len(wanted), text)
    if tail >= min(_NEAR, len(wanted)):
        end = text.find(wanted[len(wanted) - tail :]) + tail
        return _word_start(text, max(0, end - len(wanted) - slack)), end
    return _fuzzy(wanted, text)


def _longest(part: Callable[[int], str], most: int, text: str) -> int:
    """Return the size of the longest part that stands in *text*."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if part(middle) in text else (low, middle - 1)
    return low


def _fuzzy(wanted: str, text: str) -> tuple[int, int] | None:
    from rapidfuzz import fuzz  # noqa: PLC0415 - only a card that is not found needs it

    aligned = fuzz.partial_ratio_alignment(wanted[:_COMPARED], text[:_SEARCHED], score_cutoff=60)
    if aligned is None or len(wanted) > len(text):
        return None
    start = _word_start(text, aligned.dest_start)
    return start, _word_end(text, start + len(wanted))


def _word_start(text: str, at: int) -> int:
    return text.rfind(" ", 0, at) + 1


def _word_end(text: str, at: int) -> int:
    end = text.find(" ", min(at, len(text)))
    return len(text) if end < 0 else end


_CONTEXT = 6
_MOST_SHOWN = 3


def _differences(card: str, essay: str) -> Iterator[str]:
    """Yield pairs of lines, ``card: …`` and ``essay: …``, with what differs in brackets."""
    ours, theirs = card.split(), essay.split()
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=len(ours) + len(theirs) > 4_000)
    changes = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    # The stretch of the essay is a little too long: what it has beyond the card is no difference.
    if len(changes) > 1 and changes[-1][0] == "insert" and changes[-1][1] == len(ours):
        changes.pop()
    if len(changes) > 1 and changes[0][0] == "insert" and changes[0][2] == 0:
        changes.pop(0)
    for _, start, end, first, last in changes[:_MOST_SHOWN]:
        # At an end of the card the essay only goes on.
        other_start = max(first, last - max(end - start, 1)) if start == 0 else first
        other_end = min(last, first + max(end - start, 1)) if end == len(ours) else last
        yield f"card:  {_marked(ours, start, end)}"
        yield f"essay: {_marked(theirs, other_start, other_end)}"
    if len(changes) > _MOST_SHOWN:
        yield f"… and {len(changes) - _MOST_SHOWN} more differences"


def _marked(words: list[str], start: int, end: int) -> str:
    shown = words[start:end]
    middle = " ".join(
        shown if len(shown) <= 2 * _CONTEXT else [*shown[:_CONTEXT], "…", *shown[-_CONTEXT:]]
    )
    before = words[max(0, start - _CONTEXT) : start]
    after = words[end : end + _CONTEXT]
    left = "… " if start > _CONTEXT else ""
    right = " …" if end + _CONTEXT < len(words) else ""
    return left + " ".join([*before, f"[{middle}]", *after]) + right
