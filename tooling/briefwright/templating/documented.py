"""What the code says of itself to those who write templates: types in plain words, and docstrings.

Everything here takes values and returns values.
"""

import ast
import inspect
import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from enum import Enum, IntFlag
from functools import lru_cache
from itertools import pairwise
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from markupsafe import Markup

_PLAIN = {
    str: "text",
    int: "number",
    float: "number",
    bool: "yes or no",
    Markup: "Markdown",
    object: "anything",
    Any: "anything",
    type(None): "nothing",
}
_LISTS = (tuple, list, Sequence, Iterable, frozenset)


def in_words(hint: object) -> str:
    """Return what to call a type: "text", "list of Card", "Date, or nothing"."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        names = list(dict.fromkeys(in_words(part) for part in args if part is not type(None)))
        return " or ".join(names) + (", or nothing" if type(None) in args else "")
    if origin is Mapping:
        return f"{in_words(args[1])} by name"
    if origin in (*_LISTS, Sequence, Iterable):
        return _list(args)
    return getattr(hint, "__name__", str(hint))


def _list(args: tuple[object, ...]) -> str:
    parts = [part for part in args if part is not Ellipsis]
    if len({*parts}) > 1:
        return f"pair of {' and '.join(map(in_words, parts))}"
    return f"list of {in_words(parts[0])}" if parts and parts[0] is not object else "list"


def classes(hint: object) -> Iterator[type]:
    """Yield our own classes that a type is made of."""
    for part in get_args(hint):
        yield from classes(part)
    if isinstance(hint, type) and hint.__module__.startswith("briefwright."):
        yield hint


def values_of(kind: type) -> str:
    """Return what a value of a closed set can be, in words; "" for any other class."""
    if not issubclass(kind, Enum) or issubclass(kind, IntFlag):
        return ""
    return "One of " + ", ".join(f"`{member.value}`" for member in kind) + "."


def of_class(kind: type) -> str:
    """Return the first paragraph of the docstring of a class."""
    return _paragraph(kind.__doc__ or "")


def of_field(kind: type, name: str) -> str:
    """Return what is said below a field of a dataclass, or in a property."""
    found = getattr(kind, name, None)
    if isinstance(found, property):
        return _paragraph(found.__doc__ or "")
    return next((said[name] for base in kind.__mro__ if name in (said := _below(base))), "")


@lru_cache(maxsize=64)
def _below(kind: type) -> Mapping[str, str]:
    """Return the strings that stand below the fields of a class, by field."""
    if not is_dataclass(kind):
        return {}
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    found: dict[str, str] = {}
    for field, said in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            text = said.value if isinstance(said, ast.Expr) else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                found[field.target.id] = _paragraph(text.value)
    return found


def _paragraph(text: str) -> str:
    first = inspect.cleandoc(text).partition("\n\n")[0]
    return " ".join(first.split()).replace("``", "`")


def of_function(function: Callable[..., object]) -> str:
    """Return the first paragraph of the docstring of a function."""
    return _paragraph(function.__doc__ or "")


def of_filter(name: str, function: Callable[..., object]) -> tuple[str, str]:
    """Return how a filter is written, and from what to what it leads: "Counts → text"."""
    plain = inspect.unwrap(function)
    hints = get_type_hints(plain)
    parameters = [p for p in inspect.signature(plain).parameters.values() if p.name != "context"]
    given = ", ".join(_argument(p) for p in parameters[1:])
    value, result = hints[parameters[0].name], hints["return"]
    return f"{name}({given})" if given else name, f"{in_words(value)} → {in_words(result)}"


def of_result(function: Callable[..., object]) -> object:
    """Return the type of what a filter gives."""
    return get_type_hints(inspect.unwrap(function))["return"]


def _argument(parameter: inspect.Parameter) -> str:
    if parameter.kind is parameter.VAR_KEYWORD:
        return "name=…, …"
    if parameter.kind is parameter.VAR_POSITIONAL:
        return "…"
    if parameter.default is parameter.empty:
        return parameter.name
    written = json.dumps(parameter.default).replace("null", "none")
    return f"{parameter.name}={written}"
