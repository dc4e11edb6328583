"""Template packs: where they are found, what they set, and that templates can do no harm."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from briefwright.model import Brief, Mark, Span, Spec
from briefwright.problems import BriefError, Code, Place, Severity
from briefwright.render import render
from briefwright.selection import NO_OPTIONS, select
from briefwright.spec import read_spec
from briefwright.templates import SHIPPED, find_pack, pack_names
from briefwright.templating.options import Option, OptionType, read_options
from briefwright.words import KEYS, PRINTED
from values import FORMAT, READ, card, library, pack

Write = Callable[[str, str], Path]


def brief(options: Mapping[str, object] = NO_OPTIONS) -> Brief:
    cards = library(card("a", topics=["t"]), card("n", "con", ["u"], ["a"]))
    return select(Spec(slug="x", resolution="R", title="The title"), cards, FORMAT, options)[0]


def write(template: str, **files: str) -> str:
    """Return what *template* writes."""
    named = {f"{name}.md.j2": text for name, text in files.items()}
    (document,) = render(brief(), pack({"index.md.j2": template, **named}, {"hello": "Hi {who}"}))
    return document.text.partition("\n")[2].rstrip("\n")


def fails(template: str, **files: str) -> str:
    """Return what is said of a template that fails."""
    with pytest.raises(BriefError) as raised:
        write(template, **files)
    # Without what only speaks, such as a file that nothing asks for.
    problem, *_ = (p for p in raised.value.problems if p.severity is Severity.ERROR)
    assert problem.code is Code.TEMPLATE
    assert "\n" not in problem.headline
    return f"{problem.place}: {problem.headline}"


# -- Finding packs


@pytest.fixture
def templates(tmp_path: Path) -> Write:
    """Write a file of the project's templates, and return the project."""

    def put(name: str, text: str) -> Path:
        path = tmp_path / "project" / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path / "project"

    return put


def overview(root: Path, name: str = "public-forum") -> str:
    found = find_pack(name, root)
    options, problems = found.read_options(Spec(slug="x", resolution="R"))
    assert not problems
    return render(brief(options), found)[0].text


def refused(root: Path, name: str = "public-forum") -> list[str]:
    with pytest.raises(BriefError) as raised:
        find_pack(name, root)
    return [str(problem) for problem in raised.value.problems]


def test_the_shipped_pack_is_found_with_all_that_it_inherits() -> None:
    found = find_pack("public-forum")
    assert found.lineage == ("public-forum", "base")
    assert (found.title, found.extends) == ("Public Forum", "base")
    assert [(d.name, d.side, d.pdf) for d in found.documents] == [
        ("index", None, True),
        ("pro-brief", "pro", True),
        ("con-brief", "con", True),
    ]
    assert found.options["paper"].default == "letter"
    assert found.options["rates"].default == ()
    style = found.file("print.typ")
    assert style
    assert style.path == SHIPPED / "base" / "print.typ"
    assert not style.project
    assert "public-forum" in pack_names()


def is_used(name: str, templates: str) -> bool:
    return (
        name in KEYS
        or f"wording.{name}" in templates
        or (name.startswith(PRINTED) and f"words.{name.removeprefix(PRINTED)}" in templates)
        or f'counted("{name.removesuffix("_one")}")' in templates
    )


def test_every_shipped_option_and_wording_has_a_use_and_a_help() -> None:
    found = find_pack("public-forum")
    used = "".join(file.text for files in found.files.values() for file in files)
    assert all(option.help.endswith(".") for option in found.options.values())
    others = [
        option.at_least or option.name * bool(option.sets) for option in found.options.values()
    ]
    assert not [name for name in found.options if name not in {*others} and name not in used]
    assert not [name for name in found.wording if not is_used(name, used)]


def test_a_partial_of_the_project_wins_and_may_build_on_the_one_it_replaces(
    templates: Write,
) -> None:
    root = templates(
        "public-forum/resolution.md.j2",
        '{% extends "!resolution.md.j2" %}',
    )
    assert "**R**" in overview(root)
    templates("base/sources.md.j2", "No sources.\n")
    templates(
        "public-forum/index.md.j2",
        '{% extends "!index.md.j2" %}{% block top %}Top.\n{% endblock %}',
    )
    text = overview(root)
    assert "Top." in text
    assert "**R**" not in text
    assert "No sources." in text
    assert "## Reading time" in text


