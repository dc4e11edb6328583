"""Strict YAML: text to plain values, each with its place.

Everything is the text that somebody wrote: ``no``, ``1:30`` and ``010`` stay what they are, and
only an empty value, ``~`` and ``null`` are nothing. What YAML would lose or multiply in silence
(equal keys, anchors, comments inside a value) is a problem.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn

from briefwright.fields.tree import Data, Tree, quoted
from briefwright.fields.yaml_errors import NEEDS_QUOTES, explain, hidden_comment, hidden_item
from briefwright.model import Path
from briefwright.problems import Code, Place, Problem
from briefwright.text import check_characters

SIZE = 1024 * 1024
"""Bytes of YAML that are read; the largest real file is far smaller."""
DEPTH = 20
_PROBLEMS = 20
"""More than so many, and the file is not what it seems to be."""

# In YAML 1.1 these end a line, and so become a space; in YAML 1.2 and in an editor they do not.
_LINE_ENDS_OF_OLD = "\x85\u2028\u2029\ufeff"
_NOTHING = ("", "~", "null")


def load(text: str, path: str, *, line: int = 1) -> tuple[Tree | None, tuple[Problem, ...]]:
    """Read *text* as YAML that begins at *line* of the file at *path*.

    Returns the tree also where something in it is wrong, as long as the rest means what it says.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > SIZE:
        message = f"This is {size / SIZE:.1f} MiB of YAML; 1 MiB is the most."
        return None, (_problem(Place(path=path, line=line), Code.SIZE, message, "Divide it."),)
    problems = check_characters(text, path, line)
    if problems:
        return None, problems
    return _Composer(text, path, line).compose()


def _problem(place: Place, code: Code, message: str, hint: str) -> Problem:
    return Problem(place=place, code=code, message=message, hint=hint)


