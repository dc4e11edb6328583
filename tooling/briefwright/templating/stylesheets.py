"""What a ``screen.css`` may not do, in any spelling that browsers understand: fetch anything.

It may use pictures and fonts that lie in the folders of its pack, which become a part of the sheet,
and such as it brings itself as ``data:``. How CSS is read: https://www.w3.org/TR/css-syntax-3/

Everything here takes values and returns values.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.templating.packs import Pack, PackFile

SHEET = "screen.css"
MEDIA: Mapping[str, str] = MappingProxyType(
    {
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".gif": "image/gif",
        ".webp": "image/webp",
        ".avif": "image/avif",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
        ".woff": "font/woff",
        ".ttf": "font/ttf",
        ".otf": "font/otf",
    }
)
"""What a sheet may use of its pack's files, and how it is called on the web."""
_FETCHING = frozenset({"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade"})
_WORKED_OUT = frozenset({"var", "attr", "env", "if", "random-item"})
_DATA = re.compile(r"data:(image/|font/|application/(x-)?font)", re.IGNORECASE)
_DEEPEST = 50
_OPEN = {"(": ")", "[": "]", "{": "}"}
_ESCAPE = r"\\(?:[0-9a-fA-F]{1,6}[ \t\n]?|[^\n0-9a-fA-F])"
_NAME = rf"(?:[-\w\u0080-\U0010ffff]|{_ESCAPE})+"
_TOKEN = re.compile(
    rf"""(?P<comment>/\*(?s:.*?)(?P<ended>\*/|\Z))
    | (?P<string>"(?:[^"\\\n]|\\(?s:.))*(?:"|(?=\n)|\Z)|'(?:[^'\\\n]|\\(?s:.))*(?:'|(?=\n)|\Z))
    | @(?P<at>{_NAME})
    | (?P<function>{_NAME})\(
    | (?P<name>\#?{_NAME})
    | (?P<sign>[(){{}}\[\]])
    | (?P<other>(?s:.))""",
    re.VERBOSE,
)
_URL = re.compile(rf"[ \t\n]*((?:[^)\\\"'\s]|{_ESCAPE})*)[ \t\n]*(\)|\Z)")
_REST = re.compile(r"(?:[^)\\]|\\(?s:.))*\)?")
_QUOTED = re.compile(r"[ \t\n]*[\"']")
_CLOSING = re.compile(r"[ \t\n]*\)")
_CODE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n]?|(\n)|((?s:.)))")


@dataclass(frozen=True, slots=True)
class Reference:
    """Something outside of itself that a sheet names."""

    target: str
    """What it names; "" where that is only worked out in the browser."""
    start: int
    end: int
    """Where it is written: ``text[start:end]``, with ``url( )`` or quotation marks."""
    quoted: bool
    """Whether it is a string that stands for an address."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is never closed, so that what follows would be swallowed."""

    what: str
    start: int


def style_problems(pack: Pack) -> Iterator[Problem]:
    """Yield what is wrong with the sheets of *pack*."""
    for file in pack.files.get(SHEET, ()):
        for found in references(tidied(file.text)):
            said = _never_closed(found) if isinstance(found, Broken) else _refusal(found, pack)
            if said:
                yield _problem(file, found.start, *said)


def embedded(text: str, data: Callable[[str], str | None]) -> str:
    """Return a sheet in which what it names is replaced by what *data* has for it, if anything."""
    text, parts, at = tidied(text), [], 0
    for found in references(text):
        if isinstance(found, Reference) and (inside := data(found.target)):
            parts += [text[at : found.start], f'"{inside}"' if found.quoted else f'url("{inside}")']
            at = found.end
    return "".join([*parts, text[at:]])


def local_name(target: str) -> str:
    """Return the name of the file of a pack that a sheet may mean; "" if it can be none."""
    name = posixpath.normpath(target)
    plain = re.fullmatch(r"[\w.-]+(/[\w.-]+)*", name) and not name.startswith((".", "/"))
    return name if plain and posixpath.splitext(name)[1] in MEDIA else ""


def tidied(text: str) -> str:
    """Return a sheet as browsers read it."""
    return re.sub(r"\r\n|\r|\f", "\n", text).replace("\0", "\ufffd")


