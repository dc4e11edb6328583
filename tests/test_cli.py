import json
import os
import sys
from pathlib import Path

import pytest

import briefwright
from briefwright.cli import COMMANDS
from briefwright.cli import cli as command_line
from conftest import Cli, Run, process_env, snapshot

LISTS = ("cards", "sources", "topics", "briefs")


def test_version(cli: Cli) -> None:
    assert cli("--version").stdout == f"brief {briefwright.__version__}\n"


@pytest.mark.parametrize(
    "arguments", [[], *([name] for name in COMMANDS), *(["list", what] for what in LISTS)]
)
def test_every_help_has_an_example(cli: Cli, arguments: list[str]) -> None:
    said = cli(*arguments, "--help").stdout
    assert said.startswith(f"Usage: {command_line.name}")
    assert "\n  Examples:\n    brief " in said


def test_wrong_usage_exits_with_2(cli: Cli, small: Path) -> None:
    assert "Did you mean 'build'" in cli("biuld", code=2).stderr
    assert "No such option" in cli("build", "--too", "pdf", cwd=small, code=2).stderr
    said = cli("build", "--to", "pdf,docx", cwd=small, code=2).stderr
    assert "Invalid value for '--to': 'docx' is not one of html, pdf." in said
    assert "Missing option '--resolution'" in cli("new", "x", cwd=small, code=2).stderr
    assert "does not exist" in cli("-C", "nowhere", "check", code=2).stderr


@pytest.mark.parametrize("arguments", [["build"], ["check"], ["list", "cards"], ["show", "x"]])
def test_outside_of_a_project_one_line_says_what_to_do(
    cli: Cli, tmp_path: Path, arguments: list[str]
) -> None:
    said = cli(*arguments, cwd=tmp_path, code=1).stderr
    assert said == (
        ".: error[file]: There is no Briefwright project here or in a folder above. "
        "Make one with “brief init DIR”, or name one with “-C DIR”.\n"
    )
    assert not list(tmp_path.iterdir())


def test_finds_the_project_from_a_folder_inside_and_from_elsewhere(
    cli: Cli, small: Path, tmp_path: Path
) -> None:
    inside = cli("list", "cards", cwd=small / "source").stdout
    assert inside == cli("-C", small, "list", "cards", cwd=tmp_path).stdout != ""


def test_lists_are_aligned_text(cli: Cli, small: Path) -> None:
    assert cli("list", "cards", "--side", "con", "--topic", "access", cwd=small).stdout == (
        "few-come  con  Briefwright 26  23  On a sunny June afternoon only a few readers will come\n"
    )
    assert cli("list", "topics", cwd=small).stdout == ("access  2  1\ncost    1  1\nstaff   0  1\n")
    assert cli("list", "sources", cwd=small).stdout == (
        "sunday-libraries  Briefwright 26  6  315  Should the Library Open on Sunday?\n"
    )
    assert cli("list", "briefs", cwd=small).stdout == (
        "sunday-libraries  public-forum  Resolved: Public libraries should open on Sundays.\n"
    )


def test_lists_as_json_hold_everything(cli: Cli, small: Path) -> None:
    cards = json.loads(cli("list", "cards", "--json", cwd=small).stdout)
    assert [card["name"] for card in cards][:2] == ["free-day", "quiet-table"]
    assert cards[2] == {
        "name": "small-cost",
        "tag": "A small Sunday service is affordable",
        "side": "pro",
        "source": "sunday-libraries",
        "short_cite": "Briefwright 26",
        "topics": ["cost"],
        "answers": ["weekday-price"],
        "verified": True,
        "words": 30,
        "underlined": 30,
        "read": 26,
        "path": "source/sunday-libraries/cards.md",
        "line": 19,
    }
    for what in LISTS:
        assert json.loads(cli("list", what, "--json", cwd=small).stdout)


def test_filters_that_name_nothing_are_problems(cli: Cli, small: Path) -> None:
    assert cli("list", "cards", "--topic", "acess", cwd=small, code=1).stderr == (
        "source: error[unknown-topic]: No card has the topic “acess”. Did you mean “access”?\n"
    )
    assert cli("list", "cards", "--source", "x", cwd=small, code=1).stderr == (
        "source: error[unknown-source]: There is no source “x”. Known: sunday-libraries.\n"
    )


def test_lists_what_there_is_and_says_what_is_wrong(cli: Cli, small: Path) -> None:
    cards = small / "source/sunday-libraries/cards.md"
    cards.write_text(cards.read_text().replace("is smaller than", "is larger than"))
    result = cli("list", "cards", cwd=small, code=1)
    assert len(result.stdout.splitlines()) == 5
    assert result.stderr.startswith("source/sunday-libraries/cards.md:25:1: error[quote-verbatim]")


