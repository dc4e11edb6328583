"""Write the documents of a brief: a brief and a template pack make MyST.

Everything here takes values and returns values.
"""

import hashlib
import re
from collections import deque
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

from briefwright.markup.refusals import Refusal, refusals
from briefwright.model import Block, Brief, Card, Contention, Side, SideBrief
from briefwright.problems import Place, Problem, each_once, has_errors, stop
from briefwright.templating.escaping import KEPT
from briefwright.templating.exposed import Context
from briefwright.templating.failures import MISTAKES, explain, refused
from briefwright.templating.packs import Pack, PackDocument
from briefwright.templating.sandbox import Sandbox, environment
from briefwright.templating.tracing import Trace, TracingSandbox, standing_in, written_at
from briefwright.text import check_slug, slugify, unescape_literal

_SPEECH = "speech.md.j2"
_SEAL = re.compile(r"% briefwright sha256:([0-9a-f]{64})\b[^\n]*\n")
_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_PACK_FIELDS = tuple(field.name for field in fields(Pack))
_lately: deque[Pack] = deque(maxlen=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A generated document."""

    path: str
    """From the project's root: ``briefs/<slug>/pro-brief.md``."""
    text: str
    docname: str
    """What Sphinx calls it: the path without the suffix."""

    @property
    def heading(self) -> str:
        """Its first heading, as plain text; empty if there is none."""
        match = _HEADING.search(self.text)
        return unescape_literal(match[1]) if match else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What a pack makes of a brief, and what is wrong with it."""

    documents: tuple[Document, ...]
    """Empty if one of the problems is an error."""
    problems: tuple[Problem, ...]


def render(brief: Brief, pack: Pack) -> tuple[Document, ...]:
    """Return the documents that *pack* makes of *brief*, sealed.

    Raises :class:`BriefError` with all that is wrong with the templates.
    """
    rendering = try_render(brief, pack)
    stop(rendering.problems)
    return rendering.documents


def try_render(brief: Brief, pack: Pack) -> Rendering:
    """Render the documents that *pack* makes of *brief*; those of the user's are checked first."""
    pack = _recurring(pack)
    problems = _looked_through(pack)
    documents: list[Document] = []
    if not has_errors(problems):
        sandbox = environment(pack)
        sandbox.older.noted.clear()
        cards = _cards(brief)
        for document in pack.documents:
            try:
                page = _document(brief, pack, sandbox, document, cards)
            except MISTAKES as error:
                problems += (explain(error, pack, document, brief.slug),)
            else:
                documents.append(page)
                problems += _refused(brief, pack, document, page)
        problems += tuple(sandbox.older.noted)
    made = () if has_errors(problems) else tuple(documents)
    return Rendering(documents=made, problems=each_once(problems))


def _looked_through(pack: Pack) -> tuple[Problem, ...]:
    """Return what is wrong with the templates of *pack*; those that are shipped the tests know."""
    if pack.is_shipped:
        return ()
    from briefwright.templating.inspection import inspect  # noqa: PLC0415 (few packs are not)

    return inspect(pack)


def _recurring(pack: Pack) -> Pack:
    """Return the equal of *pack* that was rendered lately, if one was.

    What was worked out of its templates is kept for it, in a process that builds again and again.
    """
    found = next((known for known in _lately if _are_equal(known, pack)), pack)
    if found is pack:
        _lately.append(pack)
    return found


def _are_equal(one: Pack, other: Pack) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _PACK_FIELDS)


def _document(
    brief: Brief, pack: Pack, sandbox: Sandbox, document: PackDocument, cards: dict[str, Card]
) -> Document:
    docname = f"briefs/{brief.slug}/{document.name}"
    text = _text(brief, pack, sandbox, document, cards)
    sealed = seal(text, f"briefs/{brief.slug}.yaml")
    return Document(path=f"{docname}.md", text=sealed, docname=docname)


