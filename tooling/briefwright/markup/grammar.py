"""The Markdown that evidence is read in: the rules of MyST that a profile keeps, and their bounds.

Takes text and returns tokens; each document has a parser of its own.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.rules_block import StateBlock, make_fence_rule, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from briefwright.markup import confine
from briefwright.markup.confine import Profile

_BLOCKS = ["code", "fence", "blockquote", "hr", "list", "heading", "lheading", "paragraph"]
_PAGE_BLOCKS = ["table", "colon_fence", "myst_line_comment", "myst_target"]
_INLINES = [
    "text", "newline", "escape", "backticks", "emphasis", "link", "autolink", "entity",
]  # fmt: skip
_PAGE_INLINES = ["image", "myst_role"]
_PAIRS = ["balance_pairs", "emphasis", "fragments_join"]
_CORE = ["normalize", "block", "inline", "text_join"]

_COLON_FENCE = "colon_fence"
_INTERRUPTED = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
DIRECTIVE = re.compile(r"[ \t]*\{([^}\s]*)\}(?:[ \t]+(.*?))?[ \t]*")
"""What stands behind the marks of a fence that is a directive: its name, its argument."""
_DELIMITER_ROW = re.compile(r"[-:|\s]+")
_ROLE = re.compile(r"\{([a-zA-Z0-9_+:-]+)\}(`+)")


class TooMuchError(Exception):
    """A document is larger or deeper than any real one; says what of it."""


def parser(
    profile: Profile, renderer: Callable[[MarkdownIt], RendererProtocol] = RendererHTML
) -> MarkdownIt:
    """Return a Markdown parser that knows the rules of *profile* and no other.

    Its configuration is its own: neither the project's nor a document's reaches it.
    """
    page = profile is Profile.PAGE
    md = MarkdownIt("commonmark", renderer_cls=renderer).enable("table")
    md.use(myst_block_plugin).use(myst_role_plugin)
    colons = make_fence_rule(markers=(":",), token_type=_COLON_FENCE, exact_match=False)
    md.block.ruler.before("fence", _COLON_FENCE, colons, {"alt": _INTERRUPTED})
    md.options["maxNesting"] = confine.MAX_BLOCK_DEPTH
    md.core.ruler.enableOnly(_CORE)
    md.block.ruler.enableOnly([*_BLOCKS, *(_PAGE_BLOCKS if page else ())])
    md.inline.ruler.enableOnly([*_INLINES, *(_PAGE_INLINES if page else ())])
    md.inline.ruler2.enableOnly(_PAIRS)
    refused: list[str] = []
    _note_refused_urls(md, refused)
    md.core.ruler.at("inline", _inline_rule(refused))
    md.core.ruler.push("bounds", _check_bounds)
    md.block.ruler.before("table", "block_budget", _block_budget)
    md.inline.ruler.before("text", "inline_budget", _inline_budget)
    if page:
        md.block.ruler.at("table", _table, {"alt": ["paragraph"]})
        md.inline.ruler.at("myst_role", _role)
    return md


def _note_refused_urls(md: MarkdownIt, refused: list[str]) -> None:
    """Let markdown-it leave ``javascript:`` and the like as text, and remember that it did."""
    is_valid = md.validateLink

    def validate(url: str) -> bool:
        if is_valid(url):
            return True
        refused.append(url)
        return False

    md.validateLink = validate  # type: ignore[method-assign]


def _inline_rule(refused: list[str]) -> Callable[[StateCore], None]:
    """Return markdown-it's own rule, which now also tells each block what was refused in it."""

    def rule(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline":
                token.children = token.children or []
                refused.clear()
                state.md.inline.parse(token.content, state.md, state.env, token.children)
                _spend(state.env, "inlines", len(token.children))
                if refused:
                    token.meta["refused"] = tuple(dict.fromkeys(refused))

    return rule


def _spend(env: Any, budget: str, tokens: int) -> None:  # noqa: ANN401 # markdown-it's sandbox
    """Count what all parses of a document took together: nested ones are parses of their own."""
    env[budget] = env.get(budget, 0) + tokens


def _block_budget(state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:
    if state.env.get("blocks", 0) + len(state.tokens) > confine.MAX_BLOCKS:
        raise TooMuchError("it has too many paragraphs, list items and cells.")
    return False


def _inline_budget(state: StateInline, _silent: bool) -> bool:
    if state.env.get("inlines", 0) + len(state.tokens) > confine.MAX_INLINES:
        raise TooMuchError("it has too much emphasis, or too many links.")
    return False


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a table of a size that somebody could read."""
    if start + 2 > end:
        return False
    delimiters = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
    if "|" not in delimiters or not _DELIMITER_ROW.fullmatch(delimiters):
        return table(state, start, end, silent)
    columns = delimiters.count("|") + 1
    if columns > confine.MAX_COLUMNS and not silent and table(state, start, end, True):
        raise TooMuchError(f"a table has more than {confine.MAX_COLUMNS} columns.")
    bound = min(end, start + 2 + confine.MAX_CELLS // columns)
    found = table(state, start, bound, silent)
    if found and not silent and state.line >= bound < end and not state.isEmpty(bound):
        raise TooMuchError(f"a table has more than {confine.MAX_CELLS:,} cells.")
    return found


def _role(state: StateInline, silent: bool) -> bool:
    """Read ``{name}`text```, whatever the name; the renderer knows which it obeys."""
    match = _ROLE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    ticks = match[2]
    end = state.src.find(ticks, match.end() + 1, state.posMax)
    if end < 0:
        return False
    if not silent:
        token = state.push("myst_role", "", 0)
        token.meta = {"name": match[1]}
        token.markup = ticks
        token.content = state.src[match.end() : end]
    state.pos = end + len(ticks)
    return True


def _check_bounds(state: StateCore) -> None:
    """Refuse what markdown-it would drop, and flatten what docutils could not walk through."""
    _spend(state.env, "blocks", len(state.tokens))
    for token in state.tokens:
        if token.type in ("blockquote_open", "list_item_open"):
            if token.level >= confine.MAX_BLOCK_DEPTH - 1:
                raise TooMuchError("its lists and block quotes are nested too deeply.")
        elif token.type in ("fence", "colon_fence") and token.map:
            # The opening line, the content and the closing line.
            lines = token.content.count("\n") + 2
            token.meta["closed"] = token.map[1] - token.map[0] == lines
        elif token.type == "inline" and token.children:
            token.children = list(_flatten(token.children))


def _flatten(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens without the marks of emphasis and links that are nested too deeply."""
    depth = 0
    for token in tokens:
        if token.nesting < 0:
            depth -= 1
        if token.nesting == 0 or depth < confine.MAX_INLINE_DEPTH:
            yield token
        if token.nesting > 0:
            depth += 1
