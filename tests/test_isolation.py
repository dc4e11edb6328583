"""Packs from somebody else: rendered in a child process that can reach, eat and take little."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from briefwright.isolation import Bounds, _pickled, render_apart
from briefwright.problems import Code, Severity
from briefwright.render import render, try_render
from briefwright.templates import find_pack
from briefwright.templating.packs import INSTALLED, Pack, PackFile
from conftest import Cli, process_env
from test_templates import BIG, HOSTILE, LONG, brief, fails
from values import pack

posix = pytest.mark.skipif(sys.platform == "win32", reason="bounds are for POSIX systems")


def foreign(template: str, **files: str) -> Pack:
    """Return a pack that was installed, whose one document is *template*."""
    named = {f"{name}.md.j2": text for name, text in files.items()}
    return pack({"index.md.j2": template, **named, INSTALLED: ""}, {"hello": "Hi {who}"})


def refused(template: str, bounds: Bounds | None = None, **files: str) -> str:
    made = render_apart(brief(), foreign(template, **files), bounds or Bounds())
    assert made.documents == ()
    # Without what only speaks, such as a file that nothing asks for.
    problem, *_ = (p for p in made.problems if p.severity is Severity.ERROR)
    assert problem.code is Code.TEMPLATE
    assert "\n" not in problem.headline
    return f"{problem.place}: {problem.headline}"


def test_what_comes_back_is_what_would_have_been_rendered_here() -> None:
    for name in ("public-forum",):
        found = find_pack(name)
        values, _ = found.read_options(brief_spec())
        assert render_apart(brief(values), found) == try_render(brief(values), found)


def brief_spec():
    from briefwright.model import Spec

    return Spec(slug="x", resolution="R")


def test_only_a_pack_from_somebody_else_is_not_trusted(small: Path) -> None:
    assert find_pack("public-forum", small).is_trusted
    for name, manifest in {
        "theirs": "extends: public-forum\n",
        "mine": "extends: theirs\n",
    }.items():
        (small / "templates" / name).mkdir()
        (small / "templates" / name / "template.yml").write_text(manifest)
    assert find_pack("theirs", small).is_trusted
    (small / "templates/theirs" / INSTALLED).write_text("sha256: x\n")
    assert not find_pack("theirs", small).is_trusted
    assert not find_pack("mine", small).is_trusted
    assert find_pack("public-forum", small).is_trusted


def test_values_of_a_brief_are_told_to_the_child_whole() -> None:
    value = MappingProxyType({"a": MappingProxyType({"b": (1, brief())})})
    back = pickle.loads(_pickled(value))
    assert back == value
    assert isinstance(back["a"], MappingProxyType)


def test_a_mistake_is_said_as_anywhere() -> None:
    assert refused("a\n{{ brif.title }}") == (
        "templates/x/index.md.j2:2:4: There is no “brif” here. Did you mean “brief”?"
    )


SLOW = (
    "{% for a in BIG %}{% for b in BIG %}{% for c in BIG %}{{ LONG }}"
    "{% endfor %}{% endfor %}{% endfor %}"
).replace("BIG", BIG)


def test_what_takes_too_long_is_stopped_and_named() -> None:
    said = refused(SLOW.replace("LONG", "a ~ b"), Bounds(seconds=0.05))
    assert said == (
        "templates/x: The template “x” was stopped: it took more than 0.05 seconds."
        " It came from somebody else: do not use it, and tell whoever made it."
    )


@posix
def test_what_eats_memory_is_stopped() -> None:
    template = "{{ 'x' * 8000000 }}"
    render_apart(brief(), foreign(template))
    said = refused(template, Bounds(memory=20 << 20))
    assert said.startswith("templates/x/index.md.j2:1: The template wants more memory than there")


@posix
def test_documents_that_are_too_large_are_not_taken() -> None:
    said = refused("a" * 4000, Bounds(output=1000, memory=512 << 20))
    assert said == (
        "templates/x: The template “x” was stopped: it wants more than 512 MiB of memory."
        " It came from somebody else: do not use it, and tell whoever made it."
    )


@posix
def test_a_child_that_dies_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "python"
    dying.write_text("#!/bin/sh\nkill -9 $$\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    assert "“x” was stopped: it made the process that it ran in end." in refused("a")


@posix
@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname')",
        "open('left-behind', 'w')",
        "__import__('socket').socket()",
        "__import__('os').pipe()",
        "__import__('subprocess').run(['true'])",
        "bytes(1 << 30)",
    ],
)
def test_a_child_can_reach_nothing_even_outside_of_the_sandbox(tmp_path: Path, deed: str) -> None:
    script = (
        "import socket, subprocess, sys\n"
        "from briefwright.isolation_worker import _confine\n"
        f"if sys.argv[1:]: _confine(1 << 29, 1 << 20)\n{deed}\n"
    )
    command = [sys.executable, "-c", script]
    free = subprocess.run(command, cwd=tmp_path, env=process_env(), check=False)
    assert free.returncode == 0
    (tmp_path / "left-behind").unlink(missing_ok=True)
    bound = subprocess.run(
        [*command, "confined"],
        cwd=tmp_path,
        env=process_env(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert bound.returncode == 1
    assert "OSError" in bound.stderr or "MemoryError" in bound.stderr or "Errno" in bound.stderr
    assert not list(tmp_path.iterdir())


def test_the_child_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from briefwright.isolation import _environment

    monkeypatch.setenv("A_SECRET", "x")
    assert _environment().keys() <= {"PYTHONPATH", "PYTHONUTF8", "SYSTEMROOT"}


def test_texts_that_are_not_sealed_are_not_taken() -> None:
    from briefwright.isolation import _documents

    found = foreign("a")
    (document,) = render(brief(), found)
    assert _documents([document.text], brief(), found) == (document,)
    for texts in ([document.text + "x"], [], [document.text] * 2, [None], ["% x"]):
        assert _documents(texts, brief(), found) == ()


@pytest.mark.slow
def test_every_hostile_template_is_refused_in_the_child_as_it_is_here() -> None:
    files = {
        "part": "{% set x = 1 %}",
        "loop": "{% include 'back.md.j2' %}",
        "back": "{% include 'loop.md.j2' %}",
    }
    templates = [text.replace("BIG", BIG).replace("LONG", LONG) for text in HOSTILE]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        said = list(pool.map(lambda text: refused(text, **files), templates))
    here = [fails(text, **files) for text in templates]
    assert [alike(line) for line in said] == [alike(line) for line in here]


def alike(line: str) -> str:
    """Leave out what may differ: the marker, and at which of two templates Python gave up."""
    return line.replace(" installed.yml,", "").replace("x/back.md", "x/loop.md")


def test_a_brief_is_built_with_a_pack_from_somebody_else(cli: Cli, small: Path) -> None:
    folder = small / "templates/theirs"
    folder.mkdir()
    (folder / "template.yml").write_text("extends: public-forum\n")
    (folder / INSTALLED).write_text("sha256: x\n")
    (folder / "resolution.md.j2").write_text("Their words.\n")
    spec = small / "briefs/sunday-libraries.yaml"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(f"template: theirs\n{text}", encoding="utf-8")
    cli("build", cwd=small)
    made = (small / "briefs/sunday-libraries/index.md").read_text(encoding="utf-8")
    assert "Their words." in made
    (folder / "resolution.md.j2").write_text("\n{{ open('/etc/passwd') }}\n")
    said = cli("build", cwd=small, code=1).stderr
    assert said.startswith("templates/theirs/resolution.md.j2:2:4: error[template]: ")
    assert "There is no “open” here." in said


def test_files_of_the_pack_are_all_that_templates_can_ask_for(small: Path) -> None:
    file = PackFile(
        name="secret.md.j2",
        folder=1,
        path=small / "conf.py",
        shown="elsewhere",
        text="secret",
        project=True,
    )
    found = foreign("{% include 'secret.md.j2' %}")
    assert "There is no template “secret.md.j2”" in refused("{% include 'secret.md.j2' %}")
    more = replace(found, files={**found.files, "secret.md.j2": (file,)})
    (document,) = render_apart(brief(), more).documents
    assert document.text.endswith("secret\n")
