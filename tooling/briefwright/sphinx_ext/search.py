"""The HTML builder with a search index that is the same whatever was built before."""

from collections.abc import Set as AbstractSet

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder


class SearchableBuilder(StandaloneHTMLBuilder):
    """Sphinx's own builder, mended.

    When only some pages are written again, Sphinx reads the index that it wrote before, and keeps
    words that stand nowhere any more.
    """

    def load_indexer(self, docnames: AbstractSet[str]) -> None:
        """Read the index of the pages that are not in *docnames*."""
        super().load_indexer(docnames)
        if self.indexer is None:
            return
        for mapping in (self.indexer._mapping, self.indexer._title_mapping):  # noqa: SLF001
            for word in [word for word, found in mapping.items() if not found]:
                del mapping[word]

    def dump_search_index(self) -> None:
        """Write the index without the entries of the general one.

        A card has one for its source and each of its topics: a search would show its page so many
        times, each time by nothing but the title of the page.
        """
        if self.indexer is not None:
            self.indexer._index_entries = {}  # noqa: SLF001
        super().dump_search_index()


def setup(app: Sphinx) -> None:
    """Take the place of Sphinx's own builder, whoever starts it."""
    app.add_builder(SearchableBuilder, override=True)
