"""Pages on sheets, and some pages only: what is printed is read back, with all that leads to it."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

import tagged
from briefwright.model import Layout
from briefwright.page_ranges import read_ranges, write_ranges
from briefwright.press.imposing import chosen, impose, slots
from briefwright.sphinx_ext import pieces
from conftest import Cli, sphinx_build
from printing import pages
from test_fit import brief, write

PAGE = re.compile(r"Page (\d+) of (\d+)")


@pytest.fixture(scope="module", params=["whole", "in pieces"])
def plain(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brief on A5, as it is printed one page on a sheet."""
    root = tmp_path_factory.mktemp("plain")
    write(root / "project", {"it": brief("paper: a5, indexes: answers, new-page: sections")})
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "in pieces":
            patch.setattr(pieces, "SIZE", 3_000)
            patch.setattr(pieces, "WHOLE", 6_000)
        built = sphinx_build(root / "project", root / "typst", "typst", brief_system_fonts=False)
    parts = Path(built.app.doctreedir).rglob(".typst/pieces/**/*.main.typ")
    assert any(parts) is (request.param == "in pieces")
    return built.path / "it.pdf"


def arranged(source: Path, folder: Path, ranges: str = "", layout: Layout | None = None) -> bytes:
    output = folder / "out.pdf"
    assert impose(
        source, output, ranges=read_ranges(ranges) if ranges else (), layout=layout
    ).printed
    return output.read_bytes()


# -- Which pages stand where


@pytest.mark.parametrize("count", range(1, 14))
def test_a_folded_booklet_is_read_in_order(count: int):
    sides = slots(Layout.BOOKLET, count)
    assert len(sides) == 2 * -(-count // 4)
    # The sheets lie in each other; each is a front and, turned over the short edge, a back.
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    first_half = [page for front, back in sheets for page in (front[1], back[0])]
    second_half = [page for front, back in reversed(sheets) for page in (back[1], front[0])]
    blank = -count % 4
    assert [*first_half, *second_half] == [*range(count), *[None] * blank]


@pytest.mark.parametrize("count", [1, 2, 5, 6])
def test_two_up_is_read_from_left_to_right(count: int):
    flat = [page for side in slots(Layout.TWO_UP, count) for page in side]
    assert flat == [*range(count), *[None] * (count % 2)]


def test_what_is_bound_at_the_right_is_turned():
    for layout in Layout:
        turned = slots(layout, 6, right_to_left=True)
        assert [side[::-1] for side in turned] == slots(layout, 6)


@pytest.mark.parametrize(
    ("text", "ranges", "pages"),
    [
        ("3-8,12", ((3, 8), (12, 12)), [2, 3, 4, 5, 6, 7]),
        (" 2 , 1-2", ((2, 2), (1, 2)), [0, 1]),
        ("8-", ((8, None),), [7, 8, 9]),
        ("9–99", ((9, 99),), [8, 9]),
        ("40", ((40, 40),), []),
    ],
)
def test_pages_are_named_by_ranges(text: str, ranges: object, pages: list[int]):
    assert read_ranges(text) == ranges
    assert read_ranges(write_ranges(read_ranges(text))) == ranges
    found = chosen(read_ranges(text), 10)
    assert found == (pages if "12" not in text else chosen(((3, 8),), 10))


@pytest.mark.parametrize("text", ["", "x", "3-2", "0", "1,,2", "-3", "1-2-3"])
def test_what_names_no_pages_is_refused(text: str):
    with pytest.raises(ValueError, match="page") as caught:
        read_ranges(text)
    assert len(caught.value.args) == 2


# -- Sheets


def words(page: pypdfium2.PdfPage, left: float, right: float) -> str:
    """Return the text of a stretch of a page, without spaces."""
    text = page.get_textpage().get_text_bounded(left, 0, right, page.get_height())
    return "".join(text.split())


@pytest.mark.parametrize("layout", Layout)
def test_each_half_of_a_sheet_is_a_page(plain: Path, tmp_path: Path, layout: Layout):
    made = arranged(plain, tmp_path, layout=layout)
    with pypdfium2.PdfDocument(plain) as before, pypdfium2.PdfDocument(made) as after:
        width, height = before[0].get_size()
        sides = slots(layout, len(before))
        assert len(after) == len(sides)
        for sheet, side in zip(after, sides, strict=True):
            assert sheet.get_size() == pytest.approx((2 * width, height), abs=0.01)
            for place, number in enumerate(side):
                found = words(sheet, place * width, (place + 1) * width)
                assert found == ("" if number is None else words(before[number], 0, width))
                if number is not None:
                    assert f"Page{number + 1}of{len(before)}" in found


Spot = tuple[int, float, float]
"""A page, and points from its left and its foot."""


def spot(document: pikepdf.Pdf, goal: pikepdf.Array) -> Spot:
    numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
    assert goal[1] == "/XYZ"
    return numbers[goal[0].objgen], float(goal[2]), float(goal[3])


def goal_of(document: pikepdf.Pdf, entry: pikepdf.Dictionary) -> Spot | str:
    """Return where a link or an entry of the outline leads."""
    action = entry.get("/A", pikepdf.Dictionary())
    if "/URI" in action:
        return str(action.URI)
    goal = action.D if "/D" in action else entry.Dest
    if not isinstance(goal, pikepdf.Array):
        goal = dict(names(document))[str(goal)]
    return spot(document, goal)


def names(document: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Array]]:
    def leaves(node: pikepdf.Dictionary) -> Iterator[pikepdf.Array]:
        if "/Names" in node:
            yield node.Names
        for kid in node.get("/Kids", ()):
            yield from leaves(kid)

    for leaf in leaves(document.Root.Names.Dests) if "/Names" in document.Root else ():
        for at in range(0, len(leaf), 2):
            goal = leaf[at + 1]
            yield str(leaf[at]), goal.D if isinstance(goal, pikepdf.Dictionary) else goal


