"""Every kind of node that an ordinary document has is printed."""

import io
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest
from docutils import nodes
from PIL import Image

from briefwright.sphinx_ext import nodes as ours
from briefwright.sphinx_ext.printjob import base_style
from conftest import Builder
from printing import Press, card, links, outline, pages, press, reader, runs, section, text

DOCUMENT = """
.. _start:

A document
==========

.. contents::

Plain, *emphasised*, **strong**, ``literal text``, H\\ :sub:`2`\\ O, x\\ :sup:`2`, :abbr:`EU
(European Union)`, :kbd:`Ctrl`, :menuselection:`A --> B`, :math:`a^2`, :file:`name.txt`,
:guilabel:`Save`, :pep:`8`, `title`, :term:`wedge`, :doc:`other`, :ref:`start`, :ref:`below`,
https://example.org/ and `a link <https://example.org/page>`_ and mail@example.org.

- one
- two

  - nested

    with a paragraph

3. three
#. four

a) letter

term one : classifier
  Its definition.

.. glossary::

   wedge
   split
      What divides allies.

:Field: value
:Other: more

-o FILE, --output=FILE  write there
-v                      say more

| First line
|   indented line
| third line

    A quotation.

    -- Somebody

.. code-block:: python
   :caption: A caption

   def f(x):
       return "#{x}"  # [1]

::

   literal  block

>>> doctest
True

.. math:: e = mc^2

.. note:: Mind this.

.. warning::

   - with a list

.. admonition:: My own title

   Body of it.

.. seealso:: Other things.

.. versionadded:: 1.2
   Something.

.. deprecated:: 2.0

.. topic:: A topic

   Body of the topic.

.. sidebar:: Aside

   Beside it.

.. rubric:: A rubric

.. centered:: In the middle

.. hlist::

   * h one
   * h two

.. table:: A table
   :name: a-table

   =====  =====  ======
   Head   Left   Right
   =====  =====  ======
   a      span over two
   -----  -------------
   1      2      3
   =====  =====  ======

.. list-table:: With widths
   :header-rows: 1
   :stub-columns: 1
   :widths: 1 3

   * - First
     - Second
   * - Stub
     - Cell

.. figure:: dot.png
   :alt: A dot
   :width: 50%
   :align: center

   The caption.

   The legend.

.. image:: dot.png
   :alt: Alternative
   :height: 2cm

Inline |dot| picture.

.. |dot| image:: dot.png
   :width: 10px

Text with a footnote [#f]_ and again [#f]_ and another [#]_ and a citation [Roe20]_.

.. [#f] The first note, with *emphasis*.
.. [#] The second note.
.. [Roe20] Jane Roe, A book.

----

.. py:function:: compute(a, b=1, *, key: str = \'x\') -> int
   :module: m

   Computes.

   :param a: the first
   :returns: the result

.. option:: --fast

   Quick.

.. productionlist::
   rule: "a" | other

.. index:: single: nothing to see

.. raw:: html

   <b>raw html</b>

.. only:: html

   only html

.. only:: typst

   only typst

.. _below:

Below
-----

.. acks::

   * Grace

Deeper
~~~~~~

.. parsed-literal::

   parsed *literal*

:download:`dot.png`

.. toctree::
   :hidden:

   other
"""

OTHER = """
Another document
================

.. _start-2:

Below
-----

See :ref:`start` and :doc:`index`.

.. toctree::

   third
"""

THIRD = """
The third
=========

Deep
----
"""


