"""The map of a brief: which argument answers which, and what nobody answers."""

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.assembly import assemble_alone
from briefwright.cards import read_directive
from briefwright.clash import (
    Answer,
    Argument,
    ClashMap,
    MapCard,
    Standing,
    cards_aimless,
    cards_unanswered,
    clash_map,
    coverage,
)
from briefwright.clash_layout import arrange
from briefwright.clash_picture import NARROW, WIDE, MapWords, Setting, broken
from briefwright.clash_svg import document, figure
from briefwright.clash_text import read_map, write_map
from briefwright.model import Brief, Card, Side
from briefwright.problems import Place
from briefwright.project import Project
from briefwright.selection import select
from briefwright.spec import read_spec
from briefwright.widths import width
from conftest import ROOT, Cli
from values import FORMAT, card, library


def choose(yaml: str, *cards: Card) -> Brief:
    spec, problems = read_spec(f"resolution: It holds.\n{yaml}", "briefs/x.yaml", "x")
    assert spec, problems
    return select(spec, library(*cards), FORMAT)[0]


CARDS = (
    card("a", topics=["aims"]),
    card("b", topics=["aims", "trade"]),
    card("c", topics=["trade"]),
    card("d", "con", ["rivals"], ["a"]),
    card("e", "con", ["rivals"], ["aims"]),
    card("f", "con", [], ["b", "a"]),
    card("g", "both"),
)


def standing(found: Standing) -> tuple[str, str]:
    return found.argument.anchor, found.card.name


def drawn(yaml: str = "", *cards: Card) -> ClashMap:
    return clash_map(choose(yaml, *(cards or CARDS)))


def test_each_argument_has_its_cards_and_its_name() -> None:
    found = [(a.anchor, a.label, a.heading, len(a.cards)) for a in drawn().arguments]
    assert found == [
        ("pro-1", "Pro 1", "Aims", 2),
        ("pro-2", "Pro 2", "Trade", 1),
        ("pro-3", "Pro 3", "Other evidence", 1),
        ("con-1", "Con 1", "Rivals", 2),
        ("con-2", "Con 2", "Other evidence", 2),
        ("con-at-1", "Con AT 1", "Aims", 3),
    ]
    contention, block = drawn().arguments[0], drawn().arguments[-1]
    assert (contention.side, contention.is_block) == ("pro", False)
    assert (block.side, block.is_block) == ("con", True)
    assert contention.read == sum(each.read for each in contention.cards) == 10


def test_a_block_answers_cards_by_name_and_the_argument_as_a_whole() -> None:
    (answer,) = drawn().answers
    assert (answer.answer, answer.answered) == ("con-at-1", "pro-1")
    assert set(answer.cards) == {("d", "a"), ("f", "b"), ("f", "a"), ("e", "")}


def test_a_contention_that_answers_what_no_block_has_does_so_itself() -> None:
    yaml = """
con:
  - {heading: Rivals, cards: [d, e]}
  - {heading: Aims, cards: [f], answers: [aims]}
"""
    assert drawn(yaml).answers == (
        Answer(answer="con-at-1", answered="pro-1", cards=(("f", "b"), ("f", "a"))),
        Answer(answer="con-1", answered="pro-1", cards=(("d", "a"),)),
    )


def test_a_block_against_two_contentions_meets_each_with_what_is_meant_for_it() -> None:
    yaml = """
pro:
  - {heading: One, cards: [a]}
  - {heading: Two, cards: [c]}
con:
  - {heading: Own, cards: [g]}
  - {heading: Both of them, cards: [d, h], answers: [One, Two]}
"""
    cards = (*CARDS, card("h", "con"))
    assert drawn(yaml, *cards).answers == (
        Answer(answer="con-at-1", answered="pro-1", cards=(("d", "a"), ("h", ""))),
        Answer(answer="con-at-1", answered="pro-2", cards=(("h", ""),)),
    )


