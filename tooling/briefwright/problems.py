"""What can be wrong with a user's files, said in one line with its place and its remedy."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum


class Severity(Enum):
    """How much a problem matters: an error stops the build, a warning only speaks."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    """Nothing is wrong yet; no strictness turns it into more."""


class Code(StrEnum):
    """The kind of a problem; in Sphinx the subtype of a warning of type ``brief``."""

    ENCODING = "encoding"
    """A file is not UTF-8."""
    CHARACTER = "character"
    """A character that means nothing in text: control characters, lone surrogates."""
    HIDDEN = "hidden"
    """Characters that are not seen, that turn the text round, or that pass for others."""
    FILE = "file"
    """A file that cannot be read or written, or that leads out of the project."""
    SIZE = "size"
    """A file, or something in it, is larger or deeper than any real one."""
    FRONT_MATTER = "front-matter"
    """An essay without front matter, or with front matter that does not close."""
    YAML = "yaml"
    """YAML that cannot be read: syntax, tabs, anchors, aliases, tags."""
    DUPLICATE_KEY = "duplicate-key"
    """The same key twice in one mapping."""
    UNKNOWN_KEY = "unknown-key"
    """A key or option that does not exist."""
    MISSING_KEY = "missing-key"
    """A key or option that must be there."""
    VALUE = "value"
    """A value of the wrong type or form."""
    ESSAY_EMPTY = "essay-empty"
    """An essay without text."""
    ESSAY_MARKUP = "essay-markup"
    """Something in an essay that is not text: an image, raw HTML."""
    MARKUP = "markup"
    """Markup that evidence may not use: a directive, a role, a link, an image, top matter."""
    CARD_EMPTY = "card-empty"
    """A card without text."""
    CARD_TAG = "card-tag"
    """A card without a tag."""
    FENCE = "fence"
    """A fence that is not closed."""
    MARK = "mark"
    """A mark that is not closed, or closed out of turn."""
    DUPLICATE_CARD = "duplicate-card"
    """Two cards of one name."""
    MISSING_CARD = "missing-card"
    """A card that is named and is not there (BR004)."""
    QUOTE_VERBATIM = "quote-verbatim"
    """A card whose text does not stand in its essay (EV001)."""
    QUOTE_AMBIGUOUS = "quote-ambiguous"
    """A passage that stands in its essay more than once (EV002)."""
    CUT_INSIDE_WORD = "cut-inside-word"
    """A card that begins or ends inside a word (EV008)."""
    UNKNOWN_TOPIC = "unknown-topic"
    """A topic that no card has."""
    UNKNOWN_SOURCE = "unknown-source"
    """A source that is not in the project."""
    WRONG_SIDE = "wrong-side"
    """A card that is named on a side that it does not serve."""
    EMPTY_QUERY = "empty-query"
    """A query of a brief that finds no card."""
    UNKNOWN_BRIEF = "unknown-brief"
    """A brief that has no specification."""
    UNKNOWN_FORMAT = "unknown-format"
    """A format of debate that is not known."""
    LANGUAGE = "language"
    """A language in which a template has no words."""
    UNKNOWN_TEMPLATE = "unknown-template"
    """A template pack that is nowhere to be found."""
    SLUG = "slug"
    """A name that cannot be the name of a folder or a page."""
    EMPTY_SIDE = "empty-side"
    """A side of a brief without a single card."""
    SPEECH_TIME = "speech-time"
    """A speech that takes longer than it may, or nearly as long (TM001)."""
    EDITED = "edited"
    """A generated document that was changed by hand."""
    TEMPLATE = "template"
    """A template that cannot be read or rendered."""
    OUTDATED = "outdated"
    """A whole copy of a template that has changed since it was copied."""
    STYLE = "style"
    """A style sheet that would fetch something, or that is not closed."""
    UNUSED = "unused"
    """Something in a template that changes nothing, such as a file with a misspelt name."""
    DEPRECATED = "deprecated"
    """A name that a template should no longer use: it will go with a later release."""
    GLYPH = "glyph"
    """A character that no font on this machine can print."""
    BUILD = "build"
    """Sphinx could not build the documents."""
    PDF = "pdf"
    """The PDF engine could not print a document."""
    LOCKED = "locked"
    """Another build is at work in the same folder."""
    ADDRESS = "address"
    """An address of this machine that ``brief serve`` cannot have."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where something stands: a path from the project's root, a line and a column from 1."""

    path: str
    """From the project's root, with slashes."""
    line: int = 0
    """0 for the file as a whole."""
    column: int = 0
    """0 for the line as a whole."""

    def __str__(self) -> str:
        numbers = [str(n) for n in (self.line, self.column) if n]
        return ":".join([self.path, *numbers])


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, and what to do about it."""

    place: Place
    code: Code
    message: str
    """What is wrong, as one sentence in one line."""
    hint: str = ""
    """What to try, as one sentence in one line."""
    detail: tuple[str, ...] = ()
    """Further lines to look at, such as the nearest passage of an essay."""
    severity: Severity = Severity.ERROR

    @property
    def headline(self) -> str:
        """The problem without its place, in one line."""
        return f"{self.message} {self.hint}".rstrip()

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.severity.value}[{self.code}]: {self.headline}"]
        return "\n".join([*lines, *(f"    {line}" for line in self.detail)])


class BriefError(Exception):
    """What cannot go on: the problems that stopped it."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def stop(problems: Iterable[Problem]) -> None:
    """Raise a :class:`BriefError` of all *problems* if one of them is an error."""
    found = tuple(problems)
    if has_errors(found):
        raise BriefError(*found)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether one of *problems* is more than a warning."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def each_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return *problems* without those of which only the detail differs from an earlier one.

    What is said as an error is not said as a warning, too.
    """
    found: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        key = (problem.place, problem.code, problem.headline)
        if found.setdefault(key, problem).severity is Severity.WARNING:
            found[key] = problem if problem.severity is Severity.ERROR else found[key]
    return tuple(found.values())


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest of the *known* words, or all of a few."""
    words = sorted(set(known))
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f"Did you mean “{near[0]}”?"
    if not words:
        return ""
    shown = ", ".join(words[:12])
    return f"Known: {shown}." if len(words) <= 12 else f"Known: {shown}, …"
