"""Parts of finished PDFs, two pages on a sheet, and booklets, read back."""

import shutil
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.finishing import Finishing, finish, parse_pages
from briefwright.press import imposing
from briefwright.problems import BriefError
from conftest import ROOT, Cli
from printing import links, outline, pages, reader


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDFs of the example brief, on half of Letter."""
    from click.testing import CliRunner

    from briefwright.cli import cli as command_line

    root = tmp_path_factory.mktemp("finishing") / "project"
    (root / "briefs").mkdir(parents=True)
    for name in ("conf.py", "briefs/index.md", "briefs/russia-iran.yaml"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "source", root / "source")
    command = ["-C", str(root), "build", "--to", "pdf", "--paper", "half-letter"]
    result = CliRunner().invoke(command_line, command)
    assert result.exit_code == 0, result.output
    return root / "build/pdf"


PRO = "russia-iran-pro.pdf"


def made(folder: Path, name: str = PRO, **wanted: object) -> Path:
    """Return the last PDF that is made of another."""
    return folder / finish(folder, [name], Finishing(**wanted))[-1]


@given(st.integers(min_value=1, max_value=200))
def test_a_folded_booklet_has_its_pages_in_order(count: int) -> None:
    sides = imposing.booklet(count)
    assert len(sides) % 2 == 0
    fronts, backs = sides[::2], sides[1::2]
    # Leafing through: the right of each front, the left of its back; then back again.
    first = [
        page for front, back in zip(fronts, backs, strict=True) for page in (front[1], back[0])
    ]
    then = [page for front, back in zip(fronts, backs, strict=True) for page in (front[0], back[1])]
    read = [*first, *reversed(then)]
    assert [page for page in read if page] == [*range(1, count + 1)]
    assert read[:count] == [*range(1, count + 1)]
    assert len(read) - count < 4


@given(st.integers(min_value=1, max_value=99))
def test_two_on_a_sheet_are_in_order(count: int) -> None:
    found = [page for side in imposing.two_up(count) for page in side if page]
    assert found == [*range(1, count + 1)]


@pytest.mark.parametrize(
    ("text", "found"),
    [("3-5,1", (3, 4, 5, 1)), ("2", (2,)), ("4-", (4, 5, 6)), ("5–99", (5, 6)), ("2,2-3", (2, 3))],
)
def test_pages_are_named_as_in_a_print_dialogue(text: str, found: tuple[int, ...]) -> None:
    assert parse_pages(text, 6) == found


@pytest.mark.parametrize("text", ["", "a", "5-3", "0", "1,,2", "-4"])
def test_what_is_no_page_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no (page|range)"):
        parse_pages(text, 6)


def test_a_booklet_of_half_pages_is_letter_and_keeps_their_size(folder: Path) -> None:
    booklet = made(folder, booklet=True)
    before, after = pages((folder / PRO).read_bytes()), pages(booklet.read_bytes())
    assert booklet.name == "russia-iran-pro-booklet.pdf"
    assert {tuple(map(float, page.mediabox)) for page in reader(booklet.read_bytes()).pages} == {
        (0, 0, 792, 612)
    }
    assert len(after) == 2 * -(-len(before) // 4)
    squeezed = ["".join(text.split()) for text in before]
    for side, text in zip(imposing.booklet(len(before)), after, strict=True):
        for number in filter(None, side):
            assert squeezed[number - 1] in "".join(text.split())


@pytest.mark.parametrize("wanted", [{"booklet": True}, {"two_up": True}])
def test_links_and_outline_lead_to_where_pages_have_gone(folder: Path, wanted: dict) -> None:
    sheet = made(folder, **wanted)
    arrange = imposing.booklet if "booklet" in wanted else imposing.two_up
    count = len(pages((folder / PRO).read_bytes()))
    on = {n: at for at, side in enumerate(arrange(count), start=1) for n in side if n}
    before, after = imposing.outline(folder / PRO), imposing.outline(sheet)
    assert [(entry.title, on[entry.page]) for entry in before] == [
        (entry.title, entry.page) for entry in after
    ]
    assert len(after) > 50
    goals = _goals(folder / PRO)
    moved = _goals(sheet)
    assert sorted(on[goal] for goal in goals) == sorted(moved)
    assert len(moved) > 100
    with pikepdf.open(sheet) as pdf:
        for page in pdf.pages:
            for link in page.obj.get("/Annots", ()):
                left, low, right, high = map(float, link.Rect)
                assert 0 <= left <= right <= 792
                assert 0 <= low <= high <= 612


def _goals(pdf: Path) -> list[int]:
    """Return the numbers of the pages that links inside a PDF lead to."""
    with pikepdf.open(pdf) as opened:
        numbers = {page.obj.objgen: n for n, page in enumerate(opened.pages, start=1)}
        names = {}
        tree = opened.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
        if tree is not None:
            names = {str(key): value for key, value in pikepdf.NameTree(tree).items()}
        found = []
        for page in opened.pages:
            for link in page.obj.get("/Annots", ()):
                goal = link.get("/Dest", link.A.get("/D") if "/A" in link else None)
                if isinstance(goal, pikepdf.String):
                    goal = names[str(goal)]
                if goal is not None:
                    found.append(numbers[goal[0].objgen])
        return found


def test_a_part_has_its_pages_and_nothing_leads_out_of_it(folder: Path) -> None:
    part = made(folder, pages="3-5,9")
    before, after = pages((folder / PRO).read_bytes()), pages(part.read_bytes())
    assert after == [before[2], before[3], before[4], before[8]]
    assert all(1 <= goal <= 4 for goal in _goals(part))
    assert {entry.page for entry in imposing.outline(part)} <= {1, 2, 3, 4}
    assert links(part.read_bytes()) is not None
    assert outline(part.read_bytes())


def test_a_section_is_printed_from_its_heading_to_the_next(folder: Path) -> None:
    title = "Contention 2: Their interests converge well beyond Syria"
    part = made(folder, section=title.upper())
    shown = "\n".join(pages(part.read_bytes()))
    assert "Contention 2" in pages(part.read_bytes())[0]
    entries = imposing.outline(folder / PRO)
    at = next(n for n, entry in enumerate(entries) if entry.title == title)
    inside = [e for e in entries[at + 1 :] if e.level > entries[at].level][:6]
    assert all("".join(entry.title.split())[:30] in "".join(shown.split()) for entry in inside)
    assert len(pages(part.read_bytes())) < len(pages((folder / PRO).read_bytes())) / 2


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"pages": "99-"}, "There are no such pages"),
        ({"pages": "x"}, "“x” is no page"),
        ({"section": "Contention 9"}, "There is no heading “Contention 9”"),
        ({"section": "AT"}, "Several headings have “AT” in them"),
    ],
)
def test_what_is_not_there_is_said(folder: Path, wanted: dict, said: str) -> None:
    with pytest.raises(BriefError, match=said):
        finish(folder, [PRO], Finishing(**wanted))


def test_an_imposed_pdf_does_not_say_that_it_is_tagged(folder: Path) -> None:
    with pikepdf.open(made(folder, two_up=True)) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert "/MarkInfo" not in pdf.Root
        assert b"pdfuaid:part" not in pdf.Root.Metadata.read_bytes()


def test_the_bytes_are_the_same_again(folder: Path) -> None:
    first = made(folder, booklet=True).read_bytes()
    assert made(folder, booklet=True).read_bytes() == first


def test_the_command_makes_them_beside_the_pdfs(small_built: Path, cli: Cli) -> None:
    result = cli("build", "--to", "pdf", "--booklet", "--pages", "1", cwd=small_built)
    assert "-part-booklet.pdf" in result.output
    refused = cli("build", "--to", "pdf", "--section", "nowhere", cwd=small_built, code=1)
    assert "There is no heading “nowhere”" in refused.output
