"""Plan a speech, and record how far it was read: changes to the ``speeches`` of a specification."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from briefwright.fields import Tree
from briefwright.files import read_text, write_atomic
from briefwright.model import (
    Block,
    Brief,
    Card,
    Contention,
    Side,
    SideBrief,
    Spec,
    SpeechItem,
    SpeechPlan,
)
from briefwright.problems import BriefError, Code, Place, Problem, did_you_mean, stop
from briefwright.project import SPEC_SUFFIXES, Project
from briefwright.rewriting import plain, rewrite
from briefwright.spec import arrange
from briefwright.speeches import bad_stop, find_speech
from briefwright.stops import find_stops

_ANALYTIC = re.compile(r"analytic\s*:\s*(?P<words>\S.*)", re.IGNORECASE | re.DOTALL)
_NUMBERED = re.compile(r"(?P<kind>contention|at)\s*(?P<number>\d+)", re.IGNORECASE)
_AT = re.compile(r"at\s*:\s*(?P<heading>\S.*)", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_ENTRIES = ("card", "section", "analytic")


def read_items(
    wanted: Iterable[str], brief: Brief, side: Side, cards: Mapping[str, Card], place: Place
) -> tuple[tuple[SpeechItem, ...], tuple[Problem, ...]]:
    """Return what people call cards, headings and analytics, and what names nothing.

    A heading may be given by its number, too: Contention 2, AT 3.
    """
    ours = brief.pro if side is Side.PRO else brief.con
    items: list[SpeechItem] = []
    problems: list[Problem] = []
    for name in (name.strip() for name in wanted if name.strip()):
        analytic = _ANALYTIC.fullmatch(name)
        card = cards.get(name)
        heading = _heading(name, ours)
        if analytic:
            items.append(SpeechItem(analytic=" ".join(analytic["words"].split())))
        elif card and card.side.serves(side):
            items.append(SpeechItem(card=name))
        elif heading:
            items.append(SpeechItem(section=heading))
        else:
            problems.append(_nothing(name, card, ours, cards, place))
    return tuple(items), tuple(problems)


def lines_of(text: str) -> Iterator[str]:
    """Yield what the lines of a list say: without bullets, numbers and remarks."""
    for line in text.splitlines():
        said = _LISTED.sub("", line, count=1).strip()
        if said and not said.startswith("#"):
            yield said


def _heading(name: str, side: SideBrief) -> str:
    """Return the heading of the contention or block that *name* means, or ""."""
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        of: Sequence[Contention | Block] = side.contentions
        if numbered["kind"].lower() == "at":
            of = side.blocks
        return next((s.heading for s in of if s.number == int(numbered["number"])), "")
    answer = _AT.fullmatch(name)
    wanted = _fold(answer["heading"] if answer else name)
    sections: Sequence[Contention | Block] = (*side.contentions, *side.blocks)
    return next((s.heading for s in sections if _fold(s.heading) == wanted), "")


def _nothing(
    name: str, card: Card | None, side: SideBrief, cards: Mapping[str, Card], place: Place
) -> Problem:
    if card:
        message = f"The card “{name}” is for {card.side}, not for {side.side}."
        return Problem(place=place, code=Code.WRONG_SIDE, message=message)
    known = {card.name for card in cards.values() if card.side.serves(side.side)}
    known |= {section.heading for section in side.contentions}
    known |= {section.heading for section in side.blocks}
    hint = did_you_mean(name, known) if len(name.split()) < 8 else ""
    if not hint.startswith("Did"):
        hint = "An argument without evidence is written “analytic: …”."
    message = f"There is no card and no section “{name}” for {side.side}."
    return Problem(place=place, code=Code.MISSING_CARD, message=message, hint=hint)


# -- How far cards were read


def mark(  # noqa: PLR0913 (what, where, and whose)
    items: Sequence[SpeechItem],
    plan: SpeechPlan,
    name: str,
    said: SpeechItem,
    place: Place,
    *,
    end: bool = False,
) -> tuple[SpeechItem, ...]:
    """Return *items* with what is *said* of one of them: how far it was read, or that it was not.

    *name* is that of a card, or its number in the speech; where the speech *end*s there, all that
    follows was skipped. Raises :class:`BriefError`.
    """
    spread = tuple(_spread(items, plan))
    at = _position(spread, plan, name, place)
    card = next((p.entry.card for p in plan.parts if p.entry and p.number == at + 1), None)
    if said.read_to and card is None:
        message = "Only of a card it can be said how far it was read."
        raise BriefError(Problem(place=place, code=Code.VALUE, message=message))
    if said.read_to and card:
        found = len(find_stops(card.paragraphs, said.read_to))
        if found != 1:
            raise BriefError(bad_stop(card, said.read_to, place, found))
    marks = {"read_to": said.read_to, "at": said.at, "skipped": said.skipped}
    return tuple(
        replace(item, **marks)  # type: ignore[arg-type]  # each has its own type
        if number == at
        else replace(item, read_to="", at="", skipped=True)
        if end and number > at
        else item
        for number, item in enumerate(spread)
    )


def _spread(items: Sequence[SpeechItem], plan: SpeechPlan) -> Iterator[SpeechItem]:
    """Yield an item for each part of *plan*, with the card of each that stood in a section."""
    own = {item.card: item for item in items if item.card}
    analytics = iter([item for item in items if item.analytic])
    sections = {_fold(item.section or item.card): item for item in items if not item.analytic}
    for part in plan.parts:
        if part.entry is None:
            yield next(analytics)
        elif part.entry.card.name in own:
            yield own[part.entry.card.name]
        else:
            whole = sections[_fold(part.heading)]
            yield replace(whole, card=part.entry.card.name, section="")


def _position(items: Sequence[SpeechItem], plan: SpeechPlan, name: str, place: Place) -> int:
    if name.isdecimal() and 0 < int(name) <= len(items):
        return int(name) - 1
    names = [item.card for item in items]
    if name and name in names:
        return names.index(name)
    message = f"“{plan.speech.short}” has no card “{name}”."
    hint = did_you_mean(name, filter(None, names)) or "Name a card, or its number in the speech."
    raise BriefError(Problem(place=place, code=Code.MISSING_CARD, message=message, hint=hint))


# -- The file


def write_speech(
    project: Project, brief: Brief, spec: Spec, speech: str, items: Sequence[SpeechItem]
) -> str:
    """Write what is said in the *speech* with that short name, and return the path of the file.

    All else that stands in the specification stays as it is. Raises :class:`BriefError`, with
    nothing written.
    """
    path = _path(project, brief.slug)
    target = project.path(path)
    text, problems = read_text(target, path, project.root)
    stop(problems)

    def put(data: Any) -> None:  # noqa: ANN401 - ruamel's
        if not isinstance(data.get("speeches"), dict):
            data["speeches"] = {}
        known = data["speeches"]
        names = [*known, *spec.speeches]
        key = next((name for name in names if _short(brief, name) == speech), speech)
        known[key] = _renewed(known.get(key), items)

    before, _ = arrange(text or "", path, brief.slug)
    changed = rewrite(text or "", put)
    after, problems = arrange(changed, path, brief.slug)
    stop(problems)
    if before is None or after is None or _others(after) != _others(before):
        message = "This cannot be written into it without changing something else."
        hint = "Write it by hand below `speeches`."
        raise BriefError(
            Problem(place=Place(path=path), code=Code.YAML, message=message, hint=hint)
        )
    write_atomic(target, changed)
    return path


def _path(project: Project, slug: str) -> str:
    names = (f"briefs/{slug}{suffix}" for suffix in SPEC_SUFFIXES)
    return next((name for name in names if os.path.lexists(project.path(name))), "")


def _others(tree: Tree) -> dict[str, object]:
    data = tree.data if isinstance(tree.data, dict) else {}
    return {key: value for key, value in data.items() if key != "speeches"}


def _short(brief: Brief, name: str) -> str:
    found, _ = find_speech(brief.format, name)
    return found.short if found else ""


def _renewed(old: object, items: Sequence[SpeechItem]) -> list[object]:
    """Return the list of *items*; what stands in the *old* one unchanged is taken from there."""
    listed = old if isinstance(old, list) else [] if old is None else [old]
    known = {_name(entry): entry for entry in listed}
    made: list[object] = []
    for item in items:
        value = _written(item)
        entry = known.get(_name(value))
        if isinstance(entry, dict) and isinstance(value, dict):
            for key in [key for key in entry if key not in value]:
                del entry[key]
            entry.update({k: v for k, v in value.items() if str(entry.get(k)) != str(v)})
            value = entry
        made.append(value)
    if isinstance(old, list):
        old[:] = made
        return old
    return made


def _name(entry: object) -> str:
    """Return what an entry of the list is about."""
    if isinstance(entry, dict):
        return str(next((entry[key] for key in _ENTRIES if key in entry), ""))
    return str(entry)


def _written(item: SpeechItem) -> object:
    """Return *item* as one writes it."""
    marks = {
        "priority": item.priority,
        "read-to": item.read_to,
        "at": item.at,
        "skipped": "yes" if item.skipped else "",
    }
    said = {key: value for key, value in marks.items() if value}
    if item.card and not said:
        return item.card
    if item.section and not said and len(item.section.split()) > 1:
        return item.section
    kind = next(key for key in _ENTRIES if getattr(item, key))
    return plain({kind: getattr(item, kind), **said})


def _fold(heading: str) -> str:
    return " ".join(heading.split()).casefold()
