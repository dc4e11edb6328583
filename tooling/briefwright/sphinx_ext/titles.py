"""Pages of sources that do not begin with a heading get one: the title of the work."""

from docutils import nodes as docutils_nodes
from sphinx.transforms import SphinxTransform

from briefwright.sphinx_ext.domain import debate
from briefwright.sphinx_ext.passages import ADDED_TITLE
from briefwright.words import filled


class AddTitle(SphinxTransform):
    """Put the whole of a page without a first heading into a section with a title."""

    default_priority = 870

    def apply(self, **_: object) -> None:
        """Add the title, if the document is of a source and has none."""
        children = [c for c in self.document.children if not isinstance(c, docutils_nodes.comment)]
        if not self.env.docname.startswith("source/") or not children:
            return
        if isinstance(children[0], docutils_nodes.section):
            return
        title = docutils_nodes.title("", self._title(), classes=[ADDED_TITLE])
        section = docutils_nodes.section("", title, *self.document.children)
        section["names"].append(docutils_nodes.fully_normalize_name(title.astext()))
        self.document.children = []
        self.document.note_implicit_target(section, section)
        self.document += section

    def _title(self) -> str:
        source, _, page = self.env.docname.removeprefix("source/").partition("/")
        library = debate(self.env).library
        essay = library.essays.get(source)
        if essay is None:
            return source
        if page == "essay":
            return essay.citation.title
        words = debate(self.env).words
        return filled(words.cards_from, source=library.short_cites[source])
