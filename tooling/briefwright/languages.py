"""Language tags of BCP 47: which serves for another, and the plural forms of a language."""

from collections.abc import Iterator
from functools import lru_cache

PLURALS = ("zero", "one", "two", "few", "many")
"""The plural forms of the Unicode CLDR, but for “other”, which every language has."""


def fallbacks(tag: str) -> Iterator[str]:
    """Yield *tag* in small letters, then ever more general ones: es-mx, es.

    A part of one letter or digit means nothing without the next one, so it goes with it, as in
    the lookup of RFC 4647 (section 3.4).
    """
    parts = tag.lower().split("-")
    while parts:
        if len(parts[-1]) > 1:
            yield "-".join(parts)
        parts.pop()


@lru_cache(maxsize=4096)
def plural(number: int, tag: str) -> str:
    """Return the plural form that *number* takes in the language *tag*: one, few, other."""
    if tag == "en":
        return "one" if number == 1 else "other"
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 (English need not wait)

    for known in fallbacks(tag):
        try:
            return str(Locale.parse(known, sep="-").plural_form(number))
        except (UnknownLocaleError, ValueError):
            continue
    return "one" if number == 1 else "other"


def same_language(one: str, other: str) -> bool:
    """Tell whether two tags are of one language, wherever it is spoken."""
    return [*fallbacks(one)][-1:] == [*fallbacks(other)][-1:]
