"""The tags of several PDFs made one: what is read aloud, and in which order."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from briefwright.press.objects import Pool
from briefwright.press.values import (
    Entries,
    array,
    dictionary,
    entries,
    items,
    number_of,
    reference,
)

_NAMING = re.compile(rb"/(?:ID|Headers)\b")
_HEADED = re.compile(rb"/Headers\s*\[[^\[\]]*\]")
_SHOWS = re.compile(rb"/K\s*\[?\s*\d+\b(?! 0 R)")
"""What has marked content, at its beginning."""
_STRING = re.compile(rb"[(<]")


class Tags:
    """The structure tree of the whole, which begins as that of the frame, its object *tree*."""

    def __init__(self, pool: Pool, tree: int, behind: AbstractSet[int]) -> None:
        self._pool = pool
        self._tree = pool[tree]
        self._document = self._top(self._tree)
        seen = self._seen(self._document)
        self._behind = [kid for kid in seen if self._page(kid) in behind]
        """What stands on the pages *behind* the pieces, and is read after them."""
        self._children = [kid for kid in seen if kid not in self._behind]
        self._owners = dict(self._numbered(self._tree, 0))
        # A frame may have nothing in it that is seen.
        self._next = int(self._tree.get(b"/ParentTreeNextKey", b"0"))
        self._ids = self._named(self._tree)
        self._added = 0

    def add(self, tree: int, first: int) -> int:
        """Take the tags of a piece; return what is added to the numbers of its pages and links.

        The objects of the piece are those from *first* on.
        """
        offset = self._next
        self._added += 1
        added = self._pool[tree]
        self._ids += self._renamed(added, first, b"%d-" % self._added)
        for kid in self._seen(self._top(added)):
            self._pool[number_of(kid)][b"/P"] = reference(self._document)
            self._children.append(kid)
        self._owners |= self._numbered(added, offset)
        for key in (b"/RoleMap", b"/ClassMap"):
            if key in added:
                known = entries(self._pool.at(self._tree.get(key, b"<<>>")))
                self._tree[key] = dictionary({**entries(self._pool.at(added[key])), **known})
        if b"/Namespaces" in added:
            spaces = (each.get(b"/Namespaces", b"[]") for each in (self._tree, added))
            both = [space for own in spaces for space in items(self._pool.at(own))]
            self._tree[b"/Namespaces"] = array(both)
        self._next += int(added.get(b"/ParentTreeNextKey", b"0"))
        return offset

    def finish(self) -> None:
        """Write the tree of the whole."""
        self._pool[self._document][b"/K"] = array([*self._children, *self._behind])
        flat = [item for number, owner in self._owners.items() for item in (b"%d" % number, owner)]
        self._tree[b"/ParentTree"] = dictionary({b"/Nums": array(flat)})
        self._tree[b"/ParentTreeNextKey"] = b"%d" % self._next
        if self._ids:
            ordered = sorted(self._ids)
            names = array([item for pair in ordered for item in pair])
            limits = array([ordered[0][0], ordered[-1][0]])
            leaf = dictionary({b"/Limits": limits, b"/Names": names})
            self._tree[b"/IDTree"] = dictionary({b"/Kids": array([leaf])})

    def content(self, number: int) -> int:
        """Return the number of the one marked content that a link with the *number* has, or −1."""
        found = [*self._contents(self._owners.get(number, b""))]
        return found[0] if len(found) == 1 else -1

    def _contents(self, kid: bytes) -> Iterator[int]:
        """Yield the numbers of marked content below *kid*: bold text is an element of its own."""
        if kid.isdigit():
            yield int(kid)
        elif number_of(kid):
            for below in self._kids(self._pool[number_of(kid)]):
                yield from self._contents(below)

    def _top(self, tree: Entries) -> int:
        """Return the one element at the top."""
        return number_of(tree[b"/K"]) or number_of(items(tree[b"/K"])[0])

    def _kids(self, element: Entries) -> list[bytes]:
        """Return what is in *element*: elements, and numbers and dictionaries of marked content."""
        kids = element.get(b"/K", b"[]")
        if number_of(kids):
            body = self._pool.at(kids)
            return items(body) if body.startswith(b"[") else [kids]
        return items(kids) if kids.startswith(b"[") else [kids]

    def _entries(self, kid: bytes) -> Entries | None:
        """Return what is said of a *kid*; nothing of a number."""
        number = number_of(kid)
        if number:
            return self._pool[number]
        return entries(kid) if kid.startswith(b"<<") else None

    def _seen(self, element: int) -> list[bytes]:
        """Return what is in *element* but headings that are not seen, nor have anything in."""
        return [kid for kid in self._kids(self._pool[element]) if not self._is_empty(kid)]

    def _is_empty(self, kid: bytes) -> bool:
        """Tell whether nothing that is shown belongs to *kid*."""
        number = number_of(kid)
        if number and self._pool.has(_SHOWS, number):
            return False
        element = self._entries(kid)
        if element is None or b"/MCID" in element or b"/Obj" in element:
            return False
        return all(map(self._is_empty, self._kids(element)))

    def _page(self, kid: bytes) -> int:
        """Return the page that *kid* begins on, or 0."""
        element = self._entries(kid) or {}
        if b"/Pg" in element:
            return number_of(element[b"/Pg"])
        return next(filter(None, map(self._page, self._kids(element))), 0)

    def _numbered(self, tree: Entries, offset: int) -> list[tuple[int, bytes]]:
        """Return whose the marked content of pages and links is, by their numbers."""
        flat = leaves(self._pool, tree.get(b"/ParentTree", b"<<>>"), b"/Nums")
        return [
            (int(number) + offset, owner)
            for number, owner in zip(flat[::2], flat[1::2], strict=True)
        ]

    def _named(self, tree: Entries) -> list[tuple[bytes, bytes]]:
        """Return the elements that have an id, and these."""
        flat = leaves(self._pool, tree.get(b"/IDTree", b"<<>>"), b"/Names")
        return [*zip(flat[::2], flat[1::2], strict=True)]

    def _renamed(self, tree: Entries, first: int, before: bytes) -> list[tuple[bytes, bytes]]:
        """Put *before* before every id of a piece, for another piece may have it too."""
        found = self._named(tree)
        for number in self._pool.find(_NAMING, first) if found else ():
            element = self._pool[number]
            if b"/ID" in element:
                element[b"/ID"] = _longer(element[b"/ID"], before)
            if b"/A" in element:
                element[b"/A"] = _HEADED.sub(lambda it: _longer(it[0], before), element[b"/A"])
        return [(_longer(name, before), owner) for name, owner in found]


def leaves(pool: Pool, node: bytes, key: bytes) -> list[bytes]:
    """Return what is in a tree of numbers or names, one after the other."""
    found = entries(pool.at(node))
    own = items(pool.at(found.get(key, b"[]")))
    kids = items(pool.at(found.get(b"/Kids", b"[]")))
    return own + [item for kid in kids for item in leaves(pool, kid, key)]


def shift(owner: Entries, key: bytes, offset: int) -> None:
    """Add *offset* to the number that is at *key*, if there is one."""
    if key in owner:
        owner[key] = b"%d" % (int(owner[key]) + offset)


def _longer(strings: bytes, before: bytes) -> bytes:
    """Put *before* before each string of what is written; those of the engine are plain."""
    return _STRING.sub(
        lambda it: it[0] + (before if it[0] == b"(" else before.hex().encode()), strings
    )
