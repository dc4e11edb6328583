"""Filters that write MyST: cards, citations, links, places."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from urllib.parse import quote

from jinja2.runtime import Context
from markupsafe import Markup

from briefwright import citation as citations
from briefwright.cards import write_card, write_directive, write_option
from briefwright.counts import clock as as_clock
from briefwright.languages import same_language
from briefwright.model import Block, Card, Citation, Contention, Counts, Entry, Mark
from briefwright.templating.escaping import KEPT, fill, join, to_myst, to_text
from briefwright.templating.filters.registry import contextual, plain, simple, words_of
from briefwright.templating.packs import Holds

_URL = re.compile(r"(?:https?://[^/?#\s]|mailto:[^\s])\S*", re.IGNORECASE)
_ANCHOR = re.compile(r"(pro|con)(?:-at)?-\d{1,6}")
_MOST_SPACES = 100


@simple
def myst(value: object) -> Markup:
    """Say that a text is MyST already, such as the text of a section: not to be escaped."""
    return Markup(str(to_text(value)).replace("\n", KEPT))  # noqa: S704


@simple
def escape(value: object) -> Markup:
    """Return MyST that prints the text, as ``{{ }}`` does by itself."""
    return to_myst(value)


@simple
def option(value: object) -> Markup:
    """Return the text as the value of an option of a directive."""
    return Markup(write_option(plain(value)))  # noqa: S704


@simple
def link(value: object, url: str) -> Markup:
    """Return MyST: the text as a link to an address of the web; only the text if it is not one."""
    text = to_myst(value)
    if not _URL.fullmatch(to_text(url)):
        return text
    return Markup(f"[{text}](<{_destination(url)}>)")  # noqa: S704


def _destination(url: str) -> str:
    """Write *url* so that nothing in it ends a link or a cell, or means another character."""
    quoted = re.sub(r"[\\<>|`\x00-\x20\x7f-\xa0]", lambda m: f"%{ord(m[0]):02X}", str(url))
    return quoted.replace("&", "&amp;")


@simple
def indent(value: object, width: int = 2) -> str:
    """Put *width* spaces before each line but the first."""
    text, spaces = to_text(value), " " * max(0, min(int(width), _MOST_SPACES))
    indented = re.sub(f"[\n{KEPT}]", lambda match: match[0] + spaces, str(text))
    return Markup(indented) if isinstance(text, Markup) else indented  # noqa: S704


# -- Cards, citations, sections


@contextual
def card(  # noqa: PLR0913 (each may be left out)
    context: Context,
    entry: Entry | Card,
    *,
    timing: str = "",
    number: int | None = None,
    bare: bool = False,
    read_to: str = "",
    stopped: str = "",
) -> Markup:
    """Return the MyST of a card in full, with a line that says how long it takes.

    Behind the words of *read_to* it says what *stopped* says: how far it was read. What is *bare* is printed without tag and citation, since those stand above it.
    """
    found = entry.card if isinstance(entry, Entry) else entry
    citation = found.citation
    options = {
        "name": found.name,
        "side": found.side.value,
        "topics": ", ".join(found.topics),
        "number": _number_of(entry, number),
        "source": found.source if found.verified else "",
        "short-cite": found.short_cite,
        "cite": _full_cite(context, citation),
        "url": citation.url,
        "language": "" if _is_usual(context, citation.language) else citation.language,
        "unverified": "" if found.verified else "yes",
        "timing": plain(timing),
        "bare": "yes" if bare else "",
        "read-to": plain(read_to),
        "stopped": plain(stopped) if read_to else "",
    }
    return Markup(write_card(found.tag, options, found.paragraphs))  # noqa: S704


@simple
def card_ref(entry: Entry | Card, *, timing: str = "", number: int | None = None) -> Markup:
    """Return the MyST of a line that leads to a card printed in full elsewhere."""
    found = entry.card if isinstance(entry, Entry) else entry
    options = {
        "name": found.name,
        "number": _number_of(entry, number),
        "short-cite": found.short_cite,
        "timing": plain(timing),
    }
    return Markup(write_directive("card-ref", found.tag, options))  # noqa: S704


@simple
def quotation(entry: Entry | Card) -> str:
    """Return what is read aloud of a card, as text; " … " stands for what is passed over."""
    found = entry.card if isinstance(entry, Entry) else entry
    pieces = [""]
    for paragraph in found.paragraphs:
        for span in paragraph:
            if Mark.READ in span.marks:
                pieces[-1] += span.text
            elif any(map(str.isalnum, span.text)):
                pieces.append("")
            elif pieces[-1]:  # a comma or a space between words that are read
                pieces[-1] += span.text
        pieces.append("")
    return " … ".join(piece.strip() for piece in pieces if piece.strip())


def _number_of(entry: Entry | Card, number: int | None) -> str:
    if number is None:
        number = entry.number if isinstance(entry, Entry) else 0
    return str(number or "")


@simple
def card_link(found: Card) -> Markup:
    """Return the MyST of a link to a card, whose text is its tag."""
    return Markup(f"{{card}}`{_code(found.name)}`")  # noqa: S704


def _code(name: str) -> str:
    if "`" in name or not name.isprintable():
        raise ValueError(f"“{name}” cannot be the name of a card")
    return name


@contextual
def cite(context: Context, citation: Citation) -> Markup:
    """Return the MyST of the full citation, in which the address is a link."""
    text = _full_cite(context, citation)
    before, url, after = text.partition(citation.url) if citation.url else (text, "", "")
    return to_myst(join([before, link(url, url) if url else "", after]))


def _is_usual(context: Context, language: str) -> bool:
    """Tell whether *language* need not be said: it is that of the brief, or not known."""
    brief = context.get("brief")
    return not language or same_language(language, brief.language if brief else "en")


def _full_cite(context: Context, citation: Citation) -> str:
    """Return the citation with the parts that the option `citation` names, in its order."""
    order = context["options"].get("citation") or citations.ORDER
    return citations.full_cite(citation, words_of(context), order)


@contextual
def target(context: Context, anchor: str) -> Markup:
    """Return the MyST that makes the next heading the place called *anchor*."""
    return Markup(f"({_label(context, anchor)})=")  # noqa: S704


@contextual
def section(context: Context, value: object, anchor: str) -> Markup:
    """Return MyST: the text as a link to the section with that anchor, wherever it stands."""
    text, address = to_myst(value), section_address(context, anchor)
    return Markup(f"[{text}]({address})") if address else text  # noqa: S704


def section_address(context: Context, anchor: str) -> str:
    """Return where the section with that anchor stands; "" where the pack has no document for it."""
    label, side = _label(context, anchor), anchor.partition("-")[0]
    document = context["document"]
    kind = Holds.BLOCKS if "-at-" in anchor else Holds.CONTENTIONS
    holding = [d for d in context["documents"] if d.holds in (Holds.ALL, kind)]
    there = next((d for d in holding if d.side == side), document)
    if there is document and not (document in holding and document.side in (None, side)):
        return ""
    page = "" if there is document else f"{there.name}.md"
    return f"{page}#{label}"


def _label(context: Context, anchor: str) -> str:
    if not _ANCHOR.fullmatch(anchor):
        raise ValueError(f"“{anchor}” is not the anchor of a section")
    # Labels are shared by all briefs of a project.
    return f"{context['brief'].slug}-{anchor}"


@simple
def source_link(value: object, source: str) -> Markup:
    """Return MyST: the text as a link to the page of a stored source."""
    text, folder = to_myst(value), quote(plain(source), safe="")
    return Markup(f"[{text}](../../source/{folder}/essay.md)") if folder else text  # noqa: S704


@simple
def total(value: Iterable[Contention | Block | Entry]) -> Counts:
    """Return the counts of several sections or entries together, each card once."""
    found: dict[str, Counts] = {}
    for part in value:
        for entry in (part,) if isinstance(part, Entry) else part.entries:
            found.setdefault(entry.card.name, entry.counts)
    return sum(found.values(), start=Counts())


@simple
def homes(value: Iterable[Contention | Block]) -> Mapping[str, str]:
    """Return, for the name of each card of several sections, the anchor of the first with it."""
    found: dict[str, str] = {}
    for part in value:
        for entry in part.entries:
            found.setdefault(entry.card.name, part.anchor)
    return MappingProxyType(found)


@simple
def time(counts: Counts, rate: int) -> str:
    """Return how long it takes to read aloud at *rate* words a minute: "1:05"."""
    return as_clock(counts.seconds(rate))


@simple
def over(counts: Counts, rate: int, limit: float) -> str:
    """Return by how much it takes longer than *limit* minutes: "1:05"; "" where it does not."""
    seconds = counts.seconds(rate) - round(limit * 60)
    return as_clock(seconds) if seconds > 0 else ""


@simple
def clock(seconds: int) -> str:
    """Return seconds as minutes and seconds: "1:05"."""
    return as_clock(int(seconds))


@simple
def times(counts: Counts, rates: Iterable[int], form: str, separator: str = ", ") -> str:
    """Return the times at several rates, each put into *form*: "0:25 at 150, 0:19 at 200"."""
    return join(
        [fill(plain(form), {"time": time(counts, rate), "rate": rate}) for rate in rates],
        plain(separator),
    )