STRANGE = """
from docutils import nodes
from docutils.parsers.rst import Directive


class strange(nodes.Element):
    pass


class Strange(Directive):
    has_content = True

    def run(self):
        return [strange("", nodes.paragraph("", self.content[0]))]


def setup(app):
    app.add_directive("strange", Strange)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "conf.py").write_text(
        'project = "Everything"\nextensions = ["briefwright.sphinx_ext.typst"]\n'
        "smartquotes = False\nbrief_system_fonts = False\n"
        "brief_font_packages = False\n"
    )
    for name, content in {"index": DOCUMENT, "other": OTHER, "third": THIRD}.items():
        (folder / f"{name}.rst").write_text(content, encoding="utf-8")
    Image.new("RGB", (40, 40), "black").save(folder / "dot.png")
    return folder


@pytest.fixture
def everything(root: Path, sphinx_builder: Builder) -> bytes:
    built = sphinx_builder(root, "typst")
    return (built.path / "everything.pdf").read_bytes()


def test_every_kind_of_node_is_printed(everything: bytes):
    found = text(everything)
    for words in (
        "Plain, emphasised, strong, literal text, H2O, x2, EU (European Union), Ctrl, A ‣ B, a^2",
        "name.txt, Save, PEP 8, title, wedge, Another document → 5, A document, Below → 4,",
        "a link and mail@example.org.",
        "‣ nested with a paragraph",
        "3. three 4. four",
        "a) letter",
        "term one: classifier Its definition.",
        "wedge, split What divides allies.",
        "Field value Other more",
        "-o FILE, --output=FILE write there",
        "First line",
        "A quotation. — Somebody",
        'def f(x): return "#{x}" # [1] A caption',
        "literal block",
        ">>> doctest True",
        "e = mc^2",
        "Note Mind this.",
        "Warning • with a list",
        "My own title Body of it.",
        "See also Other things.",
        "Added in version 1.2: Something.",
        "Deprecated since version 2.0",
        "A topic Body of the topic.",
        "Aside Beside it.",
        "A rubric",
        "In the middle",
        "h one • h two",
        "A table Head Left Right a span over two 1 2 3",
        "With widths First Second Stub Cell",
        "The caption. The legend.",
        "The first note, with emphasis.",
        "The second note.",
        "a citation [Roe20]",
        "[Roe20] Jane Roe, A book.",
        "m.compute(a, b=1, *, key: str = 'x') → int Computes.",
        "Parameters a -- the first Returns the result",
        "--fast Quick.",
        'rule ::= "a" | other',
        "only typst",
        "Grace",
        "parsed literal",
        "dot.png",
    ):
        assert words in found
    for words in ("raw html", "only html", "nothing to see"):
        assert words not in found


def test_sections_of_all_documents_are_bookmarks_on_their_pages(everything: bytes):
    found = outline(everything)
    assert [(depth, title) for depth, title, _ in found] == [
        (0, "A document"),
        (1, "Below"),
        (2, "Deeper"),
        (0, "Another document"),
        (1, "Below"),
        (1, "The third"),
        (2, "Deep"),
    ]
    by_page = pages(everything)
    assert all(title in by_page[number - 1] for _, title, number in found)


def test_links_lead_within_the_pdf_and_to_the_web(everything: bytes):
    targets = {goal for _, goal in links(everything)}
    assert {"https://example.org/", "https://example.org/page"} <= targets
    by_page = pages(everything)
    start = next(n for n, page in enumerate(by_page, 1) if "Plain, emphasised" in page)
    other = next(n for n, page in enumerate(by_page, 1) if "See A document" in page)
    assert str(start) in {goal for page, goal in links(everything) if page == other}
    assert f"See A document → {start}" in text(everything)


def test_the_pdf_is_tagged_and_knows_its_title_and_language(everything: bytes):
    pdf = reader(everything)
    catalog = pdf.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"] == "en"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Everything"
    assert "/CreationDate" not in pdf.metadata


@pytest.mark.usefixtures("everything")
def test_it_is_accessible_as_the_standard_asks(tmp_path: Path):
    from briefwright.press.engine import Engine
    from briefwright.problems import Place

    with Engine(tmp_path / "sphinx" / "doctrees" / ".typst") as engine:
        outcome = engine.compile(
            "jobs/everything.typ", subject=Place(path="x"), standards=["ua-1"], system_fonts=False
        )
    assert not outcome.diagnostics
    assert outcome.pdf


def test_all_fonts_are_embedded(everything: bytes):
    found = 0
    for page in reader(everything).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for descendant in font.get_object()["/DescendantFonts"]:
                descriptor = descendant.get_object()["/FontDescriptor"].get_object()
                found += 1
                assert descriptor.keys() & {"/FontFile", "/FontFile2", "/FontFile3"}
    assert found


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(tmp_path_factory.mktemp("press") / "project") as made:
        yield made


def test_a_card_is_a_call_with_its_parts(printer: Press):
    node = card(runs(("plain ", 0), ("under", 1), ("read", 3), ("stressed", 7), ("odd", 4)))
    node.insert(1, ours.card_timing("", "9 words"))
    node.insert(2, ours.card_notice("", "Not verified"))
    written = printer.typst(section("A", node, name="a"))
    assert (
        "let (anchor, card, m1, m3, m4, m7, paragraph, passage-begin, passage-end, section, "
        "short-cite, whole, ..)" in written
    )
    call = written[written.index("#card(") :]
    for part in (
        'level: level + 2, label: "index:card-a", number: "1", side: "pro"',
        'tag: [#"A tag"]',
        'timing: [#"9 words"]',
        'notice: [#"Not verified"]',
        'cite: [#short-cite(whole: true)[#"Roe 20"]#", Jane Roe, 2020."]',
        '#paragraph[#"plain "#m1("under")#m3("read")#m7("stressed")#m4("odd")#passage-end()]',
        '#passage-begin("Roe 20")',
    ):
        assert part in call


def test_cards_are_bookmarks_below_their_section(printer: Press):
    pdf, _ = printer.print(section("A", section("B", card(runs(("x", 0))), name="b"), name="a"))
    assert outline(pdf) == [(0, "A", 2), (1, "B", 2), (2, "1 A tag", 2)]


def test_a_card_printed_elsewhere_has_its_page(printer: Press):
    reference = ours.card_ref("", number="2", name="a")
    reference += nodes.reference("", "The claim", refid="card-a", internal=True)
    reference += [nodes.Text(" "), ours.card_short_cite("", "Roe 20")]
    filler = [nodes.paragraph("", "word " * 400) for _ in range(4)]
    pdf, _ = printer.print(section("A", reference, *filler, card(runs(("x", 0)))))
    page = next(n for n, words in enumerate(pages(pdf), 1) if "A tag" in words and n > 1)
    assert page > 2
    assert f"2 The claim Roe 20 → card 1, page {page}" in text(pdf)
    assert (2, str(page)) in links(pdf)


def test_a_card_printed_elsewhere_may_say_how_long_it_takes(printer: Press):
    reference = ours.card_ref("", number="2", name="a")
    reference += [ours.card_short_cite("", "Roe 20"), nodes.Text(" ")]
    reference += nodes.inline("", "0:12", classes=["bw-timing"])
    assert 'timing: [#"0:12"]' in printer.typst(section("A", reference))
    pdf, problems = printer.print(section("A", reference))
    assert not problems
    assert text(pdf).count("Roe 20 0:12") == 1


def test_a_bare_card_is_its_text_and_what_links_lead_to(printer: Press):
    bare = card(runs(("plain ", 0), ("read", 3)))
    bare["bare"] = True
    bare.children = [ours.card_notice("", "Not verified"), bare.children[-1]]
    pdf, problems = printer.print(section("A", bare))
    assert not problems
    assert text(pdf).count("Not verified plain read") == 1
    assert "A tag" not in text(pdf)
    link = nodes.paragraph("", "", nodes.reference("", "there", refid="card-a", internal=True))
    pdf, _ = printer.print(section("A", link, bare))
    assert (2, "2") in links(pdf)


def test_a_look_builds_on_the_function_that_it_replaces(printer: Press, tmp_path: Path):
    looks = [tmp_path / name for name in ("one", "two")]
    for look, sign in zip(looks, "12", strict=True):
        look.mkdir()
        (look / "print.typ").write_text(
            f"#let rubric(look, body) = {{ [{sign}]; (look.inherited.rubric)(look, body) }}\n"
        )
    rubric = section("A", nodes.rubric("", "Heading"))
    pdf, problems = printer.print(rubric, styles=(base_style(), *looks))
    assert not problems
    assert "21 Heading" in text(pdf)


def test_a_number_of_two_digits_stands_clear_of_its_claim(printer: Press):
    numbered = card(runs(("plain", 0)))
    numbered["number"] = "12"
    options = {"contents": "none", "large-print": True}
    pdf, _ = printer.print(section("A", numbered), options=options)
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        words = opened.pages[0].extract_words()
    (number,) = (word for word in words if word["text"] == "12")
    beside = min(word["x0"] for word in words if word["text"] in {"A", "tag"})
    assert 3 < beside - number["x1"] < 12


def test_a_look_may_have_all_that_it_replaces(printer: Press):
    _, problems = printer.print(section("A", card()), styles=(base_style(), base_style()))
    assert not problems


def test_a_link_to_what_is_not_printed_is_text(printer: Press):
    link = nodes.reference("", "elsewhere", refuri="%other/page#id", internal=True)
    context = nodes.reference("", "", refuri="%source/essay#passage-a", internal=True)
    context += nodes.inline("", "in context", classes=["bw-context"])
    unsafe = nodes.reference("", "run me", refuri="javascript:alert(1)")
    pdf, problems = printer.print(section("A", nodes.paragraph("", "", link, context, unsafe)))
    assert not problems
    assert "elsewhererun me" in text(pdf)
    assert "in context" not in text(pdf)
    assert not [goal for _, goal in links(pdf) if not goal.isdigit()]


def test_a_link_to_what_is_not_printed_leads_to_the_web_if_it_is_there(printer: Press):
    link = nodes.reference("", "elsewhere", refuri="%other/page#id", internal=True)
    printer.app.config.html_baseurl = "https://example.org/briefs/"
    try:
        pdf, _ = printer.print(section("A", nodes.paragraph("", "", link)))
    finally:
        printer.app.config.html_baseurl = ""
    assert (2, "https://example.org/briefs/other/page.html#id") in links(pdf)


def test_marks_and_lines_outside_of_cards(printer: Press):
    legend = ours.marks("", runs(("small ", 0), ("read", 3)))
    pdf, problems = printer.print(section("A", legend, ours.ruled_lines(lines=3)))
    assert not problems
    assert "small read" in text(pdf)


def test_what_runs_from_right_to_left_says_so(printer: Press):
    hebrew = "שלום עולם"
    written = printer.typst(
        section(hebrew, nodes.paragraph("", hebrew), card(runs((hebrew, 3)), tag=hebrew))
    )
    assert written.count("right-to-left: true") == 4
    assert '#paragraph(script: "Hebrew", right-to-left: true)[' in written
    written = printer.typst(nodes.paragraph("", f"Mostly English: {hebrew}"))
    assert "right-to-left" not in written


def test_an_unknown_node_says_so_once_and_prints_its_text(
    root: Path, sphinx_builder: Builder, monkeypatch: pytest.MonkeyPatch
):
    conf = root / "conf.py"
    conf.write_text(
        conf.read_text()
        + """
extensions += ["strange_nodes"]
"""
    )
    (root / "strange_nodes.py").write_text(STRANGE)
    monkeypatch.syspath_prepend(root)
    (root / "index.rst").write_text(
        "A\n=\n\n.. toctree::\n   :hidden:\n\n   other\n\n"
        ".. strange::\n\n   First strange.\n\n.. strange::\n\n   Second strange.\n"
    )
    (root / "other.rst").write_text("B\n=\n")
    (root / "third.rst").unlink()
    warning = "Only the text of “strange” is printed"
    built = sphinx_builder(root, "typst", warnings=warning)
    found = text((built.path / "everything.pdf").read_bytes())
    assert "First strange. Second strange." in found
