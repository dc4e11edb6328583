"""The values that the stages hand on: plain, typed, frozen.

Nothing here reads, writes or checks anything.
"""

from briefwright.model.arrangement import (
    Block,
    Brief,
    Clash,
    Contention,
    Counts,
    Entry,
    SideBrief,
    Work,
)
from briefwright.model.debate import Format, Speech, SpeechKind
from briefwright.model.evidence import (
    BlockKind,
    Card,
    CardDraft,
    Citation,
    Date,
    Essay,
    EssayBlock,
    Library,
    Mark,
    Name,
    Paragraph,
    Passage,
    Side,
    SourceFile,
    SourceFolder,
    Span,
)
from briefwright.model.printing import Edition
from briefwright.model.specification import (
    DEFAULT_FORMAT,
    DEFAULT_TEMPLATE,
    Path,
    Query,
    Round,
    SectionSpec,
    SideSpec,
    Spec,
)

__all__ = [
    "DEFAULT_FORMAT",
    "DEFAULT_TEMPLATE",
    "Block",
    "BlockKind",
    "Brief",
    "Card",
    "CardDraft",
    "Citation",
    "Clash",
    "Contention",
    "Counts",
    "Date",
    "Edition",
    "Entry",
    "Essay",
    "EssayBlock",
    "Format",
    "Library",
    "Mark",
    "Name",
    "Paragraph",
    "Passage",
    "Path",
    "Query",
    "Round",
    "SectionSpec",
    "Side",
    "SideBrief",
    "SideSpec",
    "SourceFile",
    "SourceFolder",
    "Span",
    "Spec",
    "Speech",
    "SpeechKind",
    "Work",
]
