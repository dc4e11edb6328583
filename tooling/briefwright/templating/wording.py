"""The fixed strings of a pack, in its own language and in others.

Each folder of a pack may hold strings: below ``wording:`` of its ``template.yml``, and for another
language in ``locale/<tag>.yml``. Those of the language that was asked for win, or of a more general
one: the nearest folder's first, key by key, and in one folder the ``template.yml`` last. What no
folder has in that language is said as the nearest ``template.yml`` has it.

Everything here takes values and returns values.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from types import MappingProxyType

from briefwright import fields
from briefwright.fields.tree import Tree
from briefwright.languages import PLURALS, fallbacks
from briefwright.model import Path
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.words import KEYS, MONTHS, PLACEHOLDER, PRINTED

FOLDER = "locale"
SUFFIX = ".yml"
_BRACES = re.compile(r"\{\s*[^\W\d][\w -]*\}")
"""What looks like a name to be filled in."""
_PAIR = re.compile(r"\{[^{}]*\}")
_DYNAMIC = re.compile(r"\bwording\s*\[\s*(?![\"'\s])")
"""A template that looks up strings by names which it makes up."""
Wording = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """The strings that one file sets."""

    folder: int
    """The position of its folder in the order in which they are looked up."""
    words: Wording
    tree: Tree
    path: Path = ()
    """Where in the file they stand."""
    language: str = ""
    """The tag of the language, in small letters; empty for those of a ``template.yml``."""

    def place(self, key: str) -> Place:
        """Return where the string called *key* stands."""
        return self.tree.place((*self.path, key))

    def key(self, key: str) -> Place:
        """Return where its name stands."""
        return self.tree.key((*self.path, key))


def is_locale(name: str) -> bool:
    """Tell whether the file *name* of a pack holds strings in another language."""
    path = PurePosixPath(name)
    return path.parent.as_posix() == FOLDER and path.suffix == SUFFIX


@lru_cache(maxsize=256)  # packs build on one another
def read_locale(text: str, path: str, folder: int) -> tuple[Strings | None, tuple[Problem, ...]]:
    """Read the file ``locale/<tag>.yml`` at *path*; *folder* is the position of its pack."""
    tag = PurePosixPath(path).stem
    problems: list[Problem] = []
    if not re.fullmatch(fields.LANGUAGE, tag):
        message = f"“{tag}” is no language tag."
        hint = "Name the file like es.yml, fr-CA.yml or zh-Hant.yml."
        place = Place(path=path)
        problems.append(Problem(place=place, code=Code.VALUE, message=message, hint=hint))
    tree, found = fields.load(text, path)
    if tree is None:
        return None, (*problems, *found)
    data = {} if tree.data is None else tree.data
    problems += found
    if not isinstance(data, dict):
        problems.append(tree.refuse((), "keys and values"))
        return None, tuple(problems)
    problems += [tree.refuse((k,), "text") for k, v in data.items() if isinstance(v, dict | list)]
    words = {key: value for key, value in data.items() if isinstance(value, str)}
    strings = Strings(folder=folder, words=MappingProxyType(words), tree=tree, language=tag.lower())
    return strings, tuple(problems)


def speaking(files: Sequence[Strings], language: str = "") -> Wording:
    """Return the strings of all *files*, nearest first, in *language* as far as they have it."""
    ranks = {tag: rank for rank, tag in enumerate(fallbacks(language) if language else ())}
    serving = [file for file in files if not file.language or file.language in ranks]
    spoken = _own_languages(serving)

    def order(file: Strings) -> tuple[bool, int, int]:
        is_other = not file.language and bool(ranks) and spoken[file.folder] not in ranks
        return is_other, file.folder, ranks.get(file.language, len(ranks))

    found: dict[str, str] = {}
    for file in sorted(serving, key=order):
        for key, value in file.words.items():
            found.setdefault(key, value)
    named = [file.language for file in serving if file.language]
    if named:
        found["language"] = min(named, key=ranks.__getitem__)
    return MappingProxyType(found)


def _own_languages(files: Iterable[Strings]) -> dict[int, str]:
    """Return for each folder the language of its ``template.yml``: if unsaid, as the next one's."""
    found, last = {}, ""
    own = (file for file in files if not file.language)
    for file in sorted(own, key=lambda file: -file.folder):
        last = file.words.get("language", last).lower()
        found[file.folder] = last
    return found


