"""Flow sheets: a column for each speech, a row for each argument, blank or with a brief on it."""

import io
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest
from click.testing import CliRunner
from PIL import Image

from briefwright.assembly import assemble
from briefwright.cli import cli as command_line
from briefwright.commands.build import PAPERS
from briefwright.commands.flow import MOST_ROWS
from briefwright.flows import CARDS as CARDS_TOO
from briefwright.flows import FlowSheet, blank_sheets, flow_sheets, speeches
from briefwright.format_files import find_formats
from briefwright.formats import read_format
from briefwright.model import DEFAULT_TEMPLATE, Brief, Card, Format, Side, SideBrief
from briefwright.project import Project
from briefwright.selection import select
from briefwright.spec import read_spec
from briefwright.sphinx_ext import pieces
from briefwright.templates import find_pack
from briefwright.words import Words
from conftest import ROOT, Builder, Built, Cli, sphinx_build
from copies import copied, rastered
from printing import outline, pages, sizes, text
from values import card, library

FORMATS = {name: file.format for name, file in find_formats()[0].files.items()}
PACK = find_pack(DEFAULT_TEMPLATE)
WORDS = Words.of(PACK.wording)
POINT, DPI = 72, 200
MILLIMETRE = 72 / 25.4
LANDSCAPE = {
    "letter": (792, 612),
    "a4": (842, 595),
    "half-letter": (612, 396),
    "a5": (595, 420),
    "legal": (1008, 612),
    "a3": (1191, 842),
}
LUNCH = """\
title: Lunch hour
sides: {pro: For, con: Against}
speeches:
"""


def long_format(count: int) -> str:
    """Return a format of one's own with so many speeches, and questions after each fifth."""
    lines = []
    for number in range(count):
        side = "pro" if number % 3 else "con"
        lines.append(
            f"  - {{name: Speech {number}, short: S{number}x, side: {side}, minutes: 1.5}}"
        )
        if number % 5 == 4:
            lines.append(f"  - {{name: Q {number}, side: both, kind: crossfire, minutes: 2}}")
    return LUNCH + "\n".join(lines) + "\n"


# -- What stands on them


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS.keys())
def test_every_speech_has_a_column_and_questions_stand_where_they_are_asked(form: Format) -> None:
    for sheet in blank_sheets(form, WORDS, PACK.wording):
        told = []
        for column in sheet.columns:
            told += [f"{column.short} ({column.time})", *column.questions]
            assert column.who in {speech.team or form.pro for speech in form.speeches} | {form.con}
        assert told == [f"{speech.short} ({speech.minutes} min)" for speech in form.speeches]
        sides = [speech.side for speech in speeches(form)]
        assert [column.side for column in sheet.columns] == sides


CARDS = library(
    *(
        card(f"{side}-{n}", side, [f"{side}-case"], tag=f"The {side} says as its number {n} that")
        for side in ("pro", "con")
        for n in (1, 2)
    ),
    card("pro-answer", "pro", ["x"], ["con-case"], tag="The pro answers this and that"),
    card("con-answer", "con", ["y"], ["pro-case"], tag="The con answers this and that"),
)
SPEC = """\
resolution: R
round: {tournament: State, round: 3, opponent: Hill}
pro:
- {heading: Pro case, cards: {topic: pro-case}}
- {heading: On it, answers: con-case, cards: pro-answer}
con:
- {heading: Con case, cards: {topic: con-case}}
- {heading: On it, answers: pro-case, cards: con-answer}
- {heading: Once more, answers: pro-case, cards: con-answer}
"""


def brief(form: str = "public-forum", options: str = "{}") -> Brief:
    spec, problems = read_spec(f"{SPEC}options: {options}\n", "briefs/x.yaml", "x")
    assert spec, problems
    made, problems = select(spec, CARDS, FORMATS[form], PACK.read_options(spec)[0])
    assert made, problems
    return made


def sheets(form: str = "public-forum", content: str = CARDS_TOO) -> dict[Side, FlowSheet]:
    made = brief(form)
    return {s.side: s for s in flow_sheets(made, made.sides, WORDS, PACK.wording, content)}


