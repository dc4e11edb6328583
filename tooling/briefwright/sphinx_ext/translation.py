"""What Sphinx says, and what it fails with, as problems of a user's files."""

import io
import logging
import os
import re
import traceback
from dataclasses import replace
from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx
from sphinx.errors import ConfigError, ExtensionError, SphinxError
from sphinx.util.logging import (
    NAMESPACE,
    OnceFilter,
    SafeEncodingWriter,
    WarningLogRecordTranslator,
    WarningStreamHandler,
    WarningSuppressor,
)

from briefwright.files import os_problem, read_text
from briefwright.problems import BriefError, Code, Place, Problem, Severity
from briefwright.render import is_intact

_LOCATED = re.compile(r"(?P<path>.+?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?:?", re.DOTALL)
_REMEDIES = {
    "isn't included in any toctree": "Name it in a {toctree} of a page, or move it elsewhere.",
    "unknown document": "Check its name, which counts from the folder of this page.",
    "card reference target not found": "“brief list cards” says what cards there are.",
    "Unknown directive type": "Check its name, or load in conf.py what brings it.",
}
"""What to try, by what Sphinx says."""
_SHOWN_TYPE = re.compile(r" \[[\w.-]+\]$")


class Reports(WarningStreamHandler):
    """Collects what Sphinx logs from warnings up, as problems.

    It derives from Sphinx's own handler because Sphinx sets those aside while it reads, so as to
    report the warnings of a document together.
    """

    def __init__(self, root: Path, outdir: Path) -> None:
        super().__init__(SafeEncodingWriter(io.StringIO()))
        self.setLevel(logging.WARNING)
        self.problems: list[Problem] = []
        self._root = root
        self._outdir = outdir

    def attach(self, app: Sphinx) -> None:
        """Take the place of the handler that writes warnings to a stream."""
        logger = logging.getLogger(NAMESPACE)
        for handler in [h for h in logger.handlers if isinstance(h, WarningStreamHandler)]:
            logger.removeHandler(handler)
        for check in (WarningSuppressor(app), WarningLogRecordTranslator(app), OnceFilter()):
            self.addFilter(check)
        logger.addHandler(self)

    def fail(self, error: Exception, app: Sphinx | None) -> None:
        """Add what a failure means to the user."""
        if _is_summary(error) and self.problems:
            return  # the extension stopped Sphinx, having reported why
        self.problems.extend(_explain(error, self._root, self._outdir, app))

    def unique(self) -> tuple[Problem, ...]:
        """Return the problems in order, each once."""
        return tuple(dict.fromkeys(self.problems))

    def emit(self, record: logging.LogRecord) -> None:
        """Turn a record into a problem."""
        known = getattr(record, "problem", None)
        failures = [arg for arg in _arguments(record) if isinstance(arg, OSError) and arg.strerror]
        if isinstance(known, Problem):
            self.problems.append(_with_origin(known, self._root))
        elif failures:  # one for each file, where the disk is full
            self.problems.append(os_problem(self._outdir, "written", failures[0]))
        else:
            self.problems.append(_with_origin(self._translate(record), self._root))

    def _translate(self, record: logging.LogRecord) -> Problem:
        message = _one_line(_SHOWN_TYPE.sub("", logging.LogRecord.getMessage(record)))
        hint = next((hint for said, hint in _REMEDIES.items() if said in message), "")
        ours = getattr(record, "type", "") == "brief"
        code = _code(getattr(record, "subtype", "")) if ours else Code.BUILD
        # A page with a broken link or directive is not what its author wrote.
        harmless = ours and record.levelno < logging.ERROR
        return Problem(
            place=_place(getattr(record, "location", None), self._root),
            code=code,
            message=f"{message.rstrip('.')}." if hint else message,
            hint=hint,
            severity=Severity.WARNING if harmless else Severity.ERROR,
        )


def _with_origin(problem: Problem, root: Path) -> Problem:
    """Say of a problem in a generated document what to mend instead of it."""
    parts = PurePosixPath(problem.place.path).parts
    if len(parts) != 3 or parts[0] != "briefs" or problem.code in (Code.EDITED, Code.FILE):
        return problem
    text, _ = read_text(root.joinpath(*parts), problem.place.path, root)
    if text is None or not is_intact(text):
        return problem
    hint = f"This document is generated: mend briefs/{parts[1]}.yaml, a card or the template."
    return replace(problem, hint=f"{problem.hint} {hint}".lstrip())


def _arguments(record: logging.LogRecord) -> tuple[object, ...]:
    return record.args if isinstance(record.args, tuple) else ()


def _code(subtype: str) -> Code:
    try:
        return Code(subtype)
    except ValueError:
        return Code.BUILD


def _place(location: object, root: Path) -> Place:
    """Read a location as Sphinx gives it: ``/path/of/file.md:12``."""
    match = _LOCATED.fullmatch(location) if isinstance(location, str) else None
    if match is None:
        return Place(path="conf.py")
    line, column = (int(match[name] or 0) for name in ("line", "column"))
    return Place(path=_shown(match["path"], root), line=line, column=column)


def _shown(path: str, root: Path) -> str:
    relative = os.path.relpath(path, root) if os.path.isabs(path) else path  # noqa: PTH117
    return Path(path if relative.startswith("..") else relative).as_posix()


def _one_line(message: str) -> str:
    return " ".join(message.split())


def _is_summary(error: Exception) -> bool:
    return isinstance(error, ExtensionError) and error.modname == "briefwright"


def _explain(
    error: BaseException, root: Path, outdir: Path, app: Sphinx | None
) -> tuple[Problem, ...]:
    """Return what a failure means to the user."""
    cause = error.orig_exc if isinstance(error, ExtensionError) and error.orig_exc else error
    if isinstance(cause, BriefError):
        return cause.problems
    place = Place(path=_document(app, root))
    if isinstance(cause, OSError) and cause.strerror:
        if cause.filename:
            return (os_problem(cause.filename, "read or written", cause),)
        return (os_problem(outdir, "written", cause),)  # a full disk names no file
    if isinstance(cause, RecursionError):
        message = "Sphinx gave up: something here nests too deep, or contains itself."
        return (Problem(place=place, code=Code.BUILD, message=message),)
    if isinstance(cause, ConfigError) and cause.__cause__:
        place, cause = _conf_place(cause.__cause__), cause.__cause__
    text = _one_line(str(cause))
    message = text if isinstance(cause, SphinxError) else f"{type(cause).__name__}: {text}"
    return (Problem(place=place, code=Code.BUILD, message=f"Sphinx gave up: {message}"),)


def _conf_place(error: BaseException) -> Place:
    """Return the line of ``conf.py`` that an error comes from."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 0 for frame in frames if frame.filename.endswith("conf.py")]
    if isinstance(error, SyntaxError):
        lines.append(error.lineno or 0)
    return Place(path="conf.py", line=lines[-1] if lines else 0)


def _document(app: Sphinx | None, root: Path) -> str:
    """Return the file that was being read, if one was."""
    env = getattr(app, "env", None)
    docname = env.current_document.docname if env is not None else ""
    return _shown(str(env.doc2path(docname)), root) if env is not None and docname else "conf.py"
