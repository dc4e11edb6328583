"""What the tests share: a command line, a copy of the example project, a Sphinx without warnings."""

import io
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from briefwright.cli import cli as command_line

pytest.register_assert_rewrite("broken")
import broken  # noqa: E402 (only now does it say what differs)

ROOT = Path(__file__).resolve().parent.parent
"""This repository, which is a project itself."""

Cli = Callable[..., Result]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the example project: its configuration, sources and specifications."""
    goal = tmp_path / "project"
    (goal / "briefs").mkdir(parents=True)
    shutil.copy(ROOT / "conf.py", goal)
    shutil.copytree(ROOT / "source", goal / "source")
    for path in (ROOT / "briefs").iterdir():
        if path.is_file():
            shutil.copy(path, goal / "briefs")
    return goal


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The project that ``brief init`` lays out."""
    from briefwright.scaffold import lay_out

    lay_out(tmp_path / "small")
    return tmp_path / "small"


@pytest.fixture(scope="session")
def built_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project with its pages and PDFs, for all tests; see :func:`small_built`."""
    from briefwright.scaffold import lay_out

    root = tmp_path_factory.mktemp("built") / "small"
    lay_out(root)
    result = CliRunner().invoke(command_line, ["-C", str(root), "build"])
    assert result.exit_code == 0, result.output
    return root


@pytest.fixture
def small_built(built_small: Path) -> Iterator[Path]:
    """A project with its pages and PDFs, which a test may break: it is mended afterwards."""
    good = broken.state(built_small)
    yield built_small
    broken.restore(built_small, good)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run ``brief`` in this process, from the folder *cwd*; *code* is the exit code to expect."""

    def run(*arguments: str | Path, cwd: Path | None = None, code: int = 0) -> Result:
        if cwd:
            monkeypatch.chdir(cwd)
        result = CliRunner().invoke(command_line, [str(argument) for argument in arguments])
        print(result.output)
        if result.exception and not isinstance(result.exception, SystemExit):
            traceback.print_exception(result.exception)
        assert result.exit_code == code
        assert "Traceback" not in result.output
        return result

    return run


@pytest.fixture
def brief() -> Run:
    """Run ``brief`` in a process of its own; *code* is the exit code to expect."""

    def run(
        *arguments: str | Path,
        cwd: Path,
        code: int | None = 0,
        env: Mapping[str, str] | None = None,
    ) -> "subprocess.CompletedProcess[str]":
        result = subprocess.run(
            [sys.executable, "-m", "briefwright", *map(str, arguments)],
            cwd=cwd,
            env=process_env() if env is None else {**env, "PYTHONPATH": str(ROOT / "tooling")},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        print(result.stdout, result.stderr)
        assert code is None or result.returncode == code
        assert "Traceback" not in result.stderr
        return result

    return run


def process_env(**more: str) -> dict[str, str]:
    """Return the environment of a process that imports the package from this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "tooling"), **more}


@dataclass(frozen=True)
class Built:
    """What Sphinx made of a project."""

    app: Sphinx
    path: Path

    def read(self, name: str) -> str:
        """Return a file of the output."""
        return (self.path / name).read_text(encoding="utf-8")

    def doctree(self, docname: str) -> nodes.document:
        """Return a document as it was read."""
        return self.app.env.get_doctree(docname)


Builder = Callable[..., Built]


def sphinx_build(
    root: Path, goal: Path, builder: str = "html", *, warnings: str = "", **config: object
) -> Built:
    """Build a project with Sphinx alone; *warnings* is what it is expected to say."""
    said = io.StringIO()
    with patch_docutils(root), docutils_namespace():
        app = Sphinx(root, root, goal, goal.with_name("doctrees"), builder, config, None, said)
        app.build()
    print(said.getvalue())
    assert (warnings in said.getvalue()) if warnings else not said.getvalue()
    return Built(app, goal)


@pytest.fixture
def sphinx_builder(tmp_path: Path) -> Builder:
    """Build a project with Sphinx alone, below the test's own folder."""

    def build(root: Path, builder: str = "html", *, warnings: str = "", **config: object) -> Built:
        goal = tmp_path / "sphinx" / builder
        return sphinx_build(root, goal, builder, warnings=warnings, **config)

    return build


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
