"""Arrange the pages of a finished PDF: some of them only, two on a sheet, or as a booklet.

Links, outline, names and tags are led to where the pages have come to stand; what leads to a page
that is left out is left out, too. Runs in the engine's process.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from briefwright.model import Layout
from briefwright.press.excerpting import keep
from briefwright.press.leading import lead_all
from briefwright.press.mending import save
from briefwright.press.tags import kids_of

Slots = list[tuple[int | None, int | None]]
"""Which pages, from 0, stand at the left and at the right of each side of a sheet."""
_A_SHEET = 4
"""Pages of a booklet on the two sides of a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of it."""

    pages: int
    """How many there were."""
    printed: bool
    """Whether any of them was asked for, and something written."""


def impose(
    source: Path,
    output: Path,
    *,
    ranges: Sequence[tuple[int, int | None]] = (),
    layout: Layout | None = None,
    right_to_left: bool = False,
) -> Done:
    """Write *output*: the pages of *source* in *ranges*, or all, on sheets if there is a *layout*."""
    with Pdf.open(source) as pdf:
        count = len(pdf.pages)
        if ranges:
            wanted = chosen(ranges, count)
            if not wanted:
                return Done(pages=count, printed=False)
            keep(pdf, wanted)
        if layout:
            _arrange(pdf, slots(layout, len(pdf.pages), right_to_left=right_to_left))
        save(pdf, output)
    return Done(pages=count, printed=True)


def chosen(ranges: Sequence[tuple[int, int | None]], count: int) -> list[int]:
    """Return those of *count* pages, from 0, that *ranges* name, from 1; each once, in order."""
    wanted = {
        page for first, last in ranges for page in range(first, min(last or count, count) + 1)
    }
    return [page - 1 for page in sorted(wanted) if page <= count]


def slots(layout: Layout, count: int, *, right_to_left: bool = False) -> Slots:
    """Return how *count* pages stand on sheets; where one is bound at the right they are turned."""
    if layout is Layout.TWO_UP:
        pairs: Slots = [
            (page, page + 1 if page + 1 < count else None) for page in range(0, count, 2)
        ]
    else:
        pairs = [*_folded(count)]
    return [(right, left) for left, right in pairs] if right_to_left else pairs


def _folded(count: int) -> Iterator[tuple[int | None, int | None]]:
    """Yield the sides of a booklet, outermost sheet first, its front before its back."""
    places = -(-count // _A_SHEET) * _A_SHEET

    def page(at: int) -> int | None:
        return at if at < count else None  # the rest is left blank

    for sheet in range(places // _A_SHEET):
        first, last = 2 * sheet, places - 1 - 2 * sheet
        yield page(last), page(first)
        yield page(first + 1), page(last - 1)


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where a page has come to stand."""

    sheet: Any
    left: float
    """Points from the left of the sheet."""
    form: Any
    """The page as a drawing."""


_Stands = Mapping[tuple[int, int], _Stand]
"""By the number of the page as an object."""


def _arrange(pdf: Pdf, sides: Slots) -> None:
    """Put the pages onto sheets."""
    pages = [page.obj for page in pdf.pages]
    sheets: list[Any] = []
    stands: dict[tuple[int, int], _Stand] = {}
    for side in sides:
        sheet, own = _sheet(pdf, pages, side)
        sheets.append(sheet)
        stands |= own

    def lead(goal: Any) -> Object:  # noqa: ANN401 - as pikepdf has it
        stand = stands[goal[0].objgen]
        kind, *rest = list(goal)[1:]
        if kind == Name.XYZ and rest and rest[0] is not None:
            rest[0] = round(float(rest[0]) + stand.left, 5)
        return Array([stand.sheet, kind, *rest])

    lead_all(pdf, lead, pages)
    for page in pages:
        _move_links(page, stands[page.objgen])
    tree = pdf.Root.get("/StructTreeRoot")
    for element in kids_of(tree) if tree is not None else ():
        _retag(element, None, stands)
    root = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(sheets), Count=len(sheets)))
    pdf.Root.Pages = root
    for sheet in sheets:
        sheet.Parent = root
    if "/PageLabels" in pdf.Root:
        del pdf.Root["/PageLabels"]


def _sheet(
    pdf: Pdf, pages: Sequence[Any], side: tuple[int | None, ...]
) -> tuple[Object, dict[tuple[int, int], _Stand]]:
    """Return a side of a sheet, and where pages stand on it."""
    width, height = (float(value) for value in pages[0].MediaBox[2:])
    drawings = Dictionary()
    size = Array([0, 0, round(len(side) * width, 5), round(height, 5)])
    resources = Dictionary(XObject=drawings)
    sheet = pdf.make_indirect(Dictionary(Type=Name.Page, MediaBox=size, Resources=resources))
    stands, drawn = {}, ""
    for place, number in enumerate(side):
        if number is not None:
            stand = _Stand(sheet, place * width, _as_form(pages[number]))
            stands[pages[number].objgen] = stand
            drawings[f"/Page{number}"] = stand.form
            drawn += f"q 1 0 0 1 {stand.left:.5f} 0 cm /Page{number} Do Q\n"
    sheet.Resources = resources
    sheet.Contents = pdf.make_stream(drawn.encode())
    return sheet, stands


def _as_form(page: Object) -> Object:
    """Return what *page* shows, as one drawing; what it says of its tags goes with it."""
    form = Page(page).as_form_xobject()
    if "/Group" in form and "/Group" not in page:
        del form["/Group"]
    if "/StructParents" in page:
        form.StructParents = page.StructParents
    return form


def _move_links(page: Any, stand: _Stand) -> None:  # noqa: ANN401 - as pikepdf has it
    """Bring the links of *page* onto its sheet."""
    for link in page.get("/Annots", ()):
        for key in ("/Rect", "/QuadPoints"):
            if key in link:
                values = [float(value) for value in link[key]]
                values[::2] = [value + stand.left for value in values[::2]]
                link[key] = Array([round(value, 5) for value in values])
        if "/P" in link:
            link.P = stand.sheet
        if "/Annots" not in stand.sheet:
            stand.sheet.Annots = Array()
        stand.sheet.Annots.append(link)
    if "/Tabs" in page:
        stand.sheet.Tabs = page.Tabs


def _retag(element: Any, page: Any, stands: _Stands) -> Any:  # noqa: ANN401 - a number, too
    """Say of what is in *element*, of *page*, where it is now, and return it."""
    if isinstance(element, int):
        stand = stands[page.objgen]
        return Dictionary(Type=Name.MCR, Pg=stand.sheet, Stm=stand.form, MCID=element)
    own = element.get("/Pg", page)
    if "/MCID" in element:
        element.Stm, element.Pg = stands[own.objgen].form, stands[own.objgen].sheet
        return element
    if "/K" in element:
        kids = [_retag(kid, own, stands) for kid in kids_of(element)]
        element.K = kids[0] if len(kids) == 1 else Array(kids)
    if "/Pg" in element:
        element.Pg = stands[own.objgen].sheet
    return element
