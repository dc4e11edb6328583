"""Look through the pages before Sphinx reads them, for what it would choke on or lose in silence."""

from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from briefwright.files import display, read_text
from briefwright.markup.confine import profile_of
from briefwright.problems import Code, Place, Problem
from briefwright.sphinx_ext.generate import stop_build
from briefwright.text import open_fence


def check_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Stop before anything is read if a new or changed page cannot be."""
    root = Path(app.srcdir)
    if not (root / "briefs").is_dir():
        return
    # Where a link leads may be older than what was read before it was there.
    links = {name for name in env.found_docs if Path(env.doc2path(name)).is_symlink()}
    names = sorted({*docnames, *links})
    problems = [*_first_page(app, env), *(p for name in names for p in _page(name, env))]
    if problems:
        stop_build(tuple(problems))


def _first_page(app: Sphinx, env: BuildEnvironment) -> Iterator[Problem]:
    name = app.config.root_doc
    if name not in env.found_docs:
        place = Place(path=f"{name}.md")
        hint = "Write it, with a {toctree} of the briefs, or name another as root_doc in conf.py."
        yield Problem(place=place, code=Code.FILE, message="The first page is missing.", hint=hint)


def _page(docname: str, env: BuildEnvironment) -> Iterator[Problem]:
    path = env.doc2path(docname)
    shown = display(env.doc2path(docname, base=False))
    text, problems = read_text(Path(path), shown, Path(env.srcdir))
    yield from problems
    found = open_fence(text) if text and profile_of(docname) is None else None
    if found:
        line, marks = found
        message = f"The fence “{marks}” is not closed: all below it belongs to it."
        place, hint = Place(path=shown, line=line + 1), f"End it with a line “{marks}”."
        yield Problem(place=place, code=Code.FENCE, message=message, hint=hint)