class _RefusedError(Exception):
    """Ends the reading: what follows could not be trusted."""


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being read."""

    path: Path
    mapping: dict[str, Data] = field(default_factory=dict)
    items: list[Data] | None = None
    """The list, if it is one."""
    key: str | None = None
    """The key whose value comes next."""

    @property
    def awaits_key(self) -> bool:
        return self.items is None and self.key is None

    def next_path(self) -> Path:
        last = self.key if self.items is None else len(self.items)
        return self.path if last is None else (*self.path, last)

    def put(self, value: Data) -> None:
        if self.items is not None:
            self.items.append(value)
        elif self.key is not None:
            self.mapping[self.key], self.key = value, None


class _Composer:
    """Builds a tree from the events of PyYAML, without recursion."""

    def __init__(self, text: str, path: str, line: int) -> None:
        self.path = path
        self.line = line
        self.shown, self.hidden = _stand_ins(text)
        self.data: Data = None
        self.frames: list[_Frame] = []
        self.documents = 0
        self.places: dict[Path, Place] = {(): Place(path=path, line=line, column=1)}
        self.keys: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def compose(self) -> tuple[Tree | None, tuple[Problem, ...]]:
        import yaml  # noqa: PLC0415 - 20 ms that `brief --help` need not wait for

        try:
            for event in self._events():
                self._take(event)
        except yaml.YAMLError as error:
            self.problems.append(explain(error, self.shown, self.path, self.line))
        except _RefusedError:
            pass
        else:
            places, keys = MappingProxyType(self.places), MappingProxyType(self.keys)
            return Tree(data=self.data, places=places, keys=keys), tuple(self.problems)
        return None, tuple(self.problems)

    def _events(self) -> Iterator[Any]:
        import yaml  # noqa: PLC0415

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        events: Iterator[Any] = yaml.parse(self.shown, Loader=loader)
        return events

    def _take(self, event: Any) -> None:  # noqa: ANN401 - PyYAML has no types of events
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._scalar(event)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._open(event, is_list=kind == "SequenceStartEvent")
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            frame = self.frames.pop()
            self._put(frame.mapping if frame.items is None else frame.items)
        elif kind == "AliasEvent":
            message = f"{quoted(f'*{event.anchor}')} is an alias of YAML, which is not read here."
            self._refuse(self._place(event), Code.YAML, message, NEEDS_QUOTES)
        elif kind == "DocumentStartEvent":
            self._document(event)

    def _document(self, event: Any) -> None:  # noqa: ANN401
        self.documents += 1
        if self.documents > 1:
            message = "“---” begins a second document."
            self._refuse(self._place(event), Code.YAML, message, "Keep one to a file.")
        if event.tags:
            message = "%TAG is not read here."
            self._refuse(self._place(event), Code.YAML, message, "Delete the line.")

    def _open(self, event: Any, *, is_list: bool) -> None:  # noqa: ANN401
        place = self._place(event)
        if self.frames and self.frames[-1].awaits_key:
            message = f"A key must be text, not {'a list' if is_list else 'keys and values'}."
            self._refuse(place, Code.YAML, message, "Quote it if text is meant.")
        if len(self.frames) == DEPTH:
            message = f"This is the level {DEPTH + 1} of lists and keys; {DEPTH} is the most."
            self._refuse(place, Code.SIZE, message, "Nest it less.")
        self._check_properties(event, place)
        path = self._next_path()
        self.places[path] = place
        self.frames.append(_Frame(path, items=[] if is_list else None))

    def _scalar(self, event: Any) -> None:  # noqa: ANN401
        place = self._place(event)
        self._check_properties(event, place)
        value: str = event.value
        plain = event.implicit[0]
        if self.hidden:
            value = value.translate(self.hidden)
        if self.frames and self.frames[-1].awaits_key:
            self._key(value, place, plain=plain)
            return
        if event.style == '"':
            self._check_escapes(value, place)
        elif plain:
            self._check_plain(event)
        self.places[self._next_path()] = place
        self._put(None if plain and value in _NOTHING else value)

    def _key(self, key: str, place: Place, *, plain: bool) -> None:
        if plain and key in _NOTHING:
            self._refuse(place, Code.YAML, "A key is empty.", "Write it before the colon.")
        if plain and key == "<<":
            message = "“<<” merges keys in YAML, which is not done here."
            self._refuse(place, Code.YAML, message, "Write the keys out.")
        if plain and ":" in key:
            message = f"The colon in {quoted(key)} has no space behind it."
            self._report(place, Code.YAML, message, "Write “key: value”, or quote the key.")
        frame = self.frames[-1]
        frame.key = key
        path = frame.next_path()
        if key in frame.mapping:
            message = (
                f"{quoted(key)} stands here twice; the first is in line {self.keys[path].line}."
            )
            self._report(place, Code.DUPLICATE_KEY, message, "Delete one of the two.")
        self._check_escapes(key, place)
        self.keys.setdefault(path, place)

    def _check_properties(self, event: Any, place: Place) -> None:  # noqa: ANN401
        if event.anchor is not None:
            message = f"{quoted(f'&{event.anchor}')} is an anchor of YAML, which is not read here."
            self._report(place, Code.YAML, message, NEEDS_QUOTES)
        if event.tag is not None:
            message = "“!” begins a tag of YAML, which is not read here."
            self._report(place, Code.YAML, message, NEEDS_QUOTES)

    def _check_escapes(self, value: str, place: Place) -> None:
        for found in check_characters(value, self.path)[:1]:
            self._report(place, found.code, found.message, "Delete the escape that makes it.")

    def _check_plain(self, event: Any) -> None:  # noqa: ANN401
        start, end = event.start_mark, event.end_mark
        for found in (hidden_comment(self.shown, end), hidden_item(self.shown, start, end)):
            if found:
                line, column, message, hint = found
                self._report(self._at(line, column), Code.YAML, message, hint)

    def _next_path(self) -> Path:
        return self.frames[-1].next_path() if self.frames else ()

    def _put(self, value: Data) -> None:
        if self.frames:
            self.frames[-1].put(value)
        else:
            self.data = value

    def _at(self, line: int, column: int) -> Place:
        return Place(path=self.path, line=self.line + line, column=column + 1)

    def _place(self, event: Any) -> Place:  # noqa: ANN401
        return self._at(event.start_mark.line, event.start_mark.column)

    def _report(self, place: Place, code: Code, message: str, hint: str) -> None:
        self.problems.append(_problem(place, code, message, hint))
        if len(self.problems) == _PROBLEMS:
            raise _RefusedError

    def _refuse(self, place: Place, code: Code, message: str, hint: str) -> NoReturn:
        self.problems.append(_problem(place, code, message, hint))
        raise _RefusedError


def _stand_ins(text: str) -> tuple[str, dict[int, str]]:
    """Replace what PyYAML would take for line ends by characters that *text* does not have.

    Returns the new text, as long as the old one, and the table that puts them back.
    """
    found = [character for character in _LINE_ENDS_OF_OLD if character in text]
    if not found:
        return text, {}
    private = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    pairs = list(zip(found, private, strict=False))
    return text.translate({ord(a): b for a, b in pairs}), {ord(b): a for a, b in pairs}
