"""Text and MyST in templates: what is text becomes MyST by escaping, and never by accident.

A value that is MyST already is a :class:`markupsafe.Markup`; a plain string is text. Of that
class's own methods, which would escape for HTML, none can be reached from a template.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntFlag
from functools import lru_cache

from jinja2.runtime import Undefined
from markupsafe import Markup

from briefwright.text import escape_myst
from briefwright.words import PLACEHOLDER

MAX_CHARACTERS = 64_000_000
"""Of one text in a template; a document of ten thousand cards is half as long."""

KEPT = "\r"
"""Stands for a line end of MyST that is not the template's: no text has it, and `render` puts it
back, after it took away the blank lines that templates leave."""

# What may stand beside a bare space: behind "-" or "1)" it would begin an item of a list.
_CLOSED, _LEFT = re.compile(r"(?:\w|[^\d\s]\))\Z"), re.compile(r" \S")
_OPEN, _RIGHT = re.compile(r"\S"), re.compile(r"\S \Z")


def to_myst(value: object) -> Markup:
    """Return *value* as MyST; raises TypeError for what is not text, number or nothing."""
    return value if isinstance(value, Markup) else Markup(escape_myst(to_text(value)))  # noqa: S704


def to_text(value: object) -> str:
    """Return *value* as a string, of the same kind; raises TypeError as :func:`to_myst`."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int | float) and not isinstance(value, bool | IntFlag):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if value is None:
        return ""
    if isinstance(value, Undefined):
        return str(value)  # which says what is undefined
    raise TypeError(f"{kind_of(value)} is not text: print something of it")


def kind_of(value: object) -> str:
    """Return what to call *value* in a message."""
    if isinstance(value, Markup):
        return "MyST"
    if isinstance(value, bool):
        return "Yes or no"
    names = {str: "Text", int: "A number", float: "A number", type(None): "Nothing"}
    if isinstance(value, Mapping):
        return "A mapping"
    if isinstance(value, tuple | list):
        return "A list"
    return names.get(type(value), f"“{type(value).__name__}”")


def join(parts: Iterable[object], separator: object = "") -> str:
    """Join *parts*: text if all of it is text, else MyST with the text in it escaped."""
    items = [part if isinstance(part, str) else to_text(part) for part in parts]
    between = to_text(separator)
    if sum(map(len, items)) + len(items) * len(between) > MAX_CHARACTERS:
        raise ValueError("this text is too long")
    if not isinstance(between, Markup) and not any(isinstance(item, Markup) for item in items):
        return between.join(items)
    if between:
        items = [part for item in items for part in (between, item)][1:]
    return Markup("".join(_escaped(items)))  # noqa: S704


def _escaped(items: Sequence[str]) -> Iterator[str]:
    """Yield *items* as MyST; a single space between text and MyST is left as it is where it can."""
    for before, item, after in zip(["", *items], items, [*items[1:], ""], strict=False):
        if isinstance(item, Markup):
            yield item
            continue
        left = isinstance(before, Markup) and bool(_CLOSED.search(before) and _LEFT.match(item))
        right = isinstance(after, Markup) and bool(_OPEN.match(after) and _RIGHT.search(item))
        yield " " * left + escape_myst(item[left : len(item) - right]) + " " * right


def fill(wording: str, values: Mapping[str, object]) -> str:
    """Put *values* for the ``{names}`` in *wording*; raises ValueError for an unknown name."""
    fixed = _split(str(wording))
    if isinstance(wording, Markup):
        fixed = tuple(map(Markup, fixed))
    parts: list[object] = list(fixed)
    for at in range(1, len(fixed), 2):
        if fixed[at] not in values:
            raise ValueError(f"“{{{fixed[at]}}}” in “{wording}” stands for nothing here")
        parts[at] = values[fixed[at]]
    return join(parts)


@lru_cache(maxsize=1024)
def _split(wording: str) -> tuple[str, ...]:
    """Part *wording* at its names: text, name, text, name … text."""
    return tuple(PLACEHOLDER.split(wording))
