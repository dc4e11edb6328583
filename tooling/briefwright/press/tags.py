"""The structure tree of a PDF: what is read aloud, and in which order. Works on what pikepdf opens."""

from collections.abc import Iterator, Sequence
from typing import Any

from pikepdf import Array, Dictionary, Object, String

Named = tuple[bytes, Object]
"""The id of an element, and the element."""


def kids_of(element: Object) -> list[Any]:
    """Return what is in *element*: elements, and numbers and dictionaries of marked content."""
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def is_element(kid: Any) -> bool:  # noqa: ANN401 - see above
    """Tell whether *kid* is an element."""
    return isinstance(kid, Dictionary) and "/S" in kid


def is_empty(element: Any) -> bool:  # noqa: ANN401 - see above
    """Tell whether nothing that is shown belongs to *element*."""
    if not isinstance(element, Dictionary) or "/MCID" in element or "/Obj" in element:
        return False
    return all(map(is_empty, kids_of(element)))


def leaves(node: Object, key: str) -> Iterator[Object]:
    """Yield the arrays of a tree of numbers or names."""
    if key in node:
        yield node[key]
    for kid in node.get("/Kids", ()):
        yield from leaves(kid, key)


def named(tree: Object) -> list[Named]:
    """Return the elements of a structure tree that have an id."""
    if "/IDTree" not in tree:
        return []
    found = leaves(tree.IDTree, "/Names")
    return [(bytes(leaf[at]), leaf[at + 1]) for leaf in found for at in range(0, len(leaf), 2)]


def name(tree: Object, pairs: Sequence[Named]) -> None:
    """Write the ids of the elements of *tree*."""
    if pairs:
        ordered = sorted(pairs, key=lambda pair: pair[0])
        limits = Array([String(ordered[0][0]), String(ordered[-1][0])])
        listed = [item for known, owner in ordered for item in (String(known), owner)]
        leaf = Dictionary(Limits=limits, Names=Array(listed))
        tree.IDTree = Dictionary(Kids=Array([leaf]))
