"""Briefs that come from other briefs: what a specification does not say, the one it names says.

Mappings are laid over each other key by key; a list or a text is taken as a whole. Everything here
takes values and returns values.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from briefwright.fields import Data, Tree
from briefwright.model import Path, SourceFile, Spec
from briefwright.problems import Code, Problem, did_you_mean
from briefwright.spec import arrange, build_spec

_KEY = "extends"
MOST = 20
"""Briefs that come from each other in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a specification says together with all that it comes from."""

    spec: Spec | None
    """Nothing where something is wrong."""
    problems: tuple[Problem, ...]
    """Those of the files that it comes from, too: each must be valid by itself."""
    tree: Tree | None = None


class Specifications:
    """The specifications of a project, each read when it is asked for, and once."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        self._files: dict[str, SourceFile] = {}
        for file in files:
            self._files.setdefault(file.slug, file)
        self._readings: dict[str, Reading] = {}

    def read(self, file: SourceFile) -> Reading:
        """Return what *file* says, over what the briefs say that it comes from."""
        return self._read(file, ())

    def _read(self, file: SourceFile, heirs: tuple[str, ...]) -> Reading:
        if file.path not in self._readings:
            self._readings[file.path] = self._fresh(file, heirs)
        return self._readings[file.path]

    def _fresh(self, file: SourceFile, heirs: tuple[str, ...]) -> Reading:
        tree, problems = arrange(file.text, file.path, file.slug)
        if tree is None:
            return Reading(spec=None, problems=problems)
        base, found = self._base(tree, (*heirs, file.slug))
        problems += found
        if base is not None:
            tree = over(tree, base)
        elif found:
            return Reading(spec=None, problems=problems)
        spec, found = build_spec(tree, file.slug)
        ordered = tuple(sorted((*problems, *found), key=lambda problem: problem.place))
        return Reading(spec=None if ordered else spec, problems=ordered, tree=tree)

    def _base(self, tree: Tree, heirs: tuple[str, ...]) -> tuple[Tree | None, tuple[Problem, ...]]:
        """Return what the brief says that *tree* comes from; *heirs* come from it, the last first."""
        name = tree.value((_KEY,))
        if not isinstance(name, str):
            return None, ()  # there is none, or it is no name, which is said with the types
        place = tree.place((_KEY,))
        if name in heirs or len(heirs) > MOST:
            way = " → ".join((*heirs[-3:], name))
            message = f"Briefs cannot come from each other in a circle: {way}."
            if name not in heirs:
                message = f"More than {MOST} briefs come from each other in a row."
            return None, (Problem(place=place, code=Code.VALUE, message=message),)
        file = self._files.get(name)
        if file is None:
            hint = did_you_mean(name, self._files.keys() - {*heirs})
            message = f"There is no brief “{name}” to come from."
            return None, (
                Problem(place=place, code=Code.UNKNOWN_BRIEF, message=message, hint=hint),
            )
        reading = self._read(file, heirs)
        return (reading.tree if reading.spec else None), reading.problems


def over(tree: Tree, base: Tree) -> Tree:
    """Return *tree* laid over *base*, each value with the place at which it stands."""
    hidden: set[Path] = {(_KEY,)}
    data = _merge(tree.data, base.data, (), hidden)
    absent = {path for path in tree.places if tree.value(path) is None and path != (_KEY,)}
    places = {path: place for path, place in base.places.items() if not _within(path, hidden)}
    places |= {p: place for p, place in tree.places.items() if p not in absent or p not in places}
    keys = {path: place for path, place in base.keys.items() if not _within(path, hidden)}
    keys |= {p: place for p, place in tree.keys.items() if p not in absent or p not in keys}
    return Tree(data=data, places=MappingProxyType(places), keys=MappingProxyType(keys))


def _merge(own: Data, inherited: Data, path: Path, hidden: set[Path]) -> Data:
    """Return the one over the other; what is *hidden* of the other is noted."""
    if own is None and path:
        return inherited
    if not isinstance(own, dict) or not isinstance(inherited, dict):
        hidden.add(path)
        return own
    merged: dict[str, Data] = {key: value for key, value in inherited.items() if key != _KEY}
    for key, value in own.items():
        step = (*path, key)
        merged[key] = _merge(value, merged[key], step, hidden) if key in merged else value
    return merged


def _within(path: Path, hidden: set[Path]) -> bool:
    return any(path[:end] in hidden for end in range(1, len(path) + 1))
