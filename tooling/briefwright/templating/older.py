"""Notes which older names the templates of a pack use while they run, and where.

Everything here takes values and returns values.
"""

import sys
from collections.abc import Mapping

from briefwright.problems import Place, Problem
from briefwright.templating import positions
from briefwright.templating.deprecations import Deprecation, Kind, find, warning
from briefwright.templating.packs import Pack


class OlderNames:
    """The older names of one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self.noted: dict[Problem, None] = {}
        """Warnings of what the templates did, each once."""

    def note(self, kind: Kind, old: str) -> Deprecation | None:
        """Return what an older name stands for now, if anything, and note that it is in use."""
        row = find(self._pack.deprecated, kind, old)
        if row:
            place = self._place(old.rpartition(".")[2])
            self.noted[warning(row, place, (f"in the template “{self._pack.name}”",))] = None
        return row

    def path(self, value: object, attribute: str) -> str:
        """Return the path from *value* to what has *attribute* as its older name; "" if nothing."""
        if not self._pack.deprecated:
            return ""
        if not isinstance(value, Mapping):
            row = self.note(Kind.FIELD, f"{type(value).__name__}.{attribute}")
            return row.new if row else ""
        kind = Kind.WORDING if value is self._pack.wording else Kind.OPTION
        row = find(self._pack.deprecated, kind, attribute)
        if row is None or row.new not in value:
            return ""
        self.note(kind, attribute)
        return row.new

    def _place(self, word: str) -> Place:
        """Return where the template at work has *word*."""
        frame = sys._getframe(1)  # noqa: SLF001 (Jinja does not say which template is at work)
        while (template := frame.f_globals.get("__jinja_template__")) is None:
            if frame.f_back is None:
                return Place(path=f"templates/{self._pack.name}")
            frame = frame.f_back
        line = template.get_corresponding_lineno(frame.f_lineno)
        files = (file for found in self._pack.files.values() for file in found)
        file = next(file for file in files if file.shown == template.filename)
        here = [t for t in positions.statement(file.text, line) if t.value.strip("'\"") == word]
        if not here:  # The names that a loop or a block needs are asked for where it begins.
            below = (t for t in positions.tokens(file.text) if t.line >= line)
            here = positions.names(tuple(below), word)[:1]
        line, column = (here[0].line, here[0].column) if len(here) == 1 else (line, 0)
        return Place(path=file.shown, line=line, column=column)