def test_a_pack_of_the_project_builds_on_packs_of_the_project_and_shipped_ones(
    templates: Write,
) -> None:
    root = templates("school/template.yml", "title: Our school\nextends: district\n")
    templates("district/template.yml", "extends: public-forum\nwording: {sources: Works cited}\n")
    templates("school/round.md.j2", 'School.\n{% include "!round.md.j2" %}')
    templates("district/round.md.j2", 'District.\n{% include "!round.md.j2" %}')
    found = find_pack("school", root)
    assert found.lineage == ("school", "district", "public-forum", "base")
    assert found.title == "Our school"
    assert [file.shown for file in found.files["round.md.j2"][:2]] == [
        "templates/school/round.md.j2",
        "templates/district/round.md.j2",
    ]
    text = overview(root, "school")
    assert "School.\nDistrict.\n" in text
    assert "## Works cited" in text


def test_a_few_lines_change_a_shipped_packs_options_and_wording(templates: Write) -> None:
    root = templates(
        "public-forum/template.yml",
        "options: {paper: {default: a4}}\nwording: {sources: Evidence}\n",
    )
    found = find_pack("public-forum", root)
    assert found.options["paper"].default == "a4"
    assert found.options["paper"].choices[:2] == ("letter", "a4")
    assert found.wording["sources"] == "Evidence"
    assert found.title == "Public Forum"


def test_a_name_that_is_no_pack_is_said_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(BriefError) as raised:
        find_pack("public-form", tmp_path, Place(path="briefs/x.yaml", line=2))
    assert str(raised.value) == (
        "briefs/x.yaml:2: error[unknown-template]: There is no template “public-form”."
        " Did you mean “public-forum”?"
    )
    known = ", ".join(name for name in pack_names() if name != "base")
    for name in ("../x", "/etc", ""):
        assert refused(tmp_path, name)[0].split("“")[1] == f"{name}”. Known: {known}."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("extends: bsae\n", "1:10: error[unknown-template]: There is no template “bsae”."),
        ("extends: x\n", "1:10: error[template]: The template “x” extends itself: x → x."),
        ("title: X\n", "1:1: error[template]: The template “x” makes no documents."),
        (
            "titel: X\n",
            "1:1: error[unknown-key]: There is no key “titel” here. Did you mean “title”?",
        ),
        ("title: [X\n", "error[yaml]"),
        (
            "extends: base\ndocuments: [{name: index, template: indx.md.j2}]\n",
            "2:37: error[template]: There is no template “indx.md.j2”.",
        ),
        (
            "extends: public-forum\ndocuments: [{name: ../x, template: index.md.j2}]\n",
            "2:20: error[slug]: “../x” cannot be the name of a document.",
        ),
        (
            "extends: public-forum\ndocuments: [{name: con, template: side.md.j2}]\n",
            "2:20: error[slug]: “con” is a name that Windows keeps for itself."
            " Call it “con-brief”, or anything else.",
        ),
        (
            "extends: public-forum\noptions: {paper: {default: a6}}\n",
            "2:28: error[value]: The default of “paper” does not fit: it is none of the choices.",
        ),
        ("extends: public-forum\noptions: {new: {type: numbre}}\n", "2:23: error[value]"),
        (
            "extends: public-forum\noptions: {size: {default: big}}\n",
            "2:27: error[value]: The default of “size” does not fit: it is not a number.",
        ),
        (
            "extends: public-forum\noptions: {question-lines: {min: 3}}\n",
            "2:27: error[value]: The default of “question-lines” does not fit: it is too small.",
        ),
        (
            "extends: public-forum\noptions: {size: {type: string, default: 14}}\n",
            "2:24: error[value]: The option “size” is a number in “base”, and cannot be a string."
            " Leave “type” out; default, help and narrower choices may be changed.",
        ),
        (
            "extends: public-forum\noptions: {size: {type: list}}\n",
            "2:24: error[value]: The option “size” is a number in “base”, and cannot be a list.",
        ),
        (
            "extends: public-forum\noptions: {rates: {of: string}}\n",
            "2:23: error[value]: Each item of “rates” is a number in “base”, and cannot be a",
        ),
    ],
)
def test_what_is_wrong_with_a_template_yml_is_said_at_its_place(
    templates: Write, text: str, said: str
) -> None:
    (problem,) = refused(templates("x/template.yml", text), "x")
    assert problem.startswith("templates/x/template.yml:")
    assert said in problem


