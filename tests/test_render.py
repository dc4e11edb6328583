"""Documents: what stands in them, and that any text comes out as it went in."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from briefwright import marks
from briefwright.cards import read_directive
from briefwright.markup.confine import Profile
from briefwright.markup.grammar import parser
from briefwright.model import (
    Brief,
    Citation,
    Name,
    Query,
    Round,
    SectionSpec,
    SideSpec,
    Spec,
)
from briefwright.problems import BriefError, Place
from briefwright.render import Document, is_intact, is_sealed, render, seal
from briefwright.selection import select
from briefwright.templates import find_pack
from briefwright.templating.options import Value
from briefwright.templating.packs import Pack
from briefwright.text import unescape_literal
from effort import Effort
from values import FORMAT, TEXT, card, library, pack

PACK = find_pack("public-forum")
PLACE = Place(path="x")


def documents(spec: Spec, found: Pack = PACK, **options: Value) -> dict[str, str]:
    """Return the text of each document that the pack makes, by name."""
    return {d.docname.rpartition("/")[2]: d.text for d in made(spec, found, **options)}


def made(spec: Spec, found: Pack = PACK, **options: Value) -> tuple[Document, ...]:
    values, problems = found.read_options(spec)
    assert not problems
    brief, problems = select(
        spec, LIBRARY, FORMAT, {**values, **{k.replace("_", "-"): v for k, v in options.items()}}
    )
    assert not problems
    return render(brief, found)


LIBRARY = library(
    card("no-wedge", topics=["t"], tag="They hold", note="Slow down."),
    card("answer", topics=["a"], answers=["rivals"], tag="Managed"),
    card("broad", topics=["a"], answers=["u"], tag="No matter"),
    card("rivals", "con", ["u"], ["no-wedge"], tag="They are rivals"),
    card(
        "import",
        "con",
        ["v"],
        passage=None,
        citation=Citation(text="Abe 19, *A* book"),
        tag="Imported",
    ),
)
SPEC = Spec(
    slug="x",
    resolution="Resolved: It holds.",
    pro=SideSpec(
        sections=(
            SectionSpec(
                heading="It lasts",
                text="Some *MyST*.\n\n```\na\n\n\n\nb\n```",
                cards=("no-wedge", "answer"),
                extension="Carry it on.",
            ),
        ),
        questions=("Why?",),
    ),
    con=SideSpec(sections=(SectionSpec(heading="Rivals", cards=("rivals", Query(topic="v"))),)),
)


# -- What the shipped pack writes


def test_the_overview(file_regression: pytest.FixtureRequest) -> None:
    spec = Spec(
        slug="x",
        resolution=SPEC.resolution,
        title="Two powers",
        team="North KL",
        round=Round(tournament="Winter Classic", judge="Roe"),
        pro=SPEC.pro,
        con=SPEC.con,
    )
    file_regression.check(documents(spec)["index"], extension=".md")


@pytest.mark.parametrize("side", ["pro", "con"])
def test_a_side(side: str, file_regression: pytest.FixtureRequest) -> None:
    file_regression.check(
        documents(SPEC)[f"{side}-brief"], basename=f"test_a_side_{side}", extension=".md"
    )


def test_documents_are_named_and_sealed() -> None:
    found = made(SPEC)
    assert [(d.path, d.docname) for d in found] == [
        ("briefs/x/index.md", "briefs/x/index"),
        ("briefs/x/pro-brief.md", "briefs/x/pro-brief"),
        ("briefs/x/con-brief.md", "briefs/x/con-brief"),
    ]
    assert all(is_intact(document.text) for document in found)


def test_what_they_say_is_said_once_in_a_block() -> None:
    theirs = [card(name, "con", ["t"], tag=f"The {name}") for name in ("one", "two")]
    answers = (("a", ["two", "one"]), ("b", ["one"]), ("c", ["one", "two"]), ("d", ["t"]))
    ours = [card(name, topics=["u"], answers=names) for name, names in answers]
    spec = Spec(slug="x", resolution="Resolved: It holds.")
    values, _ = PACK.read_options(spec)
    brief, _ = select(spec, library(*ours, *theirs), FORMAT, values)
    (side,) = (d.text for d in render(brief, PACK) if d.docname.endswith("pro-brief"))
    assert re.findall(r"\*\*(?:They|To) .*", side) == [
        "**They say:** {card}`one`; {card}`two`",
        "**They say:** {card}`one`",
        "**To the argument as a whole:**",
    ]


def test_options_take_away_and_add() -> None:
    plain = documents(SPEC)
    bare = documents(
        SPEC,
        timing=False,
        legend="none",
        they_say=False,
        blank_questions=0,
        question_lines=0,
        clashes=False,
    )
    assert ":timing:" in plain["pro-brief"]
    assert ":timing:" not in bare["pro-brief"]
    assert ":::{marks}" in plain["pro-brief"]
    assert not any(":::{marks}" in text for text in bare.values())
    assert "**They say:** {card}`rivals`" in plain["pro-brief"]
    assert "They say" not in bare["pro-brief"]
    assert ":::{ruled} 12" in plain["con-brief"]
    assert "Crossfire" not in bare["con-brief"]
    assert ":::{ruled}" not in bare["pro-brief"]
    assert "Which card answers which" not in bare["index"]
    overview = documents(SPEC, legend="overview")
    assert [":::{marks}" in overview[name] for name in ("index", "pro-brief")] == [True, False]
    assert "*Note: Slow down.*" in documents(SPEC, notes=True)["pro-brief"]
    assert "at 100 wpm" in documents(SPEC, rates=(100,))["pro-brief"]


def test_the_users_own_myst_stays_as_it_is() -> None:
    assert "Some *MyST*.\n\n```\na\n\n\n\nb\n```\n" in documents(SPEC)["pro-brief"]


def test_no_document_has_more_than_one_blank_line_or_white_space_at_the_end_of_a_line() -> None:
    for text in documents(SPEC).values():
        tidy = text.replace("a\n\n\n\nb", "")
        assert "\n\n\n" not in tidy
        assert not re.search(r"[ \t]\n", tidy)
        assert tidy.endswith("\n")
        assert not tidy.endswith("\n\n")


def test_the_words_of_a_language_are_all_in_one_place() -> None:
    wording = dict.fromkeys(PACK.wording, "")
    blank = Pack(
        **{name: getattr(PACK, name) for name in PACK.__slots__ if name != "wording"},
        wording=wording,
    )
    spec = Spec(
        slug="x", resolution="1", title="2", round=Round(judge="3"), pro=SideSpec(questions=("4",))
    )
    for document in made(spec, blank, notes=True):
        body = re.sub(
            r":::\{card.*?\n:::|\{card\}`[^`]*`|:::\{.*\n(:.*\n)*",
            "",
            document.text,
            flags=re.DOTALL,
        )
        words = set(re.findall(r"[A-Za-z]{3,}", body.partition("\n")[2]))
        assert words <= {
            "Pro",
            "Con",
            "Roe",
            "Jane",
            "title",
            "Abe",
            "book",
            "pro",
            "con",
            "underline",
        } | {
            "read",
            "emphasis",
            "source",
            "roe",
            "essay",
        }


# -- The seal


def test_a_change_breaks_the_seal() -> None:
    text = seal("# Title\n\nText.\n", "briefs/x.yaml")
    assert text.startswith("% briefwright sha256:")
    assert "Generated from briefs/x.yaml." in text.partition("\n")[0]
    assert is_sealed(text)
    assert is_intact(text)
    changed = text.replace("Text", "Test")
    assert is_sealed(changed)
    assert not is_intact(changed)
    assert not is_sealed("# A page of somebody's own\n")
    assert not is_intact("")


def test_the_same_brief_gives_the_same_bytes() -> None:
    assert [document.text for document in made(SPEC)] == [document.text for document in made(SPEC)]


# -- Any text, in every construct of a template

texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], include_characters="\n\t"),
    min_size=1,
) | st.sampled_from(
    [
        "**a** _b_ `c` [d](e) <f> &amp; &#42; {{ g }} $h$ \\i",
        "{card}`x` ![i](j) <script>alert(1)</script> [^1] [[x]] ~~s~~",
        "# heading",
        "- item",
        "1. item",
        ":::{raw} html",
        "```",
        "| a | b |",
        "(x)=",
        "% comment",
        "+++",
        "---",
        "a\n\nb",
        "  spaced  ",
        "a\u2028b\u00a0c\u200b\ufeff",
        "==",
        "x|y||z",
        "http://e.org/?a=1&lt=2",
        "]{.read}",
        "javascript:alert(1)",
        " |",
        "http://e.org|x",
        "%s %(a)s {0} {a}",
    ]
)

# Each prints the text of `v` once or more; `m` is MyST that prints "x".
CONSTRUCTS = {
    "{{ v }}": "V",
    "{{ v ~ v }}": "VV",
    "{{ m ~ v }}": "xV",
    "{{ v ~ m ~ v }}": "VxV",
    "{{ v + v }}": "VV",
    "{{ m + v }}": "xV",
    "{{ v + m }}": "Vx",
    "{{ v * 2 }}": "VV",
    "{{ [v, m] | join }}": "Vx",
    "{{ [v, v] | join('*') }}": "V*V",
    "{{ [v, m] | join('*') }}": "V*x",
    "{{ [m, m] | join(v) }}": "xVx",
    "{{ '*{a}*' | fill(a=v) }}": "*V*",
    "{{ '*{a}*' | fill(a=m) }}": "*x*",
    "{{ '*{a}*{b}' | fill(a=m, b=v) }}": "*x*V",
    "{{ '-{a}-' | myst | fill(a=v) }}": "-V-",
    "{{ 1 | plural('{n}', v) ~ v }}": "1V",
    "{{ none | default(v, true) }}": "V",
    "{{ nothing | default(v) }}": "V",
    "{{ v if v else m }}": "V",
    "{{ v[:1] ~ v[1:] }}": "V",
    "{% for c in v %}{{ c }}{% endfor %}": "V",
    "{{ v | list | join }}": "V",
    "{{ [v] | first }}{{ [v] | last }}": "VV",
    "{{ {'a': v}.a }}{{ {'a': v}['a'] }}": "VV",
    "{{ v | e }}{{ v | escape | e }}": "VV",
    "{{ '#' | replace('#', v) }}": "V",
    "{{ v | replace('#', '#') }}": "V",
    "{% set w = v %}{{ w }}": "V",
    "{% set w %}{{ v }}{% endset %}{{ w }}{{ w ~ v }}": "VVV",
    "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(v) }}{{ f(f(v)) ~ v }}": "VVV",
    "{% macro f() %}{{ caller() }}{% endmacro %}{% call f() %}{{ v }}{% endcall %}": "V",
    "{% set n = namespace(a=v) %}{% set n.a = n.a ~ m %}{{ n.a }}": "Vx",
    "{% for a in [v] %}{{ loop.cycle(a, m) }}{% endfor %}": "V",
    "{% for a in [v, 1] %}{{ loop.previtem if loop.last }}{% endfor %}": "V",
    "{% for g in [v] | groupby('') %}{{ g.key }}{{ g['items'] | join }}{% endfor %}": "VV",
    "{% block b %}{{ v }}{% endblock %}{{ self.b() }}": "VV",
    "{% include 'part.md.j2' %}": "V",
    "{% import 'macro.md.j2' as a %}{{ a.f(v) }}": "V",
    "{% with w = v %}{{ w }}{% endwith %}": "V",
    "{{ v | link('https://e.org') }}": "V",
    "{{ v | link(v) }}": "V",
    "{{ v | source_link(v) }}": "V",
    "{{ '**a** [b](c) <d> &amp; \\\\*' }}": "**a** [b](c) <d> &amp; \\*",
}
PARTS = {"part.md.j2": "{{ v }}", "macro.md.j2": "{% macro f(a) %}{{ a }}{% endmacro %}"}
CONTEXTS = {
    "a paragraph": "{}",
    "a heading": "# {}",
    "an item": "- {}",
    "strong": "**{}:**",
    "a cell": "| a | b |\n|---|---|\n| {} | c |",
    "a link": "[{}](<https://e.org>)",
    "after text": "It is {} here",
}


def plain(token: Token) -> str:
    """Return the text that a block prints."""
    shown = {"softbreak": "\n", "hardbreak": "\n"}
    return "".join(shown.get(child.type, child.content) for child in token.children or [])


def printed(myst: str) -> list[str]:
    """Return the text of each paragraph, heading and cell."""
    tokens = parser(Profile.PAGE, RendererHTML).parse(myst)
    return [plain(token) for token in tokens if token.type == "inline"]


PACKS = {
    (construct, context): pack(
        {
            **PARTS,
            "index.md.j2": "{% set v = brief.title %}{% set m %}&#120;{% endset %}"
            + CONTEXTS[context].replace("{}", construct),
        }
    )
    for construct in CONSTRUCTS
    for context in CONTEXTS
    if "link(" not in construct or context != "a link"
}


def titled(text: str) -> Brief:
    return select(Spec(slug="x", resolution="R", title=text), LIBRARY, FORMAT)[0]


@pytest.mark.parametrize("construct", CONSTRUCTS)
@settings(max_examples=25, deadline=None)
@given(texts, st.sampled_from(list(CONTEXTS)))
def test_text_is_escaped_whatever_a_template_does_with_it(
    construct: str, text: str, context: str
) -> None:
    assume((construct, context) in PACKS)
    (document,) = render(titled(text), PACKS[construct, context])
    body = document.text.partition("\n")[2]
    wanted = CONSTRUCTS[construct].replace("V", text)
    assert expected(context, wanted) in printed(body)


def expected(context: str, text: str) -> str:
    return {"strong": f"{text}:", "after text": f"It is {text} here"}.get(context, text)


# -- Any text, through the shipped pack


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_any_text_of_a_brief_comes_out_as_it_went_in(one: str, two: str) -> None:
    citation = Citation(title=two, authors=(Name(literal=one),), url="https://e.org/")
    cards = library(
        card("a", topics=["t"], tag=one, citation=citation, short_cite=two, note=one),
        card("n", "con", ["u"], ["a"], tag=two),
    )
    spec = Spec(
        slug="x",
        resolution=one,
        title=two,
        round=Round(tournament=one, judge=two),
        pro=SideSpec(
            sections=(SectionSpec(heading=one, cards=("a",), extension=two),), questions=(one, two)
        ),
    )
    values, _ = PACK.read_options(spec)
    brief, _ = select(spec, cards, FORMAT, {**values, "notes": True})
    index, pro, con = render(brief, PACK)
    shown = printed(pro.text)
    for wanted in (one, two, f"Contention 1: {one}", f"Extension: {two}", f"Note: {one}"):
        assert wanted in shown
    overview = printed(index.text)
    assert two in overview
    assert f"{one} (1 card, 0:0" in "\n".join(overview).replace(f"{one}\n", one)
    assert f"AT 1: {one}" in printed(con.text)
    (argument, content), *_ = directives(pro.text, "card")
    directive, problems = read_directive(argument, content, PLACE)
    assert not problems
    assert unescape_literal(directive.argument) == one
    assert directive.options["short-cite"] == two
    paragraphs, problems = marks.parse(directive.body, PLACE)
    assert (paragraphs, problems) == (TEXT, ())


def directives(myst: str, name: str) -> list[tuple[str, str]]:
    """Return argument and content of each directive of that name."""
    tokens = parser(Profile.PAGE, RendererHTML).parse(myst)
    return [
        (token.info.removeprefix(f"{{{name}}}").strip(" \t"), token.content)
        for token in tokens
        if token.type == "colon_fence" and token.info.startswith(f"{{{name}}}")
    ]


def test_the_legend_reads_as_marks(tmp_path: Path) -> None:
    ((_, content),) = directives(documents(SPEC)["index"], "marks")
    ((*spans,),), problems = marks.parse(content, PLACE)
    assert not problems
    assert {int(span.marks) for span in spans} == {0, 1, 3, 7}
    wording = tmp_path / "templates" / "base" / "template.yml"
    wording.parent.mkdir(parents=True)
    wording.write_text("wording: {legend_read: '[*]{.read} ] **'}\n")
    ((_, content),) = directives(
        documents(SPEC, found=find_pack("public-forum", tmp_path))["index"], "marks"
    )
    ((*spans,),), problems = marks.parse(content, PLACE)
    assert not problems
    assert "[*]{.read} ] **" in [span.text for span in spans]


def test_the_work_grows_with_the_cards_and_not_faster() -> None:
    def work(count: int) -> int:
        cards = (
            card(f"c{n}", ("pro", "con")[n % 2], [f"t{n % 90}"], [f"c{n - 1}", f"t{(n + 1) % 90}"])
            for n in range(count)
        )
        spec = Spec(slug="x", resolution="R")
        found, _ = select(spec, library(*cards), FORMAT, PACK.read_options(spec)[0])
        with Effort() as effort:
            render(found, PACK)
        return effort.steps

    assert work(1000) < 15 * work(100)


def test_a_template_that_fails_is_a_brief_error_and_says_what_was_written() -> None:
    with pytest.raises(BriefError, match="in the template “x”, writing “index”"):
        render(titled("t"), pack({"index.md.j2": "{{ brief }}"}))


def test_templates_are_compiled_once_until_one_of_them_changes(tmp_path: Path) -> None:
    from briefwright.templating.sandbox import environment

    found, _ = select(SPEC, library(), FORMAT, PACK.read_options(SPEC)[0])
    legend = tmp_path / "templates/base/legend.md.j2"
    legend.parent.mkdir(parents=True)
    for text in ("How to read.\n", "How to listen.\n"):
        legend.write_text(text, encoding="utf-8")
        made = render(found, find_pack("public-forum", tmp_path))
        compiled = environment.cache_info().misses
        assert render(found, find_pack("public-forum", tmp_path)) == made
        assert environment.cache_info().misses == compiled
        assert any(text in document.text for document in made)
