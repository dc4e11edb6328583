"""How the pages of whole briefs are broken, as they come from their project."""

import re
import shutil
from collections.abc import Iterator

import pytest
from docutils import nodes
from sphinx import addnodes

from briefwright.model import Library
from briefwright.sphinx_ext import nodes as ours
from briefwright.sphinx_ext.domain import debate
from briefwright.sphinx_ext.printer import short_title
from conftest import ROOT, Built, sphinx_build
from printing import outline, pages

LOOKS = ("size: 9", "size: 10.5", "size: 12", "margin: 2.4cm")
"""Each breaks the pages elsewhere."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The example brief in these looks."""
    root = tmp_path_factory.mktemp("looks") / "project"
    for folder in ("briefs", "source"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "conf.py", root)
    shutil.rmtree(root / "briefs/russia-iran")
    spec = root / "briefs/russia-iran.yaml"
    text = spec.read_text(encoding="utf-8")
    for number, look in enumerate(LOOKS):
        wanted = f"{text}\noptions: {{{look}}}\n"
        spec.with_name(f"look-{number}.yaml").write_text(wanted, encoding="utf-8")
    spec.unlink()
    return sphinx_build(root, root.parent / "out/typst", "typst", brief_system_fonts=False)


def test_no_page_of_a_real_brief_ends_with_what_introduces_the_next(built: Built):
    library = debate(built.app.env).library
    found = 0
    for number in range(len(LOOKS)):
        sides = [built.doctree(f"briefs/look-{number}/{side}-brief") for side in ("pro", "con")]
        leads = {lead for side in sides for lead in introductions(side, library)}
        found += len(leads)
        for pdf in built.path.glob(f"look-{number}*.pdf"):
            ends = [squeezed(page) for page in side_pages(pdf.read_bytes())]
            assert [end[-60:] for end in ends if any(map(end.endswith, leads))] == []
    assert found > 130


def test_beside_the_title_of_a_brief_its_sides_are_called_by_their_names(built: Built):
    whole = (built.path / "look-1.pdf").read_bytes()
    assert [title for depth, title, _ in outline(whole) if not depth] == [
        *("Overview", "Pro", "Con", "Index"),
    ]


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Pro: It holds.", "Pro"),
        ("It holds. – Pro.", "Pro."),
        ("It holds.", "It holds."),
        ("More.", "More."),
    ],
)
def test_only_the_title_of_the_brief_is_left_out_beside_it(title: str, short: str):
    assert short_title(title, "It holds.") == short


def side_pages(pdf: bytes) -> list[str]:
    """Return the pages of the sides, without the overview, whose tables end with any card."""
    first = min(page for _, title, page in outline(pdf) if re.match("(Pro|Con)\\b", title))
    return pages(pdf)[first - 1 :]


def introductions(document: nodes.document, library: Library) -> Iterator[str]:
    """Yield what must not stand last on a page: headings, tags, citations, and lines above cards."""
    for node in document.findall(nodes.Element):
        if isinstance(node, nodes.title | ours.card_tag | ours.card_cite | ours.card_timing):
            yield squeezed(node.astext())
        elif isinstance(node, ours.card | ours.card_ref):
            beside = node.parent.children
            above = beside[beside.index(node) - 1]
            while isinstance(above, addnodes.index | nodes.target):
                above = beside[beside.index(above) - 1]
            if type(above) is nodes.paragraph and not above.astext().startswith("Extension"):
                yield squeezed(resolved(above, library))


def resolved(paragraph: nodes.paragraph, library: Library) -> str:
    """Return the text of *paragraph* with the tags of the cards that it names."""
    text = paragraph.astext()
    for link in paragraph.findall(addnodes.pending_xref):
        text = text.replace(link.astext(), library.cards[link["reftarget"]].tag)
    return text


def squeezed(text: str) -> str:
    """Return *text* without its spaces, the numbers of pages, and what is at their foot."""
    return re.sub(r"\s|Page \d+ of \d+$|→ (page )?\d+", "", " ".join(text.split()))
