import os
import sys
from pathlib import Path

import pytest

from briefwright.problems import BriefError
from briefwright.project import Project

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("briefs", "source/one"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "conf.py").write_text("")
    (tmp_path / "source/one/essay.md").write_text("essay")
    return tmp_path


def said(problems: object) -> list[str]:
    return [str(problem) for problem in problems]  # type: ignore[attr-defined]


def test_finds_the_project_from_anywhere_inside(root: Path) -> None:
    assert Project.find(root / "source" / "one") == Project(root)
    assert Project.find(root / "source" / "one" / "essay.md") == Project(root)


def test_says_how_to_get_a_project(tmp_path: Path) -> None:
    with pytest.raises(BriefError) as caught:
        Project.find(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: error[file]: There is no Briefwright project here or in a folder above. "
        "Make one with “brief init DIR”, or name one with “-C DIR”."
    )


def test_a_folder_with_conf_py_alone_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text("")
    with pytest.raises(BriefError):
        Project.find(tmp_path)


def test_reads_sources_by_name_and_leaves_other_files_alone(root: Path) -> None:
    (root / "source/one/original.pdf").write_bytes(b"\xff\xfe")
    (root / "source/one/notes.md").write_bytes(b"\xff\xfe")
    (root / "source/README.md").write_text("about")
    (root / "source/.hidden").mkdir()
    (root / "source/empty").mkdir()
    (root / "source/another").mkdir()
    (root / "source/another/cards.md").write_text("cards")
    folders, problems = Project(root).sources()
    assert problems == ()
    assert [(f.name, bool(f.essay), bool(f.cards)) for f in folders] == [
        ("another", False, True),
        ("one", True, False),
    ]
    assert folders[1].essay
    assert folders[1].essay.path == "source/one/essay.md"
    assert folders[1].essay.text == "essay"


def test_reads_specifications_by_name(root: Path) -> None:
    for name in ("b.yaml", "a.yml", "index.md", ".hidden.yaml"):
        (root / "briefs" / name).write_text("resolution: R")
    (root / "briefs" / "a").mkdir()
    specs, problems = Project(root).specs()
    assert problems == ()
    assert [(spec.path, spec.slug) for spec in specs] == [
        ("briefs/a.yml", "a"),
        ("briefs/b.yaml", "b"),
    ]


def test_a_project_may_lack_a_folder(root: Path) -> None:
    (root / "briefs").rmdir()
    assert Project(root).specs() == ((), ())


def test_all_problems_come_in_one_run(root: Path) -> None:
    (root / "source/one/essay.md").write_bytes(b"a\nb\xff")
    (root / "source/two").mkdir()
    (root / "source/two/cards.md").write_bytes(b"a\x00b")
    folders, problems = Project(root).sources()
    assert [folder.name for folder in folders] == ["two"]
    assert said(problems) == [
        "source/one/essay.md:2:2: error[encoding]: The file is not UTF-8: byte 0xff is out of "
        "place. Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
        "source/two/cards.md:1:2: error[character]: The character U+0000 means nothing in text. "
        "Delete it; it often comes with text copied from a PDF.",
    ]


@pytest.mark.parametrize("name", ["con", "nul", "a b", "Tax", "ü.x", "-"])
def test_names_of_sources_work_on_every_computer(root: Path, name: str) -> None:
    (root / "source/one").rename(root / "source" / name)
    _, problems = Project(root).sources()
    assert said(problems)[0].startswith(f"source/{name}: error[slug]: “{name}” ")


@posix
def test_names_that_differ_in_capitals_only_collide(root: Path) -> None:
    (root / "source/One").mkdir()
    (root / "source/One/cards.md").write_text("cards")
    for name in ("x.yaml", "x.yml"):
        (root / "briefs" / name).write_text("resolution: R")
    assert said(Project(root).sources()[1])[-1] == (
        "source/one: error[slug]: This and source/One have the same name on many computers. "
        "Rename one of them."
    )
    assert said(Project(root).specs()[1]) == [
        "briefs/x.yml: error[slug]: This and briefs/x.yaml have the same name on many computers. "
        "Rename one of them."
    ]


@posix
def test_says_what_capitals_hide(root: Path) -> None:
    (root / "source/one/Cards.md").write_text("cards")
    (root / "briefs/x.YAML").write_text("resolution: R")
    assert said(Project(root).sources()[1]) == [
        "source/one/Cards.md: warning[file]: This file is not read, because of the capitals in "
        "its name. Rename it: “cards.md”."
    ]
    assert said(Project(root).specs()[1]) == [
        "briefs/x.YAML: warning[file]: This file is not read, because of the capitals in its "
        "name. Rename it: “x.yaml”."
    ]


@posix
def test_links_that_lead_out_are_refused(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "essay.md").write_text("secret")
    (root / "source/two").symlink_to(outside)
    (root / "briefs/x.yaml").symlink_to(outside / "essay.md")
    folders, problems = Project(root).sources()
    assert [folder.name for folder in folders] == ["one"]
    assert said(problems) == [
        "source/two/essay.md: error[file]: This link leads out of the project. "
        "Copy the file itself into the project."
    ]
    assert Project(root).specs()[0] == ()
    with pytest.raises(BriefError, match="This leads out of the project"):
        Project(root).path("source/two/essay.md")


@posix
def test_a_whole_folder_that_leads_out_is_refused(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (root / "briefs").rmdir()
    (root / "briefs").symlink_to(tmp_path_factory.mktemp("outside"))
    assert said(Project(root).specs()[1]) == [
        "briefs: error[file]: This link leads out of the project. "
        "Copy the folder itself into the project."
    ]


@posix
def test_links_in_a_circle_are_explained(root: Path) -> None:
    (root / "source/loop").symlink_to("loop")
    (root / "source/two").mkdir()
    (root / "source/two/essay.md").symlink_to("essay.md")
    assert said(Project(root).sources()[1]) == [
        "source/two/essay.md: error[file]: This cannot be read: Too many levels of symbolic links."
    ]


@posix
def test_names_that_are_not_text_are_shown(root: Path) -> None:
    os.mkdir(os.fsencode(root / "source") + b"/\xff")
    (root / "source/\udcff/cards.md").write_text("cards")
    assert said(Project(root).sources()[1])[0].startswith("source/\\udcff: error[slug]: ")


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "briefs/../../x"])
def test_paths_stay_inside(root: Path, path: str) -> None:
    with pytest.raises(BriefError, match="This leads out of the project"):
        Project(root).path(path)
