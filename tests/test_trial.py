"""`brief template check` and `preview`: the sample, built with any pack, in a copy."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pypdfium2
import pytest

from briefwright.assembly import assemble
from briefwright.model import Mark
from briefwright.project import Project
from briefwright.templates import find_pack, pack_names
from briefwright.workshop import trial
from conftest import Cli, process_env, snapshot
from test_template_commands import put

SHIPPED = [name for name in pack_names() if name != "base"]


class Silent:
    """Shows no progress."""

    def update(self, stage: str, percent: int) -> None:
        """Do nothing."""


# -- The sample


def test_the_sample_uses_every_feature() -> None:
    assembly = assemble(Project(trial.SAMPLE))
    assert assembly.problems == ()
    (brief,) = assembly.briefs
    (spec,) = assembly.specs
    cards = assembly.library.cards.values()
    marks = {span.marks for card in cards for paragraph in card.paragraphs for span in paragraph}
    read = Mark.UNDERLINED | Mark.READ
    assert marks == {Mark(0), Mark.UNDERLINED, read, read | Mark.EMPHASIS}
    assert {card.side.value for card in cards} == {"pro", "con", "both"}
    assert any(not card.verified for card in cards)
    assert any(card.note for card in cards)
    assert any(len(card.tag) > 200 for card in cards)
    assert any("海" in card.tag and "ש" in card.tag for card in cards)
    for side in brief.sides:
        assert len(side.contentions) > 1
        assert side.blocks
        assert any(section.extension for section in (*side.contentions, *side.blocks))
    entries = [entry for c in brief.pro.contentions for entry in c.entries]
    assert any(not entry.first for entry in entries)
    assert any(c.text for c in brief.pro.contentions)
    assert any(b.text for b in brief.pro.blocks)
    assert brief.pro.questions
    assert not brief.con.questions
    assert brief.clashes
    assert len(brief.works) == 3
    assert all(getattr(spec.round, name) for name in type(spec.round).__slots__)
    assert spec.team
    assert spec.title


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_the_sample_builds_with_every_shipped_pack(small: Path, name: str) -> None:
    assert trial.check(Project(small), name, Silent()) == ()


# -- Check


def test_checks_every_template_of_the_project(cli: Cli, small: Path) -> None:
    cli("template", "new", "ours", cwd=small)
    put(small, "base/counts.md.j2", "{{ counts.read }} words.\n")
    (small / "templates/formats").mkdir()
    before = snapshot(small)
    said = cli("template", "check", cwd=small)
    assert said.stdout == "public-forum: no problems.\nours: no problems.\n"
    assert said.stderr == ""
    assert snapshot(small) == before


def test_says_where_there_is_nothing_to_check(cli: Cli, small: Path) -> None:
    said = cli("template", "check", cwd=small)
    assert (said.stdout, said.stderr) == (
        "",
        "The project has no templates of its own, and changes none.\n",
    )
    said = cli("template", "check", "public-form", cwd=small, code=1)
    assert "Did you mean “public-forum”?" in said.stderr


def test_a_file_that_nothing_names_is_said(cli: Cli, small: Path) -> None:
    put(small, "ours/template.yml", "extends: public-forum\n")
    for name in ("README.md", "OFL.txt", "LICENSE", "logo.svg", "locale/nl.yml", "data/teams.csv"):
        put(small, f"ours/{name}", "" if name.endswith(".yml") else "<svg/>")
    put(small, "ours/print.typ", '#let crest = json("data/teams.csv")\n'.replace("json", "csv"))
    said = cli("template", "check", "ours", cwd=small, code=1).stderr
    assert said == (
        "templates/ours/logo.svg: warning[unused]: Nothing names this file. Use it, or delete it.\n"
    )


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "ours/counts.md.j2",
            "\n{{ counts.raed }}\n",
            "templates/ours/counts.md.j2:2:11: error[template]: “Counts” has no “raed”."
            " Did you mean “read”?",
        ),
        (
            "ours/print.typ",
            "#let card(look, job, ..rest) = {\n  nothing\n}\n",
            "templates/ours/print.typ:2:3: error[pdf]: ",
        ),
        (
            "ours/sources.md.j2",
            "## {{ wording.sources }}\n\n{{ '{card}`nowhere`' | myst }}\n",
            "debate:card reference target not found: nowhere. “brief list cards” says what cards"
            " there are. The sample is right: mend the template.\n    {card}`nowhere`\n",
        ),
        (
            "ours/questions.md.j2",
            ":::{ruled}\n",
            "templates/ours/questions.md.j2:1:1: error[fence]: The fence of “{ruled}” is not"
            " closed. End it with a line “:::”.\n    | :::{ruled}\n",
        ),
    ],
)
def test_what_only_the_sample_shows_is_found(
    cli: Cli, small: Path, name: str, text: str, said: str
) -> None:
    put(small, "ours/template.yml", "extends: public-forum\n")
    put(small, name, text)
    before = snapshot(small)
    result = cli("template", "check", "ours", cwd=small, code=1)
    assert said in result.stderr
    assert "no problems" not in result.stdout
    assert snapshot(small) == before


def test_problems_as_json(cli: Cli, small: Path) -> None:
    put(small, "ours/template.yml", "extends: public-forum\n")
    put(small, "ours/counts.md.j2", "{{ counts.raed }}\n")
    args = ("template", "check", "ours", "public-forum", "--json")
    found = json.loads(cli(*args, cwd=small, code=1).stdout)
    assert found["public-forum"] == []
    assert found["ours"][0]["path"] == "templates/ours/counts.md.j2"


def test_a_link_that_leads_out_is_refused_in_the_copy_too(
    cli: Cli, small: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.md.j2").write_text("secret")
    put(small, "ours/template.yml", "extends: public-forum\n")
    (small / "templates/ours/round.md.j2").symlink_to(tmp_path / "secret.md.j2")
    said = cli("template", "check", "ours", cwd=small, code=1).stderr
    assert "templates/ours/round.md.j2: error[file]: This link leads out of its template." in said


# -- Preview


def test_a_preview_changes_nothing_but_its_own_folder(cli: Cli, small: Path) -> None:
    put(small, "ours/template.yml", "extends: public-forum\n")
    put(small, "ours/resolution.md.j2", "Ours.\n")
    before = snapshot(small)
    args = ("template", "preview", "ours", "--once", "--no-open")
    made = cli(*args, cwd=small).stdout.splitlines()
    assert made[0] == str(Path("build/preview/ours/html/index.html"))
    assert len(made) == 4
    assert all((small / path).is_file() for path in made)
    page = small / "build/preview/ours/html/briefs/sample/index.html"
    assert "Ours." in page.read_text(encoding="utf-8")
    after = snapshot(small)
    assert {n: c for n, c in after.items() if not n.startswith("build/")} == before
    (small / "templates/ours/resolution.md.j2").unlink()
    cli(*args, cwd=small)
    assert "Ours." not in page.read_text(encoding="utf-8")


def test_a_brief_of_the_project_is_shown_in_another_template(cli: Cli, small: Path) -> None:
    put(small, "ours/template.yml", "extends: public-forum\nwording: {sources: Works}\n")
    args = ("template", "preview", "ours", "--once", "--no-open", "--brief")
    made = cli(*args, "sunday-libraries", cwd=small).stdout.splitlines()
    with pypdfium2.PdfDocument(small / made[1]) as pdf:
        text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "Works" in text
    assert not (small / "briefs/sunday-libraries").exists()
    said = cli(*args, "sunday-library", cwd=small, code=1).stderr
    assert "There is no brief “sunday-library”. Did you mean “sunday-libraries”?" in said
    said = cli(*args, "../../x", cwd=small, code=1).stderr
    assert "There is no brief “../../x”. Known: sunday-libraries." in said
    (small / "briefs/sunday-libraries.yaml").unlink()
    said = cli(*args, "../../x", cwd=small, code=1).stderr
    assert "A brief is called by the name of its file in “briefs/”, without the ending." in said


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="ends it by a signal")
def test_a_preview_follows_what_is_changed(small: Path) -> None:
    put(small, "ours/template.yml", "extends: public-forum\n")
    path = put(small, "ours/resolution.md.j2", "First words.\n")
    command = [sys.executable, "-m", "briefwright", "template", "preview", "ours", "--no-open"]
    env = process_env(PYTHONUNBUFFERED="1")
    with subprocess.Popen(
        command, cwd=small, env=env, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().removeprefix("Pages: ").strip()
            page = f"{url}briefs/sample/index.html"
            wait_for(page, "First words.")
            path.write_text("Other words.\n")
            wait_for(page, "Other words.")
        finally:
            os.kill(process.pid, signal.SIGINT)
        process.wait(20)
    assert process.returncode in (0, 130)


def wait_for(page: str, words: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urlopen(page, timeout=5) as answer:
                if words in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail(f"{words!r} was not on {page} in time")


def test_options_are_tried_with_their_examples(cli: Cli, small: Path) -> None:
    put(
        small,
        "ours/template.yml",
        "extends: public-forum\noptions:\n  motto: {help: A motto., example: Per aspera}\n"
        "  lines: {type: number, help: How many., default: 1, example: '4'}\n",
    )
    put(small, "ours/resolution.md.j2", "{{ options.motto }} {{ options.lines }}\n")
    cli("template", "preview", "ours", "--once", "--no-open", cwd=small)
    page = small / "build/preview/ours/html/briefs/sample/index.html"
    assert "Per aspera 4" in page.read_text(encoding="utf-8")
    assert (
        "      A motto. Such as: Per aspera\n" in cli("template", "show", "ours", cwd=small).stdout
    )
    (small / "templates/ours/resolution.md.j2").unlink()
    put(small, "ours/template.yml", "extends: public-forum\noptions: {size: {example: big}}\n")
    said = cli("template", "check", "ours", cwd=small, code=1).stderr
    assert said == (
        "the example of size: error[value]: The option “size” cannot be “big”: it is not a number."
        " Write digits only, such as 3 or 1.5, or auto.\n"
    )


def test_every_option_of_a_shipped_pack_that_is_text_has_an_example() -> None:
    for name in SHIPPED:
        for option in find_pack(name).options.values():
            empty = option.default == "" and option.name not in {"font", "rates"}
            assert not empty or option.example, (name, option.name)
