"""Leave pages out of a PDF, with all that is said of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from pikepdf import Array, Dictionary, Object, Pdf

from briefwright.press.leading import lead_all
from briefwright.press.tags import kids_of, leaves, name, named


def keep(pdf: Pdf, pages: Sequence[int]) -> None:
    """Leave out all but *pages*."""
    kept = {pdf.pages[page].obj.objgen for page in pages}
    wanted = frozenset(pages)

    def lead(goal: Object) -> Object | None:
        return goal if goal[0].objgen in kept else None

    lead_all(pdf, lead, [pdf.pages[page].obj for page in pages])
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is not None:
        _prune(pdf, tree, kept)
    for at in reversed(range(len(pdf.pages))):
        if at not in wanted:
            del pdf.pages[at]


def _prune(pdf: Pdf, tree: Object, kept: set[tuple[int, int]]) -> None:
    """Leave out of the tags what is on none of the pages that are *kept*."""
    links = {
        link.objgen
        for page in pdf.pages
        if page.obj.objgen in kept
        for link in page.obj.get("/Annots", ())
    }
    numbers = {
        int(owner[key])
        for page in pdf.pages
        if page.obj.objgen in kept
        for owner, key in (
            (page.obj, "/StructParents"),
            *((link, "/StructParent") for link in page.obj.get("/Annots", ())),
        )
        if key in owner
    }
    gone: set[tuple[int, int]] = set()
    tree.K = Array([kid for kid in kids_of(tree) if _stays(kid, None, kept, links, gone)])
    pairs = [
        item for number, owner in _numbered(tree) if number in numbers for item in (number, owner)
    ]
    tree.ParentTree = Dictionary(Nums=Array(pairs))
    ids = [(key, owner) for key, owner in named(tree) if owner.objgen not in gone]
    if "/IDTree" in tree:
        del tree["/IDTree"]
    name(tree, ids)


def _stays(
    element: Any,  # noqa: ANN401 - a number of marked content, too
    page: Object | None,
    kept: set[tuple[int, int]],
    links: set[tuple[int, int]],
    gone: set[tuple[int, int]],
) -> bool:
    """Tell whether anything of *element* is kept, and leave the rest out of it."""
    if isinstance(element, int):
        return page is not None and page.objgen in kept
    own = element.get("/Pg", page)
    if "/MCID" in element:
        return own is not None and own.objgen in kept
    if "/Obj" in element:
        return element.Obj.objgen in links
    had = kids_of(element)
    kids = [kid for kid in had if _stays(kid, own, kept, links, gone)]
    if had and not kids:
        gone.add(element.objgen)
        return False
    if had:
        element.K = kids[0] if len(kids) == 1 else Array(kids)
    if "/Pg" in element and element.Pg.objgen not in kept:
        del element["/Pg"]
    return True


def _numbered(tree: Object) -> Iterator[tuple[int, Object]]:
    for pairs in leaves(tree.ParentTree, "/Nums"):
        for at in range(0, len(pairs), 2):
            yield int(pairs[at]), pairs[at + 1]