@pytest.mark.parametrize(
    ("name", "side", "case", "answer"),
    [
        ("public-forum", Side.PRO, "Pro C", "Con R"),
        ("public-forum", Side.CON, "Con C", "Pro R"),
        ("lincoln-douglas", Side.PRO, "AC", "NC"),
        ("lincoln-douglas", Side.CON, "NC", "1AR"),
        ("policy", Side.PRO, "1AC", "1NC"),
        ("policy", Side.CON, "1NC", "2AC"),
        ("policy-college", Side.PRO, "1AC", "1NC"),
        ("world-schools", Side.PRO, "P1", "O1"),
        ("world-schools", Side.CON, "O1", "P2"),
        ("british-parliamentary", Side.PRO, "PM", "LO"),
        ("british-parliamentary", Side.CON, "LO", "DPM"),
    ],
)
def test_an_argument_stands_where_it_is_made_and_its_answer_where_that_is_given(
    name: str, side: Side, case: str, answer: str
) -> None:
    sheet = sheets(name)[side]
    shorts = [column.short for column in sheet.columns]
    cells = {
        shorts[n]: [entry.tag for entry in cell]
        for n, cell in enumerate(sheet.rows[0].cells)
        if cell
    }
    assert sheet.rows[0].heading == f"Contention 1: {str(side).title()} case"
    assert cells == {
        case: [f"The {side} says as its number {n} that" for n in (1, 2)],
        answer: [f"The {side.opponent} answers this and that"],
    }


def test_a_second_answer_has_a_row_and_a_tag_that_stood_before_is_cut_short() -> None:
    rows = sheets()[Side.PRO].rows
    assert [row.heading for row in rows] == ["Contention 1: Pro case", "AT 2: Once more"]
    (entry,) = (entry for cell in rows[1].cells for entry in cell)
    assert (entry.number, entry.tag, entry.cite) == (
        "1",
        "The con answers this\N{NO-BREAK SPACE}…",
        "Roe 20",
    )


def test_what_is_known_of_the_round_stands_above() -> None:
    for sheet in sheets().values():
        assert sheet.blanks == (("Round", "State 3"), ("Opponent", "Hill"), ("Judge", ""))


def test_a_side_alone_has_its_own_arguments_and_answers() -> None:
    made = brief()
    pro, con = flow_sheets(made, [made.pro], WORDS, PACK.wording)
    assert [row.heading for row in pro.rows] == ["Contention 1: Pro case"]
    assert [row.heading for row in con.rows] == ["AT 1: On it"]
    tags = [entry.tag for s in (pro, con) for r in s.rows for cell in r.cells for entry in cell]
    assert tags == [card.tag for card in CARDS.cards.values() if card.side is Side.PRO]


def test_sheets_may_have_the_names_of_arguments_only_or_nothing() -> None:
    for sheet in sheets(content="arguments").values():
        assert sheet.rows
        assert not [cell for row in sheet.rows for cell in row.cells if cell]
    assert not [row for sheet in sheets(content="blank").values() for row in sheet.rows]


# -- What is printed


def upright(page: pdfplumber.page.Page) -> list[dict[str, float]]:
    return [line for line in page.lines if abs(line["x0"] - line["x1"]) < 0.1]


def edges(page: pdfplumber.page.Page) -> list[float]:
    """Return where the lines between the columns are."""
    return sorted({round(line["x0"], 1) for line in upright(page)})


def band(page: pdfplumber.page.Page) -> tuple[float, float]:
    """Return the upper and lower edge of what stands at the head of the columns."""
    top = min(line["top"] for line in upright(page))
    return top, max(line["bottom"] for line in upright(page) if line["top"] < top + 1)


def heads(page: pdfplumber.page.Page) -> list[str]:
    """Return what stands at the head of each column."""
    top, bottom = band(page)
    strips = (page.crop((left, top, right, bottom)) for left, right in pairwise(edges(page)))
    return [" ".join(strip.extract_text().split()) for strip in strips]


def expected(form: Format) -> list[str]:
    """Return what is to stand there: short name, time, who, and questions."""
    (sheet, _) = blank_sheets(form, WORDS, PACK.wording)
    return [" ".join((c.short, c.time, c.who, *c.questions)) for c in sheet.columns]


@pytest.fixture(scope="module")
def made_blank(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], bytes]:
    """Print the sheets of a format on a paper, once."""
    folder = tmp_path_factory.mktemp("flows")

    def make(form: str, paper: str) -> bytes:
        path = folder / f"{form}-{paper}.pdf"
        if not path.is_file():
            arguments = ["flow", "--format", form, "--paper", paper, "--out", str(path)]
            result = CliRunner().invoke(command_line, arguments)
            assert result.exit_code == 0, result.output
        return path.read_bytes()

    return make


