"""A long brief is printed in pieces and joined: it reads as if it had been printed whole."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

import synthetic
from briefwright.library import assemble
from briefwright.press.engine import Engine
from briefwright.problems import BriefError, Place
from briefwright.sphinx_ext import binder, pieces
from briefwright.sphinx_ext.typst_base import Segment, Sheet
from conftest import ROOT, Built, sphinx_build
from printing import before_index, links, outline, pages, reader, text

CARDS = 24
SPEC = """\
resolution: Resolved that this brief is long.
options: OPTIONS
"""


def write_project(root: Path, options: str = "paper: letter") -> Path:
    (root / "briefs").mkdir(parents=True)
    shutil.copy(ROOT / "conf.py", root)
    shutil.copy(ROOT / "briefs/index.md", root / "briefs")
    spec = SPEC.replace("OPTIONS", f"{{{options}}}")
    (root / "briefs/long.yaml").write_text(spec, encoding="utf-8")
    for folder in synthetic.library(CARDS):
        for file in filter(None, (folder.essay, folder.cards)):
            (root / file.path).parent.mkdir(parents=True, exist_ok=True)
            (root / file.path).write_text(file.text, encoding="utf-8")
    return root


@pytest.fixture(scope="module", autouse=True)
def short_pieces() -> Iterator[None]:
    """Cut what would be printed whole, so that the tests are quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SIZE", 12_000)
        patch.setattr(pieces, "WHOLE", 30_000)
        yield


def build(root: Path, **config: object) -> Built:
    return sphinx_build(
        root, root.parent / "out" / "typst", "typst", brief_system_fonts=False, **config
    )


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(write_project(tmp_path_factory.mktemp("long") / "project"))


@pytest.fixture
def copy(long: Built, tmp_path: Path) -> Path:
    """The project as it was built, to be changed."""
    shutil.copytree(Path(long.app.srcdir).parent, tmp_path / "copy")
    return tmp_path / "copy" / "project"


def whole(built: Built) -> bytes:
    return (built.path / "long.pdf").read_bytes()


def staged(built: Built, pattern: str) -> list[Path]:
    return sorted((Path(built.app.doctreedir) / ".typst").glob(pattern))


def test_it_is_printed_in_pieces(long: Built):
    assert len(staged(long, "pieces/briefs/long/*.main.typ")) > 8


def sheet(*lengths: int) -> Sheet:
    """Return one with segments of so many characters."""
    starts = [sum(lengths[:number]) for number in range(len(lengths))]
    segments = [
        Segment(start=start, labels=[f"a:section-{number}"]) for number, start in enumerate(starts)
    ]
    source = "".join(chr(ord("A") + number % 26) * n for number, n in enumerate(lengths))
    return Sheet(source=source, segments=segments, end=len(source))


