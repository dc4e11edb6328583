"""What ``brief doctor`` says of a machine and a project, and what of it is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from briefwright.health import contents, folders, installation
from briefwright.health.findings import Finding, State
from briefwright.press import fontpacks
from briefwright.project import Project
from conftest import Cli, process_env

ESSAY = "---\ntitle: T\nauthor: [{family: Roe}]\nissued: 2020\npublisher: P\n---\n\n"
CARD = ":::{{card}} A claim\n:name: {name}\n:side: pro\n:topics: cost\n\n{body}\n:::\n"
NONE = "brief_system_fonts = False\nbrief_font_packages = False\n"


def add_card(root: Path, text: str, body: str = "", name: str = "new") -> None:
    folder = root / "source" / name
    folder.mkdir()
    (folder / "essay.md").write_text(f"{ESSAY}{text}\n", encoding="utf-8")
    card = CARD.format(name=name, body=body or f"**{text}**")
    (folder / "cards.md").write_text(card, encoding="utf-8")


def configure(root: Path, lines: str) -> None:
    path = root / "conf.py"
    path.write_text(path.read_text("utf-8") + lines, encoding="utf-8")


def report(cli: Cli, root: Path, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(cli("-C", root, "doctor", "--json", code=code).stdout)
    assert found["healthy"] is (code == 0)
    return found


def line(found: dict[str, Any], name: str) -> dict[str, str]:
    (own,) = (finding for finding in found["findings"] if finding["name"] == name)
    return own


def test_a_new_project_is_well(cli: Cli, small: Path):
    before = sorted(path for path in small.rglob("*"))
    said = cli("-C", small, "doctor").stdout
    for group in ("Installation", "PDF engine", "Fonts", "Folders", "Project"):
        assert f"\n{group}\n" in f"\n{said}"
    assert "  ok      6 cards in 1 essay, 1 brief: no problems.\n" in said
    assert said.endswith("\nAll that is wanted works.\n")
    assert sorted(path for path in small.rglob("*")) == before


def test_outside_of_a_project_the_machine_is_looked_at(cli: Cli, tmp_path: Path):
    found = report(cli, tmp_path)
    assert found["project"] == ""
    assert line(found, "project")["state"] == "note"
    assert "brief init" in line(found, "project")["remedy"]
    assert line(found, "engine")["state"] == "ok"


def test_every_script_is_listed_with_its_font(cli: Cli, small: Path):
    said = cli("-C", small, "doctor", "--fonts").stdout
    assert "Greek" in said.partition("\nScripts\n")[2]
    scripts = {each["script"]: each for each in report(cli, small)["scripts"]}
    assert scripts["Cyrillic"]["family"] == "Libertinus Serif"
    assert scripts["Cyrillic"]["origin"] == "engine"
    assert len(scripts) > 30


@pytest.mark.skipif(not fontpacks.installed(), reason='needs: pip install "briefwright[fonts]"')
def test_a_font_of_a_package_is_named_with_it(cli: Cli, small: Path):
    add_card(small, "السلام عليكم")
    configure(small, "brief_system_fonts = False\n")
    found = report(cli, small)
    (arabic,) = (each for each in found["scripts"] if each["script"].startswith("Arabic"))
    assert (arabic["family"], arabic["origin"]) == ("Amiri", "fontpkg-amiri")
    assert arabic["characters"] == 7
    assert line(found, "script Arabic (Arabic, Persian, Urdu)")["message"].endswith(
        "printed with Amiri, from the package fontpkg-amiri."
    )


def test_a_script_that_the_project_uses_and_no_font_has(cli: Cli, small: Path):
    add_card(small, "公共图书馆 and བོད་ and السلام")
    configure(small, NONE)
    found = report(cli, small, code=1)
    han = line(found, "script Han (Chinese)")
    assert han["state"] == "error"
    assert "“公” (U+516C)" in han["message"]
    assert "source/new/cards.md:1" in han["message"]
    assert 'pip install "briefwright[fonts-cjk]"' in han["remedy"]
    tibetan = line(found, "script Tibetan")
    assert tibetan["remedy"].startswith("Put one of your own, such as Noto Serif Tibetan")
    arabic = line(found, "script Arabic (Arabic, Persian, Urdu)")  # of the engine's own fonts
    assert arabic["state"] == "note"
    assert 'pip install "briefwright[fonts]"' in arabic["remedy"]
    others = line(found, "other scripts")
    assert (others["state"], "Hebrew" in others["message"]) == ("note", True)
    assert '"briefwright[fonts,fonts-cjk]"' in others["remedy"]
    said = cli("-C", small, "doctor", code=1).stdout
    assert "  error   No font here can print these, Han (Chinese)" in said
    assert said.endswith("\n2 things to mend.\n")


def test_a_folder_of_fonts_that_is_not_there(cli: Cli, small: Path):
    configure(small, 'brief_font_paths = ["fonts"]\n')
    found = line(report(cli, small), "font folder")
    assert (found["state"], "fonts" in found["message"]) == ("warning", True)


@pytest.mark.parametrize("wrong", ["extensions = [", "import nothing_of_this_name", "1 / 0"])
def test_a_conf_py_that_does_not_run(cli: Cli, small: Path, wrong: str):
    (small / "conf.py").write_text(wrong + "\n")
    found = line(report(cli, small, code=1), "project")
    assert found["message"].startswith("conf.py: Python cannot run it: ")
    assert found["remedy"]


def test_what_is_wrong_in_the_project(cli: Cli, small: Path):
    add_card(small, "It was a good year for all.", body="It was **a bad year** for all.")
    found = line(report(cli, small, code=1), "contents")
    assert found["message"].endswith("1 brief: 1 error.")
    assert found["remedy"] == "See each with: brief check"


def test_a_generated_document_that_was_edited(cli: Cli, small: Path):
    cli("-C", small, "build", "--to", "html")
    path = small / "briefs/sunday-libraries/pro-brief.md"
    path.write_text(path.read_text("utf-8") + "\nMine.\n", encoding="utf-8")
    found = line(report(cli, small, code=1), "edits")
    assert found["message"].startswith("briefs/sunday-libraries/pro-brief.md:1: This generated")


def test_cards_that_nothing_proves_or_prints_are_noted(small: Path):
    text = CARD.format(name="loose", body="Some **words**.")
    path = small / "source/loose/cards.md"
    path.parent.mkdir()
    text = text.replace(":topics: cost\n", ":cite: Roe, Jane, 2020.\n:short-cite: Roe 20\n")
    path.write_text(text, encoding="utf-8")
    found = {each.name: each for each in contents.look(Project.find(small)).findings}
    assert found["unproved"].message == "1 card without a stored source: loose."
    assert found["unused"].state is State.NOTE


def test_a_folder_that_nothing_can_be_written_to(cli: Cli, small: Path):
    (small / "build").write_text("a file")
    found = report(cli, small, code=1)
    assert line(found, "build/pdf")["message"].startswith("Nothing can be written to ")
    assert line(found, "build/pdf")["remedy"]
    assert not [each for each in folders.look(small) if each.name == "briefs"]


def packages(*required: str) -> list[Finding]:
    return list(installation._packages(required))


def test_packages_are_compared_with_what_is_wanted():
    assert [each.state for each in packages("sphinx>=9", "docutils")] == [State.OK]
    old, none = packages("sphinx>=9999", "nothing-of-this-name>=1", "tomli; python_version < '3'")
    assert old.state is none.state is State.ERROR
    assert old.message.startswith("sphinx>=9999 is wanted, and ")
    assert none.message == "nothing-of-this-name>=1 is wanted, and nothing is there."
    assert 'pip install "nothing-of-this-name>=1"' in none.remedy


def test_what_this_version_wants_is_there():
    python, required = installation._wanted()
    assert python
    assert len(required) > 10
    assert [each.message for each in packages(*required) if each.state is not State.OK] == []
    assert installation._python(">=3.99").state is State.ERROR


def test_an_engine_that_does_not_start(small: Path, tmp_path: Path):
    broken = tmp_path / "broken" / "typst"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('no such library')\n")
    env = process_env()
    env["PYTHONPATH"] = os.pathsep.join([str(broken.parent), env["PYTHONPATH"]])
    result = subprocess.run(
        [sys.executable, "-m", "briefwright", "doctor", "--json"],
        cwd=small,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 1
    found = line(json.loads(result.stdout), "engine")
    assert found["message"].startswith("The PDF engine does not work: ")
    assert found["remedy"] == "Install the engine anew: pip install --force-reinstall typst"
