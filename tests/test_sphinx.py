"""The extension in real Sphinx builds: cards, links, essays in context, and what is built again."""

import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docutils import nodes as docutils_nodes
from sphinx.application import Sphinx
from sphinx.search import js_index
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.inventory import InventoryFile

from briefwright.citation import full_cite
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.domain import debate
from conftest import ROOT, Builder, snapshot

KOZAK = "source/kozak-2017"


def run(root: Path, goal: Path, doctrees: Path, *, parallel: int = 0) -> set[str]:
    """Build pages with Sphinx, and return the documents that were read."""
    read: set[str] = set()
    with patch_docutils(root), docutils_namespace():
        app = Sphinx(root, root, goal, doctrees, "html", status=None, parallel=parallel)
        app.connect("source-read", lambda _app, docname, _content: read.add(docname))
        app.build()
    return read


def page(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def side_docs(project: Path) -> list[str]:
    """Return the names of the documents of the example brief, without the overview."""
    names = (path.stem for path in (project / "briefs" / "russia-iran").glob("*.md"))
    return sorted(name for name in names if name != "index")


def test_a_fresh_checkout_builds_without_a_warning(project: Path, sphinx_builder: Builder) -> None:
    built = sphinx_builder(project, nitpicky=True)
    for side in side_docs(project):
        assert built.read(f"briefs/russia-iran/{side}.html")
    assert 'url=briefs/index.html"' in built.read("index.html")


def test_every_card_of_a_brief_is_word_for_word_in_doctree_and_page(
    project: Path, sphinx_builder: Builder
) -> None:
    built = sphinx_builder(project)
    library = debate(built.app.env).library
    seen = set()
    for side in side_docs(project):
        docname = f"briefs/russia-iran/{side}"
        html = page(built.read(f"{docname}.html"))
        for card in built.doctree(docname).findall(nodes.card):
            stored = library.cards[card["name"]]
            assert stored.passage is not None
            essay = library.essays[stored.source].text[stored.passage.start : stored.passage.end]
            (text,) = card.findall(nodes.card_text)
            assert "\n".join(child.astext() for child in text.children) == essay
            shown = html.select_one(f"#{card['ids'][0]} .bw-text")
            assert shown is not None
            assert "\n".join(p.get_text() for p in shown.select("p")) == essay
            assert card["verified"]
            seen.add(card["name"])
    assert len(seen) > 50


def test_marks_are_elements_inside_each_other(project: Path, sphinx_builder: Builder) -> None:
    html = page(sphinx_builder(project).read(f"{KOZAK}/cards.html"))
    read = html.select_one("#card-no-wedge .bw-text u mark.bw-read")
    assert read is not None
    assert html.select("#card-no-wedge .bw-text u mark.bw-read strong.bw-emphasis")


def test_an_essay_shows_each_passage_and_both_ends_of_each_link_meet(
    project: Path, sphinx_builder: Builder
) -> None:
    built = sphinx_builder(project)
    library = debate(built.app.env).library
    essay = page(built.read(f"{KOZAK}/essay.html"))
    cards = page(built.read(f"{KOZAK}/cards.html"))
    mine = [card for card in library.cards.values() if card.source == "kozak-2017"]
    assert len(mine) > 25
    for card in mine:
        assert essay.select_one(f"#passage-{card.name}") is not None
        (back,) = cards.select(f"#card-{card.name} .bw-cite a:has(.bw-context)")
        assert back["href"] == f"essay.html#passage-{card.name}"
    notes = {a["href"] for a in essay.select(".bw-passage-note a")}
    assert notes == {f"cards.html#card-{card.name}" for card in mine}
    for target in notes:
        assert cards.select_one(f"#{target.partition('#')[2]}") is not None


def is_block(node: docutils_nodes.Node) -> bool:
    return isinstance(node, (docutils_nodes.title, docutils_nodes.paragraph))


def test_the_page_of_an_essay_is_the_essay_character_for_character(
    project: Path, sphinx_builder: Builder
) -> None:
    built = sphinx_builder(project)
    for source, essay in debate(built.app.env).library.essays.items():
        doctree = built.doctree(f"source/{source}/essay").deepcopy()
        added = (nodes.essay_cite, nodes.passage_mark, nodes.passage_notes)
        for node in [found for kind in added for found in doctree.findall(kind)]:
            node.parent.remove(node)
        shown = [n.astext() for n in doctree.findall(is_block)]
        assert shown == essay.text.split("\n")


def test_an_essay_is_cited_below_its_title(project: Path, sphinx_builder: Builder) -> None:
    built = sphinx_builder(project)
    for source, essay in debate(built.app.env).library.essays.items():
        html = page(built.read(f"source/{source}/essay.html"))
        cite = html.select_one("h1 + .bw-essay-cite")
        assert cite is not None
        assert cite.get_text() == full_cite(essay.citation)
        assert [link["href"] for link in cite.select("a")] == [*filter(None, [essay.citation.url])]
    assert "No Author, n.d." in built.read("source/skeptical-nd/essay.html")


def test_the_index_has_each_tag_as_it_is(project: Path, sphinx_builder: Builder) -> None:
    cards = project / KOZAK / "cards.md"
    text = cards.read_text(encoding="utf-8")
    first, second = re.findall(":::{card} (.*)", text)[:2]
    for old, new in ((first, "Both stay; neither gains; so"), (second, "!Wait")):
        text = text.replace(f":::{{card}} {old}", f":::{{card}} {new}")
    cards.write_text(text, encoding="utf-8")
    entries = {
        a.get_text() for a in page(sphinx_builder(project).read("genindex.html")).select("a")
    }
    assert {"Both stay; neither gains; so", "!Wait"} <= entries


def test_each_page_is_told_from_those_of_other_briefs(
    project: Path, sphinx_builder: Builder
) -> None:
    spec = project / "briefs/russia-iran.yaml"
    text = spec.read_text(encoding="utf-8").replace("title: The", "title: Another, the")
    spec.with_name("second.yaml").write_text(text, encoding="utf-8")
    built = sphinx_builder(project)
    pages = list(built.path.glob("briefs/*/*.html"))
    titles = [page(p.read_text(encoding="utf-8")).select_one("title") for p in pages]
    assert len({title.get_text() for title in titles if title}) == len(pages) == 6
    start = page(built.read("briefs/index.html")).select(".toctree-wrapper a")
    listed = [link["href"] for link in start if "source" not in str(link["href"])]
    assert sorted(listed) == sorted(p.relative_to(built.path / "briefs").as_posix() for p in pages)


def test_a_search_finds_no_page_by_its_entries_in_the_index(small_built: Path) -> None:
    index = small_built / "build/html/searchindex.js"
    stored = js_index.loads(index.read_text(encoding="utf-8"))
    assert stored["indexentries"] == {}
    assert "timet" in stored["terms"]


def test_cards_and_briefs_are_in_the_inventory_once(project: Path, sphinx_builder: Builder) -> None:
    built = sphinx_builder(project)
    data = (built.path / "objects.inv").read_bytes()
    inventory = InventoryFile.loads(data, uri="https://example.org")
    assert ("debate:brief", "russia-iran") in inventory
    item = inventory["debate:card", "no-wedge"]
    assert item.uri == "https://example.org/source/kozak-2017/cards.html#card-no-wedge"


def test_cards_are_in_the_index_and_the_search(project: Path, sphinx_builder: Builder) -> None:
    built = sphinx_builder(project)
    assert "Kozak 17" in built.read("genindex.html")
    index = built.read("searchindex.js")
    assert "no-wedge" in index
    assert "hegemon" in index


@pytest.mark.parametrize("builder", ["text", "man", "latex", "epub", "xml", "gettext"])
def test_builders_that_know_no_cards_print_their_words(
    builder: str, project: Path, sphinx_builder: Builder
) -> None:
    man = [("briefs/index", "brief", "x", ["y"], 1)]
    built = sphinx_builder(project, builder, version="1", copyright="x", man_pages=man)
    if builder == "text":
        text = " ".join(built.read("source/kozak-2017/cards.txt").split())
        assert "The U.S. cannot drive a wedge between Russia and Iran in the near term." in text


def test_two_processes_build_what_one_builds(project: Path, tmp_path: Path) -> None:
    trees = []
    for jobs in (1, 2):
        goal = tmp_path / f"jobs-{jobs}"
        run(project, goal, tmp_path / f"d{jobs}", parallel=jobs)
        trees.append(snapshot(goal))
    assert trees[0].keys() == trees[1].keys()
    assert [name for name in trees[0] if trees[0][name] != trees[1][name]] == []


def rebuilt(before: Path, project: Path) -> set[str]:
    """Build again and return the documents that were read again."""
    return run(project, before, before.with_name("doctrees"))


def touch_card(project: Path) -> None:
    path = project / KOZAK / "cards.md"
    text = path.read_text(encoding="utf-8")
    tag = "The U.S. cannot drive a wedge between Russia and Iran in the near term"
    assert f"{{card}} {tag}" in text
    changed = text.replace(f":::{{card}} {tag}", ":::{card} Washington cannot drive a wedge")
    path.write_text(changed, encoding="utf-8")


def test_touching_a_card_reads_only_the_documents_that_show_it(
    project: Path, sphinx_builder: Builder
) -> None:
    built = sphinx_builder(project)
    assert rebuilt(built.path, project) == set()
    touch_card(project)
    read = rebuilt(built.path, project)
    assert f"{KOZAK}/cards" in read
    assert f"{KOZAK}/essay" in read
    assert not {doc for doc in read if "skeptical" in doc or doc.endswith(("con", "con-brief"))}
    assert "briefs/index" not in read


def test_what_is_built_again_equals_what_is_built_afresh(
    project: Path, sphinx_builder: Builder, tmp_path: Path
) -> None:
    built = sphinx_builder(project)
    touch_card(project)
    skeptical = project / "source/skeptical-nd/cards.md"
    skeptical.write_text(
        skeptical.read_text(encoding="utf-8").replace(":topics: ", ":topics: fresh, ", 1),
        encoding="utf-8",
    )
    rebuilt(built.path, project)
    fresh = tmp_path / "fresh"
    run(project, fresh, tmp_path / "fresh-doctrees")
    again, anew = snapshot(built.path), snapshot(fresh)
    assert again.keys() == anew.keys()
    assert [name for name in anew if again[name] != anew[name]] == []


def test_a_generated_document_stands_by_itself_in_another_project(
    project: Path, tmp_path: Path, sphinx_builder: Builder
) -> None:
    sphinx_builder(project)
    other = tmp_path / "other"
    other.mkdir()
    side = side_docs(project)[0]
    shutil.copy(project / "briefs/russia-iran" / f"{side}.md", other / "index.md")
    (other / "conf.py").write_text('extensions = ["briefwright.sphinx_ext"]\n', encoding="utf-8")
    goal = tmp_path / "goal"
    run(other, goal, tmp_path / "other-doctrees")
    html = page((goal / "index.html").read_text(encoding="utf-8"))
    cards = html.select(".bw-card")
    assert cards
    assert len(html.select(".bw-card .bw-notice")) == len(cards)


def test_the_example_documents_are_those_that_the_templates_make() -> None:
    from briefwright.assembly import assemble
    from briefwright.project import Project

    assembly = assemble(Project(ROOT))
    assert assembly.problems == ()
    for document in assembly.documents:
        assert (ROOT / document.path).read_text(encoding="utf-8") == document.text


@pytest.mark.parametrize(
    ("essays", "typed"),
    [
        ("“Russia”", '"Russia"'),
        ("Iran’s – own", "Iran's -- own"),
        ("near term", "near  term"),
        ("near\u00a0 term", "near term"),
        ("élan", "e\u0301lan"),
        ("co\u00adoperation", "cooperation"),
        ("ﬁrst", "first"),
    ],
)
def test_a_card_typed_with_other_signs_is_printed_with_the_essays(
    essays: str, typed: str, small: Path, sphinx_builder: Builder
) -> None:
    (folder,) = (small / "source").glob("*/essay.md")
    folder.write_text(
        f"{folder.read_text(encoding='utf-8')}\nAbout {essays} now.\n", encoding="utf-8"
    )
    cards = folder.with_name("cards.md")
    card = f":::{{card}} Tag\n:name: typed\n:side: pro\n\nAbout *{typed}* now.\n:::\n"
    cards.write_text(f"{cards.read_text(encoding='utf-8')}\n{card}", encoding="utf-8")
    built = sphinx_builder(small)
    for page_name in (small / "source").glob("*/cards.md"):
        docname = page_name.relative_to(small).with_suffix("").as_posix()
        text = page(built.read(f"{docname}.html")).select_one("#card-typed .bw-text")
        assert text is not None
        assert text.get_text().strip() == f"About {essays} now."


def test_a_page_of_ones_own_shows_a_card_by_its_name_and_never_other_words(
    project: Path, sphinx_builder: Builder
) -> None:
    index = project / "briefs/index.md"
    text = index.read_text(encoding="utf-8")
    index.write_text(f"{text}\n:::{{card}} A tag\n:name: hegemony-concern\n:::\n", encoding="utf-8")
    shown = page(sphinx_builder(project).read("briefs/index.html")).select_one(".bw-text")
    assert shown is not None
    assert "likely draw concern from Moscow" in shown.get_text()
    wrong = f"{text}\n:::{{card}} A tag\n:name: hegemony-concern\n\nWrong words.\n:::\n"
    index.write_text(wrong, encoding="utf-8")
    html = sphinx_builder(project, warnings="is not that of the card at").read("briefs/index.html")
    assert "Wrong words" not in html
    assert "likely draw concern from Moscow" in page(html).get_text()
