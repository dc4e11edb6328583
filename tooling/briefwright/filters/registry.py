"""Where filters are registered, by name."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from jinja2.runtime import Context
from markupsafe import Markup

from briefwright.escaping import to_text

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


def plain(value: object) -> str:
    """Return *value* as a string; MyST is refused, since a change could break it."""
    if isinstance(value, Markup):
        raise TypeError("this filter takes text, not MyST: use it on the text before")
    return to_text(value)
