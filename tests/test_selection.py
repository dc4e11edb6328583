"""Selection: which cards a brief has, in which order, and what answers what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.counts import count_card, count_marked
from briefwright.format_files import find_formats
from briefwright.model import Brief, Card, Citation, Counts, Library, Mark, Side, Span, Spec
from briefwright.problems import Code, Severity
from briefwright.selection import select
from briefwright.spec import read_spec
from briefwright.text import prettify
from effort import Effort
from values import FORMAT, card, library

ABE = {"short_cite": "Abe 19", "citation": Citation(text="Abe 19, *A* book")}
SPEC = "resolution: 'Resolved: It holds.'\n"


def choose(yaml: str, *cards: Card) -> Brief:
    brief, problems = attempt(yaml, library(*cards))
    assert problems == []
    return brief


def attempt(yaml: str, cards: Library) -> tuple[Brief, list[str]]:
    spec, problems = read_spec(SPEC + yaml, "briefs/x.yaml", "x")
    assert problems == ()
    assert spec
    brief, problems = select(spec, cards, FORMAT)
    return brief, [str(problem) for problem in problems]


def outline(brief: Brief, side: Side = Side.PRO) -> list[tuple[str, str, list[str]]]:
    """Return anchor, heading and cards of each section; a card that stood before has a ``*``."""
    found = brief.pro if side is Side.PRO else brief.con
    return [
        (
            part.anchor,
            part.heading,
            [f"{e.card.name}{'' if e.first else '*'}" for e in part.entries],
        )
        for part in (*found.contentions, *found.blocks)
    ]


# -- Contentions


def test_a_specification_with_only_a_resolution_is_arranged_from_topics() -> None:
    brief = choose(
        "",
        card("a", topics=["expel-us", "iraq"]),
        card("b", "con", ["expel-us"]),
        card("c", "both", ["iraq"]),
        card("d"),
        card("e", topics=["expel-us"]),
    )
    assert outline(brief) == [
        ("pro-1", "Expel us", ["a", "e"]),
        ("pro-2", "Iraq", ["c"]),
        ("pro-3", "Other evidence", ["d"]),
    ]
    assert outline(brief, Side.CON) == [("con-1", "Expel us", ["b"]), ("con-2", "Iraq", ["c"])]
    assert brief.title == brief.resolution == "Resolved: It holds."
    assert [side.name for side in brief.sides] == ["Pro", "Con"]


@pytest.mark.parametrize(
    ("topic", "heading"),
    [("expel-us", "Expel us"), ("NATO_war", "NATO war"), ("--", "--"), ("été", "Été")],
)
def test_a_topic_becomes_a_heading(topic: str, heading: str) -> None:
    assert prettify(topic) == heading


def test_a_section_takes_cards_by_name_and_by_query_each_once() -> None:
    brief = choose(
        """
pro:
  - heading: One
    text: Some *MyST*.
    extension: Carry it on.
    cards:
      - c
      - {topic: t}
      - {source: poe-2021, limit: 1}
  - heading: Two
    cards: [a, {topic: t, side: con}]
con: [{heading: Three, cards: [n]}]
""",
        card("a", topics=["t", "u"]),
        card("b", topics=["u", "t"]),
        card("c", topics=["t"]),
        card("p", source="poe-2021"),
        card("q", source="poe-2021"),
        card("n", "con", ["t"]),
    )
    assert outline(brief) == [
        ("pro-1", "One", ["c", "a", "b", "p"]),
        ("pro-2", "Two", ["a*", "n"]),
    ]
    first, second = brief.pro.contentions
    assert first.topics == ("t", "u")
    assert second.topics == ("t",)
    assert (first.text, first.extension) == ("Some *MyST*.", "Carry it on.")
    assert [entry.number for entry in first.entries] == [1, 2, 3, 4]


def test_a_query_for_both_sides_finds_the_cards_of_either() -> None:
    cards = (card("a", topics=["t"]), card("b", "con", ["t"]), card("c", "both", ["t"]))
    brief = choose("pro: [{heading: H, cards: [{topic: t, side: both}]}]", *cards)
    assert outline(brief)[0] == ("pro-1", "H", ["a", "b", "c"])


def levels(brief: Brief) -> list[tuple[str, str, str, str]]:
    parts = (*brief.con.contentions, *brief.con.blocks)
    return [(part.anchor, part.pocket, part.hat, part.heading) for part in parts]


def test_sections_of_one_pocket_and_hat_stand_together_in_the_order_given() -> None:
    brief = choose(
        """
