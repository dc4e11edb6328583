"""Cards, and what goes with them."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, replace
from functools import partial
from itertools import groupby, pairwise

from docutils import nodes as docutils_nodes
from docutils.nodes import Element, Node, SkipNode

from briefwright.model import Mark
from briefwright.press.tongues import is_latin, tongue_of
from briefwright.sentences import sentence_ends
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.domain import slug_of
from briefwright.sphinx_ext.typst_base import Heading
from briefwright.sphinx_ext.typst_blocks import holds_what_follows
from briefwright.sphinx_ext.typst_inline import InlineVisitors
from briefwright.sphinx_ext.typst_text import array, literal
from briefwright.sphinx_ext.written import Written
from briefwright.widths import room, width

_HEAD: dict[type[Node], str] = {
    nodes.card_tag: "tag",
    nodes.card_cite: "cite",
    nodes.card_timing: "timing",
    nodes.card_notice: "notice",
}
_ALL_MARKS = 7
_EMPHASIS = Mark.EMPHASIS.value
_LOUD = 6
"""The marks of what is read aloud, which stands on a tint or in a box."""
_RUN = (docutils_nodes.Text, nodes.marked)
Run = tuple[str, int]
"""A text and its marks."""
_DIRECTION = "right-to-left"
_SHORT = 30
"""Characters of a short cite that are kept on one line."""
_SMALLEST_PAGE = 600
"""Characters of a passage on a page, where those are fewest: in large print on a small sheet."""
_LEAST = 120
"""Characters that are not parted in a card that is broken between sentences: a line or two."""
_FEW, _WHOLE, _HELD = 250, 650, 1100
"""Characters of a paragraph of a passage that does not stand alone at the end of a page, that is
not broken over two, and that is not broken so that what follows the card stays with its end."""


class CardVisitors(InlineVisitors):
    """Visitors of the nodes of :mod:`briefwright.sphinx_ext.nodes`."""

    def visit_card(self, node: Element) -> None:
        """Write a card: its head as arguments, its text as content."""
        if node.get("bare"):
            self._visit_bare(node)
        place = self.mark_place(node, self.builder.card_place(node.get("name", "")))
        self.hint = self.language_of(node)
        first, *others = node["ids"] or [""]
        level, number = node.get("level") or self.level + 1, str(node.get("number", ""))
        arguments = [
            f"level: level + {level}",
            f"label: {self.label(first)}",
            f"number: {literal(number)}",
            f"side: {literal(node.get('side', ''))}",
        ]
        heads, claim, text = self._heads(node)
        names = tuple(filter(None, [node.get("name")]))
        self.note_heading(
            Heading(label=first, text=text, level=level, number=number, cards=names), claim
        )
        content = "\n"
        for child in (child for child in node.children if type(child) not in _HEAD):
            if isinstance(child, nodes.card_text):
                cite = next(node.findall(nodes.card_short_cite), None)
                named = cite.astext() if cite is not None else ""
                holds = holds_what_follows(node)
                content += self._passage(child, holds=holds, named=named) + "\n"
            else:
                content += self._text(child) + "\n"
        self.hint = ""
        self.write_block(
            place, self.anchors(others), self.call("card", *arguments, *heads, content=content)
        )
        raise SkipNode

    def _heads(self, card: Element) -> tuple[list[str], str, str]:
        """Return the arguments for what stands above the text, and the claim as code and text.

        It is written in the language of the document, except for what other letters are in.
        """
        arguments, claim, text = [], "none", ""
        quoted = self.hint
        self.hint = "" if is_latin(quoted) else quoted
        for child in card.children:
            name = _HEAD.get(type(child))
            if not name or not isinstance(child, Element):
                continue
            write = partial(self.anchored, child)
            nature, content = self.in_tongue(child.astext(), write, apart=True)
            arguments.append(f"{name}: [{content}]")
            if name == "tag":
                claim, text = f"[{content}]", child.astext()
                arguments += nature
            elif name == "cite":
                turned = (each for each in nature if each.startswith(_DIRECTION))
                arguments += (f"{name}-{each}" for each in turned)
        self.hint = quoted
        return arguments, claim, text

    def language_of(self, card: Element) -> str:
        """Return the language of what *card* quotes: as its source says, else as its letters do."""
        said = card.get("language") or self.builder.card_language(card.get("name", ""))
        words = "" if said else card.astext()
        return said or ("" if words.isascii() else tongue_of(words).language)

    def _visit_bare(self, node: Element) -> None:
        """Write a card whose head stands above it: the heading there is the card's, too."""
        headings = self.sheet.segments[-1].headings
        if headings and headings[-1].number is None:
            headings[-1] = replace(headings[-1], cards=(*headings[-1].cards, node.get("name", "")))
        place = self.mark_place(node, self.builder.card_place(node.get("name", "")))
        self.hint = self.language_of(node)
        notices = [
            self.call("notice", content=self.inner(n)) for n in node.findall(nodes.card_notice)
        ]
        texts = node.findall(nodes.card_text)
        holds = holds_what_follows(node)
        text = "\n".join(self._passage(text, holds=holds) for text in texts)
        evidence = self.call("evidence", content=f"\n{text}\n")
        self.hint = ""
        self.write_block(place, self.anchors(node["ids"]), *notices, evidence)
        raise SkipNode

    def _passage(self, node: Element, *, holds: bool, named: str = "") -> str:
        """Return the text of a card, written now or in an earlier build."""
        spans = [getattr(paragraph, "spans", ()) for paragraph in node.children]
        if not all(spans):  # there may be anything in it
            return self._written_passage(node, holds=holds, named=named)

        def write() -> Written:
            outer = self.functions, self.sheet.characters
            self.functions, self.sheet.characters = set(), {}
            source = self._written_passage(node, holds=holds, named=named)
            functions, characters = sorted(self.functions), "".join(self.sheet.characters)
            self.functions, self.sheet.characters = outer
            return Written(source, tuple(functions), characters)

        basis = (spans, holds, named, self.hint, astuple(self.base), self.in_table)
        found = self.builder.written.get(basis, write)
        self.functions.update(found.functions)
        for character in found.characters:
            self.sheet.characters.setdefault(character, self.place)
        return found.source

    def _written_passage(self, node: Element, *, holds: bool, named: str) -> str:
        """Write the text of a card; the bulk of a brief goes through here.

        A page ends where a few lines are not left alone. The last paragraph *holds* what belongs
        to the card and stands below it. Where the card goes on overleaf it is *named*.
        """
        sizes = [room(paragraph.astext()) for paragraph in node.children]
        last = len(sizes) - 1
        written = []
        all_of_it = ""
        if sum(sizes) > _SMALLEST_PAGE:
            spans = (span for paragraph in node.children for span in _spans(paragraph))
            all_of_it = _weights(spans)
        end = self.call("passage-end") if named else ""
        if named:
            written.append(self.call("passage-begin", literal(named)))
        for n, (paragraph, size) in enumerate(zip(node.children, sizes, strict=True)):
            body = self._paragraph(paragraph, size, all_of_it, end if n == last else "")
            few = n < last and (size <= _FEW or (n + 1 == last and sizes[last] <= _FEW))
            sticky = (holds and size <= _HELD) if n == last else (few and size <= _WHOLE)
            if sticky or size <= _WHOLE:
                arguments = [f"length: {size}", *(["holds: true"] if sticky else [])]
                body = self.call("whole", *arguments, content=body)
            written.append(body)
        return "\n".join(written)

    def _text(self, node: Node, end: str = "", sentences: Sequence[Sequence[Run]] = ()) -> str:
        """Return marked text, with something at its *end*."""
        if isinstance(node, nodes.marks):
            return "\n".join(map(self._text, node.children))
        if not isinstance(node, docutils_nodes.paragraph):
            return self.captured(node) + end

        def write() -> str:
            runs = self._in_sentences(sentences) if sentences else "".join(self._runs(node))
            return runs + end

        arguments, content = self.in_tongue(node.astext(), write)
        return self.call("paragraph", *arguments, content=content)

    def _paragraph(self, node: Node, size: int, all_of_it: str, end: str) -> str:
        """Return a paragraph of a passage, and its *end*; a long one in its sentences.

        A card that is longer than a page is broken between them; whether it is depends on the look,
        and on how much there is of *all_of_it*.
        """
        sentences = [*_sentences(_spans(node))] if size > _FEW and all_of_it else []
        if len(sentences) < 2:
            return self._text(node, end)
        written = self._text(node, end, sentences)
        return f"{self.function('in-sentences')}({all_of_it}, {size}, split => [{written}])"

    def _in_sentences(self, sentences: Iterable[Sequence[Run]]) -> str:
        listed = (
            f"({_weights(sentence)}, [{''.join(self._run(*span) for span in sentence)}])"
            for sentence in sentences
        )
        return self.call("sentences", "split", *listed)

    def _runs(self, paragraph: Element) -> Iterator[str]:
        if isinstance(paragraph, nodes.card_paragraph) and paragraph.spans:
            for text, marks in _spaced(paragraph.spans):
                yield self._run(text, marks)
            return
        for are_runs, group in groupby(paragraph.children, lambda child: isinstance(child, _RUN)):
            if are_runs:
                for text, marks in _spaced([_span(child) for child in group]):
                    yield self._run(text, marks)
            else:
                yield from map(self.captured, group)

    def _run(self, text: str, marks: int) -> str:
        marks &= _ALL_MARKS
        if not marks:
            return self.text(text)
        argument = self.argument(text)
        # Letters that fill their squares want all of the tint; a box has its sides beside them.
        boxed = marks & _EMPHASIS or not self.around.script
        seamless = not boxed or not self.in_one_go(text, argument)
        return self.function(f"{'w' if seamless else 'm'}{marks}") + argument

    def visit_marked(self, node: nodes.marked) -> None:
        """Write marked text that stands anywhere else."""
        self.write(self._run(node.astext(), node["marks"]))
        raise SkipNode

    def visit_stop_mark(self, node: Element) -> None:
        """Write how far a card was read."""
        self.write(self.call("stop-mark", content=self.text(node["label"])))
        raise SkipNode

    def visit_card_short_cite(self, node: Element) -> None:
        """Write last name and year."""
        whole = ["whole: true"] if len(node.astext()) <= _SHORT else []
        self.write(self.call("short-cite", *whole, content=self.inner(node)))
        raise SkipNode

    def visit_card_ref(self, node: Element) -> None:
        """Write where a card is printed in full."""
        arguments = [f"number: {literal(str(node.get('number', '')))}"]
        link = next(node.findall(docutils_nodes.reference), None)
        target = self.link_target(link) if link is not None else None
        if target:
            docname, node_id = target
            arguments.append(f"target: {self.target(node_id, docname)}")
        self.pages_behind = False  # the page has a place of its own here
        timings = [child for child in node.children if _is_timing(child)]
        shown = [child for child in node.children if child not in timings]
        words = "".join(child.astext() for child in shown)
        _, body = self.in_tongue(words, lambda: "".join(map(self.captured, shown)), apart=True)
        arguments += [f"timing: [{self.captured(child)}]" for child in timings]
        made = self.call("card-ref", *arguments, content=body)
        if holds_what_follows(node):
            made = self.call("kept", "holds: true", content=made)
        self.write_block(made)
        self.pages_behind = True
        raise SkipNode

    def visit_marks(self, node: Element) -> None:
        """Write marked text that is no evidence; at the top of a brief's document it is the legend.

        That stands on the first page of a PDF, whichever documents it is made of.
        """
        outer, self.functions = self.functions, set()
        made = self.call("legend", content=self._text(node))
        if self._is_legend(node):
            used = ", ".join(sorted(self.functions))
            self.sheet.legend = (
                f"#let legend(look) = {{\nlet ({used}, ..) = bind(look)\n[{made}]\n}}\n"
            )
            self.functions = outer
        else:
            self.functions |= outer
            self.write_block(made)
        raise SkipNode

    def _is_legend(self, node: Element) -> bool:
        in_brief = bool(slug_of(self.docname)) and isinstance(node.parent, docutils_nodes.section)
        return in_brief and self.level == 1 and self.sheet.headings == 1 and not self.sheet.legend

    def visit_ruled_lines(self, node: Element) -> None:
        """Write lines to write on."""
        self.write_block(self.call("ruled", str(int(node["lines"]))))
        raise SkipNode

    def visit_passage_mark(self, node: Element) -> None:
        """Leave out the sign of a passage: it is a link between pages."""
        raise SkipNode


