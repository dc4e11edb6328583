"""A part of a brief by its heading: what is below it, with its own pages, contents and links."""

from pathlib import Path

import pytest

from briefwright.sphinx_ext import pieces
from briefwright.sphinx_ext.excerpts import is_called
from conftest import Cli
from printing import links, outline, pages

HEADING = "Sunday takes from the rest of the week"


@pytest.fixture
def built(small: Path, cli: Cli) -> Path:
    """The folder with the PDFs of a project that was built as it is."""
    cli("build", "--to", "pdf", cwd=small)
    return small / "build/pdf"


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


def test_only_that_section_is_printed_beside_the_whole(built: Path, small: Path, cli: Cli):
    before = {path.name: path.read_bytes() for path in built.iterdir()}
    said = cli("build", "--to", "pdf", "--section", "contention 1", cwd=small).stdout
    name = "sunday-libraries-con-section-contention-1.pdf"
    assert name in said
    assert {key: (built / key).read_bytes() for key in before} == before
    made = (built / name).read_bytes()
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


def test_a_section_of_one_side_makes_no_pdf_of_the_other(built: Path, small: Path, cli: Cli):
    cli("build", "--to", "pdf", "--section", HEADING, "--edition", "read", cwd=small)
    made = sorted(path.name for path in built.glob("*-section-*"))
    # One side argues it, the other answers it, and the overview has neither.
    assert made
    cli("build", "--to", "pdf", "--section", "Reading time", cwd=small)
    made = sorted(path.name for path in built.glob("*reading-time*"))
    assert made == ["sunday-libraries-section-reading-time.pdf"]


def test_a_heading_that_is_not_there_is_told_with_the_nearest(built: Path, small: Path, cli: Cli):
    said = cli("build", "--to", "pdf", "--section", "contenton 1", cwd=small, code=1).output
    assert said.startswith(
        "--section: error[value]: No PDF of “sunday-libraries” has the heading “contenton 1”."
        " Did you mean “Contention 1”?"
    )
    assert not [*built.glob("*section*")]


def test_a_section_goes_with_sheets_and_pieces(
    built: Path, small: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
):
    arguments = ("build", "--to", "pdf", "--section", "Contention 1")
    cli(*arguments, cwd=small)
    whole = pages((built / "sunday-libraries-section-contention-1.pdf").read_bytes())
    monkeypatch.setattr(pieces, "SIZE", 500)
    monkeypatch.setattr(pieces, "WHOLE", 1_000)
    cli(*arguments, "--set", "new-page=sections", cwd=small)
    cut = pages((built / "sunday-libraries-section-contention-1.pdf").read_bytes())
    assert [sorted(page.split()) for page in cut] == [sorted(page.split()) for page in whole]
    cli(*arguments, "--booklet", cwd=small)
    assert (built / "sunday-libraries-section-contention-1-booklet.pdf").is_file()
