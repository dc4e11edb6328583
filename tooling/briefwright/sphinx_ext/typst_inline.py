"""What stands within a line: links, footnotes, emphasis."""

import re
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.nodes import Element, Node, SkipNode
from sphinx import addnodes

from briefwright.sphinx_ext.nodes import card_tag
from briefwright.sphinx_ext.typst_base import TypstVisitors
from briefwright.sphinx_ext.typst_text import literal

if TYPE_CHECKING:
    from briefwright.sphinx_ext.typst import TypstBuilder

_SAFE_SCHEMES = ("http://", "https://", "mailto:")
_INTERNAL = re.compile(r"(?:%(?P<docname>[^#]*))?(?:#(?P<id>.*))?")
_FUNCTIONS: dict[type[Element], str] = {
    nodes.emphasis: "emphasised",
    nodes.strong: "important",
    nodes.literal: "code",
    nodes.problematic: "code",
    nodes.subscript: "subscript",
    nodes.superscript: "superscript",
    nodes.title_reference: "small-title",
    addnodes.literal_emphasis: "emphasised",
    addnodes.literal_strong: "important",
    addnodes.manpage: "code",
}
# A footnote cannot begin in what is printed twice, or in another.
_NO_FOOTNOTES = (nodes.title, nodes.thead, nodes.caption, nodes.footnote, card_tag)


class InlineVisitors(TypstVisitors):
    """Visitors of what stands within a line."""

    def __init__(self, document: nodes.document, builder: "TypstBuilder") -> None:
        super().__init__(document, builder)
        self._footnotes = _first_references(self.document)

    def visit_Text(self, node: nodes.Text) -> None:
        """Write text."""
        self.write(self.text(node.astext()))

    def depart_Text(self, node: nodes.Text) -> None:
        """Do nothing: it has no end."""

    def visit_emphasis(self, node: Element) -> None:
        """Write text that has a function of its own."""
        self.write(self.call(_FUNCTIONS[type(node)], content=self.inner(node)))
        raise SkipNode

    visit_strong = visit_literal = visit_problematic = visit_emphasis
    visit_subscript = visit_superscript = visit_title_reference = visit_emphasis
    visit_literal_emphasis = visit_literal_strong = visit_manpage = visit_emphasis

    def visit_math(self, node: Element) -> None:
        """Write mathematics as its source."""
        self.write(self.call("code", content=self.text(node.astext())))
        raise SkipNode

    def visit_abbreviation(self, node: Element) -> None:
        """Write an abbreviation, and what it stands for."""
        signature = _within(node, (addnodes.desc_signature,))
        meaning = "" if signature else node.get("explanation", "")
        self.write(self.inner(node), self.text(f" ({meaning})") if meaning else "")
        raise SkipNode

    def visit_inline(self, node: Element) -> None:
        """Leave out what only a screen has a use for."""
        if _is_context(node):
            raise SkipNode

    def depart_inline(self, node: Element) -> None:
        """Do nothing."""

    def visit_reference(self, node: Element) -> None:
        """Write a link: into this PDF if it leads there, else to the web if it leads there."""
        if node.children and all(map(_is_context, node.children)):
            raise SkipNode
        uri = node.get("refuri", "")
        target = self.link_target(node)
        if uri.startswith(_SAFE_SCHEMES):
            self.in_address = True
            self.write(self.call("weblink", literal(uri), content=self.inner(node)))
            self.in_address = False
        elif target is not None:
            docname, node_id = target
            url = self.builder.web_address(docname, node_id)
            arguments = [self.target(node_id, docname), *([f"url: {literal(url)}"] if url else [])]
            arguments += [] if self.pages_behind else ["paged: false"]
            self.write(self.call("xref", *arguments, content=self.inner(node)))
        else:
            self.write(self.inner(node))
        raise SkipNode

    visit_number_reference = visit_reference

    def link_target(self, link: Element) -> tuple[str, str] | None:
        """Return the document and the id that *link* leads to, if it is one of ours."""
        match = _INTERNAL.fullmatch(link.get("refuri", f"#{link.get('refid', '')}"))
        if match is None:
            return None
        return (self.docname if match["docname"] is None else match["docname"]), match["id"] or ""

    def visit_footnote_reference(self, node: Element) -> None:
        """Write a footnote where it is first referred to, else a link to it."""
        number = node.astext()
        footnote = self._footnotes.get(id(node))
        if footnote is None:
            raised = self.call("superscript", content=self.text(number))
            self.write(self.call("xref", self.target(node.get("refid", "")), content=raised))
        else:
            body = self.anchors(footnote["ids"]) + self._flowing(footnote)
            self.write(self.call("note", literal(number), content=body))
        raise SkipNode

    def _flowing(self, footnote: Element) -> str:
        """Return the body of *footnote*; a single paragraph goes on behind the number."""
        body = [child for child in footnote.children if not isinstance(child, nodes.label)]
        if len(body) == 1 and isinstance(body[0], nodes.paragraph):
            return self.anchored(body[0])
        return "".join(map(self.captured, body))

    def visit_footnote(self, node: Element) -> None:
        """Write a footnote here if no reference brought it to the foot of a page."""
        if node not in self._footnotes.values():
            label = node.next_node(nodes.label)
            number = f"[{self.text(label.astext() if label else '')}]"
            self.write_block(self.call("fields", f"({number}, [{self.anchored(node)}])"))
        raise SkipNode

    def visit_citation(self, node: Element) -> None:
        """Write a citation where it stands."""
        label = node.next_node(nodes.label)
        name = self.text(f"[{label.astext() if label else ''}]")
        self.write_block(self.call("fields", f"([{name}], [{self.anchored(node)}])"))
        raise SkipNode


def _is_context(node: Node) -> bool:
    """Tell whether *node* is the link "in context", to a page that is not printed."""
    return isinstance(node, nodes.inline) and "bw-context" in node["classes"]


def _first_references(document: nodes.document) -> dict[int, Element]:
    """Return the footnotes by the first reference to each that can bring it to its page's foot."""
    notes = {key: note for note in document.findall(nodes.footnote) for key in note["ids"]}
    found: dict[int, Element] = {}
    for reference in document.findall(nodes.footnote_reference) if notes else ():
        note = notes.get(reference.get("refid", ""))
        if note is not None and not _within(reference, _NO_FOOTNOTES):
            found[id(reference)] = note
            notes = {key: other for key, other in notes.items() if other is not note}
    return found


def _within(node: Node, kinds: tuple[type[Element], ...]) -> bool:
    parent = node.parent
    while parent is not None and not isinstance(parent, kinds):
        parent = parent.parent
    return parent is not None
