"""The guide builds, what it tells to do works, and its tables are complete."""

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import boxes
from briefwright.cards import OPTIONS
from briefwright.citation import full_cite, short_cite, short_cites
from briefwright.cli import cli as command_line
from briefwright.fields import Tree
from briefwright.format_files import find_formats
from briefwright.front_matter import ABSENT, read_citation
from briefwright.model import Citation
from briefwright.problems import Code, Place
from briefwright.spec import schema
from conftest import ROOT, Builder, Cli, process_env
from test_packaging import installed, wheel  # noqa: F401 (fixtures)

RUN_IN_A_PROJECT = [
    name
    for name in boxes.PAGES
    if name not in {"tutorial.md", "your-school.md"} and any(boxes.steps(boxes.page(name)))
]
KINDS = ("markdown", "yaml", "text", "console")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def environment(**more: str) -> dict[str, str]:
    """Return an environment without a terminal, in which a browser opens nothing."""
    return process_env(BROWSER="true", **more)


# -- It builds


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide as `make docs` builds it."""
    goal = tmp_path_factory.mktemp("guide")
    command = [sys.executable, "-m", "sphinx", "-nW", "-q", "-b", "html", "-d", goal / "doctrees"]
    result = subprocess.run(
        [*command, boxes.DOCS, goal / "html"],
        env=process_env(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    return goal / "html"


def test_the_guide_builds_without_a_warning_and_makes_no_briefs(pages: Path) -> None:
    assert {path.stem for path in pages.glob("*.html")} >= {Path(n).stem for n in boxes.PAGES}
    assert not (boxes.DOCS / "briefs").exists()


def test_its_cards_are_proved_and_styled(pages: Path) -> None:
    text = (pages / "index.html").read_text(encoding="utf-8")
    assert 'class="bw-card bw-pro" id="card-small-cost"' in text
    assert "Not verified" not in text
    assert "in context" not in text.partition("</article>")[0].rpartition("<article")[2]
    assert ".bw-card" in (pages / "_static" / "briefwright.css").read_text(encoding="utf-8")
    assert "Not verified" in (pages / "cards.html").read_text(encoding="utf-8")


# -- What it tells to do works


@pytest.mark.slow
def test_the_tutorial_works_word_for_word_with_the_installed_wheel(
    installed: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    env = environment()
    del env["PYTHONPATH"]
    programs = {"brief": [str(installed / "brief")]}
    assert boxes.follow(boxes.page("tutorial.md"), tmp_path, programs, env) == tmp_path / "debate"
    made = {path.name for path in (tmp_path / "debate/build/pdf").iterdir()}
    assert {"later-bell.pdf", "later-bell-pro.pdf", "later-bell-con.pdf"} <= made
    (side,) = (tmp_path / "debate/briefs/later-bell").glob("pro*.md")
    assert ":name: cheaper\n" in side.read_text(encoding="utf-8").partition("## AT")[2]


@pytest.mark.slow
@pytest.mark.parametrize("name", RUN_IN_A_PROJECT)
def test_what_a_page_tells_to_do_works_in_a_new_project(name: str, small: Path) -> None:
    boxes.follow(boxes.page(name), small, boxes.checkout(), environment())


def test_the_tutorial_installs_as_the_readme_does() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python -m pip install ." in readme
    assert "`python -m pip install .`" in boxes.page("tutorial.md")


def test_the_example_of_the_readme_is_true(cli: Cli, project: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = {kind: re.findall(rf"```{kind}\n(.*?)```", readme, re.DOTALL) for kind in KINDS}
    cards = project / "source/kozak-2017/cards.md"
    text = cards.read_text(encoding="utf-8")
    assert shown["markdown"][0] in text
    wrong = shown["markdown"][0].replace("***likely draw", "***draw")
    cards.write_text(text.replace(shown["markdown"][0], wrong), encoding="utf-8")
    assert cli("check", cwd=project, code=1).stderr == shown["text"][0]
    (project / "briefs/russia-iran.yaml").write_text(shown["yaml"][0], encoding="utf-8")
    cards.write_text(text, encoding="utf-8")
    cli("check", cwd=project)
    assert shown["console"][0].startswith("$ brief build\n")


def test_cards_can_be_used_in_pages_of_ones_own_and_shared(
    small: Path, tmp_path: Path, sphinx_builder: Builder
) -> None:
    boxed = re.search("```markdown\n(See .*?)```", boxes.page("sphinx.md"), re.DOTALL)
    assert boxed
    home = sphinx_builder(small)
    other = tmp_path / "other"
    other.mkdir()
    (other / "conf.py").write_text(
        "project = 'Other'\n"
        "extensions = ['sphinx.ext.intersphinx', 'briefwright.sphinx_ext']\n"
        f"intersphinx_mapping = {{'library': ('https://x.example/', {str(home.path)!r}"
        " + '/objects.inv')}\n",
        encoding="utf-8",
    )
    card = ":::{card} Claim\n:name: own\n:side: pro\n:cite: Nobody\n\n*Text.*\n:::\n"
    (other / "index.md").write_text(f"# Other\n\n{boxed[1]}\n{card}", encoding="utf-8")
    page = sphinx_builder(other, "dirhtml").read("index.html")
    assert 'href="https://x.example/source/sunday-libraries/cards.html#card-small-cost"' in page
    assert "Not verified" in page


def test_the_shell_completes_commands(small: Path) -> None:
    env = environment(_BRIEF_COMPLETE="bash_complete", COMP_WORDS="brief b", COMP_CWORD="1")
    said = subprocess.run(
        [sys.executable, "-c", "from briefwright.cli import main; main()"],
        cwd=small,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert said.stdout == "plain,build\n"
    assert boxes.page("commands.md").count("_BRIEF_COMPLETE=") == 3


# -- Its tables are complete


def rows(text: str, heading: str) -> Iterator[list[str]]:
    """Yield the cells of the first table below *heading*."""
    below = text.partition(f"{heading}\n")[2]
    assert below, f"no heading {heading!r}"
    table = re.search(r"(?m)(?:^\|.*\n)+", below)
    assert table, f"no table below {heading!r}"
    for line in table[0].splitlines()[2:]:
        yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def first_column(text: str, heading: str) -> set[str]:
    """Return what the table below *heading* has as code in its first column."""
    return {name for row in rows(text, heading) for name in re.findall("`([^`]+)`", row[0])}


def commands(group: click.Group, path: str = "") -> Iterator[str]:
    """Yield the names of all commands."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield f"{path}{name}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")


