"""What is said of templates that are wrong: where, at which card, for whom, all in one run."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from briefwright.assembly import assemble, assemble_for, write_documents
from briefwright.problems import BriefError, Code, Problem, Severity, has_errors
from briefwright.project import Project
from briefwright.templates import SHIPPED, find_pack
from briefwright.templating.inspection import inspect
from briefwright.templating.lost_typst import lost
from conftest import Cli, snapshot

Put = Callable[..., Path]
PACK = "templates/public-forum"


@pytest.fixture
def put(small: Path) -> Put:
    """Write files of ``templates/public-forum`` into the project of ``brief init``."""

    def write(files: dict[str, str], folder: str = PACK) -> Path:
        for name, text in files.items():
            path = small / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return small

    return write


def problems(root: Path) -> list[Problem]:
    return list(assemble(Project(root)).problems)


def said(root: Path) -> list[str]:
    """Return what is said of the project, each in one line without the detail."""
    return [f"{p.place}: {p.severity.value}: {p.headline}" for p in problems(root)]


def one(root: Path) -> str:
    """Return the one problem of the project with its detail; shipped files without their lines."""
    (problem,) = problems(root)
    shown = str(problem).replace(f"{SHIPPED.as_posix()}/", "SHIPPED/")
    return re.sub(r"(SHIPPED/\S+):\d+", r"\1", shown)


# -- While rendering


def test_a_field_that_is_not_there_is_said_with_card_section_and_who_asked(put: Put) -> None:
    card = "{% extends '!card.md.j2' %}\n{% block note %}\n{{ entry.card.nots }}\n{% endblock %}\n"
    assert one(put({"card.md.j2": card})) == (
        f"{PACK}/card.md.j2:3:15: error[template]: “Card” has no “nots”. Did you mean “note”?\n"
        "    | {{ entry.card.nots }}\n"
        "    |               ^\n"
        "    in the template “public-forum”, writing “pro-brief” of “sunday-libraries”,"
        " at the card “free-day”, in “Sunday is when people can come”\n"
        "    called from SHIPPED/base/card.md.j2\n"
        f"    extended by {PACK}/card.md.j2:1\n"
        "    included from SHIPPED/base/cards.md.j2\n"
        "    included from SHIPPED/base/contention.md.j2\n"
        "    included from SHIPPED/public-forum/side.md.j2"
    )


def test_a_mistake_in_a_macro_is_said_at_the_macro_and_at_its_card(put: Put) -> None:
    text = "{% macro line(c) %}\n  {{ c.tga }}\n{% endmacro %}\n\n{{ line(entry.card) }}\n"
    found = one(put({"card.md.j2": text})).splitlines()
    assert found[0].startswith(f"{PACK}/card.md.j2:2:8: error[template]: “Card” has no “tga”.")
    assert found[1:3] == ["    |   {{ c.tga }}", "    |        ^"]
    assert "at the card “free-day”" in found[3]


def test_a_mistake_in_an_imported_macro_says_who_called_it(put: Put) -> None:
    root = put(
        {
            "lines.md.j2": "{% macro line(c) %}\n{{ c.tga }}\n{% endmacro %}\n",
            "counts.md.j2": "{% from 'lines.md.j2' import line %}\n{{ line(counts) }}\n",
        }
    )
    found = one(root).splitlines()
    assert "lines.md.j2:2:6: error[template]: “Counts” has no “tga”." in found[0]
    assert found[4] == f"    called from {PACK}/counts.md.j2:2"


def test_an_expression_of_several_lines_is_said_at_its_own_line(put: Put) -> None:
    text = "\n{{ wording.counts | fill(\n     cards=counts.cards,\n     times='', words=counts.wrods) }}\n"
    found = one(put({"counts.md.j2": text})).splitlines()
    assert found[0].startswith(f"{PACK}/counts.md.j2:4:29: error[template]: “Counts” has no")
    assert found[1:3] == [
        "    |      times='', words=counts.wrods) }}",
        "    |                             ^",
    ]


def test_no_column_is_made_up_where_it_cannot_be_known(put: Put) -> None:
    text = "{{ (counts if counts.cards else side).raed }}{{ side.raed }}\n"
    found = one(put({"counts.md.j2": text})).splitlines()
    assert found[0].startswith(f"{PACK}/counts.md.j2:1: error[template]: “Counts” has no “raed”.")
    assert found[1] == f"    | {text.strip()}"
    assert "^" not in found[2]


def test_the_variable_of_a_loop_is_known_to_who_guesses_what_was_meant(put: Put) -> None:
    text = "{% for work in brief.works %}{{ wrok.short_cite }}{% endfor %}\n"
    assert said(put({"sources.md.j2": text})) == [
        f"{PACK}/sources.md.j2:1:33: error: There is no “wrok” here. Did you mean “work”?"
    ]


def test_what_fails_in_several_documents_and_briefs_is_said_once(put: Put) -> None:
    root = put({"resolution.md.j2": "{{ brief }}", "sources.md.j2": "{{ brief.works }}"})
    (root / "briefs/second.yaml").write_text("resolution: A second brief.\n", encoding="utf-8")
    assert said(root) == [
        f"{PACK}/resolution.md.j2:1: error: This cannot be done: “Brief” is not text:"
        " print something of it.",
    ]
    put({"resolution.md.j2": ""})
    assert len(said(root)) == 1
    put({"questions.md.j2": "{{ side }}"})
    assert len(said(root)) == 2


# -- Before rendering


def test_all_that_is_wrong_is_said_in_one_run_and_nothing_is_written(put: Put, cli: Cli) -> None:
    root = put(
        {
            "legend.md.j2": "a\n{% if %}",
            "sources.md.j2": "\n\n{{ brief.title }",
            "clashes.md.j2": "{{ brief.title & 2 }}",
            "times.md.j2": "{% foo %}",
            "round.md.j2": "{{ brief.title | uper }}{{ 1 is ood }}{% include 'lgend.md.j2' %}",
            "extension.md.j2": "{{ sectoin.heading }}\n{{ brief.pro.conts }}{{ wording.extention }}",
            "questions.md.j2": "{% if options.timing and options['they-sya'] %}x{% endif %}",
        }
    )
    before = snapshot(root)
    shown = cli("build", cwd=root, code=1).stderr
    assert [line for line in shown.splitlines() if not line.startswith("    ")] == [
        f"{PACK}/clashes.md.j2:1:16: error[template]: The template cannot be read:"
        " unexpected char '&'.",
        f"{PACK}/extension.md.j2:1:4: error[template]: There is no “sectoin” here."
        " Did you mean “section”?",
        f"{PACK}/extension.md.j2:2:14: error[template]: “SideBrief” has no “conts”."
        " Did you mean “counts”?",
        f"{PACK}/extension.md.j2:2:33: error[template]: There is no “extention” here."
        " Did you mean “extension”?",
        f"{PACK}/legend.md.j2:2:7: error[template]: The template cannot be read:"
        " Expected an expression, got 'end of statement block'.",
        f"{PACK}/questions.md.j2:1:34: error[template]: There is no “they-sya” here."
        " Did you mean “they-say”?",
        f"{PACK}/round.md.j2:1:18: error[template]: There is no filter “uper”."
        " Did you mean “upper”?",
        f"{PACK}/round.md.j2:1:33: error[template]: There is no test “ood”. Did you mean “odd”?",
        f"{PACK}/round.md.j2:1:50: error[template]: There is no template “lgend.md.j2”."
        " Did you mean “legend.md.j2”?",
        f"{PACK}/sources.md.j2:3:16: error[template]: The template cannot be read:"
        " unexpected '}'.",
        f"{PACK}/times.md.j2:1:4: error[template]: The template cannot be read:"
        " Encountered unknown tag 'foo'.",
    ]
    assert "    | {{ brief.title }\n    |                ^\n" in shown
    assert "    in the template “public-forum”\n" in shown
    after = snapshot(root)
    assert {name for name in after if name not in before} <= {"build/.lock"}


def test_what_no_brief_reaches_is_checked_too(put: Put) -> None:
    # No contention of the example has an extension.
    root = put({"extension.md.j2": "{% if section.extension %}{{ section.x | nof }}{% endif %}"})
    assert "There is no filter “nof”." in said(root)[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{% extends '!card.md.j2' %}{% block crad %}{% endblock %}", ":1:37: error: There is no"),
        ("{% extends '!card.md.j2' %}\n\nlost", ":3: error: This stands outside of every block"),
        ("{% extends '!card.md.j2' %}\n{{ entry }}", ":2: error: This stands outside of every"),
        ("{% extends '!card.md.j2' %}{% include 'counts.md.j2' %}", ":1: error: This stands"),
        ("{% extends '!card.md.j2' %}\n{% if entry.first %}a{% endif %}", ":2: error: This stands"),
    ],
)
def test_what_an_override_would_lose_in_silence_is_said(put: Put, text: str, message: str) -> None:
    (found,) = said(put({"card.md.j2": text}))
    assert found.startswith(f"{PACK}/card.md.j2{message}")


@pytest.mark.parametrize(
    "text",
    [
        "{% extends '!card.md.j2' %}\n{# A word. #}\n{% set x = 1 %}\n"
        "{% macro m() %}m{% endmacro %}\n{% block note %}{{ m() }}{% endblock %}\n",
        "{% extends '!card.md.j2' %}{% block card %}{% block mine %}{% endblock %}{% endblock %}",
        "{% if x is defined %}{{ x }}{% endif %}{{ y | default('') }}{{ wording.z | default('') }}",
        "{% if wording.mine is defined %}{{ wording.mine }}{% endif %}",
        "{% include ['none.md.j2', 'legend.md.j2'] %}{% include 'none.md.j2' ignore missing %}",
        "{% set counts = brief.counts %}{% with a = 1 %}{{ a }}{% endwith %}{{ counts.cards }}",
        "{% for a, b in [] recursive %}{{ loop(a) }}{{ loop.index }}{% endfor %}",
        "{% macro f(a, b=1) %}{{ a }}{{ b }}{{ caller() }}{{ varargs }}{{ kwargs }}{% endmacro %}",
        "{{ brief.title ~ '{{ not_a_name }}' }}{% raw %}{{ not_a_name }}{% endraw %}{# {{ no }} #}",
    ],
)
def test_what_is_right_is_left_alone(put: Put, text: str) -> None:
    assert (
        said(put({"card.md.j2": text} if "counts" not in text else {"sources.md.j2": text})) == []
    )


def test_a_partial_may_use_what_whoever_includes_it_has_set(put: Put) -> None:
    root = put(
        {
            "mine.md.j2": "{{ greeting }} {{ thing.short_cite }}\n",
            "sources.md.j2": "{% set greeting = 'Hi' %}{% for thing in brief.works %}"
            "{% include 'mine.md.j2' %}{% endfor %}",
        }
    )
    assert said(root) == []


def test_a_pack_in_which_templates_ask_for_each_other_without_end_is_refused(put: Put) -> None:
    root = put(
        {
            "sources.md.j2": "{% include 'loop.md.j2' %}",
            "loop.md.j2": "{% include 'sources.md.j2' %}",
            "round.md.j2": "{% extends 'a.md.j2' %}",
            "a.md.j2": "{% extends 'round.md.j2' %}",
        }
    )
    assert all("ask for each other without end" in line for line in said(root))
    assert 1 <= len(said(root)) <= 2


def test_every_shipped_pack_is_in_order() -> None:
    for folder in sorted(SHIPPED.iterdir()):
        if (folder / "template.yml").exists() and folder.name != "base":
            pack = find_pack(folder.name)
            assert pack.is_shipped
            assert inspect(pack) == ()


# -- What changes nothing


def test_a_file_that_nothing_uses_is_warned_of(put: Put, cli: Cli) -> None:
    root = put({"crad.md.j2": "x", "screem.css": "", "README.md": "Ours.", "helper.md.j2": "x"})
    assert said(root) == [
        f"{PACK}/crad.md.j2: warning: Nothing in the template “public-forum” uses this file."
        " Did you mean “card.md.j2”?",
        f"{PACK}/helper.md.j2: warning: Nothing in the template “public-forum” uses this file."
        f" {said(root)[1].partition('this file. ')[2]}",
        f"{PACK}/screem.css: warning: Nothing reads a file called “screem.css”."
        " Did you mean “screen.css”?",
    ]
    assert {p.code for p in problems(root)} == {Code.UNUSED}
    cli("check", cwd=root)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("locale/pt.yaml", "locale/pt.yml"),
        ("loacle/pt.yml", "locale/pt.yml"),
        ("card.md", "card.md.j2"),
        ("card.md.jinja", "card.md.j2"),
        ("template.yaml", "template.yml"),
        ("notes.md", ""),
        ("words/pt.yml", ""),
    ],
)
def test_a_file_with_another_ending_or_folder_is_warned_of(put: Put, name: str, meant: str) -> None:
    message = f"Nothing reads a file called “{name}”. Did you mean “{meant}”?"
    expected = [f"{PACK}/{name}: warning: {message}"] if meant else []
    assert said(put({name: ""})) == expected


def test_a_file_beside_the_folders_of_templates_is_warned_of(put: Put) -> None:
    root = put({"card.md.j2": "x", "README.md": "Ours.", ".x.yml": ""}, "templates")
    assert said(root) == [
        "templates/card.md.j2: warning: Nothing reads this file: those of a template lie in a"
        " folder of its name. Move it to “templates/base/” if it is for all of them."
    ]


def test_a_helper_that_something_uses_is_not(put: Put) -> None:
    root = put({"helper.md.j2": "x", "sources.md.j2": "{% include 'helper.md.j2' %}"})
    assert said(root) == []
    put({"sources.md.j2": "{% include ('helper' if brief.works else 'x') ~ '.md.j2' %}"})
    assert said(root) == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("print.typ", "#let foter(look, job) = []", ":1:6: warning: Nothing uses the function"),
        ("print.typ", "#let mine(x) = x\n#let footer(look, job) = mine[1]", ""),
        ("print.typ", "#let foter(x) = x\n#let footer(look, job) = foter[1]", ""),
        (
            "print.typ",
            '#let colours = (\n  // rul: no\n  text: rgb("#000"), rul: red)',
            ":3:22: warning: Nothing uses the entry “colours.rul”. Did you mean “colours.rule”?",
        ),
        ("print.typ", "#let colours = (rule: f((rul: red), [tetx: x]), brand: red)", ""),
        ("print.typ", "#let colours = (rul: red)\n#let mine(look) = look.colours.rul", ""),
        ("screen.css", ":root {\n  --bw-raed: red;\n}", ":2:3: warning: Nothing uses the custom"),
        ("screen.css", ":root { --bw-raed: red }\n.bw-card { color: var(--bw-raed) }", ""),
        ("screen.css", ":root { --school-colour: red; --bw-read: blue }", ""),
    ],
)
def test_a_definition_with_a_misspelt_name_is_warned_of(
    put: Put, name: str, text: str, message: str
) -> None:
    found = said(put({name: text}))
    assert len(found) == bool(message)
    assert "".join(found).startswith(f"{PACK}/{name}{message}" if message else "")


def test_a_misspelt_option_of_a_template_yml_is_warned_of(put: Put) -> None:
    text = "options: {siez: {default: 12}, mine: {default: x}, size: {default: 12}}\n"
    assert said(put({"template.yml": text})) == [
        f"{PACK}/template.yml:1:11: warning: Nothing uses the option “siez”. Did you mean “size”?",
    ]
    assert said(put({"extension.md.j2": "{{ options.siez }}"})) == []


@pytest.mark.parametrize(
    ("text", "place"),
    {
        "#let divider(look) = []\n\n#set text(red)\n": "3:1",
        "// A comment.\n#let x = 1\nSome text\n": "3:1",
        "#let a(look) = {\n  [)]\n}\n": "",
        "#let a(look) = {\n  ()\n}; #rect()\n": "3:4",
        '/* #set */\n#import "x.typ": *\n#show: it => it\n': "3:1",
        '#let a = "// [ (" // )\n#let b = [ \\] `(` $[0,1)$ ]\n\n= Heading\n': "4:1",
        "#let a(look, x: 1) = if x == 1 {\n  2\n} else {\n  3\n}\n#let b =\n  (1,\n2)\n": "",
    }.items(),
)
def test_what_stands_outside_of_definitions_of_a_look_is_warned_of(
    put: Put, text: str, place: str
) -> None:
    found = [line for line in said(put({"print.typ": text})) if "outside" in line]
    assert [line.partition(": ")[0] for line in found] == (
        [f"{PACK}/print.typ:{place}"] if place else []
    )
    assert all("every definition" in line for line in found)


def test_no_shipped_look_loses_anything() -> None:
    for path in SHIPPED.glob("*/print.typ"):
        assert [*lost(path.read_text(encoding="utf-8"))] == [], path


def test_a_choice_that_nothing_obeys_is_warned_of(put: Put) -> None:
    text = "options: {paper: {choices: [letter, a4, a6], default: a4}}\n"
    assert said(put({"template.yml": text})) == [
        f"{PACK}/template.yml:1:41: warning: Nothing knows the choice “a6” of the option “paper”."
        " Known: a3, a4, a5, half-letter, legal, letter."
    ]
    assert said(put({"extension.md.j2": "{% if options.paper == 'a6' %}{% endif %}"})) == []


def test_a_misspelt_folder_is_warned_of(put: Put) -> None:
    root = put({"card.md.j2": "x"}, "templates/public-fourm")
    put({"mine.yml": "title: Mine\n"}, "templates/.hidden")
    assert [line for line in said(root) if "formats" not in line] == [
        "templates/public-fourm: warning: There is no template “public-fourm”: nothing reads this"
        " folder. Did you mean “public-forum”?"
    ]
    put({"x.md.j2": ""}, "templates/harbour")
    assert said(root)[0].endswith("A pack of its own has a “template.yml”.")


def test_a_pack_that_extends_an_unknown_one_is_warned_of_before_it_is_used(put: Put) -> None:
    root = put({"template.yml": "extends: public-fourm\n"}, "templates/ours")
    told = (
        "templates/ours/template.yml:1:10: {}: There is no template “public-fourm”."
        " Did you mean “public-forum”?"
    )
    assert said(root) == [told.format("warning")]
    (root / "briefs/ours.yaml").write_text("resolution: R\ntemplate: ours\n", encoding="utf-8")
    assert said(root) == [told.format("error")]


def test_a_warning_stops_nothing(put: Put) -> None:
    root = put({"crad.md.j2": "x"})
    assembly = assemble_for(Project(root), ())
    assert not has_errors(assembly.problems)
    assert [p.severity for p in assembly.problems] == [Severity.WARNING]
    assert write_documents(Project(root), assembly)


def test_an_error_of_one_brief_writes_none(put: Put) -> None:
    root = put(
        {"template.yml": "extends: public-forum\n", "sources.md.j2": "{{ x }}"}, "templates/ours"
    )
    (root / "briefs/ours.yaml").write_text("resolution: R\ntemplate: ours\n", encoding="utf-8")
    before = snapshot(root)
    with pytest.raises(BriefError, match="There is no “x” here"):
        write_documents(Project(root), assemble(Project(root)))
    assert snapshot(root) == before
