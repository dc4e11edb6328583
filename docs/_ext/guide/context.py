"""The directive ``template-reference``: what a template may use, with an example that is run."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from briefwright.assembly import assemble
from briefwright.model import Side
from briefwright.project import Project
from briefwright.render import render
from briefwright.templating.deprecations import DEPRECATED
from briefwright.templating.exposed import CHANGES, CONTEXT_VERSION
from briefwright.templating.packs import Pack, PackFile
from briefwright.templating.reference import Entry, Group, classes, reference
from guide.tables import Row, table, words

PROJECT = Path(__file__).resolve().parents[3]
BRIEF = "russia-iran"
"""The brief on which the examples are run: that of this repository."""
_FILE = "example.md.j2"
_BREAK = "%%%%%%%%"
_LONG = 12
"""How many lines of a result are shown."""


class TemplateReference(SphinxDirective):
    """A part of the reference: names, fields, filters, tests, functions, versions, older."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """Return the part that the argument names."""
        parts = {
            "names": lambda: list(_described(Group.NAME)),
            "fields": lambda: list(_fields()),
            "filters": lambda: list(_described(Group.FILTER)),
            "tests": lambda: [_tests()],
            "functions": lambda: list(_described(Group.FUNCTION)),
            "versions": lambda: [_versions()],
            "older": lambda: [_older()],
        }
        return parts[self.arguments[0]]()


def _described(group: Group) -> Iterator[Node]:
    """Yield a definition list: how it is written, what it does, an example, and its result."""
    given = results()
    listed = nodes.definition_list(classes=["reference"])
    for entry in (entry for entry in reference() if entry.group is group):
        term = nodes.term("", "", nodes.literal("", entry.written), ids=[_id(entry)])
        if entry.type:
            term += [nodes.Text(" "), nodes.inline("", "", *_linked(entry.type))]
        said = nodes.definition("", nodes.paragraph("", "", *_said(entry.help)))
        if entry.example:
            written = _box(entry.example, "jinja", "sample-written")
            result = _box(given[entry.example], "text", "sample-given")
            said += nodes.container("", written, result, classes=["sample"])
        listed += nodes.definition_list_item("", term, said)
    yield listed


def _id(entry: Entry) -> str:
    return nodes.make_id(f"{entry.group}-{entry.name}")


def _said(text: str) -> list[Node]:
    """Return a docstring: what it sets in italics are arguments."""
    return words(re.sub(r"\*(\w+)\*", r"`\1`", text))


def _box(text: str, language: str, kind: str) -> Element:
    block = nodes.literal_block(text, text, language=language)
    return nodes.container("", block, classes=[kind])


def _linked(text: str) -> list[Node]:
    """Return a type, in which each of our classes leads to its fields."""
    known = {found.name for found in classes()}
    return [
        nodes.reference("", part, refid=_class_id(part), internal=True)
        if part in known
        else nodes.Text(part)
        for part in re.split(r"(\w+)", text)
        if part
    ]


def _class_id(name: str) -> str:
    return nodes.make_id(f"class-{name}")


def _fields() -> Iterator[Node]:
    """Yield each class with a table of its fields."""
    known = [(found.name, f"{found.help} {found.values}".strip()) for found in classes()]
    for name, said in [*known, ("loop", "How far a loop is.")]:
        rows: list[Row] = [
            [[nodes.literal("", e.written)], _linked(e.type), _said(e.help)]
            for e in reference()
            if e.group is Group.FIELD and e.owner == name
        ]
        yield nodes.rubric("", name, ids=[_class_id(name)])
        yield nodes.paragraph("", "", *_said(said))
        if rows:
            yield table(["Field", "What it is", "Meaning"], rows, widths=(2, 3, 6))


def _tests() -> Node:
    given = results()
    rows: list[Row] = [
        [
            [nodes.literal("", e.name)],
            _said(e.help),
            [nodes.literal("", e.example)],
            [nodes.literal("", given[e.example])],
        ]
        for e in reference()
        if e.group is Group.TEST
    ]
    return table(["Test", "What it tells", "Example", "Gives"], rows, widths=(2, 5, 6, 1))


def _versions() -> Node:
    rows: list[Row] = [
        [[nodes.literal("", str(number))], words(said)] for number, said in CHANGES.items()
    ]
    current = nodes.paragraph("", f"This is version {CONTEXT_VERSION}.")
    return nodes.container("", current, table(["Version", "What came"], rows, widths=(1, 6)))


def _older() -> Node:
    if not DEPRECATED:
        return nodes.paragraph("", "There are none yet.")
    rows: list[Row] = [
        [words(f"{row.kind} `{row.old}`"), words(f"`{row.new}`"), words(row.since)]
        for row in DEPRECATED
    ]
    return table(["Older name", "Name", "Since"], rows, widths=(3, 3, 1))


@lru_cache(maxsize=1)
def results() -> dict[str, str]:
    """Return what each example gives, on the page of the first side of the example brief."""
    assembly = assemble(Project(PROJECT), (BRIEF,))
    number = [brief.slug for brief in assembly.briefs].index(BRIEF)
    examples = list(dict.fromkeys(e.example for e in reference() if e.example))
    found = _run(examples, assembly.briefs[number], assembly.packs[number])
    return dict(zip(examples, found, strict=True))


def _run(examples: Sequence[str], brief: object, pack: Pack) -> list[str]:
    text = f"\n{_BREAK}\n".join(examples)
    style = next(iter(pack.files.values()))[0]
    file = replace(style, name=_FILE, folder=0, shown=f"docs/{_FILE}", text=text, project=True)
    files: dict[str, tuple[PackFile, ...]] = {**pack.files, _FILE: (file,)}
    documents = tuple(
        replace(document, template=_FILE) if document.side is Side.PRO else document
        for document in pack.documents
    )
    asked = replace(pack, files=MappingProxyType(files), documents=documents)
    made = render(brief, asked)  # type: ignore[arg-type]  # it is the brief of an assembly
    at = next(n for n, document in enumerate(documents) if document.side is Side.PRO)
    body = made[at].text.partition("\n")[2]
    return [_cut(part) for part in re.split(rf"\n*{_BREAK}\n*", body)]


def _cut(text: str) -> str:
    """Return the first lines of a result."""
    lines = text.strip("\n").split("\n")
    shown = [line if len(line) <= 100 else f"{line[:99]}…" for line in lines]
    return "\n".join(shown if len(shown) <= _LONG else [*shown[: _LONG - 1], "…"])


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("template-reference", TemplateReference)