def _spans(paragraph: Node) -> Sequence[Run]:
    """Return the runs of a paragraph of a passage; none where there is anything else in it."""
    if isinstance(paragraph, nodes.card_paragraph) and paragraph.spans:
        return paragraph.spans
    children = paragraph.children
    return [_span(c) for c in children] if all(isinstance(c, _RUN) for c in children) else ()


def _weights(spans: Iterable[Run]) -> str:
    """Return how wide what is small, what is large and what is bold is on one line, as code."""
    texts: dict[int, list[str]] = {0: [], 1: [], 2: []}
    for text, marks in spans:
        texts[2 if marks & _LOUD else int(bool(marks & _ALL_MARKS))].append(text)
    return array(str(width("".join(kind))) for kind in texts.values())


def _sentences(spans: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the runs of each sentence, and of several short ones together."""
    ends = deque(_apart(sentence_ends("".join(text for text, _ in spans))))
    sentence: list[Run] = []
    at = 0
    for text, marks in _spaced(spans) if spans else ():
        begin = 0
        while ends and ends[0] <= at + len(text):
            end = ends.popleft() - at
            if end > begin:
                sentence.append((text[begin:end], marks))
            yield sentence
            sentence, begin = [], end
        if begin < len(text):
            sentence.append((text[begin:], marks))
        at += len(text)
    if sentence:
        yield sentence


def _apart(ends: Iterable[int]) -> Iterator[int]:
    """Yield those of *ends* between which there is something to keep together."""
    last = 0
    for end in ends:
        if end - last >= _LEAST:
            yield end
            last = end


def _span(node: Node) -> tuple[str, int]:
    """Return the text and the marks of a run."""
    return node.astext(), node["marks"] if isinstance(node, nodes.marked) else 0


def _spaced(spans: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Yield *spans* with the spaces at the ends of what is read given to what is less marked.

    So the side of a box stands between two words, and not at the first letter of the next one.
    """
    texts = [text for text, _ in spans]
    ranks = [marks & _LOUD for _, marks in spans]
    for at, (rank, next_rank) in enumerate(pairwise(ranks)):
        if rank > next_rank:
            kept = texts[at].rstrip(" ")
            texts[at], texts[at + 1] = kept, texts[at][len(kept) :] + texts[at + 1]
        elif rank < next_rank:
            kept = texts[at + 1].lstrip(" ")
            given = len(texts[at + 1]) - len(kept)
            texts[at], texts[at + 1] = texts[at] + " " * given, kept
    return ((text, marks) for text, (_, marks) in zip(texts, spans, strict=True) if text)


def _is_timing(node: Node) -> bool:
    return isinstance(node, Element) and "bw-timing" in node["classes"]