def test_what_may_be_changed_of_a_shipped_option(templates: Write) -> None:
    text = (
        "options:\n  size: {type: number, default: 14, help: H, max: 20}\n"
        "  paper: {choices: [a4], default: a4}\n  rates: {type: list, of: number}\n"
    )
    options = find_pack("public-forum", templates("base/template.yml", text)).options
    assert (options["size"].type, options["size"].default) == (OptionType.NUMBER, 14)
    assert options["paper"].choices == ("a4",)


def test_links_that_lead_out_are_refused(templates: Write, tmp_path: Path) -> None:
    (tmp_path / "secret.md.j2").write_text("secret")
    root = templates("public-forum/ok.md.j2", "")
    link = root / "templates" / "public-forum" / "round.md.j2"
    link.symlink_to(tmp_path / "secret.md.j2")
    out = "error[file]: This link leads out of its template."
    assert out in refused(root)[0]
    link.unlink()
    link.symlink_to(root / "templates" / "other.md.j2")
    assert out in refused(root)[0]
    link.unlink()
    (root / "templates" / "public-forum" / "template.yml").symlink_to(tmp_path / "secret.md.j2")
    assert out in refused(root)[0]
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "template.yml").write_text("extends: public-forum\n")
    (root / "templates" / "outside").symlink_to(tmp_path / "outside")
    assert out in refused(root, "outside")[0]


def test_a_link_within_the_pack_is_followed(templates: Write) -> None:
    root = templates("public-forum/short.md.j2", "Short.\n")
    (root / "templates" / "public-forum" / "sources.md.j2").symlink_to("short.md.j2")
    assert "Short." in overview(root)


def test_files_that_are_no_templates(templates: Write) -> None:
    root = templates("public-forum/README.md", "Read me")
    templates("public-forum/.hidden.md.j2", "")
    (root / "templates" / "public-forum" / "logo.png").write_bytes(b"\x89PNG\xff")
    found = find_pack("public-forum", root)
    assert found.files["logo.png"][0].text == ""
    assert ".hidden.md.j2" not in found.files
    templates("public-forum/Card.md.j2", "")
    templates("public-forum/large.md.j2", "x" * 1_000_001)
    path = root / "templates" / "public-forum" / "bytes.md.j2"
    path.write_bytes(b"\xff")
    assert [problem.split(": ", 1)[1] for problem in refused(root)] == [
        "error[file]: The name of a template has no capitals. Rename it: “card.md.j2”.",
        "error[encoding]: The file is not UTF-8: byte 0xff is out of place."
        " Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
        "error[size]: A template has at most 1000000 characters.",
    ]


# -- Options


@pytest.mark.parametrize(
    ("option", "written", "value"),
    [
        (Option(name="o"), "no", "no"),
        (Option(name="o", type=OptionType.NUMBER), "3", 3),
        (Option(name="o", type=OptionType.NUMBER, min=1, max=2), "1.5", 1.5),
        (Option(name="o", type=OptionType.BOOLEAN), "No", False),
        (Option(name="o", type=OptionType.BOOLEAN), "on", True),
        (Option(name="o", type=OptionType.CHOICE, choices=("a4", "letter")), "a4", "a4"),
        (Option(name="o", type=OptionType.LIST), "a, b,", ("a", "b")),
        (Option(name="o", type=OptionType.LIST, of=OptionType.NUMBER), "150, 200.5", (150, 200.5)),
        (Option(name="o", type=OptionType.COLOUR), "#FE0", "#ffee00"),
        (Option(name="o", type=OptionType.COLOUR), "Yellow", "#ffff00"),
        (Option(name="o", type=OptionType.COLOUR, min=55), "lime", "#00ff00"),
        (Option(name="o", type=OptionType.LENGTH), "0.75 in", "0.75in"),
    ],
)
def test_an_option_reads_what_is_written(option: Option, written: str, value: object) -> None:
    assert option.read(written) == value


@pytest.mark.parametrize("dark", ["blue", "#c00", "#808080", "black"])
def test_a_colour_that_a_copier_would_make_black_is_refused_with_a_lighter_one(dark: str) -> None:
    option = find_pack("public-forum").options["highlight"]
    with pytest.raises(ValueError, match="it is too dark") as caught:
        option.read(dark)
    _, hint = caught.value.args
    lighter = hint.removeprefix("Choose a lighter one, such as ").removesuffix(".")
    assert option.read(lighter) == lighter


