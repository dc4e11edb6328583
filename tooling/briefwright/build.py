"""Build pages and PDFs: locked, beside the last good ones, and published when all went well."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from briefwright.assembly import assemble_for
from briefwright.files import display, os_problem
from briefwright.fingerprint import brief_keys, look_key, reading_key, store_key
from briefwright.problems import BriefError, Code, Place, Problem, Severity
from briefwright.project import Project
from briefwright.publish import Publication, State, withdraw
from briefwright.templating.wishes import NONE, Wishes

if TYPE_CHECKING:
    from briefwright.sphinx_ext.runner import Outcome


class Format(StrEnum):
    """What to build."""

    HTML = "html"
    PDF = "pdf"


class Paper(StrEnum):
    """What the PDFs are printed on."""

    LETTER = "letter"
    A4 = "a4"
    HALF_LETTER = "half-letter"
    A5 = "a5"
    LEGAL = "legal"
    A3 = "a3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a build is asked for."""

    out: Path
    """The folder that gets ``html/`` and ``pdf/``."""
    slugs: tuple[str, ...] = ()
    """The briefs to build; all of them where there is none."""
    formats: frozenset[Format] = frozenset(Format)
    section: str = ""
    """What the heading says of what is printed; by default everything is."""
    pages: str = ""
    """Those of the PDFs that are printed, as :func:`~.page_ranges.read_ranges` reads them."""
    layouts: tuple[str, ...] = ()
    """How pages stand on sheets: ``booklet``, ``two-up``; by default one on each."""
    paper: Paper | None = None
    """By default what the template or the specification says."""
    standards: tuple[str, ...] = ()
    """What the PDFs keep to, besides what the project or a specification says."""
    wishes: Wishes = NONE
    """What goes over the specifications of the briefs that are built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a build made; with an error among the problems it made, and changed, nothing."""

    pages: Path | None = None
    """The first page."""
    pdfs: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    """PDFs of earlier builds that have become out of date."""
    problems: tuple[Problem, ...] = ()


class Progress(Protocol):
    """Is told how far a build has come."""

    def update(self, stage: str, percent: int) -> None:
        """Show what is being done, and how much of it is."""


def build(project: Project, request: Request, progress: Progress) -> Result:
    """Build what is asked for, and publish it unless there was an error.

    Raises :class:`BriefError` where nothing could be built at all.
    """
    with _locked(request.out):
        return _Build(project, request, progress).run()


