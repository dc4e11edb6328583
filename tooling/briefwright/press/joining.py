"""Join the pieces of a long PDF to one: pages, links, outline, names and tags.

The frame has all pages, the first ones whole, the others with only what stands above and below the
text; it brings what is said of the whole. Runs in the engine's process, and alone knows pikepdf.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from briefwright.press import mending, tags
from briefwright.press.engine import LINK
from briefwright.press.tags import is_empty, kids_of, leaves, named

_IDENTITY = re.compile(rb"(<xmpMM:(?:Instance|Document)ID>)[^<]*")
_ABOVE = 10
"""Points of room that are shown above what a link leads to, as in what Typst links itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Where a link leads to."""

    page: int
    """From 1."""
    x: float
    """Points from the left."""
    y: float
    """Points from the top."""
    text: str = ""
    """What it is called, for those who do not see the link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A piece: some pages, and what its links into others lead to, by their number."""

    pdf: Path
    pages: int
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """All pages, those of the pieces empty."""

    pdf: Path
    front: int
    """How many pages are before those of the pieces; all behind them are the frame's own, too."""


def join(  # noqa: PLR0913 - what is joined, what is said of it, and where it goes
    frame: Frame,
    sections: Sequence[Section],
    goals: Mapping[str, Goal],
    headings: Sequence[str],
    output: Path,
    *,
    mend: bool = False,
) -> None:
    """Write *output*: the *frame* with the pages of the *sections* on those that are theirs.

    *headings* are the labels of what is in the outline, in order; *mend* what the engine cannot
    say in the tags, for a standard.
    """
    identity = hashlib.sha256(frame.pdf.read_bytes())
    with Pdf.open(frame.pdf) as pdf:
        first = frame.front
        joiner = _Joiner(pdf, goals, first + sum(section.pages for section in sections))
        joiner.keep(0, first)
        for section in sections:
            identity.update(section.pdf.read_bytes())
            joiner.add(section, first)
            first += section.pages
        joiner.keep(first, len(pdf.pages))
        joiner.finish(headings, identity.digest()[:16])
        if mend:
            mending.mend(pdf)
        else:
            mending.drop_suspects(pdf)
        mending.save(pdf, output)


class _Joiner:
    """Puts pieces into a frame."""

    def __init__(self, pdf: Pdf, goals: Mapping[str, Goal], end: int) -> None:
        self._pdf = pdf
        self._goals = goals
        self._frame: list[Object] = [page.obj for page in pdf.pages]
        self._pages: list[Object] = []
        self._waiting: list[tuple[Object, str]] = []
        """Links, and the labels that they lead to."""
        tree = pdf.Root.get("/StructTreeRoot")
        behind = self._frame[end:]
        self._tags = _Tags(tree, behind) if tree is not None else None

    def keep(self, start: int, end: int) -> None:
        """Take some pages as they are."""
        self._pages += self._frame[start:end]

    def add(self, section: Section, first: int) -> None:
        """Take the pages of a piece, from that with the index *first* on."""
        with Pdf.open(section.pdf) as source:
            pages = [page.obj for page in source.pages]
            # A page would be left out where a link or a tag points to it: only pages are.
            for page in pages:
                del page["/Type"], page["/Parent"]
            tree = source.Root.get("/StructTreeRoot")
            whole = Dictionary(Pages=Array(pages))
            if tree is not None:
                whole.Tree = tree
            copied = self._pdf.copy_foreign(source.make_indirect(whole))
        offset = self._tags.add(copied.Tree) if self._tags and tree is not None else 0
        for number, taken in enumerate(list(copied.Pages), first):
            self._take_links(taken, section, offset)
            self._furnish(taken, self._frame[number], number)
            if "/StructParents" in taken:
                taken.StructParents += offset
            taken.Type = Name.Page
            self._pages.append(taken)

    def _take_links(self, page: Object, section: Section, offset: int) -> None:
        for link in page.get("/Annots", ()):
            if "/StructParent" in link:
                link.StructParent += offset
            address = str(link["/A"].get("/URI", "")) if "/A" in link else ""
            if address.startswith(LINK):
                self._waiting.append((link, section.links[int(address.removeprefix(LINK))]))

    def _furnish(self, page: Any, furniture: Object, number: int) -> None:  # noqa: ANN401 - as pikepdf has it
        """Put what stands above and below the text onto *page*."""
        drawing = furniture.Contents
        drawing.Type, drawing.Subtype = Name.XObject, Name.Form
        drawing.BBox = furniture.MediaBox
        drawing.Resources = furniture.get("/Resources", Dictionary())
        name = f"/Furniture{number}"
        _dictionary(_dictionary(page, "/Resources"), "/XObject")[name] = drawing
        draw = self._pdf.make_stream(f"q {name} Do Q".encode())
        page.Contents = Array([page.Contents, draw])
        for link in furniture.get("/Annots", ()):
            if "/StructParent" in link:
                del link["/StructParent"]
            if "/Annots" not in page:
                page.Annots = Array()
            page.Annots.append(link)

    def finish(self, headings: Sequence[str], identity: bytes) -> None:
        """Bring what is said of the whole: pages, links, outline, names, tags, identity."""
        kids = Array(self._pages)
        root = self._pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=kids, Count=len(kids)))
        for page in self._pages:
            page.Parent = root
        self._pdf.Root.Pages = root
        for link, label in self._waiting:
            del link["/A"]
            link.Dest = self._goal(label)
            link.Contents = String(self._goals[label].text or str(self._goals[label].page))
        self._lead_outline(headings)
        self._lead_names()
        if self._tags:
            self._tags.finish()
        metadata = self._pdf.Root.get("/Metadata")
        if metadata is not None:
            new = rb"\g<1>" + b64encode(identity)
            metadata.write(_IDENTITY.sub(new, metadata.read_bytes()))

    def _goal(self, label: str) -> Object:
        goal = self._goals[label]
        page = self._pages[goal.page - 1]
        height = float(page.MediaBox[3])
        x, y = round(goal.x, 5), round(height - max(0.0, goal.y - _ABOVE), 5)
        return Array([page, Name.XYZ, x, y, 0])

    def _lead_outline(self, headings: Sequence[str]) -> None:
        """Let each entry lead to its heading: in the frame they stand at the top of the page."""
        outline = self._pdf.Root.get("/Outlines")
        entries = list(_entries(outline)) if outline is not None else []
        if len(entries) == len(headings):
            for entry, label in zip(entries, headings, strict=True):
                entry.Dest = self._goal(label)

    def _lead_names(self) -> None:
        names = self._pdf.Root.get("/Names", Dictionary()).get("/Dests")
        for pairs in leaves(names, "/Names") if names is not None else ():
            for at in range(0, len(pairs), 2):
                label = bytes(pairs[at]).decode(errors="replace")
                label = label if label in self._goals else str(pairs[at])
                if label in self._goals:
                    pairs[at + 1] = self._goal(label)


