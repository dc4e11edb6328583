"""What every visitor of the Typst writer works with: a sheet, and calls written onto it.

Text is written as string literals only; nothing that a document says can become code.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.util.docutils import SphinxTranslator

from briefwright.press.glyphs import unusual
from briefwright.press.scripts import EAST_ASIAN
from briefwright.press.tongues import Tongue, stretches, tongue_of
from briefwright.problems import Place
from briefwright.sphinx_ext.typst_text import accented, literal, long_word, names, one_line, soften
from briefwright.sphinx_ext.typst_tongues import (
    block_arguments,
    differs,
    document_tongue,
    inline_arguments,
    isolated,
)

if TYPE_CHECKING:
    from briefwright.sphinx_ext.typst import TypstBuilder

# A line holds some 90 characters, a column of a table far fewer.
_LONG, _LONG_IN_TABLE = 40, 18
_LONG_WORDS = {limit: long_word(limit) for limit in (_LONG, _LONG_IN_TABLE)}
_LATIN = re.compile("[A-Za-z0-9\u00c0-\u024f]")
"""What the font of another script leaves to the one for Latin."""
_ON_ONE_LINE = frozenset(script.name for script in EAST_ASIAN)
"""The scripts whose letters all stand on the base line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands in the outline: a heading, or the tag of a card."""

    label: str
    text: str
    level: int
    """From that of the document."""
    code: str = ""
    """A dictionary of Typst: level, label, body; of a card also its number."""
    number: str | None = None
    """Of a card, or ""; None where it is no card's."""
    ids: tuple[str, ...] = ()
    """Of a section: those that links in the documents lead to."""
    cards: tuple[str, ...] = ()
    """The names of the cards that it stands above."""