def entries(node: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    entry = node.get("/First")
    while entry is not None:
        yield entry
        yield from entries(entry)
        entry = entry.get("/Next")


def all_links(document: pikepdf.Pdf) -> list[tuple[Spot, Spot | str]]:
    """Return where each link stands and where it leads."""
    return [
        ((number, float(link.Rect[0]), float(link.Rect[1])), goal_of(document, link))
        for number, page in enumerate(document.pages)
        for link in page.obj.get("/Annots", ())
    ]


@pytest.mark.parametrize("layout", Layout)
def test_all_that_leads_to_a_page_leads_to_its_half(plain: Path, tmp_path: Path, layout: Layout):
    made = arranged(plain, tmp_path, layout=layout)
    with pikepdf.open(plain) as before, pikepdf.open(io.BytesIO(made)) as after:
        width = float(before.pages[0].MediaBox[2])
        sides = slots(layout, len(before.pages))

        def back(place: Spot | str) -> Spot | str:
            """Return the place on a page that is at *place* on a sheet."""
            if isinstance(place, str):
                return place
            sheet, x, y = place
            half = int(x // width)
            number = sides[sheet][half]
            assert number is not None
            return number, round(x - half * width, 3), round(y, 3)

        def rounded(place: Spot | str) -> Spot | str:
            if isinstance(place, str):
                return place
            return place[0], round(place[1], 3), round(place[2], 3)

        wanted = sorted(([*map(rounded, link)] for link in all_links(before)), key=repr)
        assert sorted(([*map(back, link)] for link in all_links(after)), key=repr) == wanted
        assert len(wanted) > 30
        listed = [
            (str(e.Title), rounded(goal_of(before, e))) for e in entries(before.Root.Outlines)
        ]
        assert [
            (str(e.Title), back(goal_of(after, e))) for e in entries(after.Root.Outlines)
        ] == listed
        assert len(listed) > 10
        assert {n: back(spot(after, goal)) for n, goal in names(after)} == {
            n: rounded(spot(before, goal)) for n, goal in names(before)
        }


@pytest.mark.parametrize("layout", Layout)
def test_it_is_read_aloud_as_it_was(plain: Path, tmp_path: Path, layout: Layout):
    before = tagged.read(plain.read_bytes())
    after = tagged.read(arranged(plain, tmp_path, layout=layout))
    assert after.root.text == before.root.text
    assert after.headings == before.headings
    assert not after.untagged
    kinds = [[each.kind for each in found.root.all()] for found in (before, after)]
    assert kinds[0] == kinds[1]


# -- Some pages


@pytest.mark.parametrize("ranges", ["3-5,8", "1", "6-"])
def test_some_pages_are_as_they_were(plain: Path, tmp_path: Path, ranges: str):
    made = arranged(plain, tmp_path, ranges)
    with pikepdf.open(plain) as before, pikepdf.open(io.BytesIO(made)) as after:
        kept = chosen(read_ranges(ranges), len(before.pages))
        assert 0 < len(kept) < len(before.pages)
        whole = pages(plain.read_bytes())
        assert pages(made) == [whole[number] for number in kept]  # with their numbers

        def led(place: Spot | str) -> Spot | str | None:
            if isinstance(place, str):
                return place
            return (kept.index(place[0]), *place[1:]) if place[0] in kept else None

        wanted = [
            (led(place), led(goal)) for place, goal in all_links(before) if led(place) and led(goal)
        ]
        assert all_links(after) == wanted
        listed = [
            str(entry.Title)
            for entry in entries(before.Root.Outlines)
            if led(goal_of(before, entry)) or any(led(goal_of(before, e)) for e in entries(entry))
        ]
        found = [*entries(after.Root.Outlines)] if "/Outlines" in after.Root else []
        assert [str(entry.Title) for entry in found] == listed
        assert all(goal_of(after, entry) for entry in found)
        count = sum(1 for _ in entries(after.Root.Outlines)) if found else 0
        assert count in (0, *(after.Root.Outlines.Count for _ in found[:1]))
        assert {name for name, _ in names(after)} == {
            name for name, goal in names(before) if spot(before, goal)[0] in kept
        }


def test_what_is_left_out_is_not_in_the_file(plain: Path, tmp_path: Path):
    made = arranged(plain, tmp_path, "3-4")
    assert len(made) < plain.stat().st_size
    found = tagged.read(made)
    assert not found.untagged
    shown = "".join("".join(page.split()) for page in pages(made))
    for element in found.root.all("P", "H1", "H2", "H3"):
        assert "".join(element.text.split()).replace("\N{SOFT HYPHEN}", "") in shown
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert sum(1 for obj in pdf.objects if is_page(obj)) == 2


def is_page(given: object) -> bool:
    return isinstance(given, pikepdf.Dictionary) and given.get("/Type") == "/Page"


def test_pages_that_are_not_there_are_not_printed(plain: Path, tmp_path: Path):
    done = impose(plain, tmp_path / "out.pdf", ranges=((900, None),))
    assert not done.printed
    assert done.pages == len(pages(plain.read_bytes()))
    assert not (tmp_path / "out.pdf").exists()


# -- The command


def test_a_booklet_is_set_for_half_the_paper_and_stands_beside_the_plain_pdf(
    small_built: Path, cli: Cli, tmp_path: Path
):
    folder = small_built / "build/pdf"
    plain_ones = {path.name: path.read_bytes() for path in folder.iterdir()}
    said = cli("build", "--to", "pdf", "--booklet", "--two-up", cwd=small_built).stdout
    assert "sunday-libraries-pro-two-up.pdf" in said
    assert {name: (folder / name).read_bytes() for name in plain_ones} == plain_ones
    booklet = folder / "sunday-libraries-booklet.pdf"
    with pypdfium2.PdfDocument(booklet) as pdf:
        assert pdf[0].get_size() == pytest.approx((792, 612))  # Letter, on its side
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    numbers = {(int(n), int(of)) for n, of in PAGE.findall(text)}
    (count,) = {of for _, of in numbers}
    assert {n for n, _ in numbers} == {*range(1, count + 1)}
    # The same bytes from another folder.
    shutil.copytree(small_built, tmp_path / "other", ignore=shutil.ignore_patterns("build"))
    cli("build", "--to", "pdf", "--booklet", cwd=tmp_path / "other")
    other = tmp_path / "other/build/pdf/sunday-libraries-booklet.pdf"
    assert other.read_bytes() == booklet.read_bytes()


def test_some_pages_by_the_command(small_built: Path, cli: Cli):
    said = cli("build", "--to", "pdf", "--pages", "2-3", cwd=small_built).stdout
    folder = small_built / "build/pdf"
    assert [path.name for path in folder.glob("*-part*") if path.name not in said] == []
    found = pages((folder / "sunday-libraries-part.pdf").read_bytes())
    assert [PAGE.findall(page)[-1][0] for page in found] == ["2", "3"]
    said = cli("build", "--to", "pdf", "--pages", "900-", cwd=small_built, code=1).output
    assert "--pages: error[value]: No PDF of “sunday-libraries” has the pages 900-." in said
    assert "The longest has" in said
    said = cli("build", "--pages", "3-2", cwd=small_built, code=2).output
    assert "there are no pages “3-2”" in " ".join(said.split())