pro: [{heading: Theirs, cards: [p]}, {heading: Rest, hat: Advantage 2, cards: [q]}]
con:
  - {heading: Costs, pocket: Off-case, hat: DA, cards: [a]}
  - {heading: Turn, pocket: On-case, hat: Advantage 1, answers: Theirs, cards: [a]}
  - {heading: Loose, cards: [b]}
  - {heading: Plan, pocket: Off-case, hat: CP, cards: [b]}
  - {heading: Harm, pocket: Off-case, hat: DA, cards: [c]}
  - {heading: Whole, pocket: Off-case, cards: [c]}
""",
        card("p"),
        card("q"),
        *(card(name, "con", answers=["q"] * (name == "c")) for name in "abc"),
    )
    assert levels(brief) == [
        ("con-1", "Off-case", "DA", "Costs"),
        ("con-2", "Off-case", "DA", "Harm"),
        ("con-3", "Off-case", "CP", "Plan"),
        ("con-4", "Off-case", "", "Whole"),
        ("con-5", "", "", "Loose"),
        ("con-at-1", "On-case", "Advantage 1", "Turn"),
        ("con-at-2", "On-case", "Advantage 2", "Rest"),  # which comes by itself
    ]
    harm, *_ = (part for part in brief.con.contentions if part.heading == "Harm")
    assert [entry.first for entry in harm.entries] == [True]


def test_what_is_arranged_from_topics_has_no_pocket() -> None:
    brief = choose("", card("a", "con", topics=["t"]), card("b", "pro"))
    assert levels(brief) == [("con-1", "", "", "T")]


def test_every_wrong_name_is_reported_at_its_place_at_once() -> None:
    _, problems = attempt(
        """
pro:
  sections:
    - heading: H
      cards:
        - no-wegde
        - con-card
        - {topic: syira}
        - {source: roe-2002}
        - {topic: syria, source: poe-2021}
con:
  - heading: B
    answers: [no-wedge, nothing-of-the-kind]
    cards: con-card
""",
        library(
            card("no-wedge", topics=["syria"]),
            card("con-card", "con"),
            card("p", source="poe-2021"),
        ),
    )
    assert problems == [
        "briefs/x.yaml:7:11: error[missing-card]: There is no card “no-wegde”."
        " Did you mean “no-wedge”?",
        "briefs/x.yaml:8:11: error[wrong-side]: The card “con-card” is for con, not for pro."
        " Take it out, or write “:side: both” at source/roe-2020/cards.md:3.",
        "briefs/x.yaml:9:11: error[unknown-topic]: No card has the topic “syira”."
        " Did you mean “syria”?",
        "briefs/x.yaml:10:11: error[unknown-source]: There is no source “roe-2002”."
        " Did you mean “roe-2020”?",
        "briefs/x.yaml:11:11: warning[empty-query]: No card for pro with topic “syria” and source"
        " “poe-2021”: the query finds nothing. Widen the query or take it out;"
        " `brief list cards` shows what there is.",
        "briefs/x.yaml:14:25: error[unknown-topic]: The side “pro” has no contention, card or topic"
        " “nothing-of-the-kind” to answer. Known: H, no-wedge, p, syria.",
    ]


def test_a_side_without_cards_is_a_warning_and_a_brief_without_any_an_error() -> None:
    _, problems = attempt("", library(card("a")))
    assert problems == [
        "briefs/x.yaml:1:1: warning[empty-side]: The side “con” has no card."
        " Name its cards here, or cut cards with “:side: con”."
    ]
    spec, _ = read_spec(SPEC, "briefs/x.yaml", "x")
    assert spec
    _, (problem,) = select(spec, library(), FORMAT)
    assert (problem.code, problem.severity) == (Code.EMPTY_SIDE, Severity.ERROR)


# -- Blocks

THEIRS = """
con:
  - heading: They are rivals
    cards: [rivals, {topic: history}]
  - heading: It is tactical
    cards: [tactic]
