import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import process_env

HELP_MODULES = {"sphinx", "docutils", "typst", "pydantic", "jinja2", "yaml", "rich", "rapidfuzz"}
LIST_MODULES = {"sphinx", "docutils", "typst", "jinja2", "rich", "filelock"}


def python(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=process_env(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )


def imported(*arguments: str, cwd: Path) -> set[str]:
    """Return the packages that ``brief`` with these arguments has imported when it ends."""
    script = (
        "import atexit, json, sys\n"
        "from briefwright.cli import main\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        f"sys.argv[1:] = {list(arguments)!r}\n"
        "main()\n"
    )
    modules = json.loads(python("-c", script, cwd=cwd).stderr.splitlines()[-1])
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["build", "--help"], ["template", "check", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    assert not imported(*arguments, cwd=tmp_path) & HELP_MODULES


@pytest.mark.parametrize("what", ["cards", "sources", "topics", "briefs"])
def test_lists_import_neither_sphinx_nor_typst(what: str, small: Path) -> None:
    assert not imported("list", what, cwd=small) & LIST_MODULES


def test_help_imports_little_that_click_does_not(tmp_path: Path) -> None:
    script = "import json, sys, click; print(json.dumps(sorted(sys.modules)))"
    bare = {
        name.partition(".")[0] for name in json.loads(python("-c", script, cwd=tmp_path).stdout)
    }
    assert len(imported("--help", cwd=tmp_path) - bare) <= 30
