"""What a page would be refused of its markup, said before Sphinx reads it.

Everything here takes values and returns values.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefwright.cards import read_directive
from briefwright.charts import read_chart
from briefwright.markup import confine
from briefwright.markup.confine import BODIES, DIRECTIVES, MAX_DIRECTIVE_DEPTH, ROLES, Profile
from briefwright.markup.grammar import DIRECTIVE, TooMuchError, parser
from briefwright.problems import Code, Place, did_you_mean

_INLINE = re.compile(r"!\[|\{(?P<name>[a-zA-Z0-9_+:-]+)\}`")
_FENCE = re.compile(":::|```|~~~")
_ROWS = re.compile(r"^\|[^\n]*", re.MULTILINE)
_IMAGES = "Write a link to it, or put it into “print.typ” or “screen.css”."


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Something that a page may not have."""

    start: int
    """Where it begins in the text, from 0."""
    end: int
    """Whoever wrote what stands before it, from the start on, wrote this."""
    word: str
    """By which it can be found elsewhere: ``{figure}``, ``:class:``."""
    message: str
    hint: str
    code: Code = Code.MARKUP


def refusals(text: str, docname: str) -> tuple[Refusal, ...]:
    """Return what a page called *docname* may not have of what stands in *text*, in order."""
    if len(text) > confine.MAX_CHARACTERS:
        return ()  # Sphinx says so.
    rest = without_cards(text)
    inlines = any(m["name"] is None or m["name"] not in ROLES for m in _INLINE.finditer(rest))
    rest = rest if inlines else _ROWS.sub("", rest)
    page = _Page(text, docname, inlines=inlines)
    try:
        page.read(rest, 0, 0)
    except (TooMuchError, RecursionError):
        return ()  # Likewise.
    return tuple(sorted(page.found, key=lambda refusal: refusal.start))


class _Page:
    """Looks through one text."""

    def __init__(self, text: str, docname: str, *, inlines: bool) -> None:
        self.found: list[Refusal] = []
        self._text = text
        self._docname = docname
        self._inlines = inlines
        self._md = _parser(inlines=inlines)
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._around: list[tuple[Token, int]] = []
        """The directives that are being looked through, and their lines."""
        self._next: dict[str, int] = {}
        """From where on a word is looked for that was found before."""

    def read(self, text: str, first: int, depth: int) -> None:
        """Look through *text*, whose lines are those from *first* on, counted from 0."""
        line = first
        if not self._inlines and not _FENCE.search(text):
            return
        for token in self._md.parse(text, {}):
            line = first + token.map[0] if token.map else line
            if token.type in ("fence", "colon_fence"):
                self._fence(token, line, depth)
            elif token.type == "inline":
                self._inline(token.children or (), line)

    def _refuse(self, line: int, word: str, message: str, hint: str, *, fence: str = "") -> None:
        """Note what stands on a line or on one of the next: *word*, in or behind a *fence*."""
        begin = self._starts[min(line, len(self._starts) - 1)]
        sign = fence or word
        start = self._text.find(sign, begin if fence else max(begin, self._next.get(sign, 0)))
        start = start if start >= 0 else begin
        self._next[sign] = start + 1
        code = Code.FENCE if fence and not word else Code.MARKUP
        self._note(start, start + 1, word, (message, hint, code))

    def _refuse_line(self, line: int, word: str, message: str, hint: str) -> None:
        begin = self._starts[min(line, len(self._starts) - 1)]
        end = self._text.find("\n", begin)
        self._note(begin, end if end >= 0 else len(self._text), word, (message, hint, Code.MARKUP))

    def _note(self, start: int, end: int, word: str, said: tuple[str, str, Code]) -> None:
        message, hint, code = said
        self.found.append(
            Refusal(start=start, end=end, word=word, message=message, hint=hint, code=code)
        )

    def _inline(self, children: Iterable[Token], line: int) -> None:
        for token in children:
            if token.type == "image":
                message = f"Evidence has no images: “{_short(str(token.attrGet('src') or ''))}”."
                self._refuse(line, "![", message, _IMAGES)
            elif token.type == "myst_role":
                name = token.meta["name"]
                if confine.own_name(name) not in ROLES:
                    message = f"The role “{_short(name)}” is not for evidence."
                    hint = did_you_mean(name, ROLES)
                    self._refuse(line, f"{{{name}}}{token.markup}", message, hint)

    def _fence(self, token: Token, line: int, depth: int) -> None:
        match = DIRECTIVE.fullmatch(token.info)
        name = confine.own_name(match[1]) if match else ""
        shown = f"“{{{_short(match[1])}}}”" if match else f"“{token.markup}”"
        mark = token.markup
        if not token.meta.get("closed"):
            self._open(token, line, f"The fence of {shown} is not closed.")
        elif not match:
            if token.type == "colon_fence":
                hint = "Write its name in braces: “:::{note}”."
                self._refuse(line, mark, "This fence names no directive.", hint)
        elif name in BODIES:
            self._body(token, name, match[2] or "", line)
        elif name not in DIRECTIVES:
            message = f"The directive {shown} is not for evidence."
            hint = did_you_mean(name, [*DIRECTIVES, *BODIES])
            self._refuse(line, f"{{{match[1]}}}", message, hint, fence=mark)
        elif depth == MAX_DIRECTIVE_DEPTH:
            message = f"The directive {shown} is nested too deeply."
            self._refuse(line, f"{{{match[1]}}}", message, "Take it out.", fence=mark)
        else:
            self._allowed(token, name, line, depth)

    def _open(self, token: Token, line: int, message: str) -> None:
        """Refuse a fence that is not closed, or the one around it, which took its end."""
        mark, hint = token.markup, f"End it with a line “{token.markup}”."
        if not token.info.strip() and any(r.code is Code.FENCE for r in self.found):
            return  # It is the end of one that was refused.
        if self._around and self._around[-1][0].markup[0] == mark[0]:
            outer, line = self._around[-1]
            mark = outer.markup
            message = f"The fence of “{outer.info.strip():.60}” ends with the one in it."
            hint = f"End it with a line “{mark}” before, or give it more “{mark[0]}” than that has."
        self._refuse(line, "", message, hint, fence=mark)

    def _body(self, token: Token, name: str, argument: str, line: int) -> None:
        place = Place(path="", line=line + 1)
        directive, problems = read_directive(argument, token.content, place)
        for problem in problems:
            self._refuse_line(problem.place.line - 1, "", problem.message, problem.hint)
        for key in sorted(directive.options.keys() - BODIES[name]):
            self._option(name, key, directive.places[key].line - 1)
        for problem in read_chart(directive)[1] if name == "chart" else ():
            self._refuse_line(problem.place.line - 1, "", problem.message, problem.hint)

    def _option(self, name: str, option: str, line: int) -> None:
        message = f"“{{{name}}}” may not have this “{_short(option)}”."
        self._refuse(line, f":{option}:", message, confine.options_here(name))

    def _allowed(self, token: Token, name: str, line: int, depth: int) -> None:
        split = confine.split_options(token.content, DIRECTIVES[name])
        for option in split.refused:
            self._option(name, option, line + 1)
        body = line + 1 + split.offset
        if name != "toctree":
            self._around.append((token, line))
            self.read(split.body, body, depth + 1)
            self._around.pop()
            return
        for number, entry in enumerate(split.body.split("\n")):
            # What pages there are is for Sphinx to know.
            if entry.strip() and not confine.toctree_entry(entry, self._docname, _Everything()):
                message = f"The entry “{_short(entry)}” is no document of this brief."
                hint = "The index of a brief lists what stands beside it."
                self._refuse_line(body + number, entry.strip(), message, hint)


