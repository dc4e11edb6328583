"""Join the pieces of a long PDF to one: pages, links, outline, names and tags.

The frame has all pages, the first ones whole, the others with only what stands above and below the
text; it brings what is said of the whole. Runs in the engine's process.
"""

import hashlib
import re
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefwright.press import structure
from briefwright.press.engine import LINK, PAGE
from briefwright.press.numbering import Number, numbered
from briefwright.press.objects import Pool
from briefwright.press.values import (
    Entries,
    array,
    dictionary,
    entries,
    items,
    number_of,
    reference,
    string_of,
    text,
)

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


def join(
    frame: Frame,
    sections: Sequence[Section],
    goals: Mapping[str, Goal],
    headings: Sequence[str],
    output: Path,
) -> None:
    """Write *output*: the *frame* with the pages of the *sections* on those that are theirs.

    *headings* are the labels of what is in the outline, in order. Raises
    :class:`~briefwright.press.numbering.NoDigits`.
    """
    data = frame.pdf.read_bytes()
    identity = hashlib.sha256(data)
    first = frame.front
    joiner = _Joiner(data, goals, first + sum(section.pages for section in sections))
    joiner.keep(0, first)
    for section in sections:
        data = section.pdf.read_bytes()
        identity.update(data)
        joiner.add(data, section, first)
        first += section.pages
    joiner.keep(first)
    joiner.finish(headings, identity.digest()[:16], output)


