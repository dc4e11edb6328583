"""Filters for what is known of a card and its work, a part at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice

from jinja2.runtime import Context

from briefwright import citation as citations
from briefwright.model import Card, Citation, Date, Entry
from briefwright.templating.escaping import to_text
from briefwright.templating.filters.registry import contextual, simple, words_of


@simple
def opening(entry: Entry | Card, words: int) -> str:
    """Return the first *words* words of a card's passage."""
    return " ".join(islice(_words(entry), max(0, int(words))))


@simple
def closing(entry: Entry | Card, words: int, after: int = 0) -> str:
    """Return the last *words* words of a card's passage, of those behind the first *after*."""
    found = list(_words(entry))[max(0, int(after)) :]
    return " ".join(found[len(found) - min(len(found), max(0, int(words))) :])


def _words(entry: Entry | Card) -> Iterator[str]:
    card = entry.card if isinstance(entry, Entry) else entry
    for paragraph in card.paragraphs:
        yield from "".join(span.text for span in paragraph).split()


@contextual
def authors(context: Context, citation: Citation) -> str:
    """Return the authors of a work in full: "Jane Roe and Sam Poe"."""
    return citations.people(citation, words_of(context))


@contextual
def date(context: Context, value: Date | None) -> str:
    """Return a date in full, "24 February 2017", or as much of it as is known."""
    return citations.long_date(value, words_of(context)) if value else ""


@simple
def on(entries: Iterable[Entry], topics: Iterable[str]) -> tuple[Entry, ...]:
    """Keep the entries whose card has one of *topics*; all of them where there is none."""
    wanted = {to_text(one) for one in topics}
    return tuple(e for e in entries if not wanted or not wanted.isdisjoint(e.card.topics))
