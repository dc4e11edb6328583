"""Which PDFs there are: of each edition one of the brief, and one of each of its sides."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx

from briefwright.assembly import Assembly
from briefwright.citation import long_date
from briefwright.model import Brief, Date, Edition, Layout, Spec
from briefwright.page_ranges import Ranges, read_ranges
from briefwright.press.standards import chosen
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.sphinx_ext.domain import slug_of
from briefwright.sphinx_ext.editions.registry import RECIPES
from briefwright.sphinx_ext.finding import finding_of
from briefwright.sphinx_ext.generate import stop_build
from briefwright.sphinx_ext.printer import short_title
from briefwright.sphinx_ext.printjob import PrintJob, edition_suffix
from briefwright.templating.options import TODAY
from briefwright.templating.packs import Holds, Pack, PackDocument
from briefwright.words import KEYS, PRINTED, Words, filled

_STYLE = "print.typ"
_SPOKEN: Mapping[str, object] = {"contents": "none", "indexes": ("none",)}
"""What a speech sets over the options of its brief: it is a few pages, in order."""


def print_jobs(app: Sphinx, assembly: Assembly) -> None:
    """Have the PDFs of all briefs printed, unless ``conf.py`` says what is."""
    config = app.config
    if config.typst_documents:
        return
    given: dict[str, object] = {"paper": config.brief_paper} if config.brief_paper else {}
    headings = {document.docname: document.heading for document in assembly.documents}
    specs = {spec.slug: spec for spec in assembly.specs}
    editions = {slug: spec.editions or (Edition.FULL,) for slug, spec in specs.items()}
    jobs = [
        _edition(edition, _traced(replace(job, finding=finding), pack, specs))
        for brief, pack in zip(assembly.briefs, assembly.packs, strict=True)
        for finding in [finding_of(brief, Words.of(pack.wording))]
        if not config.brief_only or brief.slug in config.brief_only
        for edition in dict.fromkeys(editions[brief.slug])
        for document in pack.documents
        if document.pdf and _has(document, edition)
        for job in [_job(brief, pack, document, headings, given)]
    ]
    ranges, layouts = _pages(config.brief_pages), _layouts(config.brief_layouts)
    config["typst_documents"] = [
        arranged
        for job in jobs
        for part in [job.part(section=config.brief_section, pages=ranges)]
        for arranged in _on_sheets(part, layouts)
    ]
    twice = [*_twice(config.typst_documents)]
    if twice:
        stop_build(tuple(twice))


def _pages(written: str) -> Ranges:
    try:
        return read_ranges(written) if written else ()
    except ValueError as error:
        reason, hint = error.args
        problem = Problem(
            place=Place(path="brief_pages"), code=Code.VALUE, message=f"{reason}.", hint=hint
        )
        stop_build((problem,))


def _layouts(names: Iterable[str]) -> tuple[Layout, ...]:
    problems = tuple(
        Problem(
            place=Place(path="brief_layouts"),
            code=Code.VALUE,
            message=f"There is no layout “{name}”.",
            hint=did_you_mean(name, set(Layout)) or f"There are {' and '.join(Layout)}.",
        )
        for name in names
        if name not in set(Layout)
    )
    if problems:
        stop_build(problems)
    return tuple(map(Layout, dict.fromkeys(names)))


def _on_sheets(job: PrintJob, layouts: Sequence[Layout]) -> Iterator[PrintJob]:
    """Yield *job* in each of the layouts that are asked for, else with its pages one on a sheet."""
    if job.edition == Edition.FLOW or not layouts:  # a flow sheet is as large as it can be
        yield job
        return
    for layout in layouts:
        yield job.on_sheets(layout)


def _twice(jobs: Iterable[PrintJob]) -> Iterator[Problem]:
    """Yield the problem that one PDF would be put over another, for each that would."""
    taken: dict[str, PrintJob] = {}
    for job in jobs:
        other = taken.setdefault(job.name.casefold(), job)
        if other is not job:
            yield Problem(
                place=Place(path=f"briefs/{slug_of(job.docname)}.yaml"),
                code=Code.SLUG,
                message=f"Two PDFs would be called “{job.name}.pdf”: this brief has one, and so has "
                f"“{slug_of(other.docname)}”.",
                hint="Give one of the briefs another name.",
            )


def _has(document: PackDocument, edition: Edition) -> bool:
    """Tell whether there is an edition of a document.

    Those that are neither the brief's nor a side's have one use already, and a file of contentions
    has no answers.
    """
    if edition is Edition.FULL:
        return True
    if edition is Edition.BLOCKS and document.holds is Holds.CONTENTIONS:
        return False
    if edition is Edition.FLOW and document.holds is Holds.BLOCKS:
        return False  # That of its contentions has all.
    return document.name == "index" or document.side is not None


def _edition(edition: Edition, job: PrintJob) -> PrintJob:
    """Return *job* in an edition."""
    if edition is Edition.FULL:
        return job
    name = job.name + edition_suffix(edition)
    options = {**job.options, **RECIPES[edition].options}
    return replace(job, name=name, edition=edition.value, options=options)


def _job(
    brief: Brief,
    pack: Pack,
    document: PackDocument,
    headings: Mapping[str, str],
    given: Mapping[str, object],
) -> PrintJob:
    docname = f"briefs/{brief.slug}/{document.name}"
    heading = headings.get(docname, brief.title)
    return PrintJob(
        docname=docname,
        name=_name(brief, pack, document),
        title=brief.title,
        subtitle=short_title(heading, brief.title) if heading != brief.title else "",
        # In a file of sections these stand on top.
        level=-1 if document.holds in (Holds.CONTENTIONS, Holds.BLOCKS) else 0,
        language=brief.language,
        styles=tuple(_styles(pack)),
        options={
            **brief.options,
            **given,
            "team": brief.team,
            "round": _round(brief, pack.wording),
            "note": _note(brief, pack.wording),
            "print-date": _print_date(brief, pack.wording),
            "words": _print_words(pack.wording),
            **(_SPOKEN if document.speech else {}),
        },
        standards=_standards(brief),
        date=brief.round.date,
    )


def flow_job(pack: Pack, spec: Spec, title: str, options: Mapping[str, object]) -> PrintJob:
    """Return the job of a flow sheet that belongs to no brief, in the look of *pack*."""
    return PrintJob(
        docname=spec.slug,
        name=spec.slug,
        title=title,
        edition=Edition.FLOW.value,
        language=spec.language,
        styles=tuple(_styles(pack)),
        options={
            **options,
            **RECIPES[Edition.FLOW].options,
            "team": spec.team,
            "words": _print_words(pack.wording),
        },
    )


def _standards(brief: Brief) -> tuple[str, ...]:
    given = brief.options.get("standards", ())
    return chosen(map(str, given if isinstance(given, tuple) else ()))


def _traced(job: PrintJob, pack: Pack, specs: Mapping[str, Spec]) -> PrintJob:
    """Return *job* with where its user wrote what it is printed from."""
    spec = specs[PurePosixPath(job.docname).parts[1]]
    return replace(job, origin=Place(path=spec.place().path), places=dict(_places(pack, spec)))


def _places(pack: Pack, spec: Spec) -> Iterator[tuple[str, Place]]:
    """Yield the options that the user has set, and where; the specification comes last."""
    for layer in (layer for layer in reversed(pack.layers) if not layer.shipped):
        for name, option in layer.manifest.options.items():
            if option.default is not None:
                yield name, layer.tree.place(("options", name, "default"))
    for name in spec.options:
        yield name, spec.place("options", name)


def _print_words(wording: Mapping[str, str]) -> dict[str, str]:
    """Return the fixed words of the look, by the names that print.typ has for them.

    Those of a pack's own look are called ``print_<name>`` in its wording.
    """
    words = Words.of(wording)
    own = (name for name in wording if name.startswith(PRINTED) and name not in KEYS)
    return {
        **{name.removeprefix(PRINTED): wording[name] for name in own},
        "contents": words.print_contents,
        "overview": words.print_overview,
        "page": words.print_page,
        "see": words.print_see,
    }


def _name(brief: Brief, pack: Pack, document: PackDocument) -> str:
    """Return the name of a PDF: the brief's, with the side's, or where that has several its own."""
    if document.name == "index":
        return brief.slug
    beside = [other for other in pack.documents if other.pdf and other.side is document.side]
    alone = document.side is not None and len(beside) == 1
    return f"{brief.slug}-{document.side if alone else document.name}"


def _styles(pack: Pack) -> Iterator[Path]:
    """Yield the folders with a ``print.typ``, the one that all others build on first."""
    for file in reversed(pack.files.get(_STYLE, ())):
        yield file.path.parent


def _round(brief: Brief, wording: Mapping[str, str]) -> str:
    """Return which round of which tournament it is, as far as that is known."""
    number = brief.round.round
    if number.isdecimal():
        number = filled(Words.of(wording).round_number, round=number)
    return ", ".join(filter(None, (brief.round.tournament, number)))


def _print_date(brief: Brief, wording: Mapping[str, str]) -> str:
    """Return the date of printing, if one is asked for, as the brief's language has it."""
    wanted = str(brief.options.get("print-date", ""))
    if not wanted:
        return ""
    return _written_date(_today().isoformat() if wanted == TODAY else wanted, wording)


def _today() -> date:
    """Return the day of this build: that of ``SOURCE_DATE_EPOCH``, if it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now().astimezone().date()


def _note(brief: Brief, wording: Mapping[str, str]) -> str:
    """Return what is known of the round, in one line."""
    at = brief.round
    labelled = (("room", at.room), ("opponent", at.opponent), ("judge", at.judge))
    known = (
        _round(brief, wording),
        _written_date(at.date, wording),
        *(
            filled(wording["colon"], label=wording[key], text=text)
            for key, text in labelled
            if text
        ),
    )
    return " · ".join(filter(None, known))


def _written_date(given: str, wording: Mapping[str, str]) -> str:
    """Return a date as the brief's language has it, or as it was *given* if it is in words."""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return given
    return long_date(Date(day.year, day.month, day.day), Words.of(wording))
