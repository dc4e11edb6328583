"""Write a document as plain calls of functions, which a template's ``print.typ`` defines."""

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.nodes import Element, Node, SkipNode
from sphinx import addnodes
from sphinx.util import logging

from briefwright.sphinx_ext.nodes import card, flow_sheet, read_aloud
from briefwright.sphinx_ext.typst_base import Heading, Segment
from briefwright.sphinx_ext.typst_blocks import BlockVisitors
from briefwright.sphinx_ext.typst_editions import EditionVisitors
from briefwright.sphinx_ext.typst_tables import TableVisitors

if TYPE_CHECKING:
    from briefwright.sphinx_ext.typst import TypstBuilder

logger = logging.getLogger(__name__)

_SKIPPED = (
    *("comment", "raw", "meta", "toctree", "index", "substitution_definition", "pending"),
    *("system_message", "tabular_col_spec", "highlightlang", "docinfo", "decoration", "label"),
)
_PASSED = (
    *("generated", "target", "acks", "hlist", "hlistcol", "only", "start_of_file", "glossary"),
    *("versionmodified", "line", "download_reference", "pending_xref", "desc_name"),
    *("desc_parameter", "desc_type_parameter", "Inline"),
)
# These put the places that links lead to where they belong.
_ANCHORED = (
    nodes.document,
    nodes.section,
    nodes.footnote,
    nodes.citation,
    addnodes.index,
    card,
    read_aloud,
    flow_sheet,
)


_CUT = 2

CLOSING = "\n]\n}\n"


def opening(functions: Iterable[str]) -> str:
    """Return what stands before the body of a document that calls *functions*."""
    return (
        '#import "/press.typ": bind\n'
        "#let body(look, level, title) = {\n"
        f"let ({', '.join(functions)}, ..) = bind(look)\n"
        "[\n"
    )


class TypstTranslator(BlockVisitors, TableVisitors, EditionVisitors):
    """Turns a resolved doctree into a sheet."""

    def __init__(self, document: nodes.document, builder: "TypstBuilder") -> None:
        super().__init__(document, builder)
        self._cuts: list[int] = []
        """Where segments begin: indices of what is written."""

    def dispatch_visit(self, node: Node) -> None:
        """Visit *node*, to which links may lead."""
        if isinstance(node, Element) and node["ids"] and not isinstance(node, _ANCHORED):
            self.write(self.anchors(node["ids"]))
        super().dispatch_visit(node)

    def visit_document(self, node: Element) -> None:
        """Begin the document: a link may lead to it as a whole."""
        self.write_block(self.anchors([""]))

    def depart_document(self, node: Element) -> None:
        """Put together the file: a function of the look, so that each job can bring its own."""
        self.sheet.functions = sorted(self.functions)
        head = opening(self.sheet.functions)
        starts = [len(head)]
        for begin, end in pairwise((0, *self._cuts, len(self.body))):
            starts.append(starts[-1] + sum(map(len, self.body[begin:end])))
        for segment, start in zip(self.sheet.segments, starts, strict=False):
            segment.start = start
        self.sheet.end = starts[-1]
        self.sheet.source = head + "".join(self.body) + CLOSING + self.sheet.legend

    def visit_section(self, node: Element) -> None:
        """Go one level deeper; a long PDF may be cut before the sections of the first level."""
        self.level += 1
        if self.level == _CUT and not _opens(node):
            self._cut()

    def _cut(self) -> None:
        self._cuts.append(len(self.body))
        self.sheet.segments.append(Segment())

    def visit_flow_sheet(self, node: Element) -> None:
        """Write a flow sheet; before each but the first a long PDF may be cut."""
        if self.sheet.headings:
            self._cut()
        super().visit_flow_sheet(node)

    def visit_card(self, node: Element) -> None:
        """Write a card; before one that begins a page a long PDF may be cut, too."""
        if node.get("leaf"):
            self._cut()
            self.write_block(self.call("leaf"))
        super().visit_card(node)

    def depart_section(self, node: Element) -> None:
        """Come back."""
        self.level -= 1

    def visit_title(self, node: Element) -> None:
        """Write a heading; the first is the document's, which the job may replace."""
        section = node.parent
        if not isinstance(section, nodes.section):
            self.visit_rubric(node)
        place = self.mark_place(node)
        first, *others = section["ids"] or [""]
        nature, content = self.in_tongue(node.astext(), lambda: self.inner(node))
        title = f"[{content}]"
        if not self.sheet.headings:
            self.sheet.title = node.astext()
            title = f"if title == none {title} else {{ title }}"
        heading = Heading(
            label=first, text=node.astext(), level=self.level, ids=tuple(section["ids"])
        )
        self.note_heading(heading, title)
        arguments = [f"level + {self.level}", self.label(first), title]
        arguments += ["opens: true"] if _opens(section) else []
        made = self.call("section", *arguments, *nature)
        self.write_block(place, self.anchors(others), made)
        raise SkipNode

    def unknown_visit(self, node: Node) -> None:
        """Say once that nobody has taught us this node; its text is printed all the same."""
        message = "Only the text of “%s” is printed: the PDF has no look for it."
        kind = type(node).__name__
        logger.warning(message, kind, location=node, type="brief", subtype="pdf", once=True)

    def unknown_departure(self, node: Node) -> None:
        """Do nothing."""


def _opens(section: Element) -> bool:
    """Tell whether *section* is the first of those beside it."""
    beside = section.parent.children if section.parent else []
    return next((node for node in beside if isinstance(node, nodes.section)), None) is section


def _skip(self: TypstTranslator, node: Node) -> None:
    """Print nothing."""
    raise SkipNode


def _pass(self: TypstTranslator, node: Node) -> None:
    """Print the children."""


for _name in _SKIPPED:
    setattr(TypstTranslator, f"visit_{_name}", _skip)
for _name in _PASSED:
    setattr(TypstTranslator, f"visit_{_name}", _pass)
    setattr(TypstTranslator, f"depart_{_name}", _pass)
