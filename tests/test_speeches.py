"""Speeches: what is in each, how long it takes, and what goes first."""

import json
from pathlib import Path

import pytest

from briefwright.format_files import find_formats
from briefwright.marks import plain
from briefwright.model import Band, Brief, Card, Format, Mark, Side, Span, SpeechPlan
from briefwright.problems import Severity
from briefwright.selection import select
from briefwright.spec import read_spec
from briefwright.speeches import find_speech
from briefwright.stops import divide, find_stops
from conftest import Cli
from values import FORMAT, card, library

READ = Mark.UNDERLINED | Mark.READ
FORMATS = {name: file.format for name, file in find_formats()[0].files.items()}


def long(name: str, words: int, side: str = "pro", **fields: object) -> Card:
    """Return a card of which so many words are read, with the tag."""
    text = " ".join(["word"] * (words - 1))
    return card(name, side, paragraphs=((Span(text, READ),),), tag="Tag", **fields)


def choose(yaml: str, *cards: Card, form: Format = FORMAT) -> tuple[Brief, list[str]]:
    spec, problems = read_spec(f"resolution: It holds.\n{yaml}", "briefs/x.yaml", "x")
    assert spec, problems
    brief, found = select(spec, library(*cards), form)
    return brief, [f"{p.severity.value} {p}" for p in found if "has no card" not in p.message]


def plan(brief: Brief, short: str) -> SpeechPlan:
    return next(plan for plan in brief.speeches if plan.speech.short == short)


def names(found: SpeechPlan) -> list[str]:
    return [part.called for part in found.parts]


SECTIONS = """
pro:
  - {heading: First, cards: [a, b], extension: We stand by it.}
  - {heading: Second, cards: c, priority: 2}
  - {heading: Theirs, cards: d, answers: n}
"""
CARDS = (*(long(name, 100) for name in "abcd"), long("n", 100, "con"))


# -- What there is for a speech that nobody planned


def test_a_format_says_what_its_speeches_are_for() -> None:
    brief, problems = choose(SECTIONS, *CARDS)
    assert not problems
    assert [p.speech.short for p in brief.speeches][:3] == ["Pro C", "Con C", "Pro R"]
    assert names(plan(brief, "Pro C")) == ["a", "b", "c"]
    assert names(plan(brief, "Pro R")) == ["d"]
    assert names(plan(brief, "Pro S")) == names(plan(brief, "Pro FF")) == ["First", "Second"]
    assert [part.text for part in plan(brief, "Pro S").parts] == ["We stand by it.", "Second"]
    assert not any(found.planned for found in brief.speeches)


def test_a_negative_makes_its_case_and_answers_in_one_speech() -> None:
    brief, _ = choose(SECTIONS.replace("pro:", "con:"), *(
        long(name, 100, "con") for name in "abcd"
    ), long("n", 100), form=FORMATS["policy"])  # fmt: skip
    assert names(plan(brief, "1NC")) == ["a", "b", "c", "d"]
    assert names(plan(brief, "2NC")) == ["First", "Second"]


# -- Time


def test_what_goes_first_has_the_highest_priority_and_of_equals_stands_last() -> None:
    brief, problems = choose(
        SECTIONS + "round: {rate: 60}\nspeeches: {Pro C: [a, First, {card: c}, {analytic: So.}]}",
        *CARDS,
    )
    found = plan(brief, "Pro C")
    assert names(found) == ["a", "b", "c", "So."]
    assert (found.rate, found.seconds, found.limit, found.excess) == (60, 301, 240, 61)
    assert found.band is Band.RED
    assert [part.called for part in found.drops] == ["c"]
    assert problems == [
        "error briefs/x.yaml:8:19: error[speech-time]: “Pro C” takes 5:01 at 60 words a minute: "
        "1:01 more than its 4 min (TM001). Leave out c (1:40), or say in `round` at what `rate` "
        "you speak."
    ]


def test_a_speech_that_is_nearly_full_is_told_and_one_that_has_room_is_not() -> None:
    brief, problems = choose(SECTIONS + "round: {rate: 60}\nspeeches: {Pro C: [a, b]}", *CARDS)
    assert plan(brief, "Pro C").band is Band.YELLOW
    assert [p for p in problems if p.startswith(Severity.INFO.value)] == problems
    assert "“Pro C” takes 3:20 at 60 words a minute of its 4 min (TM001)." in problems[0]
    brief, problems = choose(SECTIONS + "round: {rate: 60}\nspeeches: {Pro C: a}", *CARDS)
    assert plan(brief, "Pro C").band is Band.GREEN
    assert not problems


def test_without_a_judge_the_fastest_rate_decides_and_an_unplanned_speech_may_be_too_long() -> None:
    brief, problems = choose(SECTIONS, *(long(name, 800) for name in "abcd"), CARDS[-1])
    found = plan(brief, "Pro C")
    assert (found.rate, found.band) == (250, Band.RED)
    assert not problems


def test_more_cards_than_any_speech_holds_are_told_in_one_line() -> None:
    cards = [long(f"c{n}", 50) for n in range(90)]
    listed = ", ".join(found.name for found in cards)
    _, (problem,) = choose(f"speeches: {{Pro C: [{listed}]}}", *cards, CARDS[-1])
    assert "Leave out c89 (0:12), c88 (0:12)" in problem
    assert "and 64 more" in problem
    assert "\n" not in problem


def test_what_was_skipped_takes_no_time() -> None:
    brief, _ = choose(
        SECTIONS + "speeches: {Pro C: [a, {card: b, skipped: yes, at: '1:05'}]}", *CARDS
    )
    assert plan(brief, "Pro C").counts.read == 100


