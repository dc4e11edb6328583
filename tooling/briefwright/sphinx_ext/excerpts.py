"""Take sections out of documents, by what their headings say. Pure: doctrees in, doctrees out."""

from collections.abc import Iterator

from docutils import nodes
from docutils.nodes import Element

from briefwright.sphinx_ext.nodes import marks
from briefwright.text import fold_heading


def headings(document: nodes.document) -> Iterator[str]:
    """Yield what the headings of *document* say."""
    for section in document.findall(nodes.section):
        yield _title(section)


def names_of(heading: str) -> Iterator[str]:
    """Yield what a section may be called: its heading, and what is before or behind its colon."""
    yield heading
    before, colon, behind = heading.partition(":")
    if colon:
        yield from filter(None, (before.strip(), behind.strip()))


def is_called(heading: str, name: str) -> bool:
    """Tell whether *name* is one of the names of the section with *heading*."""
    return fold_heading(name) in map(fold_heading, names_of(heading))


def excerpt(document: nodes.document, name: str) -> nodes.document | None:
    """Return *document* with only the sections called *name*, or None if it has none.

    They stay below the headings that they are below, and the legend stays where it is.
    """
    made = document.copy()
    made += [kept for section in _sections(document) if (kept := _kept(section, name))]
    return made if made.children else None


def _kept(section: Element, name: str) -> Element | None:
    if is_called(_title(section), name):
        return section.deepcopy()
    below = [kept for each in _sections(section) if (kept := _kept(each, name))]
    if not below:
        return None
    made = section.copy()
    made += [node.deepcopy() for node in section.children if isinstance(node, nodes.title | marks)]
    made += below
    return made


def _sections(parent: Element) -> Iterator[Element]:
    return (node for node in parent.children if isinstance(node, nodes.section))


def _title(section: Element) -> str:
    found = next((node for node in section.children if isinstance(node, nodes.title)), None)
    return "" if found is None else found.astext()
