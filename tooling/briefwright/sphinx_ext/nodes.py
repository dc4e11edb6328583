"""The neutral nodes of a card; each builder draws them by visitors of its own.

They derive from docutils nodes, so that a builder without a visitor of ours
still prints every character.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, ClassVar, Self

from docutils import nodes
from docutils.transforms.references import DanglingReferencesVisitor
from sphinx import addnodes
from sphinx.transforms.post_transforms.code import HighlightLanguageVisitor
from sphinx.util.nodes import NodeMatcher

from briefwright.model import Mark


class _Known(nodes.container):
    """What holds nothing but what our own code makes.

    A search for anything else passes it by: Sphinx searches each document dozens of times.
    """

    inside: ClassVar[frozenset[type]] = frozenset()
    """The classes of what may be in it, and of itself, with those that they derive from."""

    def findall(self, condition: Any = None, *flags: Any, **more: Any) -> Any:  # noqa: ANN401
        """Yield the nodes that *condition* asks for, as docutils says."""
        known = flags or not isinstance(condition, NodeMatcher) or self._may_match(condition)
        return super().findall(condition, *flags, **more if known else more | {"descend": False})

    def _may_match(self, wanted: NodeMatcher[nodes.Node]) -> bool:
        return not wanted.classes or not self.inside.isdisjoint(wanted.classes)

    def _fast_findall(self, cls: type) -> Iterator[Any]:
        # What docutils takes for a class without any other wish.
        if cls in self.inside:
            yield from super()._fast_findall(cls)  # type: ignore[misc]

    def walk(self, visitor: nodes.NodeVisitor) -> bool:
        """Send *visitor* through it, unless it looks for other nodes only."""
        return False if isinstance(visitor, _BLIND) else super().walk(visitor)

    def walkabout(self, visitor: nodes.NodeVisitor) -> bool:
        """Send *visitor* through it and back, on the same condition."""
        return False if isinstance(visitor, _BLIND) else super().walkabout(visitor)


class card(_Known):
    """A card: ``card(card_tag, [card_timing], card_cite, [card_notice], card_text)``.

    Attributes: ``name``, ``side``, ``topics`` (list), ``short_cite``, ``source`` (folder or ""),
    ``verified`` (bool), ``bare`` (bool: its head stands above it), ``level`` (heading level of the
    tag, from 1), ``number`` ("" or a string), ``link`` (what the link to the card itself is
    called), ``ids`` (one id: the link target).
    """


class card_tag(nodes.paragraph):
    """The claim, as text."""


class card_cite(nodes.paragraph):
    """The citation: ``card_short_cite``, then the full citation with its link, then "in context"."""


class card_short_cite(nodes.strong):
    """Last name and year."""


class card_text(_Known):
    """The passage: one ``card_paragraph`` a paragraph of the essay, of Text and ``marked``.

    There is never anything else in it but a ``stop_mark``, so a search for other nodes, or for any,
    passes by what is in those. The runs are nine tenths of the nodes of a brief.
    """

    def _may_match(self, wanted: NodeMatcher[nodes.Node]) -> bool:
        more = wanted.attrs.keys() - {"marks", *nodes.Element.basic_attributes}
        return not more and super()._may_match(wanted)

    def _superfast_findall(self) -> Iterator[Any]:
        # What docutils takes for no wish at all.
        yield self
        yield from self.children

    def _fast_findall(self, cls: type) -> Iterator[Any]:
        # What docutils takes for a class without any other wish.
        if cls in _RUNS:
            yield from super()._fast_findall(cls)
        else:
            yield from (node for node in self._superfast_findall() if isinstance(node, cls))


class card_paragraph(nodes.paragraph):
    """A paragraph of a passage: Text and ``marked``, which are made when they are first asked for.

    Until then it has ``spans``: pairs of a text and the marks of it (an int).
    """

    _runs: list[nodes.Node] | None
    spans: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, spans: Iterable[tuple[str, int]]) -> Self:
        """Return a paragraph of *spans*."""
        return cls().take(tuple(spans))

    def take(self, spans: tuple[tuple[str, int], ...]) -> Self:
        """Have runs of *spans* and no others."""
        self._runs, self.spans = None, spans
        return self

    @property  # type: ignore[override]
    def children(self) -> list[nodes.Node]:
        """The runs."""
        if self._runs is None:
            self._runs = [self._run(*span) for span in self.spans]
            self.spans = ()
        return self._runs

    @children.setter
    def children(self, runs: list[nodes.Node]) -> None:
        self._runs, self.spans = runs, ()

    def _run(self, text: str, marks: int) -> nodes.Node:
        run: nodes.Node = nodes.Text(text)
        if marks:
            run = marked("", "", run, marks=marks, classes=mark_classes(marks))
        run.parent, run.source, run.line = self, self.source, self.line
        return run

    def astext(self) -> str:
        """Return the text of the runs."""
        if self.spans:
            return "".join(text for text, _ in self.spans)
        return super().astext()

    def deepcopy(self) -> Self:
        """Return a copy with all that is in it."""
        return self.copy().take(self.spans) if self.spans else super().deepcopy()


_BLIND = (DanglingReferencesVisitor, HighlightLanguageVisitor)


class card_notice(nodes.paragraph):
    """A line that says that the card has no stored source."""


class marked(nodes.inline):
    """A run of marked text. Attribute: ``marks`` (int of :class:`~briefwright.model.Mark`)."""

    @property
    def mark(self) -> Mark:
        """The marks of the run."""
        return Mark(self["marks"])


@cache
def mark_classes(marks: int) -> list[str]:
    """Return the classes of a marked run, for builders that know no ``marked`` node."""
    names = {Mark.UNDERLINED: "bw-underlined", Mark.READ: "bw-read", Mark.EMPHASIS: "bw-emphasis"}
    return [name for one, name in names.items() if one in Mark(marks)]


def _kinds(*classes: type) -> frozenset[type]:
    return frozenset(base for kind in classes for base in kind.__mro__)


_RUNS = frozenset({marked, nodes.Text})
"""What nobody searches for who wants no runs."""


class card_timing(nodes.paragraph):
    """How many words are read aloud, and how long that takes."""


_IN_LINES = (nodes.Text, nodes.inline, nodes.strong, nodes.reference, addnodes.pending_xref)
card.inside = _kinds(
    *(card, card_tag, card_timing, card_cite, card_short_cite, card_notice, card_text),
    *(card_paragraph, marked, nodes.problematic, nodes.system_message, *_IN_LINES),
)
card_text.inside = _kinds(nodes.paragraph, marked, nodes.Text)


class passage(nodes.inline):
    """A run of an essay that cards quote. Attribute: ``cards`` (list of card names)."""


class essay_cite(nodes.paragraph):
    """Below the title of an essay: its full citation, which is not part of its text."""


class passage_mark(nodes.superscript):
    """The number of a passage, where it begins. Attributes: ``name``, ``side``, ``ids``."""


class passage_notes(nodes.container):
    """Below a block of an essay: a paragraph with a link for each card that begins in it."""


class read_aloud(nodes.container):
    """A card without what is not read: ``read_aloud(card_tag, [card_cite], card_text)``.

    In its text only what is stressed is marked. Attributes: those of a card, and ``time`` and
    ``total``: how long it takes, and how long all takes from the heading above to its end.
    """


class quoted(nodes.inline):
    """A stretch of a source that cards quote. Attribute: ``depth`` (int): how many do."""


class quoted_note(nodes.paragraph):
    """Names a card whose passage begins above. Attribute: ``number``."""


class cited(nodes.container):
    """What a card quotes: ``cited(card_tag, paragraph, [paragraph])``. Attribute: ``number``.

    The last says where in the brief it stands.
    """


class stop_mark(nodes.Inline, nodes.Element):
    """In a passage: how far it was read. Attribute: ``label`` (str), which is none of its text."""


class quoted_mark(nodes.Inline, nodes.TextElement):
    """Where a passage begins or ends, as the number of its card. Attribute: ``ends`` (bool)."""


class flow_sheet(nodes.General, nodes.Element):
    """A flow sheet. Attribute: ``sheet`` (a :class:`briefwright.flows.FlowSheet`)."""


class card_ref(nodes.paragraph):
    """A card that is printed in full elsewhere: a ``reference`` around tag and short cite.

    Attributes: ``name``, ``number``, ``tag``, ``short_cite``. A printed document adds the page.
    """


class marks(nodes.container):
    """Paragraphs of ``marked`` text outside a card, as in the legend."""


class ruled_lines(nodes.General, nodes.Element):
    """Lines to write on. Attribute: ``lines`` (int)."""


class chart(nodes.table):
    """A table whose rows have bars: ``table(title, tgroup(…))``, as docutils has it.

    In its heads are ``chart_key``, where bars have parts, and in the first cell of each row, below
    the label, a ``chart_bar``. Attributes: ``numbers`` (int: how many columns behind the first have
    numbers), ``patterns`` (what the ids of what bars are filled with begin with).
    """


class chart_bar(nodes.General, nodes.Element):
    """A bar. Attribute: ``bar`` (a :class:`briefwright.charts.Bar`)."""


class clash_map(nodes.General, nodes.Element):
    """A map, with an ``inline`` around a link for each argument that stands somewhere.

    Attributes: ``clash`` (a :class:`briefwright.clash.ClashMap`), ``words`` (what is written in its
    picture: :class:`briefwright.clash_picture.MapWords`), of the inlines ``anchor``.
    """

    def links(self) -> Iterator[tuple[str, nodes.Element]]:
        """Yield the anchors of arguments, and the links to them."""
        for link in self.findall(nodes.reference):
            if isinstance(link.parent, nodes.inline):
                yield link.parent["anchor"], link


class chart_key(nodes.General, nodes.Inline, nodes.Element):
    """How a part of the bars is drawn. Attribute: ``part`` (int, from 0)."""
