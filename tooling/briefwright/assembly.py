"""The way from a project to its documents: sources, library, specifications, briefs, MyST."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from types import MappingProxyType

from briefwright import record
from briefwright.files import holds, read_text, write_all
from briefwright.format_files import Formats, find_formats
from briefwright.inheritance import Specifications
from briefwright.isolation import render_apart
from briefwright.languages import same_language
from briefwright.library import assemble as assemble_library
from briefwright.library import cited, survey
from briefwright.model import Brief, Entry, Library, Season, SourceFolder, Spec
from briefwright.problems import (
    BriefError,
    Code,
    Place,
    Problem,
    Severity,
    did_you_mean,
    each_once,
    stop,
)
from briefwright.project import SPEC_SUFFIXES, Project
from briefwright.record_page import Record, record_page
from briefwright.render import Document, is_intact, is_sealed, seal, try_render, with_speeches
from briefwright.seasons import met_before
from briefwright.selection import select
from briefwright.templates import BASE, Pack, find_pack, stray_folders
from briefwright.templating.origins import warnings
from briefwright.templating.wishes import NONE, Wishes
from briefwright.text import check_slug, hidden_characters
from briefwright.words import ENGLISH, Words

_UNREAD = frozenset({Code.ENCODING, Code.FILE, Code.SIZE})
"""What keeps a file from being read at all."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)  # Sphinx asks for it, to cut it off
class Assembly:
    """Everything that a project makes, and everything that is wrong with it."""

    library: Library
    specs: tuple[Spec, ...]
    briefs: tuple[Brief, ...]
    documents: tuple[Document, ...]
    packs: tuple[Pack, ...]
    """The pack of each brief, in the same order."""
    problems: tuple[Problem, ...]
    own: Mapping[str, tuple[Problem, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Those of each brief, by its name; they may stand in a file that it comes from."""


def assemble(
    project: Project,
    slugs: Collection[str] = (),
    wishes: Wishes = NONE,
    *,
    rendered: bool = True,
) -> Assembly:
    """Read, prove, choose and render everything in *project*, or only the briefs of *slugs*.

    Where it is not to be *rendered* there are no documents. Nothing is written and nothing is
    raised: what is wrong stands in ``problems``.
    """
    said: list[Problem] = []
    library, found = assemble_library(
        project.read_sources(said),
        is_unread=lambda: any(p.code in _UNREAD and p.severity is Severity.ERROR for p in said),
    )
    assembly = _assemble(project, library, slugs, wishes, rendered=rendered)
    return replace(assembly, problems=each_once((*said, *found, *assembly.problems)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a project has under ``source/``, with nothing of it proved."""

    folders: tuple[SourceFolder, ...]
    library: Library
    """Essays and cards without their texts."""
    problems: tuple[Problem, ...]


def look_through(project: Project) -> Survey:
    """Read what *project* has under ``source/``."""
    folders, problems = project.sources()
    return Survey(folders=folders, library=survey(folders), problems=problems)


def assemble_alone(
    project: Project,
    slugs: Collection[str],
    wishes: Wishes = NONE,
    *,
    rendered: bool = True,
    surveyed: Survey | None = None,
) -> Assembly:
    """Assemble the briefs of *slugs*, and prove no more of the library than they take.

    The briefs and documents are those of :func:`assemble_for`, in a fraction of the time where the
    library is large. Where anything is wrong, that one says what. What was *surveyed* a moment ago
    is not looked through again.
    """
    before = surveyed or look_through(project)
    folders, said = before.folders, before.problems
    draft = _assemble(project, before.library, slugs, wishes, rendered=False)
    taken = {e.card.name: e.card.source for brief in draft.briefs for e in _entries(brief)}
    sources = (folder for folder in folders if folder.name in taken.values())
    library, found = assemble_library(sources, beside=before.library, only=taken)
    if any(problem.severity is Severity.ERROR for problem in (*said, *found, *draft.problems)):
        return assemble_for(project, slugs, wishes)
    assembly = _assemble(project, library, slugs, wishes, rendered=rendered)
    return replace(assembly, problems=each_once((*said, *found, *assembly.problems)))


def _entries(brief: Brief) -> Iterator[Entry]:
    """Yield every card of *brief*, those that only a speech has too."""
    yield from brief.entries
    yield from (part.entry for plan in brief.speeches for part in plan.parts if part.entry)


def _assemble(
    project: Project,
    library: Library,
    slugs: Collection[str],
    wishes: Wishes,
    *,
    rendered: bool = True,
) -> Assembly:
    """Choose and render the briefs of *slugs*, or all, from *library*."""
    files, problems = project.specs()
    problems = (*problems, *unknown(slugs, [file.slug for file in files]))
    formats, found = find_formats(project.root)
    problems += found
    problems += (*wishes.problems(), *stray_folders(project.root))
    seasons, found = record.read(project, formats)
    problems += tuple(map(_mild, found)) if slugs else found
    supplies = _Supplies(project, library, formats, seasons)
    specs: list[Spec] = []
    briefs: list[Brief] = []
    packs: list[Pack] = []
    documents: list[Document] = []
    specifications = Specifications(files)
    own: dict[str, tuple[Problem, ...]] = {}
    for file in files:
        if slugs and file.slug not in slugs:
            continue
        reading = specifications.read(file)
        own[file.slug] = reading.problems
        problems = (*problems, *reading.problems, *hidden_characters(file.text, file.path))
        if reading.spec is None:
            continue
        spec = wishes.over(reading.spec)
        specs.append(spec)
        brief, pack, found = _chosen(spec, supplies)
        problems += found
        own[file.slug] += found
        if brief and pack:
            briefs.append(brief)
            packs.append(pack)
        if brief and pack and rendered:
            rendering = try_render(brief, pack) if pack.is_trusted else render_apart(brief, pack)
            documents += rendering.documents
            problems += rendering.problems
            own[file.slug] += rendering.problems
    if rendered and not slugs:
        documents += _pages(supplies, specs)
    return Assembly(
        library=library,
        specs=tuple(specs),
        briefs=tuple(briefs),
        documents=tuple(documents),
        packs=tuple(packs),
        problems=each_once(problems),
        own=MappingProxyType(own),
    )


def assemble_for(
    project: Project,
    slugs: Collection[str],
    wishes: Wishes = NONE,
    *,
    rendered: bool = True,
) -> Assembly:
    """Assemble *project*, without what is wrong with other briefs than those of *slugs*, if any.

    Their pages stay as they are, so that a brief can be built while another is being written.
    """
    assembly = assemble(project, (), wishes.among(slugs), rendered=rendered)
    if not slugs:
        return assembly
    known = {spec.slug for spec in assembly.specs}
    own = {problem for slug in slugs for problem in assembly.own.get(slug, ())}
    problems = [p for p in assembly.problems if p in own or _slug(p.place.path) in ("", *slugs)]
    broken = {_slug(problem.place.path) for problem in problems} | assembly.own.keys()
    problems += unknown([slug for slug in slugs if slug not in broken], known)
    problems = [_mild(p) if p.place.path.startswith(f"{record.FOLDER}/") else p for p in problems]
    documents = (d for d in assembly.documents if PurePosixPath(d.path).parent.name in slugs)
    return replace(assembly, problems=tuple(problems), documents=tuple(documents))


def _slug(path: str) -> str:
    """Return the name of the brief that *path* specifies, if it does."""
    name = PurePosixPath(path)
    specifies = name.parent == PurePosixPath("briefs") and name.suffix in SPEC_SUFFIXES
    return name.stem if specifies else ""


class _Supplies:
    """What the briefs of a project are made from, each of it made once."""

    def __init__(
        self, project: Project, library: Library, formats: Formats, seasons: tuple[Season, ...]
    ) -> None:
        self.formats = formats
        self.seasons = seasons
        self._root = project.root
        self._packs: dict[tuple[str, str], Pack] = {}
        self._libraries = {ENGLISH: library}

    def pack(self, spec: Spec) -> Pack:
        """Return the pack that *spec* asks for, in its language; raises :class:`BriefError`."""
        key = (spec.template, spec.language)
        if key not in self._packs:
            found = find_pack(spec.template, self._root, spec.place("template"))
            self._packs[key] = found.speaking(spec.language)
        return self._packs[key]

    def words(self, language: str) -> Mapping[str, str]:
        """Return the fixed strings of pages that are no brief's; raises :class:`BriefError`."""
        return find_pack(BASE, self._root, partial=True).speaking(language).wording

    def library(self, words: Words) -> Library:
        """Return the library with its short cites in *words*."""
        if words not in self._libraries:
            self._libraries[words] = cited(self._libraries[ENGLISH], words)
        return self._libraries[words]


def _chosen(
    spec: Spec, supplies: _Supplies
) -> tuple[Brief | None, Pack | None, tuple[Problem, ...]]:
    """Return what *spec* asks for, chosen and arranged, and the pack that would lay it out."""
    try:
        pack = supplies.pack(spec)
    except BriefError as error:
        return None, None, error.problems
    pack = pack.on(spec.round.side)
    name, place = pack.format_of(spec)
    form, problems = supplies.formats.choose(name, spec.language, place)
    if pack.is_for_ours and spec.round.side is None:
        problems += (_no_side(spec, pack),)
    options, found = pack.read_options(spec)
    problems += found
    if form is None:
        return None, pack, problems
    words = Words.of(pack.wording)
    if not same_language(words.language, spec.language):
        problems += (_foreign(spec, pack, words.language),)
    brief, found = select(spec, supplies.library(words), form, options, words)
    about = spec.round
    met = met_before(supplies.seasons, about.opponent, slug=spec.slug, day=about.date)
    brief = replace(brief, met=met)
    return brief, with_speeches(pack, brief), (*problems, *found, *warnings(pack))


def _pages(supplies: _Supplies, specs: Collection[Spec]) -> tuple[Document, ...]:
    """Return the page of the record, in the language that the briefs share, if there are rounds."""
    if not any(season.rounds for season in supplies.seasons):
        return ()
    languages = {spec.language for spec in specs}
    language = languages.pop() if len(languages) == 1 else ENGLISH.language
    try:
        wording = supplies.words(language)
    except BriefError:  # Each brief has said it.
        return ()
    formats = {n: file.speaking(language) for n, file in supplies.formats.files.items()}
    page = record_page(
        Record(
            seasons=supplies.seasons,
            formats=formats,
            briefs={spec.slug for spec in specs},
            library=supplies.library(ENGLISH),
            wording=wording,
        )
    )
    text = seal(page, f"{record.FOLDER}/")
    return (Document(path=f"{record.INDEX}.md", text=text, docname=record.INDEX),)


def _mild(problem: Problem) -> Problem:
    """Return *problem* as a warning: what is wrong with the record keeps no brief from its round."""
    severity = max(problem.severity, Severity.WARNING, key=list(Severity).index)
    return replace(problem, severity=severity)


def _no_side(spec: Spec, pack: Pack) -> Problem:
    """Warn that a brief for one side does not say for which."""
    return Problem(
        place=spec.place("round"),
        code=Code.MISSING_KEY,
        message=f"“{pack.name}” is for one side, and nothing says for which; it is made for Pro.",
        hint="Write “side: pro” or “side: con” below “round:”.",
        severity=Severity.WARNING,
    )


def _foreign(spec: Spec, pack: Pack, spoken: str) -> Problem:
    """Warn that the fixed strings of a brief are in another language than the brief."""
    return Problem(
        place=spec.place("language"),
        code=Code.LANGUAGE,
        message=f"“{pack.name}” has no words in “{spec.language}”: they stay in “{spoken}”.",
        hint=f"Write them into templates/base/locale/{spec.language}.yml.",
        severity=Severity.WARNING,
    )


def unknown(slugs: Collection[str], known: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each of *slugs* that is not the name of a *known* brief."""
    for slug in slugs:
        if slug not in known:
            place = Place(path=f"briefs/{slug}.yaml")
            new = f"Make it with “brief new {slug} --resolution …”."
            if check_slug(slug, place):
                new = "A brief is called by the name of its file in “briefs/”, without the ending."
            hint = did_you_mean(slug, known) or new
            message = f"There is no brief “{slug}”."
            yield Problem(place=place, code=Code.UNKNOWN_BRIEF, message=message, hint=hint)


def write_documents(
    project: Project, assembly: Assembly, slugs: Collection[str] = ()
) -> tuple[str, ...]:
    """Write the documents that changed and remove those that are no longer made.

    Returns the paths that were touched. Raises :class:`BriefError`, with nothing written, if
    something is wrong, or if a document was edited by hand.
    """
    stale = tuple(_stale(project, assembly, slugs))
    stop((*assembly.problems, *edited(project, assembly)))
    texts = {document.path: document.text for document in assembly.documents}
    paths = {shown: project.path(shown) for shown in (*texts, *stale)}
    changed = tuple(shown for shown in texts if not holds(paths[shown], texts[shown]))
    write_all({paths[shown]: texts[shown] for shown in changed})
    for shown in stale:
        paths[shown].unlink(missing_ok=True)
    return (*changed, *stale)


def edited(project: Project, assembly: Assembly) -> Iterator[Problem]:
    """Yield a problem for each file that stands where a document belongs and is not ours."""
    for document in assembly.documents:
        path = project.path(document.path)
        if not os.path.lexists(path):
            continue
        text, problems = read_text(path, document.path, project.root)
        yield from problems
        if text is None or is_intact(text):
            continue
        if is_sealed(text):
            message = "This generated document was changed by hand; it is kept as it is."
            hint = (
                "Move the change to the specification, a card or a template, then delete this file."
            )
        else:
            message = "A file of your own stands where a generated document belongs."
            hint = "Give it another name."
        place = Place(path=document.path, line=1)
        yield Problem(place=place, code=Code.EDITED, message=message, hint=hint)


def _stale(project: Project, assembly: Assembly, slugs: Collection[str]) -> Iterator[str]:
    """Yield the generated documents, unchanged by hand, that nothing makes any more."""
    made = {document.path for document in assembly.documents}
    for path in sorted((project.root / "briefs").glob("*/*.md")):
        shown = path.relative_to(project.root).as_posix()
        if shown in made or (slugs and path.parent.name not in slugs):
            continue
        text, _ = read_text(path, shown, project.root)
        if text is not None and is_intact(text):
            yield shown
