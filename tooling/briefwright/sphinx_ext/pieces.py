"""Cut what is too long for one run of the engine. Pure: sheets in, sources out."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefwright.sphinx_ext.typst_base import Heading, Segment, Sheet
from briefwright.sphinx_ext.typst_text import array
from briefwright.sphinx_ext.typst_writer import CLOSING, opening

SIZE = 160_000
"""Characters of Typst that make a piece: some 15 cards, as many pages."""
LEAST = SIZE // 2
"""Those that make one if the lot so falls."""
WHOLE = 450_000
"""What has no more is printed in one: some 60 cards."""

_DEFINITION = re.compile(r"^#(?:let\s+([\w-]+)|\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
_LOOKS_ROUND = re.compile(
    r"(?<![\w.-])(?:query|counter|state|here|locate|heading|outline|pagebreak|metadata|new-page)"
    r"(?![\w-])|(?<![\w.-])(?:page\(|std\.)"
)
_IN_FRAME = frozenset(
    {"title-block", "contents", "contents-entry", "header", "footer", "running-head", "two-ends"}
    | {"furniture", "furniture-item", "page-count", "thumbs", "thumb", "indexes", "index"}
    | {"on-the-page", "index-list", "index-columns", "index-entry", "index-found", "index-pages"}
)
"""Functions of a look that draw on the frame, where they see all pages and headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some segments of a document."""

    part: int
    """Which document of the job, from 0."""
    level: int
    """How deep that stands."""
    name: str
    source: str
    headings: tuple[Heading, ...]
    labels: tuple[str, ...]
    """What links can lead to, in order."""
    targets: tuple[str, ...]
    """The labels that its own links lead to, each once."""


def is_long(sheets: Iterable[Sheet]) -> bool:
    """Tell whether a job of these documents is to be printed in pieces."""
    return sum(len(sheet.source) for sheet in sheets) > WHOLE


def sees_pages(look: str) -> bool:
    """Tell whether the text of a look of the user's may look round in the document.

    What pieces and frame draw knows the pages and headings of the whole only in some places.
    """
    text = _COMMENT.sub("", look)
    starts = [(0, ""), *((m.start(), m[1] or "") for m in _DEFINITION.finditer(text))]
    for (start, name), (end, _) in pairwise([*starts, (len(text), "")]):
        if name == "document":
            return True
        if name not in _IN_FRAME and _LOOKS_ROUND.search(text, start, end):
            return True
    return False


def cut(part: int, docname: str, level: int, sheet: Sheet) -> list[Piece]:
    """Return the pieces of a document; only those at the top are cut."""
    groups = list(_groups(sheet)) if level <= 0 else [list(sheet.segments)]
    ends = [group[0].start for group in groups[1:]] + [sheet.end]
    return [
        Piece(
            part=part,
            level=level,
            name=f"{docname}.{number}",
            source=opening(sheet.functions) + sheet.source[group[0].start : end] + CLOSING,
            headings=tuple(heading for segment in group for heading in segment.headings),
            labels=tuple(dict.fromkeys(label for found in group for label in found.labels)),
            targets=tuple(dict.fromkeys(target for found in group for target in found.targets)),
        )
        for number, (group, end) in enumerate(zip(groups, ends, strict=True))
    ]


def _groups(sheet: Sheet) -> Iterator[list[Segment]]:
    """Yield segments that are printed together.

    Where one begins is partly decided by lot: else what makes one of them longer would have all
    behind it cut elsewhere, and printed again.
    """
    group: list[Segment] = []
    for segment in sheet.segments:
        length = segment.start - group[0].start if group else 0
        if length >= SIZE or (length >= LEAST and _falls(segment)):
            yield group
            group = []
        group.append(segment)
    yield group


def _falls(segment: Segment) -> bool:
    """Cast lots for *segment*, with the same outcome as long as its first label stays."""
    return hashlib.sha256("".join(segment.labels[:1]).encode()).digest()[0] % 2 == 0


def headings_source(sheet: Sheet, pieces: Sequence[Piece]) -> str:
    """Return a file with the headings of a document: a function of the look, as its body is."""
    listed = array("\n" + heading.code for piece in pieces for heading in piece.headings)
    return (
        '#import "/press.typ": bind\n'
        "#let headings(look, level, title) = {\n"
        f"let ({', '.join(sheet.functions)}, ..) = bind(look)\n{listed}\n}}\n"
        f"{sheet.legend}"
    )
