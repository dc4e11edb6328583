"""Brief specifications: YAML to a typed value, and the JSON Schema of that YAML.

People may write less than the value has: a side as a bare list of sections, one card without a
list, answers between commas. All of it is first arranged as the value has it, so that a place can
be asked for by the same path however it was written.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from briefwright.fields import (
    LANGUAGE,
    Data,
    Tree,
    Wording,
    adapter,
    build,
    check_language,
    load,
    one_line,
)
from briefwright.model import Path, Spec
from briefwright.problems import Code, Place, Problem
from briefwright.rates import FASTEST, SLOWEST
from briefwright.text import check_slug, open_fence

RECORD = "rounds"
"""The folder in ``briefs/`` that is no brief's: that of the record of rounds."""
_SIDES = ("pro", "con")
_WORDING = Wording(
    synonyms=MappingProxyType(
        {
            **dict.fromkeys(("motion", "topic", "statement", "res"), "resolution"),
            **dict.fromkeys(("aff", "affirmative", "proposition", "government", "for"), "pro"),
            **dict.fromkeys(("neg", "negative", "opposition", "against"), "con"),
            **dict.fromkeys(("any", "either"), "both"),
            **dict.fromkeys(("contentions", "blocks", "arguments"), "sections"),
            **dict.fromkeys(("contention", "title", "tag", "name"), "heading"),
            **dict.fromkeys(("pack", "theme"), "template"),
            **dict.fromkeys(("school",), "team"),
            **dict.fromkeys(("crossfire", "cx"), "questions"),
            **dict.fromkeys(("at", "answer"), "answers"),
            **dict.fromkeys(("part", "chapter"), "pocket"),
            **dict.fromkeys(("group", "position"), "hat"),
            **dict.fromkeys(("max", "count"), "limit"),
            **dict.fromkeys(("edition", "print"), "editions"),
            **dict.fromkeys(("base", "based-on", "from", "like"), "extends"),
            **dict.fromkeys(("speech", "speech-documents"), "speeches"),
            **dict.fromkeys(("they-read", "opponent-reads", "case"), "reads"),
            **dict.fromkeys(("order", "drop"), "priority"),
            **dict.fromkeys(("time", "clock"), "at"),
            **dict.fromkeys(("lectern", "tags", "overview"), "outline"),
        }
    )
)


def read_spec(text: str, path: str, slug: str) -> tuple[Spec | None, tuple[Problem, ...]]:
    """Return the specification in the file at *path*, and what is wrong with it.

    Whether the cards, topics, templates and the format that it names exist is for later stages to
    say; what it has from another brief, for :mod:`.inheritance`.
    """
    tree, problems = arrange(text, path, slug)
    if tree is None:
        return None, problems
    spec, found = build_spec(tree, slug)
    ordered = sorted((*problems, *found), key=lambda problem: problem.place)
    return (None, tuple(ordered)) if ordered else (spec, ())


def check_name(slug: str, place: Place) -> Problem | None:
    """Return what is wrong with *slug* as the name of a brief, if anything is."""
    if slug != RECORD:
        return check_slug(slug, place)
    message = f"“{slug}” is the name of the page of the record."
    return Problem(place=place, code=Code.SLUG, message=message, hint="Choose another name.")


def arrange(text: str, path: str, slug: str) -> tuple[Tree | None, tuple[Problem, ...]]:
    """Return what the file at *path* says, in the long form of it, before it has types."""
    bad_slug = check_name(slug, Place(path=path))
    found = (bad_slug,) if bad_slug else ()
    tree, problems = load(text, path)
    if tree is None:
        return None, (*found, *problems)
    arranger = _Arranger(tree)
    arranged = arranger.arrange()
    return arranged, (*found, *problems, *arranger.problems)


def build_spec(tree: Tree, slug: str) -> tuple[Spec | None, tuple[Problem, ...]]:
    """Return the specification that an arranged *tree* is, and what is wrong with it."""
    spec, problems = build(Spec, tree, _WORDING, given={"slug": slug, "places": {}})
    found = (*problems, *_checks(tree))
    if spec is None or found:
        return None, tuple(sorted(found, key=lambda problem: problem.place))
    return replace(spec, places=tree.places), ()


