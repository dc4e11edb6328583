"""Editions that are long: printed in pieces, or anew, they are the same."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefwright.files import write_atomic
from briefwright.model import Edition
from briefwright.sphinx_ext import pieces
from conftest import Built, Cli, sphinx_build
from printing import links, outline, pages, without_overleaf
from test_typst_pieces import write_project

EDITIONS = tuple(edition.value for edition in Edition if edition is not Edition.FULL)
OPTIONS = "running-header: no"


def build(root: Path, goal: Path) -> Built:
    return sphinx_build(
        root, goal / "typst", "typst", brief_system_fonts=False, brief_editions=EDITIONS
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("long") / "project", OPTIONS)


@pytest.fixture(scope="module")
def whole(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(project, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def cut(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SIZE", 8_000)
        patch.setattr(pieces, "WHOLE", 12_000)
        yield build(project, tmp_path_factory.mktemp("cut"))


def squeezed(pdf: bytes) -> str:
    """Return the text without the numbers of pages, which move where sections begin one."""
    printed = "".join(
        re.sub(r"Page \d+ of \d+\s*$", "", without_overleaf(page)) for page in pages(pdf)
    )
    return re.sub(r"[\W\d]", "", printed)


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_in_pieces_reads_as_if_printed_whole(
    whole: Built, cut: Built, edition: str
) -> None:
    name = f"long-{edition}.pdf"
    one, other = (built.path / name for built in (whole, cut))
    in_pieces = (Path(cut.app.doctreedir) / f".typst/jobs/long-{edition}.frame.typ").is_file()
    assert in_pieces or edition in {"outline", "cites", "flow"}
    assert [row[:2] for row in outline(one.read_bytes())] == [
        row[:2] for row in outline(other.read_bytes())
    ]
    assert squeezed(one.read_bytes()) == squeezed(other.read_bytes())


def test_the_pages_of_a_long_edition_are_those_that_it_says(cut: Built) -> None:
    pdf = (cut.path / "long-cards.pdf").read_bytes()
    every = pages(pdf)
    for number, page in enumerate(every, 1):
        assert f"Page {number} of {len(every)}" in page
    contents = {int(goal) for page, goal in links(pdf) if page <= 2 and goal.isdecimal()}
    assert {page for _, _, page in outline(pdf)} <= contents | {1, 2, 3}


def test_the_bytes_are_the_same_in_another_folder(cut: Built, tmp_path: Path) -> None:
    """Also with the pieces of another build at hand."""
    copy = write_project(tmp_path / "copy", OPTIONS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SIZE", 8_000)
        patch.setattr(pieces, "WHOLE", 12_000)
        again = build(copy, tmp_path / "again")
    for path in sorted(cut.path.glob("*.pdf")):
        assert (again.path / path.name).read_bytes() == path.read_bytes(), path.name


def test_an_edition_is_made_anew_where_something_changed_and_nowhere_else(
    cli: Cli, small: Path
) -> None:
    command = ("build", "--to", "pdf", "--edition", "read", "--edition", "sources")
    cli(*command, cwd=small)
    pdfs = {path: path.stat().st_mtime_ns for path in (small / "build/pdf").glob("*.pdf")}
    cli(*command, cwd=small)
    assert pdfs == {path: path.stat().st_mtime_ns for path in pdfs}
    cards = small / "source/sunday-libraries/cards.md"
    marked = cards.read_text("utf-8").replace("on a sunny afternoon", "on a ***sunny*** afternoon")
    write_atomic(cards, marked)
    cli(*command, cwd=small)
    changed = {path.name for path, time in pdfs.items() if path.stat().st_mtime_ns != time}
    assert changed == {"sunday-libraries-read.pdf", "sunday-libraries-con-read.pdf"}
    spec = small / "briefs/sunday-libraries.yaml"
    write_atomic(spec, spec.read_text("utf-8").replace("Sunday is when people can come", "Then"))
    cli(*command, cwd=small)
    read = "".join(pages((small / "build/pdf/sunday-libraries-pro-read.pdf").read_bytes()))
    assert "Contention 1: Then" in read


def test_after_an_edition_of_sources_the_pages_are_those_of_a_fresh_build(
    cli: Cli, small: Path, tmp_path: Path
) -> None:
    cli("build", "--to", "pdf", "--edition", "sources", cwd=small)
    cli("build", "--to", "html", cwd=small)
    cli("build", "--to", "html", "--out", tmp_path / "fresh", cwd=small)
    ours, fresh = small / "build/html", tmp_path / "fresh/html"
    names = {path.relative_to(fresh) for path in fresh.rglob("*.html")}
    assert names
    for name in names:
        assert (ours / name).read_bytes() == (fresh / name).read_bytes(), name