def references(text: str) -> Iterator[Reference | Broken]:
    """Yield what a tidied sheet names outside of itself, and what it never closes."""
    return _Reader(text).run()


class _Reader:
    """Reads one sheet."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._around: list[tuple[str, str, int]] = []
        """The brackets that are open: what closes each, the function, where it begins."""

    def run(self) -> Iterator[Reference | Broken]:
        """Yield what is found."""
        at = 0
        while len(self._around) <= _DEEPEST and (match := _TOKEN.match(self._text, at)):
            at = match.end()
            is_url = match["function"] and _plain(match["function"]).lower() == "url"
            if is_url and not _QUOTED.match(self._text, at):
                found, at = _unquoted(self._text, match.start(), at)
                yield found
                continue
            yield from self._names(match)
            self._bracket(match)
        yield from (Broken("bracket", start) for _, _, start in self._around[:1])

    def _names(self, match: re.Match[str]) -> Iterator[Reference | Broken]:
        """Yield what one token names, or leaves open."""
        start, end = match.span()
        functions = [name for _, name, _ in self._around if name]
        if match["comment"] and not match["ended"]:
            yield Broken("comment", start)
        elif match["at"] and _plain(match["at"]).lower() == "import":
            yield Reference("@import", start, end, quoted=False)
        elif match["function"] and _FETCHING.intersection(functions):
            if _plain(match["function"]).lower() in _WORKED_OUT:
                yield Reference("", start, end, quoted=True)
        elif match["string"] and functions and functions[-1] in _FETCHING:
            target = _plain(match["string"][1:-1])
            if functions[-1] in {"url", "src"}:
                closed = _CLOSING.match(self._text, end)
                begin = self._around[-1][2]
                yield Reference(target, begin, closed.end() if closed else end, quoted=False)
            else:
                yield Reference(target, start, end, quoted=True)

    def _bracket(self, match: re.Match[str]) -> None:
        """Remember what a token opens, or closes."""
        if match["function"]:
            self._around.append((")", _plain(match["function"]).lower(), match.start()))
        elif match["sign"] in _OPEN:
            self._around.append((_OPEN[match["sign"]], "", match.start()))
        elif any(closing == match["sign"] for closing, _, _ in self._around):
            while self._around.pop()[0] != match["sign"]:
                pass


def _unquoted(text: str, start: int, at: int) -> tuple[Reference, int]:
    """Read ``url(`` without quotation marks, as far as it goes."""
    match = _URL.match(text, at)
    if match:
        return Reference(_plain(match[1]), start, match.end(), quoted=False), match.end()
    rest = _REST.match(text, at)
    end = rest.end() if rest else len(text)
    return Reference("", start, end, quoted=False), end


def _plain(written: str) -> str:
    """Return a name or string without its escapes."""

    def decoded(match: re.Match[str]) -> str:
        if not match[1]:
            return match[3] or ""
        code = int(match[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"

    return _CODE.sub(decoded, written)


def _never_closed(found: Broken) -> tuple[str, str]:
    return f"This {found.what} is never closed.", "Close it, so that nothing behind it is lost."


def _refusal(found: Reference, pack: Pack) -> tuple[str, str] | None:
    """Say why a sheet may not name what it names, if it may not."""
    target = found.target.strip()
    if target.startswith("#") or _DATA.match(target):
        return None
    if target == "@import":
        message = "A style sheet cannot import another."
        return message, "Copy what it says into “screen.css”."
    name = local_name(target)
    if name in pack.files:
        return None
    if name:
        pictures = [known for known in pack.files if posixpath.splitext(known)[1] in MEDIA]
        return f"There is no file “{name}” in the template.", did_you_mean(name, pictures)
    named = f"“{target:.60}”" if target else "what is only worked out in the browser"
    hint = "Put the file into the folder of the template, and name it: url(logo.png)."
    return f"A style sheet fetches nothing: {named} is refused.", hint


def _problem(file: PackFile, start: int, message: str, hint: str) -> Problem:
    text = tidied(file.text)
    place = Place(
        path=file.shown,
        line=text.count("\n", 0, start) + 1,
        column=start - text.rfind("\n", 0, start),
    )
    return Problem(place=place, code=Code.STYLE, message=message, hint=hint)
