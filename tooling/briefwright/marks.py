r"""Marked text ⇄ spans: the grammar of the text of a card.

``*underlined*``, ``**read aloud**``, ``***emphasis***``, nested; the long forms ``[…]{.underline}``,
``[…]{.read}``, ``[…]{.emphasis}``; backslash escapes and character references. All else is text.

A run of asterisks opens or closes by what is open. Where it could do either (three asterisks, with
underlined and read open) it opens after white space and closes after anything else. A run of four
to six opens or closes several marks at once. A run with white space on both sides is text.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from briefwright.model import Mark, Paragraph, Span
from briefwright.problems import Code, Place, Problem
from briefwright.text import LITERAL, escape_literal, literal_character, reference_edges

_CLASSES = {"underline": 1, "read": 2, "emphasis": 4}
_STARS = {1: 1, 2: 2, 4: 3}
"""How many asterisks stand for each mark."""
_NAMES = {1: "underlined", 2: "read", 4: "emphasis"}
_OPENS = {1: (1,), 2: (2,), 3: (4,), 4: (1, 4), 5: (2, 4), 6: (1, 2, 4)}
"""What a run of so many asterisks opens, outermost first."""
_MARKS = tuple(Mark(value) for value in range(8))

_LONG_END = r"\]\{((?:[ ]?\.(?:underline|read|emphasis))+)\}"
_TOKEN = re.compile(
    rf"{LITERAL.pattern}|(?P<stars>\*+)|(?P<end>{_LONG_END})|(?P<bracket>[\[\]])"
    r"|(?P<fold>[ \t]*\n[ \t]*)"
)
_OTHER_SIGNS = ("\\", "&", "[", "\n")
"""Without one of these in it, nothing but asterisks means anything in a paragraph."""
_BREAK = re.compile(r"\n(?:[ \t]*\n)+")

_Open = tuple[int, ...]
"""The open marks, outermost first; those that a bracket opened are negative."""
_Fault = tuple[int, str, str]
"""Where a mistake is, what it is, and what to do."""


def parse(body: str, place: Place) -> tuple[tuple[Paragraph, ...], tuple[Problem, ...]]:
    """Return the paragraphs of *body*, whose text begins at *place*, and what is wrong in it."""
    paragraphs: list[Paragraph] = []
    problems: list[Problem] = []
    for start, text in _paragraphs(body):
        paragraph, fault = _read(text)
        paragraphs.append(paragraph)
        if fault:
            at, message, hint = fault
            where = place_in(body, start + at, place)
            problems.append(Problem(place=where, code=Code.MARK, message=message, hint=hint))
    return tuple(paragraphs), tuple(problems)


def _paragraphs(body: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph and where it begins in *body*."""
    start = 0
    for match in [*_BREAK.finditer(body), None]:
        end = match.start() if match else len(body)
        text = body[start:end].lstrip(" \t\n")
        if text:
            yield end - len(text), text.rstrip(" \t\n")
        start = match.end() if match else end


@lru_cache(maxsize=4096)  # What is written into a document is read there again.
def _read(text: str) -> tuple[Paragraph, _Fault | None]:
    """Return the spans of a paragraph, and the first mistake in it."""
    reader = _Reader(text)
    return reader.read(), reader.fault


