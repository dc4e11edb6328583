"""Lead what leads to pages of a PDF, links, outline and names, to where they have come to stand."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from pikepdf import Array, Dictionary, Object, Pdf, String

from briefwright.press.tags import leaves

Lead = Callable[[Object], Object | None]
"""A function from a destination to another, or to none where its page is gone."""


def lead_all(pdf: Pdf, lead: Lead, pages: Sequence[Object]) -> None:
    """Let all that leads to a page lead to where *lead* says, and leave out what leads nowhere."""
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    found: Any = leaves(names, "/Names") if names is not None else ()
    lost: set[bytes] = set()
    for leaf in found:
        pairs = [(bytes(leaf[at]), leaf[at + 1]) for at in range(0, len(leaf), 2)]
        led = [(key, _led(value, lead)) for key, value in pairs]
        lost |= {key for key, value in led if value is None}
        while len(leaf):
            del leaf[0]
        for key, value in led:
            if value is not None:
                leaf.extend([String(key), value])
    for page in pages:
        _lead_links(page, lead, lost)
    if "/OpenAction" in pdf.Root:
        del pdf.Root["/OpenAction"]
    outline = pdf.Root.get("/Outlines")
    if outline is not None and not _lead_outline(outline, lead, lost):
        del pdf.Root["/Outlines"]


def _led(goal: Object, lead: Lead) -> Object | None:
    """Return where *goal* leads now; it may be an array, or a dictionary that has one."""
    if isinstance(goal, Dictionary):
        inner = lead(goal.D)
        return None if inner is None else Dictionary(D=inner)
    return lead(goal)


def _lead_links(page: Object, lead: Lead, lost: set[bytes]) -> None:
    if "/Annots" not in page:
        return
    kept = [link for link in page.Annots if _lead_entry(link, lead, lost)]
    if kept:
        page.Annots = Array(kept)
    else:
        del page["/Annots"]


def _lead_entry(entry: Object, lead: Lead, lost: set[bytes]) -> bool:
    """Lead a link or an entry of the outline; return whether it still leads anywhere."""
    action = entry.get("/A", Dictionary())
    owner, key = (action, "/D") if "/D" in action else (entry, "/Dest")
    if key not in owner:
        return True  # to the web
    goal = owner[key]
    if isinstance(goal, String):
        return bytes(goal) not in lost
    led = lead(goal)
    if led is not None:
        owner[key] = led
    return led is not None


def _lead_outline(node: Any, lead: Lead, lost: set[bytes]) -> int:  # noqa: ANN401 - as pikepdf has it
    """Lead the entries below *node*, and return how many of them are left.

    One that leads nowhere stays if there is one below it, and leads where that does.
    """
    entries = []
    for entry in _entries(node):
        below = _lead_outline(entry, lead, lost)
        stays = _lead_entry(entry, lead, lost)
        if not stays and below:
            _drop(entry, "/A")
            entry.Dest = _goal_of(entry.First)
        if stays or below:
            entries.append(entry)
    _drop(node, "/First", "/Last", "/Count")
    for entry in entries:
        _drop(entry, "/Prev", "/Next")
    for before, after in pairwise(entries):
        after.Prev, before.Next = before, after
    if entries:
        node.First, node.Last = entries[0], entries[-1]
        node.Count = len(entries) + sum(int(entry.get("/Count", 0)) for entry in entries)
    return len(entries)


def _entries(node: Any) -> list[Any]:  # noqa: ANN401
    """Return the entries of an outline just below *node*."""
    found = []
    entry = node.get("/First")
    while entry is not None:
        found.append(entry)
        entry = entry.get("/Next")
    return found


def _drop(owner: Any, *keys: str) -> None:  # noqa: ANN401
    for key in keys:
        if key in owner:
            del owner[key]


def _goal_of(entry: Object) -> Object:
    action = entry.get("/A", Dictionary())
    return action.D if "/D" in action else entry.Dest
