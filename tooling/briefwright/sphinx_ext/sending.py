"""The document to send: every card that a speech reads, whole, and nothing else.

It is made of cards alone, from the library: neither the pages of the brief nor its templates are
asked, so that nothing of them can be in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any, cast

from docutils.utils import new_document

from briefwright.model import Brief, Card, SpeechPart, SpeechPlan
from briefwright.problems import Place, Problem
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.alone import print_alone
from briefwright.sphinx_ext.directives import passage_nodes
from briefwright.sphinx_ext.editions.evidence import whole_card
from briefwright.sphinx_ext.editions.writing import section
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.typst_writer import TypstTranslator
from briefwright.words import Words

NAME = "speech"
"""What the document is called within its PDF, whatever it is called outside."""
KEPT = (
    *("paper", "margin", "gutter", "columns", "font", "size", "unread-size", "least-size"),
    *("profile", "large-print", "spacing", "marks", "highlight"),
)
"""The options of the brief that it has too: how it is set, and none of what stands on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A speech whose cards are sent."""

    brief: Brief
    plan: SpeechPlan
    words: Words
    wording: Mapping[str, str]

    @property
    def parts(self) -> tuple[SpeechPart, ...]:
        """The cards that are read, in order."""
        return tuple(part for part in self.plan.parts if part.entry and not part.skipped)


def print_sending(sending: Sending, project: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Return the PDF, and what there is to say; messages count paths from *project*.

    Raises :class:`BriefError`.
    """
    subject = Place(path=f"briefs/{sending.brief.slug}.yaml")
    return print_alone(_job(sending), _written(sending).sheet, project, subject)


def _job(sending: Sending) -> PrintJob:
    options = sending.brief.options
    words = sending.words
    return PrintJob(
        docname=NAME,
        name=NAME,
        title=sending.plan.speech.short,
        level=-1,
        language=sending.brief.language,
        options={
            **{name: options[name] for name in KEPT if name in options},
            "contents": "none",
            "indexes": ("none",),
            "header-left": ("title",),
            "header-right": (),
            "footer-left": (),
            "footer-right": ("page",),
            "words": {
                name.removeprefix("print_"): text
                for name, text in sending.wording.items()
                if name in {"print_carried", "print_continues"}
            }
            | {"page": words.print_page, "see": words.print_see},
        },
    )


def _written(sending: Sending) -> TypstTranslator:
    """Return the document as Typst has it."""
    document = new_document(NAME)
    document += section(sending.plan.speech.short, *_cards(sending))
    translator = TypstTranslator(document, cast(Any, _Desk(sending).builder()))
    document.walkabout(translator)
    return translator


def _cards(sending: Sending) -> list[nodes.card]:
    made = []
    for number, part in enumerate(sending.parts, start=1):
        assert part.entry  # noqa: S101 - tells the type only
        card = part.entry.card
        node = whole_card(card, sending.words)
        node["ids"], node["number"], node["topics"] = [f"card-{number}"], str(number), []
        node["name"] = f"{number}"
        if part.read_to:
            here = sending.wording["read_to_here"]
            (text,) = node.findall(nodes.card_text)
            text.children = []
            text += passage_nodes(card.paragraphs, part.read_to, here)
        made.append(node)
    return made


class _Desk:
    """What the writer of a document asks a build for."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._cards: Mapping[str, Card] = MappingProxyType(
            {
                str(number): part.entry.card
                for number, part in enumerate(sending.parts, start=1)
                if part.entry
            }
        )

    def builder(self) -> SimpleNamespace:
        """Return it in the place of a builder."""
        return SimpleNamespace(
            config=None,
            env=SimpleNamespace(domains={}),
            current_docname=NAME,
            shown_path=lambda _path: f"briefs/{self._sending.brief.slug}.yaml",
            card_place=lambda name: self._cards[name].place,
            card_language=lambda name: self._cards[name].citation.language,
            language_of=lambda _docname: self._sending.brief.language,
            web_address=lambda _docname, _node_id: "",
            written=SimpleNamespace(get=lambda _basis, write: write()),  # nothing is kept
        )
