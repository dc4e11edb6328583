"""What a template may see: the names, and of each value the fields.

Everything here takes values and returns values.
"""

import dataclasses
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from jinja2.exceptions import TemplateRuntimeError, UndefinedError
from jinja2.runtime import BlockReference, LoopContext, StrictUndefined
from jinja2.utils import missing

from briefwright.model import Brief, Card, SideBrief, SpeechPlan
from briefwright.problems import did_you_mean
from briefwright.templating.escaping import kind_of
from briefwright.templating.filters import FILTERS
from briefwright.templating.packs import PackDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The one value that a template sees; its fields are the names that a template begins with."""

    brief: Brief
    """The brief: everything else is found from here."""
    cards: Mapping[str, Card]
    """Every card of the brief, by name."""
    options: Mapping[str, object]
    """The options of the template, by name."""
    wording: Mapping[str, str]
    """The fixed strings of the template, by name."""
    documents: tuple[PackDocument, ...]
    """The documents that the template makes."""
    document: PackDocument
    """The one that is being written."""
    side: SideBrief | None = None
    """The side that the document is for; not there in a document for both."""
    other: SideBrief | None = None
    """The side on the other bench; not there in a document for both."""
    plan: SpeechPlan | None = None
    """The speech that the document is for; not there in any other."""

    def names(self) -> dict[str, Any]:
        """Return the values by name, without those that are not there."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {name: value for name, value in values.items() if value is not None}


CONTEXT: frozenset[str] = frozenset(field.name for field in dataclasses.fields(Context))
"""The names that a template begins with."""
SCOPED: Mapping[str, str] = MappingProxyType(
    {
        "loop": "In a loop: how far it is. Its fields stand below.",
        "super": "In a block: prints what the block replaces.",
        "self": "Prints a block of this template once more, by its name.",
        "caller": "In a macro that was called with `call`: prints what stands in it.",
        "varargs": "In a macro: the further values that it was given.",
        "kwargs": "In a macro: the further values that it was given by name.",
        "namespace": "Makes a value whose fields can be set inside a loop.",
    }
)
"""The names that Jinja gives in loops, blocks and macros."""
LOOP: Mapping[str, str] = MappingProxyType(
    {
        "index": "The number of the round, from 1.",
        "index0": "The number of the round, from 0.",
        "revindex": "How many rounds are left, this one counted.",
        "revindex0": "How many rounds are left.",
        "first": "Whether it is the first round.",
        "last": "Whether it is the last round.",
        "length": "How many rounds there are.",
        "depth": "How deep a recursive loop is, from 1.",
        "depth0": "How deep a recursive loop is, from 0.",
        "previtem": "The item before; not there in the first round.",
        "nextitem": "The item after; not there in the last round.",
        "cycle": "Gives the values in turn, one a round.",
        "changed": "Whether the value is another than in the round before.",
    }
)
"""What `loop` has."""

CONTEXT_VERSION = 1
"""Goes up when something of the context changes its meaning or goes; never when it is only new."""
CHANGES: Mapping[int, str] = MappingProxyType(
    {1: "The first one: brief, cards, options, wording, documents, document, side, other."}
)
"""What came with each version of the context."""


_ATTRIBUTES: dict[type, frozenset[str]] = {}


def attributes(value: object) -> frozenset[str]:
    """Return the names that a template may read of *value*."""
    return attributes_of(type(value))


def attributes_of(kind: type) -> frozenset[str]:
    """Return the names that a template may read of a value of that *kind*."""
    if kind not in _ATTRIBUTES:
        _ATTRIBUTES[kind] = _attributes(kind)
    return _ATTRIBUTES[kind]


def _attributes(kind: type) -> frozenset[str]:
    if issubclass(kind, LoopContext):
        return frozenset(LOOP)
    if issubclass(kind, BlockReference):
        return frozenset({"super"})
    if not dataclasses.is_dataclass(kind) or not kind.__module__.startswith("briefwright."):
        return frozenset()
    names = {field.name for field in dataclasses.fields(kind)}
    names |= {name for name in dir(kind) if isinstance(getattr(kind, name), property)}
    return frozenset(name for name in names if not name.startswith("_"))


def field_kind(kind: type | None, name: str) -> type | None:
    """Return the class of a field of our own classes, of the context where *kind* is None.

    None where it is none of them: a text, a list, or no field at all.
    """
    hint = hints(kind or Context).get(name)
    kinds = [part for part in (get_args(hint) or (hint,)) if part is not type(None)]
    found = kinds[0] if len(kinds) == 1 and get_origin(hint) in (None, UnionType) else None
    return found if isinstance(found, type) and attributes_of(found) else None


@lru_cache(maxsize=64)
def hints(kind: type) -> Mapping[str, object]:
    """Return the types of the fields and properties of a class."""
    if not dataclasses.is_dataclass(kind):
        return {}
    found: dict[str, object] = get_type_hints(kind)
    for name in sorted(attributes_of(kind) - found.keys()):
        found[name] = get_type_hints(getattr(kind, name).fget).get("return")
    return found


class UnknownNameError(UndefinedError):
    """A name or a field that is not there was used."""

    def __init__(self, name: str, message: str | None = None, *, field: bool = False) -> None:
        super().__init__(message)
        self.name = name
        self.field = field
        """Whether it was asked of a value, not of the template."""


class Unknown(StrictUndefined):
    """Something that is not there: says so, and what was meant, when it is used."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,  # noqa: ANN401 (as Jinja has it)
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if name is not None and exc is UndefinedError:
            told = partial(UnknownNameError, str(name), field=obj is not missing)
            self._undefined_exception = told  # type: ignore[assignment]

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        name, value = str(self._undefined_name), self._undefined_obj
        if value is missing:
            return " ".join(no_name(name)).rstrip()
        if isinstance(value, Mapping):
            return " ".join(no_name(name, map(str, value))).rstrip()
        return " ".join(no_field(kind_of(value), name, attributes(value))).rstrip()


def no_name(
    name: str, known: Iterable[str] = CONTEXT, further: Iterable[str] = ()
) -> tuple[str, str]:
    """Say that there is nothing called *name*, and what is nearest among the *known*.

    What is *further* there, such as the variable of a loop, is named only if it is near.
    """
    near = difflib.get_close_matches(name, [*known, *further], n=1, cutoff=0.75)
    hint = f"Did you mean “{near[0]}”?" if near else did_you_mean(name, known)
    return f"There is no “{name}” here.", hint


def no_field(kind: str, name: str, known: Iterable[str]) -> tuple[str, str]:
    """Say that a value of that *kind* has no field called *name*."""
    filtered = f"There is a filter: write “… | {name}”." if name in FILTERS else ""
    return f"{kind} has no “{name}”.", filtered or did_you_mean(name, known)
