"""``sources``: the texts of the sources, with what is quoted marked in them."""

from collections.abc import Iterable, Iterator

from docutils import nodes as docutils_nodes
from docutils.nodes import Element, Node

from briefwright.citation import full_cite
from briefwright.model import Brief
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.directives import linked
from briefwright.sphinx_ext.editions.arrangement import arrange
from briefwright.sphinx_ext.editions.evidence import Cards, numbers
from briefwright.sphinx_ext.editions.material import Leaf, Material, Recipe
from briefwright.sphinx_ext.editions.writing import leaf, remark, section
from briefwright.sphinx_ext.passages import show


def needs(brief: Brief) -> tuple[str, ...]:
    """Return the documents that the texts of *brief*'s sources are in."""
    return tuple(page(work.source) for work in brief.works if work.source)


def page(source: str) -> str:
    """Return the document with the text of a source."""
    return f"source/{source}/essay"


def make(material: Material) -> list[Leaf]:
    """Return the texts in the order in which they are first quoted, then what has no text."""
    cards = Cards(material)
    names = dict.fromkeys(p.name for chapter in arrange(material) for p in chapter.group.places())
    found = {name: card for name in names if (card := cards.find(name)) is not None}
    if not found:
        return remark(material, material.words.edition_no_cards)
    known = numbers(material)
    sources = dict.fromkeys(card["source"] for card in found.values() if card["verified"])
    made = []
    for source in sources:
        own = {name: card for name, card in found.items() if card["source"] == source}
        document = material.further.get(page(source))
        if document is None:
            document = _plain(material, source)
        children = _Marker(own, known).marked(document)
        made.append(leaf(material, page(source), children))
    unstored = [card for card in found.values() if not card["verified"]]
    if unstored:
        made.append(_unstored(unstored, material, known))
    return made


class _Marker:
    """Marks what some cards quote in the document of a source."""

    def __init__(self, cards: "dict[str, nodes.card]", known: dict[str, str]) -> None:
        self._cards = cards
        self._known = known

    def marked(self, document: docutils_nodes.document) -> list[Node]:
        """Return the children of *document* with the passages of the cards, and no others."""
        copy = document.deepcopy()
        self._name(copy)
        self._close(copy)
        run: Element
        for run in [*copy.findall(nodes.passage)]:
            own = [name for name in run["cards"] if name in self._cards]
            content = run.children
            if own:
                mark = nodes.quoted("", "", *content, depth=len(own))
                run.parent.replace(run, mark)
            else:
                run.parent.replace(run, content)
        for title in [*copy.findall(docutils_nodes.title)]:
            quoting = self._cards.keys() & title.get("cards", [])
            if quoting:
                title.children = [nodes.quoted("", "", *title.children, depth=len(quoting))]
        for sign in [*copy.findall(nodes.passage_mark)]:
            name = sign["name"]
            known = [self._sign(name, ends=False)] if name in self._cards else []
            sign.parent.replace(sign, known)
        for notes in [*copy.findall(nodes.passage_notes)]:
            notes.parent.replace(notes, [*self._notes(notes)])
        return copy.children

    def _name(self, copy: docutils_nodes.document) -> None:
        """Put what the work is called in the cards before its title."""
        title = next(iter(copy.findall(docutils_nodes.title)), None)
        short = next((card["short_cite"] for card in self._cards.values()), "")
        if title is not None and short:
            title.insert(0, docutils_nodes.Text(f"{short}: "))

    def _close(self, copy: docutils_nodes.document) -> None:
        """Put the sign of its end behind each passage."""
        runs = [*copy.findall(nodes.passage)]
        last: dict[str, Element] = {name: run for run in runs for name in run["cards"]}
        behind: dict[int, tuple[Element, list[str]]] = {}
        for name, run in last.items():
            if name in self._cards:
                behind.setdefault(id(run), (run, []))[1].append(name)
        for run, names in behind.values():
            at = run.parent.index(run) + 1
            run.parent.insert(at, [self._sign(name, ends=True) for name in names])

    def _sign(self, name: str, *, ends: bool) -> nodes.quoted_mark:
        return nodes.quoted_mark("", self._known.get(name, ""), ends=ends)

    def _notes(self, notes: Element) -> Iterator[Node]:
        """Yield a line for each of our cards that begins above."""
        names = [name for note in notes.findall(docutils_nodes.paragraph) for name in _named(note)]
        yield from (note_of(self._cards[n], self._known) for n in names if n in self._cards)


def _named(note: Element) -> Iterator[str]:
    """Yield the name of the card that a note is about."""
    name = note.get("card")
    if name:
        yield name


def note_of(card: nodes.card, known: dict[str, str]) -> nodes.quoted_note:
    """Return the line that names *card*."""
    return nodes.quoted_note("", card["tag"], number=known.get(card["name"], ""))


def _plain(material: Material, source: str) -> docutils_nodes.document:
    """Return the plain text of a source whose page is not among the documents of the project."""
    essay = material.library.essays[source]
    cards = [card for card in material.library.cards.values() if card.source == source]
    paragraphs = [
        docutils_nodes.paragraph("", essay.text[block.start : block.end]) for block in essay.blocks
    ]
    cite = docutils_nodes.paragraph()
    cite += linked(full_cite(essay.citation, material.words), essay.citation.url)
    document = material.documents[material.docname].copy()
    document += section(essay.citation.title or source, cite, *paragraphs)
    for paragraph, block in zip(paragraphs, essay.blocks, strict=True):
        show(paragraph, block, cards)
    return document


def _unstored(cards: Iterable[nodes.card], material: Material, known: dict[str, str]) -> Leaf:
    """Return the cards without a stored source, with their citations."""
    parts: list[Node] = [docutils_nodes.paragraph("", material.words.unverified)]
    for card in cards:
        parts.append(note_of(card, known))
        for cite in card.findall(nodes.card_cite):
            paragraph = docutils_nodes.paragraph()
            paragraph += [node.deepcopy() for node in cite.children]
            parts.append(docutils_nodes.block_quote("", paragraph))
    title = material.words.edition_unstored
    return leaf(material, material.docname, [section(title, *parts)])


RECIPE = Recipe(make=make, needs=needs, options={"contents": "sections", "indexes": ["none"]})