@dataclass(slots=True, kw_only=True)
class Segment:
    """A stretch of a document that may begin a page: up to the next section of the first level."""

    start: int = 0
    """Where it begins, counted in characters of the document's source."""
    headings: list[Heading] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    """What links can lead to."""
    targets: list[str] = field(default_factory=list)
    """The labels that its own links lead to."""


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A document as Typst, and what its PDF needs besides."""

    source: str = ""
    """The ``.typ`` file."""
    title: str = ""
    functions: list[str] = field(default_factory=list)
    """Those of the look that are called."""
    segments: list[Segment] = field(default_factory=lambda: [Segment()])
    end: int = 0
    """Where the last segment ends."""
    legend: str = ""
    """A function of the look that draws what explains the marks, if that stands at the top."""
    images: dict[str, str] = field(default_factory=dict)
    """The files to copy: path in the staging folder -> path on the disk."""
    characters: dict[str, Place] = field(default_factory=dict)
    """What the embedded fonts may lack, and where it stands first."""

    @property
    def headings(self) -> int:
        """How many headings there are."""
        return sum(len(segment.headings) for segment in self.segments)


class TypstVisitors(SphinxTranslator):
    """Writes calls of the functions of ``print.typ``; the visitors are in the modules beside."""

    builder: "TypstBuilder"

    def __init__(self, document: nodes.document, builder: "TypstBuilder") -> None:
        super().__init__(document, builder)
        self.sheet = Sheet()
        self.docname = builder.current_docname
        self.body: list[str] = []
        self.functions: set[str] = set()
        """The functions that are called."""
        self.place = Place(path=builder.shown_path(document.get("source") or self.docname))
        """Of the card, section or block that is being written."""
        self.level = 0
        """How many sections we are in."""
        self.in_table = 0
        self.pages_behind = True
        """Whether links into the PDF have their page behind them."""
        self.base = document_tongue(builder.language_of(self.docname))
        """The tongue of the document."""
        self.around = self.base
        """That of the paragraph that is being written."""
        self.hint = ""
        """The language that the source of the text says it is in."""
        self.in_address = False
        """Whether the text is that of a link to the web."""
        self.isolating = False
        """Whether text of another direction is kept together: not in evidence, which has no more
        characters than its source."""

    def function(self, name: str) -> str:
        """Return *name* as it is called in markup, and note that it is used."""
        self.functions.add(name)
        return f"#{name}"

    def call(self, name: str, *arguments: str, content: str | None = None) -> str:
        """Return a call of *name* with *arguments* of code, and *content* in brackets."""
        listed = f"({', '.join(arguments)})" if arguments or content is None else ""
        return self.function(name) + listed + (f"[{content}]" if content is not None else "")

    def write(self, *markup: str) -> None:
        """Write *markup*, which stands within a line."""
        self.body.extend(markup)

    def write_block(self, *markup: str) -> None:
        """Write *markup*, which stands on a line of its own."""
        self.body.extend((*markup, "\n"))

    def captured(self, node: Node) -> str:
        """Return *node* as markup."""
        outer, self.body = self.body, []
        node.walkabout(self)
        inner, self.body = "".join(self.body), outer
        return inner

    def inner(self, node: Element) -> str:
        """Return the children of *node* as markup."""
        return "".join(map(self.captured, node.children))

    def anchored(self, node: Element) -> str:
        """Return the children of *node* as markup, with what links to *node* lead to."""
        return self.anchors(node["ids"]) + self.inner(node)

    def anchors(self, ids: Iterable[str]) -> str:
        """Return the places that links to *ids* lead to."""
        labels = [self.label(node_id) for node_id in ids]
        return self.call("anchor", *labels) if labels else ""

    def label(self, node_id: str) -> str:
        """Return the label of an id, which other documents of the PDF may have too."""
        name = f"{self.docname}:{node_id}"
        self.sheet.segments[-1].labels.append(name)
        return literal(name)

    def target(self, node_id: str, docname: str | None = None) -> str:
        """Return the label that a link leads to."""
        name = f"{self.docname if docname is None else docname}:{node_id}"
        self.sheet.segments[-1].targets.append(name)
        return literal(name)

    def note_heading(self, heading: Heading, body: str) -> None:
        """Note what stands in the outline, labelled by an id so far; *body* is code."""
        label = f"{self.docname}:{heading.label}"
        number = heading.number
        more = "" if number is None else f", card: true, number: {literal(number)}"
        code = f"(level: level + {heading.level}, label: {literal(label)}, body: {body}{more})"
        self.sheet.segments[-1].headings.append(replace(heading, label=label, code=code))

    def text(self, text: str) -> str:
        """Return *text* as markup."""
        return "".join(f"#{piece}" for piece in self._pieces(text))

    def argument(self, text: str) -> str:
        """Return *text* as the one argument of a call; a plain string is quicker than content."""
        pieces = self._pieces(text)
        return f"({pieces[0]})" if len(pieces) == 1 else f"[{''.join(f'#{p}' for p in pieces)}]"

    def in_one_go(self, text: str, argument: str) -> bool:
        """Tell whether Typst sets *text*, which became *argument*, without taking it apart.

        It does so where the font changes, or a letter is not on the base line.
        """
        if argument[0] == "[":
            return False
        script = self.around.script
        if not script and text.isascii():
            return True
        return script in _ON_ONE_LINE and not _LATIN.search(text) if script else not unusual(text)

    def _pieces(self, text: str) -> list[str]:
        """Return *text* as code: literals, and calls for what is in another language."""
        text = one_line(text)
        if text.isascii():
            return self._softened(text)
        for character in unusual(text):
            self.sheet.characters.setdefault(character, self.place)
        pieces: list[str] = []
        end = 0
        for part, tongue in stretches(text, self.around, self.hint):
            end += len(part)
            if tongue is None:
                pieces += self._literals(part)
                continue
            if self.isolating:
                part = isolated(part, tongue, self.around, text[end:])  # noqa: PLW2901
            name = self.function("tongue")[1:]
            arguments = inline_arguments(tongue, self.around)
            pieces += [f"{name}({', '.join([*arguments, own])})" for own in self._literals(part)]
        return pieces

    def _literals(self, text: str) -> list[str]:
        """Return *text* as literals, and letters apart whose accents are signs of their own."""
        if text.isascii():
            return self._softened(text)
        pieces: list[str] = []
        for part, is_accented in accented(text):
            if is_accented:
                pieces.append(f"{self.function('accented')[1:]}({literal(part)})")
            else:
                pieces += self._softened(part)
        return pieces

    def _softened(self, text: str) -> list[str]:
        """Return *text* as literals, with places to break in words that are too long for a line."""
        if not self.in_address:
            return self._broken(text)
        return [
            piece
            for part, is_name in names(text)
            for piece in ([f"box({literal(part)})"] if is_name else self._broken(part))
        ]

    def _broken(self, text: str) -> list[str]:
        limit = _LONG_IN_TABLE if self.in_table else _LONG
        pattern = _LONG_WORDS[limit]
        if len(text) < limit or not pattern.search(text):
            return [literal(text)]
        soft = self.function("soft")[1:]
        pieces: list[str] = []
        end = 0
        for match in pattern.finditer(text):
            before = [literal(text[end : match.start()])] if match.start() > end else []
            for piece in soften(match[0]):
                before += [literal(piece), soft]
            pieces += before
            end = match.end()
        return [*pieces, literal(text[end:])]

    def mark_place(self, node: Element, place: Place | None = None) -> str:
        """Take note that *node* begins, and return a comment that says so in the file."""
        if place is None and node.line:
            path = self.builder.shown_path(node.source) if node.source else self.place.path
            place = Place(path=path, line=node.line)
        if place is None:
            return ""
        self.place = place
        return f"\n// @ {one_line(place.path)}:{place.line}\n"

    def in_tongue(
        self, words: str, write: Callable[[], str], *, apart: bool = False
    ) -> tuple[list[str], str]:
        """Return the arguments of a block of *words*, and what *write* returns, in its language.

        *apart*: text of another direction keeps together, and its place before a number.
        """
        before, tongue = (self.around, self.isolating), self._tongue_of(words)
        self.around = replace(tongue, language=tongue.language or self.base.language)
        self.isolating = apart
        content = self._spoken(write())
        self.around, self.isolating = before
        return block_arguments(tongue, self.base, words), content

    def _spoken(self, content: str) -> str:
        """Return *content* in the language of the block that it is all of."""
        if not differs(self.around, self.base):
            return content
        bare = replace(self.around, script="")
        return self.call("tongue", *inline_arguments(bare, self.around), content=content)

    def _tongue_of(self, text: str) -> Tongue:
        return tongue_of(text, self.hint or self.base.language)
