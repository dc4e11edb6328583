"""Documents made by hand, printed by the real builder, and read back."""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import pypdfium2
from docutils import nodes
from docutils.utils import new_document
from pypdf import PdfReader
from pypdf.generic import Destination
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from briefwright.problems import Place, Problem
from briefwright.sphinx_ext import nodes as ours
from briefwright.sphinx_ext.printjob import PrintJob, base_style

Run = tuple[str, int]
"""Text and its marks."""

ONE_LINE = """
// Pages as wide as their text, so that nothing is broken into lines.
#let document(look, job, parts) = {
  set page(width: auto, height: auto, margin: 1cm)
  set text(hyphenate: false, font: (look.families)(look))
  for part in parts { part.body }
}
#let heading-look(look, it) = block(it.body)
"""


class Press:
    """Prints doctrees that a test has made."""

    def __init__(self, app: Sphinx, root: Path) -> None:
        self.app = app
        self.root = root
        self.wide = root / "wide"
        self.wide.mkdir(exist_ok=True)
        (self.wide / "print.typ").write_text(ONE_LINE, encoding="utf-8")

    def document(self, *children: nodes.Node) -> nodes.document:
        """Return a document of *children*."""
        document = new_document(str(self.root / "index.rst"))
        document.settings.env = self.app.env
        document += children
        return document

    def typst(self, *children: nodes.Node) -> str:
        """Return what is written of *children*."""
        self.app.builder.write_doc("index", self.document(*children))
        return (Path(self.app.doctreedir) / ".typst/documents/index.typ").read_text("utf-8")

    def print(
        self, *children: nodes.Node, wide: bool = False, **job: object
    ) -> tuple[bytes, tuple[Problem, ...]]:
        """Print *children*; return the PDF and the problems."""
        self.typst(*children)
        builder = self.app.builder
        styles = (base_style(), self.wide) if wide else (base_style(),)
        settings = {"docname": "index", "name": "index", "title": "Title", "styles": styles, **job}
        printed = PrintJob(**settings)  # type: ignore[arg-type]
        subject = Place(path="index.rst")
        printer = builder._printer()
        problems = printer.run(printed, builder.parts(printed), subject)
        problems = (*problems, *printer.finish())
        return (Path(self.app.outdir) / "index.pdf").read_bytes(), problems


@contextmanager
def press(root: Path) -> Iterator[Press]:
    """Open a project with nothing in it."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "conf.py").write_text(
        'extensions = ["briefwright.sphinx_ext.typst"]\nbrief_system_fonts = False\n'
        "brief_font_packages = False\n"
    )
    (root / "index.rst").write_text("Title\n=====\n")
    with patch_docutils(root), docutils_namespace():
        output = (root / "out", root / "doctrees")
        app = Sphinx(root, root, *output, "typst", {}, None, sys.stderr)
        app.build()
        yield Press(app, root)


def runs(*parts: Run) -> nodes.paragraph:
    """Return a paragraph of marked runs."""
    paragraph = nodes.paragraph()
    for text, marks in parts:
        paragraph += ours.marked("", text, marks=marks) if marks else nodes.Text(text)
    return paragraph


def card(
    *paragraphs: nodes.paragraph, tag: str = "A tag", cite: str = "Roe 20", name: str = "a"
) -> ours.card:
    """Return a card."""
    node = ours.card("", name=name, side="pro", number="1", topics=[], ids=[f"card-{name}"])
    node += ours.card_tag("", tag)
    node += ours.card_cite("", "", ours.card_short_cite("", cite), nodes.Text(", Jane Roe, 2020."))
    text = ours.card_text()
    text += list(paragraphs)
    node += text
    return node


def section(title: str, *children: nodes.Node, name: str = "s") -> nodes.section:
    """Return a section."""
    node = nodes.section(ids=[name])
    node += nodes.title("", title)
    node += children
    return node


ALL_MARKS = (0, 1, 2, 3, 4, 7)


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, as pdfium reads it: zero-width characters are kept."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        textpage = page.get_textpage()
        words = textpage.get_text_range().replace("\r\n", "\n")
        found.append(words.replace("\ufffe", "-"))  # pdfium's sign of a hyphen at a line's end
        textpage.close()
        page.close()
    document.close()
    return found


def sizes(pdf: bytes) -> Iterator[float]:
    """Yield the size of each character that has ink, in points."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        words = page.get_textpage()
        for at, character in enumerate(words.get_text_range()):
            if not character.isspace():
                yield round(pypdfium2.raw.FPDFText_GetFontSize(words.raw, at), 2)
    document.close()


def text(pdf: bytes) -> str:
    """Return all text in one line."""
    return " ".join(" ".join(pages(pdf)).split())


def reader(pdf: bytes) -> PdfReader:
    """Return the PDF for a look at its insides."""
    return PdfReader(io.BytesIO(pdf))


def outline(pdf: bytes) -> list[tuple[int, str, int]]:
    """Return the bookmarks: depth from 0, title, page from 1."""
    document = reader(pdf)

    def walk(entries: Iterable[object], depth: int) -> Iterator[tuple[int, str, int]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, depth + 1)
            elif isinstance(entry, Destination):
                number = document.get_destination_page_number(entry)
                yield depth, str(entry.title), (number or 0) + 1

    return list(walk(document.outline, 0))


def before_index(found: list[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """Return bookmarks without those of the indexes at the end."""
    return list(takewhile(lambda entry: entry[1] != "Index", found))


def links(pdf: bytes) -> list[tuple[int, str]]:
    """Return the links: the page from 1 that they stand on, and the page or address they lead to."""
    document = reader(pdf)
    by_object = {page.indirect_reference.idnum: n for n, page in enumerate(document.pages, 1)}
    named = {
        name: by_object[destination.page.idnum]
        for name, destination in document.named_destinations.items()
    }
    found = []
    for number, page in enumerate(document.pages, 1):
        for annotation in page.get("/Annots", ()):
            entry = annotation.get_object()
            if "/A" in entry and "/URI" in entry["/A"]:
                found.append((number, str(entry["/A"]["/URI"])))
            else:
                goal = entry.get("/Dest", entry.get("/A", {}).get("/D"))
                goal = goal.get_object() if hasattr(goal, "get_object") else goal
                page_of = named[str(goal)] if isinstance(goal, str) else by_object[goal[0].idnum]
                found.append((number, str(page_of)))
    return found


_OVERLEAF = re.compile(r"\(continues\)|(?:No Author|[A-Z][\w’-]+) (?:\d\d|n\.d\.), continued")


def without_overleaf(page: str) -> str:
    """Return the text of a page without what is said where a card goes on overleaf."""
    return _OVERLEAF.sub("", page)
