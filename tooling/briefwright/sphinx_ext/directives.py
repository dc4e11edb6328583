"""The directives of evidence documents: ``card``, ``card-ref``, ``chart``, ``clash-map`` ….

Their bodies are read by :mod:`briefwright.cards` and :mod:`briefwright.marks`, never as Markdown.
Each function makes nodes of a directive that is already parted into options and body; the classes
below serve the pages that are not confined.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from docutils import nodes as docutils_nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from briefwright import marks
from briefwright.anchor import fold
from briefwright.cards import Directive, read_directive
from briefwright.citation import full_cite
from briefwright.markup.confine import BODIES, options_here
from briefwright.model import Card, Paragraph
from briefwright.problems import Code, Place, Problem
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.charting import chart_nodes
from briefwright.sphinx_ext.clash_maps import clash_map_nodes
from briefwright.sphinx_ext.domain import DebateDomain, debate
from briefwright.sphinx_ext.renderer import BODY_DIRECTIVES, ConfinedRenderer
from briefwright.sphinx_ext.report import report
from briefwright.stops import divide, find_stops
from briefwright.text import unescape_literal
from briefwright.words import Words

_MOST_RULED_LINES = 60


class Context:
    """Where nodes are made: the environment, the document, and the place in it."""

    def __init__(self, env: BuildEnvironment, document: docutils_nodes.document, line: int) -> None:
        self.env = env
        self.document = document
        self.place = Place(path=f"{env.docname}.md", line=line, column=1)
        self._source = str(env.doc2path(env.docname))

    @property
    def domain(self) -> DebateDomain:
        """The domain that knows the cards."""
        return debate(self.env)

    @property
    def words(self) -> Words:
        """The fixed words of the document."""
        return self.domain.words_of(self.env.docname)

    def mark(self, node: docutils_nodes.Node) -> None:
        """Note where *node*, and all that is in it, comes from."""
        for part in node.findall():
            part.source = self._source
            part.line = self.place.line


Maker = Callable[[Context, Directive], list[docutils_nodes.Node]]


def card_nodes(context: Context, directive: Directive) -> list[docutils_nodes.Node]:
    """Return the nodes of a card.

    The tree is ``card(card_tag, [card_timing], card_cite(card_short_cite, …), [card_notice],
    card_text(paragraph(Text|marked…)…))``, with the index entries of the card before it. One that is
    bare has only the notice and the text.
    """
    known = context.domain.library.cards.get(directive.options.get("name", ""))
    paragraphs = _proved(context, directive, known) if known else _read_text(directive)
    node = _card_node(context, directive, known)
    node += _header(context, directive, known)
    text = nodes.card_text(classes=["bw-text"])
    text += passage_nodes(paragraphs, directive.options.get("read-to", ""), _label(directive))
    node += text
    context.mark(node)
    context.domain.note_card(node, context.env.docname)
    return [_index(node), node]


def _read_text(directive: Directive) -> tuple[Paragraph, ...]:
    paragraphs, problems = marks.parse(directive.body, directive.body_place)
    for problem in problems:
        report(problem)
    return paragraphs


def _proved(context: Context, directive: Directive, card: Card) -> tuple[Paragraph, ...]:
    """Return the text of *card* as the library has it; other marks on the same words may stay.

    A page may leave the text out. What it has in its place is never printed.
    """
    if card.place.path == context.place.path or not directive.body.strip():
        return card.paragraphs
    paragraphs = _read_text(directive)
    ours, theirs = marks.plain(card.paragraphs), marks.plain(paragraphs)
    if ours == theirs:
        return paragraphs
    if fold(ours).text != fold(theirs).text:
        report(_differs(card, directive))
    return card.paragraphs


def _differs(card: Card, directive: Directive) -> Problem:
    message = f"The text of “{card.name}” is not that of the card at {card.place}, which is shown."
    hint = "Copy it from there, or leave it out: the name is enough."
    return Problem(place=directive.body_place, code=Code.QUOTE_VERBATIM, message=message, hint=hint)


def _card_node(context: Context, directive: Directive, known: Card | None) -> nodes.card:
    options = directive.options
    name = options.get("name", "")
    side = known.side.value if known else options.get("side", "")
    source = known.source if known else options.get("source", "")
    topics = (
        known.topics if known else tuple(t.strip() for t in options.get("topics", "").split(","))
    )
    node = nodes.card(
        "",
        name=name,
        side=side,
        topics=[topic for topic in topics if topic],
        source=source,
        number=options.get("number", ""),
        short_cite=known.short_cite if known else options.get("short-cite", ""),
        verified=bool(known and known.verified),
        language=known.citation.language if known else options.get("language", ""),
        link=context.words.card_link,
        bare=bool(options.get("bare")),
        classes=["bw-card", *([f"bw-{side}"] if side in {"pro", "con", "both"} else [])],
    )
    node["tag"] = unescape_literal(directive.argument)
    node["ids"].append(
        _free_id(context.document, f"card-{docutils_nodes.make_id(name) or 'unnamed'}")
    )
    context.document.note_explicit_target(node, node)
    return node


def _free_id(document: docutils_nodes.document, wanted: str) -> str:
    number, free = 1, wanted
    while free in document.ids:
        number += 1
        free = f"{wanted}-{number}"
    return free


def _header(
    context: Context, directive: Directive, known: Card | None
) -> list[docutils_nodes.Element]:
    options = directive.options
    tag = unescape_literal(directive.argument)
    if options.get("bare"):
        return [] if known and known.verified else [_notice(context)]
    parts: list[docutils_nodes.Element] = [nodes.card_tag("", tag, classes=["bw-tag"])]
    if timing := options.get("timing"):
        parts.append(nodes.card_timing("", timing, classes=["bw-timing"]))
    parts.append(_cite(context, directive, known))
    if not (known and known.verified):
        parts.append(_notice(context))
    return parts


def _notice(context: Context) -> nodes.card_notice:
    return nodes.card_notice("", context.words.unverified, classes=["bw-notice"])


def _cite(context: Context, directive: Directive, known: Card | None) -> nodes.card_cite:
    options = directive.options
    short, text, url = (
        options.get("short-cite", ""),
        options.get("cite", ""),
        options.get("url", ""),
    )
    if known and not text:
        short, text, url = (
            known.short_cite,
            full_cite(known.citation, context.words),
            known.citation.url,
        )
    cite = nodes.card_cite("", classes=["bw-cite"])
    cite += nodes.card_short_cite("", short, classes=["bw-short-cite"])
    if text:
        cite += [docutils_nodes.Text(" "), *linked(text, url)]
    if known and known.verified:
        cite += [docutils_nodes.Text(" "), _in_context(context, known)]
    return cite


def linked(text: str, url: str) -> list[docutils_nodes.Node]:
    """Return *text* with a link where *url* stands in it, if it is one to follow."""
    before, found, after = text.partition(url) if url else (text, "", "")
    if not found or not re.match("https?://", url):
        return [docutils_nodes.Text(text)]
    link = docutils_nodes.reference("", url, refuri=url, internal=False)
    return [
        part
        for part in (docutils_nodes.Text(before), link, docutils_nodes.Text(after))
        if part.astext()
    ]


def _in_context(context: Context, card: Card) -> addnodes.pending_xref:
    link = addnodes.pending_xref(
        "",
        refdomain="debate",
        reftype="context",
        reftarget=card.name,
        refdoc=context.env.docname,
        refexplicit=True,
        refwarn=False,
    )
    link += docutils_nodes.inline("", context.words.in_context, classes=["bw-context"])
    return link


def _paragraph(paragraph: Paragraph) -> nodes.card_paragraph:
    return nodes.card_paragraph.of((span.text, span.marks.value) for span in paragraph)


def passage_nodes(
    paragraphs: Sequence[Paragraph], read_to: str = "", label: str = ""
) -> list[nodes.card_paragraph]:
    """Return the paragraphs of a passage; behind the words of *read_to* stands a ``stop_mark``."""
    made = [_paragraph(paragraph) for paragraph in paragraphs]
    stops = find_stops(paragraphs, read_to)[:1] if read_to else ()
    for stop in stops:
        before, after = divide(paragraphs[stop.paragraph], stop.offset)
        runs = [*_paragraph(before).children, nodes.stop_mark(label=label)]
        made[stop.paragraph].children = []
        made[stop.paragraph] += [*runs, *_paragraph(after).children]
    return made


def _label(directive: Directive) -> str:
    return directive.options.get("stopped", "") or "▮"


def _index(card: nodes.card) -> addnodes.index:
    """Return the index entries of a card: by its source and by each of its topics."""
    node = addnodes.index()
    heads = [card["short_cite"], *card["topics"]]
    node["entries"] = [
        # Only the first semicolon is a level, so the tag may have some.
        ("single", f"{head}; {card['tag']}", card["ids"][0], "", None)
        for head in heads
        if head
    ]
    return node


def card_ref_nodes(context: Context, directive: Directive) -> list[docutils_nodes.Node]:
    """Return ``card_ref(pending_xref(inline), [card_short_cite], [inline])``: a card elsewhere.

    The last is how long it takes to read.
    """
    options = directive.options
    name, tag = options.get("name", ""), unescape_literal(directive.argument)
    short_cite = options.get("short-cite", "")
    node = nodes.card_ref(
        "",
        name=name,
        number=options.get("number", ""),
        tag=tag,
        short_cite=short_cite,
        classes=["bw-card-ref"],
    )
    link = addnodes.pending_xref(
        "",
        refdomain="debate",
        reftype="card",
        reftarget=name,
        refdoc=context.env.docname,
        refexplicit=True,
        refwarn=True,
    )
    link += docutils_nodes.inline("", tag, classes=["bw-tag"])
    node += link
    if short_cite:
        node += [
            docutils_nodes.Text(" "),
            nodes.card_short_cite("", short_cite, classes=["bw-short-cite"]),
        ]
    if timing := options.get("timing"):
        node += [
            docutils_nodes.Text(" "),
            docutils_nodes.inline("", timing, classes=["bw-timing"]),
        ]
    context.mark(node)
    return [node]


def marks_nodes(context: Context, directive: Directive) -> list[docutils_nodes.Node]:
    """Return ``marks(paragraph(Text|marked…)…)``: marked text that is no evidence."""
    paragraphs, problems = marks.parse(directive.body, directive.body_place)
    for problem in problems:
        report(problem)
    node = nodes.marks(classes=["bw-marks", "bw-text"])
    node += [_paragraph(paragraph) for paragraph in paragraphs]
    context.mark(node)
    return [node]


def ruled_nodes(context: Context, directive: Directive) -> list[docutils_nodes.Node]:
    """Return ``ruled_lines``: so many lines to write on as the argument says; 0 fills the page."""
    wanted = directive.argument
    lines = int(wanted) if re.fullmatch("[0-9]{1,3}", wanted) else 1
    lines = 0 if wanted == "page" else max(1, min(lines, _MOST_RULED_LINES))
    classes = ["bw-ruled"] if lines else ["bw-ruled", "bw-rest"]
    node = nodes.ruled_lines(lines=lines, classes=classes)
    context.mark(node)
    return [node]


MAKERS: dict[str, Maker] = {  # of each of `confine.BODIES`
    "card": card_nodes,
    "card-ref": card_ref_nodes,
    "chart": chart_nodes,
    "clash-map": clash_map_nodes,
    "marks": marks_nodes,
    "ruled": ruled_nodes,
}


def make_nodes(
    name: str, context: Context, argument: str, content: str
) -> list[docutils_nodes.Node]:
    """Return the nodes of the directive *name* of an evidence document."""
    directive, problems = read_directive(argument, content, context.place)
    for problem in (*problems, *_unknown_options(name, directive)):
        report(problem)
    return MAKERS[name](context, directive)


def _unknown_options(name: str, directive: Directive) -> Iterator[Problem]:
    for key in sorted(directive.options.keys() - BODIES[name]):
        message = f"“{{{name}}}” may not have this “{key}”."
        place = directive.places[key]
        yield Problem(place=place, code=Code.MARKUP, message=message, hint=options_here(name))


class EvidenceDirective(SphinxDirective):
    """A directive of evidence in a page that another parser reads."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = dict.fromkeys(
        sorted(frozenset().union(*BODIES.values())), directives.unchanged
    )

    def run(self) -> list[docutils_nodes.Node]:
        """Make the nodes as a confined document would."""
        context = Context(self.env, self.state.document, self.lineno)
        place = Place(path=context.place.path, line=self.content_offset + 1, column=1)
        directive = Directive(
            argument=self.arguments[0] if self.arguments else "",
            options=self.options,
            places=dict.fromkeys(self.options, context.place),
            body="\n".join(self.content),
            place=context.place,
            body_place=place,
        )
        return MAKERS[self.name.rpartition(":")[2]](context, directive)


def setup(app: Sphinx) -> None:
    """Register the directives, in confined documents and in all others."""
    for name in MAKERS:
        app.add_directive_to_domain("debate", name, EvidenceDirective)
        BODY_DIRECTIVES[name] = partial(_confined, name)


def _confined(
    name: str, renderer: ConfinedRenderer, argument: str, content: str, line: int
) -> list[docutils_nodes.Node]:
    context = Context(renderer.sphinx_env, renderer.document, line)
    return make_nodes(name, context, argument, content)
