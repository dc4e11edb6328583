"""Change a YAML file that somebody wrote, and leave the rest of it: comments, order, quotes."""

import io
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

_LIST = re.compile(
    r"^([ ]*)[^\s#-][^\n]*:[ ]*(?:#[^\n]*)?\n(?:[ ]*(?:#[^\n]*)?\n)*([ ]*)- ", re.MULTILINE
)
_DIGITS = re.compile(r"[0-9.-]+")
_WIDTH = 1_000_000
"""Characters of a line: none is broken that was not."""


def rewrite(text: str, change: Callable[[Any], None]) -> str:
    """Return *text* after *change* of its mapping, which is that of ruamel.yaml's round trip.

    The text must have been read by :func:`briefwright.fields.load` before: here nothing is checked.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - takes 0.1 s

    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.allow_unicode = True
    offset = _offset(text)
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    data = yaml.load(text)
    kept = ""
    if data is None:  # comments, which would be lost
        kept, data = f"{text.rstrip()}\n".lstrip("\n"), yaml.map()
    change(data)
    stream = io.StringIO()
    yaml.dump(data, stream)
    return kept + stream.getvalue()


def _offset(text: str) -> int:
    """Return how far the items of lists are indented in *text*."""
    found = _LIST.search(text)
    return max(0, len(found[2]) - len(found[1])) if found else 2


def plain(value: object) -> object:
    """Return *value*, whose texts are such as need no quotes where they look like numbers or days."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, str) or not _DIGITS.fullmatch(value):
        return value
    for kind in (int, float, date.fromisoformat):
        with suppress(ValueError):
            read = kind(value)
            if str(read) == value:
                return read
    return value
