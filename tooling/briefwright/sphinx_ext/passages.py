"""The essay pages: each passage that a card quotes is shown in place and linked to its card."""

from collections.abc import Iterator
from itertools import pairwise

from docutils import nodes as docutils_nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from briefwright.model import Card, Essay
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.domain import DebateDomain, debate

_BLOCKS = (docutils_nodes.title, docutils_nodes.paragraph, docutils_nodes.literal_block)


class ShowPassages(SphinxTransform):
    """Wrap what cards quote in ``passage`` nodes, with a ``passage_mark`` before each start."""

    default_priority = 880

    def apply(self, **_: object) -> None:
        """Mark the passages, if the document is the page of an essay."""
        domain = debate(self.env)
        source = essay_source(self.env.docname)
        if source not in domain.library.essays:
            return
        essay = domain.library.essays[source]
        cards = [c for c in domain.library.cards.values() if c.source == source and c.passage]
        blocks = [b for b in self.document.findall(lambda n: isinstance(n, _BLOCKS)) if b.astext()]
        for node, (start, end) in zip(blocks, _extents(essay), strict=False):
            if isinstance(node, docutils_nodes.Element):
                self._show(node, start, end, cards, domain)

    def _show(
        self,
        node: docutils_nodes.Element,
        start: int,
        end: int,
        cards: list[Card],
        domain: DebateDomain,
    ) -> None:
        """Mark the passages in *node*, which shows ``essay.text[start:end]``."""
        here = [c for c in cards if c.passage and c.passage.start < end and c.passage.end > start]
        starting = [c for c in here if c.passage and start <= c.passage.start < end]
        if isinstance(node, docutils_nodes.title):
            # Titles are copied into tables of contents: the sign stands below them.
            if starting:
                signs = docutils_nodes.paragraph("", "", *map(self._sign, starting))
                signs["classes"].append("bw-passage-signs")
                node.parent.insert(node.parent.index(node) + 1, signs)
        elif here:
            _split(node, start, here, {c.name: self._sign(c) for c in starting})
        for card in starting:
            domain.note_passage(card.name, self.env.docname)

    def _sign(self, card: Card) -> nodes.passage_mark:
        link = addnodes.pending_xref(
            "",
            refdomain="debate",
            reftype="card",
            reftarget=card.name,
            refdoc=self.env.docname,
            refexplicit=True,
            refwarn=True,
        )
        link += docutils_nodes.inline("", card.tag, classes=["bw-passage-tag"])
        sign = nodes.passage_mark(
            "",
            "",
            link,
            name=card.name,
            side=card.side.value,
            ids=[f"passage-{card.name}"],
            classes=["bw-passage-sign", f"bw-{card.side.value}"],
        )
        link.source = sign.source = str(self.env.doc2path(self.env.docname))
        link.line = sign.line = 1
        return sign


def essay_source(docname: str) -> str:
    """Return the source whose essay page *docname* is, or an empty string."""
    parts = docname.split("/")
    return parts[1] if len(parts) == 3 and parts[0] == "source" and parts[2] == "essay" else ""


def _extents(essay: Essay) -> Iterator[tuple[int, int]]:
    return ((block.start, block.end) for block in essay.blocks)


def _split(
    node: docutils_nodes.Element,
    start: int,
    cards: list[Card],
    signs: dict[str, nodes.passage_mark],
) -> None:
    """Part the text of *node* where passages begin and end, and wrap what they cover."""
    at = start
    for text in list(node.findall(docutils_nodes.Text)):
        end = at + len(text)
        pieces = list(_pieces(text, at, end, cards, signs))
        if text.parent and pieces != [text]:
            text.parent.replace(text, pieces)
        at = end


def _pieces(
    text: docutils_nodes.Text,
    start: int,
    end: int,
    cards: list[Card],
    signs: dict[str, nodes.passage_mark],
) -> Iterator[docutils_nodes.Node]:
    passages = [card.passage for card in cards if card.passage]
    cuts = {cut for p in passages for cut in (p.start, p.end) if start < cut < end}
    for first, last in pairwise(sorted({start, end, *cuts})):
        for card in cards:
            if card.passage and card.passage.start == first and card.name in signs:
                yield signs.pop(card.name)
        piece = docutils_nodes.Text(text[first - start : last - start])
        covering = [c for c in cards if c.passage and c.passage.start <= first and last <= c.passage.end]
        if covering:
            yield nodes.passage(
                "", "", piece, cards=[card.name for card in covering], classes=["bw-passage"]
            )
        else:
            yield piece
