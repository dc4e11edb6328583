"""Editions: which PDFs are asked for, and what each of them has."""

import shutil
from pathlib import Path

import pytest

import synthetic
from briefwright.model import Edition
from briefwright.problems import Code
from briefwright.spec import read_spec
from briefwright.sphinx_ext.editions.registry import RECIPES
from briefwright.templating.wishes import Wishes
from conftest import ROOT, Builder, Cli
from printing import pages, text

OUTLINE = "-outline"


def printed(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "build/pdf").glob("*.pdf"))


def ask(project: Path, editions: str) -> None:
    """Have the specification of the example ask for *editions*."""
    path = project / "briefs/russia-iran.yaml"
    path.write_text(f"{path.read_text('utf-8')}\neditions: {editions}\n", encoding="utf-8")


def test_every_edition_can_be_made() -> None:
    assert {Edition.FULL, *RECIPES} == {*Edition}


def test_editions_are_asked_for_one_by_one(cli: Cli, small_built: Path) -> None:
    names = printed(small_built)
    assert names
    assert not any(OUTLINE in name for name in names)
    command = ("build", "--to", "pdf", "--edition", "full", "--edition", "outline")
    said = cli(*command, cwd=small_built).stdout
    assert len(said.splitlines()) == 2 * len(names)
    assert printed(small_built) == sorted([*names, *(name + OUTLINE for name in names)])


def test_the_outline_of_a_long_brief_is_two_pages_a_side(
    tmp_path: Path, sphinx_builder: Builder
) -> None:
    shutil.copy(ROOT / "conf.py", tmp_path)
    (tmp_path / "briefs").mkdir()
    shutil.copy(ROOT / "briefs/index.md", tmp_path / "briefs")
    (tmp_path / "briefs/long.yaml").write_text("resolution: It is long\neditions: outline\n")
    for folder in synthetic.library(170, median_words=20):
        for file in filter(None, (folder.essay, folder.cards)):
            (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file.path).write_text(file.text)
    built = sphinx_builder(tmp_path, "typst", brief_system_fonts=False)
    for side in ("pro", "con"):
        found = pages((built.path / f"long-{side}-outline.pdf").read_bytes())
        assert len(found) == 2
        assert "".join(found).count("Author") > 150


def test_a_specification_asks_for_editions(project: Path, sphinx_builder: Builder) -> None:
    ask(project, "outline")
    built = sphinx_builder(project, "typst")
    assert {path.name for path in built.path.glob("*.pdf")} == {
        "russia-iran-outline.pdf",
        "russia-iran-pro-outline.pdf",
        "russia-iran-con-outline.pdf",
    }


def test_the_configuration_goes_over_it(project: Path, sphinx_builder: Builder) -> None:
    ask(project, "outline")
    built = sphinx_builder(project, "typst", brief_editions=["full"])
    assert not [*built.path.glob(f"*{OUTLINE}.pdf")]
    assert (built.path / "russia-iran.pdf").is_file()


@pytest.mark.parametrize("written", ["full, outline", "[full, outline]", "\n  - full\n  - outline"])
def test_a_specification_lists_editions_as_one_likes(written: str) -> None:
    spec, problems = read_spec(f"resolution: R\neditions: {written}\n", "briefs/a.yaml", "a")
    assert not problems
    assert spec
    assert spec.editions == (Edition.FULL, Edition.OUTLINE)


def test_an_unknown_edition_is_named_with_the_nearest(cli: Cli, small: Path) -> None:
    said = cli("build", "--edition", "outlin", cwd=small, code=1).stderr
    assert "There is no edition “outlin”. Did you mean “outline”?" in " ".join(said.split())
    (problem,) = Wishes(editions=("outlin",)).problems()
    assert problem.code is Code.VALUE
    _, problems = read_spec("resolution: R\neditions: outlin\n", "briefs/a.yaml", "a")
    assert [problem.hint for problem in problems] == ["Did you mean “outline”?"]


def test_the_outline_has_every_tag_and_no_evidence(project: Path, sphinx_builder: Builder) -> None:
    built = sphinx_builder(project, "typst", brief_editions=["outline"])
    whole = text((built.path / "russia-iran-outline.pdf").read_bytes())
    assert "Both share enduring strategic objectives" in whole
    assert "Contention 1: Both want the United States out of the Middle East" in whole
    assert "Tehran aims to prevent Iraq" not in whole
    assert "Extend the shared purpose" not in whole
    pro = text((built.path / "russia-iran-pro-outline.pdf").read_bytes())
    assert "For Moscow, Iran is a means to an end" in pro  # the block against it
    assert "Contention 3: For Moscow" not in pro


def test_two_pdfs_of_one_name_are_refused(cli: Cli, small: Path) -> None:
    spec = small / "briefs/sunday-libraries.yaml"
    written = spec.read_text(encoding="utf-8")
    spec.with_name("sunday-libraries-read.yaml").write_text(written, encoding="utf-8")
    cli("build", "--to", "pdf", cwd=small)
    (small / "build/pdf/sunday-libraries-read.pdf").unlink()
    asked = f"{written}editions: [full, read]\n"
    spec.write_text(asked, encoding="utf-8")
    said = cli("build", "--to", "pdf", cwd=small, code=1).stderr
    assert "Two PDFs would be called “sunday-libraries-read.pdf”" in " ".join(said.split())
    assert not (small / "build/pdf/sunday-libraries-read.pdf").exists()