def test_shows_a_card(cli: Cli, small: Path) -> None:
    assert cli("show", "small-cost", cwd=small).stdout == (
        "A small Sunday service is affordable\n"
        "Briefwright 26: Briefwright, 2026, “Should the Library Open on Sunday?”\n"
        "\n"
        "*Even so, **the cost is smaller than it looks**. A branch **can open one floor instead "
        "of three, with two people instead of eight**, for four hours instead of eight.*\n"
        "\n"
        "30 words, 26 to read with the tag: 0:10 at 150, 0:08 at 200, 0:06 at 250 a minute\n"
        "Name:        small-cost\n"
        "Side:        pro\n"
        "Topics:      cost\n"
        "Answers:     weekday-price\n"
        "Card:        source/sunday-libraries/cards.md:19:1\n"
        "Passage:     source/sunday-libraries/essay.md:20\n"
    )
    assert "Answered by: weekday-price, few-come\n" in cli("show", "free-day", cwd=small).stdout


def test_shows_a_card_as_json(cli: Cli, small: Path) -> None:
    card = json.loads(cli("show", "few-come", "--json", cwd=small).stdout)
    assert card["passage"] == "source/sunday-libraries/essay.md:20"
    assert card["text"].startswith("*Not every Sunday will be busy; **on a sunny")
    assert card["answered_by"] == []


def test_suggests_the_card_that_was_meant(cli: Cli, small: Path) -> None:
    assert cli("show", "free-days", cwd=small, code=1).stderr == (
        "source: error[missing-card]: There is no card “free-days”. Did you mean “free-day”?\n"
    )


def test_new_starts_a_brief_and_never_overwrites(cli: Cli, small: Path) -> None:
    result = cli("new", "second", "--resolution", 'Resolved: "A: #1" — no.', cwd=small)
    path = small / "briefs/second.yaml"
    assert result.stdout == f"{Path('briefs/second.yaml')}\n"
    assert path.read_text(encoding="utf-8").startswith(
        'resolution: "Resolved: \\"A: #1\\" — no."\n'
    )
    before = snapshot(small)
    said = cli("new", "second", "--resolution", "Other", cwd=small, code=1).stderr
    assert said == (
        "briefs/second.yaml: error[file]: There is a brief of this name already; it is left as "
        "it is. Choose another name.\n"
    )
    assert snapshot(small) == before


@pytest.mark.parametrize("slug", ["../x", "/tmp/x", "con", "Tax", "a b", "", "x" * 100])
def test_new_refuses_names_that_cannot_be_files(cli: Cli, small: Path, slug: str) -> None:
    before = snapshot(small.parent)
    said = cli("new", "--resolution", "R", "--", slug, cwd=small, code=1).stderr
    assert "error[slug]: " in said
    assert said.count("\n") == 1
    assert snapshot(small.parent) == before


def test_new_refuses_characters_that_mean_nothing(cli: Cli, small: Path) -> None:
    said = cli("new", "x", "--resolution", "a\x07b", cwd=small, code=1).stderr
    assert said.startswith("--resolution:1:2: error[character]: The character U+0007")
    assert not (small / "briefs/x.yaml").exists()


def test_every_line_that_new_teaches_is_right(cli: Cli, small: Path) -> None:
    cli("new", "second", "--resolution", "R", cwd=small)
    path = small / "briefs/second.yaml"
    head, _, taught = path.read_text(encoding="utf-8").partition("# title:")
    taught = ("# title:" + taught).replace("\n# What", "\n## What").replace("\n# topic,", "\n## t")
    taught = "\n".join(line.removeprefix("# ") for line in taught.splitlines())
    taught = taught.replace("a-card", "free-day").replace("another-card", "small-cost")
    taught = taught.replace("a-topic", "access").replace("The heading of their", "free-day #")
    path.write_text(head + taught, encoding="utf-8")
    from briefwright.spec import read_spec

    spec, problems = read_spec(path.read_text(encoding="utf-8"), "briefs/second.yaml", "second")
    assert problems == ()
    assert spec
    assert spec.round.judge == "J. Park"
    assert len(spec.pro.sections) == 2


