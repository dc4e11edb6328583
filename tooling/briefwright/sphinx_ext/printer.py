"""Print a job: put its files together, choose fonts, compile, and say what went wrong where."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from briefwright.files import write_atomic
from briefwright.press import fontpacks, glyphs
from briefwright.press.engine import (
    Compiled,
    Diagnostic,
    Engine,
    FontChoice,
    Stopped,
    engine_version,
)
from briefwright.press.scripts import remedy, script_of
from briefwright.press.tongues import right_to_left
from briefwright.problems import BriefError, Code, Place, Problem, Severity
from briefwright.sphinx_ext import families, locating, mains, pieces
from briefwright.sphinx_ext.binder import Binder, Bound, Failed, LongJob, in_parallel
from briefwright.sphinx_ext.explanation import Explanation, Origins
from briefwright.sphinx_ext.mains import Part
from briefwright.sphinx_ext.mains import short_title as short_title  # noqa: PLC0414 - for jobs
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.shelf import Shelf
from briefwright.sphinx_ext.staging import Look, Staging
from briefwright.sphinx_ext.strictness import named, wordless
from briefwright.sphinx_ext.typst_base import Sheet

_SHOWN_CHARACTERS = 8
_TOO_MUCH = "Print less at a time: fewer cards, or “new-page: parts”; if it is little, report it."


@dataclass(frozen=True, slots=True, kw_only=True)
class FontSetup:
    """Where fonts are looked for, besides those that come with the engine."""

    paths: tuple[Path, ...] = ()
    system: bool = True
    packages: bool = True
    """Whether those that installed packages bring are used, too."""

    def choice(self) -> FontChoice:
        """Return those that are used where the embedded ones do not do."""
        return FontChoice(self.system, fontpacks.folders() if self.packages else ())


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A PDF that is to be joined, and what it is noted under."""

    pdf: Path
    digest: str
    subject: Place


@dataclass(frozen=True, slots=True)
class _Short:
    """A job that is printed in one, as far as it is prepared."""

    job: PrintJob
    awaited: _Awaited
    main: str
    fonts: FontChoice
    sheets: Mapping[str, Sheet]
    looks: Sequence[Look]


