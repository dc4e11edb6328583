"""How the nodes of a card look in HTML; colours and sizes are the style sheet's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from docutils import nodes as docutils_nodes
from docutils.nodes import Element
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from briefwright.files import write_if_changed
from briefwright.model import Mark
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.domain import debate, slug_of
from briefwright.sphinx_ext.passages import essay_source

_ELEMENTS = (
    (Mark.UNDERLINED, "u", "bw-underlined"),
    (Mark.READ, "mark", "bw-read"),
    (Mark.EMPHASIS, "strong", "bw-emphasis"),
)
_SCRIPT = Path(__file__).with_name("pages") / "passages.js"
_PAGE_LINES = 12
_TOP_HEADING, _LOWEST_HEADING = 2, 6


def _level(translator: HTML5Translator) -> int:
    return min(max(translator.section_level + 1, _TOP_HEADING), _LOWEST_HEADING)


def _starttag(
    translator: HTML5Translator,
    node: Element,
    name: str,
    attributes: Mapping[str, object],
    suffix: str = "\n",
) -> str:
    """Return the start tag of *node*; attributes may have names that Python's may not."""
    return translator.starttag(node, name, suffix, **cast(Any, attributes))


def visit_card(translator: HTML5Translator, node: Element) -> None:
    """Open the card: an article that is named by its tag."""
    label = {"aria-labelledby": f"{node['ids'][0]}-tag"}
    name = {"aria-label": node["tag"]} if node.get("bare") else label
    translator.body.append(_starttag(translator, node, "article", name))


def depart_card(translator: HTML5Translator, _node: Element) -> None:
    """Close the card."""
    translator.body.append("</article>\n")


def visit_card_tag(translator: HTML5Translator, node: Element) -> None:
    """Open the tag: a heading one level below the section that it stands in."""
    card = node.parent
    attributes = {"ids": [f"{card['ids'][0]}-tag"], "dir": node.get("dir", "auto")}
    heading = f"h{_level(translator)}"
    translator.body.append(_starttag(translator, node, heading, attributes, suffix=""))
    if card["number"]:
        number = translator.encode(card["number"])
        translator.body.append(f'<span class="bw-number">{number}.</span> ')


def depart_card_tag(translator: HTML5Translator, node: Element) -> None:
    """Close the tag, with a link to the card itself."""
    card = node.parent
    title = translator.attval(card["link"])
    translator.body.append(
        f'<a class="headerlink" href="#{card["ids"][0]}" title="{title}">¶</a>'
        f"</h{_level(translator)}>\n"
    )


def visit_block(translator: HTML5Translator, node: Element) -> None:
    """Open a line of the card's head."""
    translator.body.append(translator.starttag(node, "p", "", dir=node.get("dir", "auto")))


def depart_block(translator: HTML5Translator, _node: Element) -> None:
    """Close a line of the card's head."""
    translator.body.append("</p>\n")


def visit_card_text(translator: HTML5Translator, node: Element) -> None:
    """Open the text; the style sheet lets each paragraph find its own direction."""
    translator.body.append(translator.starttag(node, "div"))


def depart_card_text(translator: HTML5Translator, _node: Element) -> None:
    """Close the text."""
    translator.body.append("</div>\n")


def visit_marked(translator: HTML5Translator, node: Element) -> None:
    """Open one element a mark, from the outermost to the innermost."""
    marks = Mark(node["marks"])
    translator.body.extend(
        f'<{element} class="{name}">' for mark, element, name in _ELEMENTS if mark in marks
    )


def depart_marked(translator: HTML5Translator, node: Element) -> None:
    """Close them in reverse."""
    marks = Mark(node["marks"])
    translator.body.extend(
        f"</{element}>" for mark, element, _ in reversed(_ELEMENTS) if mark in marks
    )


def visit_card_ref(translator: HTML5Translator, node: Element) -> None:
    """Open the line that stands for a card printed elsewhere."""
    translator.body.append(translator.starttag(node, "p", "", dir=node.get("dir", "auto")))
    if node["number"]:
        number = translator.encode(node["number"])
        translator.body.append(f'<span class="bw-number">{number}.</span> ')


def visit_passage_notes(translator: HTML5Translator, node: Element) -> None:
    """Open the notes below a block of an essay."""
    attributes = {"role": "note", "aria-label": node["label"]}
    translator.body.append(_starttag(translator, node, "div", attributes))


