"""A map as generated documents have it: lines of arguments and of their cards.

An argument is a line ``pro-1 | Pro 1 | 2 cards, 0:40 | pro-brief.md#ferries-pro-1 | Its heading``,
where behind ``con-at-1 >`` stand the arguments that it answers. Below it is a line for each card,
``- name 40``: its name, its words read aloud, and behind a ``>`` the cards that it answers, or
``*pro-1`` for an argument as a whole.

Everything here takes values and returns values.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import islice

from briefwright.cards import Directive, write_directive
from briefwright.clash import Answer, Argument, ClashMap, MapCard
from briefwright.clash_picture import MapWords
from briefwright.problems import Code, Place, Problem
from briefwright.text import unescape_literal

_ARGUMENT = re.compile(r"((?:pro|con)-(?:at-)?\d{1,4})(?: > ([^|]+))?((?: \|[^|]*){3}) \| ?(.*)")
_CARD = re.compile(r"- (\S+) (\d{1,6})(?: > (.+))?")
OPTIONS = frozenset({"rate"} | {f.name.replace("_", "-") for f in fields(MapWords)} - {"alt"})
"""The options of the directive."""
_RATE = re.compile(r"[1-9]\d{1,3}")
_USUAL = "150"
_WHOLE = "*"
MOST_ARGUMENTS, MOST_ANSWERS, MOST_CARDS = 600, 1_200, 20_000
"""Of a map, and as many pairs of cards; the rest is left out, for it would take too long."""


def write_map(clash: ClashMap, words: MapWords) -> str:
    """Return the directive of *clash*, with what is written in its picture."""
    options = {"rate": str(clash.rate)}
    for word in fields(MapWords):
        if word.name != "alt":
            options[word.name.replace("_", "-")] = getattr(words, word.name)
    return write_directive("clash-map", words.alt, options, _body(clash))


def _body(clash: ClashMap) -> str:
    aims: dict[str, list[str]] = {}
    meant: dict[tuple[str, str], list[str]] = {}
    for each in clash.answers:
        aims.setdefault(each.answer, []).append(each.answered)
        for answering, answered in each.cards:
            named = answered or f"{_WHOLE}{each.answered}"
            meant.setdefault((each.answer, answering), []).append(named)
    return "\n".join(line for a in clash.arguments for line in _lines(a, aims, meant)).strip("\n")


def _lines(
    argument: Argument, aims: Mapping[str, list[str]], meant: Mapping[tuple[str, str], list[str]]
) -> Iterator[str]:
    against = ", ".join(aims.get(argument.anchor, ()))
    parts = (argument.label, argument.note, argument.link)
    told = " | ".join(part.replace("|", "/") for part in parts)
    yield f"\n{argument.anchor}{f' > {against}' if against else ''} | {told} | {argument.heading}"
    for card in argument.cards:
        answered = ", ".join(dict.fromkeys(meant.get((argument.anchor, card.name), ())))
        yield f"- {card.name} {card.read}{f' > {answered}' if answered else ''}"


@dataclass(slots=True)
class _Draft:
    """An argument that is being read."""

    anchor: str
    label: str
    note: str
    link: str
    heading: str
    aims: tuple[str, ...]
    cards: list[MapCard] = field(default_factory=list)
    meant: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


def read_map(
    directive: Directive, tags: Mapping[str, str]
) -> tuple[ClashMap, MapWords, tuple[Problem, ...]]:
    """Return the map that a *directive* holds, what is written in it, and what is wrong.

    *tags* are those of cards, by name.
    """
    place = directive.body_place
    drafts: dict[str, _Draft] = {}
    problems = []
    last: _Draft | None = None
    room = MOST_CARDS
    for number, line in enumerate(directive.body.split("\n")):
        if argument := _ARGUMENT.fullmatch(line):
            label, note, link = (part.strip() for part in argument[3].split("|")[1:])
            aims = _listed(argument[2])
            last = _Draft(argument[1], label, note, link, argument[4].strip(), aims)
            if len(drafts) < MOST_ARGUMENTS:
                drafts[last.anchor] = last
        elif last and room > 0 and (card := _CARD.fullmatch(line)):
            name = card[1]
            last.cards.append(MapCard(name=name, tag=tags.get(name, name), read=int(card[2])))
            last.meant.append((name, _listed(card[3])))
            room -= 1
        elif line.strip():
            problems.append(_unread(line, Place(path=place.path, line=place.line + number)))
    arguments = tuple(_argument(draft) for draft in drafts.values())
    found = (answer for draft in drafts.values() for answer in _answers(draft, drafts))
    answers = tuple(_bounded(islice(found, MOST_ANSWERS)))
    rate = directive.options.get("rate", "")
    if not _RATE.fullmatch(rate):
        message, hint = f"“{rate[:20]}” is no rate.", "Write words a minute: “:rate: 150”."
        where = directive.places.get("rate", directive.place)
        problems.append(Problem(place=where, code=Code.VALUE, message=message, hint=hint))
        rate = _USUAL
    clash = ClashMap(rate=int(rate), arguments=arguments, answers=answers)
    return clash, _words(directive), tuple(problems)


def _words(directive: Directive) -> MapWords:
    """Return the words of the options, and the usual ones for those that are not there."""
    names = {f.name: f.name.replace("_", "-") for f in fields(MapWords)}
    found = {name: directive.options.get(key) for name, key in names.items()}
    found["alt"] = unescape_literal(directive.argument)
    return MapWords(**{name: word for name, word in found.items() if word})


def _listed(names: str | None) -> tuple[str, ...]:
    listed = (name.strip() for name in (names or "").split(","))
    return tuple(islice(dict.fromkeys(filter(None, listed)), MOST_ARGUMENTS))


def _argument(draft: _Draft) -> Argument:
    return Argument(
        anchor=draft.anchor,
        label=draft.label,
        heading=draft.heading,
        cards=tuple(draft.cards),
        note=draft.note,
        link=draft.link,
    )


def _answers(draft: _Draft, drafts: Mapping[str, _Draft]) -> Iterator[Answer]:
    for anchor in draft.aims:
        if anchor not in drafts or anchor == draft.anchor:
            continue
        theirs = {card.name for card in drafts[anchor].cards}
        pairs = [
            (name, "" if wanted == f"{_WHOLE}{anchor}" else wanted)
            for name, meant in draft.meant
            for wanted in meant
            if wanted in theirs or wanted == f"{_WHOLE}{anchor}"
        ]
        yield Answer(answer=draft.anchor, answered=anchor, cards=tuple(pairs))


def _bounded(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Yield *answers* without the pairs of cards that are too many."""
    room = MOST_CARDS
    for each in answers:
        cards = each.cards[:room]
        room -= len(cards)
        yield replace(each, cards=cards)


def _unread(line: str, place: Place) -> Problem:
    message = f"This is no line of a map: “{line.strip()[:40]}”."
    hint = "Write “pro-1 | Pro 1 | 2 cards, 0:40 | | Heading”, and “- name 40” for each card."
    return Problem(place=place, code=Code.VALUE, message=message, hint=hint)
