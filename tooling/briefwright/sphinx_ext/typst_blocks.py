"""What stands on lines of its own: paragraphs, lists, quotations, admonitions, descriptions."""

from docutils import nodes
from docutils.nodes import Element, Node, SkipNode
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from briefwright.sphinx_ext.nodes import card, card_ref, ruled_lines
from briefwright.sphinx_ext.typst_inline import InlineVisitors
from briefwright.sphinx_ext.typst_text import array, literal
from briefwright.widths import room

_MOST_LEADS, _SHORT = 4, 600
_SHORT_ITEM = 500
"""Characters of an item of a list that is not broken over two pages."""
_LISTED = (nodes.bullet_list, nodes.enumerated_list, nodes.table)
_LED = (card, card_ref, ruled_lines, *_LISTED)
"""What stays with the lines above it; a card_ref is a paragraph too."""
_UNSEEN = (addnodes.index, nodes.target, nodes.comment)
"""What takes no room; the index entries of a card stand before it."""
_NUMBERING = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}


class BlockVisitors(InlineVisitors):
    """Visitors of blocks."""

    def visit_paragraph(self, node: Element) -> None:
        """Write a paragraph in its own direction."""
        self.mark_place(node)
        arguments, content = self.in_tongue(node.astext(), lambda: self.inner(node))
        arguments += ["leads: true"] if _leads(node) else []
        arguments += ["apart: true"] if _is_apart(node) else []
        if label := _label(node):
            self.visit_rubric(label)
        self.write_block(self.call("paragraph", *arguments, content=content))
        raise SkipNode

    def visit_rubric(self, node: Element) -> None:
        """Write a heading that is in no contents."""
        self.write_block(self.call("rubric", content=self.inner(node)))
        raise SkipNode

    visit_centered = visit_rubric

    def visit_bullet_list(self, node: Element) -> None:
        """Write a list."""
        self.write_block(self.call("bullets", *self._items(node)))
        raise SkipNode

    def visit_enumerated_list(self, node: Element) -> None:
        """Write a numbered list, with the numbers that it has."""
        kind = _NUMBERING.get(node.get("enumtype", ""), "1")
        style = f"{node.get('prefix', '')}{kind}{node.get('suffix', '') or '.'}"
        start = [f"start: {int(node.get('start', 1))}", f"style: {literal(style)}"]
        self.write_block(self.call("numbers", *start, *self._items(node)))
        raise SkipNode

    def _items(self, node: Element) -> list[str]:
        items = [item for item in node.children if isinstance(item, Element)]
        tight = all(len(_paragraphs(item)) <= 1 for item in items)
        holds = ["holds: true"] if holds_what_follows(node) else []
        return [f"tight: {'true' if tight else 'false'}", *holds, *map(self._item, items)]

    def _item(self, item: Element) -> str:
        body = self.anchored(item)
        size = room(item.astext())
        if size <= _SHORT_ITEM:
            body = self.call("whole", f"length: {size}", content=body)
        return f"[{body}]"

    def visit_definition_list(self, node: Element) -> None:
        """Write terms and what is said of them."""
        pairs = [self._definition(item) for item in node.children if isinstance(item, Element)]
        self.write_block(self.call("definitions", *pairs))
        raise SkipNode

    def _definition(self, item: Element) -> str:
        """Return a pair; several terms of one definition stand together."""
        terms, bodies = [], []
        for child in item.children:
            if isinstance(child, nodes.definition):
                bodies.append(self.anchored(child))
            elif isinstance(child, nodes.classifier):
                terms.append(self.text(": ") + self.inner(child))
            elif isinstance(child, Element):
                terms.append((self.text(", ") if terms else "") + self.anchored(child))
        return f"([{''.join(terms)}], [{''.join(bodies)}])"

    def visit_field_list(self, node: Element) -> None:
        """Write names and values."""
        self.write_block(self.call("fields", *map(self._pair, node.children)))
        raise SkipNode

    def visit_option_list(self, node: Element) -> None:
        """Write options of a command and what they do."""
        self.write_block(self.call("definitions", *map(self._pair, node.children)))
        raise SkipNode

    def _pair(self, item: Node) -> str:
        name, body = item.children[0], item.children[-1]
        if isinstance(name, nodes.option_group):
            options = self.text(", ".join(child.astext() for child in name.children))
            return f"([{self.call('code', content=options)}], [{self.inner_of(body)}])"
        return f"([{self.inner_of(name)}], [{self.inner_of(body)}])"

    def inner_of(self, node: Node) -> str:
        """Return the children of *node* as markup."""
        return "".join(map(self.captured, node.children))

    def visit_block_quote(self, node: Element) -> None:
        """Write a quotation, and who said it."""
        said_by = [child for child in node.children if isinstance(child, nodes.attribution)]
        body = "".join(self.captured(child) for child in node.children if child not in said_by)
        arguments = [f"attribution: [{self.inner(said_by[0])}]"] if said_by else []
        self.write_block(self.call("block-quote", *arguments, content=body))
        raise SkipNode

    def visit_line_block(self, node: Element) -> None:
        """Write lines that are kept apart."""
        self.write_block(self.call("verse", *self._lines(node, 0)))
        raise SkipNode

    def _lines(self, node: Element, depth: int) -> list[str]:
        lines = []
        for child in node.children:
            if isinstance(child, nodes.line_block):
                lines += self._lines(child, depth + 1)
            elif isinstance(child, Element):
                lines.append(f"[{self.text(chr(0xA0) * 4 * depth)}{self.inner(child)}]")
        return lines

    def visit_literal_block(self, node: Element) -> None:
        """Write text whose spaces and line ends count."""
        text = node.astext().strip("\n")
        self.text(text)  # notes its characters
        self.write_block(self.call("listing", literal(text)))
        raise SkipNode

    visit_doctest_block = visit_math_block = visit_literal_block

    def visit_productionlist(self, node: Element) -> None:
        """Write a grammar."""
        text = "\n".join(child.astext() for child in node.children)
        self.write_block(self.call("listing", literal(text)))
        raise SkipNode

    def visit_transition(self, node: Element) -> None:
        """Write a rule between paragraphs."""
        self.write_block(self.call("divider"))
        raise SkipNode

    def visit_Admonition(self, node: Element) -> None:
        """Write an admonition, under its own title or that of its kind."""
        kind = type(node).__name__
        children = list(node.children)
        label = admonitionlabels.get(kind)
        title = f"[{self.text(str(label))}]" if label else "none"
        if children and isinstance(children[0], nodes.title):
            title = f"[{self.inner_of(children.pop(0))}]"
        body = "".join(map(self.captured, children))
        function = "sidebar" if kind in {"topic", "sidebar"} else "admonition"
        self.write_block(self.call(function, f"title: {title}", content=body))
        raise SkipNode

    def visit_topic(self, node: Element) -> None:
        """Write an aside; a table of contents is printed from the headings."""
        if "contents" not in node["classes"]:
            self.visit_Admonition(node)
        raise SkipNode

    visit_sidebar = visit_topic

    def visit_compound(self, node: Element) -> None:
        """Leave out the list that a toctree was made into."""
        if "toctree-wrapper" in node["classes"]:
            raise SkipNode

    def depart_compound(self, node: Element) -> None:
        """Do nothing."""

    def visit_desc(self, node: Element) -> None:
        """Write the description of a function, class or option."""
        *signatures, body = (child for child in node.children if isinstance(child, Element))
        listed = array(f"[{self.anchored(signature)}]" for signature in signatures)
        self.write_block(self.call("description", listed, content=self.inner(body)))
        raise SkipNode

    def visit_desc_signature_line(self, node: Element) -> None:
        """Write one of several lines of a signature."""
        self.write(self.text("; ") if node.parent.index(node) else "")

    def depart_desc_signature_line(self, node: Element) -> None:
        """Do nothing."""

    def visit_desc_parameterlist(self, node: Element) -> None:
        """Write parameters in parentheses."""
        separator = self.text(", ")
        inner = separator.join(map(self.captured, node.children))
        self.write(self.text("("), inner, self.text(")"))
        raise SkipNode

    visit_desc_type_parameter_list = visit_desc_parameterlist

    def visit_desc_optional(self, node: Element) -> None:
        """Write a parameter that may be left out."""
        self.write(self.text("["), self.inner(node), self.text("]"))
        raise SkipNode

    def visit_desc_returns(self, node: Element) -> None:
        """Write what a function returns."""
        self.write(self.text(" → "), self.inner(node))
        raise SkipNode


