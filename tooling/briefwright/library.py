"""The library: every essay read, every card located in its essay and cut from it."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from types import MappingProxyType

from briefwright import citation
from briefwright.cards import read_cards, written_names
from briefwright.essay import read_essay, read_head
from briefwright.model import (
    Card,
    CardDraft,
    Citation,
    Essay,
    Library,
    SourceFolder,
)
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.proving import prove, without_text
from briefwright.text import hidden_characters
from briefwright.words import ENGLISH, Words

_NOTHING = Library()


def survey(sources: Iterable[SourceFolder]) -> Library:
    """Look through *sources* for what there is to choose from: essays and cards without their texts.

    Nothing is proved, and nothing is said of what is wrong: that is for :func:`assemble`.
    """
    essays: dict[str, Essay] = {}
    cards: dict[str, Card] = {}
    for folder in sources:
        essay = None
        if folder.essay:
            essay, _ = read_head(folder.essay.text, folder.essay.path, folder.name)
        if essay:
            essays[folder.name] = essay
        if folder.cards:
            drafts, _ = read_cards(folder.cards.text, folder.cards.path, heads=True)
            for draft in drafts:
                cite = essay.citation if essay else draft.citation or Citation()
                cards.setdefault(
                    draft.name, without_text(draft, folder.name, cite, draft.short_cite)
                )
    return Library(
        essays=MappingProxyType(essays),
        cards=MappingProxyType(cards),
        short_cites=_short_cites(essays),
    )


def assemble(
    sources: Iterable[SourceFolder],
    *,
    is_unread: Callable[[], bool] = lambda: False,
    beside: Library = _NOTHING,
    only: Container[str] | None = None,
) -> tuple[Library, tuple[Problem, ...]]:
    """Read and prove everything in *sources*; returns what holds, and what does not.

    *is_unread*, which is asked after the last of them, says whether some files could not be read:
    what seems to be missing may be in them. Where *only* some cards of what was surveyed are to be
    proved, the survey is given as *beside*, and the rest of it stays as it is.
    """
    essays: dict[str, Essay] = {}
    drafts: dict[str, tuple[CardDraft, ...]] = {}
    problems: list[Problem] = []
    lost: set[str] = set()
    broken: set[str] = set()
    for folder in sources:
        for file in filter(None, (folder.essay, folder.cards)):
            problems += hidden_characters(file.text, file.path)
        if folder.essay:
            essay, found = read_essay(folder.essay.text, folder.essay.path, folder.name)
            problems += found
            if essay:
                essays[folder.name] = essay
        if folder.unread or (folder.essay and folder.name not in essays):
            broken.add(folder.name)
        if folder.cards:
            drafts[folder.name], found = read_cards(folder.cards.text, folder.cards.path, only=only)
            problems += found
            lost |= written_names(folder.cards.text) if found else set()
    unread = is_unread()
    short_cites = beside.short_cites or _short_cites(essays)
    cards: dict[str, Card] = {}
    for source in (name for name in drafts if name not in broken):
        proved, unproved = prove(drafts[source], source, essays.get(source), short_cites)
        problems += unproved
        problems += _add(cards, proved)
    every = [draft for listed in drafts.values() for draft in listed]
    names = {draft.name for draft in every}
    topics = {topic for draft in every for topic in draft.topics}
    if not unread:
        problems += _answer_problems(
            cards, names | topics | lost | beside.cards.keys() | beside.topics.keys()
        )
    proved_topics = {topic for card in cards.values() for topic in card.topics}
    lost |= names | topics | broken
    library = Library(
        essays=MappingProxyType({**beside.essays, **essays}),
        cards=MappingProxyType({**beside.cards, **cards}),
        short_cites=short_cites,
        unproved=frozenset(lost - cards.keys() - proved_topics),
        unread=unread,
    )
    return library, tuple(problems)


def _short_cites(essays: Mapping[str, Essay]) -> Mapping[str, str]:
    return MappingProxyType(
        dict(citation.short_cites({name: essay.citation for name, essay in essays.items()}))
    )


def cited(library: Library, words: Words) -> Library:
    """Return *library* with the short cites in other *words*; those that were typed stay."""
    if words.cites_as(ENGLISH):
        return library
    works = {name: essay.citation for name, essay in library.essays.items()}
    short_cites = citation.short_cites(works, words)
    cards = {
        name: replace(card, short_cite=_short_cite(card, short_cites, words))
        for name, card in library.cards.items()
    }
    return replace(library, cards=MappingProxyType(cards), short_cites=short_cites)


def _short_cite(card: Card, short_cites: Mapping[str, str], words: Words) -> str:
    if card.verified:
        return short_cites[card.source]
    typed = card.short_cite != citation.short_cite(card.citation)
    return card.short_cite if typed else citation.short_cite(card.citation, words)


def _add(cards: dict[str, Card], proved: Iterable[Card]) -> Iterator[Problem]:
    for card in proved:
        first = cards.setdefault(card.name, card)
        if first is not card:
            message = f"The name “{card.name}” is taken by the card at {first.place}."
            hint = "Give one of the two another name."
            yield Problem(place=card.place, code=Code.DUPLICATE_CARD, message=message, hint=hint)


def _answer_problems(cards: Mapping[str, Card], known: AbstractSet[str]) -> Iterator[Problem]:
    for card in cards.values():
        for answered in card.answers:
            if answered not in known:
                message = (
                    f"“{card.name}” answers “{answered}”, which is neither a card nor a topic."
                )
                hint = did_you_mean(answered, known)
                place = Place(path=card.place.path, line=card.place.line)
                yield Problem(place=place, code=Code.MISSING_CARD, message=message, hint=hint)