def _text(
    brief: Brief, pack: Pack, sandbox: Sandbox, document: PackDocument, cards: dict[str, Card]
) -> str:
    plan = next((p for p in brief.speeches if p.speech.short == document.speech), None)
    side = plan.speech.side if plan else document.side
    context = Context(
        brief=brief,
        cards=MappingProxyType(cards),
        options=brief.options,
        wording=pack.wording,
        documents=pack.documents,
        document=document,
        side=_side(brief, side) if side else None,
        other=_side(brief, side.opponent) if side else None,
        plan=plan,
    )
    sandbox.start()
    template = sandbox.get_template(sandbox.join_path(document.template, ""))
    text = template.render(context.names())
    return _BLANK_LINES.sub("\n\n", text).strip("\n").replace(KEPT, "\n") + "\n"


def _refused(
    brief: Brief, pack: Pack, document: PackDocument, page: Document
) -> tuple[Problem, ...]:
    """Say which template wrote what a page may not have, before Sphinx would say it of the page.

    What stands in a text of the brief is no template's mistake; Sphinx tells of that.
    """
    text = page.text.partition("\n")[2]
    found = refusals(text, page.docname)
    if not found:
        return ()
    sandbox = TracingSandbox(pack)
    trace = Trace(text="")
    with suppress(*MISTAKES):  # the marks may have been in the way of a filter
        trace = sandbox.trace(_text(brief, pack, sandbox, document, _cards(brief)))
    places = [_written(refusal, trace, sandbox, trace.text == text) for refusal in found]
    return tuple(
        refused(place, (r.code, r.message, r.hint), pack, document, brief.slug)
        for place, r in zip(places, found, strict=True)
        if place
    )


def _written(refusal: Refusal, trace: Trace, sandbox: TracingSandbox, whole: bool) -> Place | None:
    """Return where a template wrote something; a *whole* trace knows all but what it put out."""
    place = written_at(refusal.start, refusal.end, trace) if whole else None
    named = refusal.word.startswith(("{", "!")) or not whole
    return place or (standing_in(refusal.word, sandbox.read) if named else None)


def _side(brief: Brief, side: Side) -> SideBrief:
    return brief.pro if side is Side.PRO else brief.con


def _cards(brief: Brief) -> dict[str, Card]:
    """Return every card of *brief*, by name."""
    cards: dict[str, Card] = {}
    for side in brief.sides:
        sections: tuple[Contention | Block, ...] = (*side.contentions, *side.blocks)
        cards.update((entry.card.name, entry.card) for part in sections for entry in part.entries)
    said = (part.entry for plan in brief.speeches for part in plan.parts)
    for entry in said:
        if entry:
            cards.setdefault(entry.card.name, entry.card)
    return cards


def with_speeches(pack: Pack, brief: Brief) -> Pack:
    """Return *pack* with a document for each speech that the specification of *brief* plans.

    In a round those of the other side are not ours.
    """
    taken = {document.name for document in pack.documents}
    held = (p for p in brief.speeches if brief.round.side in (None, p.speech.side))
    planned = [plan.speech.short for plan in held if plan.planned]
    further = tuple(
        PackDocument(name=speech_name(short, taken), template=_SPEECH, pdf=True, speech=short)
        for short in planned
    )
    return replace(pack, documents=(*pack.documents, *further)) if further else pack


def speech_name(short: str, taken: Collection[str] = ()) -> str:
    """Return the name of the document of a speech: 1ac, pro-c."""
    name = slugify(short)
    return f"speech-{name}" if name in taken or check_slug(name, Place(path=name)) else name


def seal(text: str, spec_path: str) -> str:
    """Put before *text* a line by which a change to it is noticed."""
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    advice = f"Generated from {spec_path}. Change that, a card or a template, not this file."
    return f"% briefwright sha256:{digest} {advice}\n{text}"


def is_sealed(text: str) -> bool:
    """Tell whether *text* is, or was, a generated document."""
    return _SEAL.match(text) is not None


def is_intact(text: str) -> bool:
    """Tell whether *text* is a generated document as it was generated."""
    match = _SEAL.match(text)
    if match is None:
        return False
    return hashlib.sha256(text[match.end() :].encode("utf-8")).hexdigest() == match[1]