def _leads(paragraph: Element) -> bool:
    """Tell whether *paragraph*, with a few short ones after it, introduces cards, items or lines."""
    beside = paragraph.parent.children
    passed = 0
    for node in beside[beside.index(paragraph) :]:
        if isinstance(node, _LED):
            return True
        if isinstance(node, _UNSEEN):
            continue
        passed += 1
        if passed > _MOST_LEADS or not _is_short(node):
            return False
    return False


def holds_what_follows(node: Element) -> bool:
    """Tell whether lines below *node* belong to it: an extension, a note, room to write.

    They do not if they introduce something else.
    """
    beside = node.parent.children
    passed = 0
    for after in beside[beside.index(node) + 1 :]:
        if isinstance(after, ruled_lines):
            return True
        if isinstance(after, nodes.section):
            break
        if isinstance(after, _UNSEEN):
            continue
        passed += 1
        if passed > _MOST_LEADS or not _is_short(after):
            return False
    return passed > 0


def _is_short(node: Node) -> bool:
    is_text = isinstance(node, nodes.paragraph) and not isinstance(node, card_ref)
    return is_text and len(node.astext()) <= _SHORT


def _label(paragraph: Element) -> Element | None:
    """Return the text of *paragraph* if it is a few words in bold above items or lines."""
    bold = paragraph[0] if len(paragraph) == 1 else None
    if not isinstance(bold, nodes.strong) or _is_apart(paragraph):
        return None
    beside = paragraph.parent.children
    below = next(iter(beside[beside.index(paragraph) + 1 :]), None)
    return bold if isinstance(below, (ruled_lines, *_LISTED)) else None


def _is_apart(paragraph: Element) -> bool:
    """Tell whether *paragraph* stands below a card."""
    at = paragraph.parent.index(paragraph)
    return at > 0 and isinstance(paragraph.parent[at - 1], card | card_ref)


def _paragraphs(item: Element) -> list[Node]:
    lists = nodes.bullet_list | nodes.enumerated_list
    return [child for child in item.children if not isinstance(child, lists)]