PRINTED = [(form, "letter") for form in FORMATS] + [("policy", paper) for paper in PAPERS[1:]]


@pytest.mark.parametrize(("name", "paper"), PRINTED)
def test_a_blank_sheet_has_every_speech_once_in_order(
    name: str, paper: str, made_blank: Callable[[str, str], bytes]
) -> None:
    form = FORMATS[name]
    with pdfplumber.open(io.BytesIO(made_blank(name, paper))) as pdf:
        assert len(pdf.pages) == 2
        for page, side in zip(pdf.pages, (form.pro, form.con), strict=True):
            assert (round(page.width), round(page.height)) == LANDSCAPE[paper]
            assert " ".join(page.extract_text().split()).startswith(f"{side} case {form.title}")
            assert [re.sub(r"\s", "", h) for h in heads(page)] == [
                re.sub(r"\s", "", h) for h in expected(form)
            ]
            lines = edges(page)
            widths = [right - left for left, right in pairwise(lines)]
            assert min(widths) > 17 * MILLIMETRE
            assert max(widths) - min(widths) < 0.3
            assert 20 < lines[0] < lines[-1] < page.width - 20
            for thing in (*page.chars, *page.lines, *page.rects):
                assert -0.1 < thing["x0"] <= thing["x1"] < page.width - 18
                assert 20 < thing["top"] <= thing["bottom"] < page.height - 8
            # The page number stands below the table, which fills the page.
            foot = max(line["bottom"] for line in page.lines)
            (number,) = page.search(r"Page \d of 2")
            assert foot < number["top"] < foot + 30


@pytest.mark.parametrize("paper", ["letter", "a3"])
def test_the_sides_are_told_apart_in_a_copy_and_there_are_lines_to_write_on(
    paper: str, made_blank: Callable[[str, str], bytes]
) -> None:
    form = FORMATS["policy"]
    pdf = made_blank("policy", paper)
    picture = copied(rastered(pdf, DPI))
    scale = DPI / POINT
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[0]
        lines = edges(page)
        top, bottom = band(page)
        rows = sorted({round(r["top"], 1): r for r in page.rects if r["height"] > 60}.items())
    assert len(rows) == 4
    for n, speech in enumerate(speeches(form)):
        box = [lines[n] + 1, top + 1, lines[n + 1] - 1, bottom - 1]
        head = picture.crop([round(edge * scale) for edge in box])
        dark = head.histogram()[0] / (head.width * head.height)
        assert dark > 0.7 if speech.side is Side.CON else dark < 0.3, speech.short
        for _, row in rows:
            inside = [lines[n] + 2, row["top"] + 1, lines[n + 1] - 2, row["bottom"] - 1]
            gaps = dotted(picture.crop([round(edge * scale) for edge in inside]))
            assert len(gaps) >= 2
            assert all(abs(gap / scale - 7 * MILLIMETRE) < 1 for gap in gaps)


def dotted(cell: Image.Image) -> list[int]:
    """Return how many pixels there are between the lines of dots, which a copier left."""
    width = cell.width
    data = cell.tobytes()
    shades = [data[y * width : (y + 1) * width] for y in range(cell.height)]
    dark = [y for y, row in enumerate(shades) if row.count(0) > 0.1 * width]
    starts = [y for y, before in zip(dark, [-2, *dark], strict=False) if y > before + 1]
    return [after - before for before, after in pairwise(starts)]


@pytest.mark.parametrize("rows", [1, MOST_ROWS])
def test_as_many_rows_as_one_asks_for(cli: Cli, tmp_path: Path, rows: int) -> None:
    cli("flow", "--rows", str(rows), cwd=tmp_path)
    for page in pages((tmp_path / "flow-public-forum.pdf").read_bytes()):
        assert page.count("Argument") == rows


def test_large_print_has_wide_columns_on_more_sheets(cli: Cli, tmp_path: Path) -> None:
    cli("flow", "--set", "large-print=yes", cwd=tmp_path)
    with pdfplumber.open(tmp_path / "flow-public-forum.pdf") as pdf:
        assert len(pdf.pages) == 4
        for page in pdf.pages:
            assert min(b - a for a, b in pairwise(edges(page))) > 100
            top, bottom = band(page)
            assert all(c["size"] > 17.9 for c in page.crop((0, top, page.width, bottom)).chars)
            rules = {edge["top"] for edge in page.horizontal_edges}
            for word in page.search("Argument"):
                assert not [at for at in rules if word["top"] < at < word["bottom"]]


