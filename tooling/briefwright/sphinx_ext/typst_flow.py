"""Flow sheets as a call of the function of ``print.typ`` that draws them. Pure."""

from collections.abc import Callable, Iterator

from briefwright.flows import FlowColumn, FlowEntry, FlowRow, FlowSheet
from briefwright.sphinx_ext.typst_text import array, literal

FUNCTION = "flow-sheet"
Write = Callable[[str], str]
"""Returns a text as an argument of code."""


def arguments(sheet: FlowSheet, write: Write) -> Iterator[str]:
    """Yield the arguments of the call that draws *sheet*."""
    yield f"title: {write(sheet.title)}"
    yield f"about: {write(sheet.about)}"
    yield f"argument: {write(sheet.argument)}"
    yield f"speeches: {array(_speech(column, write) for column in sheet.columns)}"
    yield f"rows: {array(_row(row, write) for row in sheet.rows)}"
    blanks = (f"(label: {write(label)}, value: {write(value)})" for label, value in sheet.blanks)
    yield f"blanks: {array(blanks)}"


def _speech(column: FlowColumn, write: Write) -> str:
    questions = array(map(write, column.questions))
    return (
        f"(short: {write(column.short)}, who: {write(column.who)}, "
        f"side: {literal(column.side.value)}, time: {write(column.time)}, questions: {questions})"
    )


def _row(row: FlowRow, write: Write) -> str:
    cells = array(array(_entry(entry, write) for entry in cell) for cell in row.cells)
    return f"\n(heading: {write(row.heading)}, cells: {cells})"


def _entry(entry: FlowEntry, write: Write) -> str:
    return f"(number: {literal(entry.number)}, tag: {write(entry.tag)}, cite: {write(entry.cite)})"