def languages(files: Iterable[Strings]) -> tuple[str, ...]:
    """Return the tags of all languages that *files* are in, besides that of the pack itself."""
    return tuple(sorted({file.language for file in files} - {""}))


# -- What can be wrong


def check(files: Sequence[Strings], root: int, templates: Iterable[str]) -> Iterator[Problem]:
    """Yield what is wrong with the strings of *files*, nearest first.

    Those of the folder *root*, which all others build on, replace nothing. A ``template.yml`` may
    bring new strings if one of the *templates* uses them.
    """
    own = [file for file in files if not file.language]
    first = {key: value for file in own for key, value in file.words.items()}
    used = _Used(templates)
    for file in files:
        behind = [other for other in own if other.folder > file.folder or file.language]
        before = {key for other in behind for key in other.words}
        for key, value in file.words.items():
            root_key = _plural_of(key, first)
            known = root_key in before or root_key in KEYS or file.folder == root
            if not known and (file.language or not used.has(root_key)):
                yield _unknown(file, key, before)
            elif root_key in first:
                yield from _placeholders(file, key, value, first[root_key])
        yield from _months(file)


class _Used:
    """Knows which strings templates use."""

    def __init__(self, templates: Iterable[str]) -> None:
        self.text = "\0".join(templates)
        self.any = bool(_DYNAMIC.search(self.text))

    def has(self, key: str) -> bool:
        """Tell whether a template uses the string called *key*, or may do so."""
        name = re.escape(key)
        ways = [rf"\bwording\.{name}\b", rf"[\"']{name}[\"']"]
        if key.startswith(PRINTED):
            ways.append(rf"\blook\.words\.{re.escape(key.removeprefix(PRINTED))}\b")
        return self.any or bool(re.search("|".join(ways), self.text))


def _plural_of(key: str, known: Wording) -> str:
    """Return the key that *key* is a plural form of, or else *key*."""
    base, _, form = key.rpartition("_")
    return base if form in PLURALS and "{n}" in known.get(base, "") else key


def _unknown(file: Strings, key: str, known: Iterable[str]) -> Problem:
    message = f"No template has a string “{key}”."
    hint = did_you_mean(key, known)
    return Problem(place=file.key(key), code=Code.UNKNOWN_KEY, message=message, hint=hint)


def _placeholders(file: Strings, key: str, value: str, first: str) -> Iterator[Problem]:
    known = {*PLACEHOLDER.findall(first)}
    for written in dict.fromkeys(_BRACES.findall(value)):
        if written[1:-1] not in known:
            message = f"“{written}” stands for nothing in the string “{key}”."
            names = [f"{{{name}}}" for name in known]
            hint = did_you_mean(written, names) or "It has no names in braces."
            yield Problem(place=file.place(key), code=Code.VALUE, message=message, hint=hint)
    if lone := re.search("[{}]", _PAIR.sub("", value)):
        message = f"A “{lone[0]}” in the string “{key}” is alone."
        hint = "Braces stand in pairs, round the name of what is filled in."
        yield Problem(place=file.place(key), code=Code.VALUE, message=message, hint=hint)


def _months(file: Strings) -> Iterator[Problem]:
    names = file.words.get("months")
    if names is not None and len([name for name in names.split(",") if name.strip()]) != MONTHS:
        message = f"`months` wants the names of {MONTHS} months, with commas between them."
        yield Problem(place=file.place("months"), code=Code.VALUE, message=message)
