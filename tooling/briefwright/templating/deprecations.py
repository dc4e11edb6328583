"""What templates may still use under an older name, for one release, with a warning.

Everything here takes values and returns values.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from briefwright.languages import PLURALS
from briefwright.problems import Code, Place, Problem, Severity

V = TypeVar("V")


class Kind(StrEnum):
    """What has another name now."""

    NAME = "name"
    """A name that a template begins with."""
    FIELD = "field"
    """A field of a value: ``Brief.motion``."""
    FILTER = "filter"
    WORDING = "wording"
    """A fixed string, in templates and in ``template.yml``."""
    OPTION = "option"
    """Likewise, and in specifications."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """An older name that still works."""

    kind: Kind
    old: str
    new: str
    """Of a name or a field it may be a path from the same place: ``format.rates``."""
    since: str
    """The version of Briefwright that brought the new name."""


DEPRECATED: tuple[Deprecation, ...] = ()
"""Every older name. What stands here goes with the second release after ``since``."""


def find(table: Iterable[Deprecation], kind: Kind, old: str) -> Deprecation | None:
    """Return what *table* says of an older name."""
    return next((row for row in table if row.kind is kind and row.old == old), None)


def renewed(values: Mapping[str, V], table: Iterable[Deprecation], kind: Kind) -> dict[str, V]:
    """Return *values* with the names that *table* gives to older ones."""
    rows = {row.old: row.new for row in table if row.kind is kind}
    return {rows.get(name, name): value for name, value in values.items()}


def with_plurals(table: Iterable[Deprecation]) -> Iterator[Deprecation]:
    """Yield *table*, and for each string in it the forms that it may have for numbers."""
    for row in table:
        yield row
        for form in PLURALS if row.kind is Kind.WORDING else ():
            yield replace(row, old=f"{row.old}_{form}", new=f"{row.new}_{form}")


def warning(row: Deprecation, place: Place, detail: tuple[str, ...] = ()) -> Problem:
    """Return the problem of an older name in use."""
    old = row.old.rpartition(".")[2]
    return Problem(
        place=place,
        code=Code.DEPRECATED,
        message=f"The {row.kind} “{old}” is called “{row.new}” since Briefwright {row.since}.",
        hint=f"Write “{row.new}”: “{old}” will go.",
        detail=detail,
        severity=Severity.WARNING,
    )
