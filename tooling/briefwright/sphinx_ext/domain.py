"""The Sphinx domain ``debate``: where cards, passages and briefs stand, and links to them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from docutils import nodes as docutils_nodes
from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import RoleFunction

from briefwright.model import Brief, Library
from briefwright.sphinx_ext import nodes
from briefwright.templating.packs import Pack
from briefwright.words import ENGLISH, Words


class Standing(NamedTuple):
    """Where a card stands in a document."""

    node_id: str
    tag: str


class DebateDomain(Domain):
    """Cards, the passages that they quote, and briefs."""

    name = "debate"
    label = "Debate"
    object_types: ClassVar[dict[str, ObjType]] = {
        "card": ObjType("card", "card"),
        "brief": ObjType("brief", "brief"),
    }
    roles: ClassVar[dict[str, RoleFunction | XRefRole]] = {
        "card": XRefRole(warn_dangling=True, innernodeclass=docutils_nodes.inline),
        "brief": XRefRole(warn_dangling=True, innernodeclass=docutils_nodes.inline),
    }
    initial_data: ClassVar[dict[str, Any]] = {
        "cards": {},  # name -> {docname: Standing}
        "passages": {},  # name -> docname
        "briefs": {},  # slug -> (docname, title)
        "references": {},  # docname -> the (type, name) that it refers to
        "resolved": {},  # docname -> digest of what they led to when it was last written
        "fingerprints": {},  # source -> digest of what its pages show
        "words": {},  # docname -> digest of the fixed words that it was read with
        "sheet": "",  # digest of the style sheet of the pages
    }
    data_version = 2

    library: Library = Library()
    """Set before documents are read; not part of the stored data."""
    overviews: Mapping[str, Brief] = MappingProxyType({})
    """The briefs by the documents that introduce them; set likewise."""
    speeches: frozenset[str] = frozenset()
    """The documents of speeches, whose cards are at home in others; set likewise."""
    words: Words = ENGLISH
    """The fixed words of pages that belong to no brief; set likewise."""
    brief_words: Mapping[str, Words] = MappingProxyType({})
    """Those of the pages of each brief, by its slug; set likewise."""
    languages: Mapping[str, str] = MappingProxyType({})
    """The language of each brief, by its slug; set likewise."""
    sheet: str = ""
    """Digest of the style sheet that the pages are to have; set likewise."""
    packs: Mapping[str, Pack] = MappingProxyType({})
    """The pack of each brief, by its slug; set likewise."""

    def words_of(self, docname: str) -> Words:
        """Return the fixed words of a document: those of its brief, or of the project."""
        return self.brief_words.get(slug_of(docname), self.words)

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: A002
        """Return what the search calls a card or a brief."""
        words = {"card": self.words.kind_card, "brief": self.words.kind_brief}
        return words[type.lname]

    def note_card(self, card: nodes.card, docname: str) -> None:
        """Note where *card* stands; of several prints in a document the first counts."""
        standing = Standing(card["ids"][0], card["tag"])
        self.data["cards"].setdefault(card["name"], {}).setdefault(docname, standing)

    def note_passage(self, name: str, docname: str) -> None:
        """Note that the essay page *docname* shows the passage of the card *name*."""
        self.data["passages"][name] = docname

    def clear_doc(self, docname: str) -> None:
        """Forget what stood in *docname*."""
        cards = self.data["cards"]
        for name in [name for name, standings in cards.items() if docname in standings]:
            del cards[name][docname]
            if not cards[name]:
                del cards[name]
        for name in [name for name, doc in self.data["passages"].items() if doc == docname]:
            del self.data["passages"][name]
        for slug in [slug for slug, (doc, _) in self.data["briefs"].items() if doc == docname]:
            del self.data["briefs"][slug]
        self.data["references"].pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for name, standings in otherdata["cards"].items():
            here = {doc: standing for doc, standing in standings.items() if doc in docnames}
            if here:
                self.data["cards"].setdefault(name, {}).update(here)
        for name, docname in otherdata["passages"].items():
            if docname in docnames:
                self.data["passages"][name] = docname
        for slug, (docname, title) in otherdata["briefs"].items():
            if docname in docnames:
                self.data["briefs"][slug] = (docname, title)
        for docname in docnames & otherdata["references"].keys():
            self.data["references"][docname] = otherdata["references"][docname]

    def process_doc(
        self, env: BuildEnvironment, docname: str, document: docutils_nodes.document
    ) -> None:
        """Note what *document* refers to, so that it is written again when that moves."""
        if docname in self.overviews:
            brief = self.overviews[docname]
            self.data["briefs"][brief.slug] = (docname, brief.title)
        found = {
            (node["reftype"], node["reftarget"])
            for node in document.findall(pending_xref)
            if node.get("refdomain") == self.name
        }
        if found:
            self.data["references"][docname] = sorted(found)

    def resolve_xref(  # noqa: PLR0913, PLR0917 - Sphinx's signature
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> docutils_nodes.reference | None:
        """Return a link to a card, to its passage, or to a brief."""
        found = self._find(typ, target, fromdocname)
        if found is None:
            return None
        docname, node_id, title = found
        if not node.get("refexplicit"):
            contnode = docutils_nodes.inline("", title, classes=contnode.get("classes", []))
        return make_refnode(builder, fromdocname, docname, node_id, contnode, title)

    def resolve_any_xref(  # noqa: PLR0913, PLR0917 - Sphinx's signature
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, docutils_nodes.reference]]:
        """Return what a link of any kind to *target* could lead to."""
        links = []
        for typ in self.object_types:
            link = self.resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
            if link is not None:
                links.append((f"{self.name}:{typ}", link))
        return links

    def _find(self, typ: str, target: str, fromdocname: str) -> tuple[str, str, str] | None:
        """Return the document, the id in it and the title of what a link leads to."""
        if typ == "brief":
            brief = self.data["briefs"].get(target)
            return (brief[0], "", brief[1]) if brief else None
        if typ == "context":
            docname = self.data["passages"].get(target) or self._unread(target, "essay")
            return (docname, f"passage-{target}", "") if docname else None
        standings = self.data["cards"].get(target)
        if not standings:
            docname = self._unread(target, "cards")
            node_id = f"card-{docutils_nodes.make_id(target)}"
            return (docname, node_id, self.library.cards[target].tag) if docname else None
        homes = [name for name in standings if name not in self.speeches or name == fromdocname]
        docname = nearest(fromdocname, homes or standings)
        return docname, standings[docname].node_id, standings[docname].tag

    def _unread(self, card: str, page: str) -> str:
        """Return the page of the source of *card*, if there is one that was not read, or ""."""
        known = self.library.cards.get(card)
        docname = f"source/{known.source}/{page}" if known else ""
        env = self.env
        return docname if docname in env.found_docs and docname not in env.all_docs else ""

    def moved(self) -> Iterator[str]:
        """Yield the documents whose links lead elsewhere than when they were last written."""
        resolved = self.data["resolved"]
        for docname, references in self.data["references"].items():
            found = [self._find(typ, target, docname) for typ, target in references]
            digest = hashlib.sha256(repr(found).encode()).hexdigest()
            if resolved.get(docname) != digest:
                yield docname
            resolved[docname] = digest
        for docname in resolved.keys() - self.data["references"].keys():
            del resolved[docname]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield each card once, at home in its source, and each brief."""
        for name, standings in self.data["cards"].items():
            docname = nearest("source/", standings)
            node_id, tag = standings[docname]
            yield name, tag, "card", docname, node_id, 1
        for slug, (docname, title) in self.data["briefs"].items():
            yield slug, title, "brief", docname, "", 0

    def get_full_qualified_name(self, node: Element) -> str | None:
        """Return the name by which *node* refers to something."""
        target = node.get("reftarget")
        return str(target) if target else None


def debate(env: BuildEnvironment) -> DebateDomain:
    """Return the domain of *env*."""
    domain = env.get_domain(DebateDomain.name)
    assert isinstance(domain, DebateDomain)  # noqa: S101 - tells the type only
    return domain


def slug_of(docname: str) -> str:
    """Return the slug of the brief that *docname* is a document of, or an empty string."""
    folder, _, rest = docname.partition("/")
    slug, _, name = rest.partition("/")
    return slug if folder == "briefs" and name else ""


def nearest(fromdocname: str, docnames: Iterable[str]) -> str:
    """Return the document to link to: the same, one of the same folder, the source, any."""
    folder = fromdocname.rpartition("/")[0]

    def distance(docname: str) -> tuple[bool, bool, bool, str]:
        here = docname.rpartition("/")[0]
        return docname != fromdocname, here != folder, not docname.startswith("source/"), docname

    return min(docnames, key=distance)