def _checks(tree: Tree) -> Iterator[Problem]:
    yield from check_language(tree, ("language",))
    for path in tree.places:
        value = tree.value(path)
        if path[-1:] == ("text",) and isinstance(value, str) and (found := open_fence(value)):
            message = f"The fence “{found[1]}” in this text is not closed."
            hint = f"End it with a line “{found[1]}”; else it would take in the cards below it."
            yield Problem(place=tree.place(path), code=Code.FENCE, message=message, hint=hint)
        if path == ("round", "side") and value == "both":
            yield tree.refuse(path, "one of pro, con", "A round is debated on one side.")
        if path == ("round", "rate") and isinstance(value, str) and _is_no_rate(value):
            wanted = f"words a minute, from {SLOWEST} to {FASTEST}"
            yield tree.refuse(path, wanted, "Leave it out where it is not known.")
        if path[-1:] == ("limit",) and isinstance(value, str) and re.fullmatch(r"-\d+", value):
            yield tree.refuse(path, "a whole number from 0", "0 takes every card.")


def _is_no_rate(value: str) -> bool:
    """Tell whether a number is none that anyone speaks at; what is no number is said elsewhere."""
    return bool(re.fullmatch(r"[+-]?\d+", value)) and not SLOWEST <= int(value) <= FASTEST


