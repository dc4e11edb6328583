"""Print a job: put its files together, choose fonts, compile, and say what went wrong where."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from briefwright import glyphs
from briefwright.engine import Diagnostic, Engine, engine_version
from briefwright.files import write_atomic
from briefwright.problems import Code, Place, Problem, Severity
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.staging import Look, Staging
from briefwright.sphinx_ext.typst_base import Sheet
from briefwright.sphinx_ext.typst_text import array, literal

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_]([a-z]{2}))?", re.IGNORECASE)
_SHOWN_CHARACTERS = 8
_SEPARATORS = " :,.–—-|·"


@dataclass(frozen=True, slots=True, kw_only=True)
class FontSetup:
    """Where fonts are looked for, besides those that come with the engine."""

    paths: tuple[Path, ...] = ()
    system: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A document of a job, and how many levels its headings stand below their own."""

    docname: str
    level: int


class Printer:
    """Prints jobs from one staging folder."""

    def __init__(self, *, staging: Staging, engine: Engine, fonts: FontSetup, outdir: Path) -> None:
        self._staging = staging
        self._engine = engine
        self._fonts = fonts
        self._outdir = outdir

    def run(self, job: PrintJob, parts: Sequence[Part], subject: Place) -> tuple[Problem, ...]:
        """Print *job* unless its PDF is up to date; return what there is to say.

        With an error among it the last good PDF stays. What cannot be said of a place is said of
        *subject*. Raises :class:`BriefError`.
        """
        sheets = {part.docname: self._staging.read_sheet(part.docname) for part in parts}
        characters = _characters(job, sheets.values(), subject)
        fallback, problems = self._choose_fonts(job, characters)
        system = self._fonts.system and bool(characters or job.options.get("font"))
        looks = self._staging.copy_looks(job.styles)
        self._staging.copy_images(sheets.values())
        data = _data(job, parts, sheets, fallback)
        main = self._staging.write_job(job.name, _main(job, parts, looks), data)
        digest = self._staging.digest(
            main, sheets.values(), looks, engine_version(), system, self._font_files()
        )
        pdf = self._outdir / f"{job.name}.pdf"
        if self._staging.is_printed(job.name, digest, pdf):
            return problems
        compiled = self._engine.compile(main, subject=subject, system_fonts=system)
        explain = _Explanation(self._staging, looks, subject)
        if compiled.pdf is not None:
            write_atomic(pdf, compiled.pdf)
            if not compiled.diagnostics:  # else it is printed again, so that they are said again
                self._staging.note_printed(job.name, digest, compiled.pdf)
        return (*problems, *map(explain, compiled.diagnostics))

    def _choose_fonts(
        self, job: PrintJob, characters: Mapping[str, Place]
    ) -> tuple[dict[str, str], tuple[Problem, ...]]:
        """Return the family for each script that the embedded one lacks, and what none has."""
        if not characters:
            return {}, ()
        system = self._fonts.system
        available = self._engine.families(system_fonts=system)
        fallback = glyphs.fallback_families(characters, available, job.language)
        fonts = (glyphs.EMBEDDED_FAMILY, *fallback.values())
        wanted = "".join(sorted(characters))
        missing = self._engine.missing(wanted, fonts=fonts, system_fonts=system)
        return fallback, tuple(_missing_glyphs(characters, missing))

    def _font_files(self) -> list[tuple[str, int]]:
        """Return the files in the folders of fonts, so that a new one is noticed."""
        files = (path for folder in self._fonts.paths for path in folder.rglob("*"))
        return sorted((path.name, path.stat().st_size) for path in files if path.is_file())


def _characters(job: PrintJob, sheets: Iterable[Sheet], subject: Place) -> dict[str, Place]:
    """Return what the embedded family may lack, and where it stands first."""
    texts = [job.title, job.subtitle, *(v for v in job.options.values() if isinstance(v, str))]
    words = job.options.get("words")
    texts += words.values() if isinstance(words, dict) else ()
    found = dict.fromkeys(glyphs.unusual("".join(texts)), subject)
    for sheet in sheets:
        found = {**sheet.characters, **found}
    return found