class _Everything:
    def __contains__(self, _: object) -> bool:
        return True


@cache
def _parser(*, inlines: bool) -> MarkdownIt:
    """Return the parser of pages; what stands inside of lines takes most of its time."""
    md = parser(Profile.PAGE)
    if not inlines:
        md.core.ruler.disable("inline")
    return md


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


# -- Cards, which are most of a page and right, are not looked through again


def _plain(name: str) -> str:
    """Return a pattern of a directive as `cards.write_directive` writes it."""
    options = "|".join(sorted(BODIES[name])) or "(?!)"
    head = rf":::\{{{name}\}}(?: [^\n]*)?\n(?::(?:{options}): [^\n]*\n)*"
    return rf"{head}(?:\n(?:(?! {{0,3}}:::)[^\n]*\n)*)?:::\n"


_LEAD = r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t>]+)*"
_CHECKED = BODIES.keys() - {"chart"}  # what is in a chart may be wrong, too
_FENCED = re.compile(
    rf"^(?:(?P<plain>{'|'.join(map(_plain, sorted(_CHECKED)))})|{_LEAD}(?P<marks>:{{3,}}|`{{3,}}|~{{3,}}))",
    re.MULTILINE,
)


def without_cards(text: str) -> str:
    """Return *text* with a thematic break for each plain card, and as many lines as before.

    What stands in another fence stays, since it may not be what it seems to be.
    """
    parts: list[str] = []
    kept = at = 0
    while match := _FENCED.search(text, at):
        at = match.end()
        if marks := match["marks"]:
            end = rf"^[ \t>]*{marks[0]}{{{len(marks)},}}[ \t]*$"
            closing = re.compile(end, re.MULTILINE).search(text, at)
            if closing is None:
                break
            at = closing.end()
        else:
            parts += (text[kept : match.start()], "***", "\n" * match[0].count("\n"))
            kept = at
    return "".join([*parts, text[kept:]])
