"""The map of a brief: which argument answers which, and what nobody answers."""

import json

import pytest

from briefwright.clash import (
    Answer,
    ClashMap,
    Standing,
    cards_aimless,
    cards_unanswered,
    clash_map,
    coverage,
)
from briefwright.model import Brief, Card
from briefwright.selection import select
from briefwright.spec import read_spec
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
    ],
)
def test_a_wrong_call_is_told(arguments: list[str], code: int, said: str, cli: Cli) -> None:
    assert said in cli(*arguments, cwd=ROOT, code=code).stderr