@pytest.mark.parametrize("count", [1, 14, 40])
def test_a_format_of_ones_own_fits_however_many_speeches_it_has(
    cli: Cli, small: Path, count: int
) -> None:
    (small / "templates/formats").mkdir(parents=True, exist_ok=True)
    written = long_format(max(2, count))
    (small / "templates/formats/lunch.yml").write_text(written, encoding="utf-8")
    cli("flow", "--format", "lunch", cwd=small)
    file, problems = read_format(written, "lunch.yml", "lunch")
    assert file, problems
    with pdfplumber.open(small / "flow-lunch.pdf") as pdf:
        found: dict[str, list[str]] = {"For": [], "Against": []}
        for page in pdf.pages:
            side = page.extract_text().split()[0]
            found[side] += [head.split()[0] for head in heads(page)]
            lines = edges(page)
            assert min(b - a for a, b in pairwise(lines)) > 16 * MILLIMETRE
    shorts = [speech.short for speech in speeches(file.format)]
    assert found == {"For": shorts, "Against": shorts}


# -- With a brief on it


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The example brief."""
    root = tmp_path_factory.mktemp("flow")
    return sphinx_build(
        ROOT, root / "typst", "typst", brief_editions=["flow"], brief_system_fonts=False
    )


def squeezed(words: str) -> str:
    return re.sub(r"\W", "", words)


def test_every_tag_of_the_brief_stands_there_once(built: Built) -> None:
    assembly = assemble(Project(ROOT), ["russia-iran"])
    (example,) = assembly.briefs
    of_side = {"": None, "-pro": Side.PRO, "-con": Side.CON}
    for name, side in of_side.items():
        pdf = (built.path / f"russia-iran{name}-flow.pdf").read_bytes()
        printed = squeezed(text(pdf))
        wanted = {c.tag for s in example.sides if side in (None, s.side) for c in cards_of(s)}
        longer = {
            tag: sum(squeezed(tag) in squeezed(other) for other in wanted if other != tag)
            for tag in wanted
        }
        counts = {tag: printed.count(squeezed(tag)) - longer[tag] for tag in wanted}
        assert counts == dict.fromkeys(wanted, 1)
        if side:
            others = {c.tag for s in example.sides if s.side is not side for c in cards_of(s)}
            assert not [tag for tag in others - wanted if squeezed(tag) in printed]
        for s in example.sides:
            if side in (None, s.side):
                for contention in s.contentions:
                    assert squeezed(contention.heading) in printed
        assert min(sizes(pdf)) >= 6


def cards_of(side: SideBrief) -> list[Card]:
    arguments = (*side.contentions, *side.blocks)
    return [entry.card for argument in arguments for entry in argument.entries]


def test_a_sheet_that_goes_on_overleaf_says_whose_it_is_and_names_its_row(built: Built) -> None:
    pdf = (built.path / "russia-iran-flow.pdf").read_bytes()
    every = pages(pdf)
    assert len(every) > 2
    assert [title for _, title, _ in outline(pdf)] == ["Pro case", "Con case"]
    starts = [page for _, _, page in outline(pdf)]
    sides = ["Pro" if number < starts[1] else "Con" for number in range(1, len(every) + 1)]
    for page, side in zip(every, sides, strict=True):
        lines = page.split("\n")
        assert any(line.startswith(f"{side} case") for line in lines)
        assert "Con FF" in page
        assert "Contention" in page or "AT " in page or "Argument" in page
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            assert (round(page.width), round(page.height)) == LANDSCAPE["letter"]
            # A column with cards is wider than one without.
            lines = edges(page)
            widths = {round(b - a) for a, b in pairwise(lines)}
            assert len(widths) <= 3
            assert max(widths) > 1.4 * min(widths)


def test_a_long_flow_reads_as_if_printed_whole(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "SIZE", 2_000)
    monkeypatch.setattr(pieces, "WHOLE", 4_000)
    cut = sphinx_build(
        ROOT, tmp_path / "typst", "typst", brief_editions=["flow"], brief_system_fonts=False
    )
    name = "russia-iran-flow"
    assert (Path(cut.app.doctreedir) / f".typst/jobs/{name}.frame.typ").is_file()
    one, other = ((made.path / f"{name}.pdf").read_bytes() for made in (built, cut))
    assert outline(one) == outline(other)
    assert [squeezed(page) for page in pages(one)] == [squeezed(page) for page in pages(other)]


def test_a_flow_may_be_blank(project: Path, sphinx_builder: Builder) -> None:
    path = project / "briefs/russia-iran.yaml"
    path.write_text(path.read_text("utf-8") + "\noptions: {flow: blank, flow-rows: 3}\n", "utf-8")
    made = sphinx_builder(project, "typst", brief_editions=["flow"])
    printed = pages((made.path / "russia-iran-flow.pdf").read_bytes())
    assert [page.count("Argument") for page in printed] == [3, 3]
    assert not [page for page in printed if "Kozak" in page]


# -- The command


def test_a_sheet_needs_no_project_and_says_where_it_is(cli: Cli, tmp_path: Path) -> None:
    assert cli("flow", cwd=tmp_path).stdout == "flow-public-forum.pdf\n"
    first = (tmp_path / "flow-public-forum.pdf").read_bytes()
    (tmp_path / "other").mkdir()
    cli("flow", "--out", "deep/down/sheet.pdf", cwd=tmp_path / "other")
    assert (tmp_path / "other/deep/down/sheet.pdf").read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flow-public-forum.pdf", "other"]


def test_a_project_brings_its_formats_its_look_and_its_paper(cli: Cli, small: Path) -> None:
    put = {
        "templates/formats/lunch.yml": long_format(3),
        "templates/base/template.yml": "options: {paper: {default: a4}}\n",
        "templates/base/print.typ": "#let flow-blanks(look, blanks) = [Filled in by us.]\n",
    }
    for name, words in put.items():
        (small / name).parent.mkdir(parents=True, exist_ok=True)
        (small / name).write_text(words, encoding="utf-8")
    cli("-C", small, "flow", "--format", "lunch", cwd=small.parent)
    pdf = (small.parent / "flow-lunch.pdf").read_bytes()
    assert "Filled in by us." in text(pdf)
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        assert (round(opened.pages[0].width), round(opened.pages[0].height)) == LANDSCAPE["a4"]


def test_the_names_are_in_the_language_that_one_asks_for(cli: Cli, tmp_path: Path) -> None:
    cli("flow", "--format", "policy", "--language", "es", cwd=tmp_path)
    printed = text((tmp_path / "flow-policy.pdf").read_bytes())
    assert "Caso: Afirmativa" in printed
    assert "1CA" in printed
    assert "CI 1 (3 min)" in printed


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--format", "polcy"], 1, "There is no format “polcy”. Did you mean “policy”?"),
        (["--paper", "foolscap"], 2, "'foolscap' is not one of 'letter', 'a4'"),
        (["--rows", "0"], 2, "0 is not in the range 1<=x<=12"),
        (["--out", "flow.doc"], 2, "'flow.doc' is no name of a PDF: it must end with .pdf."),
        (["--language", "e s"], 2, "'e s' is no language: write it like en, es or fr-CA."),
        (["--set", "flow-rows=many"], 1, "The option “flow-rows” cannot be “many”"),
        (["--set", "flowrows=2"], 1, "has no option “flowrows”. Did you mean “flow-rows”?"),
    ],
)
def test_what_cannot_be_asked_for(
    cli: Cli, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    result = cli("flow", *arguments, cwd=tmp_path, code=code)
    assert said in " ".join(result.output.split())
    assert not [*tmp_path.iterdir()]


def test_a_folder_that_is_no_project_is_not_passed_over(cli: Cli, tmp_path: Path) -> None:
    said = cli("-C", tmp_path, "flow", code=1).output
    assert "There is no Briefwright project here" in said


def test_a_format_with_a_mistake_is_told_and_others_are_printed(cli: Cli, small: Path) -> None:
    folder = small / "templates/formats"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "broken.yml").write_text("title: Broken\n", encoding="utf-8")
    said = cli("flow", cwd=small, code=1).output
    assert "templates/formats/broken.yml:1:1: error[missing-key]" in said
    assert (small / "flow-public-forum.pdf").is_file()
    said = cli("flow", "--format", "broken", cwd=small, code=1).output
    assert "There is no format" not in said
