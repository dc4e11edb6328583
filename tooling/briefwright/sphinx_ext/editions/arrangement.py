"""In which order and under which headings the cards of a PDF stand, whatever its template.

A template may print the cards of an argument below its heading, only name them there and print them
behind, or do without headings. What the brief calls a contention or a block is known by its anchor.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from docutils import nodes as docutils_nodes
from docutils.nodes import Element, Node

from briefwright.model import Block, Contention, SideBrief
from briefwright.sphinx_ext.editions.material import Material
from briefwright.sphinx_ext.nodes import card, card_ref
from briefwright.words import filled

Argument = Contention | Block


@dataclass(slots=True, kw_only=True, eq=False)
class Place:
    """Where a card stands, or is named."""

    name: str
    number: str
    """Within its section, if it has one."""
    node: Element | None = None
    """The card, or what names it; None if only the brief says that it belongs here."""

    @property
    def is_whole(self) -> bool:
        """Whether the card stands here in full."""
        return isinstance(self.node, card)


@dataclass(slots=True, kw_only=True, eq=False)
class Group:
    """A section with what stands in it, and nothing but cards and sections."""

    title: list[Node] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    node: Element | None = None
    """The section itself, if there is one."""
    argument: Argument | None = None
    """The contention or block that it is for."""
    children: "list[Group | Place]" = field(default_factory=list)

    def places(self) -> Iterator[Place]:
        """Yield every place in it, in order."""
        for child in self.children:
            if isinstance(child, Place):
                yield child
            else:
                yield from child.places()


@dataclass(slots=True, kw_only=True, eq=False)
class Chapter:
    """A document, arranged."""

    docname: str
    group: Group


def arrange(material: Material) -> list[Chapter]:
    """Return the documents that have cards, in order; without any, the brief's own arrangement."""
    known = _by_id(material)
    found = []
    for docname, document in material.documents.items():
        top = _top(document)
        if top is not None:
            group = _read(top, known)
            _settle(group, material)
            _prune(group)
            if group.children:
                found.append(Chapter(docname=docname, group=group))
    return found or list(from_brief(material))


def arguments(side: SideBrief) -> list[Argument]:
    """Return the contentions and blocks of *side*."""
    return [*side.contentions, *side.blocks]


def narrowed(
    sides: Iterable[SideBrief], documents: Iterable[docutils_nodes.document], slug: str
) -> Iterator[SideBrief]:
    """Yield *sides* of the brief *slug* with those arguments that have a section in *documents*."""
    shown = {
        i for own in documents for node in own.findall(docutils_nodes.section) for i in node["ids"]
    }
    for side in sides:
        contentions = tuple(each for each in side.contentions if _id(slug, each) in shown)
        blocks = tuple(each for each in side.blocks if _id(slug, each) in shown)
        yield replace(side, contentions=contentions, blocks=blocks)


def _by_id(material: Material) -> dict[str, Argument]:
    """Return the contentions and blocks of the brief by the ids of their sections."""
    brief = material.brief
    if brief is None:
        return {}
    listed = (argument for side in brief.sides for argument in arguments(side))
    return {_id(brief.slug, argument): argument for argument in listed}


def _id(slug: str, argument: Argument) -> str:
    return docutils_nodes.make_id(f"{slug}-{argument.anchor}")


def _top(document: docutils_nodes.document) -> Element | None:
    sections = [node for node in document.children if isinstance(node, docutils_nodes.section)]
    return sections[0] if len(sections) == 1 else document


def _read(section: Element, known: dict[str, Argument]) -> Group:
    group = Group(ids=list(section["ids"]), node=section)
    group.argument = next((known[i] for i in section["ids"] if i in known), None)
    for child in section.children:
        if isinstance(child, docutils_nodes.title):
            group.title = list(child.children)
        elif isinstance(child, docutils_nodes.section):
            group.children.append(_read(child, known))
        elif isinstance(child, Element):
            group.children += map(_place, child.findall(_is_place))
    return group


def _is_place(node: Node) -> bool:
    return isinstance(node, card | card_ref)


def _place(node: Node) -> Place:
    assert isinstance(node, Element)  # noqa: S101 - tells the type only
    return Place(name=node["name"], number=str(node.get("number", "")), node=node)


def _settle(group: Group, material: Material) -> None:
    """Bring each card under its argument, if the document has that; then nothing else counts."""
    held = {place.name for place in group.places()}
    groups = [found for found in _groups(group) if found.argument]
    if not groups:
        _join_heads(group, material)
        return
    taken: set[str] = set()
    for found in groups:
        assert found.argument  # noqa: S101 - tells the type only
        own = {entry.card.name: entry for entry in found.argument.entries}
        places = {place.name: place for place in reversed(list(found.places()))}
        here = [place for place in found.places() if places[place.name] is place]
        found.children = [place for place in here if place.name in own]
        if not found.children:
            found.children = [
                Place(name=name, number=str(entry.number))
                for name, entry in own.items()
                if name in held or not held
            ]
            taken |= {place.name for place in found.places()}
    _drop(group, taken)


def _groups(group: Group) -> Iterator[Group]:
    yield group
    for child in group.children:
        if isinstance(child, Group):
            yield from _groups(child)


def _drop(group: Group, taken: set[str]) -> None:
    """Leave out, besides the arguments, what only names a card, and cards that they have."""
    if group.argument:
        return
    for child in group.children:
        if isinstance(child, Group):
            _drop(child, taken)
    group.children = [
        child
        for child in group.children
        if isinstance(child, Group) or (child.is_whole and child.name not in taken)
    ]


def _join_heads(group: Group, material: Material) -> None:
    """Have a card stand for the section that is only its head."""
    entries = material.brief.entries if material.brief else ()
    numbers = {entry.card.name: str(entry.number) for entry in entries}
    for at, child in enumerate(group.children):
        if isinstance(child, Place):
            continue
        _join_heads(child, material)
        (first, *others) = [*child.children, None]
        if isinstance(first, Place) and others == [None] and _is_bare(first):
            first.number = numbers.get(first.name, "")
            group.children[at] = first


def _is_bare(place: Place) -> bool:
    return place.node is not None and bool(place.node.get("bare"))


def _prune(group: Group) -> None:
    """Leave out sections without any card."""
    for child in group.children:
        if isinstance(child, Group):
            _prune(child)
    group.children = [c for c in group.children if isinstance(c, Place) or c.children]


def from_brief(material: Material) -> Iterator[Chapter]:
    """Yield what the brief itself says of its sides."""
    for side in material.sides:
        group = Group(title=[docutils_nodes.Text(side.name)])
        for argument in arguments(side):
            key = "block" if isinstance(argument, Block) else "contention"
            form = material.wording.get(key, "{heading}")
            title = filled(form, number=str(argument.number), heading=argument.heading)
            places = [Place(name=e.card.name, number=str(e.number)) for e in argument.entries]
            children: list[Group | Place] = [*places]
            if children:
                text = docutils_nodes.Text(title)
                group.children.append(Group(title=[text], argument=argument, children=children))
        if group.children:
            yield Chapter(docname=material.docname, group=group)