def test_what_has_no_counterpart_is_found() -> None:
    assert [a.anchor for a in drawn().unanswered()] == ["pro-2", "pro-3", "con-1", "con-2"]
    assert list(map(standing, cards_unanswered(drawn()))) == [
        ("pro-2", "c"),
        ("pro-3", "g"),
        ("con-1", "d"),
        ("con-1", "e"),
        ("con-2", "f"),
        ("con-2", "g"),
    ]
    assert list(map(standing, cards_aimless(drawn()))) == [
        ("pro-1", "a"),
        ("pro-1", "b"),
        ("pro-2", "c"),
        ("pro-3", "g"),
        ("con-2", "g"),
    ]


def test_a_block_that_names_nothing_of_the_case_answers_nothing() -> None:
    yaml = """
pro: [{heading: One, cards: [a]}]
con: [{heading: Trade, cards: [e], answers: [trade]}]
"""
    assert [a.anchor for a in drawn(yaml).aimless()] == ["con-at-1"]


def test_a_card_counts_for_each_of_its_topics_and_each_side_that_has_it() -> None:
    rows = {row.topic: (row.pro.cards, row.con.cards) for row in coverage(choose("", *CARDS))}
    assert rows == {"aims": (2, 0), "trade": (2, 0), "rivals": (0, 2), "": (1, 2)}
    assert [*rows][-1] == ""


# -- The command


def test_the_example_is_listed(cli: Cli) -> None:
    said = cli("map", cwd=ROOT).stdout
    for line in (
        r"expel-us       9  314  2:06  0    0  0:00",
        r"Pro 1  Both want the United States out of the Middle East  9  314  2:06  Con AT 1  2:00",
        r"Pro 2  turkey-orbit      Both seek to pull Turkey out of the U.S. and NATO orbit",
    ):
        assert line in said
    assert "Pro 1  " not in cli("map", "russia-iran", "--side", "con", cwd=ROOT).stdout


def test_json_has_all_of_it(cli: Cli) -> None:
    found = json.loads(cli("map", "--json", cwd=ROOT).stdout)
    assert found["rate"] == 150
    topics = {row["topic"]: row for row in found["topics"]}
    assert topics["iraq"]["con"] == {"cards": 1, "words": 15, "seconds": 6}
    arguments = {row["anchor"]: row for row in found["arguments"]}
    assert len(arguments) == 16
    (answer,) = arguments["con-at-2"]["answers"]
    assert answer["argument"] == "pro-2"
    assert {"card": "armenia-own-reasons", "answers": "back-armenia"} in answer["cards"]
    assert arguments["pro-2"]["answered_by"] == ["con-at-2"]
    assert {"afghan-buffer"} < {row["card"] for row in found["unanswered"]["cards"]}
    one = json.loads(cli("map", "--json", "--side", "pro", cwd=ROOT).stdout)
    assert {row["side"] for row in one["arguments"]} == {"pro"}
    assert "con" not in one["topics"][0]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["map", "rusia-iran"], 1, "Did you mean “russia-iran”?"),
        (["map", "--side", "aff"], 2, "'aff' is not one of 'pro', 'con'"),
        (["map", "--picture", "map.png"], 2, "'map.png' does not end with .svg"),
        (["map", "--picture", "map.svg", "--json"], 2, "takes neither --side nor --json"),
    ],
)
def test_a_wrong_call_is_told(arguments: list[str], code: int, said: str, cli: Cli) -> None:
    assert said in cli(*arguments, cwd=ROOT, code=code).stderr


# -- In generated documents


NAMES = st.sampled_from(["a", "b-2", "pro-1", "x" * 40])
WORDS = st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=30)


