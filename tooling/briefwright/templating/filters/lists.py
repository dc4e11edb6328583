"""Filters for lists."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from jinja2.runtime import Context

from briefwright.templating.escaping import to_text
from briefwright.templating.filters.registry import contextual, simple

_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Group:
    """What ``groupby`` gives: the value that the items share, and the items."""

    key: object
    """The value that the items share."""
    items: tuple[Any, ...]
    """The items that share it."""


@simple
def length(value: Sequence[object]) -> int:
    """Count the items of a list, or the characters of a text."""
    return len(value)


@simple
def first(value: Iterable[object]) -> object:
    """Return the first item, or nothing."""
    return next(iter(value), None)


@simple
def last(value: Sequence[object]) -> object:
    """Return the last item, or nothing."""
    items = tuple(value)
    return items[-1] if items else None


@simple
def list_(value: Iterable[object]) -> tuple[object, ...]:
    """Return the items as a list."""
    return tuple(value)


@simple
def reverse(value: Iterable[object]) -> tuple[object, ...]:
    """Return the items the other way round."""
    return tuple(value)[::-1]


@simple
def items(value: Mapping[object, object]) -> tuple[tuple[object, object], ...]:
    """Return pairs of key and value."""
    return tuple(value.items())


@simple
def zip_(value: Iterable[object], other: Iterable[object]) -> tuple[tuple[object, object], ...]:
    """Pair the items of two lists; nothing stands for what the shorter one lacks."""
    return tuple(zip_longest(value, other))


@simple
def parts(value: Sequence[object], sizes: Sequence[int], count: int) -> tuple[object, ...]:
    """Part a list into *count* lists, of as many items as *sizes* say; the last takes the rest."""
    found: list[object] = []
    rest = tuple(value)
    for size in tuple(sizes)[: max(0, min(int(count), _MOST_PARTS)) - 1]:
        found.append(rest[: int(size)])
        rest = rest[int(size) :]
    found += [rest, *((),) * (min(int(count), _MOST_PARTS) - len(found) - 1)]
    return tuple(found[: max(0, int(count))])


@simple
def flatten(value: Iterable[Iterable[object]]) -> tuple[object, ...]:
    """Put the items of several lists into one."""
    return tuple(item for inner in value for item in inner)


@contextual
def map_(context: Context, value: Iterable[object], attribute: str) -> tuple[object, ...]:
    """Return one attribute of each item: ``map("heading")``, ``map("card.tag")``."""
    get = _getter(context, attribute)
    return tuple(get(item) for item in value)


@contextual
def sort(
    context: Context, value: Iterable[object], attribute: str = "", *, reverse: bool = False
) -> tuple[object, ...]:
    """Sort items, or sort them by an attribute; capitals and small letters count alike."""
    get = _getter(context, attribute)
    return tuple(sorted(value, key=lambda item: _folded(get(item)), reverse=bool(reverse)))


@contextual
def unique(context: Context, value: Iterable[object], attribute: str = "") -> tuple[object, ...]:
    """Return the items of which each differs from those before, or in an attribute."""
    get = _getter(context, attribute)
    found: dict[Any, object] = {}
    for item in value:
        found.setdefault(get(item), item)
    return tuple(found.values())


@contextual
def groupby(context: Context, value: Iterable[object], attribute: str) -> tuple[Group, ...]:
    """Group items by an attribute, in the order in which its values come first."""
    get = _getter(context, attribute)
    groups: dict[Any, list[object]] = {}
    for item in value:
        groups.setdefault(get(item), []).append(item)
    return tuple(Group(key, tuple(members)) for key, members in groups.items())


@contextual
def selectattr(
    context: Context, value: Iterable[object], attribute: str, test: str = "", *args: object
) -> tuple[object, ...]:
    """Keep the items of which an attribute is true, or passes a test."""
    return tuple(item for item in value if _passes(context, item, attribute, test, args))


@contextual
def rejectattr(
    context: Context, value: Iterable[object], attribute: str, test: str = "", *args: object
) -> tuple[object, ...]:
    """Leave out the items of which an attribute is true, or passes a test."""
    return tuple(item for item in value if not _passes(context, item, attribute, test, args))


@contextual
def select(
    context: Context, value: Iterable[object], test: str = "", *args: object
) -> tuple[object, ...]:
    """Keep the items that are true, or pass a test."""
    return tuple(item for item in value if _passes(context, item, "", test, args))


@contextual
def reject(
    context: Context, value: Iterable[object], test: str = "", *args: object
) -> tuple[object, ...]:
    """Leave out the items that are true, or pass a test."""
    return tuple(item for item in value if not _passes(context, item, "", test, args))


@contextual
def sum_(context: Context, value: Iterable[object], attribute: str = "") -> float:
    """Add up numbers, or an attribute of each item that is one."""
    get = _getter(context, attribute)
    total: float = 0
    for number in map(get, value):
        if not isinstance(number, int | float):
            raise TypeError("only numbers can be added up")
        total += number
    return total


@contextual
def min_(context: Context, value: Iterable[object], attribute: str = "") -> object:
    """Return the least item, or nothing."""
    get = _getter(context, attribute)
    return min(value, key=lambda item: _folded(get(item)), default=None)


@contextual
def max_(context: Context, value: Iterable[object], attribute: str = "") -> object:
    """Return the greatest item, or nothing."""
    get = _getter(context, attribute)
    return max(value, key=lambda item: _folded(get(item)), default=None)


def _getter(context: Context, attribute: str) -> Callable[[Any], Any]:
    """Return what reads "card.tag" of an item, as a template would."""
    parts = [part for part in to_text(attribute).split(".") if part]
    environment = context.environment

    def get(item: Any) -> Any:  # noqa: ANN401
        for part in parts:
            item = environment.getitem(item, int(part) if part.isdigit() else part)
        return item

    return get


def _folded(value: Any) -> Any:  # noqa: ANN401
    return value.casefold() if isinstance(value, str) else value


def _passes(
    context: Context, item: object, attribute: str, test: str, args: Sequence[object]
) -> bool:
    value = _getter(context, attribute)(item)
    if not test:
        return bool(value)
    return bool(context.environment.call_test(test, value, list(args), context=context))
