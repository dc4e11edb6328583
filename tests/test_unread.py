"""What only PDFs are printed of: pages of sources stay unread, and nothing is lost by that."""

import pickle
import subprocess
from pathlib import Path

from docutils import nodes as docutils_nodes
from hypothesis import given
from hypothesis import strategies as st
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from briefwright.sphinx_ext import nodes
from conftest import snapshot

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
SPANS = st.lists(st.tuples(TEXT, st.integers(min_value=0, max_value=7)), min_size=1)


def run(root: Path, builder: str, out: Path, doctrees: Path) -> set[str]:
    """Build without any warning, and return the documents that were read."""
    read: set[str] = set()
    with patch_docutils(root), docutils_namespace():
        app = Sphinx(root, root, out, doctrees, builder, status=None, warningiserror=True)
        app.connect("source-read", lambda _app, docname, _content: read.add(docname))
        app.build()
    return read


def text(pdf: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout


def test_a_pdf_is_the_same_whether_the_sources_were_read_or_not(
    project: Path, tmp_path: Path
) -> None:
    alone = run(project, "typst", tmp_path / "alone", tmp_path / "one")
    pages = run(project, "html", tmp_path / "html", tmp_path / "two")
    run(project, "typst", tmp_path / "behind", tmp_path / "two")
    assert {name for name in pages if name.startswith("source/")}
    assert alone == {name for name in pages if not name.startswith("source/")}
    for pdf in (tmp_path / "alone").glob("*.pdf"):
        assert text(pdf) == text(tmp_path / "behind" / pdf.name)


def test_pages_built_after_a_pdf_are_those_of_a_fresh_build(project: Path, tmp_path: Path) -> None:
    run(project, "typst", tmp_path / "pdf", tmp_path / "one")
    read = run(project, "html", tmp_path / "html", tmp_path / "one")
    run(project, "html", tmp_path / "fresh", tmp_path / "two")
    assert {name for name in read if name.startswith("source/")}
    own = {name: data for name, data in snapshot(tmp_path / "html").items() if "html" in name}
    fresh = {name: data for name, data in snapshot(tmp_path / "fresh").items() if "html" in name}
    assert own == fresh


@given(SPANS)
def test_a_paragraph_is_the_same_before_and_after_its_runs_are_made(
    spans: list[tuple[str, int]],
) -> None:
    made = nodes.card_paragraph.of(spans)
    words = "".join(text for text, _ in spans)
    assert made.astext() == words
    tree = made.deepcopy().pformat()
    assert [run.astext() for run in made.children] == [text for text, _ in spans]
    marks = [run["marks"] if isinstance(run, nodes.marked) else 0 for run in made.children]
    assert marks == [mark for _, mark in spans]
    assert not made.spans
    assert made.astext() == words
    for copied in (made.deepcopy(), pickle.loads(pickle.dumps(nodes.card_paragraph.of(spans)))):
        assert copied.pformat() == made.pformat() == tree
        assert [text.parent is not None for text in copied.findall(docutils_nodes.Text)]


def test_a_search_for_anything_else_makes_no_runs() -> None:
    text = nodes.card_text("", nodes.card_paragraph.of([("a", 0), ("b", 3)]))
    assert [*text.findall(docutils_nodes.section)] == []
    assert len([*text.findall()]) == 2
    assert text[0].spans
    assert [node.astext() for node in text.findall(docutils_nodes.Text)] == ["a", "b"]
    assert not text[0].spans