class _Reader:
    """Reads one paragraph."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.fault: _Fault | None = None
        """The first mistake; the rest follows from it."""
        self.open: _Open = ()
        self.opened: list[int] = []
        """Where each open mark was opened."""
        self.spans: list[Span] = []
        self.held = ""
        """Text that belongs to the span that is being read."""

    def read(self) -> Paragraph:
        """Return the paragraph's spans."""
        if any(sign in self.text for sign in _OTHER_SIGNS):
            self._tokens()
        else:
            self._stars_only()
        self._flush()
        if self.open:
            message = f"The mark “{_name(self.open[0])}” is not closed in its paragraph."
            self._fail(
                self.opened[0], message, "Close it, or write \\* for an asterisk that is text."
            )
        return tuple(self.spans)

    def _stars_only(self) -> None:
        """Read text in which asterisks alone mean something; the bulk of evidence comes here."""
        before, *others = self.text.split("*")  # many times as fast as a pattern
        spans, marks, stars, at, left = self.spans, _MARKS[0], 0, len(before), len(others)
        for after in others:
            stars += 1
            left -= 1
            if not after and left:
                continue
            spaced = not before or before[-1].isspace()
            now = _turn(self.open, stars, spaced)
            if now is None or (spaced and (not after or after[0].isspace())):
                self.held += before
                self._stars("*" * stars, before[-1:], after[:1], at)
            else:
                if self.held:
                    self.held += before
                    self._flush()
                elif before:
                    spans.append(Span(before, marks))
                if len(now) != len(self.opened):
                    self.opened[len(now) :] = [at] * (len(now) - len(self.opened))
                self.open, marks = now, _marks(now)
            at += stars + len(after)
            before, stars = after, 0
        self.held += before

    def _tokens(self) -> None:
        text, at = self.text, 0
        forms = self._long_forms()
        for match in _TOKEN.finditer(text):
            start, end = match.span()
            self.held += text[at:start]
            at = end
            kind = match.lastgroup
            if kind == "stars":
                self._stars(match[0], text[start - 1 : start], text[end : end + 1], start)
            elif kind in {"end", "bracket"}:
                self._bracket(match[0], forms.get(start, 0), start)
            else:
                self.held += " " if kind == "fold" else literal_character(match)
        self.held += text[at:]

    def _stars(self, stars: str, before: str, after: str, at: int) -> None:
        spaced = not before or before.isspace()
        if spaced and (not after or after.isspace()):
            self.held += stars
            return
        now = _turn(self.open, len(stars), spaced)
        if now is None:
            self.held += stars
            self._fail(at, *_misplaced(self.open, stars))
        else:
            self._change(now, at)

    def _long_forms(self) -> dict[int, int]:
        """Return the marks of each long form, by the places of its opening and closing brackets."""
        found: dict[int, int] = {}
        pending: list[int] = []
        for match in _TOKEN.finditer(self.text):
            if match[0] == "[":
                pending.append(match.start())
            elif match.lastgroup in {"end", "bracket"} and pending:
                start = pending.pop()
                if match.lastgroup == "end":
                    names = set(re.findall("[a-z]+", match[0]))
                    found[start] = found[match.start()] = sum(_CLASSES[name] for name in names)
        return found

    def _bracket(self, sign: str, marks: int, at: int) -> None:
        if not marks:
            self.held += sign
        elif sign == "[":
            self._change((*self.open, -marks), at)
        else:
            inner = next(n for n in range(len(self.open), 0, -1) if self.open[n - 1] < 0)
            if inner < len(self.open):
                name = _name(self.open[inner])
                message = f"The mark “{name}” is not closed before the bracket around it."
                self._fail(self.opened[inner], message, "Close it before the “]”.")
            self._change(self.open[: inner - 1], at)

    def _change(self, now: _Open, at: int) -> None:
        self._flush()
        self.opened[len(now) :] = [at] * (len(now) - len(self.opened))
        self.open = now

    def _flush(self) -> None:
        if not self.held:
            return
        marks = _marks(self.open)
        if self.spans and self.spans[-1].marks is marks:
            self.held = self.spans.pop().text + self.held
        self.spans.append(Span(self.held, marks))
        self.held = ""

    def _fail(self, at: int, message: str, hint: str) -> None:
        self.fault = self.fault or (at, message, hint)


@cache
def _marks(opened: _Open) -> Mark:
    value = 0
    for mark in opened:
        value |= abs(mark)
    return _MARKS[value]


def _name(mark: int) -> str:
    return " and ".join(name for one, name in _NAMES.items() if one & abs(mark))


