"""Run one Sphinx builder in this process, and return what it had to say as problems."""

import hashlib
import io
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import _assets
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.logging import NAMESPACE

from briefwright.assembly import Assembly
from briefwright.problems import BriefError, Code, Place, Problem
from briefwright.sphinx_ext.domain import slug_of
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.translation import Reports
from briefwright.sphinx_ext.typst import TypstBuilder
from briefwright.templating.wishes import NONE, Wishes

_PROGRESS = re.compile(r"(?P<stage>reading|writing|printing)\b.*?\[ *(?P<percent>\d+)%\]")
_EXTENSION = "briefwright.sphinx_ext"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to build, and where."""

    root: Path
    builder: str
    outdir: Path
    doctreedir: Path
    assembly: Assembly
    """What the documents are generated from."""
    wishes: Wishes = NONE
    """What it was assembled with, which goes over what ``conf.py`` wishes for."""
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
    pdfs: Mapping[str, str] = field(default_factory=dict)
    """The names of the files that a builder of PDFs is for, and which brief each is of."""
    left_out: frozenset[str] = frozenset()
    """The names of those that have nothing of what was asked for."""
    lasting: bool
    """Whether a further build would report the problems again by itself."""


def run(job: Job) -> Outcome:
    """Build the documents; a failure of Sphinx is a problem, never a traceback."""
    reports = Reports(job.root, job.outdir)
    app: _Application | None = None
    _forget()
    with patch_docutils(job.root), docutils_namespace():
        try:
            app = _Application(job, reports)
            if _EXTENSION not in app.extensions:
                raise BriefError(_not_loaded())  # noqa: TRY301 (told as all else is)
            early = len(reports.problems)
            app.build()
        except Exception as error:  # noqa: BLE001 (all become lines)
            reports.fail(error, app)
            return Outcome(
                problems=reports.unique(), documents=frozenset(), navigation="", lasting=False
            )
        finally:
            logging.getLogger(NAMESPACE).handlers.clear()
    return Outcome(
        problems=reports.unique(),
        documents=frozenset(app.env.found_docs),
        navigation=_navigation(app.env),
        pdfs={f"{job.name}.pdf": slug_of(job.docname) for job in _jobs(app)},
        left_out=_left_out(app),
        lasting=len(reports.problems) == early,
    )


def _forget() -> None:
    """Let Sphinx look at files again whose checksums it keeps for as long as the process lives."""
    known: Any = getattr(_assets, "_file_checksum_inner", None)
    if known is not None:
        known.cache_clear()


def _not_loaded() -> Problem:
    message = "conf.py does not load the extension that builds briefs."
    hint = f'Write extensions = ["{_EXTENSION}"].'
    return Problem(place=Place(path="conf.py"), code=Code.BUILD, message=message, hint=hint)


class _Application(Sphinx):
    """Sphinx, with its warnings collected and its progress told."""

    def __init__(self, job: Job, reports: Reports) -> None:
        self.assembly = job.assembly
        self.wishes = job.wishes
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


def _left_out(app: Sphinx) -> frozenset[str]:
    builder = app.builder
    names = builder.left_out if isinstance(builder, TypstBuilder) else ()
    return frozenset(f"{name}.pdf" for name in names)


def _jobs(app: Sphinx) -> tuple[PrintJob, ...]:
    builder = app.builder
    if not isinstance(builder, TypstBuilder):
        return ()
    return tuple(job for job in builder.jobs() if job.name not in builder.left_out)
