"""``cards``: each card once, on a page of its own, for handing over."""

from collections.abc import Iterator

from docutils.nodes import Node

from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.editions.arrangement import Chapter, Group, Place, arrange
from briefwright.sphinx_ext.editions.evidence import Cards, Ids, numbers
from briefwright.sphinx_ext.editions.material import Leaf, Material, Recipe
from briefwright.sphinx_ext.editions.writing import legend, remark, written


def make(material: Material) -> list[Leaf]:
    """Return the cards in the order in which they first come, each with all that belongs to it."""
    seen: set[str] = set()
    chapters = [_flat(chapter, seen) for chapter in arrange(material)]
    chapters = [chapter for chapter in chapters if chapter.group.children]
    if not chapters:
        return remark(material, material.words.edition_no_cards)
    cards, known = Cards(material, complete=True), numbers(material)
    key = legend(material)
    made: list[Leaf] = []
    for chapter in chapters:
        drawer = _Drawer(cards, known, key)
        made += written(material, [chapter], drawer.draw)
    return made


def _flat(chapter: Chapter, seen: set[str]) -> Chapter:
    """Return *chapter* without headings and without what was *seen*."""
    places = []
    for place in chapter.group.places():
        if place.name not in seen:
            seen.add(place.name)
            places.append(place)
    group = Group(title=chapter.group.title, ids=chapter.group.ids, children=[*places])
    return Chapter(docname=chapter.docname, group=group)


class _Drawer:
    """Draws the cards of a document; each but the first begins a page."""

    def __init__(self, cards: Cards, known: dict[str, str], key: nodes.marks | None) -> None:
        self._cards = cards
        self._numbers = known
        self._key = key
        self._ids = Ids()
        self._begun = False

    def draw(self, place: Place) -> Iterator[Node]:
        """Yield the card of *place*, and what its marks mean."""
        card = self._cards.find(place.name)
        if card is None:
            return
        node = card.deepcopy()
        node["ids"] = [self._ids.new(place.name)]
        node["number"] = self._numbers.get(place.name, place.number)
        node["leaf"] = self._begun
        self._begun = True
        yield node
        if self._key is not None:
            yield self._key.deepcopy()


RECIPE = Recipe(make=make, options={"contents": "cards"})
