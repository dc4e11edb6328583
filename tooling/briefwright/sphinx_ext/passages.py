"""The essay pages: each passage that a card quotes is shown in place and linked to its card."""

from collections.abc import Iterator
from itertools import pairwise

from docutils import nodes as docutils_nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from briefwright.citation import full_cite
from briefwright.model import Card, Citation, EssayBlock, Side
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.directives import linked
from briefwright.sphinx_ext.domain import debate
from briefwright.words import Words, filled

ADDED_TITLE = "bw-added-title"
"""The class of a title that is not the essay's own text."""
# A heading inside a quotation or a list is a rubric.
_BLOCKS = (
    docutils_nodes.title,
    docutils_nodes.rubric,
    docutils_nodes.paragraph,
    docutils_nodes.literal_block,
)


class ShowPassages(SphinxTransform):
    """Wrap what cards quote in ``passage`` nodes, and name the cards where their passages begin.

    The citation of the essay stands below its title. A ``passage_mark`` with a number stands where a passage begins; the ``passage_notes`` below the
    paragraph link each number to its card.
    """

    default_priority = 880

    def apply(self, **_: object) -> None:
        """Mark the passages, if the document is the page of an essay."""
        library = debate(self.env).library
        essay = library.essays.get(essay_source(self.env.docname))
        if essay is None:
            return
        cards = [c for c in library.cards.values() if c.source == essay.source and c.passage]
        cards.sort(key=lambda card: card.passage.start if card.passage else 0)
        title = next(self.document.findall(docutils_nodes.title), None)
        blocks = [b for b in self.document.findall(_is_block) if b.astext()]
        self.count = 0
        for node, block in zip(blocks, essay.blocks, strict=False):
            self._show(node, block, cards)
        if title:
            title.parent.insert(title.parent.index(title) + 1, self._cite(essay.citation))

    def _cite(self, citation: Citation) -> nodes.essay_cite:
        cite = nodes.essay_cite(classes=["bw-cite", "bw-essay-cite"])
        cite += linked(full_cite(citation, debate(self.env).words), citation.url)
        cite.source = str(self.env.doc2path(self.env.docname))
        cite.line = 1
        return cite

    def _show(self, node: docutils_nodes.Node, block: EssayBlock, cards: list[Card]) -> None:
        """Mark the passages in *node*, which shows *block*."""
        start, end = block.start, block.end
        here = [c for c in cards if c.passage and c.passage.start < end and c.passage.end > start]
        starting = _starting(here, block)
        numbers = {card.name: self.count + n for n, card in enumerate(starting, start=1)}
        self.count += len(starting)
        # Titles are copied into tables of contents, so they stay as they are.
        is_title = isinstance(node, docutils_nodes.title)
        assert isinstance(node, docutils_nodes.Element)  # noqa: S101 - tells the type only
        if is_title:
            node["cards"] = [card.name for card in here]
        elif here:
            _split(node, start, here, {c.name: _sign(c, numbers[c.name]) for c in starting})
        if starting:
            label = debate(self.env).words.cards_begin
            notes = nodes.passage_notes(classes=["bw-passage-notes"], label=label)
            notes += [self._note(card, numbers[card.name], anchor=is_title) for card in starting]
            node.parent.insert(node.parent.index(node) + 1, notes)
        for card in starting:
            debate(self.env).note_passage(card.name, self.env.docname)

    def _note(self, card: Card, number: int, *, anchor: bool) -> docutils_nodes.paragraph:
        note = docutils_nodes.paragraph(
            card=card.name, classes=["bw-passage-note", f"bw-{card.side.value}"]
        )
        if anchor:
            note["ids"].append(f"passage-{card.name}")
        link = addnodes.pending_xref(
            "",
            refdomain="debate",
            reftype="card",
            reftarget=card.name,
            refdoc=self.env.docname,
            refexplicit=True,
            refwarn=True,
        )
        link += docutils_nodes.inline("", card.tag)
        called = side_name(card.side, debate(self.env).words)
        side = docutils_nodes.strong("", called, classes=["bw-passage-side"])
        note += [docutils_nodes.Text(f"{number} "), side, docutils_nodes.Text(" "), link]
        link.source = note.source = str(self.env.doc2path(self.env.docname))
        link.line = note.line = 1
        return note


def _starting(cards: list[Card], block: EssayBlock) -> list[Card]:
    return [c for c in cards if c.passage and block.start <= c.passage.start < block.end]


def show(node: docutils_nodes.Element, block: EssayBlock, cards: list[Card]) -> None:
    """Mark the passages in *node*, which shows *block*, and name the cards behind it.

    As a page has it, but without numbers and links.
    """
    here = [
        c
        for c in cards
        if c.passage and c.passage.start < block.end and c.passage.end > block.start
    ]
    starting = _starting(here, block)
    if here:
        _split(node, block.start, here, {card.name: _sign(card, 0) for card in starting})
    if starting:
        notes = nodes.passage_notes()
        notes += [docutils_nodes.paragraph(card=card.name) for card in starting]
        node.parent.insert(node.parent.index(node) + 1, notes)


def side_name(side: Side, words: Words) -> str:
    """Return what a page that belongs to no brief calls *side*."""
    pro, con = words.side_pro, words.side_con
    both = filled(words.side_both, pro=pro, con=con)
    return {Side.PRO: pro, Side.CON: con}.get(side, both)


def _is_block(node: docutils_nodes.Node) -> bool:
    return isinstance(node, _BLOCKS) and ADDED_TITLE not in node["classes"]


def _sign(card: Card, number: int) -> nodes.passage_mark:
    return nodes.passage_mark(
        "",
        str(number),
        name=card.name,
        side=card.side.value,
        ids=[f"passage-{card.name}"],
        classes=["bw-passage-sign", f"bw-{card.side.value}"],
    )


def essay_source(docname: str) -> str:
    """Return the source whose essay page *docname* is, or an empty string."""
    parts = docname.split("/")
    return parts[1] if len(parts) == 3 and parts[0] == "source" and parts[2] == "essay" else ""


def _split(
    node: docutils_nodes.Node,
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
        covering = [
            c for c in cards if c.passage and c.passage.start <= first and last <= c.passage.end
        ]
        if covering:
            yield nodes.passage(
                "", "", piece, cards=[card.name for card in covering], classes=["bw-passage"]
            )
        else:
            yield piece
