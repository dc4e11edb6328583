"""Say what went wrong in a template: where, what, and what was meant.

Everything here takes values and returns values.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from jinja2 import TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError

from briefwright.filters import FILTERS, TESTS
from briefwright.packs import Pack, PackDocument
from briefwright.problems import BriefError, Code, Place, Problem, did_you_mean

# What a template can make Python raise: wrong types and values, endless recursion, too much text,
# and nesting that Python's own compiler refuses.
_MISTAKES = (
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


@contextmanager
def reported(pack: Pack, document: PackDocument) -> Iterator[None]:
    """Turn whatever goes wrong in the templates of *pack* into a :class:`BriefError`."""
    try:
        yield
    except _MISTAKES as error:
        problem = explain(error, pack, document)
        raise BriefError(problem) from error


def explain(error: Exception, pack: Pack, document: PackDocument) -> Problem:
    """Return the problem of a template that failed while *document* was written."""
    message, hint = _missing(error, pack) or _words(error)
    return Problem(
        place=_place(error, pack, document),
        code=Code.TEMPLATE,
        message=message,
        hint=hint,
        detail=(f"in the template “{pack.name}”, writing “{document.name}”",),
    )


def _missing(error: Exception, pack: Pack) -> tuple[str, str] | None:
    """Say which template, filter or test is not there, if that is what is wrong."""
    if isinstance(error, TemplateNotFound):
        name = str(error.name or "").removeprefix("!")
        message = f"There is no template “{error.name}”."
        return message, "" if name in pack.files else did_you_mean(name, pack.files)
    match = _NO_SUCH.match(str(error))
    if match is None:
        return None
    known = FILTERS if match[1] == "filter" else TESTS
    return f"There is no {match[1]} “{match[2]}”.", did_you_mean(match[2], known)


def _words(error: Exception) -> tuple[str, str]:
    said = " ".join(str(error).split())
    if isinstance(error, RecursionError):
        hint = "“!” before the name of a template asks for the one that it replaces."
        return "The templates or macros ask for each other without end.", hint
    if isinstance(error, MemoryError):
        return "The template wants more memory than there is.", ""
    if isinstance(error, TemplateSyntaxError):
        return f"The template cannot be read: {_sentence(error.message or said)}", ""
    if isinstance(error, UndefinedError | SecurityError):
        return said, ""
    return f"This cannot be done: {_sentence(said)}", ""


def _sentence(said: str) -> str:
    return said if said.endswith((".", "?", "!")) else f"{said}."


def _place(error: Exception, pack: Pack, document: PackDocument) -> Place:
    """Return the innermost place in a template that *error* passed."""
    shown = {file.shown for files in pack.files.values() for file in files}
    found = Place(path=_first(pack, document))
    if isinstance(error, TemplateSyntaxError):
        # Jinja's lexer gives the path of a file as its name.
        for path in {error.filename, error.name} & shown:
            return Place(path=str(path), line=error.lineno)
    trace = error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path in shown:
            found = Place(path=path, line=trace.tb_lineno)
        trace = trace.tb_next
    return found


def _first(pack: Pack, document: PackDocument) -> str:
    file = pack.file(document.template)
    return file.shown if file else document.template
