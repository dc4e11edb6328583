"""The record of a season: read, looked up, and written without a change to what was there."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright import record
from briefwright.assembly import assemble, assemble_alone, assemble_for, write_documents
from briefwright.format_files import find_formats
from briefwright.model import PlayedRound, Result, Season, Side
from briefwright.problems import BriefError, Severity
from briefwright.project import Project
from briefwright.render import is_intact
from briefwright.rewriting import plain, rewrite
from briefwright.seasons import (
    against,
    met_before,
    planned_round,
    read_season,
    reads_before,
    season_of,
    written,
)
from briefwright.spec import read_spec
from conftest import Builder

FILE = """\
# Our season.
rounds:
- tournament: "Autumn Open"   # the first one
  round: 3
  date: 2026-11-21
  format: public-forum
  side: pro
  opponent: Northside KL
  result: won
  ballots: 2-1
  points: 28.50
  they-read: few-come, weekday-price
  times: {Pro C: 3:50}
  # ask for the study

  notes: >-
    They dropped
    the cost.
- opponent: "northside  kl"
  date: 2026-11-22
  side: con
  result: lost
  they-read: [free-day]
# end
"""
PATH = "briefs/rounds/2026-27.yaml"
WON = PlayedRound(
    brief="autumn-open-4",
    tournament="Autumn Open",
    round="4",
    date="2026-11-23",
    side=Side.PRO,
    opponent="Harbour",
    result=Result.WON,
    rank="01",
    points="28.5",
    they_read=("a b", "no: x", "3"),
    times=MappingProxyType({"Pro C": "3:50", "Con R": "12:05"}),
    notes="yes",
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "conf.py").write_text("")
    (tmp_path / "briefs/rounds").mkdir(parents=True)
    (tmp_path / PATH).write_text(FILE, encoding="utf-8")
    return Project(tmp_path)


def text(project: Project, path: str = PATH) -> str:
    return (project.root / path).read_text(encoding="utf-8")


def test_a_season_is_read_with_types(project: Project) -> None:
    (season,), problems = record.read(project, find_formats()[0])
    assert not problems
    first, second = season.rounds
    assert season.name == "2026-27"
    assert (first.round, first.side, first.result) == ("3", Side.PRO, Result.WON)
    assert (first.points, dict(first.times)) == ("28.50", {"Pro C": "3:50"})
    assert first.they_read == ("few-come", "weekday-price")
    assert first.notes == "They dropped the cost."
    assert second.opponent == "northside  kl"


def test_a_project_without_a_record_has_no_seasons(tmp_path: Path) -> None:
    assert record.read(Project(tmp_path)) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("side: con", "side: both", ":21:9: error[value]: `side` wants pro or con, not “both”."),
        ("result: lost", "result: loss", ":22:11: error[value]: `result` wants won, lost, tied"),
        ("result: lost", "result: loss", "Did you mean “lost”?"),
        ("date: 2026-11-22", "date: 2026-13-22", ":20:9: error[value]: `date` wants a day"),
        ("date: 2026-11-22", "date: 2026-05-22", "warning[value]: 2026-05-22 is not in the season"),
        ("points: 28.50", "points: good", ":11:11: error[value]: `points` wants a number"),
        ("ballots: 2-1", "ballots: two", ":10:12: error[value]: `ballots` wants two numbers"),
        ("3:50", "3:75", ":13:18: error[value]: `Pro C` wants minutes and seconds"),
        ("Pro C", "1AC", ":13:11: warning[value]: “1AC” is no speech of public-forum."),
        (
            "opponent: North",
            "oponent: North",
            ":8:3: error[unknown-key]: There is no key “oponent”",
        ),
        ("points: 28.50", "speaks: 28.50", "Did you mean “points”?"),
        ("rounds:", "round:", "Did you mean “rounds”?"),
        ("  round: 3", "  round: 3\n  round: 4", ":5:3: error[duplicate-key]"),
    ],
)
def test_mistakes_are_told_with_their_place(
    project: Project, old: str, new: str, said: str
) -> None:
    (project.root / PATH).write_text(FILE.replace(old, new, 1), encoding="utf-8")
    _, problems = record.read(project, find_formats()[0])
    shown = "\n".join(map(str, problems))
    assert said in shown
    assert PATH in shown


def test_the_name_of_a_file_is_that_of_a_season(project: Project) -> None:
    (project.root / PATH).rename(project.root / "briefs/rounds/2026-28.yml")
    seasons, problems = record.read(project)
    assert not seasons
    assert next(str(p.place) for p in problems) == "briefs/rounds/2026-28.yml"


def test_a_season_goes_from_july_to_june() -> None:
    days = (date(2026, 6, 30), date(2026, 7, 1), date(2027, 6, 30), date(2099, 12, 1))
    assert [season_of(day) for day in days] == ["2025-26", "2026-27", "2026-27", "2099-00"]


def test_an_opponent_is_found_however_it_is_written(project: Project) -> None:
    seasons, _ = record.read(project)
    assert [p.date for p in against(seasons, " NORTHSIDE kl")] == ["2026-11-22", "2026-11-21"]
    assert against(seasons, "North") == ()
    assert against(seasons, "") == ()
    assert reads_before(seasons, "Northside KL") == ("free-day",)
    assert reads_before(seasons, "Northside KL", Side.PRO) == ("few-come", "weekday-price")
    assert [p.side for p in met_before(seasons, "Northside KL", day="2026-11-21")] == [Side.PRO]
    ours = (Season(name="2026-27", rounds=(WON,)),)
    assert met_before(ours, "Harbour", slug="autumn-open-4") == ()


def test_a_round_is_added_and_nothing_else_changes(project: Project) -> None:
    assert record.append(project, WON) == PATH
    assert text(project).startswith(FILE.removesuffix("# end\n"))
    assert text(project).endswith("# end\n") or "# end\n" in text(project)
    (season,), problems = record.read(project)
    assert not problems
    assert season.rounds[-1] == WON
    assert "  date: 2026-11-23\n" in text(project)
    assert "  points: 28.5\n" in text(project)


def test_the_first_round_makes_the_file(tmp_path: Path) -> None:
    project = Project(tmp_path)
    path = record.append(project, replace(WON, date="2027-07-01"))
    assert path == "briefs/rounds/2027-28.yaml"
    assert text(project, path).startswith("# The rounds of the season 2027-28, in the order")
    assert record.read(project)[0][0].rounds == (replace(WON, date="2027-07-01"),)


@pytest.mark.parametrize("old", ["", "# Ours.\n", "# Ours.\nrounds:\n", "rounds: []  # none\n"])
def test_a_file_without_rounds_keeps_its_comments(project: Project, old: str) -> None:
    (project.root / PATH).write_text(old, encoding="utf-8")
    record.append(project, WON)
    assert record.read(project)[0][0].rounds == (WON,)
    assert [line for line in re.findall("#.*", old) if line not in text(project)] == []


def test_a_record_outside_of_the_project_is_told(project: Project) -> None:
    (project.root / "briefs/rounds").rename(project.root.parent / "elsewhere")
    (project.root / "briefs/rounds").symlink_to(project.root.parent / "elsewhere")
    seasons, (problem,) = record.read(project)
    assert not seasons
    assert "leads out of the project" in problem.message


def test_a_round_that_is_there_is_never_written_over(project: Project) -> None:
    again = PlayedRound(tournament="autumn open", round="3", side=Side.PRO, date="2026-11-21")
    with pytest.raises(BriefError, match="in the record already") as raised:
        record.append(project, again)
    assert str(raised.value.problems[0].place).startswith(f"{PATH}:3")
    assert text(project) == FILE


def test_what_is_new_is_added_to_an_entry(project: Project) -> None:
    again = PlayedRound(
        tournament="Autumn Open",
        round="3",
        side=Side.PRO,
        points="29",
        times=MappingProxyType({"Con R": "4:05"}),
    )
    entry = record.find(project, again)
    assert entry is not None
    assert record.change(project, entry, again) == PATH
    changed = FILE.replace("points: 28.50", "points: 29").replace("3:50}", "3:50, Con R: 4:05}")
    assert text(project) == changed


def test_a_season_with_a_mistake_is_not_written_to(project: Project) -> None:
    broken = FILE.replace("side: con", "side: neither")
    (project.root / PATH).write_text(broken, encoding="utf-8")
    with pytest.raises(BriefError, match="neither"):
        record.append(project, WON)
    assert text(project) == broken


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=20)
LINE = TEXT.map(lambda line: " ".join(line.split()))


@given(
    st.builds(
        PlayedRound,
        opponent=LINE,
        tournament=LINE,
        notes=LINE,
        they_read=st.lists(LINE.filter(bool), max_size=3).map(tuple),
        we_read=st.lists(LINE.filter(bool), max_size=2).map(tuple),
        result=st.none() | st.sampled_from(Result),
        points=st.sampled_from(["", "28", "28.5", "28.50", "28, 29"]),
    )
)
def test_what_is_written_is_read_back(played: PlayedRound) -> None:
    made = rewrite("rounds: []\n", lambda data: data["rounds"].append(plain(written(played))))
    season, problems = read_season(made, PATH, "2026-27")
    assert not problems
    assert season is not None
    assert season.rounds == (played,)


# -- The page, and what a brief knows of its opponent

ROUNDS = """\
rounds:
  - {tournament: Open, round: 1, date: 2026-09-05, side: pro, opponent: Northside KL, result: won,
     format: public-forum, brief: sunday-libraries, they-read: [few-come, "costs | more"],
     we-read: free-day, ballots: 2-1, times: {Pro C: 3:50, Pro R: 4:10}}
  - {tournament: Open, round: final, date: 2026-09-06, side: con, opponent: Harbour, result: tied,
     format: lincoln-douglas, they-read: FEW-COME, notes: "Ask *early*", times: {NC: 6:30}}
  - {tournament: Open, round: 2, date: 2026-09-05, side: pro, opponent: northside kl, result: lost,
     format: public-forum, we-read: free-day, times: {Pro C: 3:30}}
  - {opponent: nobody, result: bye}
