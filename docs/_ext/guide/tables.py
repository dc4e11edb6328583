"""Tables that the code itself fills: kinds of problems, keys of files, options of templates."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from docutils import nodes
from docutils.nodes import Element, Node
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

from briefwright.format_files import find_formats
from briefwright.model import Format, SpeechKind
from briefwright.problems import Code
from briefwright.spec import schema
from briefwright.templates import find_pack
from briefwright.templating.options import MEASURED, Option, OptionType

Row = Sequence[Sequence[Node]]
"""What stands in each column."""


class GuideTable(SphinxDirective):
    """A table of two or three columns, whose rows come from the code."""

    titles: ClassVar[tuple[str, ...]] = ()
    widths: ClassVar[tuple[int, ...]] = ()

    def run(self) -> list[Node]:
        """Return the table."""
        return [table(self.titles, list(self.rows()), widths=self.widths)]

    def rows(self) -> Iterator[Row]:
        """Yield the rows."""
        raise NotImplementedError


class ProblemCodes(GuideTable):
    """``problem-codes``: every kind of problem, with what its docstring says."""

    titles = ("Code", "What it means")
    widths = (1, 3)

    def rows(self) -> Iterator[Row]:
        """Yield code and meaning."""
        for code, meaning in problem_codes().items():
            yield [[nodes.literal("", code, ids=[code])], words(meaning)]


def problem_codes() -> dict[str, str]:
    """Return the meaning of each kind of problem."""
    said = ModuleAnalyzer.for_module("briefwright.problems").find_attr_docs()
    return {code.value: " ".join(said["Code", code.name]).strip() for code in Code}


class SpecificationKeys(GuideTable):
    """``specification-keys NAME``: the keys of a part of a specification, from its JSON Schema."""

    required_arguments = 1
    titles = ("Key", "What it is")
    widths = (1, 4)

    def rows(self) -> Iterator[Row]:
        """Yield the keys, and what they are."""
        for key, value in specification_keys(self.arguments[0]).items():
            default = f" Default: `{value['default']}`." if value.get("default") else ""
            yield [words(f"`{key}`"), words(value["description"] + default)]


def specification_keys(name: str) -> dict[str, Any]:
    """Return what the schema says of each key of ``Spec``, or of one of the parts of it."""
    whole = schema()
    properties: dict[str, Any] = (whole if name == "Spec" else whole["$defs"][name])["properties"]
    return properties


class TemplateOptions(GuideTable):
    """``template-options PACK``: the options of a template pack; ``own``: those it brings itself."""

    required_arguments = 1
    option_spec: ClassVar = {"own": directives.flag}
    titles = ("Option", "What it takes", "Default", "What it does")
    widths = (3, 3, 2, 6)

    def rows(self) -> Iterator[Row]:
        """Yield name, type, default and help."""
        for option in template_options(self.arguments[0], own="own" in self.options):
            default = written(option.default)
            shown = words(f"`{default}`" if default else "none")
            yield [words(f"`{option.name}`"), takes(option), shown, words(option.help)]


class DebateFormats(GuideTable):
    """``debate-formats``: the shipped formats, with their sides, speeches and times."""

    titles = ("Format", "Sides", "Speeches", "Preparation; rates")
    widths = (4, 3, 8, 3)

    def rows(self) -> Iterator[Row]:
        """Yield name and title, sides, speeches, and preparation with rates."""
        for file in find_formats()[0].files.values():
            form = file.format
            preparation = f"{form.preparation:g} each" if form.preparation else "none"
            yield [
                [*words(f"`{form.name}` "), nodes.Text(form.title)],
                words(f"{form.pro}, {form.con}"),
                speeches(form),
                words(f"{preparation}; {', '.join(map(str, form.rates))}"),
            ]


def speeches(form: Format) -> list[Node]:
    """Return the speeches of a format, in order, with their minutes."""
    found: list[Node] = []
    for speech in form.speeches:
        text = f"{speech.short} {speech.minutes:g}".replace(" ", "\N{NO-BREAK SPACE}")
        asks = speech.kind is SpeechKind.CROSSFIRE
        found += [nodes.Text(", "), nodes.emphasis("", text) if asks else nodes.Text(text)]
    return found[1:]


def template_options(name: str, *, own: bool) -> Iterator[Option]:
    """Yield the options of a pack, or those that the pack it extends does not have as well."""
    pack = find_pack(name)
    above = find_pack(pack.extends, partial=True).options if own else {}
    for option in pack.options.values():
        if option.name not in above or option.default != above[option.name].default:
            yield option


def takes(option: Option) -> list[Node]:
    """Return what an option takes, in words."""
    listed = ", ".join(f"`{choice}`" for choice in option.choices)
    if listed and option.type not in MEASURED:
        return words(listed)
    if option.type is OptionType.BOOLEAN:
        return words("`yes` or `no`")
    kind = option.of if option.type is OptionType.LIST else option.type
    name = {OptionType.STRING: "text"}.get(kind, kind.value)
    name = f"list of {name}s" if option.type is OptionType.LIST else name
    if option.min is not None and option.max is not None:
        name = f"{name} from {option.min:g} to {option.max:g}"
    return words(f"{name}, or {listed}" if listed else name)


def written(value: object) -> str:
    """Return a value as one writes it in a specification."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def words(text: str) -> list[Node]:
    """Return a text of which what stands between backticks is code."""
    parts = re.split("`+", text)
    kinds = (nodes.Text, lambda part: nodes.literal("", part))
    return [kinds[number % 2](part) for number, part in enumerate(parts) if part]


def table(titles: Sequence[str], rows: Sequence[Row], *, widths: Sequence[int]) -> nodes.table:
    """Return a table with a head; each cell is one paragraph."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(widths))
    group += nodes.thead("", _row([words(title) for title in titles]))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group, classes=["guide-table"])


def _row(cells: Row) -> Element:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("problem-codes", ProblemCodes)
    app.add_directive("specification-keys", SpecificationKeys)
    app.add_directive("template-options", TemplateOptions)
    app.add_directive("debate-formats", DebateFormats)
