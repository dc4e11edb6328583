"""What only editions have: cards as they are read, and what is quoted from a source."""

from functools import partial

from docutils import nodes as docutils_nodes
from docutils.nodes import Element, SkipNode

from briefwright.press.tongues import is_latin
from briefwright.sphinx_ext import nodes, typst_clash, typst_flow
from briefwright.sphinx_ext.typst_base import Heading
from briefwright.sphinx_ext.typst_cards import CardVisitors
from briefwright.sphinx_ext.typst_text import literal


class EditionVisitors(CardVisitors):
    """Visitors of the nodes that :mod:`briefwright.sphinx_ext.editions` makes."""

    def visit_read_aloud(self, node: Element) -> None:
        """Write a card as it is read: its head as arguments, its words as content."""
        place = self.mark_place(node, self.builder.card_place(node["name"]))
        tag, *more, text = node.children
        assert isinstance(tag, Element)  # noqa: S101 - tells the type only
        (label,) = node["ids"]
        quoted = self.language_of(node)
        self.hint = "" if is_latin(quoted) else quoted
        nature, content = self.in_tongue(tag.astext(), lambda: self.inner(tag), apart=True)
        claim = f"[{content}]"
        cites = [
            self.in_tongue(cite.astext(), partial(self.inner, cite), apart=True)[1]
            for cite in more
            if isinstance(cite, Element)
        ]
        heading = Heading(
            label=label,
            text=tag.astext(),
            level=self.level + 1,
            number=node["number"],
            cards=(node["name"],),
        )
        self.note_heading(heading, claim)
        arguments = [
            f"level: level + {self.level + 1}",
            f"label: {self.label(label)}",
            f"number: {literal(node['number'])}",
            f"side: {literal(node['side'])}",
            *nature,
            f"tag: {claim}",
            *(f"cite: [{cite}]" for cite in cites),
            f"time: {literal(node['time'])}",
            f"total: {literal(node['total'])}",
        ]
        self.hint = quoted
        content = "\n".join(map(self._words, text.children))
        self.hint = ""
        self.write_block(place, self.call("spoken", *arguments, content=f"\n{content}\n"))
        raise SkipNode

    def _words(self, paragraph: docutils_nodes.Node) -> str:
        if not isinstance(paragraph, nodes.card_paragraph):
            return self.captured(paragraph)
        runs = (
            self.function("stressed") + self.argument(run) if marks else self.text(run)
            for run, marks in paragraph.spans
        )
        arguments, content = self.in_tongue(paragraph.astext(), lambda: "".join(runs))
        return self.call("paragraph", *arguments, content=content)

    def visit_quoted(self, node: Element) -> None:
        """Write what cards quote, in the text of its source."""
        self.write(self.call("quoted", f"depth: {node['depth']}", content=self.inner(node)))
        raise SkipNode

    def visit_quoted_note(self, node: Element) -> None:
        """Write the name of a card that quotes what stands above."""
        number = f"number: {literal(node['number'])}"
        self.write_block(self.call("quoted-note", number, content=self.inner(node)))
        raise SkipNode

    def visit_cited(self, node: Element) -> None:
        """Write what a card quotes."""
        tag, *more = (self.inner(child) for child in node.children if isinstance(child, Element))
        names = ("quotation", "standing")
        arguments = [f"{name}: [{text}]" for name, text in zip(names, more, strict=False)]
        number = f"number: {literal(node['number'])}"
        self.write_block(self.call("cited", number, *arguments, content=tag))
        raise SkipNode

    def visit_quoted_mark(self, node: Element) -> None:
        """Write where a passage begins or ends."""
        ends = "true" if node["ends"] else "false"
        self.write(self.call("quoted-mark", f"ends: {ends}", content=self.text(node.astext())))
        raise SkipNode

    def visit_clash_map(self, node: Element) -> None:
        """Draw a map; the table below it says the same."""
        self.mark_place(node)
        arguments = typst_clash.arguments(node["clash"], node["words"], self.argument)
        self.write_block(self.call(typst_clash.FUNCTION, *arguments))
        raise SkipNode

    def visit_flow_sheet(self, node: Element) -> None:
        """Write a flow sheet."""
        sheet = node["sheet"]
        (label,) = node["ids"]
        title = self.argument(sheet.title)
        self.sheet.title = self.sheet.title or sheet.title
        self.note_heading(Heading(label=label, text=sheet.title, level=1), title)
        arguments = ["level: level + 1", f"label: {self.label(label)}"]
        arguments += typst_flow.arguments(sheet, self.argument)
        self.write_block(self.call(typst_flow.FUNCTION, *arguments))
        raise SkipNode
