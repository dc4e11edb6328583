"""``cites``: the works cited, and what is quoted from each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from docutils import nodes as docutils_nodes
from docutils.nodes import Node

from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.editions.arrangement import Chapter, Group, Place, arrange
from briefwright.sphinx_ext.editions.evidence import Cards, numbers, runs
from briefwright.sphinx_ext.editions.material import Leaf, Material, Recipe
from briefwright.sphinx_ext.editions.writing import leaf, remark, section
from briefwright.sphinx_ext.mains import short_title
from briefwright.words import filled

_ENDS = 12
"""Words of a passage at either end."""
_SHORT = 3 * _ENDS
"""A passage of no more words is quoted whole."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Work:
    """A work, and the cards from it with the headings under which they stand."""

    card: nodes.card
    """The first of them, for its citation."""
    cards: dict[str, nodes.card] = field(default_factory=dict)
    headings: dict[str, list[str]] = field(default_factory=dict)


def make(material: Material) -> list[Leaf]:
    """Return a section for each work, in the order of the alphabet."""
    cards = Cards(material, complete=True)
    works: dict[tuple[str, str], _Work] = {}
    chapters = arrange(material)
    whole = material.brief.title if material.brief else ""
    for chapter in chapters:
        for place, heading in _headed(chapter, whole if len(chapters) > 1 else None):
            card = cards.find(place.name)
            if card is not None:
                work = works.setdefault(_key(card), _Work(card=card))
                work.cards[place.name] = card
                if heading and heading not in work.headings.setdefault(place.name, []):
                    work.headings[place.name].append(heading)
    if not works:
        return remark(material, material.words.edition_no_cards)
    known = numbers(material)
    ordered = sorted(works.values(), key=lambda work: work.card["short_cite"].casefold())
    parts = [_section(work, number, material, known) for number, work in enumerate(ordered, 1)]
    title = material.words.edition_works
    return [leaf(material, material.docname, [section(title, *parts)])]


def _key(card: nodes.card) -> tuple[str, str]:
    cite = next(iter(card.findall(nodes.card_cite)), None)
    return (card["source"], "") if card["verified"] else ("", cite.astext() if cite else "")


def _headed(chapter: Chapter, whole: str | None) -> Iterator[tuple[Place, str]]:
    """Yield each place with the title of its section.

    Where there are several documents that of its own stands before it, without the *whole* title.
    """
    top = "".join(node.astext() for node in chapter.group.title)
    yield from _under(chapter.group, "" if whole is None else short_title(top, whole), "")


def _under(group: Group, top: str, title: str) -> Iterator[tuple[Place, str]]:
    for child in group.children:
        if isinstance(child, Place):
            yield child, " – ".join(filter(None, (top, title)))
        else:
            yield from _under(child, top, "".join(node.astext() for node in child.title))


def _section(work: _Work, number: int, material: Material, known: dict[str, str]) -> Node:
    cards = sorted(work.cards.items(), key=lambda item: _order(item[0], material, known))
    parts: list[Node] = [_cite(work.card)]
    for name, card in cards:
        node = nodes.cited("", number=known.get(name, ""))
        node += nodes.card_tag("", card["tag"])
        node += docutils_nodes.paragraph("", _quotation(card, material))
        if standing := "; ".join(work.headings.get(name, ())):
            node += docutils_nodes.paragraph("", standing)
        parts.append(node)
    return section(work.card["short_cite"], *parts, ids=[f"work-{number}"])


def _cite(card: nodes.card) -> docutils_nodes.paragraph:
    """Return the full citation of the work that *card* is from."""
    cite = docutils_nodes.paragraph()
    for found in card.findall(nodes.card_cite):
        known = [node for node in found.children if not isinstance(node, nodes.card_short_cite)]
        cite += [node.deepcopy() for node in known if node.astext().strip() or cite.children]
    return cite


def _order(name: str, material: Material, known: dict[str, str]) -> tuple[int, int]:
    """Return what puts cards of a work into the order of its text."""
    card = material.library.cards.get(name)
    number = known.get(name, "")
    start = card.passage.start if card and card.passage else -1
    return start, int(number) if number.isdecimal() else 0


def _quotation(card: nodes.card, material: Material) -> str:
    """Return the first and the last words of what *card* quotes, or all of a few."""
    words = _words("".join(text for text, _ in spans) for spans in runs(card))
    if len(words) <= _SHORT:
        return f"“{' '.join(words)}”"
    gap = filled(material.words.edition_left_out, n=str(len(words) - 2 * _ENDS))
    return f"“{' '.join(words[:_ENDS])}” {gap} “{' '.join(words[-_ENDS:])}”"


def _words(paragraphs: Iterable[str]) -> list[str]:
    return [word for paragraph in paragraphs for word in paragraph.split()]


RECIPE = Recipe(make=make, options={"contents": "none", "indexes": ["none"]})
