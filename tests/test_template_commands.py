"""`brief template`: look at packs, copy their files, begin one, compare."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

import briefwright
from briefwright.assembly import assemble
from briefwright.commands.template import COMMANDS
from briefwright.project import Project
from briefwright.templates import SHIPPED, find_pack, pack_names
from briefwright.templating.origins import head, read_origin
from briefwright.workshop.anatomy import blocks, functions, properties
from briefwright.workshop.catalogue import entries
from conftest import Cli, snapshot
from effort import Effort
from test_cli import on_terminal

VERSION = briefwright.__version__


def documents(root: Path) -> dict[str, str]:
    assembly = assemble(Project(root))
    assert assembly.problems == ()
    return {document.path: document.text for document in assembly.documents}


def put(root: Path, name: str, text: str) -> Path:
    path = root / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# -- List and show


def test_lists_the_packs_and_where_they_are_from(cli: Cli, small: Path) -> None:
    put(small, "ours/template.yml", "title: Ours\nextends: public-forum\n")
    put(small, "theirs/template.yml", "title: Theirs\nextends: ours\n")
    put(small, "theirs/installed.yml", "sha256: x\n")
    put(small, "public-forum/counts.md.j2", "{{ counts.read }}\n")
    lines = cli("template", "list", cwd=small).stdout.splitlines()
    rows = [re.split(" {2,}", line) for line in lines]
    made = "index, pro-brief, con-brief"
    assert ["base", "shipped", "-", "-", "Base"] in rows
    assert ["ours", "project", "public-forum", made, "Ours"] in rows
    assert ["theirs", "installed", "ours", made, "Theirs"] in rows
    assert ["public-forum", "shipped, changed", "base", made, "Public Forum"] in rows
    found = {e["name"]: e for e in json.loads(cli("template", "list", "--json", cwd=small).stdout)}
    assert found["public-forum"]["changed"] == ["templates/public-forum/counts.md.j2"]
    assert found["ours"]["changed"] == []
    assert found.keys() == set(pack_names(small))


def test_lists_the_others_where_one_is_broken(cli: Cli, small: Path) -> None:
    put(small, "ours/template.yml", "extends: nothing\n")
    result = cli("template", "list", cwd=small, code=1)
    assert "public-forum" in result.stdout
    assert result.stderr.startswith(
        "templates/ours/template.yml:1:10: error[unknown-template]: There is no template “nothing”."
    )


def test_shows_all_that_there_is_to_say_of_a_pack(cli: Cli, small: Path) -> None:
    put(small, "public-forum/card.md.j2", '{% include "!card.md.j2" %}')
    put(small, "public-forum/template.yml", "options:\n  size: {default: 12}\n")
    said = cli("template", "show", "public-forum", cwd=small).stdout
    assert said.startswith("Public Forum\nAn overview, and for each side ")
    assert "Builds on: public-forum → base\nFrom:      shipped, changed by this project\n" in said
    assert "  pro-brief  side.md.j2, for pro, with a PDF\n" in said
    assert (
        "  templates/public-forum/card.md.j2\n    over base/card.md.j2 (shipped)\n"
        "      blocks: card, note\n"
    ).replace("\n    over", "\n      over") in said
    assert (
        "  size: 12\n"
        "      Size of what is read, in points; headings follow from it. By default what suits the"
        " paper. A number from 6 to 24, or auto.\n"
        "      set in templates/public-forum/template.yml:2:19\n"
    ) in said
    assert "  paper: letter\n      What the PDF is printed on. One of: letter, a4, " in said
    assert "  running-header: yes\n" in said
    assert "  crossfire: Crossfire questions\n" in said
    assert "  cards      Every card of the brief, by name.\n" in said
    assert f"Shipped files lie in {SHIPPED}\n" in said


def test_shows_the_same_as_json(cli: Cli, small: Path) -> None:
    put(small, "public-forum/template.yml", "wording: {sources: Evidence}\n")
    said = json.loads(cli("template", "show", "public-forum", "--json", cwd=small).stdout)
    found = find_pack("public-forum", small)
    assert said["lineage"] == ["public-forum", "base"]
    assert [option["name"] for option in said["options"]] == list(found.options)
    assert all(option["help"] and option["set_in"] for option in said["options"])
    words = {word["name"]: word for word in said["wording"]}
    assert words["sources"] == {
        "name": "sources",
        "text": "Evidence",
        "set_in": "templates/public-forum/template.yml:1:20",
    }
    files = {file["name"]: file for file in said["files"]}
    assert files.keys() == found.files.keys()
    assert "card" in files["print.typ"]["parts"]
    assert "--bw-read" in files["screen.css"]["parts"]
    assert [name for name, _ in said["names"]][:2] == ["brief", "cards"]


def test_shows_the_file_that_wins(cli: Cli, small: Path) -> None:
    put(small, "public-forum/counts.md.j2", "{{ counts.read }}")
    result = cli("template", "show", "public-forum", "counts", cwd=small)
    assert result.stdout == "{{ counts.read }}\n"
    hidden = SHIPPED / "base" / "counts.md.j2"
    assert result.stderr == f"templates/public-forum/counts.md.j2\ninstead of {hidden.as_posix()}\n"
    said = json.loads(cli("template", "show", "base", "card.md.j2", "--json", cwd=small).stdout)
    assert (said["parts"], said["pack"]) == (["card", "note"], "base")
    assert said["text"] == (SHIPPED / "base" / "card.md.j2").read_text(encoding="utf-8")


def test_a_list_that_cannot_be_made_does_not_say_that_there_is_nothing(
    cli: Cli, small: Path
) -> None:
    (small / "templates/base").mkdir()
    (small / "templates/base/card.md.j2").write_bytes(b"\xe1")
    (line,) = cli("template", "list", cwd=small, code=1).stderr.splitlines()
    assert line.startswith("templates/base/card.md.j2:1:1: error[encoding]: ")


def test_what_is_not_there_is_said_with_what_was_meant(cli: Cli, small: Path) -> None:
    assert cli("template", "show", "public-form", cwd=small, code=1).stderr == (
        "templates: error[unknown-template]: There is no template “public-form”."
        " Did you mean “public-forum”?\n"
    )
    for verb in ("show", "copy"):
        for name in ("crad", "crad.md.j2"):
            said = cli("template", verb, "public-forum", name, cwd=small, code=1).stderr
            assert said == (
                "templates/public-forum: error[template]: There is no template “crad.md.j2”."
                " Did you mean “card.md.j2”?\n"
            )
    said = cli("template", "cpoy", cwd=small, code=2).stderr
    assert "Did you mean 'copy'?" in said


# -- Copy


@pytest.mark.parametrize("pack", [n for n in pack_names() if n != "base"])
def test_stubs_of_all_files_change_nothing(cli: Cli, small: Path, pack: str) -> None:
    spec = small / "briefs/sunday-libraries.yaml"
    head = f"template: {pack}\nround: {{side: pro}}\n"
    spec.write_text(f"{head}{spec.read_text(encoding='utf-8')}", encoding="utf-8")
    before = documents(small)
    cli("template", "copy", pack, cwd=small)
    found = find_pack(pack, small)
    for name in found.files:
        if name.endswith((".j2", ".typ", ".css", ".yml")):
            cli("template", "copy", pack, name, cwd=small)
            origin = read_origin((small / "templates" / pack / name).read_text(encoding="utf-8"))
            assert origin
            assert not origin.full
            assert (origin.name, origin.version) == (name, VERSION)
    assert documents(small) == before
    assert "Nothing.\n" in cli("template", "diff", pack, cwd=small).stdout
    assert not re.search(r"(?m)^[-+]", cli("template", "diff", pack, cwd=small).stdout)


def test_a_stub_of_every_kind_can_be_filled_in_and_printed(cli: Cli, small: Path) -> None:
    import pypdfium2

    for name in ("", "index", "print.typ", "screen.css"):
        cli("template", "copy", "public-forum", name, cwd=small)
    folder = small / "templates/public-forum"

    def change(name: str, *pairs: tuple[str, str]) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8")

    change("index.md.j2", ("\n{{ super() }}", "\nOur top.\n{{ super() }}"))
    change("print.typ", ("// #let footer", "#let footer"))
    change("screen.css", ("  /*\n", ""), ("  */\n", ""), ("#fff3a3", "#abcdef"))
    change(
        "template.yml",
        ("# options:", "options:"),
        ("#   paper: {default: letter}", "  paper: {default: a4}"),
        ("# wording:", "wording:"),
        ('#   sources: "Sources"', '  sources: "Works"'),
    )
    cli("build", cwd=small)
    text = (small / "briefs/sunday-libraries/index.md").read_text(encoding="utf-8")
    assert "Our top." in text
    assert "## Works\n" in text
    sheet = (small / "build/html/_static/briefwright.css").read_text(encoding="utf-8")
    assert "--bw-read: #abcdef" in sheet
    with pypdfium2.PdfDocument(small / "build/pdf/sunday-libraries.pdf") as pdf:
        assert [round(side) for side in pdf[0].get_size()] == [595, 842]
        assert f"2 / {len(pdf)}" in pdf[1].get_textpage().get_text_bounded()


def test_a_whole_copy_says_what_it_came_from_and_keeps_it(cli: Cli, small: Path) -> None:
    result = cli("template", "copy", "public-forum", "legend", "--full", cwd=small)
    path = small / "templates/public-forum/legend.md.j2"
    assert result.stdout == f"{path.relative_to(small)}\n"
    shipped = (SHIPPED / "base/legend.md.j2").read_text(encoding="utf-8")
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    assert re.fullmatch(
        rf"{{# Copied from base/legend.md.j2 of Briefwright {VERSION} \(sha256:[0-9a-f]{{16}}\)\. #}}",
        first,
    )
    assert rest == shipped
    kept = path.parent / ".shipped" / path.name
    assert kept.read_text(encoding="utf-8") == shipped
    assert ".shipped/legend.md.j2" not in find_pack("public-forum", small).files
    assert "build/html" in cli("build", "--to", "html", cwd=small).stdout.replace("\\", "/")


def test_copy_never_overwrites(cli: Cli, small: Path) -> None:
    for name in ("", "card"):
        cli("template", "copy", "public-forum", name, cwd=small)
        before = snapshot(small)
        for full in ([], ["--full"]) if name else ([],):
            said = cli("template", "copy", "public-forum", name, *full, cwd=small, code=1).stderr
            shown = "card.md.j2" if name else "template.yml"
            assert said == (
                f"templates/public-forum/{shown}: error[file]: This is there already; it is left"
                " as it is. Change it, or move it away first.\n"
            )
        assert snapshot(small) == before


def test_copy_goes_nowhere_else(cli: Cli, small: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (small / "templates/base").symlink_to(tmp_path / "outside")
    assert "leads out" in cli("template", "copy", "base", "card", cwd=small, code=1).stderr
    for name in ("../x", "/etc/passwd", "..\\x", "card.md.j2/../x", "!card.md.j2"):
        cli("template", "copy", "public-forum", name, cwd=small, code=1)
        cli("template", "copy", name, "card", cwd=small, code=1)
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_picture_can_only_be_copied_whole(cli: Cli, small: Path) -> None:
    put(small, "ours/template.yml", "extends: public-forum\n")
    (small / "templates/ours/logo.png").write_bytes(b"\x89PNG\xff")
    put(small, "mine/template.yml", "extends: ours\n")
    said = cli("template", "copy", "mine", "logo.png", cwd=small, code=1).stderr
    assert said == (
        "templates/mine/logo.png: error[file]: Nothing can build on a file such as “logo.png”."
        " Copy it whole, with “--full”.\n"
    )
    cli("template", "copy", "mine", "logo.png", "--full", cwd=small)
    assert (small / "templates/mine/logo.png").read_bytes() == b"\x89PNG\xff"


def test_a_word_of_another_language_is_changed_in_one_line(cli: Cli, small: Path) -> None:
    cli("template", "copy", "public-forum", "locale/es.yml", cwd=small)
    path = small / "templates/public-forum/locale/es.yml"
    text = path.read_text(encoding="utf-8")
    (line,) = re.findall(r"(?m)^# (round: .*)$", text)
    path.write_text(text.replace(f"# {line}\n", "round: Vuelta\n"), encoding="utf-8")
    spec = small / "briefs/sunday-libraries.yaml"
    more = "language: es\nround: {tournament: T}\n"
    spec.write_text(more + spec.read_text(encoding="utf-8"), encoding="utf-8")
    assert "Vuelta" in find_pack("public-forum", small).speaking("es").wording["round"]
    said = cli("template", "diff", "public-forum", cwd=small).stdout
    assert f"-{line}\n+round: Vuelta\n" in said


# -- New


def test_a_new_pack_is_used_at_once(cli: Cli, small: Path) -> None:
    made = cli("template", "new", "our-school", cwd=small).stdout.split()
    assert [Path(path).name for path in made] == ["template.yml", "print.typ", "sources.md.j2"]
    cli("new", "x", "--template", "our-school", "--resolution", "Resolved: X.", cwd=small)
    spec = small / "briefs/x.yaml"
    text = spec.read_text(encoding="utf-8")
    assert text.startswith('resolution: "Resolved: X."\ntemplate: our-school\n')
    spec.write_text(text + "team: Harbour Road\noptions: {accent: maroon}\n", encoding="utf-8")
    cli("check", cwd=small)
    result = cli("build", "x", cwd=small)
    assert result.stderr == ""
    index = (small / "briefs/x/index.md").read_text(encoding="utf-8")
    assert "## Works cited\n" in index
    assert "*Cut by: Harbour Road*" in index


@pytest.mark.parametrize("pack", [n for n in pack_names() if n != "base"])
def test_a_new_pack_can_build_on_every_shipped_one(cli: Cli, small: Path, pack: str) -> None:
    cli("template", "new", "ours", "--extends", pack, "--title", "A “title”: 1", cwd=small)
    assert find_pack("ours", small).title == "A “title”: 1"
    cli("new", "x", "--template", "ours", "--resolution", "R", cwd=small)
    with (small / "briefs/x.yaml").open("a", encoding="utf-8") as spec:
        spec.write("round: {side: pro}\n")
    assert cli("check", "x", cwd=small).stderr == ""


def test_a_new_pack_overwrites_nothing_and_has_a_name(cli: Cli, small: Path) -> None:
    put(small, "ours/notes.txt", "mine")
    before = snapshot(small)
    for name in ("ours", "base", "public-forum", "formats"):
        said = cli("template", "new", name, cwd=small, code=1).stderr
        assert said == (
            f"templates/{name}: error[file]: There is something called “{name}” among the"
            " templates already. Choose another name.\n"
        )
    for name in ("Ours", "../x", "con", "a b", "", "x" * 90):
        said = cli("template", "new", "--", name, cwd=small, code=1).stderr
        assert "error[slug]: " in said
    said = cli("template", "new", "x", "--extends", "bas", cwd=small, code=1).stderr
    assert said.startswith("--extends: error[unknown-template]: There is no template “bas”.")
    said = cli("new", "y", "--resolution", "R", "--template", "z", cwd=small, code=1).stderr
    assert said.startswith("--template: error[unknown-template]: There is no template “z”.")
    assert snapshot(small) == before


# -- Diff


def test_shows_what_each_file_of_the_project_changes(cli: Cli, small: Path) -> None:
    put(
        small,
        "public-forum/index.md.j2",
        '{% extends "!index.md.j2" %}\n{% block clashes %}\nNone.\n{% endblock %}\n'
        "{% block top %}\nFirst.\n{{ super() }}\n{% endblock %}\n",
    )
    put(small, "public-forum/print.typ", "#let divider(look) = []\n")
    put(small, "public-forum/screen.css", ":root {\n  --bw-read: #abcdef;\n}\nbody { margin: 0 }\n")
    put(small, "public-forum/new.md.j2", "New.\n")
    put(
        small,
        "public-forum/template.yml",
        "options: {size: {default: 12}, own: {help: Own.}}\nwording: {sources: Works}\n",
    )
    said = cli("template", "diff", "public-forum", cwd=small).stdout
    changed = [line for line in said.splitlines() if re.match(r"[-+](?![-+] )", line)]
    shipped = next(
        f for f in functions((SHIPPED / "base/print.typ").read_text()) if f.name == "divider"
    )
    assert changed[:5] == [
        "-options.size.default: auto",
        "-wording.sources: Sources",
        "+options.size.default: 12",
        "+options.own.help: Own.",
        "+wording.sources: Works",
    ]
    assert set(changed[5:]) == {
        '-{% include "map.md.j2" %}',
        '-{% include "clashes.md.j2" %}',
        "+None.",
        "+First.",  # in a block of a template further up
        "+New.",
        *(f"-{line}" for line in shipped.source.splitlines()),
        "+#let divider(look) = []",
        "-  --bw-read: #fff3a3;",
        "+  --bw-read: #abcdef;",
        "+body { margin: 0 }",
    }
    assert "templates/public-forum/new.md.j2: new\n" in said
    assert "what it changes in base/print.typ (shipped)\n" in said
    only = cli("template", "diff", "public-forum", "screen.css", cwd=small).stdout
    assert "--bw-read: #abcdef" in only
    assert "None." not in only


def test_says_where_nothing_is_changed(cli: Cli, small: Path) -> None:
    result = cli("template", "diff", "public-forum", cwd=small)
    assert result.stdout == ""
    assert result.stderr == "The project changes nothing in the template “public-forum”.\n"


def test_a_whole_copy_that_fell_behind_is_warned_of_shown_and_accepted(
    cli: Cli, small: Path
) -> None:
    put(small, "district/template.yml", "extends: public-forum\n")
    below = put(small, "district/extension.md.j2", "One.\nTwo.\n")
    put(small, "school/template.yml", "extends: district\n")
    cli("template", "copy", "school", "extension", "--full", cwd=small)
    spec = small / "briefs/sunday-libraries.yaml"
    spec.write_text("template: school\n" + spec.read_text(encoding="utf-8"), encoding="utf-8")
    assert cli("check", cwd=small).stderr == ""
    below.write_text("One.\nTwo and a half.\n")
    warning = (
        "templates/school/extension.md.j2:1: warning[outdated]: This is a copy of"
        f" “extension.md.j2” of Briefwright {VERSION}, which has changed since."
        " See what with “brief template diff school extension.md.j2”.\n"
    )
    assert cli("check", cwd=small).stderr == warning
    assert cli("build", "--to", "html", cwd=small).stderr == warning
    said = cli("template", "diff", "school", "extension.md.j2", cwd=small).stdout
    own, _, since = said.partition("what has changed since it was copied\n")
    assert "-Two and a half.\n+Two.\n" in own
    assert "-Two.\n+Two and a half.\n" in since
    shutil.rmtree(small / "templates/school/.shipped")
    assert "What it was then is not known" in cli("template", "diff", "school", cwd=small).stdout
    made = cli("template", "diff", "school", "--accept", cwd=small).stdout
    assert made == f"{Path('templates/school/extension.md.j2')}\n"
    assert cli("check", cwd=small).stderr == ""
    assert cli("template", "diff", "school", "--accept", cwd=small).stdout == ""
    text = (small / "templates/school/extension.md.j2").read_text(encoding="utf-8")
    assert text.endswith("One.\nTwo.\n")


# -- The parts of files


def test_blocks_are_found_with_inner_ones_and_without_comments() -> None:
    text = (
        "{% block a %}\n1\n{%- block b scoped -%}\n2\n{% endblock b %}\n3\n{% endblock %}"
        "{# {% block no %}{% endblock %} #}{% block c %}{% endblock %}"
    )
    assert blocks(text) == {
        "a": "1\n{%- block b scoped -%}\n2\n{% endblock b %}\n3",
        "b": "2",
        "c": "",
    }
    assert blocks("{% endblock %}{% block x %}") == {"x": ""}


def test_functions_and_values_of_a_style_are_found() -> None:
    text = '// What it is.\n#let one(a, b: (1, 2)) = {\n  a\n}\n\n#let two = "x"\n// No.\ntext\n#let three(a,\n  b) = a\n'
    one, two, three = functions(text)
    assert (one.signature, one.help, one.is_function) == ("one(a, b: (1, 2))", "What it is.", True)
    assert one.source == "#let one(a, b: (1, 2)) = {\n  a\n}"
    assert (two.signature, two.help, two.is_function) == ("two", "", False)
    assert three.signature == "three(a, …)"


def test_custom_properties_are_found() -> None:
    css = "/* :root { --no: 1; } */ :root { --a: 1px; --b : a\n b; } .x { --c: 2; }"
    assert properties(css) == {"--a": "1px", "--b": "a b"}


@pytest.mark.parametrize(
    "unit",
    [
        "{#",
        "{% block a",
        "{% block a %}",
        "{% endblock",
        "/*",
        ":root {",
        "--a",
        "--a:",
        "#let a(",
        " ",
    ],
)
def test_taking_apart_grows_no_worse_than_the_text(unit: str) -> None:
    def work(length: int) -> int:
        text = unit * (length // len(unit))
        with Effort() as effort:
            blocks(text)
            functions(text)
            properties(text)
            properties(f":root {{{text.replace('{', '')}}}")
        return effort.steps

    assert work(300_000) < 15 * work(30_000)


def test_the_shipped_style_is_taken_apart_whole() -> None:
    text = (SHIPPED / "base/print.typ").read_text(encoding="utf-8")
    found = functions(text)
    assert len(found) == len(re.findall(r"(?m)^#let ", text))
    assert all(function.source in text for function in found)


@pytest.mark.parametrize("name", ["a.md.j2", "print.typ", "screen.css", "template.yml"])
def test_the_head_of_a_copy_is_read_back(name: str) -> None:
    sentence = "Copied from base/a.b of Briefwright 1.2.0rc1 (sha256:0123456789abcdef)"
    origin = read_origin(head(name, f"{sentence}.", "More."))
    assert origin
    assert origin.sentence == sentence
    assert head("logo.png", "x") == ""
    assert read_origin("x" * 700 + sentence) is None
    assert read_origin(sentence.replace("0123", "XYZ-")) is None


def test_every_help_has_an_example(cli: Cli) -> None:
    for name in COMMANDS:
        said = cli("template", name, "--help").stdout
        assert "\n  Examples:\n    brief " in said


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_difference_is_coloured_on_a_terminal_only(
    small: Path, env: dict[str, str], *, coloured: bool
) -> None:
    put(small, "public-forum/extension.md.j2", "Mine.\n")
    said = on_terminal(["template", "diff", "public-forum"], small, env)
    assert ("\x1b[32m+Mine." in said) is coloured
    assert "+Mine." in said


def test_the_packs_of_this_repository_are_called_shipped() -> None:
    found, problems = entries(SHIPPED.parent)
    assert problems == ()
    assert {entry.origin for entry in found} == {"shipped"}
    assert not any(entry.changed for entry in found)
