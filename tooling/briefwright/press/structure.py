"""The tags of several PDFs made one: what is read aloud, and in which order."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from briefwright.press.objects import File
from briefwright.press.values import (
    Entries,
    array,
    dictionary,
    entries,
    items,
    number_of,
)

_NAMING = re.compile(rb"/(?:ID|Headers)\b")
_HEADED = re.compile(rb"/Headers\s*\[[^\[\]]*\]")
_SHOWS = re.compile(rb"/K\s*\[?\s*\d+\b(?! 0 R)")
"""What has marked content, at its beginning."""
_STRING = re.compile(rb"[(<]")


class Tags:
    """The structure tree of the whole, which begins as that of the *frame*, its object *tree*."""

    def __init__(self, frame: File, tree: int, behind: AbstractSet[int]) -> None:
        self._frame = frame
        self._tree = frame[tree]
        self.document = top(self._tree)
        """The one element at the top."""
        seen = _seen(frame, self.document)
        self._behind = [kid for kid in seen if _page(frame, kid) in behind]
        """What stands on the pages *behind* the pieces, and is read after them."""
        self._children = [kid for kid in seen if kid not in self._behind]
        self._owners = dict(_numbered(frame, self._tree, 0))
        # A frame may have nothing in it that is seen.
        self.next = int(self._tree.get(b"/ParentTreeNextKey", b"0"))
        """What is added to the numbers of pages and links of the piece that comes next."""
        self._ids = _named(frame, self._tree)
        self._added = 0

    def add(self, piece: File, tree: int, own: int) -> None:
        """Take the tags of a *piece*, its objects *tree* and, at its top, *own*, and leave these."""
        self._added += 1
        added = piece[tree]
        self._ids += _renamed(piece, added, b"%d-" % self._added)
        self._children += _seen(piece, own)
        self._owners |= _numbered(piece, added, self.next)
        for key in (b"/RoleMap", b"/ClassMap"):
            if key in added:
                known = entries(self._frame.at(self._tree.get(key, b"<<>>")))
                self._tree[key] = dictionary({**entries(piece.at(added[key])), **known})
        if b"/Namespaces" in added:
            known_spaces = items(self._frame.at(self._tree.get(b"/Namespaces", b"[]")))
            spaces = items(piece.at(added[b"/Namespaces"]))
            self._tree[b"/Namespaces"] = array(known_spaces + spaces)
        self.next += int(added.get(b"/ParentTreeNextKey", b"0"))
        del piece[tree], piece[own]

    def finish(self) -> None:
        """Write the tree of the whole."""
        self._frame[self.document][b"/K"] = array([*self._children, *self._behind])
        flat = [item for number, owner in self._owners.items() for item in (b"%d" % number, owner)]
        self._tree[b"/ParentTree"] = dictionary({b"/Nums": array(flat)})
        self._tree[b"/ParentTreeNextKey"] = b"%d" % self.next
        if self._ids:
            ordered = sorted(self._ids)
            names = array([item for pair in ordered for item in pair])
            limits = array([ordered[0][0], ordered[-1][0]])
            leaf = dictionary({b"/Limits": limits, b"/Names": names})
            self._tree[b"/IDTree"] = dictionary({b"/Kids": array([leaf])})

    def content(self, file: File, number: int) -> int:
        """Return the number of the one marked content that a link of *file* has, or −1.

        *number* is that by which the link is known.
        """
        found = [*_contents(file, self._owners.get(number, b""))]
        return found[0] if len(found) == 1 else -1


def _contents(file: File, kid: bytes) -> Iterator[int]:
    """Yield the numbers of marked content below *kid*: bold text is an element of its own."""
    if kid.isdigit():
        yield int(kid)
    elif number_of(kid):
        for below in _kids(file, file[number_of(kid)]):
            yield from _contents(file, below)


def top(tree: Entries) -> int:
    """Return the one element at the top."""
    return number_of(tree[b"/K"]) or number_of(items(tree[b"/K"])[0])


def _kids(file: File, element: Entries) -> list[bytes]:
    """Return what is in *element*: elements, and numbers and dictionaries of marked content."""
    kids = element.get(b"/K", b"[]")
    if number_of(kids):
        body = file.at(kids)
        return items(body) if body.startswith(b"[") else [kids]
    return items(kids) if kids.startswith(b"[") else [kids]


def _entries(file: File, kid: bytes) -> Entries | None:
    """Return what is said of a *kid*; nothing of a number."""
    number = number_of(kid)
    if number:
        return file[number]
    return entries(kid) if kid.startswith(b"<<") else None


def _seen(file: File, element: int) -> list[bytes]:
    """Return what is in *element*; leave out headings that are not seen, nor have anything in."""
    kids = _kids(file, file[element])
    seen = [kid for kid in kids if not _is_empty(file, kid)]
    for number in map(number_of, set(kids).difference(seen)):
        if number and b"/ID" not in file[number]:
            del file[number]
    return seen


def _is_empty(file: File, kid: bytes) -> bool:
    """Tell whether nothing that is shown belongs to *kid*."""
    number = number_of(kid)
    if number and _SHOWS.search(file.body(number)):
        return False
    element = _entries(file, kid)
    if element is None or b"/MCID" in element or b"/Obj" in element:
        return False
    return all(_is_empty(file, each) for each in _kids(file, element))


def _page(file: File, kid: bytes) -> int:
    """Return the page that *kid* begins on, or 0."""
    element = _entries(file, kid) or {}
    if b"/Pg" in element:
        return number_of(element[b"/Pg"])
    return next(filter(None, (_page(file, each) for each in _kids(file, element))), 0)


def _numbered(file: File, tree: Entries, offset: int) -> list[tuple[int, bytes]]:
    """Return whose the marked content of pages and links is, by their numbers."""
    flat = leaves(file, tree.get(b"/ParentTree", b"<<>>"), b"/Nums")
    return [
        (int(number) + offset, owner) for number, owner in zip(flat[::2], flat[1::2], strict=True)
    ]


def _named(file: File, tree: Entries) -> list[tuple[bytes, bytes]]:
    """Return the elements that have an id, and these."""
    flat = leaves(file, tree.get(b"/IDTree", b"<<>>"), b"/Names")
    return [*zip(flat[::2], flat[1::2], strict=True)]


def _renamed(file: File, tree: Entries, before: bytes) -> list[tuple[bytes, bytes]]:
    """Put *before* before every id of a piece, for another piece may have it too."""
    found = _named(file, tree)
    for number in [*file.find(_NAMING)] if found else ():
        element = file[number]
        if b"/ID" in element:
            element[b"/ID"] = _longer(element[b"/ID"], before)
        if b"/A" in element:
            element[b"/A"] = _HEADED.sub(lambda it: _longer(it[0], before), element[b"/A"])
    return [(_longer(name, before), owner) for name, owner in found]


def leaves(file: File, node: bytes, key: bytes) -> list[bytes]:
    """Return what is in a tree of numbers or names, one after the other."""
    found = entries(file.at(node))
    own = items(file.at(found.get(key, b"[]")))
    kids = items(file.at(found.get(b"/Kids", b"[]")))
    return own + [item for kid in kids for item in leaves(file, kid, key)]


def _longer(strings: bytes, before: bytes) -> bytes:
    """Put *before* before each string of what is written; those of the engine are plain."""
    return _STRING.sub(
        lambda it: it[0] + (before if it[0] == b"(" else before.hex().encode()), strings
    )
