"""Run one Sphinx builder in this process, and return what it had to say as problems."""

import hashlib
import io
import logging
import os
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError, ExtensionError, SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.logging import (
    NAMESPACE,
    OnceFilter,
    SafeEncodingWriter,
    WarningLogRecordTranslator,
    WarningStreamHandler,
    WarningSuppressor,
)

from briefwright.assembly import Assembly
from briefwright.files import os_problem, read_text
from briefwright.problems import BriefError, Code, Place, Problem, Severity
from briefwright.render import is_intact
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.search import SearchableBuilder
from briefwright.sphinx_ext.typst import TypstBuilder

_LOCATED = re.compile(r"(?P<path>.+?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?:?", re.DOTALL)
_PROGRESS = re.compile(r"(?P<stage>reading|writing|printing)\b.*?\[ *(?P<percent>\d+)%\]")
_EXTENSION = "briefwright.sphinx_ext"
_REMEDIES = {
    "isn't included in any toctree": "Name it in a {toctree} of a page, or move it elsewhere.",
    "unknown document": "Check its name, which counts from the folder of this page.",
    "card reference target not found": "“brief list cards” says what cards there are.",
    "Unknown directive type": "Check its name, or load in conf.py what brings it.",
}
"""What to try, by what Sphinx says."""
_SHOWN_TYPE = re.compile(r" \[[\w.-]+\]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to build, and where."""

    root: Path
    builder: str
    outdir: Path
    doctreedir: Path
    assembly: Assembly
    """What the documents are generated from."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """Configuration values that override those of ``conf.py``."""
    navigation: str = ""
    """The navigation of the pages that are in *outdir*; where it differs all are written again."""
    started: Callable[[int], None] = lambda _total: None
    """Called when reading begins, with how many documents are new or changed.

    From here on a failure leaves half a build behind.
    """
    progress: Callable[[str, int], None] = lambda _stage, _percent: None
    """Called again and again with what is being done and how much of it is, in percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a job."""

    problems: tuple[Problem, ...]
    documents: frozenset[str]
    """The names of all documents; empty where the build failed."""
    navigation: str
    """Stands for what every page shows of the others: titles and their order."""
    pdfs: tuple[str, ...] = ()
    """The names of the files that a builder of PDFs is for."""
    lasting: bool
    """Whether a further build would report the problems again by itself."""


def run(job: Job) -> Outcome:
    """Build the documents; a failure of Sphinx is a problem, never a traceback."""
    reports = _Reports(job)
    app: _Application | None = None
    with patch_docutils(job.root), docutils_namespace():
        try:
            app = _Application(job, reports)
            if _EXTENSION not in app.extensions:
                raise BriefError(_not_loaded())  # noqa: TRY301 (told as all else is)
            early = len(reports.problems)
            app.build()
        except Exception as error:  # noqa: BLE001 (all become lines)
            if not _is_summary(error, reports):
                reports.add(*_explain(error, job, app))
            return Outcome(
                problems=reports.unique(), documents=frozenset(), navigation="", lasting=False
            )
        finally:
            logging.getLogger(NAMESPACE).handlers.clear()
    return Outcome(
        problems=reports.unique(),
        documents=frozenset(app.env.found_docs),
        navigation=_navigation(app.env),
        pdfs=tuple(f"{job.name}.pdf" for job in _jobs(app)),
        lasting=len(reports.problems) == early,
    )


def _not_loaded() -> Problem:
    message = "conf.py does not load the extension that builds briefs."
    hint = f'Write extensions = ["{_EXTENSION}"].'
    return Problem(place=Place(path="conf.py"), code=Code.BUILD, message=message, hint=hint)


class _Application(Sphinx):
    """Sphinx, with its warnings collected and its progress told."""

    def __init__(self, job: Job, reports: "_Reports") -> None:
        self.assembly = job.assembly
        self._job = job
        self._reports = reports
        self._collects = False
        super().__init__(
            srcdir=job.root,
            confdir=job.root,
            outdir=job.outdir,
            doctreedir=job.doctreedir,
            buildername=job.builder,
            confoverrides=dict(job.config),
            status=None,
            warning=io.StringIO(),
        )

    def setup_extension(self, extname: str) -> None:
        """Load an extension; before the first, take over the warnings and connect to events."""
        if not self._collects:
            self._collects = True
            self._reports.attach(self)
            logging.getLogger(NAMESPACE).addHandler(_Status(self._job))
            self.connect("env-before-read-docs", self._begin_reading)
            self.connect("env-updated", self._update_navigation)
        super().setup_extension(extname)
        if extname == "sphinx.builders.html":
            self.add_builder(SearchableBuilder, override=True)

    def _begin_reading(self, _app: Sphinx, _env: BuildEnvironment, docnames: list[str]) -> None:
        self._job.started(len(docnames))

    def _update_navigation(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        # Sphinx itself leaves old titles and neighbours on the pages that did not change.
        stays = app.builder.format != "html" or _navigation(env) == self._job.navigation
        return [] if stays else sorted(env.found_docs)


def _navigation(env: BuildEnvironment) -> str:
    titles = sorted((docname, title.astext()) for docname, title in env.titles.items())
    order = sorted(env.toctree_includes.items())
    return hashlib.sha256(repr((titles, order)).encode()).hexdigest()


class _Status(logging.Handler):
    """Tells how far Sphinx has come, by what it says of it: ``reading sources... [ 50%] x``."""

    def __init__(self, job: Job) -> None:
        super().__init__(logging.INFO)
        self._job = job

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on a message about progress."""
        if match := _PROGRESS.search(record.getMessage()):
            self._job.progress(match["stage"].capitalize(), int(match["percent"]))


class _Reports(WarningStreamHandler):
    """Collects what Sphinx logs from warnings up, as problems.

    It derives from Sphinx's own handler because Sphinx sets those aside while it reads, so as to
    report the warnings of a document together.
    """

    def __init__(self, job: Job) -> None:
        super().__init__(SafeEncodingWriter(io.StringIO()))
        self.setLevel(logging.WARNING)
        self.problems: list[Problem] = []
        self._job = job

    def attach(self, app: Sphinx) -> None:
        """Take the place of the handler that writes warnings to a stream."""
        logger = logging.getLogger(NAMESPACE)
        for handler in [h for h in logger.handlers if isinstance(h, WarningStreamHandler)]:
            logger.removeHandler(handler)
        for check in (WarningSuppressor(app), WarningLogRecordTranslator(app), OnceFilter()):
            self.addFilter(check)
        logger.addHandler(self)

    def add(self, *problems: Problem) -> None:
        """Add problems that came as an exception."""
        self.problems.extend(problems)

    def unique(self) -> tuple[Problem, ...]:
        """Return the problems in order, each once."""
        return tuple(dict.fromkeys(self.problems))

    def emit(self, record: logging.LogRecord) -> None:
        """Turn a record into a problem."""
        known = getattr(record, "problem", None)
        failures = [arg for arg in _arguments(record) if isinstance(arg, OSError) and arg.strerror]
        if isinstance(known, Problem):
            self.problems.append(_with_origin(known, self._job.root))
        elif failures:  # one for each file, where the disk is full
            self.problems.append(os_problem(self._job.outdir, "written", failures[0]))
        else:
            self.problems.append(_with_origin(self._translate(record), self._job.root))

    def _translate(self, record: logging.LogRecord) -> Problem:
        message = _one_line(_SHOWN_TYPE.sub("", logging.LogRecord.getMessage(record)))
        hint = next((hint for said, hint in _REMEDIES.items() if said in message), "")
        ours = getattr(record, "type", "") == "brief"
        code = _code(getattr(record, "subtype", "")) if ours else Code.BUILD
        # A page with a broken link or directive is not what its author wrote.
        harmless = ours and record.levelno < logging.ERROR
        return Problem(
            place=_place(getattr(record, "location", None), self._job.root),
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


def _jobs(app: Sphinx) -> tuple[PrintJob, ...]:
    return app.builder.jobs() if isinstance(app.builder, TypstBuilder) else ()


def _is_summary(error: Exception, reports: "_Reports") -> bool:
    """Tell whether the extension only stops Sphinx, having reported why."""
    ours = isinstance(error, ExtensionError) and error.modname == "briefwright"
    return ours and bool(reports.problems)


def _explain(error: BaseException, job: Job, app: Sphinx | None) -> tuple[Problem, ...]:
    """Return what a failure means to the user."""
    cause = error.orig_exc if isinstance(error, ExtensionError) and error.orig_exc else error
    if isinstance(cause, BriefError):
        return cause.problems
    place = Place(path=_document(app, job.root))
    if isinstance(cause, OSError) and cause.strerror:
        if cause.filename:
            return (os_problem(cause.filename, "read or written", cause),)
        return (os_problem(job.outdir, "written", cause),)  # a full disk names no file
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
