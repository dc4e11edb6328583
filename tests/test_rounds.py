"""``brief result`` and ``brief rounds``: the record at the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefwright import record
from briefwright.model import Result, Side
from briefwright.project import Project
from conftest import Cli, process_env

PATH = "briefs/rounds/2026-27.yaml"
ROUND = """
round:
  tournament: Autumn Open
  round: 3
  date: 2026-11-21
  opponent: Northside KL
  side: pro
  reads: [few-come]
"""
PLAIN = [
    "--tournament",
    "Finals",
    "--round",
    "1",
    "--side",
    "con",
    "--opponent",
    "Ashland",
    "--date",
    "2027-03-01",
]


@pytest.fixture
def planned(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    spec = small / "briefs/sunday-libraries.yaml"
    spec.write_text(spec.read_text("utf-8") + ROUND, encoding="utf-8")
    monkeypatch.chdir(small)
    return small


def text(root: Path) -> str:
    return (root / PATH).read_text(encoding="utf-8")


def test_a_result_takes_what_the_brief_knows(planned: Path, cli: Cli) -> None:
    done = cli("result", "--won", "--points", "28.5", "--time", "Pro C=3:50", "--note", "Ask: #1")
    assert done.stdout == f"{PATH}\n"
    assert "Won against Northside KL (Autumn Open, round 3)." in done.stderr
    (played,) = record.read(Project(planned))[0][0].rounds
    assert (played.brief, played.format) == ("sunday-libraries", "public-forum")
    assert (played.side, played.result) == (Side.PRO, Result.WON)
    assert (played.they_read, played.we_read) == (
        ("few-come",),
        ("Sunday is when people can come",),
    )
    assert dict(played.times) == {"Pro C": "3:50"}
    before = text(planned)
    again = cli("result", "sunday-libraries", "--lost", code=1)
    assert f"{PATH}:4:5: error[file]: This round is in the record already" in again.stderr
    assert text(planned) == before
    cli("result", "sunday-libraries", "--change", "--lost", "--time", "Pro R=4:02")
    assert text(planned) == before.replace("result: won", "result: lost").replace(
        "Pro C: 3:50\n", "Pro C: 3:50\n      Pro R: 4:02\n"
    )


def test_a_round_needs_no_brief(planned: Path, cli: Cli) -> None:
    cli("result", "--tied", *PLAIN, "--we-read", "a", "--we-read", "b, c")
    (played,) = record.read(Project(planned))[0][0].rounds
    assert (played.brief, played.opponent, played.we_read) == ("", "Ashland", ("a", "b, c"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "Say how the round ended: --won, --lost, --tied or --bye."),
        (["--won", "--points", "good"], 2, "'good' is not a number, or one for each speaker."),
        (["--won", "--ballots", "2:1"], 2, "'2:1' is not two numbers, ours first, such as 2-1."),
        (["--won", "--date", "21 November"], 2, "'21 November' is not a day such as 2026-11-22."),
        (["--won", "--time", "Pro C=4"], 2, "'Pro C=4' is no speech with its time"),
        (["--won", "--time", "1AC=4:00"], 1, "“1AC” is no speech of Public Forum. Its speeches"),
        (["--won", "--format", "publik-forum", *PLAIN], 1, "Did you mean “public-forum”?"),
        (["--won", "--side", "neither"], 1, "“Public Forum” has no side “neither”. It has Pro"),
        (["sunday-libary", "--won"], 1, "Did you mean “sunday-libraries”?"),
        (["--change", "--won"], 1, "There is no such round in the record"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(
    planned: Path, cli: Cli, arguments: list[str], code: int, said: str
) -> None:
    done = cli("result", *arguments, code=code)
    assert said in done.stderr
    assert not (planned / "briefs/rounds").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="There is no terminal to open.")
def test_a_terminal_is_asked_how_the_round_ended(planned: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "briefwright", "result", "--rank", "1"]
    with subprocess.Popen(
        command, cwd=planned, stdin=theirs, stderr=theirs, env=process_env()
    ) as run:
        os.write(ours, b"perhaps\nwon\n\nmany\n28.5\nfew-come, staff  costs\nGood: #1\n")
        assert run.wait(60) == 0
    os.close(theirs)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "“many” is not of that form; Enter leaves it out." in said
    (played,) = record.read(Project(planned))[0][0].rounds
    assert (played.result, played.rank, played.points) == (Result.WON, "1", "28.5")
    assert (played.they_read, played.notes) == (("few-come", "staff costs"), "Good: #1")


def test_rounds_are_asked_for_where_there_is_none(
    small: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small)
    assert "Say which round: the name of its brief." in cli("result", "--won", code=2).stderr
    assert "There are no such rounds in the record." in cli("rounds").stderr
    assert json.loads(cli("rounds", "--json").stdout) == []


def test_rounds_are_listed_and_filtered(planned: Path, cli: Cli) -> None:
    (planned / "briefs/rounds").mkdir()
    (planned / PATH).write_text(
        "rounds:\n"
        "- {tournament: Open, round: 1, date: 2026-09-05, side: pro, opponent: Northside KL,"
        " result: won, ballots: 2-1, times: {Pro C: 3:50}}\n"
        "- {tournament: Open, round: 2, date: 2026-09-05, side: con, opponent: Harbour,"
        " result: lost, points: 28}\n"
        "- {tournament: Finals, round: 1, date: 2027-01-05, side: pro, opponent: northside RS}\n",
        encoding="utf-8",
    )
    (planned / "briefs/rounds/2025-26.yaml").write_text("rounds: [{opponent: A, result: bye}]\n")
    assert cli("rounds").stdout == (
        "2027-01-05  Finals  1  pro  northside RS\n"
        "2026-09-05  Open    2  con  Harbour       lost     28\n"
        "2026-09-05  Open    1  pro  Northside KL  won 2-1\n"
        "                            A             bye\n"
        "\n4 rounds: 1 won, 1 lost, 1 bye.\n"
    )
    for options, opponents in (
        (["--opponent", "northSIDE"], ["northside RS", "Northside KL"]),
        (["--side", "con"], ["Harbour"]),
        (["--tournament", "open"], ["Harbour", "Northside KL"]),
        (["--season", "2025-26"], ["A"]),
        (["--result", "won", "--side", "pro"], ["Northside KL"]),
        (["--result", "tied"], []),
    ):
        found = json.loads(cli("rounds", *options, "--json").stdout)
        assert [each["opponent"] for each in found] == opponents, options
    assert found == []
    (won,) = json.loads(cli("rounds", "--result", "won", "--json").stdout)
    assert won["season"] == "2026-27"
    assert won["times"] == {"Pro C": "3:50"}
    missing = cli("rounds", "--season", "2026-72", code=1).stderr
    assert "The record has no season “2026-72”. Did you mean “2026-27”?" in missing


def test_a_mistake_in_the_record_is_told_and_the_rest_listed(planned: Path, cli: Cli) -> None:
    (planned / "briefs/rounds").mkdir()
    (planned / PATH).write_text("rounds: [{opponent: A, result: win}]\n")
    (planned / "briefs/rounds/2025-26.yaml").write_text("rounds: [{opponent: B}]\n")
    done = cli("rounds", code=1)
    assert "B" in done.stdout
    assert f"{PATH}:1:32: error[value]: `result` wants won, lost, tied or bye" in done.stderr
    assert f"{PATH}:1:32" in cli("result", "--won", *PLAIN, code=1).stderr
