"""Typed values from YAML: every problem in one run, each at the value that it is about.

The types are plain frozen dataclasses; pydantic fills them, and does not appear in them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from briefwright.fields import shapes
from briefwright.fields.shapes import Names
from briefwright.fields.tree import Data, Tree, quoted
from briefwright.model import Path
from briefwright.problems import Code, Problem, did_you_mean

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

T = TypeVar("T")
_NONE: Mapping[str, Any] = MappingProxyType({})
_NUMBERS = {"greater_than_equal": ("at least", "ge"), "less_than_equal": ("at most", "le")}


@dataclass(frozen=True, slots=True)
class Wording:
    """How the keys of a file differ from the attributes of its dataclass."""

    names: Names = ()
    synonyms: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """Words in lower case that people may write, and the keys or choices that they mean."""


def build(
    cls: type[T],
    tree: Tree,
    wording: Wording = Wording(),
    *,
    given: Mapping[str, object] = _NONE,
    lenient: bool = False,
) -> tuple[T | None, tuple[Problem, ...]]:
    """Return the *tree* as a value of the dataclass *cls*, and what is wrong with it.

    A key without a value counts as not written. *given* are attributes that the caller sets and
    the file must not. There is no value where anything is wrong, unless *lenient*: then the wrong
    keys of the top are left out.
    """
    checker = _Checker(cls, tree, wording, frozenset(given))
    data = checker.written()
    value, errors = _validate(cls, wording.names, data, given)
    faults = [*checker.own_problems(), *filter(None, map(checker.fault, errors))]
    problems = tuple(sorted(dict.fromkeys(faults), key=lambda problem: problem.place))
    if errors and lenient and isinstance(data, dict):
        wrong = {error["loc"][1] for error in errors if len(error["loc"]) > 1}
        rest: Data = {key: item for key, item in data.items() if key not in wrong}
        value, errors = _validate(cls, wording.names, rest, given)
    if errors or (problems and not lenient):
        return None, problems
    _freeze(value)
    return value, problems


@cache
def adapter(cls: type, names: Names = (), *, described: bool = False) -> "TypeAdapter[list[Any]]":
    """Return what checks lists of *cls*; making it takes a while, so it is kept.

    Where it is to be *described* what stands under the attributes is looked up in the source.
    """
    from pydantic import ConfigDict, TypeAdapter  # noqa: PLC0415 - takes 0.2 s

    special = dict(names)
    config = ConfigDict(
        extra="forbid",
        alias_generator=lambda name: special.get(name, name.replace("_", "-")),
        use_attribute_docstrings=described,
    )
    # Only a type that is no dataclass itself takes a configuration; those inside inherit it.
    return TypeAdapter(list[cls], config=config)  # type: ignore[valid-type]


def _validate(
    cls: type, names: Names, data: Data, given: Mapping[str, object]
) -> tuple[Any, list["ErrorDetails"]]:
    from pydantic import ValidationError  # noqa: PLC0415

    checks = adapter(cls, names)
    try:
        return checks.validate_python([{**data, **given} if isinstance(data, dict) else data])[
            0
        ], []
    except ValidationError as error:
        return None, error.errors(include_url=False, include_input=False)


def _freeze(value: object) -> None:
    """Make the mappings read-only in a value that was just built."""
    if isinstance(value, tuple):
        for item in value:
            _freeze(item)
    elif is_dataclass(value):
        for each in fields(value):
            inner = getattr(value, each.name)
            if isinstance(inner, dict):
                object.__setattr__(value, each.name, MappingProxyType(inner))
            else:
                _freeze(inner)


def suggest(word: str, known: Iterable[str], wording: Wording = Wording()) -> str:
    """Return a hint that names the one of the *known* words that *word* stands for."""
    alike = {key.casefold(): key for key in known}
    folded = word.casefold()
    meant = alike.get(folded) or alike.get(wording.synonyms.get(folded, "").casefold())
    return f"Did you mean “{meant}”?" if meant else did_you_mean(word, alike.values())


LANGUAGE = "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"
"""What a language tag of BCP 47 looks like."""


def check_language(tree: Tree, path: Path) -> Iterator[Problem]:
    """Yield the problem that the text at *path*, if there is one, is no language tag."""
    value = tree.value(path)
    if isinstance(value, str) and not re.fullmatch(LANGUAGE, value):
        yield tree.refuse(path, "a language tag", "Write it like en, es, fr-CA or zh-Hant.")


@dataclass(frozen=True, slots=True)
class _Checker:
    """Knows the shape that a tree should have, and says what pydantic found in our words."""

    cls: type
    tree: Tree
    wording: Wording
    given: frozenset[str]

    def written(self) -> Data:
        """Return the data without the keys that have no value."""
        return self._written(self.tree.data if self.tree.data is not None else {}, self.cls)

    def _written(self, data: Data, shape: object) -> Data:
        if isinstance(data, dict):
            known = shapes.keys(shape, self.wording.names)
            return {
                key: self._written(value, self._step(shape, key))
                for key, value in data.items()
                if value is not None or (known and key not in known)
            }
        if isinstance(data, list):
            return [self._written(value, shapes.inner(shape)) for value in data]
        return data

    def own_problems(self) -> Iterator[Problem]:
        """Yield the keys that pydantic would not see: those that the caller sets."""
        if isinstance(self.tree.data, dict):
            for key in self.given & self.tree.data.keys():
                yield self._unknown((key,))

    def fault(self, error: "ErrorDetails") -> Problem | None:
        """Say what pydantic found; nothing where something else says it better."""
        located = self._locate(error["loc"][1:])
        if located is None:
            return None
        path, shape = located
        kind = error["type"]
        context = error.get("ctx", {})
        if kind in ("unexpected_keyword_argument", "extra_forbidden"):
            return self._unknown(path)
        if kind in ("missing", "missing_argument"):
            return self._missing(path)
        if kind == "value_error":
            about = f"{self.tree.name(path)}: " if path else ""
            message = f"{about}{context['error']}"
            return Problem(place=self.tree.place(path), code=Code.VALUE, message=message)
        if kind in _NUMBERS:
            words, limit = _NUMBERS[kind]
            return self.tree.refuse(path, f"a number of {words} {context[limit]}")
        return self.tree.refuse(path, shapes.wanted(shape), self._hint(path, shape))

    def _locate(self, location: tuple[str | int, ...]) -> tuple[Path, object] | None:
        """Part the path of a value from the names of branches that pydantic puts between.

        Nothing for an error in a branch of a union that the value was not meant for.
        """
        path: Path = ()
        shape: object = self.cls
        for step in location:
            branches = shapes.branches(shape)
            if len(branches) == 1:
                path, shape = (*path, step), self._step(shape, step)
                continue
            meant = [item for item in branches if shapes.takes(item, self.tree.value(path))]
            branch = next((item for item in meant if getattr(item, "__name__", "") == step), None)
            if meant and branch is None:
                return None
            shape = branch or shape
        return path, shape

    def _step(self, shape: object, step: str | int) -> object:
        known = shapes.keys(shape, self.wording.names)
        return known.get(step) if known and isinstance(step, str) else shapes.inner(shape)

    def _known(self, path: Path) -> list[str]:
        """Return the keys that the file may have at *path*."""
        shape: object = self.cls
        for step in path:
            shape = self._step(shape, step)
        hidden = self.given if not path else ()
        return [key for key in shapes.keys(shape, self.wording.names) if key not in hidden]

    def _unknown(self, path: Path) -> Problem:
        key = str(path[-1])
        hint = suggest(key, self._known(path[:-1]), self.wording)
        message = f"There is no key {quoted(key)} here."
        return Problem(place=self.tree.key(path), code=Code.UNKNOWN_KEY, message=message, hint=hint)

    def _missing(self, path: Path) -> Problem | None:
        known, key = self._known(path[:-1]), str(path[-1])
        around = self.tree.value(path[:-1])
        others = (
            [other for other in around if other not in known] if isinstance(around, dict) else []
        )
        if any(f"“{key}”?" in self._unknown((*path[:-1], other)).hint for other in others):
            return None
        state = "has no value" if path in self.tree.keys else "is missing"
        message, hint = f"`{key}` {state}.", f"Write “{key}: …”."
        place = self.tree.key(path)
        return Problem(place=place, code=Code.MISSING_KEY, message=message, hint=hint)

    def _hint(self, path: Path, shape: object) -> str:
        value = self.tree.value(path)
        choices = shapes.choices(shape)
        if choices and isinstance(value, str):
            hint = suggest(value, choices, self.wording)
            return hint if hint.endswith("?") else ""
        return did_you_mean("", self._known(path)) if value is not None else ""