class Printer:
    """Prints jobs from one staging folder."""

    def __init__(
        self,
        *,
        staging: Staging,
        shelf: Shelf,
        engines: Sequence[Engine],
        fonts: FontSetup,
        outdir: Path,
    ) -> None:
        self._staging = staging
        self._shelf = shelf
        self._engines = engines
        self._engine = engines[0]
        self._short: list[_Short] = []
        self._awaited: list[tuple[PrintJob, _Awaited, Bound]] = []
        self._too_much: set[tuple[Path, ...]] = set()
        """The looks that took too much: they would again."""
        self.left_out: dict[str, int] = {}
        """The PDFs that have none of the pages that are asked for, and how many they have."""
        self._fonts = fonts
        self._outdir = outdir

    def run(self, job: PrintJob, parts: Sequence[Part], subject: Place) -> tuple[Problem, ...]:
        """Print *job* unless its PDF is up to date; return what there is to say.

        It is there only after :meth:`finish`.
        With an error among it the last good PDF stays. What cannot be said of a place is said of
        *subject*. Raises :class:`BriefError`, and :class:`Stopped` where the engine was.
        """
        sheets = {part.staged: self._staging.read_sheet(part.staged) for part in parts}
        indexes = locating.indexes(job, sheets.values())
        characters = _characters(job, sheets.values(), locating.texts(indexes), subject)
        refused = dict(wordless(characters, job.standards))
        for character in (*refused, glyphs.BYTE_ORDER_MARK):
            characters.pop(character, None)
        fallback, problems = self._choose_fonts(job, characters)
        if families.wanted(job):
            job, found = families.with_those_there(job, self._families(self._engine), subject)
            problems += found
        problems += tuple(refused.values())
        if any(problem.severity is Severity.ERROR for problem in problems):
            return problems
        # Without a need for them, fonts are not even looked for.
        wanted = bool(characters or job.options.get("font"))
        fonts = self._fonts.choice() if wanted else FontChoice(system=False)
        looks = self._staging.copy_looks(job.styles)
        self._staging.copy_images(sheets.values())
        data = mains.data(job, parts, sheets, fallback, indexes)
        main = self._write_main(job, parts, looks, data)
        conditions = (*self._conditions(job, fonts), job.pages, job.layout)
        digest = self._staging.digest(main, sheets.values(), looks, *conditions)
        pdf = self._outdir / f"{job.name}.pdf"
        if self._staging.is_printed(job.name, digest, pdf):
            return problems
        awaited = _Awaited(pdf, digest, subject)
        if not self._in_pieces(job, sheets.values(), looks):
            self._short.append(_Short(job, awaited, main, fonts, sheets, looks))
            return problems
        if job.styles in self._too_much:
            return ()
        with self._blamed(job, looks):
            long = self._long_job(job, sheets, looks, data, fonts)
            said = self._bind(job, long, awaited, fonts)
        return (*problems, *self._explained(self._engine, said, job, sheets, looks, subject))

    def finish(self) -> tuple[Problem, ...]:
        """Print what is short and join what is long, several PDFs at a time; say what is wrong."""
        told = in_parallel(self._engines, self._compile, self._short)
        self._short = []
        return (*(problem for found in told for problem in found), *self._join_all())

    def _compile(self, engine: Engine, short: _Short) -> tuple[Problem, ...]:
        """Print a job in one; return what the engine says."""
        job, awaited, sheets, looks = short.job, short.awaited, short.sheets, short.looks
        if job.styles in self._too_much:
            return ()
        try:
            with self._blamed(job, looks):
                compiled = engine.compile(
                    short.main,
                    subject=awaited.subject,
                    system_fonts=short.fonts.system,
                    more_fonts=short.fonts.more,
                    standards=job.standards,
                    size=sum(len(sheet.source) for sheet in sheets.values()),
                )
            said = self._keep(engine, job, awaited, compiled)
        except BriefError as error:
            return error.problems
        return self._explained(engine, said, job, sheets, looks, awaited.subject)

    def _keep(
        self, engine: Engine, job: PrintJob, awaited: "_Awaited", compiled: Compiled
    ) -> tuple[Diagnostic, ...]:
        """Put what was compiled in the place of the last PDF; return what the engine says."""
        pdf = compiled.pdf and self._arranged(engine, job, compiled.pdf, awaited)
        if pdf:
            write_atomic(awaited.pdf, pdf)
            if not compiled.diagnostics:  # else it is printed again, so that they are said again
                self._staging.note_printed(job.name, awaited.digest, pdf)
        return compiled.diagnostics

    def _arranged(
        self, engine: Engine, job: PrintJob, pdf: bytes, awaited: "_Awaited"
    ) -> bytes | None:
        """Return *pdf* with its pages as *job* wants them, or None if it has none of these."""
        if not job.is_arranged:
            return pdf
        arranged = engine.impose(
            pdf,
            pages=job.pages,
            layout=job.layout,
            right_to_left=right_to_left(job.language),
            subject=awaited.subject,
        )
        if arranged.pdf is None:
            self.left_out[job.name] = int(arranged.told)
            awaited.pdf.unlink(missing_ok=True)
        return arranged.pdf

    def _explained(  # noqa: PLR0913, PLR0917 (what it is said of)
        self,
        engine: Engine,
        said: Sequence[Diagnostic],
        job: PrintJob,
        sheets: Mapping[str, Sheet],
        looks: Sequence[Look],
        subject: Place,
    ) -> tuple[Problem, ...]:
        """Return what the engine has *said*, of the files of the user."""
        if not said:
            return ()
        unknown = any("unknown font family" in diagnostic.message for diagnostic in said)
        origins = Origins(
            options={name.replace("_", "-"): place for name, place in job.places.items()},
            pictures={
                staged: self._staging.shown(path)
                for sheet in sheets.values()
                for staged, path in sheet.images.items()
            },
            families=self._families(engine) if unknown else frozenset(),
        )
        return tuple(Explanation(self._staging, looks, subject, origins).all(said))

    def _families(self, engine: Engine) -> frozenset[str]:
        choice = self._fonts.choice()
        return engine.families(system_fonts=choice.system, more_fonts=choice.more)

    def _bind(
        self, job: PrintJob, long: LongJob, awaited: "_Awaited", fonts: FontChoice
    ) -> tuple[Diagnostic, ...]:
        """Print *job* in pieces, and have them joined later; return what the engine says."""
        binder = Binder(
            self._engines,
            self._shelf,
            self._staging,
            subject=awaited.subject,
            fonts=fonts,
        )
        try:
            bound = binder.bind(long)
        except Failed as failed:
            return failed.diagnostics
        self._awaited.append((job, awaited, bound))
        return bound.diagnostics

    def _join_all(self) -> tuple[Problem, ...]:
        """Join what was printed in pieces; return what went wrong."""
        for engine in self._engines:
            engine.rest()
        done = in_parallel(self._engines, self._join, self._awaited)
        self._awaited = []
        return tuple(problem for found in done for problem in found)

    def _join(
        self, engine: Engine, item: "tuple[PrintJob, _Awaited, Bound]"
    ) -> tuple[Problem, ...]:
        job, awaited, bound = item
        try:
            joined = engine.join(bound.plan, subject=awaited.subject)
            if joined.pdf is None:
                return self._explained(engine, joined.diagnostics, job, {}, (), awaited.subject)
            pdf = self._arranged(engine, job, joined.pdf, awaited)
            if pdf:
                write_atomic(awaited.pdf, pdf)
        except BriefError as error:
            return error.problems
        if pdf and not bound.diagnostics:
            self._staging.note_printed(job.name, awaited.digest, pdf)
        return ()

    def _write_main(
        self, job: PrintJob, parts: Sequence[Part], looks: Sequence[Look], data: Mapping[str, Any]
    ) -> str:
        """Write the main file of a job that is printed whole; return its path."""
        bodies = [(Staging.document(part.staged), "body") for part in parts]
        modules = [look.module for look in looks]
        text = mains.main("press", modules, f"jobs/{job.name}.json", bodies)
        return self._staging.write_job(job.name, text, data)

    def _in_pieces(self, job: PrintJob, sheets: Iterable[Sheet], looks: Sequence[Look]) -> bool:
        """Tell whether *job* is long, and nothing in its look wants to see it whole."""
        runs_on = job.options.get("new-page", job.options.get("new_page")) == "none"
        return (
            pieces.is_long(sheets)
            and not runs_on
            and not any(map(pieces.sees_pages, self._staging.look_texts(looks[1:])))
        )

    def _long_job(
        self,
        job: PrintJob,
        sheets: Mapping[str, Sheet],
        looks: Sequence[Look],
        data: Mapping[str, Any],
        fonts: FontChoice,
    ) -> LongJob:
        documents = [
            pieces.cut(number, name, data["parts"][number]["level"], sheet)
            for number, (name, sheet) in enumerate(sheets.items())
        ]
        basis = self._staging.basis(sheets.values(), looks, *self._conditions(job, fonts))
        headings = {
            name: pieces.headings_source(sheet, own)
            for (name, sheet), own in zip(sheets.items(), documents, strict=True)
        }
        modules = [look.module for look in looks]
        # Few looks ask in which of the PDFs they are; for others the same piece serves them all.
        asked = any("options.document" in text for text in self._staging.look_texts(looks))
        shared = data if asked else mains.without_option(data, "document")
        return LongJob(
            name=job.name,
            pieces=tuple(piece for own in documents for piece in own),
            basis=basis,
            standards=job.standards,
            piece_files=lambda piece, found: mains.piece_files(piece, modules, shared, found),
            frame_files=lambda pages, front: mains.frame_files(
                job.name, modules, {**data, "front": front}, headings, pages
            ),
        )

    @contextmanager
    def _blamed(self, job: PrintJob, looks: Sequence[Look]) -> Iterator[None]:
        """Say of a look of the user's, if there is one, that it took too much."""
        try:
            yield
        except Stopped as stopped:
            own = [f"{look.shown}/print.typ" for look in looks if not look.shipped]
            (problem,) = stopped.problems
            if not stopped.greedy:
                raise
            self._too_much.add(job.styles)
            if own:
                problem = replace(problem, place=Place(path=own[-1]))
            else:
                problem = replace(problem, hint=_TOO_MUCH)
            raise Stopped(problem, greedy=True) from None

    def _choose_fonts(
        self, job: PrintJob, characters: Mapping[str, Place]
    ) -> tuple[dict[str, str], tuple[Problem, ...]]:
        """Return the family for each script that the embedded one lacks, and what none has."""
        if not characters:
            return {}, ()
        choice = self._fonts.choice()
        system, more = choice.system, choice.more
        available = self._families(self._engine)
        fallback = glyphs.fallback_families(characters, available, job.language)
        fonts = (glyphs.EMBEDDED_FAMILY, *fallback.values())
        wanted = "".join(sorted(characters))
        missing = self._engine.missing(wanted, fonts=fonts, system_fonts=system, more_fonts=more)
        return fallback, tuple(_missing_glyphs(characters, missing, job.standards))

    def _conditions(self, job: PrintJob, fonts: FontChoice) -> tuple[object, ...]:
        """Return what decides on the bytes besides what is printed."""
        return engine_version(), fonts.system, self._font_files(fonts), job.standards

    def _font_files(self, fonts: FontChoice) -> list[tuple[str, int]]:
        """Return the files in the folders of fonts, so that a new one is noticed."""
        folders = (*self._fonts.paths, *fonts.more)
        files = (path for folder in folders for path in folder.rglob("*"))
        return sorted((path.name, path.stat().st_size) for path in files if path.is_file())