class _Build:
    """One build: makes everything in a folder of its own, ``.work``, kept for the next one."""

    def __init__(self, project: Project, request: Request, progress: Progress) -> None:
        self._project = project
        self._request = request
        self._progress = progress
        self._work = request.out / ".work"
        self._doctrees = self._work / "doctrees"
        self._marker = self._work / "state.json"
        self._state = State.load(self._marker)
        self._reading = reading_key(project.root)
        self._look = look_key(project.root)
        self._changed = False
        self._assembly = assemble_for(project, request.slugs, request.wishes)

    def run(self) -> Result:
        """Build and publish."""
        if _has_errors(self._assembly.problems):  # said before Sphinx has taken its second
            return Result(problems=self._assembly.problems)
        self._clear_what_is_stale()
        outcomes: dict[Format, Outcome] = {}
        told = (p for p in self._assembly.problems if p.severity is Severity.INFO)
        problems: dict[Problem, None] = dict.fromkeys(told)
        for form in (form for form in Format if form in self._request.formats):
            outcomes[form] = self._make(form)
            problems |= dict.fromkeys(outcomes[form].problems)
            if _has_errors(problems):
                return Result(problems=tuple(problems))
        return self._publish(outcomes, tuple(problems))

    def _clear_what_is_stale(self) -> None:
        """Delete what an incremental build could not be trusted to bring up to date."""
        torn = self._state.store != store_key(self._work)
        if torn or self._state.reading != self._reading:
            _delete(self._work)
        elif self._state.look != self._look:
            _delete(self._work / Format.HTML)  # what is printed has an eye on its look itself

    def _make(self, form: Format) -> "Outcome":
        outcome = self._run_sphinx(form)
        if outcome.documents and not outcome.documents.issuperset(self._state.documents):
            # Sphinx leaves the pages of documents that are gone.
            _delete(self._work / form)
            outcome = self._run_sphinx(form)
        return outcome

    def _run_sphinx(self, form: Format) -> "Outcome":
        from briefwright.sphinx_ext.runner import Job, run  # noqa: PLC0415 (Sphinx takes a second)

        config: dict[str, object] = {}
        if self._request.slugs:
            config["brief_only"] = list(self._request.slugs)
        if form is Format.PDF and self._request.paper:
            config["brief_paper"] = self._request.paper.value
        if form is Format.PDF:
            asked = {
                "brief_section": self._request.section,
                "brief_pages": self._request.pages,
                "brief_layouts": list(self._request.layouts),
                "brief_pdf_standards": list(self._request.standards),
            }
            config |= {name: value for name, value in asked.items() if value}
        job = Job(
            root=self._project.root,
            builder="html" if form is Format.HTML else "typst",
            outdir=self._work / form,
            doctreedir=self._doctrees,
            assembly=self._assembly,
            wishes=self._request.wishes.among(self._request.slugs),
            config=config,
            navigation=self._state.navigation,
            started=self._start,
            progress=self._progress.update,
        )
        return run(job)

    def _start(self, changed: int) -> None:
        self._changed = self._changed or changed > 0
        self._marker.unlink(missing_ok=True)

    def _publish(
        self, outcomes: Mapping[Format, "Outcome"], problems: tuple[Problem, ...]
    ) -> Result:
        out, state = self._request.out, self._state
        state = replace(state, reading=self._reading, look=self._look)
        html, pdf = outcomes.get(Format.HTML), outcomes.get(Format.PDF)
        names = tuple(pdf.pdfs) if pdf else ()
        gone: tuple[str, ...] = ()
        with Publication() as publication:
            for name in names:
                publication.add_pdf(self._work / Format.PDF / name, out / Format.PDF / name)
            if html:
                made = self._work / Format.HTML
                pages = publication.add_pages(made, out / Format.HTML, state.pages)
                documents = tuple(sorted(html.documents))
                state = replace(state, pages=pages, documents=documents, navigation=html.navigation)
            publication.commit()
        if pdf:
            keys = brief_keys(self._project.root, self._assembly.briefs, self._assembly.library)
            stale = state.outdated(pdf.pdfs, pdf.left_out, keys, self._request.slugs)
            gone = tuple(name for name in stale if withdraw(out / Format.PDF / name))
            printed = {name: basis for name, basis in state.printed.items() if name not in stale}
            printed |= {name: (slug, keys.get(slug, "")) for name, slug in pdf.pdfs.items()}
            state = replace(state, printed=printed)
        if not html and self._changed:
            # Sphinx would not know that these pages are older than the documents it has read.
            _delete(self._work / Format.HTML)
        self._remember(state, outcomes)
        return Result(
            pages=out / Format.HTML / "index.html" if html else None,
            pdfs=tuple(out / Format.PDF / name for name in names),
            removed=tuple(out / Format.PDF / name for name in gone),
            problems=problems,
        )

    def _remember(self, state: State, outcomes: Mapping[Format, "Outcome"]) -> None:
        """Save the state, unless the next build would then keep silent on what this one warns of.

        What was printed with a warning is printed again; where documents were read with one, all is
        read again.
        """
        warned = [form for form, outcome in outcomes.items() if not outcome.lasting]
        if warned == [Format.PDF] and Format.HTML in outcomes:
            _delete(self._doctrees / ".typst")
        elif warned:
            return
        replace(state, store=store_key(self._work)).save(self._marker)


def _has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Keep other builds out of the folder *out*."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 (only a build needs it)

    lock = FileLock(out / ".lock", timeout=0)
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        place = Place(path=display(out))
        message = "Another build is at work in this folder."
        hint = "Wait for it, or choose another folder with “--out”."
        problem = Problem(place=place, code=Code.LOCKED, message=message, hint=hint)
        raise BriefError(problem) from None
    except OSError as error:
        raise BriefError(os_problem(out, "written", error)) from error
    try:
        yield
    finally:
        lock.release()


def _delete(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise BriefError(os_problem(folder, "deleted", error)) from error
