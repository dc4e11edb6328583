"""Leave unread what no PDF shows: the pages of sources are for the web."""

from collections.abc import Iterable, Iterator, Mapping

from docutils import nodes as docutils_nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from briefwright.model import Brief
from briefwright.sphinx_ext.domain import debate, slug_of
from briefwright.sphinx_ext.editions.registry import RECIPES
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.typst import TypstBuilder

_SOURCES = "source/"
_BRIEFS = "briefs/"


def leave_unread(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Take from *docnames* the pages of sources that were never read, if only PDFs are printed.

    A build of pages finds them new, and reads them; what a PDF says of them is in the library.
    """
    builder = app.builder
    if not isinstance(builder, TypstBuilder) or app.config.numfig:
        return
    jobs = builder.jobs()
    if not jobs or not all(job.docname.startswith(_BRIEFS) for job in jobs):
        return
    needed = set(_needed(jobs, debate(env).overviews))
    docnames[:] = [
        name
        for name in docnames
        if name in env.all_docs or name in needed or not name.startswith(_SOURCES)
    ]


def _needed(jobs: Iterable[PrintJob], overviews: Mapping[str, Brief]) -> Iterator[str]:
    """Yield the pages of sources that an edition takes in."""
    for job in jobs:
        brief = overviews.get(f"{_BRIEFS}{slug_of(job.docname)}/index")
        if brief and job.edition in RECIPES:
            yield from RECIPES[job.edition].needs(brief)


class LinkUnread(SphinxPostTransform):
    """Link to pages that are there but were left unread; for others there is MyST's own."""

    default_priority = 8
    formats = ("typst",)

    def run(self, **_: object) -> None:
        """Replace the links to such pages."""
        for node in list(self.document.findall(pending_xref)):
            if (node["reftype"], node["refdomain"]) != ("myst", "doc") or not node["refexplicit"]:
                continue
            docname = node["reftarget"]
            if docname in self.env.found_docs and docname not in self.env.all_docs:
                content = docutils_nodes.inline("", "", *node.children, classes=["doc"])
                goal = node["reftargetid"] or ""
                here = self.env.docname
                node.replace_self(make_refnode(self.app.builder, here, docname, goal, content))
