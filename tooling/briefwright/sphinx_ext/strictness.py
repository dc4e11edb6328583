"""What a standard of PDF forbids, said so that an author knows what to do. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from briefwright.press.engine import Diagnostic
from briefwright.press.glyphs import BYTE_ORDER_MARK
from briefwright.press.standards import STANDARDS
from briefwright.problems import BriefError, Code, Place, Problem, did_you_mean

_REFUSED = re.compile(r"(PDF/[\w.-]+(?:, PDF/[\w.-]+)*) error: (.*)", re.DOTALL)
_REMEDIES = (
    ("missing alt text", "Say what the picture shows, as in ![a map of the pipelines](map.png)."),
    ("heading level", "Let headings go down one level at a time."),
    ("first heading must", "Begin with a heading of the first level."),
    ("may not contain links", "Let no header or footer of a print.typ hold a link."),
)
"""Parts of what the engine says, and what helps where its own hints speak of its own language."""


def wanted(given: object) -> tuple[str, ...]:
    """Return the standards that ``conf.py`` asks for. Raises :class:`BriefError`."""
    names = (
        [given] if isinstance(given, str) else list(given if isinstance(given, Iterable) else ())
    )
    for name in names:
        if name not in STANDARDS:
            message = f"brief_pdf_standards cannot hold “{name}”."
            hint = did_you_mean(str(name), STANDARDS)
            place = Place(path="conf.py")
            raise BriefError(Problem(place=place, code=Code.VALUE, message=message, hint=hint))
    return tuple(map(str, names))


def wordless(
    characters: Mapping[str, Place], standards: Sequence[str]
) -> Iterator[tuple[str, Problem]]:
    """Yield those of *characters* that *standards* refuse, whatever a font has, and the error."""
    for character, place in characters.items() if standards else ():
        private = unicodedata.category(character) == "Co" and "a-2a" in standards
        if private or character == BYTE_ORDER_MARK:
            kind = (
                "for private use, which only its author can read"
                if private
                else "that marks the order of bytes"
            )
            message = (
                f"A character {kind} (U+{ord(character):04X}) may not stand in {named(standards)}."
            )
            hint = "Take it out, or write what it is meant to say."
            yield character, Problem(place=place, code=Code.CHARACTER, message=message, hint=hint)


def named(standards: Iterable[str]) -> str:
    """Return the names of *standards* in a sentence."""
    return " and ".join(STANDARDS.get(name, name) for name in standards)


def explained(diagnostic: Diagnostic) -> tuple[str, str] | None:
    """Return what to tell of *diagnostic*, and what to try, where a standard forbids something."""
    refused = _REFUSED.fullmatch(diagnostic.message)
    if refused is None:
        return None
    remedy = next((advice for part, advice in _REMEDIES if part in refused[2]), "")
    hint = remedy or " ".join(map(_sentence, diagnostic.hints))
    standards = [name for name in STANDARDS.values() if name in refused[1]]
    allow = "do not allow" if len(standards) > 1 else "does not allow"
    return f"{' and '.join(standards)} {allow} this: {_sentence(refused[2])}", hint


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}."
