"""The cards of an edition, each complete, wherever it stands in the documents."""

from collections.abc import Sequence

from docutils import nodes as docutils_nodes

from briefwright.citation import ORDER, full_cite
from briefwright.counts import clock, count_marked
from briefwright.model import Card, Counts, Mark, Span
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.directives import linked
from briefwright.sphinx_ext.editions.material import Material
from briefwright.text import count_words
from briefwright.words import Words


class Ids:
    """Ids of cards, each once in a document."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def new(self, name: str) -> str:
        """Return an id for another print of the card *name*."""
        self._given[name] = number = self._given.get(name, 0) + 1
        key = f"card-{docutils_nodes.make_id(name) or 'unnamed'}"
        return key if number == 1 else f"{key}-{number}"


def numbers(material: Material) -> dict[str, str]:
    """Return the number of each card in the brief as a whole."""
    entries = material.brief.entries if material.brief else ()
    return {entry.card.name: str(entry.number) for entry in entries}


class Cards:
    """Finds cards: as a document prints them in full, else as the library has them."""

    def __init__(self, material: Material, *, complete: bool = False) -> None:
        self._material = material
        self._complete = complete
        """Whether every part of a citation is wanted, whatever the brief prints of it."""
        self._printed: dict[str, nodes.card] = {}
        self._bare: dict[str, nodes.card] = {}
        for document in material.documents.values():
            for node in document.findall(nodes.card):
                own = complete and node["name"] in material.library.cards
                found = self._bare if node.get("bare") or own else self._printed
                found.setdefault(node["name"], node)

    def find(self, name: str) -> nodes.card | None:
        """Return the card *name*, which is not to be changed, or None if nobody knows it."""
        if name not in self._printed:
            card = self._make(name)
            if card is None:
                return None
            self._printed[name] = card
        return self._printed[name]

    def counts(self, card: nodes.card) -> Counts:
        """Count what is read aloud of *card*: its tag, too."""
        spans = [[Span(text, Mark(marks)) for text, marks in run] for run in runs(card)]
        words, underlined, read = count_marked(map(tuple, spans))
        spoken = read + count_words(card["tag"])
        return Counts(cards=1, words=words, underlined=underlined, read=spoken)

    def time(self, card: nodes.card) -> str:
        """Return how long *card* takes at the slowest of the rates, or "" if there are none."""
        brief = self._material.brief
        return clock(self.counts(card).seconds(brief.rates[0])) if brief and brief.rates else ""

    def _make(self, name: str) -> nodes.card | None:
        known = self._material.library.cards.get(name)
        if known:
            brief = self._material.brief
            wanted = brief.options.get("citation") if brief and not self._complete else None
            order = wanted if isinstance(wanted, list | tuple) and wanted else ORDER
            return whole_card(known, self._material.words, order)
        bare = self._bare.get(name)
        if bare is None:
            return None
        made = bare.deepcopy()
        made["bare"] = False
        made.insert(0, [nodes.card_tag("", bare["tag"]), _cite(bare["short_cite"], "", "")])
        return made


def whole_card(card: Card, words: Words, order: Sequence[str] = ORDER) -> nodes.card:
    """Return *card* as the library has it, with the parts of its citation in *order*."""
    node = nodes.card(
        "",
        name=card.name,
        side=card.side.value,
        topics=list(card.topics),
        source=card.source,
        number="",
        short_cite=card.short_cite,
        verified=card.verified,
        link=words.card_link,
        bare=False,
        ids=[f"card-{docutils_nodes.make_id(card.name)}"],
    )
    node["tag"] = card.tag
    node += nodes.card_tag("", card.tag)
    node += _cite(card.short_cite, full_cite(card.citation, words, order), card.citation.url)
    if not card.verified:
        node += nodes.card_notice("", words.unverified)
    text = nodes.card_text()
    text += [
        nodes.card_paragraph.of((span.text, span.marks.value) for span in paragraph)
        for paragraph in card.paragraphs
    ]
    node += text
    return node


def _cite(short: str, full: str, url: str) -> nodes.card_cite:
    cite = nodes.card_cite("", "", nodes.card_short_cite("", short))
    if full:
        cite += [docutils_nodes.Text(" "), *linked(full, url)]
    return cite


def runs(card: nodes.card) -> list[list[tuple[str, int]]]:
    """Return the paragraphs of *card*: pairs of a text and its marks."""
    return [
        _runs(paragraph)
        for text in card.children
        if isinstance(text, nodes.card_text)
        for paragraph in text.children
        if isinstance(paragraph, docutils_nodes.paragraph)
    ]


def _runs(paragraph: docutils_nodes.paragraph) -> list[tuple[str, int]]:
    if isinstance(paragraph, nodes.card_paragraph) and paragraph.spans:
        return list(paragraph.spans)
    return [
        (child.astext(), child["marks"] if isinstance(child, nodes.marked) else 0)
        for child in paragraph.children
    ]
