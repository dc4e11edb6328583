"""Essays: the front matter is the citation, the rest is CommonMark whose plain text cards quote."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefwright import citation, fields
from briefwright.model import BlockKind, Essay, EssayBlock
from briefwright.problems import Code, Place, Problem

DISABLED = ("html_block", "html_inline", "reference", "image")
"""Rules of CommonMark that are off in an essay, so that nothing is code and nothing vanishes."""

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
_GAP = re.compile(r"\n(?:[ \t]*\n)+")
_HEADING = re.compile(r"#{1,6} +([^\s#][^#\n]*)")
# A paragraph of one line that cannot begin any other block of CommonMark.
_PARAGRAPH = re.compile(r"(?:[^\W\d_]|[“”‘’\"'($£€§–—…]|(?![0-9]{1,9}[.)](?:[ \t]|$))[0-9])[^\n]*")
_INLINE = re.compile(r"[\\&*_`<\[\]!]")

_FENCE = re.compile("```|~~~")

_DEPTH = 20
"""Levels that the parser goes down: two for a list and its item, one for a quotation."""
_NESTING = frozenset({"blockquote_open", "list_item_open"})

_Found = tuple[BlockKind, str, int]
"""Kind, plain text, and line counted from 0 in the body."""


def read_head(text: str, path: str, source: str) -> tuple[Essay | None, tuple[Problem, ...]]:
    """Return the essay in the file at *path* without its text, and what is wrong with its head."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return None, (_no_front_matter(text, path),)
    tree, problems = fields.load(match[1] or "", path, line=2)
    if tree is None:
        return None, problems
    cite, more = citation.read_citation(tree)
    place = Place(path=path, line=1)
    essay = Essay(source=source, citation=cite, text="", blocks=(), place=place) if cite else None
    return essay, (*problems, *more)


def read_essay(text: str, path: str, source: str) -> tuple[Essay | None, tuple[Problem, ...]]:
    """Return the essay in the file at *path*, and what is wrong with it."""
    head, problems = read_head(text, path, source)
    match = _FRONT_MATTER.match(text)
    if match is None:
        return None, problems
    first_line = text.count("\n", 0, match.end()) + 1
    blocks, fault = _read_blocks(text[match.end() :], path, first_line)
    if head is None or fault:
        return None, (*problems, *filter(None, (fault,)))
    starts = accumulate((len(plain) + 1 for _, plain, _ in blocks), initial=0)
    essay = replace(
        head,
        text="\n".join(plain for _, plain, _ in blocks),
        blocks=tuple(
            EssayBlock(kind=kind, start=start, end=start + len(plain), line=first_line + line)
            for start, (kind, plain, line) in zip(starts, blocks, strict=False)
        ),
    )
    return essay, problems


def _read_blocks(body: str, path: str, line: int) -> tuple[list[_Found], Problem | None]:
    """Return the blocks of *body*, which begins at *line*, or why it has none."""
    try:
        blocks = list(plain_blocks(body))
    except _TooDeepError as error:
        place = Place(path=path, line=line + error.line)
        message = f"Lists and quotations are nested more than {_DEPTH // 2} levels deep here."
        hint = "Take the marks of some levels away."
        return [], Problem(place=place, code=Code.SIZE, message=message, hint=hint)
    fence = _open_fence(body) if blocks and _FENCE.search(body) else None
    if fence is not None:
        place = Place(path=path, line=line + fence)
        message = "This line begins code that has no end: all below it would be code."
        hint = "End it with a like line, or put a backslash before the first mark if it is text."
        return [], Problem(place=place, code=Code.FENCE, message=message, hint=hint)
    if blocks:
        return blocks, None
    place, message = Place(path=path, line=1), "This essay has no text."
    hint = "Put its paragraphs below the front matter, parted by blank lines."
    return [], Problem(place=place, code=Code.ESSAY_EMPTY, message=message, hint=hint)


class _TooDeepError(Exception):
    """A block stands deeper than the parser goes, and would be dropped in silence."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


def _open_fence(body: str) -> int | None:
    """Return the line, from 0, of a fence that is not closed, if there is one."""
    for token in _commonmark().parse(f"{body}\n"):
        # The opening line, the content and the closing line.
        lines = token.content.count("\n") + 2
        if token.type == "fence" and token.map and token.map[1] - token.map[0] < lines:
            return token.map[0]
    return None


def _no_front_matter(text: str, path: str) -> Problem:
    if text.startswith("---"):
        message = "The front matter is not closed."
        hint = "Put a line “---” after its last field."
    else:
        message = "This essay has no front matter."
        hint = (
            "Begin the file with “---”, “title: …” and the other fields of its citation, and “---”."
        )
    return Problem(
        place=Place(path=path, line=1), code=Code.FRONT_MATTER, message=message, hint=hint
    )


def plain_blocks(body: str) -> Iterator[_Found]:
    """Yield the paragraphs and headings of CommonMark, as plain text, in reading order.

    A line break inside a paragraph is one space. Raises an error where text would be dropped.
    """
    simple = _simple_blocks(body)
    yield from _parsed_blocks(_commonmark().parse(body)) if simple is None else simple


@cache
def _commonmark() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": _DEPTH}).disable(list(DISABLED))


def _simple_blocks(body: str) -> list[_Found] | None:
    """Return the blocks of a body that has but one-line paragraphs and headings, else None.

    Nearly every essay is so; it saves parsing what cannot mean anything.
    """
    blocks: list[_Found] = []
    line = at = 0
    for gap in [*_GAP.finditer(body), None]:
        end = gap.start() if gap else len(body)
        raw = body[at:end]
        chunk = raw.strip("\n")
        if chunk.strip(" \t"):
            block = _simple_block(chunk)
            if block is None:
                return None
            blocks.append((*block, line + len(raw) - len(raw.lstrip("\n"))))
        line += body.count("\n", at, gap.end() if gap else end)
        at = gap.end() if gap else end
    return blocks


def _simple_block(chunk: str) -> tuple[BlockKind, str] | None:
    kind = BlockKind.PARAGRAPH
    if heading := _HEADING.fullmatch(chunk):
        kind, chunk = BlockKind.HEADING, heading[1]
    elif not _PARAGRAPH.fullmatch(chunk):
        return None
    chunk = chunk.strip()
    if not _INLINE.search(chunk):
        return kind, chunk
    return kind, _plain(_commonmark().parseInline(chunk)[0])


def _parsed_blocks(tokens: list[Token]) -> Iterator[_Found]:
    heading = False
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            heading = token.type == "heading_open"
        if token.type in _NESTING and token.level >= _DEPTH - 1:
            raise _TooDeepError(token.map[0] if token.map else 0)
        text = ""
        if token.type == "inline":
            text = _plain(token)
        elif token.type in {"fence", "code_block"}:
            text = token.content.removesuffix("\n")
        if text:
            line = token.map[0] if token.map else 0
            yield BlockKind.HEADING if heading else BlockKind.PARAGRAPH, text, line


def _plain(inline: Token) -> str:
    return "".join(
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in inline.children or ()
    )