def _characters(
    job: PrintJob, sheets: Iterable[Sheet], more: Iterable[str], subject: Place
) -> dict[str, Place]:
    """Return what the embedded family may lack, and where it stands first."""
    texts = [job.title, job.subtitle, *(v for v in job.options.values() if isinstance(v, str))]
    texts += more
    words = job.options.get("words")
    texts += words.values() if isinstance(words, dict) else ()
    found = dict.fromkeys(glyphs.unusual("".join(texts)), subject)
    for sheet in sheets:
        found = {**sheet.characters, **found}
    return found


def _missing_glyphs(
    characters: Mapping[str, Place], missing: Iterable[str], standards: Sequence[str]
) -> Iterator[Problem]:
    """Yield a warning for each script, at the first place of it; an error where it must be there."""

    def script_name(character: str) -> str:
        return script_of(character).name

    wants = "want" if len(standards) > 1 else "wants"
    wanted = f" {named(standards)} {wants} every character printed." if standards else ""
    lacking = set(missing)
    in_order = sorted((c for c in characters if c in lacking), key=script_name)
    for name, group in groupby(in_order, key=script_name):
        listed = list(group)
        script = script_of(listed[0])
        more = ", …" if len(listed) > _SHOWN_CHARACTERS else ""
        shown = ", ".join(f"“{c}” (U+{ord(c):04X})" for c in listed[:_SHOWN_CHARACTERS])
        yield Problem(
            place=characters[listed[0]],
            code=Code.GLYPH,
            message=f"No font here can print these characters, {name}: {shown}{more}.{wanted}",
            hint=remedy(script),
            severity=Severity.ERROR if standards else Severity.WARNING,
        )
