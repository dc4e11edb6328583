"""Charts ⇄ text: the ``chart`` directive of generated documents. Pure.

A chart is a table, so that whoever cannot see its bars loses nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefwright.cards import Directive, write_directive
from briefwright.model import Band
from briefwright.problems import Code, Place, Problem
from briefwright.text import escape_literal, reference_edges, unescape_literal

OPTIONS = frozenset({"label", "values", "limit", "text"})
MAX_PARTS = 4
"""Of a bar: more could not be told apart without colour."""
_GREEN = 0.75
"""Up to which part of its limit a bar is green."""
_CELL = re.compile(r"(?:\\.|[^|\\]|\\$)*")
_AMOUNT = re.compile(r"([0-9]{1,9})(?::([0-5][0-9]))?(\.[0-9]{1,9})?(?: ?[^0-9:.,].*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a chart: its cells, as they are to be read."""

    label: str
    values: tuple[str, ...]
    """One for each part of the bar: 63, 3:50, 40 %; an empty one is no part."""
    limit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: a table whose rows have bars."""

    title: str
    label: str
    """What heads the labels."""
    values: tuple[str, ...]
    """What heads the values; the parts of a bar, where there are several."""
    limit: str = ""
    """What heads the limits; without it there are none."""
    text: str = ""
    """What heads the texts, likewise."""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How far a bar goes, in parts of the room for it."""

    parts: tuple[float, ...]
    limit: float | None = None
    band: Band | None = None
    """How full it is up to its limit; only of a bar that has one part."""


def read_chart(directive: Directive) -> tuple[Chart, tuple[Problem, ...]]:
    """Return the chart that *directive* asks for, and what is wrong with it."""
    options, place = directive.options, directive.place
    values = _cells(options.get("values", ""))
    chart = Chart(
        title=unescape_literal(directive.argument),
        label=unescape_literal(options.get("label", "")),
        values=values,
        limit=unescape_literal(options.get("limit", "")),
        text=unescape_literal(options.get("text", "")),
    )
    problems = [*_missing(chart, place)]
    if len(values) > MAX_PARTS:
        here = directive.places["values"]
        message = f"A bar has {len(values)} parts."
        problems.append(_problem(here, message, f"It may have {MAX_PARTS}."))
    rows: list[Row] = []
    for number, line in enumerate(directive.body.split("\n")):
        if line.strip():
            here = directive.body_place
            row, found = _row(line, chart, Place(path=here.path, line=here.line + number, column=1))
            problems += found
            rows.append(row)
    made = Chart(
        title=chart.title,
        label=chart.label,
        values=values,
        limit=chart.limit,
        text=chart.text,
        rows=tuple(rows),
    )
    return made, tuple(problems)


def _missing(chart: Chart, place: Place) -> Iterator[Problem]:
    wanted = (
        (chart.title, "title", "Write it behind “:::{chart}”, in the same line."),
        (chart.label, "head of its labels", "Put “:label: Speech” below its title."),
        (chart.values, "head of its values", "Put “:values: Time” below its title."),
    )
    for found, name, hint in wanted:
        if not found:
            yield _problem(place, f"This chart has no {name}.", hint)


def _row(line: str, chart: Chart, place: Place) -> tuple[Row, list[Problem]]:
    heads = [chart.label, *chart.values, *filter(None, (chart.limit, chart.text))]
    cells = [*_cells(line, keep=True)]
    problems = []
    if len(cells) > len(heads):
        message = f"This row has {len(cells)} cells, and the chart {len(heads)} columns."
        hint = f"They are {', '.join(heads)}; write “\\|” for a “|” that parts no cells."
        problems.append(_problem(place, message, hint))
    cells += [""] * (len(heads) - len(cells))
    end = 1 + len(chart.values)
    row = Row(
        label=cells[0],
        values=tuple(cells[1:end]),
        limit=cells[end] if chart.limit else "",
        text=cells[len(heads) - 1] if chart.text else "",
    )
    for value in (*row.values, row.limit):
        if value and amount(value) is None:
            message = f"“{value:.40}” is neither a number nor a time."
            problems.append(_problem(place, message, "Write 63, 63 words, 2.5 or 3:50."))
    return row, problems


def _problem(place: Place, message: str, hint: str) -> Problem:
    return Problem(place=place, code=Code.VALUE, message=message, hint=hint)


def _cells(line: str, *, keep: bool = False) -> tuple[str, ...]:
    """Return the cells of *line*; the empty ones only to *keep* the others in their places."""
    parts: list[str] = []
    at = 0
    while at <= len(line):
        match = _CELL.match(line, at)
        end = match.end() if match else at
        parts.append(unescape_literal(line[at:end].strip(" \t")))
        at = end + 1
    return tuple(part for part in parts if part or keep)


def amount(value: str) -> float | None:
    """Return the number that *value* begins with; of a time, its seconds."""
    match = _AMOUNT.fullmatch(value)
    if match is None:
        return None
    whole, seconds, rest = match.groups()
    number = int(whole) * 60 + int(seconds) if seconds else int(whole)
    return number + float(f"0{rest}") if rest else float(number)


def bars(chart: Chart) -> tuple[Bar, ...]:
    """Return the bar of each row, all on one scale."""
    drawn = [([amount(v) or 0.0 for v in row.values], amount(row.limit)) for row in chart.rows]
    most = max((max(sum(parts), limit or 0) for parts, limit in drawn), default=0) or 1.0
    return tuple(
        Bar(
            parts=tuple(part / most for part in parts),
            limit=None if limit is None else limit / most,
            band=_band(parts[0], limit) if limit is not None and len(parts) == 1 else None,
        )
        for parts, limit in drawn
    )


def _band(value: float, limit: float) -> Band:
    if value > limit:
        return Band.RED
    return Band.YELLOW if value > _GREEN * limit else Band.GREEN


def write_chart(chart: Chart) -> str:
    """Return *chart* as generated documents have it; nothing, if it has no rows."""
    if not chart.rows:
        return ""
    options = {
        "label": _written(chart.label),
        "values": _line(chart.values),
        "limit": _written(chart.limit),
        "text": _written(chart.text),
    }
    rows = (
        _line(
            (
                row.label,
                *row.values,
                *([row.limit] if chart.limit else []),
                *([row.text] if chart.text else []),
            )
        )
        for row in chart.rows
    )
    return write_directive("chart", chart.title, options, "\n".join(rows))


def _line(cells: Sequence[str]) -> str:
    return " | ".join(map(_written, cells)).strip(" ")


def _written(cell: str) -> str:
    """Return *cell* so that nothing in it parts cells or ends the directive."""
    text = reference_edges(escape_literal(cell)).replace("|", "\\|")
    return f"\\{text}" if text.startswith(":") else text
