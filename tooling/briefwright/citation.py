"""Citations as debaters write them, short and full.

Nothing is ever made up: what a citation lacks is left out, and "No Author" and "n.d." stand only
for what the work itself is declared not to give. All fixed words are those of *words*, in the
language of a brief.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, product
from string import ascii_lowercase
from types import MappingProxyType

from briefwright.front_matter import read_citation
from briefwright.model import Citation, Date, Name
from briefwright.words import ENGLISH, Words, filled

__all__ = ["full_cite", "long_date", "people", "read_citation", "short_cite", "short_cites"]

_TWO_DIGITS = 1950
"""Years from here on are written with two digits; Kant 1785 stays as it is."""

# A title that closes with a mark of its own takes no other.
_CLOSED = re.compile(r"[?!…][”’\"')\]]*$")
_PAGES = re.compile(r"\w\s*[-–—,&]\s*\w")
# How far the name goes in a citation that somebody wrote: "Kozak 17, Senior Analyst …".
_BEGINNING = re.compile(r"[^,;:(\[–—]{1,60}")


def short_cite(citation: Citation, words: Words = ENGLISH) -> str:
    """Return last name and year: "Kozak 17", "Smith and Jones 24", "Lee et al. 24".

    Without an author it is the publication or the publisher that is named.
    """
    parts = (_short_name(citation, words), _short_year(citation, words))
    return " ".join(filter(None, parts))


def short_cites(citations: Mapping[str, Citation], words: Words = ENGLISH) -> Mapping[str, str]:
    """Return a short cite for each of *citations*, unique among them: Kozak 17a, Kozak 17b.

    The letters follow date, title and key, whatever the order of the mapping.
    """
    alike: dict[str, list[str]] = {}
    for key, citation in citations.items():
        alike.setdefault(short_cite(citation, words).casefold(), []).append(key)
    cites: dict[str, str] = {}
    for keys in alike.values():
        if len(keys) == 1:
            cites[keys[0]] = short_cite(citations[keys[0]], words)
            continue
        letters = _letters()
        for key in sorted(keys, key=lambda key: _rank(citations[key], key)):
            lettered = (_lettered(citations[key], letter, words) for letter in letters)
            cites[key] = next(cite for cite in lettered if cite.casefold() not in alike)
    return MappingProxyType({key: cites[key] for key in citations})


def _rank(citation: Citation, key: str) -> tuple[Date, str, str]:
    return citation.issued or Date(10_000), citation.title.casefold(), key


def _letters() -> Iterator[str]:
    """Yield a to z, then aa, ab and so on."""
    for length in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=length))


def _lettered(citation: Citation, letter: str, words: Words) -> str:
    cite = short_cite(citation, words)
    if citation.issued is None and "issued" in citation.absent:
        return f"{cite}-{letter}"
    return f"{cite}{letter if citation.issued else f' ({letter})'}"


def _short_name(citation: Citation, words: Words) -> str:
    names = [name.literal or name.family or name.given for name in citation.authors]
    if len(names) > 2:
        return filled(words.cite_et_al, name=names[0])
    body = citation.container_title or citation.publisher
    written = _BEGINNING.match(citation.text.strip())
    named = written[0].strip() if written else words.cite_no_author
    return _listed(names, words) or body or named


def _short_year(citation: Citation, words: Words) -> str:
    if citation.issued is None:
        return words.cite_no_date if "issued" in citation.absent else ""
    year = citation.issued.year
    return f"{year % 100:02}" if year >= _TWO_DIGITS else str(year)


ORDER = ("author", "qualifications", "publication", "date", "title", "pages", "url", "accessed")
"""The parts of a full citation as debaters order them; the publication has its publisher with it."""


def full_cite(citation: Citation, words: Words = ENGLISH, order: Sequence[str] = ORDER) -> str:
    """Return the written citation, as plain text in one line; empty where nothing is known.

    *order* names the parts to write; a citation that somebody wrote out is taken as it is. In
    English, commas and the full stop go inside the quotation marks of a title; an address at the
    end has no full stop, which would be taken for a part of it.
    """
    if citation.text:
        return citation.text
    known = _parts(citation, words)
    named = [(name, part) for name in dict.fromkeys(order) for part in known.get(name, ())]
    if not named:
        return ""
    marks = [words.cite_comma] * (len(named) - 1)
    marks.append("" if named[-1][0] == "url" else words.cite_stop)
    return " ".join(part(mark) for (_, part), mark in zip(named, marks, strict=True))


_Part = Callable[[str], str]
"""Takes the comma or full stop that is to follow, and returns the part with it."""


def _plain(text: str, words: Words) -> _Part:
    """Return a part that takes no second full stop."""
    return lambda mark: text if mark == words.cite_stop and text.endswith(mark) else text + mark


def _title(title: str, words: Words) -> _Part:
    inside = "{title}{mark}" in words.cite_title

    def ended(mark: str) -> str:
        has_one = _CLOSED.search(title) or (mark == words.cite_stop and title.endswith(mark))
        return filled(words.cite_title, title=title, mark="" if inside and has_one else mark)

    return ended


def _parts(citation: Citation, words: Words) -> dict[str, list[_Part]]:
    """Return what is known, by the names of `ORDER`."""
    parts: dict[str, list[_Part]] = {}
    for name, text in (*_who(citation, words), *_where(citation, words)):
        parts.setdefault(name, []).append(_plain(text, words))
    if citation.title:
        parts["title"] = [_title(citation.title, words)]
    return parts


def _who(citation: Citation, words: Words) -> Iterator[tuple[str, str]]:
    """Yield authors, qualifications, publication and date, by name."""
    last = people(citation, words)
    if last:
        yield "author", last
    for name, part in (
        ("qualifications", citation.qualifications),
        ("publication", citation.container_title),
        ("publication", citation.publisher),
    ):
        # A body that is its own author, or stands in the qualifications, is not said twice.
        if part and part != last and not last.endswith(f", {part}"):
            last = part
            yield name, part
    if citation.issued:
        yield "date", long_date(citation.issued, words)
    elif "issued" in citation.absent:
        yield "date", words.cite_no_date


def _where(citation: Citation, words: Words) -> Iterator[tuple[str, str]]:
    """Yield pages, address and the day of access, by name."""
    if citation.page:
        pages = words.cite_pages if _PAGES.search(citation.page) else words.cite_page
        written = citation.page.startswith("p")
        yield "pages", citation.page if written else filled(pages, page=citation.page)
    if citation.url:
        yield "url", citation.url
    if citation.accessed:
        accessed = words.cite_accessed if citation.accessed.day else words.cite_accessed_in
        yield "accessed", filled(accessed, date=long_date(citation.accessed, words))


def _listed(names: Sequence[str], words: Words) -> str:
    """Return "A", "A and B" or "A, B and C"."""
    *before, last = names or [""]
    if not before:
        return last
    listed = before[0]
    for name in before[1:]:
        listed = filled(words.cite_list, names=listed, next=name)
    return filled(words.cite_and, names=listed, last=last)


def _full_name(name: Name) -> str:
    return name.literal or " ".join(filter(None, (name.given, name.family)))


def people(citation: Citation, words: Words = ENGLISH) -> str:
    """Return the authors in full, "No Author" where the work names none, "" if none is known."""
    names = _listed([_full_name(name) for name in citation.authors], words)
    return names or (words.cite_no_author if "author" in citation.absent else "")


def long_date(date: Date, words: Words = ENGLISH) -> str:
    """Return "24 February 2017", or as much of it as is known."""
    if not date.month:
        return str(date.year)
    # Not those of `calendar`, which follow the machine's language.
    month = [name.strip() for name in words.months.split(",")][date.month - 1]
    if not date.day:
        return filled(words.date_month, month=month, year=str(date.year))
    form = words.date_first if date.day == 1 else words.date_day
    return filled(form, day=str(date.day), month=month, year=str(date.year))