@pytest.mark.parametrize(
    ("options", "unread", "said"),
    [
        ("", "auto", ""),
        ("{unread-size: 6}", 6, ""),
        ("{unread-size: 5.5}", 5.5, "6 is the least; to have less, set “least-size” to 5.5, too."),
        ("{unread-size: 5.5, least-size: 5}", 5.5, ""),
        ("{least-size: 9}", "auto", ""),
        ("{profile: ncfca}", "auto", ""),
        ("{profile: ncfca, unread-size: 9}", 9, ""),
        ("{profile: ncfca, unread-size: 7}", 7, "8 is the least;"),
        ("{profile: ncfca, unread-size: 7, least-size: 7}", 7, ""),
        ("{profile: nsda, unread-size: 6}", 6, ""),
    ],
)
def test_what_is_unread_is_as_large_as_the_profile_asks_unless_somebody_says_otherwise(
    options: str, unread: float | str, said: str
) -> None:
    spec, _ = read_spec(f"resolution: R\noptions: {options or '{}'}\n", "briefs/x.yaml", "x")
    assert spec
    values, problems = read_options(find_pack("public-forum").options, spec)
    assert values["unread-size"] == unread
    assert [problem.hint.startswith(said) for problem in problems] == [True] * bool(said)
    assert all("“unread-size” cannot be" in problem.message for problem in problems)


def test_the_default_of_a_project_is_held_to_the_same(templates: Write) -> None:
    text = "options: {unread-size: {default: 5}}\n"
    assert refused(templates("base/template.yml", text)) == [
        "templates/base/template.yml:1:34: error[value]: The default of “unread-size” does not fit:"
        " it is too small. 6 is the least; to have less, set “least-size” to 5, too."
    ]
    text = "options: {unread-size: {default: 5}, least-size: {default: 5}}\n"
    options = find_pack("public-forum", templates("base/template.yml", text)).options
    assert options["unread-size"].default == 5
    # Evidence sheets are for a league that asks for more.
    text = "options: {unread-size: {default: 7}}\n"
    (problem,) = refused(templates("evidence-sheet/template.yml", text), "evidence-sheet")
    assert problem.startswith("templates/evidence-sheet/template.yml:1:34: ")
    assert "8 is the least" in problem


def test_a_project_has_profiles_of_its_own(templates: Write) -> None:
    text = (
        "options:\n  profile:\n    choices: [nsda, ours]\n"
        "    sets: {ours: {least-size: 9, marks: grey, timing: no}}\n"
    )
    found = find_pack("public-forum", templates("base/template.yml", text))
    spec, _ = read_spec("resolution: R\noptions: {profile: ours, timing: yes}\n", "x.yaml", "x")
    assert spec
    values, problems = found.read_options(spec)
    assert problems == ()
    assert [values[n] for n in ("least-size", "unread-size", "marks")] == [9, "auto", "grey"]
    assert values["timing"] is True  # what is written stands


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("size: {at-least: leest-size}", "no option “leest-size”. Did you mean “least-size”?"),
        ("marks: {sets: {gray: {size: 9}}}", "“gray” is none of the choices of “marks”."),
        ("marks: {sets: {grey: {sise: 9}}}", "no option “sise”. Did you mean “size”?"),
        ("marks: {sets: {grey: {size: 99}}}", "“grey” cannot set “size” to “99”: it is too large."),
    ],
)
def test_options_that_name_others_wrongly(templates: Write, text: str, said: str) -> None:
    (problem,) = refused(templates("base/template.yml", f"options: {{{text}}}\n"))
    assert problem.startswith("templates/base/template.yml:1:")
    assert said in problem