"""


@pytest.fixture
def recorded(small: Path) -> Project:
    (small / "briefs/rounds").mkdir()
    (small / PATH).write_text(ROUNDS, encoding="utf-8")
    return Project(small)


def page(project: Project) -> str:
    made = assemble(project)
    assert not made.problems
    (found,) = (d for d in made.documents if d.docname == record.INDEX)
    assert is_intact(found.text)
    return found.text


def test_the_page_counts_wins_and_times(recorded: Project) -> None:
    text = page(recorded)
    assert "Rounds: 4\\. Won: 1\\. Lost: 1\\. Tied: 1\\. Byes: 1\\." in text
    assert "Wins by season" not in text  # there is one
    for chart in (
        ":::{chart} Wins by side\n:label: Side\n:values: Won | Lost | Tied\n\n"
        "Neg | 0 | 0 | 1\nPro | 1 | 1 | 0\n:::",
        "\nnorthside kl | 1 | 1 | 0 | 2026-09-05\nHarbour | 0 | 0 | 1 | 2026-09-06\n:::",
        "\nSunday is the only free day for people who work or study | 1 | 1\n:::",
        "\nOn a sunny June afternoon only a few readers will come | 1 | 0 | 1 | 2026-09-06\n"
        "costs \\| more | 1 | 0 | 0 | 2026-09-05\n:::",
        "\nPro C | 3:40 | 4:00 | 2, the longest 3:50\nPro R | 4:10 | 4:00 | 1, the longest 4:10\n",
        ":::{chart} Time used: Lincoln-Douglas\n",
    ):
        assert chart in text
    assert "[Open, Round 1](../sunday-libraries/index.md)\n  - Pro\n" in text
    assert "  - Open, final\n  - Neg\n  - Harbour\n  - Tied\n" in text
    assert "- **2026\\-09\\-06, Harbour** Ask \\*early\\*" in text


def test_the_page_speaks_the_language_of_the_briefs(recorded: Project) -> None:
    spec = recorded.root / "briefs/sunday-libraries.yaml"
    spec.write_text(spec.read_text("utf-8") + "\nlanguage: es\n", encoding="utf-8")
    (found,) = (d for d in assemble(recorded).documents if d.docname == record.INDEX)
    assert "# Historial" in found.text
    assert "A favor" in found.text


def test_sphinx_alone_makes_the_page_and_no_pdf_of_it(
    recorded: Project, sphinx_builder: Builder
) -> None:
    built = sphinx_builder(recorded.root)
    html = built.read("briefs/rounds/index.html")
    assert html.count('class="bw-bar') >= 10
    assert html.count('<div tabindex="0" class="table-wrapper bw-') == html.count("<table")
    assert 'href="../sunday-libraries/index.html"' in html
    assert "rounds/index.html" in built.read("briefs/index.html")
    (recorded.root / PATH).unlink()
    write_documents(recorded, assemble(recorded))
    assert not (recorded.root / "briefs/rounds/index.md").exists()


def test_a_brief_knows_earlier_rounds_against_its_opponent(recorded: Project) -> None:
    spec = recorded.root / "briefs/sunday-libraries.yaml"
    text = spec.read_text("utf-8")
    spec.write_text(f"{text}\nround: {{opponent: NORTHSIDE  KL}}\n", encoding="utf-8")
    (brief,) = assemble(recorded).briefs
    assert [(p.round, p.result) for p in brief.met] == [("2", Result.LOST)]


def test_a_mistake_in_the_record_keeps_no_brief_from_its_round(recorded: Project) -> None:
    (recorded.root / PATH).write_text(ROUNDS.replace("result: won", "result: win"))
    (problem,) = assemble(recorded).problems
    assert problem.severity is Severity.ERROR
    for made in (assemble_for, assemble_alone):
        assembly = made(recorded, ("sunday-libraries",))
        assert [p.severity for p in assembly.problems] == [Severity.WARNING]
        assert assembly.documents


def test_no_brief_has_the_name_of_the_record(small: Path) -> None:
    (small / "briefs/rounds.yaml").write_text("resolution: R\n")
    assert "“rounds” is the name of the page of the record." in str(
        assemble(Project(small)).problems
    )


def test_a_specification_tells_what_was_read_and_when_a_speech_ended() -> None:
    text = """\
resolution: R
round: {side: con, opponent: A, date: "22 November", reads: [x]}
con:
  - {heading: Ours, cards: a}
  - {heading: Theirs, answers: Theirs, cards: b}
speeches:
  Con C: [{card: a, at: 1:20}, {card: b, at: 3:40}, c]
  Pro C: [{card: d, at: 2:00}]
"""
    spec, _ = read_spec(text, "briefs/r.yaml", "r")
    assert spec is not None
    played = planned_round(spec, find_formats()[0].files["public-forum"].format)
    assert (played.brief, played.side, played.opponent) == ("r", Side.CON, "A")
    assert (played.date, played.they_read, played.we_read) == ("", ("x",), ("Ours",))
    assert dict(played.times) == {"Con C": "3:40"}