@st.composite
def maps(draw: st.DrawFn) -> ClashMap:
    """Return any map that a brief could have."""
    arguments = []
    for anchor in ("pro-1", "pro-2", "con-1", "pro-at-1", "con-at-1"):
        names = draw(st.lists(NAMES, unique=True, max_size=3))
        cards = [MapCard(name=name, tag=name, read=draw(st.integers(0, 900))) for name in names]
        label, note = (draw(WORDS).replace("|", "/") for _ in range(2))
        arguments.append(
            Argument(anchor=anchor, label=label, heading=draw(WORDS), cards=tuple(cards), note=note)
        )
    known = {a.anchor: a for a in arguments}
    answers = []
    for answer, answered in (("pro-at-1", "con-1"), ("con-at-1", "pro-1"), ("con-1", "pro-2")):
        mine, theirs = known[answer].cards, ("", *(card.name for card in known[answered].cards))
        pairs = [(card.name, name) for card in mine for name in theirs if draw(st.booleans())]
        if draw(st.booleans()):
            answers.append(Answer(answer=answer, answered=answered, cards=tuple(pairs)))
    return ClashMap(rate=150, arguments=tuple(arguments), answers=tuple(answers))


def read(text: str) -> tuple[ClashMap, MapWords, list[str]]:
    """Read a directive as a page has it."""
    first, _, rest = text.partition("\n")
    argument = first.partition("} ")[2]
    content = rest.rpartition("\n:::")[0]
    directive, problems = read_directive(argument, content, Place(path="briefs/x/index.md", line=1))
    clash, words, found = read_map(directive, {})
    return clash, words, [str(problem) for problem in (*problems, *found)]


@given(clash=maps())
def test_a_map_is_read_as_it_was_written(clash: ClashMap) -> None:
    words = MapWords(pro_case="Für: der Fall", alt="Who answers “whom”?")
    found, said, problems = read(write_map(clash, words))
    assert (found.arguments, said, problems) == (clash.arguments, words, [])
    assert told(found) == told(clash)


def told(clash: ClashMap) -> set[tuple[str, str, frozenset[tuple[str, str]]]]:
    return {(each.answer, each.answered, frozenset(each.cards)) for each in clash.answers}


def test_what_is_no_line_of_a_map_is_told_with_its_place() -> None:
    written = write_map(drawn(), MapWords()).replace("- a 5", "- a five").replace("150", "fast")
    _, _, problems = read(written)
    assert len(problems) == 2
    assert problems[0].startswith("briefs/x/index.md:11:")
    assert "This is no line of a map: “- a five”." in problems[0]
    assert "“fast” is no rate. Write words a minute: “:rate: 150”." in problems[1]


# -- The picture


@pytest.mark.parametrize("setting", [WIDE, NARROW])
@given(clash=maps())
def test_everything_in_a_picture_has_its_own_place(clash: ClashMap, setting: Setting) -> None:
    picture = arrange(clash, setting)
    assert {b.argument.anchor for p in picture.panels for b in p.bars} == {*clash.by_anchor()}
    for panel in picture.panels:
        for side in (Side.PRO, Side.CON):
            column = sorted((b.top, b.height) for b in panel.bars if b.argument.side is side)
            for (top, height), (below, _) in pairwise(column):
                assert top + height < below
        for bar in panel.bars:
            assert -0.01 <= bar.top <= bar.top + bar.height <= panel.height + 0.01
            assert sum(cell.height for cell in bar.cells) <= bar.height + 0.01
        for band in panel.bands:
            assert all(-0.01 <= y <= panel.height + 0.01 for y in (*band.left, *band.right))
    assert sum(len(p.bands) for p in picture.panels) == sum(len(a.cards) for a in clash.answers)


def test_a_picture_is_drawn_the_same_each_time_and_contentions_keep_their_order() -> None:
    clash = example()
    picture = arrange(clash, WIDE)
    assert picture == arrange(example(), WIDE)
    made = [b.argument.label for p in picture.panels for b in p.bars if not b.argument.is_block]
    assert made == [f"{side} {n}" for side in ("Pro", "Con") for n in (1, 2, 3, 4)]
    (first, *_), (*_, last) = picture.panels[0].bars, picture.panels[-1].bars
    assert (first.argument.anchor, last.argument.anchor) == ("pro-1", "con-4")


def test_bars_are_as_long_as_they_take_to_read() -> None:
    picture = arrange(example(), WIDE)
    for bar in (bar for panel in picture.panels for bar in panel.bars):
        length = sum(cell.height for cell in bar.cells)
        assert length == pytest.approx(picture.minute * bar.argument.seconds(150) / 60, abs=0.2)


