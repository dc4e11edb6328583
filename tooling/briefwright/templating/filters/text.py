"""Filters for texts and numbers."""

from collections.abc import Iterable

from jinja2.runtime import Context, Undefined
from markupsafe import Markup

from briefwright import languages
from briefwright.problems import did_you_mean
from briefwright.templating.escaping import MAX_CHARACTERS, fill, join, kind_of, to_text
from briefwright.templating.filters.registry import contextual, plain, simple, words_of


@simple
def fill_(wording: object, **values: object) -> str:
    """Put the values for the ``{names}`` in a text."""
    return fill(to_text(wording), values)


@simple
def plural(number: int, one: str, many: str) -> str:
    """Return *one* for 1, else *many*; ``{n}`` in them is the number."""
    return fill(to_text(one if number == 1 else many), {"n": number})


@contextual
def counted(context: Context, number: int, key: str) -> str:
    """Return the wording called *key* for a number of things: ``{n}`` in it is the number.

    If the language has other forms for some numbers, they are called ``<key>_one``, ``<key>_few``
    and so on, as in the Unicode CLDR.
    """
    wording = context["wording"]
    if key not in wording:
        hint = did_you_mean(key, wording)
        raise ValueError(f"there is no wording “{key}”. {hint}".rstrip(". "))
    form = f"{key}_{languages.plural(number, words_of(context).language)}"
    return fill(wording.get(form, wording[key]), {"n": number})


@simple
def upper(value: object) -> str:
    """Return the text in capitals."""
    return plain(value).upper()


@simple
def lower(value: object) -> str:
    """Return the text in small letters."""
    return plain(value).lower()


@simple
def capitalize(value: object) -> str:
    """Return the text with its first letter as a capital, and the rest as it is."""
    text = plain(value)
    return text[:1].upper() + text[1:]


@simple
def trim(value: object) -> str:
    """Take away the white space at both ends."""
    text = to_text(value)
    stripped = str(text).strip()
    return Markup(stripped) if isinstance(text, Markup) else stripped  # noqa: S704


@simple
def replace(value: object, old: str, new: str) -> str:
    """Put *new* for each *old* in a text."""
    text, old, new = plain(value), plain(old), plain(new)
    if text.count(old) * len(new) > MAX_CHARACTERS:
        raise ValueError("this text is too long")
    return text.replace(old, new)


@simple
def truncate(value: object, words: int) -> str:
    """Keep the first *words* words of a text; "…" stands for the rest."""
    found = plain(value).split()
    kept = " ".join(found[: int(words)])
    return f"{kept} …" if len(found) > int(words) else kept


@simple
def join_(value: Iterable[object], separator: object = "", attribute: str | None = None) -> str:
    """Join the items of a list with a separator: MyST if any of them is."""
    if attribute is not None:
        raise TypeError("use “map” before “join”")
    return join(value, separator)


@simple
def default(value: object, instead: object = "", boolean: bool = False) -> object:
    """Return *instead* of what is undefined; with ``true`` also of what is empty."""
    if isinstance(value, Undefined) or (boolean and not value):
        return instead
    return value


# -- Numbers


@simple
def round_(value: float, digits: int = 0) -> float:
    """Round a number."""
    rounded = round(value, max(0, min(int(digits), 9)))
    return int(rounded) if not digits else rounded


@simple
def int_(value: object) -> int:
    """Return a number, or a text of digits, as a whole number."""
    if isinstance(value, str):
        return int(value[:15])
    if isinstance(value, int | float):
        return int(value)
    raise TypeError(f"{kind_of(value)} is not a number")


@simple
def abs_(value: float) -> float:
    """Return a number without its sign."""
    return abs(value)
