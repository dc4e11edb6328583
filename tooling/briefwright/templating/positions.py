"""Where things stand in the text of a template: Jinja2 knows lines, and its tokens tell columns.

Everything here takes values and returns values.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from jinja2 import Environment, TemplateSyntaxError

_LEXER = Environment(autoescape=True)
_SILENT = frozenset({"whitespace", "comment_begin", "comment", "comment_end", "data"})
_BEGINS = frozenset({"variable_begin", "block_begin"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign inside ``{{ }}`` or ``{% %}``."""

    kind: str
    """As Jinja calls it: name, operator, string, variable_begin …"""
    value: str
    line: int
    column: int
    tag: int
    """The number of the tag in which it stands."""


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[Token, ...]:
    """Return what stands in the tags of a template, as far as it can be read."""
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    at, line, begin, tag = 0, 1, 0, 0
    try:
        for _, kind, value in _LEXER.lex(text):
            start = text.find(value, at)
            if start < 0:
                return  # It was read otherwise than it is written: better nothing than a wrong place.
            line += text.count("\n", at, start)
            begin = text.rfind("\n", 0, start) + 1
            tag += kind in _BEGINS
            if kind not in _SILENT:
                yield Token(kind, value, line, start - begin + 1, tag)
            at = start + len(value)
            line += value.count("\n")
    except TemplateSyntaxError:
        return


def statement(text: str, line: int) -> tuple[Token, ...]:
    """Return the tokens of every tag that has a part on *line*."""
    found = tokens(text)
    tags = {token.tag for token in found if token.line <= line}
    tags &= {token.tag for token in found if token.line >= line}
    return tuple(token for token in found if token.tag in tags)


def keywords(text: str, line: int) -> tuple[str, ...]:
    """Return the first word of each ``{% %}`` on *line*, such as ``include``."""
    found = tokens(text)
    return tuple(
        word.value
        for begin, word in pairwise(found)
        if begin.kind == "block_begin" and word.line == line
    )


def names(found: Sequence[Token], name: str) -> list[Token]:
    """Return where *name* stands as the name of a value, not of a field, filter or argument."""
    wanted = []
    for number, token in enumerate(found):
        before = found[number - 1].value if number else ""
        after = found[number + 1].value if number + 1 < len(found) else ""
        field = before in {".", "|", "is"} or (before == "not" and found[number - 2].value == "is")
        field = field or (after == "=" and before in {"(", ","})
        if token.kind == "name" and token.value == name and not field:
            wanted.append(token)
    return wanted


def fields(found: Sequence[Token], name: str) -> list[Token]:
    """Return where a field of that name is asked for: ``.name`` or ``["name"]``."""
    quoted = {f"'{name}'", f'"{name}"'}
    return [
        token
        for before, token in pairwise(found)
        if (before.value == "." and token.value == name)
        or (before.value == "[" and token.value in quoted)
    ]


def after(found: Sequence[Token], name: str, *words: str) -> list[Token]:
    """Return where *name* stands behind one of the *words*, such as ``|`` or ``include``."""
    quoted = {name, f"'{name}'", f'"{name}"'}
    return [
        token
        for before, token in pairwise(found)
        if token.value in quoted and before.value in words
    ]


def end(text: str) -> tuple[int, int]:
    """Return line and column behind the last token that can be read."""
    last = tokens(text)[-1:]
    return (last[0].line, last[0].column + len(last[0].value)) if last else (1, 1)


def shown(text: str, line: int, column: int = 0) -> tuple[str, ...]:
    """Return *line* of *text* to look at, with a caret below the *column* if that is known."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return ()
    source = lines[line - 1].replace("\t", " ").rstrip()
    start = max(0, min(column - _BEFORE, len(source) - _WIDTH)) if column else 0
    cut = source[start : start + _WIDTH]
    if not cut.strip():
        return ()
    return (f"| {cut}", f"| {' ' * (column - start - 1)}^") if column else (f"| {cut}",)


_WIDTH, _BEFORE = 96, 60
"""How much of a long line is shown, and how much of it before the column."""