def test_every_wrong_option_is_reported_at_once() -> None:
    yaml = """\
resolution: R
options:
  papre: a4
  paper: a6
  size: big
  unread-size: 2
  timing: maybe
  highlight: yelow
  margin: 2 miles
  rates: 150, fast
"""
    spec, _ = read_spec(yaml, "briefs/x.yaml", "x")
    assert spec
    values, problems = read_options(find_pack("public-forum").options, spec)
    assert values["size"] == "auto"
    assert [str(problem).removeprefix("briefs/x.yaml:") for problem in problems] == [
        "3:10: error[unknown-key]: The template “public-forum” has no option “papre”."
        " Did you mean “paper”?",
        "4:10: error[value]: The option “paper” cannot be “a6”: it is none of the choices."
        " Known: a3, a4, a5, half-letter, legal, letter.",
        "5:9: error[value]: The option “size” cannot be “big”: it is not a number."
        " Write digits only, such as 3 or 1.5, or auto.",
        "6:16: error[value]: The option “unread-size” cannot be “2”: it is too small."
        " 6 is the least; to have less, set “least-size” to 2, too.",
        "7:11: error[value]: The option “timing” cannot be “maybe”: it is neither yes nor no."
        " Write yes or no.",
        "8:14: error[value]: The option “highlight” cannot be “yelow”: it is not a colour."
        " Did you mean “yellow”?",
        "9:11: error[value]: The option “margin” cannot be “2 miles”: it is not a length."
        " Write a number with in, cm, mm or pt: 0.75in, or auto.",
        "10:10: error[value]: The option “rates” cannot be “150, fast”: “fast” is not a number."
        " Write digits only, such as 3 or 1.5.",
    ]


# -- What templates can say


def test_a_template_reads_fields_items_and_calls_macros_blocks_and_loops() -> None:
    assert (
        write(
            "{% macro twice(x) %}{{ x }}{{ x }}{{ caller() if caller is defined else '' }}{% endmacro %}"
            "{{ twice('a') }}"
            "{% call twice('b') %}c{% endcall %}"
            "{% block b %}d{% endblock %}{{ self.b() }}"
            "{% set ns = namespace(n=1) %}{% for s in brief.sides %}{% set ns.n = ns.n + loop.index %}"
            "{{ loop.cycle('e', 'f') }}{% endfor %}{{ ns.n }}"
            "{% for x in [[1, [2]]] recursive %}{% for y in x %}{{ loop.depth }}{% endfor %}{% endfor %}"
            "{{ brief.pro.contentions[0].entries[-1].card.name }}{{ {'k': 'v'}.k }}{{ 'xyz'[1:] }}"
        )
        == "aabbcddef411avyz"
    )


def test_partials_are_included_imported_and_extended() -> None:
    files = {
        "part": "{{ word }}",
        "macros": "{% macro m(x) %}<{{ x }}>{% endmacro %}",
        "parent": "{% block one %}1{% endblock %}{% block two %}2{% endblock %}",
    }
    assert write("{% set word = 'w' %}{% include 'part.md.j2' %}", **files) == "w"
    assert write("{% import 'macros.md.j2' as a %}{{ a.m('x') }}", **files) == "<x>"
    assert write("{% from 'macros.md.j2' import m %}{{ m('x') }}", **files) == "<x>"
    child = "{% extends 'parent.md.j2' %}{% block two %}{{ super() }}!{% endblock %}"
    assert write(child, **files) == "12!"
    assert write("{% include 'none.md.j2' ignore missing %}ok", **files) == "ok"
    assert write("{% include ['none.md.j2', 'part.md.j2'] %}", part="p") == "p"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ wording.hello | fill(who='you') }}", "Hi you"),
        ("{{ brief.counts | time(150) }}", "0:04"),
        (
            "{{ brief.counts | times([150, 60], '{time} at {rate}') }}",
            "0:04 at 150, 0:10 at 60",
        ),
        ("{{ 1 | plural('{n} card', '{n} cards') }}{{ 2 | plural('a', '{n}') }}", "1 card2"),
        ("{{ brief.sides | map('name') | join(' – ') }}", "Pro – Con"),
        ("{{ [3, 1, 2] | sort | join }}{{ ['b', 'A'] | sort(reverse=true) | join }}", "123bA"),
        ("{{ [[1], [2, 3]] | flatten | sum }}{{ [1, 2] | max }}{{ [1, 2] | min }}", "621"),
        ("{{ [1, 1, 2] | unique | length }}{{ [1, 2] | reverse | first }}{{ [] | last }}", "22"),
        ("{% for a, b in [1, 2] | zip([3]) %}{{ a }}{{ b }};{% endfor %}", "13;2;"),
        ("{{ cards.values | default('none') }}{{ cards | items | length }}", "none2"),
        ("{{ brief.sides | selectattr('side', 'eq', 'con') | map('name') | join }}", "Con"),
        ("{{ [0, 1] | select | join }}{{ [1, 2] | reject('odd') | join }}", "12"),
        (
            "{% for g in brief.sides | groupby('side') %}{{ g.key }}{{ g.items | count }}{% endfor %}",
            "pro1con1",
        ),
        (
            "{{ ' a ' | trim }}{{ 'ab' | upper }}{{ 'AB' | lower }}{{ 'ab' | capitalize }}",
            "aABabAb",
        ),
        ("{{ 'a b c' | truncate(2) }}{{ 'aXb' | replace('X', '') }}", "a b …ab"),
        ("{{ 2.6 | round }}{{ '7' | int }}{{ -1 | abs }}{{ 7 // 2 }}{{ 7 % 4 }}", "37133"),
        ("{{ 'https://e.org/?a=1&copy;=2' | link('https://e.org/?a=1&copy;=2') }}", None),
        ("{{ 'x' | link('javascript:alert(1)') }}{{ '#' | option }}", 'x"#"'),
        ("{{ none }}{{ 1.5 }}", "1.5"),
        ("{% for part in [1, 2, 3] | parts([2], 2) %}{{ part | join }};{% endfor %}", "12;3;"),
        ("{% for part in [1, 2] | parts([1, 1, 1], 2) %}{{ part | join }};{% endfor %}", "1;2;"),
        ("{% for part in [1] | parts([1], 3) %}{{ part | join }};{% endfor %}", "1;;;"),
        ("{{ [1] | parts([1], 0) | length }}", "0"),
        ("{{ brief.pro.contentions | total | time(60) }}", "0:05"),
        ("{{ (brief.pro.contentions + brief.con.blocks) | total | time(60) }}", "0:10"),
        ("{{ brief.pro.contentions[0].entries | total | time(60) }}", "0:05"),
        ("{{ ((brief.pro.contentions + brief.pro.blocks) | homes)['a'] }}", "pro-1"),
        ("{{ brief.counts | over(60, 0.1) }}{{ brief.counts | over(60, 1) }}", "0:04"),
        ("{{ brief.pro.contentions[0].entries[0] | quotation }}", "this holds."),
    ],
)
def test_filters(template: str, text: str | None) -> None:
    written = write(template)
    if text is not None:
        assert written == text
    else:
        assert written.endswith("](<https://e.org/?a=1&amp;copy;=2>)")