@lru_cache(maxsize=4096)
def _turn(opened: _Open, count: int, spaced: bool) -> _Open | None:
    """Return what is open after a run of *count* asterisks, None where it can do nothing."""
    closing = _closing(opened, count)
    opening = _OPENS.get(count, ())
    if opening and not _marks(opened) & sum(opening) and (spaced or not closing):
        return opened + opening
    return opened[:-closing] if closing else None


def _closing(opened: _Open, count: int) -> int:
    """Return how many of the innermost open marks a run of *count* asterisks closes."""
    for number, mark in enumerate(reversed(opened), start=1):
        count -= _STARS.get(mark, count + 1)
        if count <= 0:
            return number if count == 0 else 0
    return 0


def _misplaced(opened: _Open, stars: str) -> tuple[str, str]:
    if not opened or len(stars) not in _OPENS:
        return f"“{stars}” is no mark.", "Write \\* for each asterisk that is text."
    message = f"“{stars}” closes nothing here: “{_name(opened[-1])}” is the innermost open mark."
    return message, "Close the marks in the reverse of the order in which they were opened."


def place_in(body: str, at: int, place: Place) -> Place:
    """Return the place of ``body[at]`` where *body* begins at *place*."""
    line = body.count("\n", 0, at)
    column = at - (body.rfind("\n", 0, at) + 1) + 1
    if line == 0:
        column += max(place.column, 1) - 1
    return Place(path=place.path, line=place.line + line, column=column)


def plain(paragraphs: Iterable[Paragraph]) -> str:
    """Return the text without its marks, paragraphs joined by line feeds."""
    return "\n".join("".join(span.text for span in paragraph) for paragraph in paragraphs)


def write(paragraphs: Iterable[Paragraph]) -> str:
    """Return a body that :func:`parse` reads back as *paragraphs*, in short forms where they can."""
    return "\n\n".join(map(_write_paragraph, paragraphs))


_BRACKETS = re.compile(r"[*\[\]]")
_SPECIAL = re.compile(r"[\\&*\[\]]")
"""Without one of these in it, text is written as it is."""
_AMBIGUOUS = re.compile(r"\*|\](?=\{|$)")
# Which marks are written in the long form, from the most readable to the safest.
_LONG = (0, 4, 2, 6, 7)


@lru_cache(maxsize=4096)  # Several briefs have the same cards, and so has one built again.
def _write_paragraph(paragraph: Paragraph) -> str:
    written = ""
    for long in _LONG:
        written = _nest(paragraph, long)
        if _read(written) == (paragraph, None):
            break
    return written


def _nest(paragraph: Paragraph, long: int) -> str:
    parts: list[str] = []
    held = 0
    special = _BRACKETS if long else _AMBIGUOUS
    for span in paragraph:
        text, wanted = span.text, span.marks.value
        parts.append(_turning(held, wanted, long))
        held = wanted
        if _SPECIAL.search(text):
            parts.append(special.sub(r"\\\g<0>", escape_literal(text)))
        else:
            parts.append(text)
    parts.append(_turning(held, 0, long))
    line = reference_edges("".join(parts))
    # A colon at the start of a line could close the fence around the card.
    return f"\\{line}" if line.startswith(":") else line


@cache
def _turning(held: int, wanted: int, long: int) -> str:
    """Return what closes and opens marks between a run of *held* and one of *wanted* marks."""
    before, after = _NESTED[held], _NESTED[wanted]
    kept = 0
    while before[kept : kept + 1] == after[kept : kept + 1] != ():
        kept += 1
    closing = [_close(mark, long) for mark in reversed(before[kept:])]
    opening = ["[" if mark & long else "*" * _STARS[mark] for mark in after[kept:]]
    return "".join([*closing, *opening])


_NESTED = tuple(tuple(mark for mark in _STARS if mark & value) for value in range(8))


def _close(mark: int, long: int) -> str:
    name = next(name for name, value in _CLASSES.items() if value == mark)
    return f"]{{.{name}}}" if mark & long else "*" * _STARS[mark]
