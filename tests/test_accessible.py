"""PDFs that keep to PDF/UA-1 and PDF/A-2a: validated, and heard as those hear them who listen."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pikepdf
import pytest

import synthetic
import tagged
import verapdf
from briefwright.library import assemble
from briefwright.model import Card, Edition
from briefwright.project import Project
from briefwright.sphinx_ext import pieces
from conftest import ROOT, Built, sphinx_build
from printing import outline
from tagged import Element, Tagged
from test_typst_pieces import CARDS
from test_typst_pieces import write_project as write_long

BOTH = ("ua-1", "a-2a")
FEW = """\
pro: [{heading: It lasts, cards: {topic: durability, limit: 4}}]
con: [{heading: It ends, cards: {topic: conditional, limit: 4}}]
"""
DATED = "round: {tournament: State, date: 2026-11-22}\n"

needs_validator = pytest.mark.skipif(
    bool(verapdf.missing()), reason=f"not installed: {', '.join(verapdf.missing())}"
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_example(root: Path) -> Path:
    """Write a project with the example brief, with a round, and two more."""
    (root / "briefs").mkdir(parents=True)
    shutil.copytree(ROOT / "source", root / "source")
    shutil.copy(ROOT / "conf.py", root)
    shutil.copy(ROOT / "briefs/index.md", root / "briefs")
    example = (ROOT / "briefs/russia-iran.yaml").read_text(encoding="utf-8")
    assert "round:" not in example
    write_text(root / "briefs/russia-iran.yaml", example + DATED)
    resolution = 'resolution: "Resolved: It lasts."\n'
    write_text(root / "briefs/es.yaml", f"{resolution}language: es\ntemplate: one-page\n")
    write_text(root / "briefs/sheet.yaml", f"{resolution}template: evidence-sheet\n")
    write_text(root / "briefs/uses.yaml", f"{resolution}editions: [{', '.join(Edition)}]\n{FEW}")
    return root


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = write_example(tmp_path_factory.mktemp("standards") / "project")
    goal = root.parent / "typst"
    return sphinx_build(root, goal, "typst", brief_system_fonts=False, brief_pdf_standards=BOTH)


@contextmanager
def short_pieces() -> Iterator[None]:
    """Cut what would be printed whole, so that the tests are quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SIZE", 12_000)
        patch.setattr(pieces, "WHOLE", 30_000)
        yield


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A brief that is printed in pieces."""
    wishes = "standards: [ua-1, a-2a], thumbs: outer, indexes: [answers, authors, topics]"
    root = write_long(tmp_path_factory.mktemp("long") / "project", wishes)
    with short_pieces():
        built = sphinx_build(root, root.parent / "typst", "typst", brief_system_fonts=False)
    assert list(Path(built.app.doctreedir).glob(".typst/pieces/**/*.main.typ"))
    return built


@pytest.fixture(params=["whole", "in pieces"])
def printed(request: pytest.FixtureRequest) -> Built:
    """Briefs printed in either way."""
    name = {"whole": "example", "in pieces": "long"}[request.param]
    built: Built = request.getfixturevalue(name)
    return built


def opened(built: Built) -> Iterator[tuple[str, pikepdf.Pdf]]:
    for path in sorted(built.path.glob("*.pdf")):
        with pikepdf.open(path) as pdf:
            yield path.name, pdf


@needs_validator
@pytest.mark.parametrize("standard", BOTH)
def test_verapdf_finds_nothing(example: Built, long: Built, standard: str):
    paths = sorted([*example.path.glob("*.pdf"), *long.path.glob("*.pdf")])
    found = verapdf.validate(standard, paths)
    assert [each["file"] for each in found] == [path.name for path in paths]
    assert not [failure for each in found for failure in each["failures"]]
    assert all(each["compliant"] for each in found)
    assert sum(each["checks"] for each in found) > 1_000_000


@needs_validator
def test_verapdf_finds_what_is_wrong(built_small: Path, tmp_path: Path):
    (path, *_) = built_small.glob("build/pdf/*.pdf")
    with pikepdf.open(path) as pdf:
        del pdf.Root.Lang
        pdf.save(tmp_path / "wrong.pdf")
    (found,) = verapdf.validate("ua-1", [tmp_path / "wrong.pdf"])
    assert not found["compliant"]
    clauses = {failure["clause"] for failure in found["failures"]}
    # No identification, no title on the window, and a text whose language nobody knows.
    assert {"5-1", "7.1-10"} <= clauses
    assert any(clause.startswith("7.2-") for clause in clauses)


def test_it_says_so(printed: Built):
    for _, pdf in opened(printed):
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["dc:title"] == pdf.docinfo["/Title"]
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert [str(each.S) for each in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]
        assert all(page.get("/Tabs") == "/S" for page in pdf.pages if "/Annots" in page)


def test_the_date_is_that_of_the_round(example: Built):
    dates = {}
    for name, pdf in opened(example):
        with pdf.open_metadata() as metadata:
            dates[name] = (str(pdf.docinfo["/CreationDate"]), metadata["xmp:CreateDate"])
    assert dates["russia-iran.pdf"] == dates["russia-iran-pro.pdf"]
    assert [date[:10] for date in dates["russia-iran.pdf"]] == ["D:20261122", "2026-11-22"]
    assert [date[:10] for date in dates["sheet.pdf"]] == ["D:19700101", "1970-01-01"]


def test_a_brief_without_a_standard_has_no_date(built_small: Path):
    (path, *_) = built_small.glob("build/pdf/*.pdf")
    with pikepdf.open(path) as pdf:
        assert "/CreationDate" not in pdf.docinfo


def test_no_tag_is_in_doubt(built_small: Path, printed: Built):
    """Poppler before its release 23 takes it amiss when a PDF says that none is."""
    for path in [*built_small.glob("build/pdf/*.pdf"), *printed.path.glob("*.pdf")]:
        with pikepdf.open(path) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert "/Suspects" not in pdf.Root.MarkInfo
            assert not pdf.check_pdf_syntax()


def test_the_same_bytes_elsewhere(printed: Built, tmp_path: Path):
    root = Path(printed.app.srcdir)
    goal = tmp_path / "another folder"
    shutil.copytree(root, goal / "project")
    with short_pieces() if (root / "briefs/long.yaml").exists() else nullcontext():
        again = sphinx_build(
            goal / "project",
            goal / "typst",
            "typst",
            brief_system_fonts=False,
            brief_pdf_standards=BOTH,
        )
    for path in printed.path.glob("*.pdf"):
        assert (again.path / path.name).read_bytes() == path.read_bytes(), path.name


# -- What is read aloud


@pytest.fixture(scope="module")
def heard(example: Built, long: Built) -> dict[str, Tagged]:
    """All PDFs, as those hear them who do not see them."""
    paths = [*example.path.glob("*.pdf"), *long.path.glob("*.pdf")]
    return {path.stem: tagged.read(path.read_bytes()) for path in paths}


NAMES = (
    *("russia-iran", "russia-iran-pro", "es-con", "sheet", "long", "long-con"),
    *(f"uses-{edition}" for edition in Edition if edition is not Edition.FULL),
)
WHOLE = ("russia-iran", "long")
OF_PARAGRAPHS = ("P", "H1", "H2", "H3", "H4", "H5", "H6")

every_pdf = pytest.mark.parametrize("name", NAMES)


def cards_of(name: str) -> list[Card]:
    sources = synthetic.library(CARDS) if name.startswith("long") else Project(ROOT).sources()[0]
    library, _ = assemble(sources)
    return list(library.cards.values())


@every_pdf
def test_all_that_is_shown_is_read_aloud_or_furniture(heard: dict[str, Tagged], name: str):
    found = heard[name]
    assert not found.untagged
    assert not found.unclear
    read = found.root.text
    for number, edge in enumerate(found.artifacts, 1):
        said = "".join(edge)
        if name != "es-con":
            assert said.endswith(f"Page {number} of {len(found.artifacts)}")
        assert f"Page {number} of" not in read


@every_pdf
def test_headings_go_down_one_level_at_a_time(heard: dict[str, Tagged], name: str):
    levels = [level for level, _ in heard[name].headings]
    assert levels[0] == 1
    assert not tagged.skipped(heard[name].headings)
    assert len(set(levels)) > 1 or name == "uses-flow"  # each sheet has one


@pytest.mark.parametrize("name", WHOLE)
def test_the_headings_are_those_of_the_outline(
    heard: dict[str, Tagged], example: Built, long: Built, name: str
):
    built = long if name == "long" else example
    listed = outline((built.path / f"{name}.pdf").read_bytes())
    found = heard[name].headings
    assert [(depth + 1, squeezed(title)) for depth, title, _ in listed] == [
        (level, squeezed(text)) for level, text in found
    ]


@every_pdf
def test_nothing_is_empty_and_no_heading_has_paragraphs(heard: dict[str, Tagged], name: str):
    for each in heard[name].root.all():
        assert each.kids or each.links or each.kind in {"TD", "TH", "H1"}, each.kind
        assert each.kind != "P" or not each.inside(*OF_PARAGRAPHS[1:])
        assert each.kind not in {"Table", "L", "TOC"} or not each.inside("P")


@every_pdf
def test_running_text_is_in_paragraphs(heard: dict[str, Tagged], name: str):
    if name in {"uses-read", "uses-cites", "uses-sources"}:
        return  # what is at the margin of these is in none
    root = heard[name].root
    loose = [
        each.text for each in root.all("Span", "Link") if each.parent is root and each.text.strip()
    ]
    assert not loose


@every_pdf
def test_lists_are_lists(heard: dict[str, Tagged], name: str):
    found = heard[name].root.all("L")
    assert found or name not in WHOLE
    for each in found:
        assert {kid.kind for kid in elements(each)} == {"LI"}
        for item in elements(each):
            assert [kid.kind for kid in elements(item)] == ["Lbl", "LBody"]
            assert item.text.strip()


def elements(of: Element) -> list[Element]:
    assert all(isinstance(kid, Element) or not kid.strip() for kid in of.kids)
    return [kid for kid in of.kids if isinstance(kid, Element)]


def span(cell: Element, name: str) -> int:
    return int(cell.attribute(name) or 1)


@every_pdf
def test_every_cell_of_a_table_knows_what_heads_it(heard: dict[str, Tagged], name: str):
    tables = heard[name].root.all("Table")
    assert tables or name not in {*WHOLE, "sheet"}
    for table in tables:
        heads = table.all("TH")
        known = {bytes(head.given.ID) for head in heads}
        assert len(known) == len(heads) > 0
        assert {str(head.attribute("Scope")) for head in heads} <= {"/Column", "/Row"}
        for cell in table.all("TD"):
            named = {bytes(each) for each in cell.attribute("Headers")}
            assert named
            assert named <= known
        widths = {sum(span(cell, "ColSpan") for cell in elements(row)) for row in table.all("TR")}
        assert len(widths) == 1 or any(span(cell, "RowSpan") > 1 for cell in table.all("TD", "TH"))


def test_a_cell_can_head_a_row(heard: dict[str, Tagged]):
    heads = [head for head in heard["sheet"].root.all("TH") if head.text == "Qualifications"]
    assert heads
    for head in heads:
        assert head.attribute("Scope") == "/Row"
        row = head.parent
        assert row
        (value,) = row.all("TD")
        assert value.attribute("Headers")[-1] == head.given.ID
        assert value.text


@every_pdf
def test_every_link_says_where_it_leads(heard: dict[str, Tagged], name: str):
    found = heard[name].root.all("Link")
    assert found or name in {"es-con", "uses-outline", "uses-flow"}
    for each in found:
        assert each.text.strip()
        assert each.links
        assert all(str(link.Contents).strip() for link in each.links)


@pytest.mark.parametrize("name", WHOLE)
def test_the_text_of_every_card_is_read_word_for_word(heard: dict[str, Tagged], name: str):
    """Character for character, spaces too, paragraph by paragraph, below its tag."""
    root = heard[name].root
    found = [
        each.text
        for each in root.all(*OF_PARAGRAPHS)
        if not each.inside(*OF_PARAGRAPHS, "TD", "TH", "LBody", "TOCI")
    ]
    cards = cards_of(name)
    assert len(cards) == (20 if name == "long" else 63)
    for each in cards:
        wanted = ["".join(run.text for run in paragraph) for paragraph in each.paragraphs]
        places = [
            at
            for at in range(len(found))
            if found[at : at + len(wanted)] == wanted and found[at - 2].endswith(each.tag)
        ]
        assert places, each.name


def test_the_language_is_said(heard: dict[str, Tagged]):
    assert heard["russia-iran"].root.language == "en-US"
    assert heard["long"].root.language == "en"
    assert heard["es-con"].root.language == "es"
