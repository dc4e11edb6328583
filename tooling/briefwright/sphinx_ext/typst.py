"""The Sphinx builder ``typst``: documents to PDF, without anything but a wheel."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import SphinxError
from sphinx.util.display import status_iterator

from briefwright.files import display, is_within
from briefwright.press.engine import Engine
from briefwright.press.standards import chosen
from briefwright.problems import BriefError, Code, Place, Problem, Severity, each_once
from briefwright.sphinx_ext.domain import DebateDomain, slug_of
from briefwright.sphinx_ext.editions.desk import Desk
from briefwright.sphinx_ext.mains import Part
from briefwright.sphinx_ext.parser import is_confined
from briefwright.sphinx_ext.portions import pages_problems, section_problems
from briefwright.sphinx_ext.printer import FontSetup, Printer
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.report import report
from briefwright.sphinx_ext.shelf import Shelf
from briefwright.sphinx_ext.staging import Staging
from briefwright.sphinx_ext.strictness import wanted
from briefwright.sphinx_ext.typst_base import Sheet
from briefwright.sphinx_ext.typst_writer import TypstTranslator
from briefwright.sphinx_ext.written import WrittenPassages

WRITER_VERSION = 6
"""To be raised when documents are written otherwise."""

_IMAGE_SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})
_engines: dict[tuple[Path, tuple[Path, ...], int], Engine] = {}


class PrintError(BriefError, SphinxError):
    """What keeps a PDF from being printed; Sphinx shows it as one line."""

    category = "PDF error"


class TypstBuilder(Builder):
    """Writes documents as Typst, and prints the jobs of ``typst_documents``."""

    name = "typst"
    format = "typst"
    epilog = "The PDFs are in %(outdir)s."
    allow_parallel = True
    default_translator_class = TypstTranslator
    supported_image_types: ClassVar[list[str]] = [
        "image/svg+xml",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    ]

    def init(self) -> None:
        """Set up the folder that Typst sees, beside the doctrees, where no document can lie."""
        self.current_docname = ""
        self.left_out: frozenset[str] = frozenset()
        """The names of PDFs that have nothing of what is asked for."""
        self._staging = Staging(Path(self.doctreedir) / ".typst", Path(self.srcdir))
        self._shelf = Shelf(Path(self.doctreedir) / ".pieces")
        settings = (WRITER_VERSION, self.config.html_baseurl, self.config.language)
        self._key = hashlib.sha256(repr(settings).encode()).hexdigest()
        self._elsewhere = ""
        """What stands for all that documents are told elsewhere, when they are written."""
        self.written = WrittenPassages(self._staging.root / "passages.json", self._key)

    # What is printed

    def jobs(self) -> tuple[PrintJob, ...]:
        """Return the PDFs to print: those that are configured, else all documents as one.

        A project of briefs prints briefs, and nothing where there is none.
        """
        config = self.config
        asked = wanted(config.brief_pdf_standards)
        if config.typst_documents or "debate" in self.env.domains:
            return tuple(
                replace(job, standards=chosen(asked, job.standards))
                for job in config.typst_documents
            )
        name = "".join(c if c.isalnum() else "-" for c in config.project.lower()) or "document"
        language = config.language or "en"
        title = config.project
        standards = chosen(asked)
        docname = config.root_doc
        return (
            PrintJob(
                docname=docname, name=name, title=title, language=language, standards=standards
            ),
        )

    def parts(self, job: PrintJob) -> tuple[Part, ...]:
        """Return the documents of *job* in reading order, each once.

        Those that the first one lists stand beside it, those that they list below them.
        """
        domain = self.env.domains.get(DebateDomain.name)
        apart = domain.speeches if isinstance(domain, DebateDomain) else frozenset()
        found: dict[str, int] = {}
        waiting = [(job.docname, 0)]
        while waiting:
            docname, depth = waiting.pop()
            if docname in found or docname not in self.env.all_docs:
                continue
            found[docname] = depth
            listed = self.env.toctree_includes.get(docname, ())
            below = [name for name in listed if name not in apart]
            waiting += [(name, depth + 1) for name in reversed(below)]
        levels = {name: job.level + max(0, depth - 1) for name, depth in found.items()}
        return tuple(Part(docname=name, level=level) for name, level in levels.items())

    # Writing

    def get_outdated_docs(self) -> Iterator[str]:
        """Return the documents to be printed that were not written since they were read."""
        return (docname for docname in self._printed() if not self._is_current(docname))

    def _is_current(self, docname: str, told: str | None = None) -> bool:
        doctree = Path(self.doctreedir, f"{docname}.doctree")
        since = doctree.stat().st_mtime_ns if doctree.is_file() else 0
        return self._staging.is_current(docname, self._key, since, told)

    def _told_elsewhere(self) -> str:
        """Return what stands for all that is told of a confined document in other files.

        But for where its cards are and what they claim: the domain sees to that.
        """
        headings = sorted((name, listed.astext()) for name, listed in self.env.tocs.items())
        domain = self.env.domains.get(DebateDomain.name)
        if not isinstance(domain, DebateDomain):
            return repr(headings)
        cards = domain.library.cards.items()
        known = [(name, str(card.place), card.citation.language) for name, card in cards]
        basis = (headings, known, sorted(domain.languages.items()))
        return hashlib.sha256(repr(basis).encode()).hexdigest()

    def _printed(self) -> set[str]:
        full = (job for job in self.jobs() if job.is_whole)
        return {part.docname for job in full for part in self.parts(job)}

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return an address that says which document is meant."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the same: a PDF has no folders."""
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Make the folder ready, and the engines while documents are written."""
        self._staging.prepare()
        for engine, _ in zip(self._engines(), self.jobs(), strict=False):
            engine.start()

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Write what is printed, and all of a PDF of which anything changed.

        What one document says of another may have changed with it. Those of a brief, of which it
        is known what they say of others, stay as they are where that did not.
        """
        self._elsewhere = self._told_elsewhere()
        wanted: set[str] = set()
        for job in self.jobs():
            own = {part.docname for part in self.parts(job)}
            if own & docnames and job.is_whole:
                wanted |= {name for name in own if name in docnames or not self._stays(name)}
        if wanted:
            super().write_documents(wanted)

    def _stays(self, docname: str) -> bool:
        """Tell whether the sheet of a document that was not read again is as it would be now."""
        alone = is_confined(docname, self.env) and docname not in self.env.toctree_includes
        return alone and self._is_current(docname, self._elsewhere)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a document."""
        self._write_sheet(docname, doctree, docname)

    def _write_sheet(self, docname: str, doctree: nodes.document, staged: str) -> None:
        self.current_docname = docname
        self.post_process_images(doctree)
        translator = self.create_translator(doctree, self)
        assert isinstance(translator, TypstTranslator)  # noqa: S101 - tells the type only
        doctree.walkabout(translator)
        self._staging.write_sheet(staged, translator.sheet, self._key, self._elsewhere)

    # What the translator asks

    def shown_path(self, path: str) -> str:
        """Return what messages call the file at *path*."""
        if not os.path.isabs(path):  # noqa: PTH117 (docutils has strings)
            return display(path)
        relative = os.path.relpath(path, self.srcdir)
        return display(path if relative.startswith("..") else relative)

    def card_place(self, name: str) -> Place | None:
        """Return where somebody typed the card *name*, if that is known."""
        library = getattr(self.env.domains.get("debate"), "library", None)
        card = library.cards.get(name) if library else None
        return card.place if card else None

    def language_of(self, docname: str) -> str:
        """Return the language of a document: that of its brief, else of the project."""
        languages = getattr(self.env.domains.get("debate"), "languages", {})
        return languages.get(slug_of(docname)) or self.config.language or "en"

    def card_language(self, name: str) -> str:
        """Return the language that the source of the card *name* says it is in."""
        library = getattr(self.env.domains.get("debate"), "library", None)
        card = library.cards.get(name) if library else None
        return card.citation.language if card else ""

    def web_address(self, docname: str, node_id: str) -> str:
        """Return where a document stands on the web, or "" if that is not known."""
        base = self.config.html_baseurl
        if not base.startswith(("http://", "https://")):
            return ""
        anchor = f"#{node_id}" if node_id else ""
        return f"{base.rstrip('/')}/{docname}.html{anchor}"

    def stage_image(self, sheet: Sheet, uri: str) -> str | None:
        """Note that *sheet* shows the picture at *uri*; return its path for Typst, or None."""
        path = Path(self.srcdir, uri)
        suffix = path.suffix.lower()
        fit = suffix in _IMAGE_SUFFIXES and "://" not in uri
        if not fit or not path.is_file() or not is_within(path, Path(self.srcdir)):
            return None
        staged = f"images/{hashlib.sha256(uri.encode()).hexdigest()[:16]}{suffix}"
        sheet.images[staged] = str(path.resolve())
        return f"/{staged}"

    # Printing

    def finish(self) -> None:
        """Print the jobs; what keeps one from being printed does not keep the others."""
        self._staging.prepare()
        printer = self._printer()
        desk = Desk(self, self._staging.root, self._key, self._write_sheet)
        errors: list[Problem] = []
        self._reported: set[Problem] = set()
        self._without: dict[str, tuple[str, ...]] = {}
        jobs = self.jobs()
        for job in status_iterator(
            jobs,
            "printing... ",
            "darkgreen",
            len(jobs),
            self.config.verbosity,
            stringify_func=lambda job: f"{job.name}.pdf",
        ):
            errors += self._print(printer, desk, job)
        self.written.save()
        errors += self._told(printer.finish())
        errors += section_problems(jobs, self._without)
        shown = [job for job in jobs if job.name not in self._without]
        errors += pages_problems(shown, printer.left_out)
        self.left_out = frozenset({*self._without, *printer.left_out})
        if not getattr(self.config, "brief_only", ()):  # else these are not all
            self._shelf.clear(name for job in jobs for name in job.siblings())
        if errors:
            raise PrintError(*each_once(errors))

    def _font_paths(self) -> tuple[Path, ...]:
        return tuple(Path(self.confdir, path) for path in self.config.brief_font_paths)

    def _engines(self) -> list[Engine]:
        return _crew(self._staging.root, self._font_paths())

    def _printer(self) -> Printer:
        fonts = FontSetup(
            paths=self._font_paths(),
            system=self.config.brief_system_fonts,
            packages=self.config.brief_font_packages,
        )
        return Printer(
            staging=self._staging,
            shelf=self._shelf,
            engines=self._engines(),
            fonts=fonts,
            outdir=Path(self.outdir),
        )

    def _print(self, printer: Printer, desk: Desk, job: PrintJob) -> list[Problem]:
        """Print one job, report its warnings, and return its errors."""
        parts = self.parts(job)
        document = Place(path=self.shown_path(str(self.env.doc2path(job.docname))))
        subject = job.origin or document
        if not parts:
            message = f"There is no document “{job.docname}”, so “{job.name}.pdf” is not printed."
            return [Problem(place=subject, code=Code.PDF, message=message)]
        try:
            if not job.is_whole:
                all_parts, parts = parts, desk.parts(job, parts)
                if not parts:
                    self._without[job.name] = (*desk.headings(all_parts),)
                    (Path(self.outdir) / f"{job.name}.pdf").unlink(missing_ok=True)
                    return []
            problems = printer.run(job, parts, subject)
        except BriefError as error:
            problems = error.problems
        return self._told(problems)

    def _told(self, problems: Iterable[Problem]) -> list[Problem]:
        """Report the warnings among *problems*, each once, and return the errors."""
        errors: list[Problem] = []
        for problem in problems:
            known = replace(problem, detail=())  # the PDF of a side would say it again
            if problem.severity is Severity.ERROR:
                errors.append(problem)
            elif problem.severity is Severity.WARNING and known not in self._reported:
                self._reported.add(known)
                report(problem)
        return errors


def _crew(root: Path, font_paths: tuple[Path, ...]) -> list[Engine]:
    """Return the engines for *root*, which live as long as this process: a rebuild is quicker.

    The second is started only for what can be printed beside something else.
    """
    keys = [(root.resolve(), font_paths, number) for number in range(min(2, os.cpu_count() or 1))]
    for key in keys:
        if key not in _engines:
            _engines[key] = Engine(root, font_paths=font_paths)
    return [_engines[key] for key in keys]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder and what configures it."""
    app.add_builder(TypstBuilder)
    app.add_config_value("typst_documents", [], "", types=(list, tuple))
    app.add_config_value("brief_font_paths", [], "", types=(list, tuple))
    app.add_config_value("brief_system_fonts", True, "", types=bool)
    app.add_config_value("brief_pdf_standards", [], "", types=(list, tuple, str))
    app.add_config_value("brief_font_packages", True, "", types=bool)
    return {"version": str(WRITER_VERSION), "parallel_read_safe": True, "parallel_write_safe": True}
