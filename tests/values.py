"""Small values made by hand, for tests of what chooses and writes."""

from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

from briefwright.format_files import find_formats
from briefwright.model import (
    Card,
    Citation,
    Essay,
    Library,
    Mark,
    Name,
    Paragraph,
    Passage,
    Side,
    Span,
)
from briefwright.problems import Place
from briefwright.templating.packs import Pack, PackDocument, PackFile

FORMAT = find_formats()[0].files["public-forum"].format
READ = Mark.UNDERLINED | Mark.READ
TEXT: tuple[Paragraph, ...] = (
    (
        Span("It is "),
        Span("plain", Mark.UNDERLINED),
        Span(" that "),
        Span("this holds", READ),
        Span("."),
    ),
)


def card(
    name: str,
    side: str = "pro",
    topics: Iterable[str] = (),
    answers: Iterable[str] = (),
    **fields: object,
) -> Card:
    """Return a card; with ``passage=None`` it is one without a stored source."""
    source = str(fields.pop("source", "roe-2020"))
    defaults: dict[str, object] = {
        "tag": f"Tag of {name}",
        "paragraphs": TEXT,
        "citation": Citation(title="A title", authors=(Name(family="Roe", given="Jane"),)),
        "short_cite": "Roe 20",
        "passage": Passage(start=0, end=10),
        "place": Place(path=f"source/{source}/cards.md", line=3),
    }
    return Card(
        name=name,
        side=Side(side),
        topics=tuple(topics),
        answers=tuple(answers),
        source=source,
        **{**defaults, **fields},  # type: ignore[arg-type]
    )


def library(*cards: Card) -> Library:
    """Return a library of *cards*, with an empty essay for each of their sources."""
    essays = {
        found.source: Essay(
            source=found.source, citation=found.citation, text="", blocks=(), place=found.place
        )
        for found in cards
        if found.verified
    }
    return Library(
        essays=MappingProxyType(essays),
        cards=MappingProxyType({found.name: found for found in cards}),
    )


def pack(files: dict[str, str], wording: dict[str, str] | None = None) -> Pack:
    """Return a pack of *files*, by name, whose one document is written by ``index.md.j2``."""
    found = {
        name: (
            PackFile(
                name=name,
                folder=0,
                path=Path(name),
                shown=f"templates/x/{name}",
                text=text,
                project=True,
            ),
        )
        for name, text in files.items()
    }
    return Pack(
        name="x",
        title="X",
        description="",
        lineage=("x",),
        options=MappingProxyType({}),
        documents=(PackDocument(name="index", template="index.md.j2"),),
        wording=MappingProxyType(wording or {}),
        files=MappingProxyType(found),
    )
