"""Tables, pictures, and what has a caption."""

import re
from collections.abc import Iterable

from docutils import nodes
from docutils.nodes import Element, SkipNode

from briefwright.sphinx_ext.nodes import chart, chart_bar, ruled_lines
from briefwright.sphinx_ext.typst_blocks import holds_what_follows
from briefwright.sphinx_ext.typst_inline import InlineVisitors
from briefwright.sphinx_ext.typst_text import array, literal
from briefwright.widths import room

_POSITIONS = ("center", "right")
_LONG_CELL = 1500
"""Characters; what is longer may go on on the next page."""
SHORT_TABLE, _LINE, _FILLED = 16, 90, 45
"""Lines of a table that is not broken over two pages, characters of a line of a page, and how many
there are in one of a table."""
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(px|pt|mm|cm|in|em|pc|%)?")
# CSS: 96 px are an inch, 6 pc are an inch.
_POINTS = {"px": 0.75, "pc": 12.0, None: 0.75}


class TableVisitors(InlineVisitors):
    """Visitors of tables and figures."""

    def visit_table(self, node: Element) -> None:
        """Write a table: its columns, and its rows as arrays of cells."""
        self.in_table += 1
        caption = next((child for child in node.children if isinstance(child, nodes.title)), None)
        stubs = sum(1 for spec in node.findall(nodes.colspec) if spec.get("stub"))
        arguments = [
            f"columns: {_columns(node, number=self._number_width())}",
            *([f"caption: [{self.inner(caption)}]"] if caption else []),
            f"head: {self._rows(node.findall(nodes.thead), 0)}",
            f"rows: {self._rows(node.findall(nodes.tbody), stubs)}",
        ]
        made = self.call("tabular", *arguments)
        lines = lines_of(node)
        if lines <= SHORT_TABLE:
            holds = ["holds: true"] if holds_what_follows(node) else []
            made = self.call("kept", f"length: {lines * _FILLED}", *holds, content=made)
        self.write_block(made)
        self.in_table -= 1
        raise SkipNode

    def _number_width(self) -> str:
        """Return the width of a column of numbers beside one of bars.

        What turns against the direction of the page would make it as wide as there is room for.
        """
        return "1.3fr" if self.around.right_to_left else "auto"

    def _rows(self, parts: Iterable[Element], stubs: int) -> str:
        rows = [row for part in parts for row in part.children if isinstance(row, nodes.row)]
        return array(
            array(self._cell(entry, stub=n < stubs) for n, entry in enumerate(_entries(row)))
            for row in rows
        )

    def _cell(self, entry: Element, *, stub: bool) -> str:
        across, down = int(entry.get("morecols", 0)) + 1, int(entry.get("morerows", 0)) + 1
        position = next((p for p in _POSITIONS if f"text-{p}" in entry["classes"]), "left")
        whole = "true" if len(entry.astext()) < _LONG_CELL else "false"
        return (
            f"\n(across: {across}, down: {down}, position: {literal(position)}, whole: {whole}, "
            f"stub: {'true' if stub else 'false'}, body: [{self.anchored(entry)}])"
        )

    def visit_chart_bar(self, node: Element) -> None:
        """Write the bar of a row of a chart."""
        bar = node["bar"]
        arguments = [f"parts: {array(f'{part:.4f}' for part in bar.parts)}"]
        if bar.limit is not None:
            arguments += [f"limit: {bar.limit:.4f}", f"band: {literal(bar.band or '')}"]
        self.write_block(self.call("bar", *arguments))
        raise SkipNode

    def visit_chart_key(self, node: Element) -> None:
        """Write how a part of the bars is drawn."""
        self.write(self.call("bar-key", str(int(node["part"]))))
        raise SkipNode

    def visit_image(self, node: Element) -> None:
        """Write a picture from the project, or what it shows where there is none."""
        file = self.builder.stage_image(self.sheet, node.get("uri", ""))
        text = node.get("alt", "")
        if file is None:
            self.write(self.text(text))
            raise SkipNode
        inline = isinstance(node.parent, nodes.TextElement)
        sizes = {side: _length(node.get(side, "")) for side in ("width", "height")}
        given = [literal(file), *([f"alt: {literal(text)}"] if text else [])]
        given += [f"{side}: {length}" for side, length in sizes.items() if length]
        # Called here, so that an error names this document.
        arguments = [f"image({', '.join(given)})"]
        if node.get("align") in {"left", "center", "right"}:
            arguments.append(f"position: {literal(node['align'])}")
        place = "" if inline else self.mark_place(node)
        self.write(place, self.call("picture", *arguments, *(["inline: true"] if inline else [])))
        self.write("" if inline else "\n")
        raise SkipNode

    def visit_figure(self, node: Element) -> None:
        """Write what has a caption, with the caption."""
        captions, body = [], ""
        for child in node.children:
            if isinstance(child, nodes.caption | nodes.legend):
                captions.append(self.inner(child))
            else:
                body += self.captured(child)
        caption = [f"caption: [{' #linebreak() '.join(captions)}]"] if captions else []
        self.write_block(self.call("captioned", *caption, content=body))
        raise SkipNode

    def visit_container(self, node: Element) -> None:
        """Write the caption of a literal block below it."""
        if "literal-block-wrapper" in node["classes"]:
            self.visit_figure(node)

    def depart_container(self, node: Element) -> None:
        """Do nothing."""


def _entries(row: Element) -> list[Element]:
    return [entry for entry in row.children if isinstance(entry, nodes.entry)]


def lines_of(table: Element) -> int:
    """Return about how many lines *table* takes."""
    rows = [_entries(row) for row in table.findall(nodes.row)]
    return sum(
        max((1 + room(entry.astext()) * len(row) // _LINE for entry in row), default=0)
        + sum(int(lines["lines"]) for entry in row[-1:] for lines in entry.findall(ruled_lines))
        + sum(1 for entry in row[:1] for _ in entry.findall(chart_bar))
        for row in rows
    )


def _columns(table: Element, *, number: str) -> str:
    """Return the widths of the columns: as given, else as their contents need.

    *number* is that of a number in a chart.
    """
    widths = [int(spec.get("colwidth", 1)) for spec in table.findall(nodes.colspec)]
    if isinstance(table, chart):
        texts = len(widths) - 1 - table["numbers"]
        return array(("5fr", *[number] * table["numbers"], *["3fr"] * texts))
    if "colwidths-given" in table["classes"]:
        return array(f"{max(width, 1)}fr" for width in widths)
    return array("auto" for _ in widths)


def _length(value: str) -> str:
    """Return a length of docutils or CSS as one of Typst, or "" if it is none."""
    match = _LENGTH.fullmatch(str(value).strip())
    if match is None:
        return ""
    unit = match[2]
    if unit in _POINTS:
        return f"{float(match[1]) * _POINTS[unit]:g}pt"
    return f"{float(match[1]):g}{unit}"