"""
CON = (
    card("rivals", "con", ["aims"]),
    card("thaw", "con", ["history"]),
    card("tactic", "con", ["motive"]),
)


def test_each_contention_of_the_other_side_gets_a_block_direct_answers_first() -> None:
    brief = choose(
        THEIRS + "pro: [{heading: Ours, cards: [main]}]",
        card("main", answers=["motive"]),
        card("by-topic", answers=["aims"]),
        card("second", answers=["thaw"]),
        card("direct", answers=["rivals", "thaw", "aims"]),
        card("spare"),
        *CON,
    )
    assert outline(brief)[1:] == [
        ("pro-at-1", "They are rivals", ["direct", "second", "by-topic"]),
        ("pro-at-2", "It is tactical", ["main*"]),
    ]
    assert [block.against for block in brief.pro.blocks] == [("con-1",), ("con-2",)]
    assert brief.con.blocks == ()


def test_answers_to_the_same_cards_stand_together() -> None:
    theirs = "con: [{heading: Theirs, cards: [one, two, three]}]"
    brief = choose(
        theirs + "\npro: [{heading: Ours, cards: [main]}]",
        card("main"),
        card("a", answers=["three", "one"]),
        card("b", answers=["one"]),
        card("c", answers=["one", "three", "elsewhere"]),
        card("d", answers=["topic", "three"]),
        card("e", answers=["topic"]),
        card("f", answers=["two"]),
        *(card(name, "con", ["topic"]) for name in ("one", "two", "three", "elsewhere")),
    )
    assert outline(brief)[1:] == [("pro-at-1", "Theirs", ["a", "c", "b", "f", "d", "e"])]


def test_an_explicit_block_replaces_the_automatic_one_and_keeps_its_place() -> None:
    ours = """
pro:
  - {heading: Ours, cards: [main]}
  - {heading: No tactic, answers: they  are RIVALS, text: Say so., cards: [spare, main]}
"""
    brief = choose(
        ours + THEIRS,
        card("main", answers=["rivals"]),
        card("spare"),
        card("other", answers=["tactic"]),
        *CON,
    )
    assert outline(brief)[1:] == [
        ("pro-at-1", "No tactic", ["spare", "main*"]),
        ("pro-at-2", "It is tactical", ["other"]),
    ]
    assert brief.pro.blocks[0].text == "Say so."


def test_automatic_blocks_stand_where_the_other_sides_order_puts_them() -> None:
    ours = "pro: [{heading: M, cards: [main]}, {heading: B, answers: [motive], cards: [main]}]"
    brief = choose(ours + THEIRS, card("main"), card("x", answers=["rivals"]), *CON)
    assert [part[1] for part in outline(brief)] == ["M", "They are rivals", "B"]


def test_an_explicit_block_without_cards_gets_those_that_answer() -> None:
    ours = """
pro:
  - {heading: M, cards: [main]}
  - {heading: On rivalry, answers: rivals}
  - {heading: On motives, answers: [motive, history]}
