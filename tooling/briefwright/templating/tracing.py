"""Which template wrote what: a page rendered once more, with a mark before what a template says.

Everything here takes values and returns values.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from jinja2 import nodes

from briefwright.problems import Place
from briefwright.templating.packs import Pack, PackFile
from briefwright.templating.sandbox import Sandbox

# No text has these characters: they are refused wherever something is read.
_MARK = re.compile("\x02([0-9]+)\x03")
_MARKED = re.compile(r"(?m)^[ \t]*(?=\S)|(?=!\[|\{[\w:+-]+\}|(?<!:):{3}|(?<!`)`{3}|(?<!~)~{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A page, and where its pieces come from."""

    text: str
    origins: Mapping[int, "Origin"] = field(default_factory=dict)
    """By where they begin in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a piece of a page stands in a template."""

    file: PackFile
    line: int
    column: int

    @property
    def place(self) -> Place:
        """The place for a message."""
        return Place(path=self.file.shown, line=self.line, column=self.column)


class TracingSandbox(Sandbox):
    """Renders as its base does, with marks for what stands in the templates themselves."""

    def __init__(self, pack: Pack) -> None:
        super().__init__(pack)
        self._origins: list[Origin] = []
        self.read: list[PackFile] = []
        """The templates that were asked for so far."""
        self._files = {f"{f.folder}:{f.name}": f for files in pack.files.values() for f in files}

    def _confined(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._confined(source, name, filename)
        file = self._files.get(name or "")
        if file:
            self.read.append(file)
            for data in tree.find_all(nodes.TemplateData):
                data.data = _Marker(file, data, self._origins).marked()
        return tree

    def trace(self, text: str) -> Trace:
        """Return *text* without its marks, and what they say."""
        parts: list[str] = []
        origins: dict[int, Origin] = {}
        at = length = 0
        for match in _MARK.finditer(text):
            parts.append(text[at : match.start()])
            length += match.start() - at
            at = match.end()
            origins[length] = self._origins[int(match[1])]
        return Trace(text="".join([*parts, text[at:]]), origins=MappingProxyType(origins))


def written_at(start: int, end: int, trace: Trace) -> Place | None:
    """Return where a template wrote what begins in a page from *start* to *end*, if one did."""
    found = (trace.origins[at] for at in range(start, end) if at in trace.origins)
    return next((origin.place for origin in found), None)


def standing_in(word: str, files: Iterable[PackFile]) -> Place | None:
    """Return the first place of *word* in the templates *files*, if one has it."""
    for file in files if word else ():
        if (at := file.text.find(word)) >= 0:
            line, begin = file.text.count("\n", 0, at) + 1, file.text.rfind("\n", 0, at) + 1
            return Place(path=file.shown, line=line, column=at - begin + 1)
    return None


class _Marker:
    """Puts marks into what a template prints as it stands."""

    def __init__(self, file: PackFile, data: nodes.TemplateData, origins: list[Origin]) -> None:
        self._file = file
        self._data = data.data
        self._line = data.lineno
        self._lines = file.text.split("\n")
        self._origins = origins

    def marked(self) -> str:
        return _MARKED.sub(self._mark, self._data)

    def _mark(self, match: re.Match[str]) -> str:
        line = self._line + self._data.count("\n", 0, match.end())
        rest = self._data[match.end() :].partition("\n")[0].rstrip()
        # Jinja2 counts from where a tag ends, which is not where the text begins if blanks went.
        numbers = range(line, min(line + 20, len(self._lines) + 1))
        found = next((n for n in numbers if rest in self._lines[n - 1]), line)
        column = self._lines[found - 1].find(rest) + 1 if found <= len(self._lines) else 0
        self._origins.append(Origin(file=self._file, line=found, column=column))
        return f"{match[0]}\x02{len(self._origins) - 1}\x03"
