"""Find what an opponent may be reading: the words of a person against names, tags and texts.

Everything here takes values and returns values.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from briefwright.cards import read_bodies
from briefwright.model import Card, Library, Side, SourceFolder
from briefwright.text import prettify, slugify

_WORD = re.compile(r"\w+")
_SHORT = 3
"""Letters of the words that say little: the, of, is."""
_ENDING = 2
"""Letters at the end of a long word in which its forms may differ: deal, deals."""
_STEM = 4
_ENOUGH = 0.6
"""How much of what is asked for a card must have."""
_ALIKE = 75
"""Of 100, for words that stand nowhere as they were written."""


class Kind(StrEnum):
    """What was found."""

    CONTENTION = "contention"
    TOPIC = "topic"
    SOURCE = "source"
    CARD = "card"


_NEEDED = {Kind.CONTENTION: _ENOUGH, Kind.TOPIC: 1, Kind.SOURCE: 1}
"""How much of what is asked for the name of a group must have."""
_SHOWN = 8
"""As many as one looks through before a round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Something that may be meant."""

    kind: Kind
    name: str
    """As a specification has it."""
    label: str
    """The tag of a card, the title of a work, the heading of a contention; a topic in words."""
    exact: bool = False
    """Whether it was named, and not only described."""
    nearest: bool = False
    """Whether it is but the nearest to what was written."""


def find_matches(
    wanted: str,
    library: Library,
    sources: Iterable[SourceFolder],
    side: Side,
    headings: Iterable[str] = (),
) -> tuple[Match, ...]:
    """Return what of *side* may be meant by *wanted*, the likeliest first.

    A name means one thing, and so does one of the *headings* of the side's contentions. Other words
    are looked for in those, in tags and, in *sources*, in the texts of cards, of which a surveyed
    *library* has none. Where they stand nowhere the nearest is returned.
    """
    contentions = {h: Match(kind=Kind.CONTENTION, name=h, label=h) for h in headings}
    known = {**contentions, **_names(library, side)}
    slugs = {slugify(heading): match for heading, match in contentions.items()}
    slug = slugify(wanted)
    named = known.get(wanted.strip()) or known.get(slug) or slugs.get(slug)
    if named:
        return (replace(named, exact=True),)
    stems = [re.compile(rf"\b{re.escape(_stem(word))}") for word in _words(wanted)]
    if not stems:
        return ()
    cards = [card for card in library.cards.values() if card.side.serves(side)]
    in_tags = {card.name: share for card in cards if (share := _share(stems, card.tag))}
    # No text makes a card likelier than a tag that has it all.
    settled = sum(share == 1 for share in in_tags.values()) >= _SHOWN
    in_texts = {} if settled else dict(_in_texts(stems, cards, sources))
    scores = {
        name: 2 * in_tags.get(name, 0) + in_texts.get(name, 0) for name in {**in_tags, **in_texts}
    }
    enough = [n for n in scores if max(in_tags.get(n, 0), in_texts.get(n, 0)) >= _ENOUGH]
    order = {card.name: number for number, card in enumerate(cards)}
    ranked = sorted(enough, key=lambda name: (-scores[name], order[name]))
    groups = [match for match in known.values() if match.kind is not Kind.CARD]
    shares = {match.name: _share(stems, f"{match.name} {match.label}") for match in groups}
    found = [match for match in groups if shares[match.name] >= _NEEDED[match.kind]]
    found += [known[name] for name in ranked]
    return tuple(found[:_SHOWN]) or tuple(_nearest(wanted, known))


def _names(library: Library, side: Side) -> dict[str, Match]:
    """Return everything of *side* that can be named, by its name."""
    found: dict[str, Match] = {}
    for topic, cards in library.topics.items():
        if any(card.side.serves(side) for card in cards):
            found[topic] = Match(kind=Kind.TOPIC, name=topic, label=prettify(topic))
    for name, essay in library.essays.items():
        cite = library.short_cites.get(name, "")
        title = ": ".join(filter(None, (cite, essay.citation.title)))
        found[name] = Match(kind=Kind.SOURCE, name=name, label=title)
    for card in library.cards.values():
        if card.side.serves(side):
            found[card.name] = Match(kind=Kind.CARD, name=card.name, label=card.tag)
    return found


def _words(text: str) -> list[str]:
    """Return the words of *text* that say something; all, if they are all short."""
    words = list(dict.fromkeys(_WORD.findall(text.lower())))
    return [word for word in words if len(word) > _SHORT] or words


def _stem(word: str) -> str:
    return word[: max(_STEM, len(word) - _ENDING)]


def _share(stems: Sequence[re.Pattern[str]], text: str) -> float:
    """Return how many of *stems* begin a word of *text*, from 0 to 1."""
    folded = text.lower()
    return sum(stem.search(folded) is not None for stem in stems) / len(stems)


def _in_texts(
    stems: Sequence[re.Pattern[str]], cards: Iterable[Card], sources: Iterable[SourceFolder]
) -> Iterator[tuple[str, float]]:
    """Yield the names of *cards*, and how much of what is looked for their texts have."""
    wanted = {card.name for card in cards}
    for folder in sources:
        if folder.cards is None or _share(stems, folder.cards.text) < _ENOUGH:
            continue
        for name, body in read_bodies(folder.cards.text, folder.cards.path):
            share = _share(stems, body) if name in wanted else 0
            if share:
                yield name, share


def _nearest(wanted: str, known: Mapping[str, Match]) -> Iterator[Match]:
    """Yield what is written most like *wanted*, if anything is."""
    from rapidfuzz import fuzz, process, utils  # noqa: PLC0415 - seldom needed

    for form in (
        {name: name for name in known},
        {name: match.label for name, match in known.items()},
    ):
        best = process.extractOne(
            wanted,
            form,
            scorer=fuzz.token_sort_ratio,
            processor=utils.default_process,
            score_cutoff=_ALIKE,
        )
        if best:
            yield replace(known[best[2]], nearest=True)
            return
