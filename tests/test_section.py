"""A part of a brief by its heading: what is below it, with its own pages, contents and links."""

from pathlib import Path

import pytest

from briefwright.sphinx_ext import pieces
from briefwright.sphinx_ext.excerpts import is_called
from conftest import Cli
from printing import links, outline, pages

HEADING = "Sunday takes from the rest of the week"


PRINT = ("build", "--to", "pdf", "--section")
NAME = "sunday-libraries"


@pytest.fixture
def pdfs(small_built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the PDFs of a project that was built as it is."""
    monkeypatch.chdir(small_built)
    return small_built / "build/pdf"


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Contention 2: It lasts: long", True),
        ("contention  2", True),
        ("It lasts: LONG", True),
        ("It lasts", False),
        ("Contention", False),
        ("", False),
    ],
)
def test_a_section_is_called_by_its_heading_or_a_part_of_it(name: str, called: bool):
    assert is_called("Contention 2: It lasts: long", name) is called


def test_only_that_section_is_printed_beside_the_whole(pdfs: Path, cli: Cli):
    before = {path.name: path.read_bytes() for path in pdfs.iterdir()}
    said = cli(*PRINT, "contention 1").stdout
    assert f"{NAME}-con-part.pdf" in said
    assert {key: (pdfs / key).read_bytes() for key in before} == before
    made = (pdfs / f"{NAME}-con-part.pdf").read_bytes()
    found = pages(made)
    text = " ".join(" ".join(found).split())
    assert f"Contention 1: {HEADING}" in text
    assert "AT 1" not in text
    assert "Crossfire" not in text
    titles = [title for _, title, _ in outline(made)]
    assert titles[0] == "Con"
    assert titles[1] == f"Contention 1: {HEADING}"
    assert len(titles) > 3
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in page
    assert all(1 <= int(goal) <= len(found) for _, goal in links(made) if goal.isdigit())


def test_there_are_only_those_pdfs_that_have_the_section(pdfs: Path, cli: Cli):
    cli(*PRINT, "Reading time")
    assert [path.name for path in pdfs.glob("*-part*")] == [f"{NAME}-part.pdf"]
    said = cli(*PRINT, "contenton 1", code=1).output
    assert said.startswith(
        "--section: error[value]: No PDF of “sunday-libraries” has the heading “contenton 1”."
        " Did you mean “Contention 1”?"
    )


def test_a_section_goes_with_sheets_and_pieces(
    pdfs: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
):
    command = (*PRINT, "Contention 1", NAME)
    cli(*command)
    whole = pages((pdfs / f"{NAME}-part.pdf").read_bytes())
    monkeypatch.setattr(pieces, "SIZE", 500)
    monkeypatch.setattr(pieces, "WHOLE", 1_000)
    cli(*command, "--set", "new-page=sections")
    cut = pages((pdfs / f"{NAME}-part.pdf").read_bytes())
    assert [sorted(page.split()) for page in cut] == [sorted(page.split()) for page in whole]
    cli(*command, "--booklet")
    assert (pdfs / f"{NAME}-part-booklet.pdf").is_file()
