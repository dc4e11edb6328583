"""The HTML builder with a search index that is the same whatever was built before.

A process that builds again and again keeps what is slow to find out: the stems of words, and the
code of the theme's templates.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from types import CodeType
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

_stems: dict[tuple[type, str], str] = {}
_codes: dict[tuple[str, str], CodeType] = {}
_MOST_STEMS = 500_000


class SearchableBuilder(StandaloneHTMLBuilder):
    """Sphinx's own builder, mended.

    When only some pages are written again, Sphinx reads the index that it wrote before, and keeps
    words that stand nowhere any more.
    """

    def init_templates(self) -> None:
        """Let templates that were compiled before be taken as they are."""
        super().init_templates()
        environment = getattr(self.templates, "environment", None)
        if environment is not None and environment.bytecode_cache is None:
            environment.bytecode_cache = _Codes()

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Let words whose stem was found before keep it."""
        super().prepare_writing(docnames)
        if self.indexer is not None:
            language: Any = self.indexer.lang
            language.stem = _remembering(type(language), language.stem)

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


class _Codes(BytecodeCache):
    """Keeps the code of templates in memory, by name and content."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code, if it is known."""
        bucket.code = _codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        if bucket.code is not None:
            _codes[bucket.key, bucket.checksum] = bucket.code


def _remembering(language: type, stem: Callable[[str], str]) -> Callable[[str], str]:
    """Return *stem*, which does not think of the same word twice."""

    def quick(word: str) -> str:
        found = _stems.get((language, word))
        if found is None:
            found = stem(word)
            if len(_stems) < _MOST_STEMS:
                _stems[language, word] = found
        return found

    return quick


def setup(app: Sphinx) -> None:
    """Take the place of Sphinx's own builder, whoever starts it."""
    app.add_builder(SearchableBuilder, override=True)
