"""What a type asks of the YAML that becomes a value of it."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

from briefwright.fields.tree import Data

Names = tuple[tuple[str, str], ...]
"""Attributes whose key is not simply their name with hyphens: ``("url", "URL")``."""


@cache
def keys(shape: object, names: Names = ()) -> Mapping[str, object]:
    """Return the keys of the dataclass that *shape* is or may be, with their shapes."""
    special = dict(names)
    for branch in branches(shape):
        if isinstance(branch, type) and is_dataclass(branch):
            hints = get_type_hints(branch)
            own = [field.name for field in fields(branch)]
            return {special.get(name, name.replace("_", "-")): hints[name] for name in own}
    return {}


@cache
def branches(shape: object) -> tuple[object, ...]:
    """Return the types of a union without None, or the one type."""
    if get_origin(shape) is Annotated:
        return branches(get_args(shape)[0])
    if get_origin(shape) in (Union, types.UnionType):
        args = (arg for arg in get_args(shape) if arg is not type(None))
        return tuple(branch for arg in args for branch in branches(arg))
    return (shape,)


def inner(shape: object) -> object:
    """Return the type of what a list or a mapping holds."""
    for branch in branches(shape):
        args = get_args(branch)
        if args:
            return args[1 if is_mapping(branch) else 0]
    return None


def is_mapping(shape: object) -> bool:
    """Whether *shape* is written as keys and values."""
    origin = get_origin(shape) or shape
    return isinstance(origin, type) and (issubclass(origin, Mapping) or is_dataclass(origin))


def is_list(shape: object) -> bool:
    """Whether *shape* is written as a list."""
    return get_origin(shape) in (tuple, list, frozenset, set)


def takes(shape: object, value: Data) -> bool:
    """Whether *shape* is meant by a value of this kind."""
    if isinstance(value, dict):
        return is_mapping(shape)
    if isinstance(value, list):
        return is_list(shape)
    return isinstance(value, str) and not is_mapping(shape) and not is_list(shape)


def choices(shape: object) -> tuple[str, ...]:
    """Return the words among which *shape* lets one choose, if it does."""
    found: list[object] = []
    for branch in branches(shape):
        if get_origin(branch) is Literal:
            found += get_args(branch)
        elif isinstance(branch, type) and issubclass(branch, Enum):
            found += (member.value for member in branch)
    return tuple(map(str, found))


def wanted(shape: object) -> str:
    """Return what a type wants, in words."""
    return " or ".join(dict.fromkeys(_wanted(branch) for branch in branches(shape)))


def _wanted(shape: object) -> str:
    if names := choices(shape):
        return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    if is_mapping(shape):
        return "keys and values"
    if is_list(shape):
        return "a list"
    words = {bool: "yes or no", int: "a whole number", float: "a number"}
    return words[shape] if isinstance(shape, type) and shape in words else "text"
