"""The standards that a PDF can keep to, and what they ask for. Pure."""

import re
from collections.abc import Iterable
from datetime import date

STANDARDS = {"ua-1": "PDF/UA-1", "a-2a": "PDF/A-2a"}
"""By the names that the engine has for them: for everybody to read, and for archives to keep."""

NO_DAY = (1970, 1, 1)
"""The date of a PDF for which none is known: the beginning of the time of computers."""

_DAY = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*")
_ARCHIVAL = "a-"


def chosen(*given: Iterable[str]) -> tuple[str, ...]:
    """Return those of the standards that are *given* anywhere, each once, in their own order."""
    named = {name for names in given for name in names}
    return tuple(name for name in STANDARDS if name in named)


def date_of(standards: Iterable[str], day: str) -> tuple[int, int, int] | None:
    """Return the year, month and day that a PDF says it is of, or None where it need not say one.

    That is *day* where it is written as 2026-11-22; never that of the build, lest the same brief
    have other bytes tomorrow.
    """
    if not any(name.startswith(_ARCHIVAL) for name in standards):
        return None
    match = _DAY.fullmatch(day)
    try:
        found = date(*map(int, match.groups())) if match else None
    except ValueError:
        found = None
    return (found.year, found.month, found.day) if found else NO_DAY
