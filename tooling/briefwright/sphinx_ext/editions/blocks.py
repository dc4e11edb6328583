"""``blocks``: the answers to the other side, each complete."""

from collections.abc import Iterator

from docutils import nodes as docutils_nodes
from docutils.nodes import Element, Node

from briefwright.model import Block
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.editions.arrangement import (
    Chapter,
    Group,
    Place,
    arrange,
    from_brief,
)
from briefwright.sphinx_ext.editions.evidence import Cards, Ids
from briefwright.sphinx_ext.editions.material import Leaf, Material, Recipe
from briefwright.sphinx_ext.editions.writing import leaf, legend, remark, section


def make(material: Material) -> list[Leaf]:
    """Return the blocks with the headings above them; a card stands in full where it comes first.

    Those of the documents, else those of the brief.
    """
    chapters = [*_with_blocks(arrange(material))] or [*_with_blocks(from_brief(material))]
    if not chapters:
        return remark(material, material.words.edition_no_blocks)
    maker = _Maker(material)
    made = [maker.chapter(chapter) for chapter in chapters]
    key = legend(material)
    first = made[0].document.children[0]
    if key is not None and isinstance(first, docutils_nodes.section):
        first.insert(1, key.deepcopy())
    return made


def _with_blocks(chapters: "list[Chapter] | Iterator[Chapter]") -> Iterator[Chapter]:
    for chapter in chapters:
        group = _only_blocks(chapter.group)
        if group:
            yield Chapter(docname=chapter.docname, group=group)


def _only_blocks(group: Group) -> Group | None:
    """Return *group* with nothing in it but blocks and the headings above them."""
    if isinstance(group.argument, Block):
        return group
    found = [_only_blocks(child) for child in group.children if isinstance(child, Group)]
    children: list[Group | Place] = [child for child in found if child]
    if not children:
        return None
    return Group(title=group.title, ids=group.ids, node=group.node, children=children)


class _Maker:
    """Makes the documents of one PDF."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._cards = Cards(material)
        self._ids: dict[str, Ids] = {}
        self._seen: dict[str, str] = {}
        """Where each card stands that was printed: the address of a link."""

    def chapter(self, chapter: Chapter) -> Leaf:
        """Return a document."""
        return leaf(
            self._material, chapter.docname, [self._section(chapter.group, chapter.docname)]
        )

    def _section(self, group: Group, docname: str) -> Node:
        title = [node.deepcopy() for node in group.title]
        if not group.argument:
            below = [self._section(c, docname) for c in group.children if isinstance(c, Group)]
            return section(title, *below, ids=group.ids)
        if group.node is None or any(place.node is None for place in group.places()):
            cards = (card for p in group.places() for card in self._card(p.name, p.number, docname))
            return section(title, *cards, ids=group.ids)
        whole = group.node.deepcopy()
        own = {place.name for place in group.places()}
        for node in [*whole.findall(_is_place)]:
            assert isinstance(node, Element)  # noqa: S101 - tells the type only
            if node["name"] in own:
                number = str(node.get("number", ""))
                node.parent.replace(node, [*self._card(node["name"], number, docname)])
        return whole

    def _card(self, name: str, number: str, docname: str) -> Iterator[Node]:
        """Yield a card, or a link to where it was printed before."""
        card = self._cards.find(name)
        if card is None:
            return
        if name in self._seen:
            yield _reference(card, number, self._seen[name])
            return
        node = card.deepcopy()
        node["ids"] = [self._ids.setdefault(docname, Ids()).new(name)]
        node["number"] = number
        self._seen[name] = f"%{docname}#{node['ids'][0]}"
        yield node


def _is_place(node: Node) -> bool:
    return isinstance(node, nodes.card | nodes.card_ref)


def _reference(card: nodes.card, number: str, address: str) -> nodes.card_ref:
    line = nodes.card_ref("", name=card["name"], number=number)
    link = docutils_nodes.reference("", "", internal=True, refuri=address)
    link += docutils_nodes.inline("", card["tag"], classes=["bw-tag"])
    line += link
    if card["short_cite"]:
        cite = nodes.card_short_cite("", card["short_cite"], classes=["bw-short-cite"])
        line += [docutils_nodes.Text(" "), cite]
    return line


RECIPE = Recipe(make=make)