def test_what_is_quoted_of_a_card_is_what_is_read() -> None:
    runs = (("We ", READ), ("see ", Mark.NONE), ("that", READ), (", ", Mark.NONE), ("so", READ))
    paragraphs = (tuple(Span(*run) for run in runs), (Span("Yes", READ), Span(".")), (Span("No"),))
    found = card("a", paragraphs=paragraphs)
    brief, _ = select(Spec(slug="x", resolution="R"), library(found), FORMAT)
    template = "{{ cards.a | quotation }}"
    (document,) = render(brief, pack({"index.md.j2": template}))
    assert document.text.partition("\n")[2] == "We … that, so … Yes.\n"


# -- What goes wrong


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("a\n{{ brif.title }}", ":2:4: There is no “brif” here. Did you mean “brief”?"),
        ("{{ brief.titel }}", ":1:10: “Brief” has no “titel”. Did you mean “title”?"),
        (
            "{{ brief.pro.contentions[0].headng }}",
            "“Contention” has no “headng”. Did you mean “heading”?",
        ),
        ("{{ wording.helo }}", "There is no “helo” here. Did you mean “hello”?"),
        ("{{ brief.title.upper() }}", "Text has no “upper”. There is a filter: write “… | upper”."),
        ("{{ brief.title.nothing }}", "Text has no “nothing”."),
        ("{{ brief.sides[7] }}", "A list has no item 7."),
        ("\n\n{{ brief.title | uper }}", ":3:18: There is no filter “uper”. Did you mean “upper”?"),
        ("{{ 1 is ood }}", "There is no test “ood”. Did you mean “odd”?"),
        (
            "{% include 'crad.md.j2' %}",
            "There is no template “crad.md.j2”. Did you mean “card.md.j2”?",
        ),
        ("{% include '!card.md.j2' %}", "There is no template “!card.md.j2”."),
        (
            "{% include 'index.md.j2' %}",
            "This template asks for itself. Did you mean “!index.md.j2”?",
        ),
        ("{% if %}", ":1:7: The template cannot be read:"),
        ("a\nb\n{% for x in y %}", ":3: The template cannot be read:"),
        ("{{ brief }}", "This cannot be done: “Brief” is not text: print something of it."),
        ("{{ brief.sides }}", "A list is not text"),
        ("{{ true }}", "Yes or no is not text"),
        ("{{ 'x' | fill }}{{ '{a}' | fill(b=1) }}", "“{a}” in “{a}” stands for nothing here."),
        ("{{ 1 + 'a' }}", "“+” does not go with A number and Text."),
        ("{{ 1 / 0 }}", "This cannot be done: division by zero."),
        ("{{ side.name }}", "There is no “side” here."),
        ("{% set m %}x{% endset %}{{ m | upper }}", "takes text, not MyST"),
        ("{% set m %}x{% endset %}{{ m[0] }}", "MyST cannot be taken apart"),
        ("{% set m %}x{% endset %}{{ m[1:] }}", "MyST cannot be taken apart"),
        ("{{ 'a' | option(1, 2) }}", "This cannot be done:"),
    ],
)
def test_a_mistake_is_said_with_its_place(template: str, said: str) -> None:
    message = fails(template, card="")
    assert message.startswith("templates/x/index.md.j2")
    assert said in message