def test_a_block_does_not_say_again_what_it_answers() -> None:
    lines = {
        b.argument.anchor: " ".join(b.lines)
        for p in arrange(example(), NARROW).panels
        for b in p.bars
    }
    assert lines["pro-4"] == "The partnership is built to last"
    assert lines["con-at-4"] == ""


@pytest.mark.parametrize(
    "text", ["", "One", "A claim of a few words in all", "x" * 300, "移動の自由は誰のものか " * 9]
)
def test_lines_are_no_wider_than_there_is_room(text: str) -> None:
    lines = broken(text, NARROW.text)
    assert all(width(line) <= 100 * NARROW.text for line in lines[:-1])
    assert len(lines) <= 9
    if len(lines) < 9:
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_nothing_that_is_said_is_taken_for_markup() -> None:
    hostile = "<script>alert(1)</script> & \"quoted\" 'too'"
    clash = clash_map(choose("", card("a", tag=hostile), card("b", "con", [], ["a"])), hostile)
    words = MapWords(pro_case=hostile, unanswered=hostile, alt=hostile)
    for drawing in (document(clash, words, hostile), figure(clash, words, {"pro-1": hostile})):
        root = ET.fromstring(f"<all>{drawing}</all>".replace("&#160;", " "))
        assert not [e for e in root.iter() if "script" in e.tag]
        assert hostile in {"".join(e.itertext()) for e in root.iter()}


def example() -> ClashMap:
    """Return the map of the example."""
    found = assemble_alone(Project(ROOT), ["russia-iran"], rendered=False)
    return clash_map(found.briefs[0])


def test_the_command_draws_it_into_a_file(cli: Cli, tmp_path: Path) -> None:
    said = cli("map", "--picture", tmp_path / "wall.svg", cwd=ROOT).stdout
    assert said.strip().endswith("wall.svg")
    root = ET.parse(tmp_path / "wall.svg").getroot()
    shown = {"".join(e.itertext()).replace("\xa0", "") for e in root.iter()}
    assert {
        "Pro case",
        "Con answers",
        "Pro 4 6 cards, 1:28",
        "The partnership is built to last",
    } <= shown


def test_pages_and_pdfs_show_it(built_small: Path) -> None:
    pages = built_small / "build" / "html" / "briefs"
    (page,) = (path for path in pages.glob("*/index.html") if "bw-map" in path.read_text("utf-8"))
    links = re.findall(r'<a href="([^"#]*)#([^"]+)"><g>', page.read_text(encoding="utf-8"))
    assert links
    for target, anchor in links:
        text = (page.parent / target).read_text(encoding="utf-8") if target else page.read_text()
        assert f'id="{anchor}"' in text
    (pdf,) = (built_small / "build" / "pdf").glob(f"{page.parent.name}.pdf")
    found = "".join(each.extract_text() for each in pypdf.PdfReader(pdf).pages)
    assert "Pro case" in found
    assert "Con answers" in found


def test_a_map_that_nobody_could_read_is_cut_short() -> None:
    lines = [f"pro-{n} > {', '.join(f'con-{m}' for m in range(99))} | | | | H" for n in range(99)]
    lines += [f"con-{n} | | | | H\n" + "- a 5\n" * 300 for n in range(999)]
    clash, _, _ = read(":::{clash-map} M\n:rate: 150\n\n" + "\n".join(lines) + "\n:::\n")
    assert len(clash.arguments) == 600
    assert len(clash.answers) == 1_200
    assert sum(len(each.cards) for each in clash.arguments) <= 20_000


def test_where_there_are_several_briefs_it_asks_which(cli: Cli, small: Path) -> None:
    first = next((small / "briefs").glob("*.yaml")).stem
    cli("map", cwd=small)
    (small / "briefs" / "another.yaml").write_text("resolution: Another one.\n", encoding="utf-8")
    said = cli("map", cwd=small, code=2).stderr
    assert f"SLUG is the name of a brief; say which: another, {first}." in said
    cli("map", first, cwd=small)