def test_every_command_is_documented(pages: Path) -> None:
    text = boxes.page("commands.md")
    wanted = list(commands(command_line))
    assert sorted(re.findall(r"```\{brief-command\} ([a-z ]+)\n", text)) == sorted(wanted)
    shown = (pages / "commands.html").read_text(encoding="utf-8")
    for name in wanted:
        assert f"brief {name}" in shown
    for option in ("--resolution TEXT", "--paper [letter|a4|", "--topic TOPIC", "-h, --help"):
        assert option in re.sub("<[^>]+>", "", shown)


def test_every_kind_of_problem_is_documented(pages: Path) -> None:
    text = (pages / "problems.html").read_text(encoding="utf-8")
    shown = re.findall(r'<code[^>]* id="([a-z-]+)".*?</td>\s*<td>\s*<p>(.+?)</p>', text, re.DOTALL)
    assert [code for code, _ in shown] == [code.value for code in Code]
    assert all(meaning.endswith((".", ").")) for _, meaning in shown)


def test_every_option_of_a_card_is_documented() -> None:
    text = boxes.page("cards.md")
    named = set(re.findall("`([a-z-]+)`", text.partition("## Cards without an essay")[2]))
    assert first_column(text, "## Options") | (named & OPTIONS) == OPTIONS


def test_every_key_of_a_citation_is_documented() -> None:
    text = boxes.page("essays.md")
    names = {"authors": "author", "url": "URL"}
    keys = {names.get(key, key.replace("_", "-")) for key in Citation.__slots__} - {"text"}
    table = text.partition("## The citation\n")[2].partition("\n| Key |")[2]
    assert first_column(f"##\n| Key |{table}", "##") == keys
    (absent,) = re.findall(r"Say with `absent` [^:]+: (.+)\.\n", text)
    assert re.findall("`([^`]+)`", absent) == list(ABSENT)


def read(**data: object) -> Citation:
    citation, problems = read_citation(Tree(data=data, places={(): Place(path="x")}))  # type: ignore[arg-type]
    assert citation
    assert not problems
    return citation


def test_citations_are_as_the_guide_shows_them() -> None:
    text = boxes.page("essays.md")
    marlow, reed = {"family": "Marlow", "given": "Edith"}, {"family": "Reed"}
    base = {"title": "T", "issued": "2026"}
    works = [
        read(**base, author=[marlow]),
        read(**base, author=[marlow, reed]),
        read(**base, author=[marlow, reed, reed]),
        read(**base, **{"container-title": "The Harbour Gazette"}),
        read(title="T", absent=["author", "issued"]),
    ]
    shown = [row[1] for row in rows(text, "## How it is cited")]
    twice = short_cites({"a": works[0], "b": works[0]})
    assert shown == [*map(short_cite, works), ", ".join(twice.values())]
    whole = read(
        title="Let the School Day Begin at Nine",
        author=[marlow],
        qualifications="Head teacher, Harbour Road School",
        issued="2026-03-14",
        accessed="2026-11-20",
        URL="https://gazette.example/later-bell",
        **{"container-title": "The Harbour Gazette"},
    )
    assert f"> {full_cite(whole)}\n" in text


