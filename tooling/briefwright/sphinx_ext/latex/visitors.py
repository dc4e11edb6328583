"""How the nodes of a card are written for LaTeX; how they look is the style file's."""

from docutils import nodes as docutils_nodes
from docutils.nodes import Element, SkipNode
from sphinx.application import Sphinx
from sphinx.writers.latex import LaTeXTranslator

from briefwright.model import Mark
from briefwright.press.tongues import tongue_of
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.latex.text import latex


def visit_card(translator: LaTeXTranslator, node: Element) -> None:
    """Open a card."""
    translator.body.append("\n\\begin{bwCard}")
    if node.get("bare"):
        translator.body.append(_targets(translator, node))


def depart_card(translator: LaTeXTranslator, _node: Element) -> None:
    """Close the card."""
    translator.body.append("\n\\end{bwCard}\n")


def _targets(translator: LaTeXTranslator, node: Element) -> str:
    return "".join(map(translator.hypertarget, node["ids"]))


def visit_card_tag(translator: LaTeXTranslator, node: Element) -> None:
    """Write the tag: an entry of the outline, one level below the section that it stands in."""
    card = node.parent
    names = translator.sectionnames
    level = names[min(translator.sectionlevel + 1, len(names) - 1)]
    number = latex(str(card.get("number", "")))
    entry = translator.escape(f"{card.get('number', '')}. {node.astext()}".removeprefix(". "))
    tag = latex(node.astext())
    translator.body.append(
        f"\n\\bwTag{{{level}}}{{{number}}}{{{_targets(translator, card)}}}{{{entry}}}{{{tag}}}"
    )
    raise SkipNode


def visit_card_cite(translator: LaTeXTranslator, _node: Element) -> None:
    """Open the citation."""
    translator.body.append("\n\\bwCite{")


def visit_card_timing(translator: LaTeXTranslator, _node: Element) -> None:
    """Open what is said of the time."""
    translator.body.append("\n\\bwTiming{")


def visit_card_notice(translator: LaTeXTranslator, _node: Element) -> None:
    """Open the warning that nothing proves the card."""
    translator.body.append("\n\\bwNotice{")


def visit_card_short_cite(translator: LaTeXTranslator, _node: Element) -> None:
    """Open last name and year."""
    translator.body.append("\\bwShortCite{")


def depart_argument(translator: LaTeXTranslator, _node: Element) -> None:
    """Close an argument."""
    translator.body.append("}")


def visit_card_text(translator: LaTeXTranslator, _node: Element) -> None:
    """Open the passage."""
    translator.body.append("\n\\begin{bwText}")


def depart_card_text(translator: LaTeXTranslator, _node: Element) -> None:
    """Close the passage."""
    translator.body.append("\n\\end{bwText}")


def visit_card_paragraph(translator: LaTeXTranslator, node: Element) -> None:
    """Write a paragraph of the passage."""
    assert isinstance(node, nodes.card_paragraph)  # noqa: S101 - tells the type only
    direction = "\\bwFromRight" if tongue_of(node.astext()).right_to_left else ""
    spans = node.spans
    runs = [_run(*span) for span in spans] if spans else map(_inline, node.children)
    body = "".join(runs)
    translator.body.append(f"\n\\bwParagraph{{{direction}}}{{{body}}}")
    raise SkipNode


def _inline(node: docutils_nodes.Node) -> str:
    if isinstance(node, nodes.stop_mark):
        return f"\\bwStop{{{latex(node['label'])}}}"
    return _run(node.astext(), node["marks"] if isinstance(node, nodes.marked) else 0)


def _run(text: str, marks: int) -> str:
    """Return a run as the innermost of its marks has it; the others go with that."""
    for mark, command in (
        (Mark.EMPHASIS, "bwStressed"),
        (Mark.READ, "bwRead"),
        (Mark.UNDERLINED, "bwUnderlined"),
    ):
        if mark in Mark(marks):
            return f"\\{command}{{{latex(text)}}}"
    return latex(text)


def visit_marked(translator: LaTeXTranslator, node: Element) -> None:
    """Write marked text that stands anywhere else."""
    translator.body.append(_run(node.astext(), node["marks"]))
    raise SkipNode


def visit_marks(translator: LaTeXTranslator, _node: Element) -> None:
    """Open marked text that is no evidence."""
    translator.body.append("\n\\begin{bwLegend}")


def depart_marks(translator: LaTeXTranslator, _node: Element) -> None:
    """Close it."""
    translator.body.append("\n\\end{bwLegend}\n")


def visit_card_ref(translator: LaTeXTranslator, node: Element) -> None:
    """Open the line that stands for a card printed elsewhere."""
    link = next(node.findall(docutils_nodes.reference), None)
    label = _label(translator, link) if link is not None else ""
    number = latex(str(node.get("number", "")))
    translator.body.append(f"\n\\bwReference{{{number}}}{{{label}}}{{")


def _label(translator: LaTeXTranslator, link: Element) -> str:
    """Return the label that a link within the PDF leads to, or nothing."""
    uri = link.get("refuri", "") or (f"#{link['refid']}" if link.get("refid") else "")
    if uri.startswith("%") and "#" in uri:
        return str(translator.idescape(uri[1:].replace("#", ":", 1)))
    if uri.startswith("#"):
        return str(translator.idescape(f"{translator.curfilestack[-1]}:{uri[1:]}"))
    return ""


def visit_ruled_lines(translator: LaTeXTranslator, node: Element) -> None:
    """Write lines to write on."""
    translator.body.append(f"\n\\bwRuled{{{int(node['lines'])}}}\n")
    raise SkipNode


def skip(_translator: LaTeXTranslator, _node: Element) -> None:
    """Leave out what is a link between pages."""
    raise SkipNode


def nothing(_translator: LaTeXTranslator, _node: Element) -> None:
    """Close what was written whole."""


VISITORS = {
    nodes.card: (visit_card, depart_card),
    nodes.card_tag: (visit_card_tag, nothing),
    nodes.card_cite: (visit_card_cite, depart_argument),
    nodes.card_timing: (visit_card_timing, depart_argument),
    nodes.card_notice: (visit_card_notice, depart_argument),
    nodes.card_short_cite: (visit_card_short_cite, depart_argument),
    nodes.card_text: (visit_card_text, depart_card_text),
    nodes.card_paragraph: (visit_card_paragraph, nothing),
    nodes.card_ref: (visit_card_ref, depart_argument),
    nodes.marked: (visit_marked, nothing),
    nodes.marks: (visit_marks, depart_marks),
    nodes.passage_mark: (skip, nothing),
    nodes.ruled_lines: (visit_ruled_lines, nothing),
}


def setup(app: Sphinx) -> None:
    """Register them."""
    for node, visitors in VISITORS.items():
        app.add_node(node, override=True, latex=visitors)
