"""Options and versions that are asked for beside the specification."""

import pickle
from pathlib import Path

import pytest

from briefwright import __version__
from briefwright.build import Request
from briefwright.model import Spec
from briefwright.problems import BriefError
from briefwright.templates import find_pack
from briefwright.templating.options import read_options
from briefwright.templating.wishes import Wishes, written
from conftest import Builder, Cli

SPEC = "briefs/sunday-libraries.yaml"
INDEX = "briefs/sunday-libraries/index.md"


def overview(root: Path) -> str:
    return (root / INDEX).read_text(encoding="utf-8")


def test_an_option_of_the_command_line_wins_over_the_specification(cli: Cli, small: Path) -> None:
    with (small / SPEC).open("a") as spec:
        spec.write("options: {rates: [140, 180], clashes: no}\n")
    cli("build", "--to", "html", cwd=small)
    assert "140 wpm" in overview(small)
    cli("build", "--to", "html", "--set", "rates=130, 170", "--set", "legend=none", cwd=small)
    text = overview(small)
    assert "| 130 wpm | 170 wpm |" in text
    assert ":::{marks}" not in text
    assert "Which card answers which" not in text
    cli("build", "--to", "html", cwd=small)
    assert "| 140 wpm | 180 wpm |" in overview(small)


def test_the_last_of_equal_options_counts(cli: Cli, small: Path) -> None:
    cli("check", "--set", "size=99", "--set", " size = 12 ", cwd=small)
    cli("check", "--set", "size=12", "--set", "size=99", cwd=small, code=1)


def test_options_that_are_unknown_or_do_not_fit_are_named_as_given(cli: Cli, small: Path) -> None:
    said = cli("build", "--set", "papre=a4", "--set", "size=big", cwd=small, code=1).stderr
    assert said == (
        "--set papre: error[unknown-key]: The template “public-forum” has no option “papre”."
        " Did you mean “paper”?\n"
        "--set size: error[value]: The option “size” cannot be “big”: it is not a number."
        " Write digits only, such as 3 or 1.5, or auto.\n"
    )
    assert not (small / "build/html").exists()
    said = cli("check", "sunday-libraries", "--set", "size=1=2", cwd=small, code=1).stdout
    assert said == "6 cards in 1 essay, 1 brief: 1 error.\n"
    said = cli("check", "--set", "font=a\x07b", cwd=small, code=1).stderr
    assert said.startswith("--set font:1:2: error[character]: ")


@pytest.mark.parametrize("given", ["size", "=3", " =3", ""])
def test_what_is_no_setting_is_wrong_usage(cli: Cli, small: Path, given: str) -> None:
    said = cli("build", "--set", given, cwd=small, code=2).stderr
    assert f"Invalid value for '--set': {given!r} is not of the form KEY=VALUE." in said


def test_only_the_briefs_that_are_built_are_changed(cli: Cli, small: Path) -> None:
    (small / "briefs/other.yaml").write_text("resolution: Other\n")
    cli("build", "other", "--to", "html", "--set", "rates=111", cwd=small)
    assert "111 wpm" in (small / "briefs/other/index.md").read_text(encoding="utf-8")
    cli("build", "--to", "html", cwd=small)
    assert "150 wpm" in overview(small)
    cli("build", "other", "--to", "html", "--set", "rates=111", cwd=small)
    assert "150 wpm" in overview(small)


def test_sphinx_takes_options_too(small: Path, sphinx_builder: Builder) -> None:
    sphinx_builder(small, "dummy", **{"brief_options.rates": "123"})
    assert "| 123 wpm |" in overview(small)
    with (small / "conf.py").open("a") as conf:
        conf.write("brief_options = {'rates': [125, 200], 'clashes': False}\n")
    sphinx_builder(small, "dummy")
    assert "| 125 wpm | 200 wpm |" in overview(small)


def test_a_build_takes_them_from_the_configuration_as_sphinx_does(small: Path, cli: Cli) -> None:
    with (small / "conf.py").open("a") as conf:
        conf.write("brief_options = {'rates': [125]}\nbrief_editions = ['outline']\n")
    said = cli("build", "--to", "pdf", "--set", "rates=170", cwd=small).stdout
    assert len(said.splitlines()) == 3
    assert all("-outline.pdf" in line for line in said.splitlines())
    assert "| 170 wpm |" in overview(small)
    said = cli("build", "--to", "pdf", "--edition", "cites", "--section", "Pro", cwd=small).stdout
    assert "-cites-part.pdf" in said
    assert "| 125 wpm |" in overview(small)
    with (small / "conf.py").open("a") as conf:
        conf.write("brief_editions, brief_layouts = [], ['booklets']\n")
    said = cli("build", "--to", "pdf", cwd=small, code=1).stderr
    assert "There is no layout “booklets”. Did you mean “booklet”?" in said


def test_values_of_python_are_written_as_in_a_specification() -> None:
    assert [written(v) for v in (True, False, 3, 1.5, "a", ["a", 2])] == [
        "yes",
        "no",
        "3",
        "1.5",
        "a",
        "a, 2",
    ]


def test_an_option_may_be_set_for_all_briefs_of_a_project(small: Path) -> None:
    for pack, size in (("base", 12), ("public-forum", 13)):
        folder = small / "templates" / pack
        folder.mkdir()
        (folder / "template.yml").write_text(f"options: {{size: {{default: {size}}}}}\n")
        assert find_pack("public-forum", small).options["size"].default == size
    spec = Wishes(options={"size": "14"}).over(Spec(slug="x", resolution="R"))
    values, problems = read_options(find_pack("public-forum", small).options, spec)
    assert (values["size"], problems) == (14, ())


@pytest.mark.parametrize("version", ["0.0", "0.1", __version__, f"{__version__}.0"])
def test_a_pack_for_this_version_or_an_older_one_is_taken(small: Path, version: str) -> None:
    put(small, f"extends: public-forum\nminimum-version: {version}\n")
    assert find_pack("x", small).lineage == ("x", "public-forum", "base")


def test_a_pack_that_wants_a_newer_version_is_refused_in_one_line(small: Path) -> None:
    put(small, "extends: public-forum\nminimum-version: '12.10'\nnews: of its own\n")
    assert refused(small) == (
        "templates/x/template.yml:2:18: error[template]: The template “x” wants Briefwright 12.10"
        f" or newer; this is {__version__}."
        " Install a newer Briefwright, or use an older version of the template."
    )


@pytest.mark.parametrize("version", ["new", "1.", "v1", "1.2.3.4.5", "1.0rc1"])
def test_what_is_no_version_is_said(small: Path, version: str) -> None:
    put(small, f"extends: public-forum\nminimum-version: {version}\n")
    assert f"error[value]: “{version}” is not a version." in refused(small)


def put(root: Path, manifest: str) -> None:
    (root / "templates/x").mkdir()
    (root / "templates/x/template.yml").write_text(manifest)


def refused(root: Path) -> str:
    with pytest.raises(BriefError) as raised:
        find_pack("x", root)
    return str(raised.value)


def test_a_request_can_be_told_to_another_process(tmp_path: Path) -> None:
    request = Request(out=tmp_path, wishes=Wishes(options={"size": "14"}, template="x"))
    assert pickle.loads(pickle.dumps(request)) == request
