"""New documents for an edition."""

from collections.abc import Callable, Iterable

from docutils import nodes as docutils_nodes
from docutils.nodes import Node

from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.editions.arrangement import Chapter, Group, Place
from briefwright.sphinx_ext.editions.material import Leaf, Material

Draw = Callable[[Place], Iterable[Node]]


def written(material: Material, chapters: Iterable[Chapter], draw: Draw) -> list[Leaf]:
    """Return *chapters* as documents, with what *draw* makes of each place."""
    return [leaf(material, c.docname, [_section(c.group, draw)]) for c in chapters]


def leaf(material: Material, docname: str, children: Iterable[Node]) -> Leaf:
    """Return a document of *children*, otherwise like *docname*."""
    like = material.further.get(docname) or material.documents.get(docname)
    document = (like or material.documents[material.docname]).copy()
    document += list(children)
    return Leaf(docname=docname, document=document)


def remark(material: Material, text: str) -> list[Leaf]:
    """Return a document that only says *text*: of a PDF that would be empty otherwise."""
    title = material.brief.title if material.brief else ""
    return [leaf(material, material.docname, [section(title, docutils_nodes.paragraph("", text))])]


def legend(material: Material) -> nodes.marks | None:
    """Return what explains the marks of a card, if the documents have that."""
    found = (node for d in material.documents.values() for node in d.findall(nodes.marks))
    return next(found, None)


def section(title: str | list[Node], *children: Node, ids: Iterable[str] = ()) -> Node:
    """Return a section."""
    node = docutils_nodes.section(ids=list(ids))
    heading = docutils_nodes.title()
    heading += [docutils_nodes.Text(title)] if isinstance(title, str) else title
    node += [heading, *children]
    return node


def _section(group: Group, draw: Draw) -> Node:
    children: list[Node] = []
    for child in group.children:
        children += draw(child) if isinstance(child, Place) else [_section(child, draw)]
    return section([node.deepcopy() for node in group.title], *children, ids=group.ids)
