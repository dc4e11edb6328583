"""Text as Typst takes it. Pure: strings in, strings out."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_WHITE = re.compile(r"[\t\n\r\f\v\x85\u2028\u2029]+")
# What may be broken anyway: at spaces, after hyphens and slashes, between ideographs.
_BREAKABLE = "\\s\\-/\u200b\u2010-\u2014\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_ACCENTED = re.compile(
    "[A-Za-z\u00c0-\u052f\u1d00-\u1dbf\u1e00-\u1fff]"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_JOINERS = frozenset("\u200c\u200d\u2060")
_PIECE = 8
_NAME = re.compile(r"(?<=[./])[A-Za-z]{16,30}(?=[./])")


def literal(text: str) -> str:
    """Return *text* as a string literal: nothing in it can be taken for code."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def one_line(text: str) -> str:
    """Return *text* with line ends and tabs as spaces, which they are in running text."""
    return _WHITE.sub(" ", text) if _WHITE.search(text) else text


def long_word(limit: int) -> re.Pattern[str]:
    """Return the pattern of words of *limit* characters and more that have no place to break."""
    return re.compile(f"(?<![^{_BREAKABLE}])(?!https?://|www\\.)[^{_BREAKABLE}]{{{limit},}}")


def names(address: str) -> Iterator[tuple[str, bool]]:
    """Part a web address, yielding with each part if it is a name that would be torn to fill a line.

    Typst breaks addresses before and after signs, and within what has sixteen letters and more.
    """
    end = 0
    for match in _NAME.finditer(address):
        if match.start() > end:
            yield address[end : match.start()], False
        yield match[0], True
        end = match.end()
    if end < len(address):
        yield address[end:], False


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


def accented(text: str) -> Iterator[tuple[str, bool]]:
    """Part *text*, yielding with each part if it is a letter with an accent of its own.

    That is, one for which there is no whole character: ọ́ has two parts, ó can be written as one.
    """
    end = 0
    for match in _ACCENTED.finditer(text):
        if len(unicodedata.normalize("NFC", match[0])) > 1:
            if match.start() > end:
                yield text[end : match.start()], False
            yield match[0], True
            end = match.end()
    if end < len(text):
        yield text[end:], False


def _joins(character: str) -> bool:
    """Tell whether *character* belongs to the one before it."""
    return character in _JOINERS or unicodedata.category(character) in {"Mn", "Me", "Mc"}


def array(items: Iterable[str]) -> str:
    """Return an array of code."""
    listed = list(items)
    return f"({', '.join(listed)},)" if listed else "()"