def test_a_mistake_in_a_partial_is_said_at_the_partial() -> None:
    message = fails("\n{% include 'part.md.j2' %}", part="a\n\n{{ brief.x }}")
    assert (
        message == "templates/x/part.md.j2:3:10: “Brief” has no “x”. " + message.partition(". ")[2]
    )


HOSTILE = [
    # Ways out of the sandbox.
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ brief.__class__ }}",
    "{{ brief['__class__'] }}",
    "{{ brief.__dataclass_fields__ }}",
    "{{ brief.pro.side.__class__ }}",
    "{{ brief.pro.side.serves('pro') }}",
    "{{ brief.counts.seconds(1) }}",
    "{{ brief.counts.__add__(brief.counts) }}",
    "{{ brief.title.format(brief) }}",
    "{{ '{0.__class__}'.format(brief) }}",
    "{{ '{0.__class__}'.format_map(brief) }}",
    "{{ '%s' % brief }}",
    "{{ brief | attr('__class__') }}",
    "{{ brief.sides | map('__class__') | join }}",
    "{{ brief.sides | groupby('__class__') | join }}",
    "{{ brief.sides | sort('__class__') | join }}",
    "{{ brief.sides | selectattr('__class__') | join }}",
    "{{ ''.join(brief.title) }}",
    "{{ cards.items() }}",
    "{{ cards.clear() }}",
    "{{ [].append(1) }}",
    "{{ {}.update(a=1) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self._TemplateReference__context.environment }}",
    "{% block b %}{% endblock %}{{ self.b.__init__ }}{{ self.b._context }}",
    "{% block b %}{% endblock %}{{ self.b._stack }}",
    "{{ namespace.__init__.__globals__ }}",
    "{% set n = namespace() %}{{ n._Namespace__attrs }}",
    "{% set n = namespace() %}{{ n.__class__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{% macro m() %}{% endmacro %}{{ m._environment }}",
    "{% macro m() %}{% endmacro %}{{ m.name }}",
    "{% macro m() %}{{ kwargs.__class__ }}{% endmacro %}{{ m(a=1) }}",
    "{% macro m() %}{{ varargs.__class__ }}{% endmacro %}{{ m(1) }}",
    "{% for x in [1] %}{{ loop._iterator }}{% endfor %}",
    "{% for x in [1] %}{{ loop.__class__ }}{% endfor %}",
    "{% for x in [1] %}{{ loop._to_iterator }}{% endfor %}",
    "{% for x in [1] %}{{ loop.cycle.__func__ }}{% endfor %}",
    "{% import 'part.md.j2' as p %}{{ p.__class__ }}",
    "{% import 'part.md.j2' as p %}{{ p._body_stream }}",
    "{% import 'part.md.j2' as p %}{{ p.__name__ }}",
    "{% from 'part.md.j2' import __class__ %}",
    "{% from 'part.md.j2' import _body_stream %}{{ _body_stream }}",
    "{{ brief.title() }}",
    "{{ (1).__class__ }}",
    "{{ missing_name.__class__ }}",
    "{{ missing_name.x.__class__ }}",
    "{{ environment }}",
    "{{ context }}",
    "{{ config }}",
    "{{ request }}",
    "{{ dict(a=1) }}",
    "{{ cycler }}",
    "{{ joiner() }}",
    "{{ lipsum(n=10) }}",
    "{{ range(10) }}",
    "{{ 'a' | safe }}",
    "{{ 'a' | forceescape }}",
    "{{ 'a' | format }}",
    "{{ 'a' | pprint }}",
    "{{ brief | tojson }}",
    "{{ 'a' | xmlattr }}",
    "{{ [1] | random }}",
    "{{ [1] | batch(9) }}",
    "{{ [1] | slice(9) }}",
    "{{ 'a' | center(9) }}",
    "{{ 'a' is callable }}",
    "{% set brief.title = 'x' %}",
    "{% autoescape false %}{{ brief.title }}{% endautoescape %}",
    "{% set x = 1 %}{% do x %}",
    "{% trans %}x{% endtrans %}",
    "{% debug %}",
    # Files.
    "{% include '/etc/passwd' %}",
    "{% include '../secret' %}",
    "{% include '..\\\\secret' %}",
    "{% include 'part.md.j2\\0' %}",
    "{% include '0:part.md.j2' %}",
    "{% include brief %}",
    "{% include ['a', 'b'] %}",
    "{% import 'os' as os %}",
    "{% extends 'PART.md.j2' %}",
    # Time and memory.
    "{{ 2 ** 9 }}",
    "{{ 10 ** 10 ** 8 }}",
    "{{ 999999999 * 999999999 }}",
    "{{ 9" + "9" * 5000 + " }}",
    "{{ 'a' * 999999999 }}",
    "{{ 999999999 * 'a' }}",
    "{{ [1] * 999999999 }}",
    "{{ 'ab' | replace('b', 'x' * 60000000) | replace('x', 'xx') }}",
    "{% set n = namespace(s='ab') %}{% for a in BIG %}{% set n.s = n.s ~ n.s %}{% endfor %}",
    "{% set n = namespace(s='ab') %}{% for a in BIG %}{% set n.s = n.s + n.s %}{% endfor %}",
    "{% set n = namespace(s='ab') %}{% for a in BIG %}{% set n.s = [n.s, n.s] | join %}{% endfor %}",
    "{% set n = namespace(s='ab') %}{% for a in BIG %}{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}"
    "{% endfor %}",
    "{% set n = namespace(s='a') %}{% for a in BIG %}{% set n.s = '{a}{a}' | fill(a=n.s) %}{% endfor %}",
    "{% set n = namespace(s=[1]) %}{% for a in BIG %}{% set n.s = n.s + n.s %}{% endfor %}",
    "{% set n = namespace(s=[1]) %}{% for a in BIG %}{% set n.s = [n.s, n.s] | flatten %}{% endfor %}",
    "{% for a in BIG %}{% for b in BIG %}{% for c in BIG %}{% for d in BIG %}{% endfor %}{% endfor %}"
    "{% endfor %}{% endfor %}",
    "{% for a in BIG %}{% for b in BIG %}{% for c in BIG %}{{ LONG }}{% endfor %}{% endfor %}{% endfor %}",
    "{% macro m() %}{% for a in BIG %}{% for b in BIG %}{% for c in BIG %}{{ LONG }}{% endfor %}"
    "{% endfor %}{% endfor %}{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n < 60 %}{{ m(n + 1) }}{{ m(n + 1) }}{% endif %}{% endmacro %}{{ m(0) }}",
    "{% for x in [1] recursive %}{{ loop([1, 1]) }}{% endfor %}",
    "{% block b %}{{ self.b() }}{% endblock %}",
    "{% include 'loop.md.j2' %}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ " + "-" * 30000 + "1 }}",
    "{% if 1 %}" * 2000 + "{% endif %}" * 2000,
    "{% for a in [1] %}" * 30 + "{% endfor %}" * 30,
    "{{ " + " ~ ".join(["'a'"] * 9000) + " ~ brief }}",
]
BIG = "[" + ", ".join(["1"] * 200) + "]"
LONG = f"'{'x' * 200}'"


@pytest.mark.parametrize("template", HOSTILE)
def test_a_hostile_template_is_refused_in_one_line(template: str) -> None:
    part = "{% set x = 1 %}"
    fails(
        template.replace("BIG", BIG).replace("LONG", LONG),
        part=part,
        loop="{% include 'back.md.j2' %}",
        back="{% include 'loop.md.j2' %}",
    )
