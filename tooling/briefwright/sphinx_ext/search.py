"""The HTML builder with a search index that is the same whatever was built before."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search import js_index


class SearchableBuilder(StandaloneHTMLBuilder):
    """Sphinx's own builder, mended.

    When only some pages are written again, Sphinx reads the index that it wrote before, forgets
    the index entries of all other pages, and keeps words that stand nowhere any more.
    """

    def load_indexer(self, docnames: AbstractSet[str]) -> None:
        """Read the index of the pages that are not in *docnames*."""
        super().load_indexer(docnames)
        if self.indexer is None:
            return
        for mapping in (self.indexer._mapping, self.indexer._title_mapping):  # noqa: SLF001
            for word in [word for word, found in mapping.items() if not found]:
                del mapping[word]
        kept = self.env.all_docs.keys() - docnames
        self.indexer._index_entries.update(self._stored_entries(kept))  # noqa: SLF001

    def dump_search_index(self) -> None:
        """Write the index, with the pages in order."""
        if self.indexer is not None:
            entries = self.indexer._index_entries  # noqa: SLF001
            known = sorted(entries.keys() & self.env.all_docs.keys())
            self.indexer._index_entries = {name: entries[name] for name in known}  # noqa: SLF001
        super().dump_search_index()

    def _stored_entries(self, kept: Iterable[str]) -> dict[str, list[tuple[str, str, str]]]:
        """Return the index entries of the pages *kept*, as the index on the disk has them."""
        try:
            stored = js_index.loads((self.outdir / self.searchindex_filename).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        entries: dict[str, list[tuple[str, str, str]]] = {name: [] for name in kept}
        for entry, places in stored["indexentries"].items():
            for number, target, is_main in places:
                name = stored["docnames"][number]
                if name in entries:
                    entries[name].append((entry, target, "main" if is_main else ""))
        return entries
