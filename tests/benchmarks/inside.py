"""What is measured from inside a process; prints JSON. Run by :mod:`measures`."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path


def read(root: Path) -> dict[str, float]:
    """Read and prove a library; return the cards, the seconds, and the megabytes at the peak."""
    from briefwright import marks
    from briefwright.library import assemble
    from briefwright.model import Library
    from briefwright.problems import Problem
    from briefwright.project import Project

    def once() -> Library:
        marks._read.cache_clear()  # a library is read once
        problems: list[Problem] = []
        library, found = assemble(Project(root).read_sources(problems))
        assert not [*problems, *found]
        return library

    began = time.process_time()
    cards = len(once().cards)
    first = time.process_time() - began
    megabytes = _megabytes()
    return {"cards": cards, "seconds": min(first, best(3, once)), "megabytes": megabytes}


def render(root: Path) -> dict[str, float]:
    """Render the documents of a brief; return cards, and the seconds anew and once more."""
    from briefwright import marks
    from briefwright.assembly import assemble
    from briefwright.project import Project
    from briefwright.render import render as render_brief

    assembly = assemble(Project(root))
    brief, pack = assembly.briefs[0], assembly.packs[0]
    again = best(3, lambda: render_brief(brief, pack))

    def anew() -> None:
        marks._write_paragraph.cache_clear()
        marks._read.cache_clear()
        render_brief(brief, pack)

    return {"cards": brief.counts.cards, "seconds": best(3, anew), "again": again}


def inspect(root: Path) -> dict[str, float]:
    """Check the templates of the shipped pack, and make them runnable; return the seconds."""
    from briefwright.templates import find_pack
    from briefwright.templating.inspection import inspect as look_through

    assert root.is_dir()
    look_through(find_pack("public-forum"))
    packs = iter([find_pack("public-forum") for _ in range(3)])
    return {"seconds": best(3, lambda: look_through(next(packs)))}


def doctree(root: Path) -> dict[str, float]:
    """Read the largest document of a brief as Sphinx does; return cards and seconds.

    ``seconds`` is from text to doctree; ``whole`` is with Sphinx's collectors and the doctree
    stored.
    """
    from docutils.utils import new_document
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from briefwright import marks
    from briefwright.sphinx_ext import nodes
    from briefwright.sphinx_ext.parser import ConfinedParser

    out = root / "build" / "doctree"
    with patch_docutils(root), docutils_namespace():
        app = Sphinx(root, root, out, out / ".doctrees", "dummy", status=None, warning=None)
        app.build()
        docname = max(app.env.found_docs, key=lambda name: app.env.doc2path(name).stat().st_size)
        text = app.env.doc2path(docname).read_text(encoding="utf-8")
        tree = app.env.get_doctree(docname)
        cards = len(list(tree.findall(nodes.card)))

        def parse() -> None:
            marks._read.cache_clear()
            parser = ConfinedParser()
            document = new_document(tree["source"], tree.settings)
            document.settings.env = app.env
            parser.parse(text, document)

        app.env.prepare_settings(docname)
        seconds = best(3, parse)

        def read_whole() -> None:
            marks._read.cache_clear()
            app.builder.read_doc(docname)

        whole = best(3, read_whole)
    return {"cards": cards, "seconds": seconds, "whole": whole}


def build(root: Path) -> dict[str, float]:
    """Print a brief; return the seconds of Python and of Typst, and those of a compile alone."""
    from briefwright.build import Format, Request
    from briefwright.build import build as make
    from briefwright.project import Project
    from briefwright.sphinx_ext import typst

    request = Request(out=root / "build", formats=frozenset({Format.PDF}))
    result = make(Project(root), request, _Silent())
    assert result.pdfs
    assert not result.problems
    own = time.process_time()
    for engine in typst._engines.values():
        engine.close()
    return {"own": own, "typst": _children()}


def compile_alone(root: Path) -> dict[str, float]:
    """Compile what was written of the whole brief; return the seconds that Typst took."""
    import typst

    main = next((root / "build" / ".work").rglob("jobs/large.typ"))
    staging = main.parents[1]
    began = time.process_time()
    fonts = typst.Fonts(include_system_fonts=False)
    compiler = typst.Compiler(root=staging, font_paths=fonts)
    assert compiler.compile(main, format="pdf", timestamp=0)
    return {"seconds": time.process_time() - began, "megabytes": _megabytes()}


def live(root: Path) -> dict[str, float]:
    """Print, change a card, and print again in one process; return the seconds on the clock."""
    from projects import change_a_card

    from briefwright.build import Format, Request
    from briefwright.build import build as make
    from briefwright.project import Project

    def run() -> float:
        began = time.perf_counter()
        request = Request(out=root / "build", formats=frozenset({Format.PDF}))
        result = make(Project(root), request, _Silent())
        assert result.pdfs
        assert not result.problems
        return time.perf_counter() - began

    cold = run()
    changed = []
    for _ in range(2):
        change_a_card(root)
        changed.append(run())
    return {"cold": cold, "changed": min(changed)}


class _Silent:
    def update(self, *_told: object) -> None:
        pass


def best(times: int, work: Callable[[], object]) -> float:
    """Return the seconds of the processor that the quickest of several runs took."""
    found = []
    for _ in range(times):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def _megabytes() -> float:
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    import gc

    gc.set_threshold(200_000, 20, 100)  # as the command does
    measure = globals()[sys.argv[1]]
    print(json.dumps(measure(Path(sys.argv[2]))))
