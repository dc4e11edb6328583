"""Text as Typst takes it. Pure: strings in, strings out."""

import re
import unicodedata
from collections.abc import Iterable

_WHITE = re.compile(r"[\t\n\r\f\v\x85\u2028\u2029]+")
# What may be broken anyway: at spaces, after hyphens and slashes, between ideographs.
_BREAKABLE = "\\s\\-/\u200b\u2010-\u2014\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_JOINERS = frozenset("\u200c\u200d\u2060")
_PIECE = 8


def literal(text: str) -> str:
    """Return *text* as a string literal: nothing in it can be taken for code."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def one_line(text: str) -> str:
    """Return *text* with line ends and tabs as spaces, which they are in running text."""
    return _WHITE.sub(" ", text) if _WHITE.search(text) else text


def long_word(limit: int) -> re.Pattern[str]:
    """Return the pattern of words of *limit* characters and more that have no place to break."""
    return re.compile(f"(?!https?://|www\\.)[^{_BREAKABLE}]{{{limit},}}")


def soften(word: str) -> list[str]:
    """Cut a long word into pieces between which a line may break."""
    pieces = [word[:1]]
    for character in word[1:]:
        whole = pieces[-1][-1] not in _JOINERS and not _joins(character)
        if len(pieces[-1]) >= _PIECE and whole:
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _joins(character: str) -> bool:
    """Tell whether *character* belongs to the one before it."""
    return character in _JOINERS or unicodedata.category(character) in {"Mn", "Me", "Mc"}


def array(items: Iterable[str]) -> str:
    """Return an array of code."""
    listed = list(items)
    return f"({', '.join(listed)},)" if listed else "()"
