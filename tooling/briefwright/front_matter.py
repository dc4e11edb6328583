"""The citation in the front matter of an essay, with the names of CSL as pandoc reads them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from briefwright.fields import Data, Tree, Wording, build, check_language, one_line, quoted, suggest
from briefwright.model import Citation, Path
from briefwright.problems import Code, Place, Problem

ABSENT = (
    *("author", "container-title", "publisher", "issued", "accessed", "URL", "page"),
    "qualifications",
)
"""The fields that a work may be declared not to give."""

_WORDING = Wording(
    names=(("authors", "author"), ("url", "URL")),
    synonyms=MappingProxyType(
        {
            **dict.fromkeys(("authors", "by", "editor", "writer"), "author"),
            **dict.fromkeys(("date", "published", "year"), "issued"),
            **dict.fromkeys(("retrieved", "access", "access-date"), "accessed"),
            **dict.fromkeys(("link", "website", "address"), "URL"),
            **dict.fromkeys(("publication", "journal", "newspaper"), "container-title"),
            **dict.fromkeys(("container", "magazine"), "container-title"),
            **dict.fromkeys(("organization", "organisation", "institution"), "publisher"),
            **dict.fromkeys(("pages", "pp"), "page"),
            **dict.fromkeys(("quals", "credentials", "qualification"), "qualifications"),
            **dict.fromkeys(("first", "first-name", "firstname"), "given"),
            **dict.fromkeys(("last", "last-name", "lastname", "surname"), "family"),
            **dict.fromkeys(("name", "organization-name"), "literal"),
            **dict.fromkeys(("lang",), "language"),
            **dict.fromkeys(("missing", "none"), "absent"),
        }
    ),
)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DATE_HINT = "Write it as 2017-02-24, 2017-02 or 2017."
# A scheme of another kind: javascript:, file:, data:; but a port is none.
_SCHEME = re.compile(r"(?!https?:|ftp:)[A-Za-z][A-Za-z0-9+.-]*:(?![0-9])")
_NO_DATE = re.compile(r"n\.?\s?d\.?|no date|none|unknown", re.IGNORECASE)
# Behind a comma these are no given names: Smith, Inc.; King, Jr.
_SUFFIX = re.compile(
    r"(inc|llc|llp|ltd|plc|co|corp|gmbh|ag|s\.?a|jr|sr|i{2,3}|iv|ph\.?d|m\.?d)\.?", re.IGNORECASE
)


def read_citation(tree: Tree, *, text: str = "") -> tuple[Citation | None, tuple[Problem, ...]]:
    """Return the citation in *tree*, and what is wrong with it.

    What is wrong is left out of it; there is none only where the front matter has no keys at all.
    With *text*, the full citation as somebody wrote it, it need not have a title.
    """
    reader = _Reader(tree)
    read = reader.read()
    citation, found = build(Citation, read, _WORDING, given={"text": text}, lenient=True)
    found = (*reader.problems, *found, *check_language(read, ("language",)), *_check_url(read))
    if citation and not read.value(("title",)) and not text:
        found = (*found, _no_title(read))
    return citation, tuple(sorted(found, key=lambda problem: problem.place))


def _check_url(tree: Tree) -> Iterator[Problem]:
    """Yield the problem that the address is not one of the web."""
    url = tree.value(("URL",))
    if isinstance(url, str) and _SCHEME.match(url):
        yield tree.refuse(("URL",), "an address of the web", "It begins with https:// or http://.")


def _no_title(tree: Tree) -> Problem:
    state = "has no value" if ("title",) in tree.keys else "is missing"
    message, hint = f"`title` {state}.", "Write “title: …”; every work can be called something."
    return Problem(place=tree.key(("title",)), code=Code.MISSING_KEY, message=message, hint=hint)


class _Reader:
    """Turns what people write for names and dates into keys and values."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.places = dict(tree.places)
        self.keys = dict(tree.keys)
        self.problems: list[Problem] = []

    def read(self) -> Tree:
        """Return the tree as the dataclass has it."""
        data = _cleaned(self.tree.data)
        if isinstance(data, dict):
            absent = self._absent(data)
            data = {key: self._field(key, value) for key, value in data.items()}
            data["absent"] = absent
        return replace(self.tree, data=data, places=self.places, keys=self.keys)

    def _field(self, key: str, value: Data) -> Data:
        if value is not None and key == "author":
            return self._authors(value)
        if value is not None and key in ("issued", "accessed"):
            return self._date(key, value)
        return value

    def _authors(self, value: Data) -> Data:
        """Return a list of names with their parts: one name, several between semicolons, a list."""
        if isinstance(value, str):
            value = [part.strip() for part in value.split(";") if part.strip()]
        elif isinstance(value, dict):
            for key in value:
                self.places["author", 0, key] = self.tree.place(("author", key))
                self.keys["author", 0, key] = self.tree.key(("author", key))
            value = [value]
        return [self._name(item, ("author", n)) for n, item in enumerate(value or ())]

    def _name(self, value: Data, path: Path) -> Data:
        self.places.setdefault(path, self.tree.place(path))
        if isinstance(value, str):
            return _name_parts(value)
        if isinstance(value, dict):
            parts = {key for key in ("family", "given", "literal") if value.get(key)}
            unknown = value.keys() - {"family", "given", "literal"}
            if parts in ({"given"}, set()) and not unknown:
                self._refuse_name(path, "has no family name.")
            elif "literal" in parts and len(parts) > 1:
                self._refuse_name(path, "is both a person and a body.")
        return value

    def _refuse_name(self, path: Path, what: str) -> None:
        message = f"{self.tree.name(path)} {what}"
        hint = "Write “family” and “given” for a person, “literal” for a body or a single name."
        self._report(self.places[path], message, hint)

    def _date(self, key: str, value: Data) -> Data:
        match = _DATE.fullmatch(value) if isinstance(value, str) else None
        year, month, day = map(int, match.groups("0")) if match else (0, 0, 0)
        try:
            date(year, month or 1, day or 1)
        except ValueError:
            none = isinstance(value, str) and _NO_DATE.fullmatch(value)
            hint = f"If the work has none, write “absent: [{key}]”." if none else _DATE_HINT
            self.problems.append(self.tree.refuse((key,), "a date", hint))
            return None
        return {"year": str(year), "month": str(month), "day": str(day)}

    def _absent(self, data: dict[str, Data]) -> Data:
        value = data.get("absent")
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if not isinstance(value, list):
            return value
        named = [name for n, name in enumerate(value) if self._may_be_absent(name, n, data)]
        return [*sorted(dict.fromkeys(map(str, named)))]

    def _may_be_absent(self, name: Data, number: int, data: dict[str, Data]) -> bool:
        """Report a field that cannot be absent, or that is there."""
        path = ("absent", number)
        if not isinstance(name, str):
            self.problems.append(self.tree.refuse(path, "the name of a field"))
        elif name not in ABSENT:
            message = f"{quoted(name)} is no field that a work may lack."
            self._report(self.tree.place(path), message, suggest(name, ABSENT, _WORDING))
        elif data.get(name) is not None:
            line = self.tree.key((name,)).line
            message = f"`{name}` is declared absent, but line {line} gives it."
            self._report(self.tree.place(path), message, "Keep the one that is true.")
        else:
            return True
        return False

    def _report(self, place: Place, message: str, hint: str) -> None:
        self.problems.append(Problem(place=place, code=Code.VALUE, message=message, hint=hint))


def _cleaned(data: Data) -> Data:
    """Put every text in one line, as a citation is, and drop texts without any sign."""
    if isinstance(data, dict):
        return {key: _cleaned(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_cleaned(value) for value in data]
    return one_line(data) if data and data.strip() else None


def _name_parts(text: str) -> Data:
    """Part "Family, Given"; leave any other text as the name of a body, printed as written."""
    family, _, given = (part.strip() for part in text.partition(","))
    if family and given and "," not in given and not _SUFFIX.fullmatch(given):
        return {"family": family, "given": given}
    return {"literal": text}
