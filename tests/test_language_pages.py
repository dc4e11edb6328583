"""A project whose cards are in ten languages: its documents, pages and PDFs."""

import re
import shutil
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup, Tag

import tongues
from briefwright.press import fontpacks
from briefwright.sphinx_ext import pieces
from conftest import sphinx_build
from printing import pages, reader
from tongues import MIXED, SAMPLES, Sample


def families(pdf: bytes) -> set[str]:
    return {
        re.sub(r"^/\w+\+|-.*", "", font.get_object()["/BaseFont"])
        for page in reader(pdf).pages
        for font in page["/Resources"]["/Font"].values()
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tongues.write_project(tmp_path_factory.mktemp("languages") / "project")


@pytest.fixture(scope="module")
def page(project: Path) -> BeautifulSoup:
    built = sphinx_build(project, project.parent / "html", "html")
    assert built is not None
    path = project.parent / "html/briefs/languages/pro-brief.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_the_documents_say_what_language_a_source_is_in(project: Path, page: BeautifulSoup):
    del page
    text = (project / "briefs/languages/pro-brief.md").read_text(encoding="utf-8")
    assert text.count(":language: fa\n") == 2
    assert ":language: en" not in text


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.tag)
def test_pages_say_language_and_direction(page: BeautifulSoup, sample: Sample):
    found = page.find(id=f"card-{sample.tag.lower()}-two")
    assert isinstance(found, Tag)
    paragraph, tag = found.select_one(".bw-text p"), found.select_one(".bw-tag")
    assert paragraph is not None
    assert tag is not None
    assert paragraph["lang"] == tag["lang"] == sample.tag
    assert paragraph.get_text() == sample.text
    directions = (paragraph.get("dir"), tag.get("dir"))
    assert directions == (("rtl", "rtl") if sample.right_to_left else (None, "auto"))
    cite = found.select_one(".bw-cite")
    assert cite is not None
    assert "lang" not in cite.attrs
    assert [run.get_text() for run in cite.select("[lang]")][-1] == sample.title
    assert bool(cite.select("bdi")) is sample.right_to_left


def test_pages_say_the_language_of_a_word(page: BeautifulSoup):
    found = page.find(id="card-en-one")
    assert isinstance(found, Tag)
    text = found.select_one(".bw-text p")
    assert text is not None
    assert text.get_text() == MIXED.replace("*", "")
    assert [run["lang"] for run in text.select("span[lang]")] == [
        *("ar", "ja", "zh-Hans", "he", "el", "hi"),
    ]
    assert not text.select("bdi")


@pytest.mark.skipif(not fontpacks.installed(), reason='needs: pip install "briefwright[fonts]"')
def test_another_font_prints_the_pdf_anew(project: Path, tmp_path: Path):
    copy = shutil.copytree(project, tmp_path / "copy")
    pdf = tmp_path / "pdf/languages.pdf"
    sphinx_build(copy, pdf.parent, "typst", brief_system_fonts=False)
    assert "Amiri" in families(pdf.read_bytes())
    none = {"brief_system_fonts": False, "brief_font_packages": False}
    sphinx_build(copy, pdf.parent, "typst", warnings="No font here can print", **none)
    assert "Amiri" not in families(pdf.read_bytes())


def test_a_long_brief_says_the_same_in_pieces(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    copy = shutil.copytree(project, tmp_path / "copy")
    names = [path.stem for path in sorted((copy / "source").iterdir()) if path.stem != "en"]
    spec = "resolution: R\noptions: {new-page: sections}\npro:\n  sections:\n"
    spec += "".join(
        f"    - heading: {name}\n      cards: [{name}-one, {name}-two]\n"
        for name in names
        if name != "sunday-libraries"
    )
    (copy / "briefs/languages.yaml").write_text(spec, encoding="utf-8")
    sphinx_build(copy, tmp_path / "one/pdf", "typst", brief_only=["languages"])
    monkeypatch.setattr(pieces, "WHOLE", 2)
    monkeypatch.setattr(pieces, "SIZE", 2)
    sphinx_build(copy, tmp_path / "two/pdf", "typst", brief_only=["languages"])
    whole, joined = (tmp_path / n / "pdf/languages-pro.pdf" for n in ("one", "two"))
    # What stands at the head comes last in a PDF that was joined.
    lines = [[sorted(p.split("\n")) for p in pages(f.read_bytes())] for f in (whole, joined)]
    assert lines[0] == lines[1]
    assert list((tmp_path / "two/doctrees").rglob("*.pdf"))
    said = [
        {match.decode() for match in re.findall(rb"/Lang\s*\(([\w-]+)\)", contents(path))}
        for path in (whole, joined)
    ]
    assert said[0] == said[1] >= {"ar", "zh-TW", "hi"}


def contents(path: Path) -> bytes:
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            page.contents_coalesce()
        return b"".join(page.Contents.read_bytes() for page in pdf.pages)