def test_a_plan_that_comes_from_another_brief_only_warns(cli: Cli, small: Path) -> None:
    spec = small / "briefs" / "sunday-libraries.yaml"
    with spec.open("a", encoding="utf-8") as file:
        file.write("speeches: {Pro FF: [free-day, quiet-table, small-cost]}\n")
    heir = "extends: sunday-libraries\nround: {rate: 40}\n"
    (spec.parent / "heir.yaml").write_text(heir, encoding="utf-8")
    said = cli("time", "heir", cwd=small).stderr
    assert "warning[speech-time]: “Pro FF” takes 2:26 at 40 words a minute" in said


# -- Mistakes


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        ("Pro X: a", "“Public Forum” has no speech “Pro X”. Did you mean “Pro"),
        ("CF 1: a", "“Public Forum” has no speech “CF 1”."),
        ("Pro C: aa", "There is no card “aa”. "),
        ("Pro C: n", "The card “n” is for con, not for pro."),
        ("Pro C: Fir st", "The side “pro” has no section “Fir st”. Did you mean “First”?"),
        ("Pro C: {priority: 1}", "What is said is a card, a section or an analytic: one of them."),
        ("Pro C: {card: a, analytic: b}", "one of them. Write “- card: …” for each card."),
        ("Pro C: {card: a, at: soon}", "`at` must be minutes and seconds, not “soon”."),
        ("{Pro C: a, pro constructive: b}", "The speech “Pro C” is planned twice."),
    ],
)
def test_each_mistake_is_told_with_its_place(yaml: str, said: str) -> None:
    _, problems = choose(f"{SECTIONS}speeches:\n  {yaml}", *CARDS)
    assert len(problems) == 1
    assert said in problems[0]
    assert problems[0].startswith("error briefs/x.yaml:8:")


@pytest.mark.parametrize(
    ("name", "side", "short"),
    [
        ("1ac", None, "1AC"),
        ("first affirmative constructive", None, "1AC"),
        ("rebuttal", None, ""),
        ("second rebuttal", Side.PRO, "2AR"),
        ("", None, ""),
        ("1ac", Side.CON, ""),
    ],
)
def test_a_speech_is_found_by_its_name(name: str, side: Side | None, short: str) -> None:
    speech, hint = find_speech(FORMATS["policy"], name, side)
    assert (speech.short if speech else "") == short
    assert bool(hint) is (speech is None)


# -- How far a card was read

TWO = (
    (Span("They "), Span("may well ", READ), Span("not "), Span("agree, ", READ), Span("or so.")),
    (Span("They agree", READ), Span(".")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("well agree", [(0, 24)]),
        ("WELL, agree", [(0, 24)]),
        ("agree", [(0, 24), (1, 11)]),
        ("or so", [(0, 31)]),
        ("not agree", [(0, 24)]),
        ("disagree", []),
        ("…", []),
    ],
)
def test_last_words_are_found_among_those_that_are_read(
    words: str, found: list[tuple[int, int]]
) -> None:
    stops = find_stops(TWO, words)
    assert [(stop.paragraph, stop.offset) for stop in stops] == found
    for stop in stops:
        before, after = divide(TWO[stop.paragraph], stop.offset)
        assert plain([(*before, *after)]) == plain([TWO[stop.paragraph]])


def test_what_was_not_read_takes_no_time() -> None:
    two = card("two", paragraphs=TWO, tag="Tag")
    item = "speeches: {Pro C: [{card: two, read-to: well agree, at: '0:10'}]}"
    brief, problems = choose(item, two, CARDS[-1])
    assert not problems
    assert plan(brief, "Pro C").counts.read == 4
    _, (problem,) = choose(item.replace("well agree", "agree"), two, CARDS[-1])
    assert "“agree” stands in what is read of “two” 2 times. Give more of the words" in problem
    _, (problem,) = choose(item.replace("well agree", "nobody"), two, CARDS[-1])
    assert "“nobody” does not stand in what is read of “two”." in problem


# -- The command


def test_brief_time_is_a_table_and_json(cli: Cli, small: Path) -> None:
    lines = cli("time", "--side", "pro", cwd=small).stdout.splitlines()
    assert [line.split("  ")[0] for line in lines[1:]] == ["Pro C", "Pro R", "Pro S", "Pro FF"]
    records = json.loads(cli("time", "--json", "--rate", "120", cwd=small).stdout)
    assert {record["side"] for record in records} == {"pro", "con"}
    assert records[0]["times"].keys() == {"120"}
    assert records[0]["seconds"] == round(records[0]["words"] / 2)
    assert "not in the range" in cli("time", "--rate", "9", cwd=small, code=2).stderr
    assert "is not a valid integer" in cli("time", "--rate", "fast", cwd=small, code=2).stderr
    assert "There is no brief “nobody”." in cli("time", "nobody", cwd=small, code=1).stderr


def test_a_speech_that_is_too_long_stops_the_build(cli: Cli, small: Path) -> None:
    spec = small / "briefs" / "sunday-libraries.yaml"
    text = spec.read_text(encoding="utf-8")
    cards = [
        r["name"]
        for r in json.loads(cli("list", "cards", "--side", "pro", "--json", cwd=small).stdout)
    ]
    plan = f"\nround: {{rate: 40}}\nspeeches:\n  Pro FF: [{', '.join(cards)}]\n"
    spec.write_text(text + plan, encoding="utf-8")
    said = cli("build", "--to", "html", cwd=small, code=1).stderr
    assert "error[speech-time]: “Pro FF” takes" in said
    assert not (small / "build" / "html").exists()
    table = cli("time", cwd=small, code=1).stdout
    assert "over" in table
    assert "Pro FF fits without" in table
    spec.write_text(text + plan.replace("40", "200"), encoding="utf-8")
    cli("time", cwd=small)
