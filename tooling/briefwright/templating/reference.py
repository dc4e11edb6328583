"""The reference of templates as values: every name, field, filter, test and function.

Everything here takes values and returns values.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from briefwright.templating import documented
from briefwright.templating.examples import EXAMPLES, TEST_EXAMPLES
from briefwright.templating.exposed import LOOP, SCOPED, Context, attributes_of, hints
from briefwright.templating.filters import FILTERS, TESTS


class Group(StrEnum):
    """What an entry of the reference is about."""

    NAME = "name"
    """A name that a template begins with."""
    FIELD = "field"
    """A field of a value."""
    FILTER = "filter"
    TEST = "test"
    FUNCTION = "function"
    """What Jinja gives in loops, blocks and macros."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that a template may use."""

    group: Group
    name: str
    written: str
    """How it is written, with its arguments."""
    type: str = ""
    """What it is, or from what to what a filter leads, in words."""
    help: str = ""
    example: str = ""
    """A piece of a template that uses it; "" for fields."""
    owner: str = ""
    """The class that a field belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """A kind of value that a template may meet."""

    name: str
    help: str
    values: str
    """For a closed set: what it can be, in words."""


@lru_cache(maxsize=1)
def reference() -> tuple[Entry, ...]:
    """Return everything that a template may use."""
    return (*_names(), *_fields(), *_filters(), *_tests(), *_functions())


@lru_cache(maxsize=1)
def classes() -> tuple[Class, ...]:
    """Return every class of values that can be met, in the order in which one meets them."""
    return tuple(
        Class(
            name=kind.__name__,
            help=documented.of_class(kind),
            values=documented.values_of(kind),
        )
        for kind in _met()
    )


def _met() -> list[type]:
    """Return our own classes that are reached from the context."""
    met: dict[type, None] = {}
    todo: list[type] = [Context]
    while todo:
        kind = todo.pop(0)
        for name in _ordered(kind):
            new = [k for k in documented.classes(hints(kind)[name]) if k not in met]
            met |= dict.fromkeys(new)
            todo += new
    given = [documented.of_result(function) for function in FILTERS.values()]
    return list(met | dict.fromkeys(k for hint in given for k in documented.classes(hint)))


def _ordered(kind: type) -> list[str]:
    """Return the fields of a class in the order in which they are written, then properties."""
    names = attributes_of(kind)
    order = list(hints(kind))
    return sorted(names, key=order.index) if names else []


def _names() -> Iterator[Entry]:
    for name in _ordered(Context):
        yield Entry(
            group=Group.NAME,
            name=name,
            written=name,
            type=documented.in_words(hints(Context)[name]),
            help=documented.of_field(Context, name),
            example=EXAMPLES.get(name, ""),
        )


def _fields() -> Iterator[Entry]:
    for kind in _met():
        for name in _ordered(kind):
            yield Entry(
                group=Group.FIELD,
                name=name,
                written=f".{name}",
                type=documented.in_words(hints(kind)[name]),
                help=documented.of_field(kind, name),
                owner=kind.__name__,
            )
    for name, said in LOOP.items():
        written = f".{name}(…)" if name in {"cycle", "changed"} else f".{name}"
        yield Entry(group=Group.FIELD, name=name, written=written, help=said, owner="loop")


def _filters() -> Iterator[Entry]:
    first: dict[int, str] = {}
    for name, function in FILTERS.items():
        written, leads = documented.of_filter(name, function)
        alias = first.setdefault(id(function), name)
        said = documented.of_function(function)
        yield Entry(
            group=Group.FILTER,
            name=name,
            written=written,
            type=leads,
            help=said if alias == name else f"The same as “{alias}”.",
            example=EXAMPLES.get(f"| {name}", ""),
        )


def _tests() -> Iterator[Entry]:
    for name, said in TESTS.items():
        example = TEST_EXAMPLES.get(name, "")
        yield Entry(group=Group.TEST, name=name, written=name, help=said, example=example)


def _functions() -> Iterator[Entry]:
    for name, said in SCOPED.items():
        called = name not in {"loop", "varargs", "kwargs"}
        written = f"{name}.block()" if name == "self" else f"{name}()" if called else name
        example = EXAMPLES.get(name, "")
        yield Entry(group=Group.FUNCTION, name=name, written=written, help=said, example=example)
