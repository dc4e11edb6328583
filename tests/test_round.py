"""``brief round``: from the pairing to the specification and the pages, by options, file and terminal."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from briefwright.inheritance import Specifications
from briefwright.model import Side, SourceFile, Spec
from conftest import Cli, process_env, snapshot
from printing import pages

OPTIONS = ("--tournament", "Autumn Open", "--round", "3", "--opponent", "Northside")


def spec(project: Path, slug: str) -> Spec:
    files = [
        SourceFile(path=f"briefs/{path.name}", text=path.read_text(encoding="utf-8"))
        for path in sorted((project / "briefs").glob("*.yaml"))
    ]
    specifications = Specifications(files)
    reading = next(specifications.read(file) for file in files if file.slug == slug)
    assert reading.problems == ()
    assert reading.spec
    return reading.spec


def test_options_make_a_specification_and_the_pages_of_one_side(project: Path, cli: Cli) -> None:
    result = cli(
        *("round", *OPTIONS, "--side", "con", "--rate", "180", "--date", "22 November"),
        *(
            "--reads",
            "no-wedge",
            "--reads",
            "CONVERGENCE",
            "--room",
            "12",
            "--judge",
            "J. “X” Park",
        ),
        *("--to", "myst"),
        cwd=project,
    )
    assert result.output.splitlines() == [
        "briefs/autumn-open-3.yaml",
        "briefs/autumn-open-3/index.md",
        "briefs/autumn-open-3/case.md",
    ]
    found = spec(project, "autumn-open-3")
    assert (found.extends, found.template, found.format) == ("russia-iran", "round", "public-forum")
    assert found.title == "Autumn Open, Round 3: Con"
    about = found.round
    assert (about.side, about.rate, about.reads) == (Side.CON, 180, ("no-wedge", "convergence"))
    assert (about.date, about.room, about.judge) == ("22 November", "12", "J. “X” Park")
    sheet = (project / "briefs/autumn-open-3/index.md").read_text(encoding="utf-8")
    assert sheet.index("AT 1\\: The partnership is built to last") < sheet.index(
        "AT 2\\: Their interests converge"
    )
    assert "Every other answer" in sheet


def test_a_round_that_is_there_is_never_overwritten(project: Path, cli: Cli) -> None:
    (project / "briefs/autumn-open-3.yml").write_text("resolution: Mine\n", encoding="utf-8")
    before = snapshot(project)
    command = ("round", *OPTIONS, "--side", "con", "--brief", "russia-iran")
    result = cli(*command, cwd=project, code=1)
    assert "There is a brief of this round already; it is left as it is." in result.output
    assert "“--name”" in result.output
    assert snapshot(project) == before
    cli(*command, "--name", "My round", "--to", "myst", cwd=project)
    assert spec(project, "my-round").round.side is Side.CON


def test_both_sides_are_made_before_the_flip(project: Path, cli: Cli) -> None:
    result = cli(
        *("round", *OPTIONS, "--flip", "--reads", "no-wedge", "--reads", "until-goals"),
        *("--reads", "frobnicate", "--to", "myst"),
        cwd=project,
    )
    pro, con = spec(project, "autumn-open-3-pro"), spec(project, "autumn-open-3-con")
    assert (pro.round.side, con.round.side) == (Side.PRO, Side.CON)
    assert pro.round.reads == ("until-goals", "frobnicate")
    assert con.round.reads == ("no-wedge", "frobnicate")
    assert (pro.title, con.title) == ("Autumn Open, Round 3: Pro", "Autumn Open, Round 3: Con")
    assert result.output.count("warning[unknown-topic]") == 2
    assert result.output.count("the brief is made without it.") == 2
    assert (project / "briefs/autumn-open-3-pro/case.md").exists()


def test_a_file_has_the_same_keys_and_options_go_over_it(project: Path, cli: Cli) -> None:
    (project / "pairing.yaml").write_text(
        "tournament: Spring Cup\nround: Semifinal\nside: Affirmative\nformat: policy\n"
        "rate: 250\nreads: until-goals, conditional\njudge: Roe\n",
        encoding="utf-8",
    )
    cli("round", "--from", "pairing.yaml", "--judge", "Poe", "--to", "myst", cwd=project)
    found = spec(project, "spring-cup-semifinal")
    assert found.title == "Spring Cup, Semifinal: Aff"
    assert (found.format, found.round.side, found.round.judge) == ("policy", Side.PRO, "Poe")
    assert found.round.reads == ("until-goals", "conditional")


def test_words_of_ones_own_are_shown_in_a_script_and_taken_only_with_a_yes(
    project: Path, cli: Cli
) -> None:
    command = ("round", "--side", "pro", "--to", "myst", "--reads", "deal of 1995")
    result = cli(*command, "--name", "one", cwd=project)
    assert "“deal of 1995” is no name; say which is meant" in result.output
    assert "card gore-1995: A 1995 U.S.-Russian deal" in result.output
    assert spec(project, "one").round.reads == ("deal of 1995",)
    assert "warning[unknown-topic]" in result.output
    result = cli(*command, "--name", "two", "--yes", cwd=project)
    assert "“deal of 1995” is taken for card gore-1995" in result.output
    assert spec(project, "two").round.reads == ("gore-1995",)


WRONG = [
    (("--side", "gov"), 1, "“Public Forum” has no side “gov”. It has Pro (pro) and Con (con)."),
    (("--side", "con", "--format", "parli"), 1, "There is no format “parli”. Did you mean"),
    (("--side", "con", "--brief", "russia"), 1, "There is no brief “russia”. Name it with"),
    (("--side", "con", "--template", "rond"), 1, "rond"),
    (("--side", "con", "--judge", "a\x07b"), 1, "--judge:1:2: error[character]"),
    ((), 2, "Missing option '--side': Pro or Con; or make both with “--flip”."),
    (("--flip", "--side", "con"), 2, "“--flip” makes both sides"),
    (("--side", "con", "--rate", "fast"), 2, "'fast' is not a valid integer"),
    (("--side", "con", "--rate", "5000"), 2, "5000 is not in the range 40<=x<=600"),
    (("--side", "con", "--to", "docx"), 2, "'docx' is not one of html, pdf, myst"),
    (("--from", "bad.yaml"), 1, "bad.yaml:1:1: error[unknown-key]: There is no key “opponnent”"),
    (("--from", "slow.yaml"), 1, "slow.yaml:1:7: error[value]: `rate` wants words a minute"),
    (("--from", "cut.yaml"), 1, "cut.yaml:"),
]


@pytest.mark.parametrize(("options", "code", "said"), WRONG)
def test_bad_input_is_refused_in_a_line_with_nothing_written(
    options: tuple[str, ...], code: int, said: str, project: Path, cli: Cli
) -> None:
    (project / "bad.yaml").write_text("opponnent: x\nside: con\n", encoding="utf-8")
    (project / "slow.yaml").write_text("rate: 5\nside: con\n", encoding="utf-8")
    (project / "cut.yaml").write_text("side: 'con\n", encoding="utf-8")
    before = snapshot(project)
    result = cli("round", *options, cwd=project, code=code)
    assert said in result.output
    assert snapshot(project) == before


def test_a_speech_of_the_side_that_is_not_ours_is_left_alone(project: Path, cli: Cli) -> None:
    with (project / "briefs/russia-iran.yaml").open("a", encoding="utf-8") as file:
        file.write("speeches: {Pro C: [They already act as a coalition, no-wedge]}\n")
    rate = ("--rate", "40", "--to", "myst", "--name")
    cli("round", "--side", "con", *rate, "ours", cwd=project)
    assert not (project / "briefs/ours/pro-c.md").exists()
    result = cli("round", "--side", "pro", *rate, "theirs", cwd=project)
    assert "briefs/russia-iran.yaml:" in result.output
    assert "(TM001)" in result.output
    assert (project / "briefs/theirs/pro-c.md").exists()


def test_what_is_wrong_with_the_base_is_said(project: Path, cli: Cli) -> None:
    path = project / "briefs/russia-iran.yaml"
    path.write_text("resolution: R\nteem: x\n", encoding="utf-8")
    result = cli("round", "--side", "con", cwd=project, code=1)
    assert "briefs/russia-iran.yaml:2:1: error[unknown-key]" in result.output


def test_the_record_says_what_they_read_before(project: Path, cli: Cli) -> None:
    (project / "briefs/rounds").mkdir()
    (project / "briefs/rounds/2026-27.yaml").write_text(
        "rounds:\n  - {tournament: Spring Cup, round: '2', date: 2026-10-04, side: con,\n"
        "     opponent: NORTHSIDE, result: lost, they-read: [no-wedge, Something new]}\n",
        encoding="utf-8",
    )
    cli("round", *OPTIONS, "--side", "con", "--as-before", "--to", "myst", cwd=project)
    assert spec(project, "autumn-open-3").round.reads == ("no-wedge", "Something new")
    sheet = (project / "briefs/autumn-open-3/index.md").read_text(encoding="utf-8")
    assert "## Last time" in sheet
    options = ("--side", "con", "--name", "n", "--opponent", "Nobody", "--as-before")
    result = cli("round", *options, "--to", "myst", cwd=project)
    assert "The record has nothing that Nobody read." in result.output


def test_a_terminal_is_asked_for_what_is_missing(project: Path) -> None:
    answers = ["Autumn Open", "3", "gov", "con", "Northside", "", "J. Park", "fast", "180", ""]
    answers += ["no-wedge, weaken nato", "1", ""]
    ours, theirs = pty.openpty()
    os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
    done = subprocess.run(
        [sys.executable, "-m", "briefwright", "round", "--to", "myst"],
        cwd=project,
        env=process_env(NO_COLOR="1", TERM="dumb"),
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        check=False,
        timeout=120,
    )
    os.close(theirs)
    said = os.read(ours, 100_000).decode(errors="replace")
    os.close(ours)
    assert done.returncode == 0, said
    assert "briefs/autumn-open-3.yaml" in done.stdout.decode()
    assert "has no side “gov”" in said
    assert "Write a number from 40 to 600, or nothing." in said
    assert re.search(r"Date \[\d{4}-\d\d-\d\d\]", said)
    found = spec(project, "autumn-open-3").round
    assert (found.side, found.opponent, found.rate) == (Side.CON, "Northside", 180)
    assert found.reads == ("no-wedge", "weaken-nato")


def test_pages_and_one_pdf_are_built(project: Path, cli: Cli) -> None:
    result = cli("round", *OPTIONS, "--side", "con", "--reads", "no-wedge", cwd=project)
    assert result.output.splitlines()[-2:] == [
        "build/html/briefs/autumn-open-3/index.html",
        "build/pdf/autumn-open-3.pdf",
    ]
    assert sorted(path.name for path in (project / "build/pdf").iterdir()) == ["autumn-open-3.pdf"]
    texts = pages((project / "build/pdf/autumn-open-3.pdf").read_bytes())
    assert "Prep sheet" in texts[0]
    assert "Prep sheet" not in " ".join(texts[1:])
    assert (project / "build/html/briefs/autumn-open-3/case.html").exists()
