"""What evidence may ask of Sphinx: everything that is not named here is text.

Everything here takes values and returns values.
"""

import posixpath
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from urllib.parse import unquote

from briefwright import cards, charts, clash_text

MAX_CHARACTERS = 8_000_000
"""Of a document; a thousand long cards have fewer."""
MAX_BLOCKS = 150_000
"""Block tokens of a document, three a paragraph, one a card; a long novel has fewer."""
MAX_INLINES = 100_000
"""Inline tokens of a document, three a word in italics, two a line."""
MAX_CELLS = 20_000
"""Cells of a table."""
MAX_COLUMNS = 64
"""Columns of a table."""
MAX_TARGETS = 10
"""Targets in a row: docutils' time for them grows with their square."""
MAX_BREAKS = 1_000
"""Thematic breaks of a document, for the same reason; the rest is left out."""
MAX_BLOCK_DEPTH = 20
"""Levels of lists and block quotes, two a list; markdown-it drops what is deeper."""
MAX_INLINE_DEPTH = 20
"""Levels of emphasis and links."""
MAX_DIRECTIVE_DEPTH = 4
"""Levels of directives: a body is parsed again at each."""


class Profile(Enum):
    """How much markup a document may use."""

    ESSAY = "essay"
    """CommonMark, without raw HTML, images and link definitions."""
    PAGE = "page"
    """The same with tables, comments, targets, and the directives and roles named here."""


def profile_of(docname: str) -> Profile | None:
    """Return how the document is confined; None for a page of the user's own."""
    # A disk that does not tell capitals apart finds source/ as Source/ too.
    folder, *rest = docname.casefold().split("/")
    if folder == "source" and rest:
        return Profile.ESSAY if len(rest) == 2 and rest[-1] == "essay" else Profile.PAGE
    if folder == "briefs" and len(rest) > 1:
        return Profile.PAGE
    return None


_ADMONITION = frozenset({"class"})
DIRECTIVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "note": _ADMONITION,
        "tip": _ADMONITION,
        "warning": _ADMONITION,
        "important": _ADMONITION,
        "seealso": _ADMONITION,
        "list-table": frozenset(
            {"align", "class", "header-rows", "stub-columns", "width", "widths"}
        ),
        "toctree": frozenset({"caption", "hidden", "maxdepth", "numbered", "titlesonly"}),
    }
)
"""Sphinx's own directives that a page may use, with their options."""
BODIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "card": cards.OPTIONS
        | {"bare", "number", "read-to", "source", "stopped", "timing", "unverified"},
        "chart": charts.OPTIONS,
        "clash-map": clash_text.OPTIONS,
        "card-ref": frozenset({"name", "number", "short-cite", "timing"}),
        "marks": frozenset(),
        "ruled": frozenset(),
    }
)
"""Our own, whose content is nobody's Markdown, with their options."""
ROLES = frozenset({"abbr", "brief", "card", "doc", "ref", "term"})
"""The roles that a page may use."""
DIRECTIVES_HERE = f"Directives here: {', '.join(sorted([*DIRECTIVES, *BODIES]))}."
ROLES_HERE = f"Roles here: {', '.join(sorted(ROLES))}."


def options_here(directive: str) -> str:
    """Say which options a directive may have."""
    if directive in BODIES:
        known = sorted(BODIES[directive])
        return f"Options here: {', '.join(known)}." if known else "It has no options."
    known = sorted(DIRECTIVES[directive])
    return f"Options here: {', '.join(known)}; a class begins with “bw-”."


def own_name(name: str) -> str:
    """Return the name of a directive or role without that of our domain."""
    return name.removeprefix("debate:")


_CLASSES = re.compile(r"bw-[a-z0-9-]+(?: +bw-[a-z0-9-]+)*")
_OPTION = re.compile(r"[ \t]*:([A-Za-z][\w-]*):(?:[ \t]+(.*))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The content of a directive, taken apart."""

    options: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]
    """The names of options that it may not have."""
    body: str
    offset: int
    """The lines of *content* before the body."""


def split_options(content: str, allowed: Container[str]) -> Split:
    """Take the ``:name: value`` lines off the head of a directive's content."""
    lines = content.split("\n")
    options: list[tuple[str, str]] = []
    refused: list[str] = []
    offset = 0
    while offset < len(lines) and (match := _OPTION.fullmatch(lines[offset])):
        name, value = match[1], (match[2] or "").strip()
        fits = name in allowed and (name != "class" or _CLASSES.fullmatch(value))
        if fits:
            options.append((name, value))
        else:
            refused.append(name)
        offset += 1
    return Split(
        options=tuple(options),
        refused=tuple(refused),
        body="\n".join(lines[offset:]),
        offset=offset,
    )


_ENTRY = re.compile(r"(?:[^<>]+ <(?P<named>[^<>/\\]+)>|(?P<bare>[^<>/\\]+))")


def toctree_entry(entry: str, docname: str, known: Container[str]) -> str | None:
    """Return the document that a line of a toctree names, if the line may stand.

    Only the index of a brief has a toctree, and only of the documents beside it: no line leads to
    another site, out of the project, or in a circle.
    """
    folder, _, name = docname.rpartition("/")
    match = _ENTRY.fullmatch(entry.strip())
    if match is None or name != "index" or profile_of(docname) is None:
        return None
    if docname.casefold().split("/")[0] != "briefs":
        return None
    target = f"{folder}/{(match['named'] or match['bare']).removesuffix('.md')}"
    return target if target != docname and target in known else None


_URL = re.compile(r"(?:https?://[^/?#\s]|mailto:[^\s])\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a link of evidence may lead: to a site, a place on its own page, or a document."""

    url: str = ""
    anchor: str = ""
    document: str = ""


def is_safe_url(url: str) -> bool:
    """Tell whether a page may link to this address of another site."""
    return _URL.fullmatch(url) is not None


def resolve_link(href: str, docname: str, known: Container[str]) -> Link | None:
    """Return where a link on *docname* may lead; None if it may lead nowhere.

    *known* are the documents of the project. A file that is none of them is never reached, so
    nothing is ever copied beside the pages.
    """
    if is_safe_url(href):
        return Link(url=href)
    path, _, anchor = unquote(href).partition("#")
    if not path:
        return Link(anchor=anchor) if anchor else None
    if path.startswith("/") or re.search(r"[\\:\x00-\x1f]", path):
        return None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(docname), path))
    for document in (target.removesuffix(".md"), target):
        if document in known:
            return Link(document=document, anchor=anchor)
    return None


_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")


def cut_front_matter(text: str) -> tuple[str, bool]:
    """Return the text with its front matter as blank lines, and whether there was any."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return text, False
    return "\n" * match[0].count("\n") + text[match.end() :], True
