"""Say what went wrong in a template: where, what, and what was meant.

Everything here takes values and returns values.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType

from jinja2 import TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError

from briefwright.model import Block, Card, Contention, Entry
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.templating import positions
from briefwright.templating.exposed import CONTEXT, UnknownNameError, no_name
from briefwright.templating.filters import FILTERS, TESTS
from briefwright.templating.packs import Pack, PackDocument, PackFile

# What a template can make Python raise: wrong types and values, endless recursion, too much text,
# and nesting that Python's own compiler refuses.
MISTAKES = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
_NO_SUCH = re.compile(r"No (filter|test) named '([^']*)'")
_AT = re.compile(r" at (\d+)$")
_GOT = re.compile(r"(?:got|unexpected|unknown tag|encountered) '([^']+)'", re.IGNORECASE)
_ENDS = {"end of statement block": "block_end", "end of print statement": "variable_end"}
_MOST_CALLERS = 8
_RELATIONS = {"include": "included from", "extends": "extended by", "import": "imported by"}
_RELATIONS["from"] = _RELATIONS["import"]


@dataclass(frozen=True, slots=True)
class _Frame:
    """A template at work."""

    file: PackFile
    line: int
    values: Mapping[str, object]
    """What it sees, by name."""


def explain(error: Exception, pack: Pack, document: PackDocument, slug: str) -> Problem:
    """Return the problem of a template that failed while *document* of a brief was written."""
    if isinstance(error, TemplateSyntaxError) and (found := _file(error, pack)):
        return unreadable(error, found, pack)
    frames = list(_frames(error.__traceback__, pack))
    message, hint = _missing(error, pack) or _words(error)
    if frames and isinstance(error, UnknownNameError):
        mere = " ".join(no_name(error.name)).rstrip()
        if message == mere:  # What loops and includes have set may be nearer.
            message, hint = no_name(error.name, CONTEXT, frames[-1].values)
    where = [_where(pack, document, slug, frames)]
    if not frames:
        file = pack.file(document.template)
        place = Place(path=file.shown if file else document.template)
        return _problem(place, message, hint, where)
    inner = frames[-1]
    token = _token(error, inner)
    line, column = (token.line, token.column) if token else (inner.line, 0)
    place = Place(path=inner.file.shown, line=line, column=column)
    shown = positions.shown(inner.file.text, line, column)
    return _problem(place, message, hint, [*shown, *where, *_callers(frames)])


def unreadable(error: Exception, file: PackFile, pack: Pack) -> Problem:
    """Return the problem of a *file* that is no template at all."""
    message, hint = _missing(error, pack) or _words(error)
    line = getattr(error, "lineno", 0) or 0
    line, column = _column(error, file.text, line)
    place = Place(path=file.shown, line=line, column=column)
    shown = positions.shown(file.text, line, column)
    return _problem(place, message, hint, [*shown, of_pack(pack)])


def refused(
    place: Place, said: tuple[Code, str, str], pack: Pack, document: PackDocument, slug: str
) -> Problem:
    """Return the problem of something at *place* that no page may have: code, message, hint."""
    file = next((file for file in _files(pack) if file.shown == place.path), None)
    shown = positions.shown(file.text, place.line, place.column) if file else ()
    code, message, hint = said
    detail = (*shown, _where(pack, document, slug, []))
    return Problem(place=place, code=code, message=one_line(message), hint=hint, detail=detail)


def of_pack(pack: Pack) -> str:
    """Return the line that says whose template it is."""
    return f"in the template “{pack.name}”"


def _problem(place: Place, message: str, hint: str, detail: list[str]) -> Problem:
    return Problem(
        place=place, code=Code.TEMPLATE, message=one_line(message), hint=hint, detail=tuple(detail)
    )


def one_line(said: str) -> str:
    """Return a message without what a template has put into it to turn or part the line."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(said.split()))


# -- What is wrong


def _missing(error: Exception, pack: Pack) -> tuple[str, str] | None:
    """Say which template, filter or test is not there, if that is what is wrong."""
    if isinstance(error, TemplateNotFound):
        return no_template(str(error.name or error), pack)
    match = _NO_SUCH.match(str(error))
    return no_such(match[1], match[2]) if match else None


def no_template(name: str, pack: Pack) -> tuple[str, str]:
    """Say that there is no template of that name."""
    bare = name.removeprefix("!")
    message = f"There is no template “{name:.60}”."
    return message, "" if bare in pack.files else did_you_mean(bare, _templates(pack))


def _templates(pack: Pack) -> list[str]:
    return [name for name in pack.files if name.endswith(".j2")]


def no_such(kind: str, name: str) -> tuple[str, str]:
    """Say that there is no filter or test of that name."""
    known = FILTERS if kind == "filter" else TESTS
    return f"There is no {kind} “{name}”.", did_you_mean(name, known)


