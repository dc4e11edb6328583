"""Where what can be looked up stands in one PDF: names of a brief to labels of its sheets. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile
from typing import Any

from briefwright.press.tongues import tongue_of
from briefwright.sphinx_ext.finding import Entry, Finding, Thumb, sort_key
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.typst_base import Heading, Sheet

AUTO, NONE = "auto", "none"
FEW = 12
"""A PDF with fewer cards has no index unless one is asked for."""

Told = dict[str, Any]
"""A dictionary for ``print.typ``."""


def indexes(job: PrintJob, sheets: Iterable[Sheet]) -> list[Told]:
    """Return the indexes that *job* asks for, each with what stands in these *sheets*."""
    labels = _Labels(sheets, job.language)
    finding, wanted = job.finding, job.options.get("indexes", ())
    found = []
    for kind in _chosen(finding, wanted if isinstance(wanted, Sequence) else (), labels.count):
        lines = list(filter(_leads, map(labels.line, finding.indexes[kind])))
        if lines:
            found.append({"kind": kind, "entries": lines})
    return found


class _Labels:
    """The labels of sheets, by what a brief calls what they stand at."""

    def __init__(self, sheets: Iterable[Sheet], language: str) -> None:
        self._language = language
        self._cards: dict[str, list[str]] = {}
        self._sections: dict[str, list[str]] = {}
        for heading in _headings(sheets):
            for name in heading.cards:
                self._cards.setdefault(name, []).append(heading.label)
            for node_id in heading.ids:
                self._sections.setdefault(node_id, []).append(heading.label)

    @property
    def count(self) -> int:
        """How many cards there are."""
        return len(self._cards)

    def line(self, entry: Entry) -> Told:
        """Return a line of an index; it may lead to nothing here."""
        goals = [
            *(label for node_id in entry.sections for label in self._sections.get(node_id, ())),
            *(label for name in entry.cards for label in self._cards.get(name, ())),
        ]
        return {
            "text": entry.text,
            "group": entry.group,
            "block": bool(entry.sections),
            "initial": sort_key(entry.text)[:1],
            "goals": list(dict.fromkeys(goals)),
            "below": list(filter(_leads, map(self.line, entry.below))),
            **_nature(entry.text, self._language),
        }


def _headings(sheets: Iterable[Sheet]) -> Iterator[Heading]:
    return (heading for sheet in sheets for part in sheet.segments for heading in part.headings)


def _leads(told: Told) -> bool:
    return bool(told["goals"] or told["below"])


def _chosen(finding: Finding, wanted: Iterable[str], cards: int) -> list[str]:
    """Return the names of the indexes to make of so many cards."""
    listed = [*wanted]
    if NONE in listed:
        return []
    if AUTO in listed and cards >= FEW:
        listed = [*finding.indexes]
    return [kind for kind in dict.fromkeys(listed) if kind in finding.indexes]


def texts(told: Iterable[Told]) -> Iterator[str]:
    """Yield what is printed of indexes."""
    for each in told:
        yield each.get("text", "")
        yield each.get("group", "")
        yield from texts([*each.get("entries", ()), *each.get("below", ())])


def sections(job: PrintJob, level: int, sheet: Sheet) -> list[Told]:
    """Return the sections of a document that its pages are found by; it stands at *level*.

    Those are the contentions and blocks of the brief, and the sections on top that have none of
    them.
    """
    finding, top = job.finding, job.level + 2  # below the titles of the documents
    found = []
    headings = [heading for heading in _headings([sheet]) if heading.number is None]
    for number, heading in enumerate(headings):
        thumb = _thumb(heading, finding)
        inner = _inside(headings[number + 1 :], heading.level)
        if thumb or (
            heading.level + level == top and not any(_thumb(each, finding) for each in inner)
        ):
            said = {"side": thumb.side if thumb else "", "thumb": thumb.text if thumb else ""}
            nature = _nature(heading.text, job.language)
            found.append({"label": heading.label, "title": heading.text, **said, **nature})
    return found


def _inside(headings: Iterable[Heading], level: int) -> Iterator[Heading]:
    return takewhile(lambda heading: heading.level > level, headings)


def _thumb(heading: Heading, finding: Finding) -> Thumb | None:
    return next((finding.thumbs[i] for i in heading.ids if i in finding.thumbs), None)


def place_thumbs(parts: Iterable[list[Told]]) -> None:
    """Tell each section that has a thumb which it is of how many of its side, and of which side."""
    by_side: dict[str, list[Told]] = {}
    for section in chain.from_iterable(parts):
        if section["thumb"]:
            by_side.setdefault(section["side"], []).append(section)
    for side, found in enumerate(by_side.values()):
        for number, section in enumerate(found):
            section["stands"] = [side, len(by_side), number, len(found)]


def _nature(text: str, language: str) -> Told:
    """Return what a look has to know of the script of *text*."""
    tongue = tongue_of(text, language)
    return {"script": tongue.script, "right-to-left": tongue.right_to_left}