def depart_passage_notes(translator: HTML5Translator, _node: Element) -> None:
    """Close the notes."""
    translator.body.append("</div>\n")


def visit_passage(translator: HTML5Translator, node: Element) -> None:
    """Open a run that cards quote, and say which: the script shows those of the card asked for."""
    attributes = {"data-cards": " ".join(node["cards"])}
    translator.body.append(_starttag(translator, node, "span", attributes, suffix=""))


def depart_passage(translator: HTML5Translator, _node: Element) -> None:
    """Close the run."""
    translator.body.append("</span>")


def visit_stop_mark(translator: HTML5Translator, node: Element) -> None:
    """Say how far a card was read."""
    translator.body.append(_starttag(translator, node, "strong", {"class": "bw-stop"}, suffix=""))
    translator.body.append(f"{translator.encode(node['label'])}</strong>")
    raise docutils_nodes.SkipNode


def visit_text_stop_mark(translator: Any, node: Element) -> None:  # noqa: ANN401 (of several builders)
    """Say how far a card was read, in brackets."""
    translator.add_text(f" [{node['label']}] ")
    raise docutils_nodes.SkipNode


def visit_ruled_lines(translator: HTML5Translator, node: Element) -> None:
    """Draw lines to write on; a screen has no end of a page to fill."""
    translator.body.append(_starttag(translator, node, "div", {"aria-hidden": "true"}))
    translator.body.append("<span></span>" * (node["lines"] or _PAGE_LINES) + "</div>\n")
    raise docutils_nodes.SkipNode


def visit_text_lines(translator: docutils_nodes.NodeVisitor, _node: Element) -> None:
    """Leave lines to write on out of text."""
    raise docutils_nodes.SkipNode


def _nothing(_translator: docutils_nodes.NodeVisitor, _node: Element) -> None:
    """Close an element that was left out."""


def write_script(app: Sphinx) -> None:
    """Write the script of the essays beside Sphinx's own."""
    if app.builder.format == "html":
        text = _SCRIPT.read_text(encoding="utf-8")
        write_if_changed(Path(app.outdir) / "_static" / _SCRIPT.name, text)


def add_script(app: Sphinx, docname: str, *_: object) -> None:
    """Let the page of an essay, and no other, have the script."""
    if essay_source(docname):
        app.add_js_file(_SCRIPT.name, loading_method="defer")


def set_language(
    app: Sphinx, docname: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Say of the page of a brief that it is in the language of the brief."""
    domain = debate(app.env)
    slug = slug_of(docname)
    if slug in domain.languages:
        context["language"] = domain.languages[slug]


def setup(app: Sphinx) -> None:
    """Register the visitors; builders without one fall back on the docutils node beneath."""
    app.add_node(nodes.card, html=(visit_card, depart_card))
    app.add_node(nodes.card_tag, html=(visit_card_tag, depart_card_tag))
    for block in (nodes.card_timing, nodes.card_cite, nodes.card_notice):
        app.add_node(block, html=(visit_block, depart_block))
    app.add_node(nodes.card_text, html=(visit_card_text, depart_card_text))
    app.add_node(nodes.marked, html=(visit_marked, depart_marked))
    app.add_node(nodes.card_ref, html=(visit_card_ref, depart_block))
    app.add_node(nodes.passage_notes, html=(visit_passage_notes, depart_passage_notes))
    app.add_node(nodes.passage, html=(visit_passage, depart_passage))
    app.add_node(nodes.essay_cite, html=(visit_block, depart_block))
    skip = (visit_text_lines, _nothing)
    app.add_node(
        nodes.stop_mark,
        html=(visit_stop_mark, _nothing),
        text=(visit_text_stop_mark, _nothing),
        man=skip,
        texinfo=skip,
    )
    for known in (nodes.card_short_cite, nodes.marks, nodes.passage_mark):
        app.add_node(known)  # Drawn as what they derive from; the XML builder asks for their names.
    app.add_node(
        nodes.ruled_lines,
        html=(visit_ruled_lines, _nothing),
        text=skip,
        man=skip,
        texinfo=skip,
    )
    app.connect("builder-inited", write_script)
    app.connect("html-page-context", add_script)
    app.connect("html-page-context", set_language)
