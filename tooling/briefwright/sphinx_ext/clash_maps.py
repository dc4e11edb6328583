"""Maps: the nodes of the ``clash-map`` directive, and their picture in HTML.

A table below it says what the picture shows; where nothing can be drawn it stands alone.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes as docutils_nodes
from docutils.nodes import Element
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from briefwright import clash_svg
from briefwright.cards import Directive
from briefwright.clash import ClashMap
from briefwright.clash_text import read_map
from briefwright.markup.confine import resolve_link
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.report import report

if TYPE_CHECKING:
    from briefwright.sphinx_ext.directives import Context


def clash_map_nodes(context: "Context", directive: Directive) -> list[docutils_nodes.Node]:
    """Return ``clash_map(inline(pending_xref)…)``; nothing where there are no arguments."""
    tags = {name: card.tag for name, card in context.domain.library.cards.items()}
    clash, words, problems = read_map(directive, tags)
    for problem in problems:
        report(problem)
    if not clash.arguments:
        return []
    node = nodes.clash_map(clash=clash, words=words)
    node += list(_links(context, clash))
    context.mark(node)
    return [node]


def _links(context: "Context", clash: ClashMap) -> Iterator[docutils_nodes.inline]:
    """Yield what Sphinx makes a link of, for each argument with an address in the project."""
    docname = context.env.docname
    for argument in clash.arguments:
        link = resolve_link(argument.link, docname, context.env.found_docs)
        if link is None or link.url:
            continue
        wanted = addnodes.pending_xref(
            "",
            refdomain="doc",
            reftype="myst",
            refdoc=docname,
            reftarget=link.document or docname,
            reftargetid=link.anchor or None,
            refexplicit=True,
        )
        wanted += docutils_nodes.inline("", argument.label)
        yield docutils_nodes.inline("", "", wanted, anchor=argument.anchor)


def visit_clash_map(translator: HTML5Translator, node: nodes.clash_map) -> None:
    """Draw the picture."""
    links = {
        anchor: link.get("refuri") or f"#{link.get('refid', '')}" for anchor, link in node.links()
    }
    translator.body.append(clash_svg.figure(node["clash"], node["words"], links))
    raise docutils_nodes.SkipNode


def skip(_translator: docutils_nodes.NodeVisitor, _node: Element) -> None:
    """Leave the picture out: the table says the same."""
    raise docutils_nodes.SkipNode


def _nothing(_translator: docutils_nodes.NodeVisitor, _node: Element) -> None:
    """Close an element that was left out."""


def setup(app: Sphinx) -> None:
    """Register the visitors."""
    left_out = (skip, _nothing)
    app.add_node(
        nodes.clash_map,
        html=(visit_clash_map, _nothing),
        latex=left_out,
        text=left_out,
        man=left_out,
        texinfo=left_out,
    )