"""
    brief = choose(
        ours + THEIRS,
        card("main"),
        card("a", answers=["rivals"]),
        card("b", answers=["motive"]),
        card("c", answers=["thaw"]),
        card("d", answers=["tactic", "aims"]),
        *CON,
    )
    # A block against one card leaves the block against the whole contention; one against a topic
    # of the contention takes its place.
    assert outline(brief)[1:] == [
        ("pro-at-1", "On rivalry", ["a"]),
        ("pro-at-2", "On motives", ["d", "c", "b"]),
    ]
    assert [block.against for block in brief.pro.blocks] == [("con-1",), ("con-2", "con-1")]


def test_a_block_against_one_card_leaves_the_rest_of_its_contention_to_answer() -> None:
    ours = "pro: [{heading: M, cards: [main]}, {heading: On rivalry, answers: rivals}]"
    cards = (card("main"), card("a", answers=["rivals"]), card("c", answers=["thaw"]))
    brief = choose(ours + THEIRS, *cards, *CON)
    assert outline(brief)[1:] == [
        ("pro-at-1", "On rivalry", ["a"]),
        ("pro-at-2", "They are rivals", ["a*", "c"]),
    ]


def test_a_side_with_only_blocks_is_arranged_from_topics() -> None:
    cards = (card("a", topics=["t"]), card("n", "con", ["u"]))
    brief = choose("pro: [{heading: B, answers: u, cards: a}]", *cards)
    assert outline(brief) == [("pro-1", "T", ["a"]), ("pro-at-1", "B", ["a*"])]


def test_a_card_does_not_answer_itself() -> None:
    brief = choose("", card("a", "both", ["t"], ["a", "t"]))
    assert brief.clashes == ()
    assert [part[2] for part in outline(brief)] == [["a"], ["a*"]]


# -- The whole brief


def test_clashes_works_questions_and_options() -> None:
    spec, _ = read_spec(
        SPEC + "title: T\nteam: North\npro: {questions: [Why?]}\n", "briefs/x.yaml", "x"
    )
    assert spec
    cards = library(
        card("a", topics=["t"], answers=["n", "outside"]),
        card("z", topics=["t"], source="zoe-2022", short_cite="Zoe 22"),
        card("i", topics=["t"], source="loose", passage=None, **ABE),
        card("j", topics=["t"], source="loose", passage=None, **ABE),
        card("k", topics=["t"], source="loose", passage=None, short_cite="Ada 18"),
        card("n", "con", ["u"], ["a", "z"]),
    )
    brief, problems = select(spec, cards, FORMAT, {"rates": (100,), "paper": "a4"})
    assert problems == ()
    assert [(c.answer.name, c.answered.name) for c in brief.clashes] == [
        ("n", "a"),
        ("n", "z"),
        ("a", "n"),
    ]
    assert [(work.short_cite, work.source, work.cards) for work in brief.works] == [
        ("Abe 19", "", 2),
        ("Ada 18", "", 1),
        ("Roe 20", "roe-2020", 2),
        ("Zoe 22", "zoe-2022", 1),
    ]
    assert (brief.title, brief.team, brief.pro.questions) == ("T", "North", ("Why?",))
    assert (brief.rates, brief.options["paper"]) == ((100,), "a4")
    assert (brief.pro.counts.cards, brief.con.counts.cards, brief.counts.cards) == (5, 1, 6)


# -- Counts

marked = st.tuples(st.text(alphabet=" ab\u00a0\n", max_size=4), st.sampled_from(list(range(8))))


@given(st.lists(marked, max_size=12))
def test_a_word_counts_once_where_any_character_of_it_is_marked(
    runs: list[tuple[str, int]],
) -> None:
    spans = tuple(Span(text, Mark(marks)) for text, marks in runs)
    marks = [mark for text, mark in runs for _ in text]
    words: list[list[int]] = []
    inside = False
    for character, mark in zip("".join(text for text, _ in runs), marks, strict=True):
        if not character.isspace():
            if not inside:
                words.append([])
            words[-1].append(mark)
        inside = not character.isspace()
    spoken = int(Mark.READ | Mark.EMPHASIS)
    assert count_marked([spans]) == (
        len(words),
        sum(any(mark & Mark.UNDERLINED for mark in word) for word in words),
        sum(any(mark & spoken for mark in word) for word in words),
    )


def test_the_tag_is_read_aloud_too() -> None:
    assert count_card(card("a")) == Counts(cards=1, words=6, underlined=3, read=5)


# -- Many cards


def test_the_work_grows_with_the_cards_and_not_faster() -> None:
    def work(count: int) -> int:
        sides = ("pro", "con")
        found = library(
            *(
                card(f"c{n}", sides[n % 2], [f"t{n % 90}"], [f"c{n - 1}", f"t{(n + 1) % 90}"])
                for n in range(count)
            )
        )
        with Effort() as effort:
            brief, _ = select(Spec(slug="x", resolution="R"), found, FORMAT)
        assert brief.counts.cards == count
        return effort.steps

    assert work(3000) < 15 * work(300)


def test_the_format_names_the_sides() -> None:
    spec = Spec(slug="x", resolution="R", format="policy")
    form = find_formats()[0].files["policy"].format
    brief, _ = select(spec, library(card("a"), card("b", "con")), form)
    assert (brief.pro.name, brief.con.name) == ("Aff", "Neg")
    assert brief.format is form
    assert brief.rates == form.rates != FORMAT.rates