class _Joiner:
    """Puts pieces into a frame."""

    def __init__(self, data: bytes, goals: Mapping[str, Goal], end: int) -> None:
        self._version = data.partition(b"\n")[0].strip()
        self._pool = Pool()
        self._trailer = self._pool.load(data)
        self._root = self._pool[number_of(self._trailer[b"/Root"])]
        self._goals = goals
        self._frame = _pages(self._pool, self._root)
        self._pages: list[int] = []
        self._waiting: list[tuple[Entries, str]] = []
        """Links, and the labels that they lead to."""
        tree = number_of(self._root.get(b"/StructTreeRoot", b""))
        behind = frozenset(self._frame[end:])
        self._tags = structure.Tags(self._pool, tree, behind) if tree else None

    def keep(self, start: int, end: int | None = None) -> None:
        """Take some pages as they are; what they lead to they say by its label."""
        names = {f"{LINK}{label}": label for label in self._goals}
        for number in self._frame[start:end]:
            self._take_links(self._pool[number], names, 0)
            self._pages.append(number)

    def add(self, data: bytes, section: Section, first: int) -> None:
        """Take the pages of a piece, from that with the index *first* on."""
        begin = len(self._pool)
        trailer = self._pool.load(data)
        root = self._pool[number_of(trailer[b"/Root"])]
        tree = number_of(root.get(b"/StructTreeRoot", b""))
        offset = self._tags.add(tree, begin) if self._tags and tree else 0
        names = {f"{LINK}{number}": label for number, label in enumerate(section.links)}
        for number, taken in enumerate(_pages(self._pool, root), first):
            page = self._pool[taken]
            self._number(page, self._take_links(page, names, offset))
            self._furnish(page, self._pool[self._frame[number]], number)
            structure.shift(page, b"/StructParents", offset)
            self._pages.append(taken)

    def _links(self, page: Entries) -> Iterator[Entries]:
        for link in items(self._pool.at(page.get(b"/Annots", b"[]"))):
            yield self._pool[number_of(link)]

    def _take_links(self, page: Entries, names: Mapping[str, str], offset: int) -> list[Number]:
        """Note which links are still to be led to a label; *names* are what they say of it.

        Return the numbers of pages that are their texts.
        """
        numbers = []
        for link in self._links(page):
            structure.shift(link, b"/StructParent", offset)
            action = entries(self._pool.at(link.get(b"/A", b"")))
            address = string_of(action.get(b"/URI", b"()")).decode(errors="replace")
            name, _, room = address.partition(PAGE)
            label = names.get(address) or (names.get(name) if room else None)
            if label:
                self._waiting.append((link, label))
            if label and room and self._tags:
                digits, shift = map(int, room.split(":"))
                marked = self._tags.content(int(link[b"/StructParent"]))
                page_number = self._goals[label].page
                numbers.append(Number(page_number, marked=marked, digits=digits, shift=shift))
        return numbers

    def _number(self, page: Entries, numbers: Sequence[Number]) -> None:
        """Put *numbers* of pages into the text of *page*."""
        if numbers:
            number = number_of(page[b"/Contents"])
            content = numbered(zlib.decompress(self._pool.stream(number)), numbers)
            self._pool.write_stream(number, zlib.compress(content))

    def _furnish(self, page: Entries, furniture: Entries, number: int) -> None:
        """Put what stands above and below the text onto *page*."""
        pool = self._pool
        pool[number_of(furniture[b"/Contents"])].update(
            {
                b"/Type": b"/XObject",
                b"/Subtype": b"/Form",
                b"/BBox": furniture[b"/MediaBox"],
                b"/Resources": furniture.get(b"/Resources", b"<<>>"),
            }
        )
        name = b"/Furniture%d" % number
        resources = entries(pool.at(page.get(b"/Resources", b"<<>>")))
        drawn = entries(pool.at(resources.get(b"/XObject", b"<<>>")))
        drawn[name] = furniture[b"/Contents"]
        resources[b"/XObject"] = dictionary(drawn)
        page[b"/Resources"] = dictionary(resources)
        draw = pool.add({}, b"q %b Do Q" % name)
        page[b"/Contents"] = array([page[b"/Contents"], reference(draw)])
        for link in self._links(furniture):
            link.pop(b"/StructParent", None)
        links = [page.get(b"/Annots", b"[]"), furniture.get(b"/Annots", b"[]")]
        together = [link for some in links for link in items(pool.at(some))]
        if together:
            page[b"/Annots"] = array(together)

    def finish(self, headings: Sequence[str], identity: bytes, output: Path) -> None:
        """Bring what is said of the whole: pages, links, outline, names, tags, identity."""
        pool = self._pool
        count = b"%d" % len(self._pages)
        kids = array([*map(reference, self._pages)])
        pages = pool.add({b"/Type": b"/Pages", b"/Kids": kids, b"/Count": count})
        for page in self._pages:
            pool[page][b"/Parent"] = reference(pages)
        self._root[b"/Pages"] = reference(pages)
        for link, label in self._waiting:
            del link[b"/A"]
            link[b"/Dest"] = self._goal(label)
            link[b"/Contents"] = text(self._goals[label].text or str(self._goals[label].page))
        self._lead_outline(headings)
        self._lead_names()
        if self._tags:
            self._tags.finish()
        metadata = number_of(self._root.get(b"/Metadata", b""))
        if metadata:
            new = rb"\g<1>" + b64encode(identity)
            pool.write_stream(metadata, _IDENTITY.sub(new, pool.stream(metadata)))
        named = b"<%b>" % identity.hex().encode()
        end = {key: value for key, value in self._trailer.items() if key in (b"/Root", b"/Info")}
        end[b"/ID"] = array([named, named])
        pool.save(output, self._version, end)

    def _goal(self, label: str) -> bytes:
        goal = self._goals[label]
        page = self._pages[goal.page - 1]
        height = float(items(self._pool[page][b"/MediaBox"])[3])
        x, y = (b"%.5f" % value for value in (goal.x, height - max(0.0, goal.y - _ABOVE)))
        at = [value.rstrip(b"0").rstrip(b".") for value in (x, y)]
        return array([reference(page), b"/XYZ", *at, b"0"])

    def _lead_outline(self, headings: Sequence[str]) -> None:
        """Let each entry lead to its heading: in the frame they stand at the top of the page."""
        outline = number_of(self._root.get(b"/Outlines", b""))
        listed = [*self._outlined(outline)] if outline else []
        if len(listed) == len(headings):
            for entry, label in zip(listed, headings, strict=True):
                entry[b"/Dest"] = self._goal(label)

    def _outlined(self, node: int) -> Iterator[Entries]:
        """Yield the entries of an outline as they are read."""
        at = number_of(self._pool[node].get(b"/First", b""))
        while at:
            yield self._pool[at]
            yield from self._outlined(at)
            at = number_of(self._pool[at].get(b"/Next", b""))

    def _lead_names(self) -> None:
        names = entries(self._pool.at(self._root.get(b"/Names", b"<<>>")))
        if b"/Dests" not in names:
            return
        flat = structure.leaves(self._pool, names[b"/Dests"], b"/Names")
        for at in range(0, len(flat), 2):
            label = string_of(flat[at]).decode(errors="replace")
            if label in self._goals:
                flat[at + 1] = self._goal(label)
        self._root[b"/Names"] = dictionary(
            {**names, b"/Dests": dictionary({b"/Names": array(flat)})}
        )


def _pages(pool: Pool, root: Entries) -> list[int]:
    """Return the pages of a file, which the engine lists at one level."""
    return [number_of(kid) for kid in items(pool[number_of(root[b"/Pages"])][b"/Kids"])]