class _Tags:
    """The structure tree of the whole."""

    def __init__(self, tree: Object, behind: Sequence[Object]) -> None:
        self._tree = tree
        self._document = _document(tree)
        last = {page.objgen for page in behind}
        seen = _seen(self._document)
        self._behind = [kid for kid in seen if _is_on(kid, last)]
        """What stands on the pages *behind* the pieces, and is read after them."""
        self._children = [kid for kid in seen if not _is_on(kid, last)]
        self._owners: list[tuple[int, Object]] = list(_numbered(tree))
        # A frame may have nothing in it that is seen.
        self._next = int(tree.get("/ParentTreeNextKey", 0))
        self._ids: list[tuple[bytes, Object]] = named(tree)
        self._added = 0

    def add(self, tree: Object) -> int:
        """Take the tags of a piece; return what is added to the numbers of its pages and links."""
        offset = self._next
        self._added += 1
        self._ids += _renamed(tree, f"{self._added}-".encode())
        for kid in _seen(_document(tree)):
            kid.P = self._document
            self._children.append(kid)
        self._owners += [(number + offset, owner) for number, owner in _numbered(tree)]
        for key in ("/RoleMap", "/ClassMap"):
            if key in tree:
                known = _dictionary(self._tree, key)
                for name, value in tree[key].items():
                    if name not in known:
                        known[name] = value
        if "/Namespaces" in tree:
            spaces = self._tree.get("/Namespaces", Array())
            self._tree.Namespaces = Array([*spaces, *tree.Namespaces])
        self._next += int(tree.get("/ParentTreeNextKey", 0))
        return offset

    def finish(self) -> None:
        """Write the tree of the whole."""
        self._document.K = Array([*self._children, *self._behind])
        flat = [item for pair in self._owners for item in pair]
        self._tree.ParentTree = Dictionary(Nums=Array(flat))
        self._tree.ParentTreeNextKey = self._next
        tags.name(self._tree, self._ids)


def _dictionary(owner: Object, key: str) -> Any:  # noqa: ANN401 - as pikepdf has it
    """Return the dictionary at *key*, after making it if need be."""
    if key not in owner:
        owner[key] = Dictionary()
    return owner[key]


def _document(tree: Object) -> Object:
    """Return the one element at the top."""
    return tree.K[0] if isinstance(tree.K, Array) else tree.K


def _seen(element: Object) -> list[Any]:
    """Return the children of *element* without headings that are not seen, nor have anything in."""
    return [kid for kid in kids_of(element) if not is_empty(kid)]


def _is_on(element: Any, pages: AbstractSet[tuple[int, int]]) -> bool:  # noqa: ANN401 - see above
    """Tell whether *element* begins on one of *pages*."""
    if not isinstance(element, Dictionary):
        return False
    if "/Pg" in element:
        return element.Pg.objgen in pages
    return any(_is_on(kid, pages) for kid in kids_of(element))


def _numbered(tree: Object) -> Iterator[tuple[int, Object]]:
    for pairs in leaves(tree.ParentTree, "/Nums") if "/ParentTree" in tree else ():
        for at in range(0, len(pairs), 2):
            yield int(pairs[at]), pairs[at + 1]


def _renamed(tree: Object, before: bytes) -> list[tuple[bytes, Object]]:
    """Put *before* before every id of a piece, for another piece may have it too."""
    found = named(tree)
    if found:
        _rename(_document(tree), before)
    return [(before + name, owner) for name, owner in found]


def _rename(element: Any, before: bytes) -> None:  # noqa: ANN401 - see above
    if not isinstance(element, Dictionary) or "/S" not in element:
        return
    if "/ID" in element:
        element.ID = String(before + bytes(element.ID))
    attributes = element.get("/A", Array())
    for each in attributes if isinstance(attributes, Array) else [attributes]:
        if isinstance(each, Dictionary) and "/Headers" in each:
            each.Headers = Array([String(before + bytes(name)) for name in each.Headers])
    for kid in kids_of(element):
        _rename(kid, before)


def _entries(node: Object) -> Iterator[Object]:
    """Yield the entries of an outline as they are read."""
    entry = node.get("/First")
    while entry is not None:
        yield entry
        yield from _entries(entry)
        entry = entry.get("/Next")
