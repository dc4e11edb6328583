"""Join the pieces of a long PDF to one: pages, links, outline, names and tags.

The frame has all pages, the first ones whole, the others with only what stands above and below the
text; it brings what is said of the whole. Runs in the engine's process.
"""

import hashlib
import re
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefwright.press import structure
from briefwright.press.engine import LINK, PAGE
from briefwright.press.numbering import Number, numbered
from briefwright.press.objects import Buffer, File, Writer
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
_FURNITURE = b"/Furniture"
"""What stands above and below the text, as pages call it."""
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
    with output.open("wb") as file:
        end = first + sum(section.pages for section in sections)
        joiner = _Joiner(data, goals, end, file.write)
        joiner.keep(0, first)
        for section in sections:
            data = section.pdf.read_bytes()
            identity.update(data)
            joiner.add(data, section.links, first)
            first += section.pages
        joiner.keep(first)
        joiner.finish(headings, identity.digest()[:16])


class _Joiner:
    """Puts pieces into a frame: what a piece has on a page becomes that of the frame's own page."""

    def __init__(
        self, data: bytes, goals: Mapping[str, Goal], end: int, write: Callable[[Buffer], object]
    ) -> None:
        self._written = Writer(write, data[: data.index(b"\n")].strip())
        self._frame = frame = File(data)
        frame.number(self._written.numbers(len(frame)), {}, 0)
        self._root = frame[number_of(frame.trailer[b"/Root"])]
        self._pages = _pages(frame[number_of(self._root[b"/Pages"])])
        self._goals = goals
        self._led = {label: self._leading(goal) for label, goal in goals.items()}
        """What is said of links, by the label that they lead to."""
        self._draw = self._written.numbers(1)
        draw = b"q %b Do Q" % _FURNITURE
        self._written.put(self._draw, b"<</Length %d>>" % len(draw), draw)
        tree = number_of(self._root.get(b"/StructTreeRoot", b""))
        behind = frozenset(self._pages[end:])
        self._tags = structure.Tags(frame, tree, behind) if tree else None

    def _leading(self, goal: Goal) -> Entries:
        page = self._pages[goal.page - 1]
        height = float(items(self._frame[page][b"/MediaBox"])[3])
        x, y = (b"%.5f" % value for value in (goal.x, height - max(0.0, goal.y - _ABOVE)))
        at = [value.rstrip(b"0").rstrip(b".") for value in (x, y)]
        dest = array([reference(page), b"/XYZ", *at, b"0"])
        return {b"/Dest": dest, b"/Contents": text(goal.text or str(goal.page))}

    def keep(self, start: int, end: int | None = None) -> None:
        """Take some pages as they are; what they lead to they say by its label."""
        names = {f"{LINK}{label}": label for label in self._goals}
        for number in self._pages[start:end]:
            self._lead_links(self._frame, self._frame[number], names)

    def add(self, data: bytes, links: Sequence[str], first: int) -> None:
        """Take the pages of a piece, from that with the index *first* on.

        *links* are the labels that its own lead to, by their number.
        """
        piece = File(data)
        before = self._written.numbers(len(piece)) - 1
        root = piece.read(number_of(piece.trailer[b"/Root"]))
        taken = _pages(piece.read(number_of(root[b"/Pages"])))
        pages = dict(zip(taken, self._pages[first:], strict=False))
        tree = number_of(root.get(b"/StructTreeRoot", b""))
        if self._tags and tree:
            top = structure.top(piece.read(tree))
            piece.number(before + 1, {**pages, top: self._tags.document}, self._tags.next)
            self._tags.add(piece, before + tree, before + top)
        else:
            piece.number(before + 1, pages, 0)
        names = {f"{LINK}{number}": label for number, label in enumerate(links)}
        for own, number in pages.items():
            page = piece[before + own]
            numbers = self._lead_links(piece, page, names)
            if numbers:
                drawn = number_of(page[b"/Contents"])
                content = numbered(zlib.decompress(piece.stream(drawn)), numbers)
                piece.write_stream(drawn, zlib.compress(content))
            self._furnish(piece, page, self._frame[number])
            self._frame[number] = page
            del piece[before + own]
        for number in _of_the_whole(piece, before):
            del piece[number]
        self._written.take(piece)

    def _lead_links(self, file: File, page: Entries, names: Mapping[str, str]) -> list[Number]:
        """Lead links of a page to labels; *names* are what they say of these.

        Return the numbers of pages that are their texts.
        """
        numbers = []
        for link in map(file.__getitem__, _links(file, page)):
            action = entries(file.at(link.get(b"/A", b"")))
            address = string_of(action.get(b"/URI", b"()")).decode(errors="replace")
            name, _, room = address.partition(PAGE)
            label = names.get(address) or (names.get(name) if room else None)
            if label:
                del link[b"/A"]
                link.update(self._led[label])
            if label and room and self._tags:
                digits, shift = map(int, room.split(":"))
                marked = self._tags.content(file, int(link[b"/StructParent"]))
                page_number = self._goals[label].page
                numbers.append(Number(page_number, marked=marked, digits=digits, shift=shift))
        return numbers

    def _furnish(self, piece: File, page: Entries, furniture: Entries) -> None:
        """Put what stands above and below the text onto *page*."""
        frame = self._frame
        frame[number_of(furniture[b"/Contents"])].update(
            {
                b"/Type": b"/XObject",
                b"/Subtype": b"/Form",
                b"/BBox": furniture[b"/MediaBox"],
                b"/Resources": furniture.get(b"/Resources", b"<<>>"),
            }
        )
        resources = entries(piece.at(page.get(b"/Resources", b"<<>>")))
        drawn = entries(piece.at(resources.get(b"/XObject", b"<<>>")))
        drawn[_FURNITURE] = furniture[b"/Contents"]
        resources[b"/XObject"] = dictionary(drawn)
        page[b"/Resources"] = dictionary(resources)
        page[b"/Contents"] = array([page[b"/Contents"], reference(self._draw)])
        page[b"/Parent"] = furniture[b"/Parent"]
        for link in _links(frame, furniture):
            frame[link].pop(b"/StructParent", None)
        together = [*_links(piece, page), *_links(frame, furniture)]
        if together:
            page[b"/Annots"] = array([*map(reference, together)])

    def finish(self, headings: Sequence[str], identity: bytes) -> None:
        """Bring what is said of the whole: outline, names, tags, identity."""
        frame = self._frame
        listed = [*_outlined(frame, number_of(self._root.get(b"/Outlines", b"")))]
        # In the frame, headings stand at the top of the page.
        if len(listed) == len(headings):
            for entry, label in zip(listed, headings, strict=True):
                frame[entry][b"/Dest"] = self._led[label][b"/Dest"]
        self._lead_names()
        if self._tags:
            self._tags.finish()
        metadata = number_of(self._root.get(b"/Metadata", b""))
        if metadata:
            new = rb"\g<1>" + b64encode(identity)
            frame.write_stream(metadata, _IDENTITY.sub(new, frame.stream(metadata)))
        self._written.take(frame)
        named = b"<%b>" % identity.hex().encode()
        end = {key: value for key, value in frame.trailer.items() if key in (b"/Root", b"/Info")}
        self._written.end({**end, b"/ID": array([named, named])})

    def _lead_names(self) -> None:
        names = entries(self._frame.at(self._root.get(b"/Names", b"<<>>")))
        if b"/Dests" not in names:
            return
        flat = structure.leaves(self._frame, names[b"/Dests"], b"/Names")
        for at in range(0, len(flat), 2):
            label = string_of(flat[at]).decode(errors="replace")
            if label in self._led:
                flat[at + 1] = self._led[label][b"/Dest"]
        self._root[b"/Names"] = dictionary(
            {**names, b"/Dests": dictionary({b"/Names": array(flat)})}
        )


def _pages(listed: Entries) -> list[int]:
    """Return the pages of a file, which the engine lists at one level."""
    return [*map(number_of, items(listed[b"/Kids"]))]


def _links(file: File, page: Entries) -> list[int]:
    return [*map(number_of, items(file.at(page.get(b"/Annots", b"[]"))))]


def _of_the_whole(piece: File, before: int) -> list[int]:
    """Return what a piece says of all its pages: for the whole the frame says it."""
    root, about = (piece.trailer.get(key, b"") for key in (b"/Root", b"/Info"))
    own = [before + number_of(each) for each in (root, about) if each]
    said = [piece[own[0]].get(key, b"") for key in (b"/Pages", b"/Metadata", b"/Outlines")]
    outline = [*_outlined(piece, number_of(said[-1]))]
    return [*own, *filter(None, map(number_of, said)), *outline]


def _outlined(file: File, node: int) -> Iterator[int]:
    """Yield the entries of an outline, or below one of them, as they are read."""
    at = number_of(file[node].get(b"/First", b"")) if node else 0
    while at:
        yield at
        yield from _outlined(file, at)
        at = number_of(file[at].get(b"/Next", b""))
