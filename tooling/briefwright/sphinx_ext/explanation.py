"""What the PDF engine says of staged files, as problems of the user's files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from briefwright.press.engine import UNSETTLED, Diagnostic
from briefwright.problems import Code, Place, Problem, Severity
from briefwright.sphinx_ext.remedies import FALLBACK, OURS, Names, helps, remedy, said, slip
from briefwright.sphinx_ext.staging import LOOK_SUFFIXES, Look, Staging
from briefwright.sphinx_ext.strictness import explained
from briefwright.templating.positions import shown

_LET = re.compile(r"(?m)^#let[ \t]+(?P<name>[A-Za-z][\w-]*)(?P<takes>\()?")
_OF_LOOK = re.compile(r"\blook\.(?:inherited\.)?(?P<name>[a-z][\w-]*)(?:\.(?P<entry>[a-z][\w-]*))?")
_OPTION = re.compile(r"\b(?:look\.options|o)\.([a-z][\w-]*)")
_OF_DOCUMENT = re.compile(r"#([a-z][\w-]*)(?=[(\[])")
_MARKER = re.compile(r"m[1-7]")
_PATH = re.compile(r"\(searched at /?([^)]*)\)")
_IMAGE = re.compile(r'image\("([^"\n]+)"')
_FAMILY = re.compile("unknown font family: (.*)")
_STAGED = re.compile(r"\b(?:documents|pieces|headings|jobs)/")
_SIGNATURE = 60
"""Characters of a list of arguments that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Where a look defines something."""

    place: Place
    signature: str
    """``footer(look, job)``, or the name alone where it is a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cause:
    """What the user can change."""

    place: Place
    detail: tuple[str, ...] = ()
    hint: str = ""
    own: bool = True
    """Whether it is the user's, rather than what came with Briefwright."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where what is printed comes from, besides the looks."""

    options: Mapping[str, Place]
    """Where the user has set them."""
    pictures: Mapping[str, str]
    """The staged copies, and what messages call the files."""
    families: frozenset[str] = frozenset()
    """The fonts that there are."""


