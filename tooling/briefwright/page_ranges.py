"""Which pages of a PDF are meant by ``3-8,12``.

Pure: text in, numbers out, and the other way round.
"""

import re

Ranges = tuple[tuple[int, int | None], ...]
"""The first and the last page of each, from 1; without a last one, to the end."""

_RANGE = re.compile(r"(?P<first>\d{1,6})\s*(?P<to>[-–]\s*(?P<last>\d{1,6})?)?")


def read_ranges(text: str) -> Ranges:
    """Return the ranges that *text* names; ValueError with what is wrong and how to write it."""
    found = []
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            message = f"“{part.strip()}” is neither a page nor a range of pages"
            raise ValueError(message, "Write 3-8,12 for instance, or 5- for all from there on.")
        first = int(match["first"])
        last = int(match["last"]) if match["last"] else None if match["to"] else first
        if first < 1 or (last is not None and last < first):
            message = f"there are no pages “{part.strip()}”"
            raise ValueError(message, "Pages are counted from 1; the first of a range comes first.")
        found.append((first, last))
    return tuple(found)


def write_ranges(ranges: Ranges) -> str:
    """Return *ranges* as one writes them."""
    return ",".join(_written(first, last) for first, last in ranges)


def _written(first: int, last: int | None) -> str:
    if last is None:
        return f"{first}-"
    return str(first) if last == first else f"{first}-{last}"
