"""Where filters are registered, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any

from jinja2.runtime import Context
from markupsafe import Markup

from briefwright.templating.escaping import to_text
from briefwright.words import Words

Filter = Callable[..., Any]
FILTERS: dict[str, Filter] = {}
"""By name. Each takes the context and the value, then what the template gives it."""


def simple(function: Filter) -> Filter:
    """Register a filter that does not need the context."""

    @wraps(function)
    def run(_context: Context, value: object, *args: object, **kwargs: object) -> object:
        return function(value, *args, **kwargs)

    FILTERS[function.__name__.rstrip("_")] = run
    return function


def contextual(function: Filter) -> Filter:
    """Register a filter that takes the context first."""
    FILTERS[function.__name__.rstrip("_")] = function
    return function


def words_of(context: Context) -> Words:
    """Return the words that filters write, as the pack of the template has them."""
    return _words(_Same(context.get("wording", {})))


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A mapping that is equal to itself only, so that what is made of it can be kept."""

    wording: Mapping[str, str]

    def __hash__(self) -> int:
        return id(self.wording)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.wording is other.wording


@lru_cache(maxsize=8)
def _words(same: _Same) -> Words:
    return Words.of(same.wording)


def plain(value: object) -> str:
    """Return *value* as a string; MyST is refused, since a change could break it."""
    if isinstance(value, Markup):
        raise TypeError("this filter takes text, not MyST: use it on the text before")
    return to_text(value)
