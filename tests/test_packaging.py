"""What is packed is what is there, and works where nothing else of this repository is."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import briefwright
import built
from conftest import ROOT

DIST_INFO = f"briefwright-{briefwright.__version__}.dist-info"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that knows nothing of this checkout, and return what it says."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    print(result.stdout)
    assert result.returncode == 0
    return result.stdout


def build(kind: str, source: Path, goal: Path) -> Path:
    run(sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "-o", goal, source, cwd=goal)
    (made,) = goal.iterdir()
    return made


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; what it depends on is borrowed, so that no network is needed.

    Returns the folder of its commands.
    """
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, symlinks=os.name != "nt")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", scripts / "python", "--quiet"]
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    where = run(
        scripts / "python",
        "-c",
        "import sysconfig; print(sysconfig.get_path('purelib'))",
        cwd=folder,
    ).strip()
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(where) / "borrowed.pth").write_text("\n".join(sorted(paths)), encoding="utf-8")
    return scripts


def packed_files() -> set[str]:
    """Return what the wheel is to hold, by its names there."""
    folders = {
        ROOT / "tooling/briefwright": "briefwright",
        ROOT / "templates": "briefwright/templates",
    }
    return {
        f"{name}/{path.relative_to(folder).as_posix()}"
        for folder, name in folders.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_and_its_templates_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    info = {name for name in names if name.startswith(f"{DIST_INFO}/")}
    assert names - info == packed_files()
    assert info == {
        f"{DIST_INFO}/{name}"
        for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }
    assert {
        "briefwright/py.typed",
        "briefwright/brief.schema.json",
        "briefwright/skeleton/gitignore",
        "briefwright/templates/public-forum/template.yml",
        "briefwright/templates/base/print.typ",
    } <= names


def test_the_source_archive_makes_the_same_wheel_without_the_essays(
    wheel: Path, tmp_path: Path
) -> None:
    (tmp_path / "sdist").mkdir()
    archive = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(archive) as stream:
        names = stream.getnames()
        stream.extractall(tmp_path / "unpacked", filter="data")
    assert not [name for name in names if "/source/kozak" in name or "/tests/" in name]
    (tmp_path / "wheel").mkdir()
    (source,) = (tmp_path / "unpacked").iterdir()
    again = build("wheel", source, tmp_path / "wheel")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


@pytest.fixture(scope="session")
def made(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that the installed command laid out and built."""
    folder = tmp_path_factory.mktemp("made")
    brief = installed / "brief"
    run(brief, "init", "d", cwd=folder)
    assert "no problems" in run(brief, "check", cwd=folder / "d")
    run(brief, "build", cwd=folder / "d")
    return folder / "d"


def test_the_installed_command_makes_a_project_and_builds_it(
    installed: Path, made: Path, tmp_path: Path
) -> None:
    place = run(
        installed / "python", "-c", "import briefwright; print(briefwright.__file__)", cwd=tmp_path
    )
    assert not Path(place).is_relative_to(ROOT)
    said = run(installed / "brief", "--version", cwd=tmp_path)
    assert said == f"brief {briefwright.__version__}\n"
    assert (made / "build/html/index.html").is_file()
    pdfs = {path.name for path in (made / "build/pdf").iterdir()}
    name = "sunday-libraries"
    assert pdfs == {f"{name}.pdf", f"{name}-pro.pdf", f"{name}-con.pdf"}


OVERRIDES = {
    "public-forum/counts.md.j2": "{{ counts.read }} words to speak.\n",
    "public-forum/card.md.j2": (
        '{% extends "!card.md.j2" %}\n{% block note %}\nSeen by: ______\n{% endblock %}\n'
    ),
    "public-forum/print.typ": (
        "#let colours = (text: rgb(80, 0, 120))\n"
        "#let footer(look, job) = align(center)[Harbour Road School]\n"
        "#let citation(look, body) = (look.inherited.citation)(look, emph(body))\n"
    ),
    "public-forum/screen.css": ":root { --bw-read: #cfe3f5; }\n",
    "public-forum/template.yml": (
        "options: {citation: {default: [title, author]}}\n"
        'wording: {extension: In summary, cite_title: "<{title}>{mark}"}\n'
    ),
    "base/locale/es.yml": "crossfire: Nuestras preguntas\n",
}
"""By the path below ``templates/``."""
SPANISH = """
resolution: "Las bibliotecas públicas deben abrir los domingos."
language: es
"""
PRO = "sunday-libraries-pro"


def slanted(root: Path) -> str:
    """Return what is in italics on a page of the side."""
    return "".join(text for text, font, _ in built.written(root, PRO) if "Italic" in font)


SEEN: dict[str, Callable[[Path], bool]] = {
    "a partial": lambda root: "97 words to speak." in built.printed(root, PRO),
    "a block of a partial": lambda root: built.printed(root, PRO).count("Seen by:") == 3,
    "a function": lambda root: "Harbour Road School" in built.printed(root, PRO),
    "a colour": lambda root: built.colours(root, PRO).get((80, 0, 120), 0) > 1000,
    "a custom property": lambda root: built.is_last(
        built.sheet(root / "build/html"), "--bw-read: #cfe3f5", "--bw-read: #fff3a3"
    ),
    "the parts of a citation": lambda root: (
        "<Should the Library Open on Sunday?>, Briefwright." in built.printed(root, PRO)
    ),
    "the look of a citation": lambda root: "Should the Library Open" in slanted(root),
    "the wording": lambda root: "In summary: They count" in built.printed(root, PRO),
    "a locale": lambda root: (
        {"Nuestras preguntas", "Contenido"}
        <= set(built.printed(root, "domingos-pro").replace("\r", "").split("\n"))
    ),
}


def test_each_kind_of_override_works_with_the_installed_command(
    installed: Path, made: Path, tmp_path: Path
) -> None:
    root = tmp_path / "d"
    shutil.copytree(made, root)
    assert not [kind for kind, check in SEEN.items() if built.holds(check, root)]
    (root / "briefs/domingos.yaml").write_text(SPANISH, encoding="utf-8")
    for name, text in OVERRIDES.items():
        path = root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert "warning" not in run(installed / "brief", "build", cwd=root)
    assert [kind for kind, check in SEEN.items() if built.holds(check, root)] == [*SEEN]


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    begin = lines.index("dependencies = [")
    entries = lines[begin + 1 : lines.index("]", begin)]
    assert entries
    assert all("# " in line for line in entries)


def test_the_pinned_dependencies_cover_what_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["dev"]
    pinned = (ROOT / "tooling/requirements-dev.txt").read_text(encoding="utf-8")
    names = {line.partition("==")[0] for line in pinned.splitlines() if "==" in line}
    missing = [
        name
        for name in asked
        if re.split("[<>=\\[]", name)[0].strip().replace(".", "-") not in names | {"briefwright"}
    ]
    assert not missing
    assert "://" not in pinned
    assert " /" not in pinned