def _missing_glyphs(characters: Mapping[str, Place], missing: Iterable[str]) -> Iterator[Problem]:
    """Yield a warning for each script, at the first place of it."""

    def script_name(character: str) -> str:
        return glyphs.script_of(character).name

    lacking = set(missing)
    in_order = sorted((c for c in characters if c in lacking), key=script_name)
    for name, group in groupby(in_order, key=script_name):
        listed = list(group)
        script = glyphs.script_of(listed[0])
        more = ", …" if len(listed) > _SHOWN_CHARACTERS else ""
        shown = ", ".join(f"“{c}” (U+{ord(c):04X})" for c in listed[:_SHOWN_CHARACTERS])
        advice = f"Install one, such as {script.families[0]}" if script.families else "Install one"
        yield Problem(
            place=characters[listed[0]],
            code=Code.GLYPH,
            message=f"No font here can print these characters, {name}: {shown}{more}.",
            hint=f"{advice}, or put its file into a folder that brief_font_paths names.",
            severity=Severity.WARNING,
        )


def _main(job: PrintJob, parts: Sequence[Part], looks: Sequence[Look]) -> str:
    """Return the main file of a job."""
    lines = ['#import "/press.typ": press']
    lines += [f"#import {literal('/' + look.module)} as look{n}" for n, look in enumerate(looks)]
    lines += [
        f"#import {literal('/' + Staging.document(part.docname))} as part{n}"
        for n, part in enumerate(parts)
    ]
    modules = array(f"look{n}" for n in range(len(looks)))
    bodies = array(f"part{n}.body" for n in range(len(parts)))
    data = f"json({literal(f'/jobs/{job.name}.json')})"
    return "\n".join([*lines, f"#press({modules}, {data}, {bodies})", ""])


def _data(
    job: PrintJob,
    parts: Sequence[Part],
    sheets: Mapping[str, Sheet],
    fallback: Mapping[str, str],
) -> dict[str, object]:
    """Return what ``print.typ`` sees of a job."""
    match = _LANGUAGE.fullmatch(job.language)
    language, region = match.groups() if match else ("en", None)
    return {
        "title": job.title,
        "subtitle": job.subtitle,
        "language": language.lower(),
        "region": (region or "").upper(),
        "options": {name.replace("_", "-"): value for name, value in job.options.items()},
        "fallback": dict(fallback),
        "headings": sum(sheet.headings for sheet in sheets.values()),
        "parts": [
            {
                "document": part.docname,
                "level": part.level,
                "title": sheets[part.docname].title,
                # The title of the job is on the page already.
                "overview": number == 0 and sheets[part.docname].title == job.title,
                "short": short_title(sheets[part.docname].title, job.title),
            }
            for number, part in enumerate(parts)
        ],
    }


def short_title(title: str, whole: str) -> str:
    """Return *title* without that of the job, beside which it stands: "Pro: A brief" → "Pro"."""
    if whole and title.endswith(whole):
        return title.removesuffix(whole).rstrip(_SEPARATORS) or title
    if whole and title.startswith(whole):
        return title.removeprefix(whole).lstrip(_SEPARATORS) or title
    return title


class _Explanation:
    """Turns what Typst says of staged files into problems of the user's files."""

    def __init__(self, staging: Staging, looks: Sequence[Look], subject: Place) -> None:
        self._staging = staging
        self._looks = looks
        self._subject = subject

    def __call__(self, diagnostic: Diagnostic) -> Problem:
        """Return the problem, at the innermost place that the user can change."""
        in_looks = [found for place in diagnostic.places if (found := self._in_look(place))]
        in_documents = [
            origin for place in diagnostic.places if (origin := self._staging.origin(place))
        ]
        own = [place for place, shipped in in_looks if not shipped]
        places = [*own, *in_documents, *(place for place, _ in in_looks), self._subject]
        error = diagnostic.severity == "error"
        return Problem(
            place=places[0],
            code=Code.PDF,
            message=f"The PDF engine says: {_sentence(diagnostic.message)}",
            hint=" ".join(map(_sentence, diagnostic.hints)),
            detail=tuple(
                f"while printing {place}" for place in in_documents[:1] if place != places[0]
            ),
            severity=Severity.ERROR if error else Severity.WARNING,
        )

    def _in_look(self, place: Place) -> tuple[Place, bool] | None:
        """Return the place in a template, and whether that is a shipped one."""
        for look in self._looks:
            if place.path.startswith(f"{look.staged}/"):
                path = look.shown + place.path.removeprefix(look.staged)
                return Place(path=path, line=place.line, column=place.column), look.shipped
        return None


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}."
