"""What the opponent reads: which blocks come first, and what gets a block of its own."""

import pytest

from briefwright.model import Brief, Citation
from test_selection import attempt
from values import FORMAT, card, library

STUDY = Citation(title="A Study")
CARDS = library(
    card("one", "con", ["alpha"], tag="First claim"),
    card("two", "con", ["beta"], tag="Second claim", source="poe-2021"),
    card(
        "three",
        "con",
        ["gamma"],
        tag="Third claim",
    ),
    card("lost", "con", ["delta"], tag="Lost claim", source="doe-1999", citation=STUDY),
    card("alone", "con", ["epsilon"], tag="Lonely claim"),
    card("no-one", "pro", ["x"], ["one"]),
    card("no-two", "pro", ["x"], ["two"]),
    card("no-three", "pro", ["x"], ["gamma"]),
    card("no-lost", "pro", ["x"], ["lost"]),
    card("ours", "pro", ["x"]),
)
SPEC = """
pro: [{heading: Ours, cards: [ours]}]
con:
  - {heading: Alpha matters, cards: [one]}
  - {heading: Beta matters, cards: [two]}
  - {heading: Gamma matters, cards: [three]}
round: {side: pro, reads: READS}
"""


def made(reads: str) -> tuple[Brief, list[str]]:
    return attempt(SPEC.replace("READS", reads), CARDS)


def order(brief: Brief) -> list[str]:
    """The headings of the blocks; a star is at those against what they read."""
    return [f"{b.heading}{'*' if b.reads else ''}" for b in brief.pro.blocks]


NONE = ["Alpha matters", "Beta matters", "Gamma matters"]


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        ("[]", NONE),
        ("three", ["Gamma matters*", "Alpha matters", "Beta matters"]),
        ("[gamma, one]", ["Gamma matters*", "Alpha matters*", "Beta matters"]),
        ("'beta  MATTERS'", ["Beta matters*", "Alpha matters", "Gamma matters"]),
        ("poe-2021", ["Beta matters*", "Alpha matters", "Gamma matters"]),
        ("[two, beta, poe-2021]", ["Beta matters*", "Alpha matters", "Gamma matters"]),
        ("lost", ["Lost claim*", *NONE]),
        ("[delta, two]", ["Delta*", "Beta matters*", "Alpha matters", "Gamma matters"]),
        ("doe-1999", ["A Study*", *NONE]),
        ("alone", NONE),
    ],
)
def test_blocks_against_what_they_read_come_first_in_that_order(
    reads: str, expected: list[str]
) -> None:
    brief, problems = made(reads)
    assert problems == []
    assert order(brief) == expected
    assert [b.number for b in brief.pro.blocks] == list(range(1, len(expected) + 1))
    assert [b.anchor for b in brief.pro.blocks][:2] == ["pro-at-1", "pro-at-2"]
    assert not any(block.reads for block in brief.con.blocks)


def test_what_they_read_is_listed_with_the_blocks_against_it() -> None:
    brief, _ = made("[three, lost, alone, Alpha matters]")
    assert [(read.name, read.label, read.blocks) for read in brief.reads] == [
        ("three", "Third claim", ("pro-at-1",)),
        ("lost", "Lost claim", ("pro-at-2",)),
        ("alone", "Lonely claim", ()),
        ("Alpha matters", "Alpha matters", ("pro-at-3",)),
    ]
    assert [e.card.name for e in brief.pro.blocks[1].entries] == ["no-lost"]


def test_what_is_not_known_is_said_with_the_nearest_and_the_brief_is_made() -> None:
    brief, problems = made("[bete, two]")
    assert order(brief)[0] == "Beta matters*"
    assert [read.name for read in brief.reads] == ["two"]
    (problem,) = problems
    assert "warning[unknown-topic]: The side “con” has no card, topic, source or contention" in (
        problem
    )
    assert problem.endswith("“bete” to read; the brief is made without it. Did you mean “beta”?")
    assert problem.startswith("briefs/x.yaml:8:")


def test_a_card_of_our_own_is_nothing_that_they_read() -> None:
    _, problems = made("ours")
    assert "“ours” to read" in problems[0]


def test_the_rate_of_the_judge_is_the_first() -> None:
    brief, problems = attempt("round: {rate: 190}\n", CARDS)
    assert problems == []
    assert brief.rates == (190, *FORMAT.rates)
    again, _ = attempt(f"round: {{rate: {FORMAT.rates[-1]}}}\n", CARDS)
    assert again.rates == (FORMAT.rates[-1], *FORMAT.rates[:-1])
