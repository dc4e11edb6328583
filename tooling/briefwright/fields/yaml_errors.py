"""What is wrong with YAML, in plain words.

PyYAML has two parsers, in C and in Python, whose messages differ; both are known here.
"""

import re
from typing import Any

from briefwright.problems import Code, Place, Problem

NEEDS_QUOTES = "If text is meant, put it in quotation marks."

_OUTLINE = "Write “key: value” in each line, and indent alike what belongs together."
_ESCAPE = "In double quotation marks a backslash begins an escape: write “\\\\” or use single ones."
_UNICODE = "Write the character itself."
_CLOSE = "Put the same mark at its end."
_ALL_OF_IT = "Put all of it in quotation marks, of the kind that it does not have itself."
_NEXT_LINE = "Begin it in the next one."

# What PyYAML says, what we say, what to try, and whether the place is where the thing began.
_MEANINGS: tuple[tuple[str, str, str, bool], ...] = (
    ("mapping values are not", "A “: ” stands inside a value.", NEEDS_QUOTES, False),
    ("could not find expected ':'", "This line is neither a key nor text.", _OUTLINE, True),
    ("invalid Unicode character escape", "This escape is no character.", _UNICODE, False),
    ("unknown escape character", "There is no such escape.", _ESCAPE, False),
    ("hexdecimal number|escape sequence of", "This escape lacks a digit.", _ESCAPE, False),
    ("unexpected end of stream|unexpected document", "This quotation is not closed.", _CLOSE, True),
    (r"expected ',' or '\]'", "This list lacks a comma or its closing “]”.", NEEDS_QUOTES, True),
    (r"expected ',' or '\}'", "These keys lack a comma or their closing “}”.", NEEDS_QUOTES, True),
    ("entries are not allowed", "A list cannot begin in this line.", _NEXT_LINE, False),
    ("alphabetic or numeric character", "“&” and “*” begin names in YAML.", NEEDS_QUOTES, True),
    (
        "comment or (a )?line break|indentation indicator",
        "Nothing can stand behind “|” or “>” in their line.",
        NEEDS_QUOTES,
        True,
    ),
    ("expected (the )?node content", "A value cannot begin so.", NEEDS_QUOTES, False),
    ("document start>", "This does not go on from the lines above.", _OUTLINE, False),
    (
        "key$|'-' indicator|<block end>",
        "This does not go on from what is before it.",
        _OUTLINE,
        False,
    ),
)
_NO_TAB = "YAML is indented with spaces: use two for each tab."
_ALIGN = "Indent it like the key above, and put a space behind the colon of each key."

_COMMENT = re.compile(r"[ \t]+(#[^\s#]\S*)")


def explain(error: Any, text: str, path: str, line: int) -> Problem:  # noqa: ANN401 - PyYAML's own
    """Say what an error of PyYAML means; *text* begins at *line* of the file at *path*."""
    said = str(getattr(error, "problem", None) or getattr(error, "reason", error))
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        place = Place(path=path, line=line)
        message, hint = "This is not YAML.", _OUTLINE
        return Problem(place=place, code=Code.YAML, message=message, hint=hint)
    rows = text.split("\n")
    row = rows[mark.line] if mark.line < len(rows) else ""
    message, hint, from_start = _meaning(said, row[: mark.column], row[mark.column :])
    last = text.rstrip("\n").count("\n")
    if (from_start or mark.line > last) and error.context_mark is not None:
        mark = error.context_mark
    place = Place(path=path, line=line + mark.line, column=mark.column + 1)
    if mark.line > last:
        place = Place(path=path, line=line + last)
        message, hint = "The text ends inside brackets.", NEEDS_QUOTES
    code = Code.CHARACTER if hint == _UNICODE else Code.YAML
    return Problem(place=place, code=code, message=message, hint=hint)


def _meaning(said: str, before: str, after: str) -> tuple[str, str, bool]:
    """Choose message and hint by what PyYAML said and by the line, parted where it stopped."""
    if after.startswith("\t"):
        return "A tab indents this line.", _NO_TAB, False
    if "cannot start any token" in said:
        return f"A value cannot begin with “{after[:1]}”.", NEEDS_QUOTES, False
    if "mapping values are not" in said and ": " not in before:
        return "This line goes on from the value above, but looks like a key.", _ALIGN, False
    if re.search("key$|<block end>", said) and before.rstrip()[-1:] in ("'", '"', "]", "}"):
        return f"The value goes on behind its closing “{before.rstrip()[-1]}”.", _ALL_OF_IT, False
    for pattern, message, hint, from_start in _MEANINGS:
        if re.search(pattern, said):
            return message, hint, from_start
    return f"This is not YAML: {said}.", _OUTLINE, False


Finding = tuple[int, int, str, str]
"""Line and column from 0, message, hint."""


def hidden_comment(text: str, end: Any) -> Finding | None:  # noqa: ANN401
    """Find a comment behind an unquoted value that its writer may have meant as text: Tax #1."""
    match = _COMMENT.match(text, end.index)
    if not match:
        return None
    message = f"“{match[1][:40]}” begins a comment and is not part of the value."
    hint = "Put the value in quotation marks, or a space behind “#” if a comment is meant."
    return end.line, end.column + match.start(1) - match.start(), message, hint


def hidden_item(text: str, start: Any, end: Any) -> Finding | None:  # noqa: ANN401
    """Find a line of an unquoted value that its writer may have meant as an item of a list."""
    if end.line == start.line:
        return None
    rows = text[start.index : end.index].split("\n")
    for number, row in enumerate(rows[1:], start=1):
        if row.lstrip().startswith("- "):
            message = "“- ” does not begin an item here: this line goes on from the text above."
            hint = "Leave nothing behind the colon above, or put the text in quotation marks."
            return start.line + number, len(row) - len(row.lstrip()), message, hint
    return None
