"""``outline``: tags and short cites, for the lectern."""

from collections.abc import Iterator

from docutils import nodes as docutils_nodes
from docutils.nodes import Node

from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.editions.arrangement import Place, arrange
from briefwright.sphinx_ext.editions.evidence import Cards
from briefwright.sphinx_ext.editions.material import Leaf, Material, Recipe
from briefwright.sphinx_ext.editions.writing import remark, written


def make(material: Material) -> list[Leaf]:
    """Return a line for each card, below the headings of its document."""
    chapters = arrange(material)
    if not chapters:
        return remark(material, material.words.edition_no_cards)
    cards = Cards(material)
    return written(material, chapters, lambda place: _line(place, cards))


def _line(place: Place, cards: Cards) -> Iterator[Node]:
    card = cards.find(place.name)
    if card is None:
        return
    line = nodes.card_ref("", name=place.name, number=place.number)
    line += docutils_nodes.inline("", card["tag"], classes=["bw-tag"])
    if card["short_cite"]:
        cite = nodes.card_short_cite("", card["short_cite"], classes=["bw-short-cite"])
        line += [docutils_nodes.Text(" "), cite]
    if time := cards.time(card):
        line += [
            docutils_nodes.Text(" "),
            docutils_nodes.inline("", time, classes=["bw-timing"]),
        ]
    yield line


RECIPE = Recipe(make=make, options={"contents": "none", "indexes": ["none"], "new-page": "parts"})
