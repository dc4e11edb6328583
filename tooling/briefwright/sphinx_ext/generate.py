"""From the project to its generated documents, before Sphinx looks for documents."""

import hashlib
from bdb import BdbQuit
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from briefwright.assembly import Assembly, assemble_for, write_documents
from briefwright.library import cited
from briefwright.model import Brief, Essay, Library
from briefwright.problems import BriefError, Problem, Severity
from briefwright.project import Project
from briefwright.sphinx_ext.domain import DebateDomain, debate
from briefwright.sphinx_ext.report import report
from briefwright.templates import BASE, find_pack
from briefwright.templating.wishes import NONE, Wishes, written
from briefwright.words import Words


def generate(app: Sphinx) -> None:
    """Prove the library, write the documents of every brief, and hand the cards to the domain.

    Whoever runs several builders at once may have proved it before, as ``app.assembly``, with
    ``app.wishes``.
    """
    if not (Path(app.srcdir) / "briefs").is_dir():
        return
    project = Project(Path(app.srcdir))
    slugs = tuple(app.config.brief_only)
    assembly = _assembly(app, project, slugs)
    try:
        write_documents(project, assembly, slugs)
    except BriefError as error:
        stop_build(error.problems)
    for problem in assembly.problems:
        report(problem)
    domain = debate(app.env)
    packs = [*zip(assembly.briefs, assembly.packs, strict=True)]
    domain.brief_words = {brief.slug: Words.of(pack.wording) for brief, pack in packs}
    domain.speeches = frozenset(
        f"briefs/{brief.slug}/{document.name}"
        for brief, pack in packs
        for document in pack.documents
        if document.speech
    )
    domain.languages = {brief.slug: brief.language for brief in assembly.briefs}
    domain.words = project_words(app, assembly.briefs)
    domain.library = cited(assembly.library, domain.words)
    domain.overviews = {f"briefs/{brief.slug}/index": brief for brief in assembly.briefs}
    app.emit("brief-assembled", assembly)


def _assembly(app: Sphinx, project: Project, slugs: Sequence[str]) -> Assembly:
    """Return what was assembled before, unless the configuration wishes for anything else."""
    config = app.config
    wishes = Wishes(
        options={name: written(value) for name, value in config.brief_options.items()},
        origin="brief_options",
        editions=tuple(map(str, config.brief_editions)),
        editions_origin="brief_editions",
    )
    prepared = getattr(app, "assembly", None)
    if isinstance(prepared, Assembly) and not wishes.options and not wishes.editions:
        return prepared
    return assemble_for(project, slugs, replace(getattr(app, "wishes", NONE), below=wishes))


def project_words(app: Sphinx, briefs: Sequence[Brief] = ()) -> Words:
    """Return the fixed words of pages that belong to no brief, in the language of the project.

    If all *briefs* call the sides alike, those pages do so too.
    """
    root = Path(app.srcdir) if (Path(app.srcdir) / "briefs").is_dir() else None
    try:
        base = find_pack(BASE, root, partial=True)
    except BriefError as error:
        stop_build(error.problems)
    words = Words.of(base.speaking(app.config.language).wording)
    called = {(brief.pro.name, brief.con.name) for brief in briefs}
    if len(called) != 1:
        return words
    pro, con = called.pop()
    return replace(words, side_pro=pro, side_con=con)


def word_alone(app: Sphinx) -> None:
    """Set the fixed words where there are no briefs."""
    if not (Path(app.srcdir) / "briefs").is_dir():
        debate(app.env).words = project_words(app)


def stop_build(problems: tuple[Problem, ...]) -> NoReturn:
    """Report *problems*, and stop Sphinx."""
    for problem in problems:
        report(problem)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    message = f"{errors} problem{'s' if errors > 1 else ''} in the project; nothing was built."
    raise _StoppedError(message, modname="briefwright")


class _StoppedError(ExtensionError, BdbQuit):
    """Stops Sphinx without a word: for all but BdbQuit it prints a traceback."""


def outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], _changed: set[str], removed: set[str]
) -> list[str]:
    """Return the pages of which something changed in another file than their own."""
    domain = debate(env)
    stored: dict[str, str] = domain.data["fingerprints"]
    found = fingerprints(domain.library)
    changed = [
        docname
        for docname in env.found_docs
        if _source(docname) and stored.get(_source(docname)) != found.get(_source(docname))
    ]
    domain.data["fingerprints"] = found
    return sorted({*changed, *_reworded(domain, env.found_docs)} - added - removed)


def _reworded(domain: DebateDomain, docnames: Iterable[str]) -> Iterator[str]:
    """Yield the documents that were read with other fixed words than they have now."""
    stored = domain.data["words"]
    found = {docname: _digest(domain.words_of(docname)) for docname in docnames}
    domain.data["words"] = found
    return (name for name in found if name in stored and stored[name] != found[name])


@lru_cache(maxsize=64)
def _digest(words: Words) -> str:
    return hashlib.sha256(repr(words).encode()).hexdigest()


def _source(docname: str) -> str:
    folder, _, rest = docname.partition("/")
    return rest.partition("/")[0] if folder == "source" else ""


def fingerprints(library: Library) -> dict[str, str]:
    """Return a digest of what the pages of each source show."""
    digests = {source: hashlib.sha256(_shown(essay)) for source, essay in library.essays.items()}
    for card in library.cards.values():
        digest = digests.setdefault(card.source, hashlib.sha256())
        digest.update(repr((card.name, card.tag, card.side, card.topics, card.short_cite)).encode())
        digest.update(repr((card.passage, card.citation, [*map(len, card.paragraphs)])).encode())
        runs = (
            f"{run.marks.value}{run.text}" for paragraph in card.paragraphs for run in paragraph
        )
        digest.update("\0".join(runs).encode())
    return {source: digest.hexdigest() for source, digest in digests.items()}


def _shown(essay: Essay) -> bytes:
    return repr((essay.citation, essay.text)).encode()


def rewrite(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents whose links lead elsewhere than before."""
    return sorted(debate(env).moved())
