"""What a template may see: the names, and of each value the fields.

Everything here takes values and returns values.
"""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from jinja2.runtime import BlockReference, LoopContext, StrictUndefined
from jinja2.utils import missing

from briefwright.escaping import kind_of
from briefwright.filters import FILTERS
from briefwright.problems import did_you_mean

CONTEXT: Mapping[str, str] = MappingProxyType(
    {
        "brief": "the brief: everything else is found from here",
        "cards": "every card of the brief, by name",
        "options": "the options of the template, by name",
        "wording": "the fixed strings of the template, by name",
        "documents": "the documents that the template makes",
        "document": "the one that is being written: name, side",
        "side": "the side that the document is for, if it is for one",
        "other": "the side on the other bench, likewise",
    }
)
"""The names, and what they stand for."""

_LOOP = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"}
    | {"previtem", "nextitem", "cycle", "changed"}
)


_ATTRIBUTES: dict[type, frozenset[str]] = {}


def attributes(value: object) -> frozenset[str]:
    """Return the names that a template may read of *value*."""
    kind = type(value)
    if kind not in _ATTRIBUTES:
        _ATTRIBUTES[kind] = _attributes(kind)
    return _ATTRIBUTES[kind]


def _attributes(kind: type) -> frozenset[str]:
    if issubclass(kind, LoopContext):
        return _LOOP
    if issubclass(kind, BlockReference):
        return frozenset({"super"})
    if not dataclasses.is_dataclass(kind) or not kind.__module__.startswith("briefwright."):
        return frozenset()
    names = {field.name for field in dataclasses.fields(kind)}
    names |= {name for name in dir(kind) if isinstance(getattr(kind, name), property)}
    return frozenset(name for name in names if not name.startswith("_"))


class Unknown(StrictUndefined):
    """Something that is not there: says so, and what was meant, when it is used."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        name, value = str(self._undefined_name), self._undefined_obj
        if value is missing:
            return f"There is no “{name}” here. {did_you_mean(name, CONTEXT)}".rstrip()
        if isinstance(value, Mapping):
            return f"There is no “{name}” here. {did_you_mean(name, map(str, value))}".rstrip()
        if name in FILTERS:
            hint = f"There is a filter: write “… | {name}”."
        else:
            hint = did_you_mean(name, attributes(value))
        return f"{kind_of(value)} has no “{name}”. {hint}".rstrip()
