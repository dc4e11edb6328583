"""Make the documents of editions, and stage them apart from those that they are made from."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from briefwright.files import write_atomic
from briefwright.model import Brief, Edition
from briefwright.sphinx_ext.domain import DebateDomain, slug_of
from briefwright.sphinx_ext.editions.arrangement import narrowed
from briefwright.sphinx_ext.editions.material import Leaf, Material
from briefwright.sphinx_ext.editions.registry import RECIPES
from briefwright.sphinx_ext.excerpts import excerpt, headings
from briefwright.sphinx_ext.mains import Part
from briefwright.sphinx_ext.printjob import PrintJob

if TYPE_CHECKING:
    from briefwright.sphinx_ext.typst import TypstBuilder

Write = Callable[[str, nodes.document, str], None]
"""Writes a document, under the name that it has in links and the one that it is staged as."""


class Desk:
    """Makes the documents of one build; each that they are made from is read once.

    Those of one brief are kept until the next one's turn.
    """

    def __init__(self, builder: "TypstBuilder", staging: Path, key: str, write: Write) -> None:
        self._builder = builder
        self._records = staging / "editions"
        self._key = key
        self._write = write
        self._documents: dict[str, nodes.document] = {}
        self._slug = ""

    def parts(self, job: PrintJob, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Return the documents to print for *job*, which is made of *parts*."""
        key = self._digest(job, parts)
        record = self._records / f"{job.name}.json"
        with suppress(OSError, ValueError, KeyError, TypeError):
            known = json.loads(record.read_text("utf-8"))
            if known["key"] == key:
                return tuple(Part(**part) for part in known["parts"])
        made = [*self._make(job, parts)]
        levels = {part.docname: part.level for part in parts}
        staged = tuple(
            Part(
                docname=leaf.docname,
                level=levels.get(leaf.docname, job.level),
                sheet=f"{leaf.docname}@{job.name}.{number}",
            )
            for number, leaf in enumerate(made)
        )
        for leaf, part in zip(made, staged, strict=True):
            self._write(leaf.docname, leaf.document, part.staged)
        listed = [{"docname": p.docname, "level": p.level, "sheet": p.sheet} for p in staged]
        write_atomic(record, json.dumps({"key": key, "parts": listed}))
        return staged

    def _make(self, job: PrintJob, parts: Sequence[Part]) -> Sequence[Leaf]:
        material = self._material(job, parts)
        if job.edition == Edition.FULL:
            return [Leaf(docname=name, document=own) for name, own in material.documents.items()]
        return [*RECIPES[job.edition].make(material)] if material.documents else []

    def headings(self, parts: Sequence[Part]) -> Iterator[str]:
        """Yield what the headings of the documents of *parts* say."""
        for part in parts:
            yield from headings(self._document(part.docname))

    def _material(self, job: PrintJob, parts: Sequence[Part]) -> Material:
        if slug_of(job.docname) != self._slug:
            self._documents.clear()
            self._slug = slug_of(job.docname)
        documents = {part.docname: self._document(part.docname) for part in parts}
        if job.section:
            taken = {name: excerpt(own, job.section) for name, own in documents.items()}
            documents = {name: own for name, own in taken.items() if own}
        domain = self._domain()
        slug = slug_of(job.docname)
        brief = self._brief(job)
        first = next(iter(documents), job.docname)
        if domain is None or brief is None:
            return Material(docname=first, documents=documents)
        further = {name: self._document(name) for name in self._further(job)}
        pack = domain.packs.get(slug)
        side = next(
            (
                d.side
                for d in (pack.documents if pack else ())
                if job.docname.endswith(f"/{d.name}")
            ),
            None,
        )
        sides = tuple(s for s in brief.sides if side in (None, s.side))
        return Material(
            docname=first,
            documents=documents,
            further=further,
            brief=brief,
            sides=tuple(narrowed(sides, documents.values(), slug)) if job.section else sides,
            library=domain.library,
            words=domain.words_of(job.docname),
            wording=pack.wording if pack else {},
        )

    def _further(self, job: PrintJob) -> list[str]:
        """Return the documents that the recipe of *job* needs besides, those that were read."""
        brief = self._brief(job)
        recipe = RECIPES.get(job.edition)
        wanted = recipe.needs(brief) if brief and recipe else ()
        return [name for name in wanted if name in self._builder.env.all_docs]

    def _brief(self, job: PrintJob) -> Brief | None:
        domain = self._domain()
        return domain.overviews.get(f"briefs/{slug_of(job.docname)}/index") if domain else None

    def _document(self, docname: str) -> nodes.document:
        if docname not in self._documents:
            builder = self._builder
            resolved = builder.env.get_and_resolve_doctree(docname, builder, tags=builder.tags)
            self._documents[docname] = resolved
        return self._documents[docname]

    def _domain(self) -> DebateDomain | None:
        found = self._builder.env.domains.get(DebateDomain.name)
        return found if isinstance(found, DebateDomain) else None

    def _digest(self, job: PrintJob, parts: Sequence[Part]) -> str:
        """Return the digest of all that the documents of *job* are made from."""
        domain = self._domain()
        brief = self._brief(job)
        words = domain.words_of(job.docname) if domain else None
        whole = hashlib.sha256(
            repr((self._key, job.edition, job.section, parts, brief, words)).encode()
        )
        for docname in (*(part.docname for part in parts), *self._further(job)):
            doctree = Path(self._builder.doctreedir, f"{docname}.doctree")
            whole.update(hashlib.sha256(doctree.read_bytes()).digest())
        return whole.hexdigest()
