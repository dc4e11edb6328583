"""Charts: the nodes of the ``chart`` directive, and how their bars look in HTML.

What is drawn is hidden from whoever cannot see it: the table says the same.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes as docutils_nodes
from docutils.nodes import Element
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from briefwright.cards import Directive
from briefwright.charts import Bar, Chart, bars, read_chart
from briefwright.model import Band
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.report import report

if TYPE_CHECKING:
    from briefwright.sphinx_ext.directives import Context

_MOST_CHARACTERS = 40
"""Of a column, where there is nothing but characters."""
_PATTERNS = {
    # The first part is solid, the third is open.
    "2": 'patternTransform="rotate(45)"><path class="bw-ink-2" d="M1.5 0V6" stroke-width="3"/>',
    "4": '><circle class="bw-ink-4" cx="3" cy="3" r="1.6"/>',
    "over": 'patternTransform="rotate(-45)"><path class="bw-gap" d="M1 0V6" stroke-width="2"/>',
}
_WRAPPED = re.compile('<div( class="table-wrapper bw-(?:chart|record)[ "])')
"""What the theme puts around a table of ours."""
_HIDDEN = 'aria-hidden="true" focusable="false"'


def chart_nodes(context: "Context", directive: Directive) -> list[docutils_nodes.Node]:
    """Return a ``chart``, as :class:`briefwright.sphinx_ext.nodes.chart` says; none without rows."""
    chart, problems = read_chart(directive)
    for problem in problems:
        report(problem)
    if problems or not chart.rows:
        return []
    serial = context.env.new_serialno("bw-chart")
    name = docutils_nodes.make_id(f"bw-{context.env.docname}-{serial}")
    table = nodes.chart(classes=["bw-chart", "colwidths-auto"], patterns=name)
    table["numbers"] = len(chart.values) + bool(chart.limit)
    table += docutils_nodes.title("", chart.title)
    table += _group(chart)
    context.mark(table)
    return [table]


def _group(chart: Chart) -> docutils_nodes.tgroup:
    columns = [*_columns(chart)]
    group = docutils_nodes.tgroup(cols=len(columns))
    for n, column in enumerate(columns):
        width = min(max(map(len, column)), _MOST_CHARACTERS) + 1
        group += docutils_nodes.colspec(colwidth=width, stub=int(n == 0))
    keys: Iterable[docutils_nodes.Node | None] = [None] * len(chart.values)
    if len(chart.values) > 1:
        keys = [nodes.chart_key(part=part) for part in range(len(chart.values))]
    head = docutils_nodes.row("", _entry(chart.label))
    head += [_entry(name, key, right=True) for name, key in zip(chart.values, keys, strict=True)]
    head += [*_limit(chart.limit), *_text(chart.text)]
    body = docutils_nodes.tbody()
    for row, bar in zip(chart.rows, bars(chart), strict=True):
        label = _entry(row.label)
        label += nodes.chart_bar(bar=bar)
        cells = docutils_nodes.row("", label)
        cells += [_entry(value, right=True) for value in row.values]
        cells += _limit(row.limit) if chart.limit else ()
        cells += _text(row.text, fill=True) if chart.text else ()
        body += cells
    group += [docutils_nodes.thead("", head), body]
    return group


def _columns(chart: Chart) -> Iterator[list[str]]:
    """Yield the cells of each column, and what heads it."""
    yield [chart.label, *(row.label for row in chart.rows)]
    for n, head in enumerate(chart.values):
        yield [head, *(row.values[n] for row in chart.rows)]
    if chart.limit:
        yield [chart.limit, *(row.limit for row in chart.rows)]
    if chart.text:
        yield [chart.text, *(row.text for row in chart.rows)]


def _limit(cell: str) -> Iterator[docutils_nodes.entry]:
    if cell:
        yield _entry(cell, right=True)


def _text(cell: str, *, fill: bool = False) -> Iterator[docutils_nodes.entry]:
    if cell or fill:
        yield _entry(cell)


def _entry(
    text: str, key: docutils_nodes.Node | None = None, *, right: bool = False
) -> docutils_nodes.entry:
    entry = docutils_nodes.entry(classes=["text-right"] if right else [])
    paragraph = docutils_nodes.paragraph()
    if key:
        paragraph += [key, docutils_nodes.Text(" ")]
    paragraph += docutils_nodes.Text(text)
    entry += paragraph
    return entry


# -- HTML


def visit_chart(translator: HTML5Translator, node: nodes.chart) -> None:
    """Open the table; before it stands what its bars are filled with."""
    patterns = "".join(
        f'<pattern id="{node["patterns"]}-{name}" width="6" height="6" '
        f'patternUnits="userSpaceOnUse" {drawn}</pattern>'
        for name, drawn in _PATTERNS.items()
    )
    svg = f'<svg class="bw-patterns" width="0" height="0" {_HIDDEN}><defs>{patterns}</defs></svg>\n'
    translator.body.append(svg)
    translator.visit_table(node)


def depart_chart(translator: HTML5Translator, node: nodes.chart) -> None:
    """Close the table."""
    translator.depart_table(node)


def visit_chart_key(translator: HTML5Translator, node: Element) -> None:
    """Draw a square of what a part is filled with."""
    part = _part(node, node["part"], 0, 1)
    translator.body.append(f'<svg class="bw-key" {_HIDDEN}>{part}</svg>')
    raise docutils_nodes.SkipNode


def visit_chart_bar(translator: HTML5Translator, node: Element) -> None:
    """Draw a bar: the room up to its limit, its parts, what is over, and the limit."""
    bar = node["bar"]
    drawn = "".join(_drawn(node, bar))
    band = f" bw-{bar.band}" if bar.band else ""
    translator.body.append(f'<svg class="bw-bar{band}" {_HIDDEN}>{drawn}</svg>')
    raise docutils_nodes.SkipNode


def _drawn(node: Element, bar: Bar) -> Iterator[str]:
    if bar.limit is not None:
        yield f'<rect class="bw-room" {_across(0, bar.limit)}/>'
    begin = 0.0
    for number, part in enumerate(bar.parts):
        if part:
            yield _part(node, number, begin, part)
        begin += part
    if bar.limit is not None:
        if bar.band is Band.RED:
            over = _across(bar.limit, begin - bar.limit)
            yield f'<rect fill="url(#{_chart(node)["patterns"]}-over)" {over}/>'
        across = f'x1="{bar.limit:.2%}" x2="{bar.limit:.2%}"'
        yield f'<line class="bw-limit" {across} y1="-20%" y2="120%"/>'


def _part(node: Element, number: int, begin: float, length: float) -> str:
    name = str(number + 1)
    fill = f' fill="url(#{_chart(node)["patterns"]}-{name})"' if name in _PATTERNS else ""
    return f'<rect class="bw-part bw-part-{name}"{fill} {_across(begin, length)}/>'


def _across(begin: float, length: float) -> str:
    return f'x="{begin:.2%}" y="0" width="{length:.2%}" height="100%"'


def _chart(node: Element) -> Element:
    while not isinstance(node, nodes.chart):
        node = node.parent
    return node


def skip(_translator: docutils_nodes.NodeVisitor, _node: Element) -> None:
    """Leave the drawing out: the table says the same."""
    raise docutils_nodes.SkipNode


def _nothing(_translator: docutils_nodes.NodeVisitor, _node: Element) -> None:
    """Close an element that was left out."""


def make_reachable(
    _app: Sphinx, _docname: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Let the keyboard scroll what is too wide for a phone: no link in it could be gone to."""
    if isinstance(context.get("body"), str):
        context["body"] = _WRAPPED.sub(r'<div tabindex="0"\1', context["body"])


def setup(app: Sphinx) -> None:
    """Register the visitors; where there are none, a chart is a table."""
    app.add_node(nodes.chart, html=(visit_chart, depart_chart))
    left_out = (skip, _nothing)
    for node, visit in ((nodes.chart_bar, visit_chart_bar), (nodes.chart_key, visit_chart_key)):
        app.add_node(
            node,
            html=(visit, _nothing),
            latex=left_out,
            text=left_out,
            man=left_out,
            texinfo=left_out,
        )
    app.connect("html-page-context", make_reachable)
