"""Citations as debaters write them, short and full.

Nothing is ever made up: what a citation lacks is left out, and "No Author" and "n.d." stand only
for what the work itself is declared not to give.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, product
from string import ascii_lowercase
from types import MappingProxyType

from briefwright.front_matter import read_citation
from briefwright.model import Citation, Date, Name

__all__ = ["full_cite", "read_citation", "short_cite", "short_cites"]

NO_AUTHOR = "No Author"
NO_DATE = "n.d."
_TWO_DIGITS = 1950
"""Years from here on are written with two digits; Kant 1785 stays as it is."""

# Not those of `calendar`, which follow the machine's language.
_MONTHS = (
    "",
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# A title that closes with a mark of its own takes no other.
_CLOSED = re.compile(r"[?!…][”’\"')\]]*$")
_PAGES = re.compile(r"\w\s*[-–—,&]\s*\w")
# How far the name goes in a citation that somebody wrote: "Kozak 17, Senior Analyst …".
_BEGINNING = re.compile(r"[^,;:(\[–—]{1,60}")


def short_cite(citation: Citation) -> str:
    """Return last name and year: "Kozak 17", "Smith and Jones 24", "Lee et al. 24".

    Without an author it is the publication or the publisher that is named.
    """
    return " ".join(filter(None, (_short_name(citation), _short_year(citation))))


def short_cites(citations: Mapping[str, Citation]) -> Mapping[str, str]:
    """Return a short cite for each of *citations*, unique among them: Kozak 17a, Kozak 17b.

    The letters follow date, title and key, whatever the order of the mapping.
    """
    alike: dict[str, list[str]] = {}
    for key, citation in citations.items():
        alike.setdefault(short_cite(citation).casefold(), []).append(key)
    cites: dict[str, str] = {}
    for keys in alike.values():
        if len(keys) == 1:
            cites[keys[0]] = short_cite(citations[keys[0]])
            continue
        letters = _letters()
        for key in sorted(keys, key=lambda key: _rank(citations[key], key)):
            lettered = (_lettered(citations[key], letter) for letter in letters)
            cites[key] = next(cite for cite in lettered if cite.casefold() not in alike)
    return MappingProxyType({key: cites[key] for key in citations})


def _rank(citation: Citation, key: str) -> tuple[Date, str, str]:
    return citation.issued or Date(10_000), citation.title.casefold(), key


def _letters() -> Iterator[str]:
    """Yield a to z, then aa, ab and so on."""
    for length in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=length))


def _lettered(citation: Citation, letter: str) -> str:
    if _short_year(citation) == NO_DATE:
        return f"{short_cite(citation)}-{letter}"
    return f"{short_cite(citation)}{letter if citation.issued else f' ({letter})'}"


def _short_name(citation: Citation) -> str:
    names = [name.literal or name.family or name.given for name in citation.authors]
    if len(names) > 2:
        return f"{names[0]} et al."
    body = citation.container_title or citation.publisher
    written = _BEGINNING.match(citation.text.strip())
    return " and ".join(names) or body or (written[0].strip() if written else NO_AUTHOR)


def _short_year(citation: Citation) -> str:
    if citation.issued is None:
        return NO_DATE if "issued" in citation.absent else ""
    year = citation.issued.year
    return f"{year % 100:02}" if year >= _TWO_DIGITS else str(year)


def full_cite(citation: Citation) -> str:
    """Return the written citation, as plain text in one line; empty where nothing is known.

    Commas and the full stop go inside the quotation marks of a title; an address at the end has
    no full stop, which would be taken for a part of it.
    """
    if citation.text:
        return citation.text
    *parts, (last, quote) = [*_parts(citation)] or [("", "")]
    if last and (citation.accessed or not citation.url):
        last = _closed(last, quote, ".")
    return " ".join([*(_closed(part, quote, ",") for part, quote in parts), last])


def _parts(citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield what is known, in the order in which it is written, and the quotation mark behind it."""
    absent = citation.absent
    people = _listed([_full_name(name) for name in citation.authors])
    who = [people or (NO_AUTHOR if "author" in absent else "")]
    for part in (citation.qualifications, citation.container_title, citation.publisher):
        # A body that is its own author, or stands in the qualifications, is not said twice.
        if part and part != who[-1] and not who[-1].endswith(f", {part}"):
            who.append(part)
    if citation.issued or "issued" in absent:
        who.append(_long_date(citation.issued) if citation.issued else NO_DATE)
    yield from ((part, "") for part in who if part)
    if citation.title:
        yield f"“{citation.title}", "”"
    if citation.page:
        several = "pp." if _PAGES.search(citation.page) else "p."
        yield citation.page if citation.page.startswith("p") else f"{several} {citation.page}", ""
    if citation.url:
        yield citation.url, ""
    if citation.accessed:
        yield f"accessed {_long_date(citation.accessed)}", ""


def _closed(part: str, quote: str, mark: str) -> str:
    """Return *part* with a comma or full stop at its end, unless it has one that serves."""
    if (quote and _CLOSED.search(part)) or (mark == "." and part.endswith(".")):
        return f"{part}{quote}"
    return f"{part}{mark}{quote}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _full_name(name: Name) -> str:
    return name.literal or " ".join(filter(None, (name.given, name.family)))


def _long_date(date: Date) -> str:
    """Return "24 February 2017", or as much of it as is known."""
    month = _MONTHS[date.month] if date.month else ""
    return " ".join(filter(None, (str(date.day or ""), month, str(date.year))))