def test_a_longer_segment_leaves_most_of_the_others_in_the_pieces_that_they_were_in(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(pieces, "LEAST", pieces.SIZE // 2)
    lengths = [pieces.SIZE // 3 + number for number in range(80)]
    before = {piece.labels for piece in pieces.cut(0, "a", 0, sheet(*lengths))}
    assert {label for labels in before for label in labels} == {f"a:section-{n}" for n in range(80)}
    assert max(map(len, before)) == 3
    lengths[1] *= 2
    after = {piece.labels for piece in pieces.cut(0, "a", 0, sheet(*lengths))}
    assert before != after
    assert len(before - after) < 8


def test_a_piece_serves_the_whole_and_the_side(long: Built):
    printed = list((Path(long.app.doctreedir) / ".pieces").glob("*.pdf"))
    frames = 3
    assert len(printed) - frames < 2 * len(staged(long, "pieces/briefs/long/*.main.typ"))
    records = [path.read_text("utf-8") for path in printed[0].parent.glob("*.job")]
    shared = [path for path in printed if sum(path.stem in record for record in records) == 2]
    assert len(shared) > 3


def test_every_card_is_there_in_order(long: Built):
    library, _ = assemble(synthetic.library(CARDS))
    printed = "".join(text(whole(long)).split())
    found = [heading for _, heading, _ in outline(whole(long))]
    for card in library.cards.values():
        # Lines and pages are broken anywhere, and the furniture of pages comes between.
        ends = ("".join(card.paragraphs[0][0].text.split())[:40], "".join(card.tag.split()))
        assert all(end in printed for end in ends)
        assert any(card.tag in heading for heading in found)


def test_pages_are_counted_through(long: Built):
    found = pages(whole(long))
    assert len(found) > 20
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in page
        assert page.count("Page ") == 1


def test_the_outline_is_whole_and_nested_and_leads_to_the_headings(long: Built):
    found = outline(whole(long))
    words = [" ".join(page.split()) for page in pages(whole(long))]
    assert [title for depth, title, _ in found if depth == 0] == ["Overview", "Pro", "Con", "Index"]
    assert {depth for depth, _, _ in found} == {0, 1, 2}
    assert len(found) > CARDS + 12
    for _, title, page in found:
        assert title in words[page - 1]
    assert [page for _, _, page in found] == sorted(page for _, _, page in found)


def test_entries_of_the_outline_lead_to_the_line_itself(long: Built):
    with pikepdf.open(io.BytesIO(whole(long))) as pdf:
        heights = set()
        entry = pdf.Root.Outlines.First.Next.First
        while entry is not None:
            heights.add(float(entry.First.Dest[3]) if "/First" in entry else 0.0)
            entry = entry.get("/Next")
    assert len(heights) > 2


def test_the_contents_name_the_pages(long: Built):
    first = min(page for _, _, page in outline(whole(long)))
    lines = "\n".join(pages(whole(long))[: first - 1]).split("\n")
    listed = [line for line in lines if re.search(r"\S \d+$", line) and "Page" not in line]
    found = before_index(outline(whole(long)))
    assert len(listed) >= len(found) - 5  # long tags take two lines
    for _, title, page in found:
        last = title.split()[-1]
        assert any(line.endswith((f"{last} {page}", f"{title} {page}")) for line in listed), title


def test_every_link_leads_where_it_says(long: Built):
    found = pages(whole(long))
    crossing = 0
    for page, goal in links(whole(long)):
        if goal.isdigit() and int(goal) != page:
            shown = " ".join(found[page - 1].split())
            crossing += bool(re.search(rf"→ (?:card \d+, )?(?:page )?{goal}\b", shown))
    # Those of the contents have no arrow.
    assert crossing > 40
    numbers = set(re.findall(r"→ (?:card \d+, )?(?:page )?(\d+)", text(whole(long))))
    assert numbers <= {goal for _, goal in links(whole(long))}


def check_numbers(pdf: bytes) -> int:
    """See that a link whose text is a number leads to that page; return how many there are."""
    names = {page.objgen: n for n, page in enumerate(pikepdf.open(io.BytesIO(pdf)).pages, 1)}
    drawn = pypdfium2.PdfDocument(pdf)
    checked = 0
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page, shown in zip(document.pages, drawn, strict=True):
            words = shown.get_textpage()
            for link in page.get("/Annots", ()):
                left, bottom, right, top = map(float, link.Rect)
                # A number has no more than its digits, wherever its room ends.
                said = words.get_text_bounded(left - 0.1, bottom - 0.1, right + 0.1, top + 0.1)
                if said.strip().isdigit():
                    assert int(said) == names[link.Dest[0].objgen]
                    checked += 1
    drawn.close()
    return checked


def test_a_number_is_that_of_the_page_its_link_leads_to(long: Built):
    assert check_numbers(whole(long)) > 60


def test_numbers_with_more_digits_than_were_expected_get_their_room(
    copy: Path, long: Built, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(binder, "_AT_MOST", -1)
    shutil.rmtree(copy.parent / "out")
    printed = whole(build(copy))
    assert check_numbers(printed) == check_numbers(whole(long))
    assert len(pages(printed)) == len(pages(whole(long)))


def test_a_link_into_another_piece_leads_to_the_card_that_it_names(long: Built):
    document = reader(whole(long))
    found = pages(whole(long))
    names = {page.indirect_reference.idnum: n for n, page in enumerate(document.pages)}
    checked = 0
    for page in document.pages:
        for annotation in page.get("/Annots", ()):
            link = annotation.get_object()
            goal = link.get("/Dest")
            if isinstance(goal, list) and not link["/Contents"].startswith((", ", "page ")):
                shown = " ".join(found[names[goal[0].idnum]].split())
                checked += 1
                assert link["/Contents"] in shown
    assert checked > 20


def test_nothing_private_is_left(long: Built):
    with pikepdf.open(io.BytesIO(whole(long))) as pdf:
        for item in pdf.objects:
            assert b"briefwright:" not in item.unparse()


def marked(document: pikepdf.Pdf) -> int:
    """Return how much marked content there is, after a look at whom it belongs to."""
    tree = document.Root.StructTreeRoot
    owners = {}
    numbers = tree.ParentTree.Nums
    for at in range(0, len(numbers), 2):
        assert int(numbers[at]) not in owners
        owners[int(numbers[at])] = numbers[at + 1]
    assert tree.ParentTreeNextKey > max(owners)
    found = 0
    for page in document.pages:
        content = page.Contents
        streams = content if isinstance(content, pikepdf.Array) else [content]
        data = b"".join(stream.read_bytes() for stream in streams)
        for number in re.findall(rb"/MCID (\d+)", data):
            owner = owners[int(page.StructParents)][int(number)]
            assert owner.get("/Pg", page.obj) == page.obj or isinstance(owner.K, pikepdf.Array)
            top = owner
            while "/P" in top:
                top = top.P
            assert top.get("/Type") == "/StructTreeRoot"
            found += 1
        for link in page.get("/Annots", ()):
            assert owners[int(link.StructParent)].S == "/Link"
    return found


def test_there_is_one_tree_of_tags_with_everything_in_it(long: Built):
    with pikepdf.open(io.BytesIO(whole(long))) as pdf:
        assert marked(pdf) > 1_000
        (top,) = pdf.Root.StructTreeRoot.K
        assert top.S == "/Document"
        names, meant = set(), set()
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem":
                if "/ID" in item:
                    assert bytes(item.ID) not in names
                    names.add(bytes(item.ID))
                for given in item.get("/A", ()):
                    meant |= {bytes(name) for name in given.get("/Headers", ())}
        assert meant
        assert meant <= names
        listed = pdf.Root.StructTreeRoot.IDTree.Kids[0].Names
        assert {bytes(listed[at]) for at in range(0, len(listed), 2)} == names
        levels = [str(kid.S) for kid in top.K]
        assert "/TOC" in levels
        # A side begins with its heading of the first level, once, and no hidden one is left.
        assert levels.count("/H1") == 4
        assert all("/K" in kid and len(kid.K) for kid in top.K)
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "en"
        assert pdf.docinfo["/Title"] == "Resolved that this brief is long."
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Resolved that this brief is long."


def test_it_is_sound(long: Built):
    if not shutil.which("qpdf"):
        pytest.skip("no qpdf to check it with")
    for name in ("long", "long-pro", "long-con"):
        checked = subprocess.run(
            ["qpdf", "--check", long.path / f"{name}.pdf"], check=False, capture_output=True
        )
        assert checked.returncode == 0, checked


def test_the_same_brief_has_the_same_bytes_elsewhere(long: Built, tmp_path: Path):
    other = build(write_project(tmp_path / "another folder" / "project"))
    for name in ("long", "long-pro", "long-con"):
        assert (other.path / f"{name}.pdf").read_bytes() == (long.path / f"{name}.pdf").read_bytes()


def change(root: Path, old: str, new: str) -> None:
    path = root / "source/source-1/cards.md"
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("moves", [False, True])
def test_a_change_gives_what_a_clean_build_gives(copy: Path, moves: bool):
    before = build(copy)
    shelf = Path(before.app.doctreedir) / ".pieces"
    kept = {path.name for path in shelf.glob("*.pdf")}
    old = (copy / "source/source-1/cards.md").read_text(encoding="utf-8")
    if moves:
        tag = re.search(r":::\{card\} (.*)", old)
        assert tag
        change(copy, tag[1], " ".join([tag[1]] * 30))
    else:
        run = re.search(r"(?<!\*)\*\*([^*]+)\*\*(?!\*)", old)
        assert run
        change(copy, run[0], run[1])
    after = build(copy)
    made = {path.name for path in shelf.glob("*.pdf")}
    assert made - kept
    assert kept & made
    if not moves:
        assert len(made - kept) < len(made) / 2
    incremental = {path.name: path.read_bytes() for path in after.path.glob("*.pdf")}
    shutil.rmtree(after.path.parent)
    clean = build(copy)
    assert incremental == {path.name: path.read_bytes() for path in clean.path.glob("*.pdf")}


def test_a_piece_that_was_torn_is_printed_again(copy: Path):
    built = build(copy)
    good = whole(built)
    for path in (Path(built.app.doctreedir) / ".pieces").glob("*.pdf"):
        path.write_bytes(path.read_bytes()[:1_000])
    (built.path / "long.pdf").unlink()
    assert whole(build(copy)) == good


def look(root: Path, content: str) -> None:
    folder = root / "templates/public-forum"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "print.typ").write_text(content, encoding="utf-8")


BOLD = """\
#let card-behind(look, ..given) = strong((look.inherited.card-behind)(look, ..given))
"""
FOOTER = """\
#let footer(look, job) = align(center, context counter(page).display("1 / 1", both: true))
"""


def test_a_footer_of_the_user_s_counts_all_pages_and_their_numbers_may_be_bold(copy: Path):
    look(copy, BOLD + FOOTER)
    built = build(copy)
    found = pages(whole(built))
    assert len(staged(built, "pieces/briefs/long/*.main.typ")) > 8
    for number, page in enumerate(found, 1):
        assert f"{number} / {len(found)}" in page
    assert "0123456789" not in text(whole(built))
    named = set(re.findall(r"→ card \d+, page (\d+)", text(whole(built))))
    assert len(named) > 3
    assert named <= {goal for _, goal in links(whole(built))}


def test_a_running_head_finds_the_headings(copy: Path):
    look(
        copy,
        "#let header(look, job, title) = context {\n"
        "  let before = query(selector(heading.where(level: 2)).before(here()))\n"
        "  if before.len() > 0 [Now: #before.last().body]\n"
        "}\n",
    )
    found = pages(whole(build(copy)))
    assert sum("Now: Contention" in page for page in found) > 10


def test_a_look_need_make_no_headings(copy: Path):
    look(
        copy,
        '#let section(look, level, label, body, opens: false, script: "", right-to-left: auto) = '
        "if level == 2 { strong(body) } else {\n"
        "  (look.headline)(look, level: level, label: label, body)\n}\n",
    )
    built = build(copy)
    found = outline(whole(built))
    assert staged(built, "pieces/**/*.typ")
    assert "Sources" in text(whole(built))
    assert "Sources" not in [title for _, title, _ in found]
    words = [" ".join(page.split()) for page in pages(whole(built))]
    assert all(title in words[page - 1] for _, title, page in found)


def test_a_look_that_looks_round_is_printed_whole(copy: Path):
    shutil.rmtree(copy.parent / "out")
    look(copy, "#let rubric(look, body) = context [#body (#counter(page).display())]\n")
    built = build(copy)
    assert not staged(built, "pieces/**/*.typ")
    assert f"of {len(pages(whole(built)))}" in text(whole(built))


@pytest.mark.parametrize(
    ("defined", "sees"),
    [
        ("#let footer(look, job) = context counter(page).display()", False),
        ("#let colours = (quiet: luma(10%)) // of a page", False),
        ("#let card-behind(look, card, page) = [#card on #page]", False),
        ("#let card(look, ..rest) = page(margin: 1cm)[Alone]", True),
        ("// counter(page) of old\n#let x = 1", False),
        ("#let x(look) = look.words.page", False),
        ("#let card(look, ..rest) = context here().page()", True),
        ("#let document(look, job, parts) = { }", True),
        ("#let mine = counter(page)\n#let footer(look, job) = mine.display()", True),
        ('#import "other.typ": thing', False),
        ("#let heading-look(look, it) = it.body", False),
    ],
)
def test_looks_that_look_round_are_known(defined: str, sees: bool):
    assert pieces.sees_pages(defined) is sees


def test_an_error_names_the_line_and_keeps_the_last_good_pdf(copy: Path):
    built = build(copy)
    good = whole(built)
    look(copy, "// ours\n#let citation(look, body) = body + 1\n")
    with pytest.raises(BriefError) as caught:
        build(copy)
    assert str(caught.value.problems[0]).startswith("templates/public-forum/print.typ:2:")
    assert "source/source-" in "".join(caught.value.problems[0].detail)
    assert whole(built) == good


def test_a4_is_a4_on_every_page(tmp_path: Path):
    built = build(write_project(tmp_path / "project", "paper: a4, new-page: sections"))
    sizes = {tuple(map(round, page.mediabox[2:])) for page in reader(whole(built)).pages}
    assert sizes == {(595, 842)}


def test_what_runs_on_is_printed_whole(tmp_path: Path):
    built = build(write_project(tmp_path / "project", "new-page: none"))
    assert not staged(built, "pieces/**/*.typ")


def test_pieces_can_be_accessible_and_archival(long: Built):
    root = Path(long.app.doctreedir) / ".typst"
    mains = [path.relative_to(root).as_posix() for path in staged(long, "pieces/**/*.main.typ")]
    with Engine(root) as engine:
        for main in [*mains, "jobs/long.frame.typ"]:
            outcome = engine.compile(
                main, subject=Place(path=main), system_fonts=False, standards=["ua-1"]
            )
            assert outcome.pdf, outcome.diagnostics


def test_without_contents_the_title_has_a_page_that_is_cut_off_with_it(tmp_path: Path):
    built = build(write_project(tmp_path / "project", "contents: none"))
    assert staged(built, "pieces/briefs/long/*.main.typ")
    title, first, *_ = pages(whole(built))
    assert "Overview" not in title
    assert "Overview" in first
