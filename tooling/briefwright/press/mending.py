"""Say in the tags of a PDF what the engine cannot: which cells head a row, and nothing of nothing.

Runs in the engine's process, over the finished PDF, where that is to keep to a standard.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, String

from briefwright.press.tags import Named, is_element, is_empty, kids_of, name, named

HAS_OBJECT_STREAMS = "1.5"
_HEADINGS = frozenset(f"/H{level}" for level in range(1, 7))
_IDLE = frozenset({"/TOC", "/TOCI", "/Reference", "/Div", "/P", "/Span"})
"""What says nothing if there is nothing in it; an empty cell of a table does."""
_CELLS = frozenset({"/TD", "/TH"})


def mend_file(path: Path) -> None:
    """Mend the PDF at *path*."""
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        mend(pdf)
        save(pdf, path)


def save(pdf: Pdf, path: Path) -> None:
    """Write *pdf*, with the same bytes each time."""
    streams = pdf.pdf_version >= HAS_OBJECT_STREAMS
    mode = ObjectStreamMode.generate if streams else ObjectStreamMode.disable
    pdf.save(path, object_stream_mode=mode, deterministic_id=True)


def mend(pdf: Pdf) -> None:
    """Mend what is said of *pdf* besides what it shows."""
    drop_suspects(pdf)
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is None:
        return
    ids = named(tree)
    for element in _walk(tree):
        kind = str(element.S)
        if kind == "/Table":
            ids += _head_rows(element, len(ids))
        elif kind in _HEADINGS:
            _run_in(element)
        if any(map(_is_idle, kids_of(element))):
            element.K = Array([kid for kid in kids_of(element) if not _is_idle(kid)])
    name(tree, ids)


def drop_suspects(pdf: Pdf) -> None:
    """Leave out that nothing about the tags is in doubt: some readers take the word amiss."""
    marked = pdf.Root.get("/MarkInfo")
    if marked is not None and "/Suspects" in marked and not marked.Suspects:
        del marked["/Suspects"]


def _walk(element: Object) -> Iterator[Any]:
    for kid in kids_of(element):
        if is_element(kid):
            yield kid  # which may lose what is in it
            yield from _walk(kid)


def _is_idle(kid: Any) -> bool:  # noqa: ANN401 - a number, too
    """Tell whether *kid* says nothing, such as an entry of the contents that a look passes over."""
    return is_element(kid) and str(kid.S) in _IDLE and is_empty(kid)


def _run_in(heading: Object) -> None:
    """Let no paragraph be in a heading: beside the number of a card its tag would be one."""
    for kid in kids_of(heading):
        if is_element(kid) and kid.S == "/P":
            kid.S = Name.Span


def _head_rows(table: Object, known: int) -> list[Named]:
    """Let the first cells head their rows, if all that is in them is in bold; return their ids."""
    rows = list(_rows(table))
    heads = min((_bold(row) for row in rows), default=0)
    if not heads or any(len(row) <= heads for row in rows):
        return []
    found: list[Named] = []
    for row in rows:
        own = []
        for cell in row[:heads]:
            identity = f"R{known + len(found)}".encode()
            cell.S, cell.ID = Name.TH, String(identity)
            _of_table(cell).Scope = Name.Row
            found.append((identity, cell))
            own.append(identity)
        for cell in row[heads:]:
            given = _of_table(cell)
            given.Headers = Array([*given.get("/Headers", ()), *map(String, own)])
    return found


def _rows(table: Object) -> Iterator[list[Any]]:
    """Yield the cells of each row that is no heading of columns."""
    for kid in kids_of(table):
        if is_element(kid) and kid.S == "/TR":
            yield [cell for cell in kids_of(kid) if is_element(cell) and cell.S in _CELLS]
        elif is_element(kid) and kid.S == "/TBody":
            yield from _rows(kid)


def _bold(row: list[Any]) -> int:
    """Return how many cells at the beginning of a row are in bold, and nothing else."""
    for number, cell in enumerate(row):
        if cell.S != "/TD" or not _is_bold(cell):
            return number
    return len(row)


def _is_bold(element: Object) -> bool:
    kids = kids_of(element)
    return bool(kids) and all(
        is_element(kid) and (kid.S == "/Strong" or (kid.S == "/P" and _is_bold(kid)))
        for kid in kids
    )


def _of_table(cell: Object) -> Any:  # noqa: ANN401 - as pikepdf has it
    """Return the attributes that *cell* has as one of a table."""
    given = cell.get("/A", Array())
    listed = list(given) if isinstance(given, Array) else [given]
    for each in listed:
        if isinstance(each, Dictionary) and each.get("/O") == "/Table":
            return each
    own = Dictionary(O=Name.Table)
    cell.A = Array([*listed, own])
    return cell.A[-1]
