"""What a YAML file says, before it has types: plain values, each with its place."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from briefwright.model import Path
from briefwright.problems import Code, Place, Problem

Data = dict[str, "Data"] | list["Data"] | str | None
"""Every scalar is the text as written, or nothing."""

# Line ends to YAML, which JSON leaves as they are, and the mark that YAML drops.
_YAML_SPECIAL = re.compile("[\x7f\x85\u2028\u2029\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Plain values, and where each of them stands."""

    data: Data
    places: Mapping[Path, Place]
    """Of the values, by the keys and indices that lead to them."""
    keys: Mapping[Path, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Of the keys."""

    def place(self, path: Path = ()) -> Place:
        """Return where the value at *path* stands, or the nearest one around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path]

    def key(self, path: Path) -> Place:
        """Return where the key of the value at *path* stands, or else the value."""
        return self.keys.get(path) or self.place(path)

    def value(self, path: Path) -> Data:
        """Return the value at *path*, None if there is none."""
        data = self.data
        for step in path:
            if isinstance(data, dict):
                data = data.get(str(step))
            elif isinstance(data, list) and isinstance(step, int) and step < len(data):
                data = data[step]
            else:
                return None
        return data

    def name(self, path: Path) -> str:
        """Return what to call the value at *path* in a message."""
        if not path:
            return "This"
        if isinstance(path[-1], str):
            return f"`{quoted(path[-1])[1:-1]}`"
        # A key that the file leaves out, such as that of a bare list, has no place.
        keys = [path[:end] for end in range(len(path), 0, -1) if isinstance(path[end - 1], str)]
        inside = next((key for key in keys if key in self.keys), keys[0] if keys else ())
        return f"Item {path[-1] + 1}" + (f" of {self.name(inside)}" if inside else "")

    def refuse(self, path: Path, wanted: str, hint: str = "") -> Problem:
        """Return the problem that the value at *path* is not what is wanted there."""
        value = self.value(path)
        wish = "is empty" if value is None else f"wants {wanted}, not {quoted(value)}"
        message = f"{self.name(path)} {wish}."
        return Problem(place=self.place(path), code=Code.VALUE, message=message, hint=hint)


def quoted(value: Data) -> str:
    """Return *value* as a message shows it: short, in one line."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        text = " ".join(value.split())
        return f"“{text[:39]}…”" if len(text) > 40 else f"“{text}”"
    return "a list" if isinstance(value, list) else "keys and values"


def one_line(text: str) -> str:
    """Return *text* without the line ends that a block of YAML leaves in it and behind it."""
    return re.sub(r"[ \t]*\n\s*", " ", text.strip("\n")) if "\n" in text else text


def yaml_string(text: str) -> str:
    """Return *text* as a quoted YAML string, whatever is in it."""
    written = json.dumps(text, ensure_ascii=False)
    return _YAML_SPECIAL.sub(lambda match: f"\\u{ord(match[0]):04x}", written)