def _words(error: Exception) -> tuple[str, str]:
    said = " ".join(str(error).split())
    if isinstance(error, RecursionError):
        hint = "“!” before the name of a template asks for the one that it replaces."
        return "The templates or macros ask for each other without end.", hint
    if isinstance(error, MemoryError):
        return "The template wants more memory than there is.", ""
    if isinstance(error, TemplateSyntaxError):
        reason = _AT.sub("", error.message or said)
        return f"The template cannot be read: {_sentence(reason)}", ""
    if isinstance(error, UndefinedError | SecurityError):
        return said, ""
    return f"This cannot be done: {_sentence(said)}", ""


def _sentence(said: str) -> str:
    return said if said.endswith((".", "?", "!")) else f"{said}."


# -- Where


def _file(error: TemplateSyntaxError, pack: Pack) -> PackFile | None:
    # Jinja's lexer gives the path of a file as its name.
    named = {error.filename, error.name}
    return next((file for file in _files(pack) if file.shown in named), None)


def _files(pack: Pack) -> Iterator[PackFile]:
    for files in pack.files.values():
        yield from files


def _column(error: Exception, text: str, line: int) -> tuple[int, int]:
    """Return line and column of what cannot be read; 0 where Jinja does not let it be known."""
    said = str(getattr(error, "message", "") or error)
    if at := _AT.search(said):
        begin = text.rfind("\n", 0, int(at[1])) + 1
        return text.count("\n", 0, begin) + 1, int(at[1]) - begin + 1
    got = _GOT.search(said)
    if not got:
        return line, 0
    kind = _ENDS.get(got[1], "")
    found = [t for t in positions.statement(text, line) if kind in (t.kind, "")]
    here = [t for t in found if t.line == line and (kind or t.value == got[1])]
    if len(here) == 1:
        return line, here[0].column
    last, column = positions.end(text)
    unread = text.split("\n")[line - 1].find(got[1], column - 1)
    return line, unread + 1 if last == line and not here else 0


def _frames(trace: TracebackType | None, pack: Pack) -> Iterator[_Frame]:
    """Yield the templates that were at work, outermost first, each at its innermost place."""
    shown = {file.shown: file for file in _files(pack)}
    last: _Frame | None = None
    while trace is not None:
        file = shown.get(trace.tb_frame.f_code.co_filename)
        if file is not None:
            found = _Frame(file, trace.tb_lineno, trace.tb_frame.f_locals)
            if last is not None and last.file is not file:
                yield last
            elif last is not None:
                # A block of the same file: it may see less than what is around it.
                found = _Frame(file, found.line, {**last.values, **found.values})
            last = found
        trace = trace.tb_next
    if last is not None:
        yield last


def _token(error: Exception, frame: _Frame) -> positions.Token | None:
    """Return the word that is wrong, if it is sure which one."""
    found = positions.statement(frame.file.text, frame.line)
    match = _NO_SUCH.match(str(error))
    if isinstance(error, UnknownNameError):
        if error.field:
            fields = positions.fields(found, error.name)
            return fields[0] if len(fields) == 1 else None
        named = positions.names(found, error.name)
    elif isinstance(error, TemplateNotFound):
        named = positions.after(found, str(error.name), *_RELATIONS)
    elif match:
        named = positions.after(found, match[2], "|", "is", "not")
    else:
        return None
    return next(iter(named), None)


def _where(pack: Pack, document: PackDocument, slug: str, frames: list[_Frame]) -> str:
    """Say in what template, document, card and section it happened."""
    parts = [f"{of_pack(pack)}, writing “{document.name}” of “{slug}”"]
    card = _nearest(frames, ("entry", "card"), (Entry, Card))
    section = _nearest(frames, ("section",), (Contention, Block))
    if isinstance(card, Entry | Card):
        found = card.card if isinstance(card, Entry) else card
        parts.append(f"at the card “{found.name}”")
    if isinstance(section, Contention | Block):
        parts.append(f"in “{section.heading}”")
    return ", ".join(parts)


def _nearest(
    frames: list[_Frame], names: tuple[str, ...], kinds: tuple[type, ...]
) -> object | None:
    """Return the value of one of the *kinds* that the innermost template had been given."""
    for frame in reversed(frames):
        for name in names:
            if isinstance(frame.values.get(name), kinds):
                return frame.values[name]
        others = [value for value in frame.values.values() if isinstance(value, kinds)]
        if len(others) == 1:
            return others[0]
    return None


def _callers(frames: list[_Frame]) -> Iterator[str]:
    """Yield who asked for the innermost template, and who for that one."""
    callers = frames[-2::-1]
    for frame in callers[:_MOST_CALLERS]:
        words = positions.keywords(frame.file.text, frame.line)
        relation = next((_RELATIONS[word] for word in words if word in _RELATIONS), "called from")
        yield f"{relation} {frame.file.shown}:{frame.line}"
    if len(callers) > _MOST_CALLERS:
        yield f"… and {len(callers) - _MOST_CALLERS} more"
