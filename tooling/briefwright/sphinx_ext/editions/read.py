"""``read``: what is read aloud, and nothing else, with the time at the margin."""

from collections.abc import Iterator

from docutils import nodes as docutils_nodes
from docutils.nodes import Node

from briefwright.counts import clock
from briefwright.model import Mark, Span
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.editions.arrangement import Group, Place, arrange
from briefwright.sphinx_ext.editions.evidence import Cards, Ids, runs
from briefwright.sphinx_ext.editions.material import Leaf, Material, Recipe
from briefwright.sphinx_ext.editions.writing import remark, written
from briefwright.spoken import spoken
from briefwright.words import filled


def make(material: Material) -> list[Leaf]:
    """Return the cards under their headings, with the words that are read of each.

    A card that stands under several is printed under each: whoever speaks does not leaf.
    """
    chapters = arrange(material)
    if not chapters:
        return remark(material, material.words.edition_no_cards)
    cards = Cards(material)
    rate = material.brief.rates[0] if material.brief and material.brief.rates else 0
    made = []
    for number, chapter in enumerate(chapters):
        speaker = _Speaker(material, cards, rate)
        speaker.time(chapter.group)
        (leaf,) = written(material, [chapter], speaker.draw)
        if rate and not number:
            note = filled(material.words.edition_times, rate=str(rate))
            _top(leaf.document).insert(1, docutils_nodes.paragraph("", note))
        made.append(leaf)
    return made


def _top(document: docutils_nodes.document) -> docutils_nodes.Element:
    first = document.children[0]
    assert isinstance(first, docutils_nodes.section)  # noqa: S101 - tells the type only
    return first


class _Speaker:
    """Draws the cards of a document, and counts the time."""

    def __init__(self, material: Material, cards: Cards, rate: int) -> None:
        self._nothing = material.words.edition_nothing_read
        self._cards = cards
        self._rate = rate
        self._ids = Ids()
        self._totals: dict[int, int] = {}
        """Words up to the end of each place, by its identity."""

    def time(self, group: Group) -> None:
        """Count the words of *group* up to each of its cards; each section counts anew."""
        words = 0
        for child in group.children:
            if isinstance(child, Place):
                card = self._cards.find(child.name)
                words += self._cards.counts(card).read if card else 0
                self._totals[id(child)] = words
            else:
                self.time(child)

    def draw(self, place: Place) -> Iterator[Node]:
        """Yield the card of *place* as it is read."""
        card = self._cards.find(place.name)
        if card is None:
            return
        node = nodes.read_aloud("", name=place.name, number=place.number, side=card["side"])
        node["ids"].append(self._ids.new(place.name))
        node["time"] = node["total"] = ""
        if self._rate:
            node["time"] = self._clock(self._cards.counts(card).read)
            node["total"] = self._clock(self._totals.get(id(place), 0))
        node += nodes.card_tag("", card["tag"])
        if card["short_cite"]:
            cite = nodes.card_cite("", "", nodes.card_short_cite("", card["short_cite"]))
            node += cite
        node += self._text(card)
        yield node

    def _text(self, card: nodes.card) -> Node:
        text = nodes.card_text()
        marked = [tuple(Span(run, Mark(marks)) for run, marks in spans) for spans in runs(card)]
        text += [
            nodes.card_paragraph.of((span.text, span.marks.value) for span in paragraph)
            for paragraph in spoken(marked)
        ]
        if not text.children:
            nothing = docutils_nodes.paragraph()
            nothing += docutils_nodes.emphasis("", self._nothing)
            text += nothing
        return text

    def _clock(self, words: int) -> str:
        return clock(round(words * 60 / self._rate))


RECIPE = Recipe(make=make, options={"contents": "sections", "indexes": ["none"]})