class Explanation:
    """Turns what Typst says of staged files into problems of the user's files."""

    def __init__(
        self,
        staging: Staging,
        looks: Sequence[Look],
        subject: Place,
        origins: Origins,
    ) -> None:
        self._staging = staging
        self._looks = looks
        self._subject = subject
        self._options = origins.options
        self._pictures = origins.pictures
        self._families = origins.families

    def __call__(self, diagnostic: Diagnostic) -> Problem:
        """Return the problem, at the innermost place that the user can change."""
        cause = self._names_family(diagnostic.message) or self._cause(diagnostic.places)
        message, hint = explained(diagnostic) or self._told(diagnostic, cause)
        error = diagnostic.severity == "error"
        return Problem(
            place=cause.place,
            code=Code.PDF,
            message=message,
            hint=hint,
            detail=(*cause.detail, *self._while_printing(diagnostic.places, cause.place)),
            severity=Severity.ERROR if error else Severity.WARNING,
        )

    def _told(self, diagnostic: Diagnostic, cause: _Cause) -> tuple[str, str]:
        """Return what to tell of *diagnostic*, and what to try."""
        message = said(self._with_own_paths(diagnostic.message, diagnostic.places))
        hints = (
            " ".join(
                _sentence(hint[:1].upper() + hint[1:]) for hint in diagnostic.hints if helps(hint)
            ),
            self._unfit(diagnostic),
            slip(message, self._names),
            cause.hint if diagnostic.severity == "error" else "",
            remedy(message),
            FALLBACK if cause.own else OURS,
        )
        return f"The PDF engine says: {_sentence(message)}", next(filter(None, hints))

    def all(self, diagnostics: Sequence[Diagnostic]) -> Iterator[Problem]:
        """Yield a problem for each of the *diagnostics* that tells something of its own."""
        unsettled = [found for found in diagnostics if "did not " in found.message]
        for diagnostic in diagnostics:
            if diagnostic.message != UNSETTLED or len(unsettled) == 1:
                yield self(diagnostic)

    # -- Where

    def _cause(self, places: Sequence[Place]) -> _Cause:
        """Look from the inside out for what the user can change."""
        for number, place in enumerate(places):
            look = self._look_of(place)
            line = self._line(place)
            option = self._option(line, place, inner=number == 0, own=look and not look.shipped)
            if option:
                return _Cause(place=option)
            if look is not None and not look.shipped:
                return self._at(look, place)
            defined = self._definition(line, place, of_look=look is not None)
            if defined:
                return defined
        found = (origin for place in places if (origin := self._origin(place)))
        if origin := next(found, None):
            return _Cause(place=origin, own=False)
        for place in places:
            if look := self._look_of(place):
                return _Cause(place=self._at(look, place).place, own=False)
        return _Cause(place=self._subject, own=False)

    def _names_family(self, message: str) -> _Cause | None:
        """Return where a look of the user's names the font that the engine does not know."""
        if not (match := _FAMILY.match(message)):
            return None
        for look in self._looks:
            text, *_ = self._source(Place(path=look.module))
            at = text.lower().find(f'"{match[1]}"')
            if at >= 0 and not look.shipped:
                line, begin = text.count("\n", 0, at) + 1, text.rfind("\n", 0, at) + 1
                return self._at(look, Place(path=look.module, line=line, column=at - begin + 1))
        return None

    def _option(self, line: str, place: Place, *, inner: bool, own: object) -> Place | None:
        """Return where an option was set that stands in *line*, if it may be at fault there."""
        found = [m for m in _OPTION.finditer(line) if m[1] in self._options]
        at = place.column - 1
        if own and inner:  # a calculation of the user's, unless it is the option itself
            found = [match for match in found if match.start() == at]
        elif own:  # given to a function that could do nothing with it
            found = [match for match in found if match.start() >= at]
        nearest = min(found, key=lambda match: abs(match.start() - at), default=None)
        return self._options[nearest[1]] if nearest else None

    def _definition(self, line: str, place: Place, *, of_look: bool) -> _Cause | None:
        """Return what the user has defined, and *line* uses, if it uses such a thing."""
        at = place.column - 1
        names = [(m["name"], m.start()) for m in _OF_LOOK.finditer(line)] if of_look else []
        if not of_look and _STAGED.match(place.path):
            called = ((m[1], m.start()) for m in _OF_DOCUMENT.finditer(line) if m.start() <= at)
            names = [("marker" if _MARKER.fullmatch(n) else n, start) for n, start in called]
        names = [(name, start) for name, start in names if name in self._own]
        if not names:
            return None
        name = min(names, key=lambda found: abs(found[1] - at))[0]
        own, shipped = self._own[name], self._shipped.get(name)
        detail = shown(*self._source(own.place))
        hint = _compared(own, shipped, name) if shipped else ""
        return _Cause(place=self._shown_place(own.place), detail=detail, hint=hint)

    def _at(self, look: Look, place: Place) -> _Cause:
        path = look.shown + place.path.removeprefix(look.staged)
        shown_place = Place(path=path, line=place.line, column=place.column)
        return _Cause(place=shown_place, detail=shown(*self._source(place)))

    def _shown_place(self, place: Place) -> Place:
        look = self._look_of(place)
        return self._at(look, place).place if look else place

    def _look_of(self, place: Place) -> Look | None:
        return next((k for k in self._looks if place.path.startswith(f"{k.staged}/")), None)

    def _origin(self, place: Place) -> Place | None:
        """Return the picture at *place*, or what the line of a document was written from."""
        if place.path in self._pictures:
            return Place(path=self._pictures[place.path], line=place.line, column=place.column)
        return self._staging.origin(place)

    def _while_printing(self, places: Sequence[Place], said_of: Place) -> tuple[str, ...]:
        found = (origin for place in places if (origin := self._origin(place)))
        origin = next(found, None)
        return (f"while printing {origin}",) if origin and origin.path != said_of.path else ()

    # -- What

    def _unfit(self, diagnostic: Diagnostic) -> str:
        """Say of a file that is there why a look does not see it."""
        match = _PATH.search(diagnostic.message)
        look = self._look_of(Place(path=match[1])) if match else None
        if match is None or look is None:
            return ""
        path = look.folder / match[1].removeprefix(f"{look.staged}/")
        if path.is_symlink():
            return "It is a link: copy the file itself."
        if path.is_file() and path.suffix.lower() not in LOOK_SUFFIXES:
            return f"A look uses no file that ends in {path.suffix}; save it as SVG, PNG or JPEG."
        return ""

    def _with_own_paths(self, message: str, places: Sequence[Place]) -> str:
        """Return *message* with the user's names of what is staged."""
        if message.startswith("failed to decode image"):
            match = _IMAGE.search(self._line(places[0]), places[0].column - 1) if places else None
            message = f"{message} {match[1]}" if match else message
        for look in self._looks:
            message = message.replace(f"/{look.staged}/", f"{look.shown}/")
        for staged, path in self._pictures.items():
            message = message.replace(f"/{staged}", path)
        return message

    @cached_property
    def _names(self) -> Names:
        own = [look.folder for look in self._looks if not look.shipped]
        files = {path.name for folder in own for path in folder.iterdir() if path.is_file()}
        functions = frozenset({*self._own, *self._shipped})
        return Names(functions=functions, files=frozenset(files), families=self._families)

    @cached_property
    def _own(self) -> dict[str, Definition]:
        return self._defined(look for look in self._looks if not look.shipped)

    @cached_property
    def _shipped(self) -> dict[str, Definition]:
        return self._defined(look for look in self._looks if look.shipped)

    def _defined(self, looks: Iterator[Look]) -> dict[str, Definition]:
        """Return what *looks* define, by name: the nearest to the user wins."""
        found: dict[str, Definition] = {}
        for look in looks:
            for path in sorted((self._staging.root / look.staged).rglob("*.typ")):
                text = path.read_text("utf-8", errors="replace")
                staged = path.relative_to(self._staging.root).as_posix()
                found |= dict(_definitions(text, staged))
        return found

    def _source(self, place: Place) -> tuple[str, int, int]:
        """Return the text of a staged file, and the line and column of a place in it."""
        path = self._staging.root / place.path
        text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
        return text, place.line, place.column

    def _line(self, place: Place) -> str:
        text, line, _ = self._source(place)
        return "".join(text.split("\n")[line - 1 : line])


