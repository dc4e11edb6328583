"""A search of a card finds what is in it, though it passes by what cannot be."""

import pickle
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes as docutils_nodes
from sphinx.util.nodes import NodeMatcher

from briefwright.sphinx_ext import nodes


def below(node: docutils_nodes.Node) -> Iterator[docutils_nodes.Node]:
    yield node
    for child in node.children:
        yield from below(child)


def test_every_kind_that_is_in_a_card_is_found(small_built: Path) -> None:
    doctrees = [*(small_built / "build" / ".work" / "doctrees").glob("briefs/*/*.doctree")]
    cards = [
        card for path in doctrees for card in pickle.loads(path.read_bytes()).findall(nodes.card)
    ]
    assert cards
    for card in cards:
        outside = [node for node in below(card) if not within_text(node, card)]
        kinds = {type(node) for node in outside}
        assert kinds <= card.inside
        for kind in kinds - {docutils_nodes.Text}:
            wanted = [node for node in outside if isinstance(node, kind)]
            assert [n for n in card.findall(kind) if not within_text(n, card)] == wanted
            found = card.findall(NodeMatcher(kind))
            assert [n for n in found if not within_text(n, card)] == wanted
        assert [*card.findall(docutils_nodes.raw)] == []
        assert "".join(card.findall(docutils_nodes.Text)) == "".join(
            node for node in below(card) if isinstance(node, docutils_nodes.Text)
        )


def within_text(node: docutils_nodes.Node, card: nodes.card) -> bool:
    """Tell whether *node* stands in the passage of *card*."""
    while node is not card:
        node = node.parent
        if isinstance(node, nodes.card_text):
            return True
    return False
