"""Find cards in a library: by name, topic, source, and by what they answer.

Everything here takes values and returns values.
"""

from collections.abc import Iterable, Iterator, Mapping

from briefwright.model import Card, Library, Query, Side
from briefwright.problems import Code, Place, Problem, Severity, did_you_mean


class Index:
    """The cards of a library, each list in the order of the files."""

    def __init__(self, library: Library) -> None:
        self.cards: Mapping[str, Card] = library.cards
        self._library = library
        self.topics: Mapping[str, tuple[Card, ...]] = library.topics
        self.sources: dict[str, list[Card]] = {source: [] for source in library.essays}
        self.answers: dict[str, list[Card]] = {}
        """The cards that answer a card or a topic, by its name."""
        for card in library.cards.values():
            if card.source:
                self.sources.setdefault(card.source, []).append(card)
            for name in dict.fromkeys(card.answers):
                self.answers.setdefault(name, []).append(card)

    def is_told(self, name: str) -> bool:
        """Tell whether a card, topic or source may be missing for a reason that is told already."""
        return self._library.unread or name in self._library.unproved

    def serving(self, side: Side) -> Iterator[Card]:
        """Yield the cards that *side* may read."""
        return (card for card in self.cards.values() if card.side.serves(side))

    def answering(self, side: Side, cards: Iterable[str], topics: Iterable[str]) -> list[Card]:
        """Return the cards of *side* that answer one of *cards*, then those that answer a topic."""
        found: dict[str, Card] = {}
        for name in (*cards, *topics):
            for card in self.answers.get(name, ()):
                if card.side.serves(side) and card.name != name:
                    found.setdefault(card.name, card)
        return list(found.values())

    def named(self, name: str, side: Side, place: Place) -> tuple[Card | None, tuple[Problem, ...]]:
        """Return the card called *name*, if *side* may read it."""
        card = self.cards.get(name)
        if card is None and self.is_told(name):
            return None, ()
        if card is None:
            return None, (missing_card(name, place, self.cards),)
        if not card.side.serves(side):
            return None, (_wrong_side(card, side, place),)
        return card, ()

    def ask(
        self, query: Query, side: Side, place: Place
    ) -> tuple[tuple[Card, ...], tuple[Problem, ...]]:
        """Return the cards that *query* asks for in a section of *side*."""
        problems = self._unknown(query, place)
        if problems or self.is_told(query.topic) or self.is_told(query.source):
            return (), problems
        wanted = query.side or side
        found = [card for card in self._candidates(query) if _suits(card, query, wanted)]
        if not found:
            return (), (_nothing_found(query, wanted, place),)
        return tuple(found[: query.limit or None]), ()

    def _candidates(self, query: Query) -> Iterable[Card]:
        """Return the shorter of the lists that hold every card of *query*."""
        by_topic, by_source = self.topics.get(query.topic), self.sources.get(query.source)
        if by_topic is None or by_source is None:
            found = by_source if by_topic is None else by_topic
            return self.cards.values() if found is None else found
        return by_topic if len(by_topic) < len(by_source) else by_source

    def _unknown(self, query: Query, place: Place) -> tuple[Problem, ...]:
        problems = []
        if query.topic not in {"", *self.topics} and not self.is_told(query.topic):
            problems.append(unknown_topic(query.topic, place, self.topics))
        if query.source not in {"", *self.sources} and not self.is_told(query.source):
            problems.append(
                Problem(
                    place=place,
                    code=Code.UNKNOWN_SOURCE,
                    message=f"There is no source “{query.source}”.",
                    hint=did_you_mean(query.source, self.sources),
                )
            )
        return tuple(problems)


def missing_card(name: str, place: Place, known: Iterable[str]) -> Problem:
    """Return the problem of a card that is named and is not there."""
    message = f"There is no card “{name}”."
    hint = did_you_mean(name, known)
    return Problem(place=place, code=Code.MISSING_CARD, message=message, hint=hint)


def unknown_topic(topic: str, place: Place, known: Iterable[str]) -> Problem:
    """Return the problem of a topic that no card has."""
    message = f"No card has the topic “{topic}”."
    hint = did_you_mean(topic, known)
    return Problem(place=place, code=Code.UNKNOWN_TOPIC, message=message, hint=hint)


def _wrong_side(card: Card, side: Side, place: Place) -> Problem:
    message = f"The card “{card.name}” is for {card.side}, not for {side}."
    hint = f"Take it out, or write “:side: both” at {card.place}."
    return Problem(place=place, code=Code.WRONG_SIDE, message=message, hint=hint)


def _suits(card: Card, query: Query, wanted: Side) -> bool:
    return (
        (wanted is Side.BOTH or card.side.serves(wanted))
        and (not query.topic or query.topic in card.topics)
        and (not query.source or query.source == card.source)
    )


def _nothing_found(query: Query, wanted: Side, place: Place) -> Problem:
    asked = [f"topic “{query.topic}”"] if query.topic else []
    asked += [f"source “{query.source}”"] if query.source else []
    for_whom = "both sides" if wanted is Side.BOTH else wanted
    of = f" with {' and '.join(asked)}" if asked else ""
    return Problem(
        place=place,
        code=Code.EMPTY_QUERY,
        message=f"No card for {for_whom}{of}: the query finds nothing.",
        hint="Widen the query or take it out; `brief list cards` shows what there is.",
        severity=Severity.WARNING,
    )
