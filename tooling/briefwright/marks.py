r"""Marked text ⇄ spans: the grammar of the text of a card.

``*underlined*``, ``**read aloud**``, ``***emphasis***``, nested; the long forms ``[…]{.underline}``,
``[…]{.read}``, ``[…]{.emphasis}``; backslash escapes and character references. All else is text.

A run of asterisks opens or closes by what is open. Where it could do either (three asterisks, with
underlined and read open) it opens after white space and closes after anything else. A run of four
to six opens or closes several marks at once. A run with white space on both sides is text.
"""

import re
from collections.abc import Iterable, Iterator

from briefwright.model import Mark, Paragraph, Span
from briefwright.problems import Code, Place, Problem
from briefwright.text import LITERAL, escape_literal, literal_character, reference_edges

_CLASSES = {
    "underline": Mark.UNDERLINED,
    "read": Mark.READ,
    "emphasis": Mark.EMPHASIS,
}
_NAMES = {Mark.UNDERLINED: "underlined", Mark.READ: "read", Mark.EMPHASIS: "emphasis"}
_STARS = {Mark.UNDERLINED: 1, Mark.READ: 2, Mark.EMPHASIS: 3}
# What a run of so many asterisks opens, outermost first.
_OPENS = {
    1: (Mark.UNDERLINED,),
    2: (Mark.READ,),
    3: (Mark.EMPHASIS,),
    4: (Mark.UNDERLINED, Mark.EMPHASIS),
    5: (Mark.READ, Mark.EMPHASIS),
    6: (Mark.UNDERLINED, Mark.READ, Mark.EMPHASIS),
}
_LONG_END = r"\]\{((?:[ ]?\.(?:underline|read|emphasis))+)\}"
_TOKEN = re.compile(
    rf"{LITERAL.pattern}|(?P<stars>\*+)|(?P<end>{_LONG_END})|(?P<bracket>[\[\]])|(?P<fold>[ \t]*\n[ \t]*)"
)
_BREAK = re.compile(r"\n(?:[ \t]*\n)+")


def parse(body: str, place: Place) -> tuple[tuple[Paragraph, ...], tuple[Problem, ...]]:
    """Return the paragraphs of *body*, whose text begins at *place*, and what is wrong in it."""
    paragraphs: list[Paragraph] = []
    problems: list[Problem] = []
    for start, end in _paragraphs(body):
        reader = _Reader(body, start, end, place)
        paragraphs.append(reader.read())
        problems.extend(reader.problems)
    return tuple(paragraphs), tuple(problems)


