"""From the project to its generated documents, before Sphinx looks for documents."""

import hashlib
from bdb import BdbQuit
from collections.abc import Mapping, Sequence
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from briefwright.assembly import Assembly, assemble_for, write_documents
from briefwright.model import Brief, Essay, Library, Side
from briefwright.problems import BriefError, Problem, Severity
from briefwright.project import Project
from briefwright.sphinx_ext.domain import DebateDomain, debate
from briefwright.sphinx_ext.report import report
from briefwright.wishes import Wishes, written


def generate(app: Sphinx) -> None:
    """Prove the library, write the documents of every brief, and hand the cards to the domain.

    Whoever runs several builders at once may have proved it before, as ``app.assembly``.
    """
    if not (Path(app.srcdir) / "briefs").is_dir():
        return
    project = Project(Path(app.srcdir))
    slugs = tuple(app.config.brief_only)
    prepared = getattr(app, "assembly", None)
    assembly = prepared if isinstance(prepared, Assembly) else None
    if assembly is None:
        options = {name: written(value) for name, value in app.config.brief_options.items()}
        assembly = assemble_for(project, slugs, Wishes(options=options, origin="brief_options"))
    try:
        write_documents(project, assembly, slugs)
    except BriefError as error:
        stop_build(error.problems)
    for problem in assembly.problems:
        report(problem)
    domain = debate(app.env)
    domain.library = assembly.library
    domain.side_names = side_names(assembly.briefs)
    domain.overviews = {f"briefs/{brief.slug}/index": brief for brief in assembly.briefs}
    app.emit("brief-assembled", assembly)


def side_names(briefs: Sequence[Brief]) -> Mapping[Side, str]:
    """Return what pages that belong to no brief call the sides: as all briefs do, if they agree."""
    called = {(brief.pro.name, brief.con.name) for brief in briefs}
    if len(called) != 1:
        return DebateDomain.side_names
    pro, con = called.pop()
    return {Side.PRO: pro, Side.CON: con, Side.BOTH: f"{pro} and {con}"}


def stop_build(problems: tuple[Problem, ...]) -> None:
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
    """Return the pages of sources of which something changed in another file than their own."""
    domain = debate(env)
    stored: dict[str, str] = domain.data["fingerprints"]
    found = fingerprints(domain.library, domain.side_names)
    changed = [
        docname
        for docname in env.found_docs
        if _source(docname) and stored.get(_source(docname)) != found.get(_source(docname))
    ]
    domain.data["fingerprints"] = found
    return sorted({*changed} - added - removed)


def _source(docname: str) -> str:
    folder, _, rest = docname.partition("/")
    return rest.partition("/")[0] if folder == "source" else ""


def fingerprints(library: Library, called: Mapping[Side, str]) -> dict[str, str]:
    """Return a digest of what the pages of each source show; *called* are the sides."""
    digests = {source: hashlib.sha256(_shown(essay)) for source, essay in library.essays.items()}
    for card in library.cards.values():
        digest = digests.setdefault(card.source, hashlib.sha256())
        side = card.side, called[card.side]
        digest.update(repr((card.name, card.tag, side, card.topics, card.short_cite)).encode())
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