def _definitions(text: str, path: str) -> Iterator[tuple[str, Definition]]:
    for match in _LET.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        place = Place(path=path, line=line, column=match.start("name") - match.start() + 1)
        takes = _arguments(text, match.start("takes")) if match["takes"] else ""
        yield match["name"], Definition(place=place, signature=match["name"] + takes)


def _compared(own: Definition, shipped: Definition, name: str) -> str:
    """Return in which way a definition is not like the *shipped* one; nothing where it is."""
    if shipped.signature == name:
        return "It has to be a value of the same kind as the shipped one."
    if own.signature == shipped.signature:
        return ""
    if own.signature == name:
        return f"It has to be a function: “#let {shipped.signature} = […]”."
    return f"The shipped one is “{shipped.signature}”; what it has no use for goes into “..rest”."


def _arguments(text: str, start: int) -> str:
    """Return the list of arguments that begins at *start*, in one line."""
    depth = 0
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            whole = " ".join(text[start : at + 1].split())
            whole = whole.replace("( ", "(").replace(", )", ")")
            if len(whole) <= _SIGNATURE:
                return whole
            return f"{whole[:_SIGNATURE].rpartition(',')[0]}, …)"
    return "(…)"


def _sentence(text: str) -> str:
    return text if text.endswith(("?", "!")) else f"{text.rstrip('.')}."