def _paragraphs(body: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in [*_BREAK.finditer(body), None]:
        end = match.start() if match else len(body)
        text = body[start:end]
        inner = text.strip(" \t\n")
        if inner:
            first = start + len(text) - len(text.lstrip(" \t\n"))
            yield first, first + len(inner)
        start = match.end() if match else end


class _Reader:
    """Reads one paragraph: ``body[start:end]``."""

    def __init__(self, body: str, start: int, end: int, place: Place) -> None:
        self.body, self.start, self.end, self.place = body, start, end, place
        self.problems: list[Problem] = []
        self.open: list[tuple[Mark, int, bool]] = []
        """Each open mark, where it opened, and whether by a bracket."""
        self.spans: list[Span] = []
        self.text: list[str] = []

    def read(self) -> Paragraph:
        """Return the paragraph's spans."""
        body, at = self.body, self.start
        brackets = self._long_forms()
        for match in _TOKEN.finditer(body, self.start, self.end):
            self.text.append(body[at : match.start()])
            at = match.end()
            kind = match.lastgroup
            if kind == "stars":
                self._stars(match)
            elif kind in {"end", "bracket"}:
                self._bracket(match, brackets)
            else:
                self.text.append(" " if kind == "fold" else literal_character(match))
        self.text.append(body[at : self.end])
        self._flush()
        if self.open:
            mark, where, _ = self.open[0]
            message = f"The mark “{_NAMES[mark]}” is not closed in its paragraph."
            self._problem(where, message, "Close it, or write \\* for an asterisk that is text.")
        return tuple(_merge(self.spans))

    def _stars(self, match: re.Match[str]) -> None:
        count = len(match[0])
        before = self.body[self.start : match.start()][-1:]
        after = self.body[match.end() : self.end][:1]
        spaced = not before or before.isspace()
        if spaced and (not after or after.isspace()):
            self.text.append(match[0])
            return
        closing, opening = self._closing(count), self._opening(count)
        if opening and (spaced or not closing):
            self._flush()
            self.open.extend((mark, match.start(), False) for mark in opening)
        elif closing:
            self._flush()
            del self.open[-closing:]
        else:
            self.text.append(match[0])
            self._problem(match.start(), *self._misplaced(match[0]))

    def _closing(self, count: int) -> int:
        """Return how many of the innermost open marks a run of *count* asterisks closes."""
        for number, (mark, _, bracket) in enumerate(reversed(self.open), start=1):
            count -= _STARS[mark]
            if bracket or count < 0:
                break
            if count == 0:
                return number
        return 0

    def _opening(self, count: int) -> tuple[Mark, ...]:
        marks = _OPENS.get(count, ())
        return () if any(mark in marks for mark, _, _ in self.open) else marks

    def _misplaced(self, stars: str) -> tuple[str, str]:
        inner = _NAMES[self.open[-1][0]] if self.open else ""
        if not inner or len(stars) not in _OPENS:
            return f"“{stars}” is no mark.", "Write \\* for each asterisk that is text."
        message = f"“{stars}” closes nothing here: “{inner}” is the innermost open mark."
        return message, "Close the marks in the reverse of the order in which they were opened."

    def _long_forms(self) -> dict[int, Mark]:
        """Return the marks of each long form, by the places of its opening and closing brackets."""
        found: dict[int, Mark] = {}
        pending: list[int] = []
        for match in _TOKEN.finditer(self.body, self.start, self.end):
            if match[0] == "[":
                pending.append(match.start())
            elif match.lastgroup in {"end", "bracket"} and pending:
                start = pending.pop()
                if match.lastgroup == "end":
                    found[start] = found[match.start()] = _marks_of(match[0])
        return found

    def _bracket(self, match: re.Match[str], forms: dict[int, Mark]) -> None:
        marks = forms.get(match.start())
        if marks is None:
            self.text.append(match[0])
        elif match[0] == "[":
            self._flush()
            self.open.append((marks, match.start(), True))
        else:
            self._flush()
            self._close_bracket(match, marks)

    def _close_bracket(self, match: re.Match[str], marks: Mark) -> None:
        while self.open and not self.open[-1][2]:
            mark, where, _ = self.open.pop()
            message = f"The mark “{_NAMES[mark]}” is not closed before the bracket around it."
            self._problem(where, message, "Close it before the “]”.")
        self.open.pop()

    def _flush(self) -> None:
        text = "".join(self.text)
        self.text.clear()
        if text:
            marks = Mark.NONE
            for mark, _, _ in self.open:
                marks |= mark
            self.spans.append(Span(text, marks))

    def _problem(self, at: int, message: str, hint: str) -> None:
        if self.problems:
            return  # Whatever follows a mark out of turn is out of turn itself.
        place = place_in(self.body, at, self.place)
        self.problems.append(Problem(place=place, code=Code.MARK, message=message, hint=hint))


def _marks_of(closing: str) -> Mark:
    marks = Mark.NONE
    for name in re.findall(r"[a-z]+", closing):
        marks |= _CLASSES[name]
    return marks


def place_in(body: str, at: int, place: Place) -> Place:
    """Return the place of ``body[at]`` where *body* begins at *place*."""
    line = body.count("\n", 0, at)
    column = at - (body.rfind("\n", 0, at) + 1) + 1
    if line == 0:
        column += max(place.column, 1) - 1
    return Place(path=place.path, line=place.line + line, column=column)


def _merge(spans: Iterable[Span]) -> Iterator[Span]:
    held: Span | None = None
    for span in spans:
        if held and held.marks == span.marks:
            held = Span(held.text + span.text, held.marks)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def plain(paragraphs: Iterable[Paragraph]) -> str:
    """Return the text without its marks, paragraphs joined by line feeds."""
    return "\n".join("".join(span.text for span in paragraph) for paragraph in paragraphs)


def write(paragraphs: Iterable[Paragraph]) -> str:
    """Return a body that :func:`parse` reads back as *paragraphs*, in short forms where they can."""
    return "\n\n".join(map(_write_paragraph, paragraphs))


_BRACKETS = re.compile(r"[*\[\]]")
_AMBIGUOUS = re.compile(r"\*|\](?=\{|$)")
# Which marks are written in the long form, from the most readable to the safest.
_LONG = (
    Mark.NONE,
    Mark.EMPHASIS,
    Mark.READ,
    Mark.READ | Mark.EMPHASIS,
    Mark.UNDERLINED | Mark.READ | Mark.EMPHASIS,
)


def _write_paragraph(paragraph: Paragraph) -> str:
    written = ""
    for long in _LONG:
        written = _nest(paragraph, long)
        if parse(written, Place(path="")) == ((paragraph,), ()):
            break
    return written


def _nest(paragraph: Paragraph, long: Mark) -> str:
    parts: list[str] = []
    held: list[Mark] = []
    for span in paragraph:
        wanted = [mark for mark in _STARS if mark in span.marks]
        kept = 0
        while kept < min(len(held), len(wanted)) and held[kept] is wanted[kept]:
            kept += 1
        parts.extend(_close(mark, long) for mark in reversed(held[kept:]))
        parts.extend("[" if mark in long else "*" * _STARS[mark] for mark in wanted[kept:])
        held = wanted
        special = _BRACKETS if long else _AMBIGUOUS
        parts.append(special.sub(lambda match: f"\\{match[0]}", escape_literal(span.text)))
    parts.extend(_close(mark, long) for mark in reversed(held))
    line = reference_edges("".join(parts))
    # A colon at the start of a line could close the fence around the card.
    return f"\\{line}" if line.startswith(":") else line


def _close(mark: Mark, long: Mark) -> str:
    name = next(name for name, value in _CLASSES.items() if value is mark)
    return f"]{{.{name}}}" if mark in long else "*" * _STARS[mark]