class _Arranger:
    """Writes out what the short forms of a specification leave out."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def arrange(self) -> Tree:
        """Return the tree in its long form, with the places of the values as they were written."""
        data = self._value(self.tree.data, (), ())
        places, keys = MappingProxyType(self.places), MappingProxyType(self.keys)
        return Tree(data=data, places=places, keys=keys)

    def _value(self, data: Data, old: Path, new: Path) -> Data:
        """Return what stands at *old* in the file as it is to stand at *new*."""
        self.places[new] = self.tree.place(old)
        if old in self.tree.keys and old[-1] == new[-1]:
            self.keys[new] = self.tree.keys[old]
        write_out = self._short(data, new)
        if write_out:
            return write_out(data, old, new)
        if isinstance(data, dict):
            items = data.items()
            return {key: self._value(value, (*old, key), (*new, key)) for key, value in items}
        if isinstance(data, list):
            return [self._value(v, (*old, n), (*new, n)) for n, v in enumerate(data)]
        return _text(data, new) if isinstance(data, str) else data

    def _short(self, data: Data, path: Path) -> Callable[[Any, Path, Path], Data] | None:
        """Return what writes *data* out, where it is the short form of what stands at *path*."""
        if len(path) == 1 and path[0] in _SIDES and isinstance(data, str | list):
            return self._side
        if _is_listed(path) and isinstance(data, str | dict):
            return self._listed
        if len(path) == 2 and path[0] == "options" and isinstance(data, list):
            return lambda items, *_: _joined(items)
        if len(path) == 3 and path[0] == "speeches" and isinstance(data, str):
            return self._said
        return None

    def _said(self, data: str, old: Path, new: Path) -> Data:
        """Names of cards have no spaces; headings seldom have none."""
        key = "section" if len(data.split()) > 1 else "card"
        return {key: self._value(data, old, (*new, key))}

    def _side(self, data: Data, old: Path, new: Path) -> Data:
        if isinstance(data, str):
            hint = "Write “- heading: …” below it for each section."
            self.problems.append(self.tree.refuse(old, "a list of sections", hint))
            return None
        return {"sections": self._value(data, old, (*new, "sections"))}

    def _listed(self, data: Data, old: Path, new: Path) -> Data:
        if isinstance(data, dict) and new[-1] != "cards" and new[0] != "speeches":
            return data
        parts: list[Data] = [data]
        if isinstance(data, str) and new[-1] != "questions" and new[0] != "speeches":
            parts = [part for part in data.split(",") if part.strip()]
        return [self._value(part, old, (*new, n)) for n, part in enumerate(parts)]


def _joined(items: list[Data]) -> Data:
    """Return the list of an option as one writes it in a line, if it holds nothing but texts."""
    return ", ".join(map(str, items)) if all(isinstance(item, str) for item in items) else items


def _is_listed(path: Path) -> bool:
    """Whether a list stands at *path* that may also be written as its one item."""
    section = len(path) == 4 and path[1] == "sections" and path[3] in ("cards", "answers")
    side = path[:1] in (("pro",), ("con",)) and (section or path[1:] == ("questions",))
    speech = len(path) == 2 and path[0] == "speeches"
    return side or speech or path in (("editions",), ("round", "reads"))


def _text(value: str, path: Path) -> str | None:
    """Return a text as it is meant: but for options and MyST it is one line."""
    if path[:1] == ("options",):
        return value
    if not value.strip():
        return None
    if path[-1:] == ("text",):
        return value.strip("\n")
    is_name = len(path) == 5 and path[3] in ("cards", "answers")
    line = value if is_name else one_line(value)
    listed = is_name or path[:1] == ("editions",) or path[:2] == ("round", "reads")
    stripped = listed or path[-1:] in (("pocket",), ("hat",), ("extends",))
    return line.strip() if stripped else line


_TEXT = ["string", "number", "boolean"]
"""A text may look like anything to an editor: ``round: 3``, ``date: 2026-11-22``."""
_NOTHING = {"type": "null"}


def schema(formats: Sequence[str] = ()) -> dict[str, Any]:
    """Return the JSON Schema of a specification, for editors that complete and check.

    Draft 7, which is what editors of YAML know best. *formats* are given as examples, for a
    project may have others.
    """
    definitions: dict[str, Any] = adapter(Spec, described=True).json_schema()["$defs"]
    del definitions["Place"]
    for name in ("slug", "places"):
        del definitions["Spec"]["properties"][name]
    for definition in definitions.values():
        _loosen(definition)
    _add_short_forms(definitions)
    for definition in definitions.values():
        _merge(definition)
    root = definitions.pop("Spec")
    del root["required"]  # "extends" brings it, too
    if formats:
        root["properties"]["format"]["examples"] = list(formats)
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Brief specification"}
    wanted = [{"required": [name]} for name in ("resolution", "extends")]
    return {**head, **root, "anyOf": wanted, "$defs": definitions}


def _loosen(definition: dict[str, Any]) -> None:
    """Let every text look like anything, and every key that need not be there have no value."""
    definition.pop("title", None)
    definition["description"] = definition["description"].replace("``", "`")
    for name, value in definition.get("properties", {}).items():
        described = {key: value[key] for key in ("description", "default") if value.get(key)}
        branches = [_plain(branch) for branch in value.get("anyOf", [value])]
        if name not in definition.get("required", ()) and _NOTHING not in branches:
            branches.append(_NOTHING)
        definition["properties"][name] = {**described, "anyOf": branches}


def _merge(definition: dict[str, Any]) -> None:
    """Write ``anyOf`` of plain types as one list of types."""
    for value in definition.get("properties", {}).values():
        if len(value["anyOf"]) == 1:
            value.update(value.pop("anyOf")[0])
        elif all(branch.keys() == {"type"} for branch in value["anyOf"]):
            types = [branch["type"] for branch in value.pop("anyOf")]
            value["type"] = [
                n for each in types for n in ([each] if isinstance(each, str) else each)
            ]


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """Return what a value may be, without what is said about it."""
    if value.get("type") == "string" and "enum" not in value:
        return {"type": _TEXT}
    plain: dict[str, Any] = {k: value[k] for k in ("$ref", "type", "enum") if k in value}
    for key in ("items", "additionalProperties"):
        if isinstance(value.get(key), dict):
            plain[key] = _plain(value[key])
    if "anyOf" in value:
        plain["anyOf"] = [_plain(branch) for branch in value["anyOf"]]
    return plain


def _add_short_forms(definitions: dict[str, Any]) -> None:
    root, section = definitions["Spec"]["properties"], definitions["SectionSpec"]["properties"]
    side = definitions["SideSpec"]["properties"]
    for name in _SIDES:
        root[name].pop("default", None)
        root[name]["anyOf"].insert(1, side["sections"]["anyOf"][0])
    root["round"].pop("default", None)
    root["language"]["anyOf"][0] = {"type": "string", "pattern": f"^({LANGUAGE})$"}
    option = root["options"]["anyOf"][0]["additionalProperties"]
    root["options"]["anyOf"][0]["additionalProperties"] = {
        "anyOf": [option, {"type": "array", "items": option}]
    }
    root["editions"]["anyOf"].insert(0, {"type": _TEXT})
    definitions["Round"]["properties"]["reads"]["anyOf"].insert(0, {"type": _TEXT})
    speech = root["speeches"]["anyOf"][0]
    item = {"anyOf": [{"type": _TEXT}, speech["additionalProperties"]["items"]]}
    listed = {"type": "array", "items": item}
    speech["additionalProperties"] = {"anyOf": [*item["anyOf"], listed]}
    section["cards"]["anyOf"][:0] = section["cards"]["anyOf"][0]["items"]["anyOf"]
    for short in (section["answers"], side["questions"]):
        short["anyOf"].insert(0, {"type": _TEXT})
    for text in (root["resolution"], section["heading"]):
        text["anyOf"][0] = {"type": _TEXT, "pattern": r"\S"}
    definitions["Query"]["properties"]["limit"]["anyOf"][0]["minimum"] = 0
