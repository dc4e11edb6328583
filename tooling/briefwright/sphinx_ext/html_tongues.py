"""The language and direction of text in pages: for the voice that reads, and the fonts chosen."""

from collections.abc import Iterator
from typing import Any

from docutils import nodes as docutils_nodes
from docutils.nodes import Element
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from briefwright.languages import same_language
from briefwright.press.tongues import (
    Tongue,
    has_right_to_left,
    is_latin,
    right_to_left,
    stretches,
    tongue_of,
)
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.domain import DebateDomain, debate, slug_of
from briefwright.sphinx_ext.passages import essay_source

_HEADS = (nodes.card_tag, nodes.card_cite, nodes.card_ref)
_BLOCKS = (docutils_nodes.paragraph, docutils_nodes.title, docutils_nodes.term)
_NOT_INSIDE = (docutils_nodes.literal, docutils_nodes.FixedTextElement, docutils_nodes.raw)
_CLASS = "language-"
"""Docutils makes the attribute ``lang`` of a class that begins so."""


class foreign(docutils_nodes.inline):
    """A run in another language. Attribute: ``apart`` (bool: text around it has its own order)."""


def language_of(domain: DebateDomain, docname: str, otherwise: str) -> str:
    """Return the language of a page: of its brief, of its essay, else of the project."""
    essay = domain.library.essays.get(essay_source(docname))
    own = domain.languages.get(slug_of(docname)) or (essay.citation.language if essay else "")
    return own or otherwise


def say_languages(app: Sphinx, doctree: docutils_nodes.document, docname: str) -> None:
    """Note in the pages where the language changes, and which blocks run from the right."""
    if app.builder.format != "html":
        return
    speaker = _Speaker(app, docname)
    for card in doctree.findall(nodes.card):
        speaker.read_card(card)
    for kind in _BLOCKS:  # a search for each of them does not look at every run of a card
        for block in list(doctree.findall(kind)):
            if "spoken" not in block:
                speaker.say(block, "", apart=not isinstance(block, nodes.card_paragraph))


def turn_page(
    app: Sphinx, docname: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Let a page whose language is written from the right begin there."""
    language = language_of(debate(app.env), docname, "")
    if language and right_to_left(language) and context.get("body"):
        context["body"] = f'<div dir="rtl" lang="{language}">{context["body"]}</div>'


class _Speaker:
    """Writes languages into the nodes of one page."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self._domain = debate(app.env)
        self._language = language_of(self._domain, docname, app.config.language or "en")
        self._base = Tongue(self._language, "", right_to_left(self._language))

    def read_card(self, card: Element) -> None:
        """Say the languages of a card: its text is in that of its source."""
        known = self._domain.library.cards.get(card["name"])
        said = card.get("language") or (known.citation.language if known else "")
        words = "" if said else card.astext()
        hint = said or ("" if words.isascii() else tongue_of(words).language)
        for head in card.findall(lambda node: isinstance(node, _HEADS)):
            if isinstance(head, Element):
                self.say(head, "" if is_latin(hint) else hint, apart=True)
        for paragraph in card.findall(nodes.card_paragraph):
            self.say(paragraph, hint, apart=False)

    def say(self, block: Element, hint: str, *, apart: bool) -> None:
        """Say the language of *block* and of what in it is in another one."""
        block["spoken"] = True
        words = block.astext()
        if words.isascii() and (not hint or same_language(hint, self._language)):
            return
        tongue = tongue_of(words, hint or self._language)
        if tongue.language and not same_language(tongue.language, self._language):
            block["classes"].append(f"{_CLASS}{tongue.language}")
        if has_right_to_left(words):  # else it finds its own
            block["dir"] = "rtl" if tongue.right_to_left else "ltr"
        around = Tongue(tongue.language or self._language, tongue.script, tongue.right_to_left)
        if not words.isascii():
            self._part(block, around, hint, apart=apart)

    def _part(self, block: Element, around: Tongue, hint: str, *, apart: bool) -> None:
        for text in list(_texts(block)):
            parts = list(stretches(text.astext(), around, hint))
            if any(tongue and tongue.language for _, tongue in parts):
                replaced = [_run(part, tongue, around, apart=apart) for part, tongue in parts]
                text.parent.replace(text, replaced)


def _texts(block: Element) -> Iterator[docutils_nodes.Text]:
    """Yield the texts in *block*, but for code."""
    for child in block.children:
        if isinstance(child, docutils_nodes.Text):
            yield child
        elif isinstance(child, Element) and not isinstance(child, (foreign, *_NOT_INSIDE)):
            yield from _texts(child)


def _run(
    text: str, tongue: Tongue | None, around: Tongue, *, apart: bool
) -> docutils_nodes.Text | foreign:
    if tongue is None or not tongue.language:
        return docutils_nodes.Text(text)
    turns = apart and tongue.right_to_left is not around.right_to_left
    return foreign("", text, classes=[f"{_CLASS}{tongue.language}"], apart=turns)


def visit_foreign(translator: HTML5Translator, node: Element) -> None:
    """Open a run in another language."""
    translator.body.append(translator.starttag(node, "bdi" if node["apart"] else "span", ""))


def depart_foreign(translator: HTML5Translator, node: Element) -> None:
    """Close it."""
    translator.body.append("</bdi>" if node["apart"] else "</span>")


def visit_paragraph(translator: HTML5Translator, node: Element) -> None:
    """Open a paragraph of a card."""
    direction = {"dir": node["dir"]} if "dir" in node else {}
    translator.body.append(translator.starttag(node, "p", "", **direction))


def depart_paragraph(translator: HTML5Translator, _node: Element) -> None:
    """Close it."""
    translator.body.append("</p>\n")


def setup(app: Sphinx) -> None:
    """Register the run, the paragraph, and who writes them."""
    app.add_node(foreign, html=(visit_foreign, depart_foreign))
    app.add_node(nodes.card_paragraph, html=(visit_paragraph, depart_paragraph))
    app.connect("doctree-resolved", say_languages, priority=900)
    app.connect("html-page-context", turn_page)
