"""Arrange the pages of a finished PDF: a part of them, two on a sheet, or a booklet to fold.

Links and the outline lead on to where their goals have gone; those whose goals are left out go. The
tags of an accessible PDF are for its own pages, so they, and what is claimed by them, are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    OutlineItem,
    Page,
    Pdf,
)

_HALF = 430.0
"""Points: pages that are no wider fill half a sheet of the next larger paper as they are."""
_TOP = 0.86
"""Above so much of the height of a page there is its margin, or its first line."""
_CLAIMS = re.compile(
    rb"<(pdf(?:ua|a)id:\w+)>[^<]*</\1>|\s*pdf(?:ua|a)id:\w+=(?:\"[^\"]*\"|'[^']*')"
)
Side = tuple[int | None, int | None]
"""What is printed on one side of a sheet, left and right: pages, from 1, or nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the outline says of a heading."""

    title: str
    level: int
    """From 0."""
    page: int
    """From 1."""
    opens: bool
    """Whether it stands at the top of the page."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page has gone: on which sheet, how much smaller, and how far from its corner."""

    sheet: Any
    scale: float
    x: float
    y: float


def two_up(pages: int) -> list[Side]:
    """Return the sides of sheets with two pages each, in order."""
    return [(n, n + 1 if n < pages else None) for n in range(1, pages + 1, 2)]


def booklet(pages: int) -> list[Side]:
    """Return the sides of sheets that are printed on both sides, laid together and folded once.

    Empty pages at the end make their number a multiple of four.
    """
    last = -(-pages // 4) * 4

    def there(number: int) -> int | None:
        return number if number <= pages else None

    sides: list[Side] = []
    for front in range(1, last // 2 + 1, 2):
        sides.append((there(last + 1 - front), there(front)))
        sides.append((there(front + 1), there(last - front)))
    return sides


def outline(pdf: Path) -> list[Entry]:
    """Return the headings of a PDF in reading order."""
    with Pdf.open(pdf) as opened:
        numbers = {page.obj.objgen: number for number, page in enumerate(opened.pages, start=1)}

        def walk(items: Sequence[OutlineItem], level: int) -> Iterator[Entry]:
            for item in items:
                goal = _explicit(item.destination)
                if goal is not None and goal[0].objgen in numbers:
                    yield Entry(str(item.title), level, numbers[goal[0].objgen], _is_high(goal))
                yield from walk(item.children, level + 1)

        with opened.open_outline() as found:
            return list(walk(found.root, 0))


def _is_high(goal: Array) -> bool:
    """Tell whether nothing of the text of a page stands above *goal*."""
    height: Any = goal[3] if len(goal) > 3 and goal[1] == Name.XYZ else None
    return height is None or float(height) > _TOP * float(goal[0].MediaBox[3])


def page_count(pdf: Path) -> int:
    """Return how many pages a PDF has."""
    with Pdf.open(pdf) as opened:
        return len(opened.pages)


def take(source: Path, pages: Sequence[int], output: Path) -> None:
    """Write *output*: only the *pages* of *source*, numbers from 1 in order."""
    with Pdf.open(source) as pdf:
        _without_tags(pdf)
        kept = [pdf.pages[number - 1] for number in pages]
        places = {page.obj.objgen: _Place(page.obj, 1, 0, 0) for page in kept}
        for page in kept:
            _lead_links(page.obj, places)
        _finish(pdf, [page.obj for page in kept], places, output)


def impose(source: Path, sides: Sequence[Side], output: Path) -> None:
    """Write *output*: the pages of *source* as *sides* say, on sheets of their paper on its side.

    Small pages stay as large as they are, on paper of twice their size; others are made smaller.
    """
    with Pdf.open(source) as pdf:
        _without_tags(pdf)
        pages = list(pdf.pages)
        width, height = _size(pages[0])
        sheet = (2 * width, height) if width <= _HALF else (height, width)
        made: list[Object] = []
        places: dict[tuple[int, int], _Place] = {}
        for side in sides:
            drawn = pdf.add_blank_page(page_size=sheet)
            for half, number in enumerate(side):
                if number is not None:
                    page = pages[number - 1]
                    places[page.obj.objgen] = _draw(drawn, page, half, sheet)
            made.append(drawn.obj)
        for page in pages:
            _lead_links(page.obj, places)
            _move_links(page.obj, places.get(page.obj.objgen))
        _finish(pdf, made, places, output)


def _size(page: Page) -> tuple[float, float]:
    left, bottom, right, top = map(float, page.mediabox)
    return right - left, top - bottom


def _draw(sheet: Page, page: Page, half: int, size: tuple[float, float]) -> _Place:
    """Draw *page* on the left (0) or the right (1) of *sheet*, under a name that is always the same."""
    width, height = _size(page)
    scale = min(size[0] / 2 / width, size[1] / height)
    x = half * size[0] / 2 + (size[0] / 2 - width * scale) / 2
    y = (size[1] - height * scale) / 2
    name = ("/Left", "/Right")[half]
    sheet.resources["/XObject"] = sheet.resources.get("/XObject", Dictionary())
    sheet.resources["/XObject"][name] = page.as_form_xobject()
    sheet.contents_add(f"q {scale:.6f} 0 0 {scale:.6f} {x:.4f} {y:.4f} cm {name} Do Q\n".encode())
    return _Place(sheet.obj, scale, x, y)


def _explicit(goal: Any) -> Array | None:  # noqa: ANN401 - whatever stands in the file
    """Return a goal that names its page, or None."""
    if isinstance(goal, Dictionary):
        goal = goal.get("/D")
    found: Any = goal
    names_page = isinstance(found, Array) and len(found) > 1 and _is_page(found[0])
    return found if names_page else None


def _is_page(owner: Any) -> bool:  # noqa: ANN401 - likewise
    return isinstance(owner, Dictionary)


def _moved(goal: Array, places: dict[tuple[int, int], _Place]) -> Array | None:
    """Return where *goal* has gone, or None if its page is left out."""
    place = places.get(goal[0].objgen)
    if place is None:
        return None
    if len(goal) < 4 or goal[1] != Name.XYZ:
        return Array([place.sheet, Name.Fit])
    given: list[Any] = [goal[2], goal[3]]
    x, y = (0.0 if at is None else float(at) for at in given)
    return Array([place.sheet, Name.XYZ, place.x + x * place.scale, place.y + y * place.scale, 0])


def _lead_links(page: Any, places: dict[tuple[int, int], _Place]) -> None:  # noqa: ANN401 - as pikepdf has it
    """Let the links of *page* lead to where their goals have gone; drop the others."""
    kept = []
    for link in page.get("/Annots", ()):
        _drop(link, "/StructParent")
        action = link.get("/A")
        owner, key = (link, "/Dest") if "/Dest" in link else (action, "/D")
        goal = _explicit(owner.get(key)) if owner is not None and key in owner else None
        if goal is not None:
            moved = _moved(goal, places)
            if moved is None:
                continue
            owner[key] = moved
        kept.append(link)
    if "/Annots" in page:
        page.Annots = Array(kept)


def _move_links(page: Any, place: _Place | None) -> None:  # noqa: ANN401 - likewise
    """Put the links of *page* onto its sheet."""
    for link in page.get("/Annots", ()) if place else ():
        assert place is not None  # noqa: S101 - tells the type only
        for key in ("/Rect", "/QuadPoints"):
            if key in link:
                numbers = [float(number) for number in link[key]]
                starts = (place.x, place.y)
                link[key] = Array(
                    starts[at % 2] + number * place.scale for at, number in enumerate(numbers)
                )
        _drop(link, "/P")
        if "/Annots" not in place.sheet:
            place.sheet.Annots = Array()
        place.sheet.Annots.append(link)


def _finish(
    pdf: Pdf, pages: Sequence[Object], places: dict[tuple[int, int], _Place], output: Path
) -> None:
    with pdf.open_outline() as found:
        found.root[:] = _led(found.root, places)
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    if names is not None:
        _lead_names(names, places)
    root = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(pages), Count=len(pages)))
    for page in pages:
        page.Parent = root
    pdf.Root.Pages = root
    _drop(pdf.Root, "/PageLabels")
    pdf.save(output, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)


