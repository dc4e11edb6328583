"""What leads to things on paper: the indexes of a brief, and how its blocks are called. Pure."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from docutils.nodes import make_id

from briefwright.model import Brief, Card, Name, SideBrief
from briefwright.text import prettify
from briefwright.words import Words, filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of an index, and what it leads to."""

    text: str
    sections: tuple[str, ...] = ()
    """Ids of sections."""
    cards: tuple[str, ...] = ()
    """Names of cards, in the order of print."""
    below: tuple["Entry", ...] = ()
    group: str = ""
    """The line that it stands under with others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumb:
    """What the edge of a page says of a contention or block."""

    side: str
    text: str
    """A few characters: 2, AT 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What can be looked up of a brief, whichever PDF it is printed in."""

    indexes: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """By the name of the index, in the order of print."""
    thumbs: Mapping[str, Thumb] = field(default_factory=dict)
    """By the id of the section."""


NOTHING = Finding()


def finding_of(brief: Brief, words: Words) -> Finding:
    """Return what can be looked up of *brief*; *words* are those of its pack."""
    return Finding(
        indexes={
            "answers": tuple(_answers(brief, words)),
            "authors": _sorted(_authors(brief, words)),
            "topics": _sorted(_topics(brief)),
        },
        thumbs={
            section_id(brief, section.anchor): Thumb(
                side=side.side.value, text=filled(form, number=str(section.number))
            )
            for side in brief.sides
            for form, sections in (
                (words.thumb_contention, side.contentions),
                (words.thumb_block, side.blocks),
            )
            for section in sections
        },
    )


def section_id(brief: Brief, anchor: str) -> str:
    """Return what the section with an *anchor* of *brief* is called in its documents."""
    return make_id(f"{brief.slug}-{anchor}")


def sort_key(text: str) -> str:
    """Return what decides where *text* stands in an index: neither case, accents nor quotes."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    folded = plain.casefold()
    first = next((at for at, c in enumerate(folded) if c.isalnum()), 0)
    return folded[first:]


def _sorted(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (sort_key(entry.text), entry.text)))


# -- Answers


def _answers(brief: Brief, words: Words) -> Iterator[Entry]:
    """Yield what each side answers: arguments of the other, and below them its cards."""
    for side, other in (brief.sides, brief.sides[::-1]):
        group = filled(words.answer_side, side=side.name)
        yield from _sorted(_answers_of(brief, side, other, group, words.index_answer))


def _answers_of(
    brief: Brief, side: SideBrief, other: SideBrief, group: str, form: str
) -> Iterator[Entry]:
    answers: dict[str, list[str]] = {}
    tags: dict[str, str] = {}
    for clash in brief.clashes:
        if clash.answer.side.serves(side.side) and clash.answered.side.serves(other.side):
            answers.setdefault(clash.answered.name, []).append(clash.answer.name)
            tags[clash.answered.name] = clash.answered.tag
    theirs = {contention.anchor: contention for contention in other.contentions}
    said: set[str] = set()
    for block in side.blocks:
        against = (theirs[anchor] for anchor in block.against if anchor in theirs)
        cards = [entry.card.name for contention in against for entry in contention.entries]
        named = [name for name in dict.fromkeys(cards) if name in answers]
        said.update(named)
        yield Entry(
            text=filled(form, heading=block.heading),
            sections=(section_id(brief, block.anchor),),
            below=_sorted(Entry(text=tags[name], cards=tuple(answers[name])) for name in named),
            group=group,
        )
    for name, cards in answers.items():
        if name not in said:
            yield Entry(text=filled(form, heading=tags[name]), cards=tuple(cards), group=group)


# -- Authors


def _authors(brief: Brief, words: Words) -> Iterator[Entry]:
    """Yield each author with the cards from their works, by work where there are several."""
    found = _grouped(brief, lambda card: _names(card, words))
    for name, cards in found.items():
        unnamed = name == words.cite_no_author
        works: dict[str, list[Card]] = {}
        for card in cards:
            title = card.citation.title if unnamed else ""
            works.setdefault(title or card.short_cite, []).append(card)
        if unnamed or len(works) > 1:
            below = (Entry(text=text, cards=_called(cited)) for text, cited in works.items())
            yield Entry(text=name, below=_sorted(below))
        else:
            (cite,) = works
            same = sort_key(cite) == sort_key(name)
            text = name if same else filled(words.index_author, name=name, cite=cite)
            yield Entry(text=text, cards=_called(cards))


def _names(card: Card, words: Words) -> list[str]:
    """Return the authors of *card* as an index has them; else what the card is cited by."""
    citation = card.citation
    if citation.authors:
        return [_inverted(name, words) for name in citation.authors]
    return [words.cite_no_author if "author" in citation.absent else card.short_cite]


def _inverted(name: Name, words: Words) -> str:
    if name.literal or not (name.family and name.given):
        return name.literal or name.family or name.given
    return filled(words.index_name, family=name.family, given=name.given)


# -- Topics


def _topics(brief: Brief) -> Iterator[Entry]:
    for topic, cards in _grouped(brief, lambda card: map(prettify, card.topics)).items():
        yield Entry(text=topic, cards=_called(cards))


def _grouped(brief: Brief, keys: Callable[[Card], Iterable[str]]) -> Mapping[str, list[Card]]:
    """Return the cards of *brief* under each of their *keys*; case makes no difference."""
    found: dict[str, tuple[str, list[Card]]] = {}
    for entry in brief.entries:
        for key in dict.fromkeys(keys(entry.card)):
            found.setdefault(key.casefold(), (key, []))[1].append(entry.card)
    return MappingProxyType({key: cards for key, cards in found.values() if key})


def _called(cards: Iterable[Card]) -> tuple[str, ...]:
    return tuple(card.name for card in cards)