def test_init_lays_out_a_project_and_never_overwrites(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "README.md").write_text("mine")
    result = cli("init", "d", cwd=tmp_path)
    assert result.stdout.splitlines() == [
        str(Path("d") / path)
        for path in (
            "briefs/index.md",
            "briefs/sunday-libraries.yaml",
            "conf.py",
            ".gitignore",
            "source/sunday-libraries/cards.md",
            "source/sunday-libraries/essay.md",
            "templates/README.md",
        )
    ]
    assert (tmp_path / "d" / "README.md").read_text() == "mine"
    before = snapshot(tmp_path)
    assert cli("init", "d", cwd=tmp_path, code=1).stderr == (
        f"{tmp_path.as_posix() and 'd/conf.py'}: error[file]: This is there already; nothing was "
        "written. Choose another folder.\n"
    )
    assert snapshot(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")
def test_init_takes_back_what_it_wrote_when_it_fails(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "source").symlink_to(tmp_path / "nowhere" / "source")
    cli("init", ".", cwd=tmp_path, code=1)
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_check_counts_and_finds_nothing(cli: Cli, small: Path) -> None:
    before = snapshot(small)
    assert cli("check", cwd=small).stdout == "6 cards in 1 essay, 1 brief: no problems.\n"
    assert snapshot(small) == before


def test_check_finds_everything_at_once(cli: Cli, small: Path) -> None:
    cards = small / "source/sunday-libraries/cards.md"
    cards.write_text(cards.read_text().replace("is smaller than", "is larger than"))
    (small / "briefs/other.yaml").write_text("resolution: R\nteem: x\n")
    result = cli("check", cwd=small, code=1)
    assert "source/sunday-libraries/cards.md:25:1: error[quote-verbatim]: " in result.stderr
    assert "briefs/other.yaml:2:1: error[unknown-key]: " in result.stderr
    assert "Did you mean “team”?" in result.stderr
    report = json.loads(cli("check", "--json", cwd=small, code=1).stdout)
    assert {problem["code"] for problem in report["problems"]} >= {"quote-verbatim", "unknown-key"}


def test_check_of_an_unknown_brief(cli: Cli, small: Path) -> None:
    assert cli("check", "sunday-library", cwd=small, code=1).stderr == (
        "briefs/sunday-library.yaml: error[unknown-brief]: There is no brief “sunday-library”. "
        "Did you mean “sunday-libraries”?\n"
    )


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "xx_XX.utf8"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONWARNDEFAULTENCODING": "1", "PYTHONDEVMODE": "1"},
    ],
)
def test_works_in_odd_environments(brief: Run, small: Path, env: dict[str, str]) -> None:
    said = brief("show", "free-day", cwd=small, env=env).stdout
    assert "Should the Library Open on Sunday?" in said
    said = brief("list", "cards", "--topic", "x", cwd=small, env=env, code=1).stderr
    assert said.startswith("source: error[unknown-topic]: No card has the topic")


def test_no_color_is_honoured(brief: Run, small: Path) -> None:
    assert "\x1b[" not in brief("show", "x", cwd=small, code=1).stderr
    forced = process_env(NO_COLOR="1", FORCE_COLOR="1")
    assert "\x1b[" not in brief("show", "x", cwd=small, code=1, env=forced).stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_tables_and_marks(
    small: Path, env: dict[str, str], *, coloured: bool
) -> None:
    said = on_terminal(["show", "free-day"], small, env)
    assert "\x1b[4mMost \x1b[0m\x1b[1;4mpublic libraries are open when most" in said
    assert "\x1b[1;4;7mone\x1b[0m" in said
    said = on_terminal(["list", "topics"], small, env)
    assert "Topic" in said
    said = on_terminal(["show", "x"], small, env)
    assert ("\x1b[31m" in said) is coloured


def on_terminal(arguments: list[str], cwd: Path, env: dict[str, str]) -> str:
    """Return what ``brief`` prints on a terminal."""
    import pty
    import subprocess

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "briefwright", *arguments],
        cwd=cwd,
        env={**process_env(TERM="xterm-256color", COLUMNS="100"), **env},
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    said = b""
    try:
        while chunk := os.read(leader, 4096):
            said += chunk
    except OSError:  # the other end closed
        pass
    process.wait()
    os.close(leader)
    print(said)
    return said.decode()


def test_a_progress_bar_is_shown_on_a_terminal_when_work_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from briefwright import console

    def work() -> str:
        with console.Bar() as bar:
            bar.update("Reading", 50)
            bar.update("Printing", 100)
        return capsys.readouterr().err

    monkeypatch.setattr(console, "PATIENCE", 0.0)
    assert work() == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "Reading" in work()
    monkeypatch.setattr(console, "PATIENCE", 60.0)
    assert work() == ""