def _led(items: Sequence[OutlineItem], places: dict[tuple[int, int], _Place]) -> list[OutlineItem]:
    """Return the entries of an outline whose goals are still there, at the level of the others."""
    found: list[OutlineItem] = []
    for item in items:
        below = _led(item.children, places)
        goal = _explicit(item.destination)
        moved = _moved(goal, places) if goal is not None else None
        if moved is None:
            found += below
            continue
        item.destination = moved
        item.children[:] = below
        found.append(item)
    return found


def _lead_names(node: Any, places: dict[tuple[int, int], _Place]) -> None:  # noqa: ANN401 - likewise
    """Let the named goals lead to where they have gone."""
    if "/Names" in node:
        pairs = node.Names
        kept = []
        for at in range(0, len(pairs), 2):
            goal = _explicit(pairs[at + 1])
            moved = _moved(goal, places) if goal is not None else None
            if moved is not None:
                kept += [pairs[at], moved]
        node.Names = Array(kept)
    for kid in node.get("/Kids", ()):
        _lead_names(kid, places)


def _without_tags(pdf: Pdf) -> None:
    """Take the tags away, and what only a PDF with tags may say of itself."""
    for key in ("/StructTreeRoot", "/MarkInfo"):
        _drop(pdf.Root, key)
    for page in pdf.pages:
        _drop(page.obj, "/StructParents")
        _drop(page.obj, "/Tabs")
    metadata = pdf.Root.get("/Metadata")
    if metadata is not None:
        metadata.write(_CLAIMS.sub(b"", metadata.read_bytes()))


def _drop(owner: Any, key: str) -> None:  # noqa: ANN401 - as pikepdf has it
    if key in owner:
        del owner[key]