def test_every_key_of_a_specification_is_documented(pages: Path) -> None:
    text = boxes.page("specification.md")
    whole = schema()
    parts = {name: part for name, part in whole["$defs"].items() if "properties" in part}
    assert set(re.findall(r"\{specification-keys\} (\w+)", text)) == {"Spec", *parts}
    shown = (pages / "specification.html").read_text(encoding="utf-8")
    for part in (whole, *parts.values()):
        for key, value in part["properties"].items():
            assert f">{key}</span>" in shown
            assert value["description"].split("`")[0] in shown


def test_what_the_extension_brings_is_documented(small: Path, sphinx_builder: Builder) -> None:
    from briefwright.sphinx_ext.defaults import _DEFAULTS
    from briefwright.sphinx_ext.directives import MAKERS
    from briefwright.sphinx_ext.domain import DebateDomain

    text = boxes.page("sphinx.md")
    assert first_column(text, "## In a project that you have already") >= _DEFAULTS.keys()
    assert first_column(text, "## Directives") == set(MAKERS)
    roles = {
        match[1] for row in rows(text, "## Roles") if (match := re.search("{([a-z]+)}", row[0]))
    }
    assert roles == set(DebateDomain.roles)
    config = sphinx_builder(small, "dummy").app.config
    ours = {value.name for value in config if value.name.startswith(("brief_", "typst_"))}
    assert first_column(text, "## Configuration") == ours


def test_every_option_of_the_shipped_pack_is_documented(pages: Path) -> None:
    from briefwright.templates import find_pack

    shown = (pages / "templates.html").read_text(encoding="utf-8")
    for name, option in find_pack("public-forum", None).options.items():
        assert f">{name}</span>" in shown
        assert option.help.split("`")[0] in html.unescape(shown)


def test_every_key_of_a_pack_is_documented() -> None:
    from briefwright.templating.options import OptionLayer, OptionType
    from briefwright.templating.packs import Manifest, PackDocument

    text = boxes.page("templates.md")
    keys = {name.replace("_", "-") for name in Manifest.__slots__}
    assert first_column(text, "## A pack of your own") - {"template.yml"} == keys
    below = text.partition("## A pack of your own")[2]
    tables = re.findall(r"(?m)(?:^\|.*\n)+", below)
    for table, known in zip(tables[1:], (PackDocument, OptionLayer), strict=False):
        assert first_column(f"\n{table}", "") == {k.replace("_", "-") for k in known.__slots__}
    assert all(f"`{kind}`" in tables[2] for kind in OptionType)


def test_every_format_and_every_key_of_one_is_documented(pages: Path) -> None:
    from briefwright import formats

    shown = html.unescape((pages / "formats-of-debate.html").read_text(encoding="utf-8"))
    for name, file in find_formats()[0].files.items():
        assert f">{name}</span>" in shown
        assert file.format.title in shown
        for speech in file.format.speeches:
            assert f"{speech.short} {speech.minutes}".replace(" ", "\xa0") in shown
    text = boxes.page("formats-of-debate.md")
    assert first_column(text, "## One of your own") == set(formats._Written.__slots__)
    assert first_column(text, "Of each speech there is:") == set(formats._Speech.__slots__)


def test_all_that_a_template_may_use_is_documented(pages: Path) -> None:
    from briefwright.templating.reference import classes, reference

    shown = (pages / "template-context.html").read_text(encoding="utf-8")
    text = html.unescape(re.sub("<[^>]+>", "", shown))
    for entry in reference():
        assert entry.written in text
        assert re.sub(r"[`*]", "", entry.help) in text
        assert re.sub(r"\s", "", entry.example) in re.sub(r"\s", "", text)
    for found in classes():
        assert f'id="class-{found.name.lower()}"' in shown


def test_the_modules_that_the_guide_names_are_there() -> None:
    for _, named, _ in rows(boxes.page("how-it-works.md"), "## From text to paper"):
        for name in re.findall("`([a-z_]+)`", named):
            assert list((ROOT / "tooling/briefwright").glob(f"{name}*"))


# -- Its links lead somewhere


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_between_files_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in LINK.findall(text):
        if "://" not in target and not target.startswith("#"):
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_pictures_are_small() -> None:
    for path in (boxes.DOCS / "images").rglob("*.png"):
        assert 1_000 < path.stat().st_size <= 150_000, path
