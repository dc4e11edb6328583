"""The confined parser: which documents it confines, what it lets through, what it bears."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils import nodes
from hypothesis import given, settings
from hypothesis import strategies as st

from briefwright.essay import plain_blocks
from briefwright.markup import confine, grammar
from briefwright.markup.confine import Link, Profile
from briefwright.problems import BriefError, Code, Place, Problem
from briefwright.sphinx_ext.parser import BODY_DIRECTIVES, is_confined
from reading import Reader, write

ESSAY, CARDS, PRO, INDEX = "source/a/essay", "source/a/cards", "briefs/a/pro", "briefs/a/index"


@pytest.fixture(scope="module")
def read(tmp_path_factory) -> Iterator[Reader]:
    reader = Reader(tmp_path_factory.mktemp("read"))
    yield reader
    reader.app.cleanup()


# Which documents


@pytest.mark.parametrize(
    ("docname", "profile"),
    [
        ("source/kozak-2017/essay", Profile.ESSAY),
        ("Source/Kozak/Essay", Profile.ESSAY),
        ("source/kozak-2017/cards", Profile.PAGE),
        ("source/kozak-2017/notes", Profile.PAGE),
        ("source/a/b/essay", Profile.PAGE),
        ("source/index", Profile.PAGE),
        ("briefs/russia-iran/pro", Profile.PAGE),
        ("BRIEFS/russia-iran/a/b", Profile.PAGE),
        ("briefs/index", None),
        ("briefs/guide", None),
        ("source", None),
        ("docs/source/a/essay", None),
        ("index", None),
    ],
)
def test_the_profile_of_a_document(docname, profile):
    assert confine.profile_of(docname) is profile


def test_a_page_of_the_users_own_is_full_myst_before_and_after_evidence(read):
    write(read.root / "part.txt", "included")
    own = "```{include} part.txt\n```\n\n<b>x</b> {sub}`2` ![x](x.png)\n"
    for _ in range(2):
        read(CARDS, "{sub}`2`\n")
        tree = read("own", own)
        assert "included" in tree.astext()
        assert list(tree.findall(nodes.raw))
        assert list(tree.findall(nodes.subscript))
    assert not is_confined("own", read.app.env)
    assert is_confined(CARDS, read.app.env)


def test_a_link_to_evidence_is_confined_too(read):
    write(read.root / "source/b/cards.md", "")
    (read.root / "alias.md").symlink_to("source/b/cards.md")
    tree = read("alias", "{sub}`2` <b>x</b>\n")
    assert tree.astext() == "{sub}`2` <b>x</b>"


def test_a_link_that_appears_later_is_not_read(read, tmp_path):
    write(tmp_path / "secret.md", "secret")
    (read.root / "source/late").mkdir(parents=True)
    (read.root / "source/late/essay.md").symlink_to(tmp_path / "secret.md")
    tree = read("source/late/essay", "secret")
    assert tree.astext() == ""
    assert "source/late/essay.md:1: ERROR: This link leads out" in read.warnings[0]


# Top matter and lines


@pytest.mark.parametrize(
    ("text", "cut", "found"),
    [
        ("---\na: b\n---\nx\n", "\n\n\nx\n", True),
        ("---\n---\nx", "\n\nx", True),
        ("--- \t\na\n---  \nx", "\n\n\nx", True),
        ("---\na: b\n---", "\n\n", True),
        ("---\na: b\n", "---\na: b\n", False),
        ("\n---\na\n---\n", "\n---\na\n---\n", False),
        ("----\na\n----\n", "----\na\n----\n", False),
        ("---\na\n---b\n", "---\na\n---b\n", False),
        ("---\na\n...\n", "---\na\n...\n", False),
    ],
)
def test_front_matter_is_cut(text, cut, found):
    assert confine.cut_front_matter(text) == (cut, found)


def test_lines_stay_what_they_are_in_the_file(read):
    tree = read(ESSAY, "---\ntitle: x\nmyst: {}\n---\n\n# A\n\nb\n\n> c\n")
    assert [node.line for node in tree.findall(nodes.paragraph)] == [8, 10]
    assert read.warnings == []
    read(CARDS, "---\na: b\n---\n\n{raw}`x`\n\n:::{note}\na\n\n{raw}`y`\n:::\n")
    assert [line.split(" ")[0] for line in read.warnings] == [
        f"{CARDS}.md:{line}:" for line in (1, 5, 10)
    ]


# What is let through


@given(st.text(st.sampled_from("a# >-*_`[]()!<&;:{}~=|+%$\\\n\t \u00a0é1."), max_size=40))
@settings(max_examples=300, deadline=None)
def test_an_essay_is_the_plain_text_that_cards_are_compared_with(text):
    document = parse_essay(text)
    blocks = (nodes.title, nodes.rubric, nodes.paragraph, nodes.literal_block)
    found = [block_text(node) for node in document.findall(lambda node: isinstance(node, blocks))]
    expected = [plain for _kind, plain, _line in plain_blocks(confine.cut_front_matter(text)[0])]
    assert [text for text in found if text] == expected


def block_text(node: nodes.Node) -> str:
    text = node.astext()
    return text if isinstance(node, nodes.literal_block) else text.replace("\n", " ")


def parse_essay(text: str) -> nodes.document:
    """Parse an essay without a Sphinx around it."""
    from types import SimpleNamespace

    from docutils.frontend import get_default_settings
    from docutils.utils import new_document

    from briefwright.sphinx_ext import parser
    from briefwright.sphinx_ext.complaints import Complaints

    defaults = get_default_settings(parser.ConfinedParser)
    defaults.report_level = 5
    env = SimpleNamespace(docname=ESSAY, found_docs=set(), metadata={ESSAY: {}}, srcdir="")
    document = new_document(ESSAY, defaults)
    document.settings.env = env
    parser._read(text, document, Profile.ESSAY, Complaints(ESSAY))
    return document


def test_an_essay_has_no_markup_but_commonmark(read):
    text = (
        "(x)=\n\n% c\n\n+++\n\n{doc}`a`[^1]\n\n[^1]: f\n\n[r]: http://x.test\n\n<i>i</i>\n\n"
        "|a|\n|-|\n\n$x$\n\n:::{note}\nn\n:::\n\n\"a\" -- 'b'...\n"
    )
    tree = read(ESSAY, text)
    kinds = {type(node) for node in tree.findall()}
    assert kinds == {nodes.document, nodes.paragraph, nodes.literal, nodes.Text}
    assert "[r]: http://x.test" in tree.astext()
    assert "\"a\" -- 'b'..." in tree.astext()
    assert read.warnings == []


def test_breaks_in_lines_are_one_character(read):
    tree = read(ESSAY, "a\nb  \nc\\\nd\n")
    assert tree.astext() == "a\nb\nc\nd"
    assert not list(tree.findall(nodes.raw))


def test_an_essay_says_where_a_directive_is_code(read):
    tree = read(ESSAY, "```{include} x\ny\n```\n")
    assert tree.astext() == "y"
    assert "essay.md:1: WARNING: An essay has no directives: “{include}”" in read.warnings[0]


def test_a_page_may_use_what_briefs_are_made_of(read):
    for name in ("pro", "con"):
        write(read.root / f"briefs/a/{name}.md", "# x\n")
    tree = read(
        INDEX,
        "% sum\n\n# R\n\n```{toctree}\n:maxdepth: 2\n\npro\nCon side <con.md>\n```\n\n(t)=\n## S\n\n"
        ":::{note}\n:class: bw-x bw-y\n\na *b* {abbr}`c (d)` {ref}`t` {doc}`pro`\n:::\n\n"
        "::::{list-table} T\n:header-rows: 1\n:widths: 10 20\n\n* - a\n  - b\n* - c\n  - d\n::::\n\n"
        "| a | b |\n|---|--:|\n| c | [d](pro.md) |\n\n[e](pro.md#x) [f](#t) [g](con)\n\n---\n\n1. x\n",
    )
    assert read.warnings == []
    (toctree,) = tree.findall(lambda node: node.tagname == "toctree")
    assert toctree["entries"] == [(None, "briefs/a/pro"), ("Con side", "briefs/a/con")]
    (note,) = tree.findall(nodes.note)
    assert note["classes"] == ["bw-x", "bw-y"]
    assert len(list(tree.findall(nodes.table))) == 2
    targets = [node["reftarget"] for node in tree.findall(lambda n: n.tagname == "pending_xref")]
    assert targets == ["t", "pro", "briefs/a/pro", "briefs/a/pro", "briefs/a/con"]
    assert len(list(tree.findall(nodes.transition))) == 1
    assert "sum" not in tree.astext()


def test_the_body_of_a_card_is_handed_on_as_it_stands(read, monkeypatch):
    taken = []

    def card(renderer, argument, content, line):
        taken.append((renderer.docname, argument, content, line))
        return [nodes.paragraph("", "a card")]

    monkeypatch.setitem(BODY_DIRECTIVES, "card", card)
    body = ":name: x\n\n*a* {raw}`b` <b>\n\n    indented\n``` \n[x]: y\n\\*\n"
    tree = read(
        CARDS, f"# C\n\n:::{{card}}  A *tag*: {{raw}}`x`\\!\t\n{body}:::\n\n:::{{card}}\n:::\n"
    )
    assert taken == [(CARDS, "A *tag*: {raw}`x`\\!", body, 3), (CARDS, "", "", 14)]
    assert tree.astext() == "C\n\na card\n\na card"
    taken.clear()
    read(PRO, "1. x\n\n   ::::{debate:card} T\n   :::{a}\n\n   y\n   ::::\n")
    assert taken == [(PRO, "T", ":::{a}\n\ny\n", 3)]
    taken.clear()
    read(ESSAY, ":::{card} T\n:::\n")
    assert taken == []


def test_a_link_of_a_card_is_looked_at_too(read, monkeypatch):
    def card(_renderer, argument, _content, _line):
        return [nodes.paragraph("", "", nodes.reference("", "x", refuri=argument))]

    monkeypatch.setitem(BODY_DIRECTIVES, "card", card)
    for url, kept in (("javascript:x", 0), ("/etc/passwd", 0), ("https://x.test/", 1), ("#a", 1)):
        tree = read(CARDS, f":::{{card}} {url}\n:::\n")
        assert len(list(tree.findall(nodes.reference))) == kept
        assert tree.astext() == "x"
        assert bool(read.warnings) is not kept


@pytest.mark.parametrize(
    ("href", "link"),
    [
        ("https://x.test/a?b#c", Link(url="https://x.test/a?b#c")),
        ("HTTP://x.test", Link(url="HTTP://x.test")),
        ("mailto:a@x.test", Link(url="mailto:a@x.test")),
        ("#a", Link(anchor="a")),
        ("pro.md", Link(document="briefs/a/pro")),
        ("./pro", Link(document="briefs/a/pro")),
        ("pro.md#b", Link(document="briefs/a/pro", anchor="b")),
        ("../../source/a/essay.md", Link(document="source/a/essay")),
        ("..%2Fa/pro.md", Link(document="briefs/a/pro")),
        *((href, None) for href in (
            "", "#", "https:", "https://", "http:/x", "https:///x", "mailto:", "//x.test", "/briefs/a/pro",
            "javascript:x", "data:x", "file:///x", "ftp://x.test", "inv:#x", "path:pro.md", "project:pro.md",
            "../../../briefs/a/pro", "../../conf.py", "con.md", "pro.md?x", "pro.html", "x\\..\\pro.md",
            "pro.md%00", "java%0Ascript:x", "https://x.test/\nx", " https://x.test",
        )),
    ],
)  # fmt: skip
def test_where_a_link_may_lead(href, link):
    known = {"briefs/a/pro", "briefs/a/index", "source/a/essay"}
    assert confine.resolve_link(href, "briefs/a/index", known) == link


@pytest.mark.parametrize(
    ("docname", "entry", "document"),
    [
        (INDEX, "pro", PRO),
        (INDEX, "pro.md", PRO),
        (INDEX, "The Pro side <pro>", PRO),
        *((INDEX, entry, None) for entry in (
            "index", "con", "self", "../a/pro", "./pro", "/briefs/a/pro", "../../source/a/essay", "*",
            "x <https://x.test/>", "https://x.test/", "x <index>", "<pro>", "a <b> <pro>",
        )),
        (PRO, "index", None),
        (CARDS, "essay", None),
        ("source/a/index", "essay", None),
    ],
)  # fmt: skip
def test_what_a_toctree_may_list(docname, entry, document):
    known = {PRO, INDEX, ESSAY, CARDS, "briefs/a/*"} - {"briefs/a/*"}
    assert confine.toctree_entry(entry, docname, known) == document


@pytest.mark.parametrize(
    ("content", "options", "refused", "body"),
    [
        (":a: b\n\nx", (("a", "b"),), (), "\nx"),
        (":a:\n  :b:  c d \nx", (("a", ""),), ("b",), "x"),
        (":class: bw-a bw-b\n", (("class", "bw-a bw-b"),), (), ""),
        (":class: bw-a other\n", (), ("class",), ""),
        (":class:\n", (), ("class",), ""),
        ("x\n:a: b", (), (), "x\n:a: b"),
        (":::{note}\n:::", (), (), ":::{note}\n:::"),
        ("---\na: b\n---\nx", (), (), "---\na: b\n---\nx"),
        (": a: b\n", (), (), ": a: b\n"),
        (":a:b\n", (), (), ":a:b\n"),
    ],
)
def test_the_options_of_a_directive(content, options, refused, body):
    split = confine.split_options(content, {"a", "class"})
    assert (split.options, split.refused, split.body) == (options, refused, body)


@pytest.mark.parametrize(
    "head", ["---\nclass: other\n---", ":class:other", "\n:class: other", ": x"]
)
def test_no_option_slips_in_by_another_spelling(read, head):
    (note,) = read(PRO, f":::{{note}}\n{head}\nx\n:::\n").findall(nodes.note)
    assert note["classes"] == []
    assert "x" in note.astext()


# What goes wrong


def test_what_is_refused_is_told_with_its_line_and_shown(read):
    tree = read(PRO, "# P\n\n{raw}`a`\n\n```{raw} html\n<b>\n```\n\n![c](d.png)\n\n[e](f.md)\n")
    assert tree.astext() == "P\n\n{raw}`a`\n\n```{raw} html\n<b>\n```\n\n![c](d.png)\n\ne"
    assert [re.sub(" is .*", "", line) for line in read.warnings] == [
        f"{PRO}.md:3: ERROR: The role “raw”",
        f"{PRO}.md:5: ERROR: The directive “{{raw}}”",
        f"{PRO}.md:9: WARNING: The image “d.png”",
        f"{PRO}.md:11: WARNING: The link to “f.md”",
    ]
    assert all(line.endswith("[brief.markup]") for line in read.warnings)


def test_a_flood_of_problems_is_counted(read):
    read(PRO, "".join(f"{{raw}}`{i}`\n\n" for i in range(50)) + "{raw}`again` {raw}`again`\n")
    assert len(read.warnings) == 21
    assert "There are 31 more problems" in read.warnings[-1]


def test_a_fence_that_is_not_closed_is_told(read):
    tree = read(CARDS, "x\n\n:::{card} T\n:name: a\n\ny\n")
    assert tree.astext() == "x\n\n:::{card} T\n:name: a\n\ny"
    assert f"{CARDS}.md:3: ERROR: The fence of “{{card}}” is not closed." in read.warnings[0]
    assert read.warnings[0].endswith("[brief.fence]")


def test_a_failure_is_one_problem(read, monkeypatch):
    def broken(*_args):
        raise ValueError("no good")

    monkeypatch.setitem(BODY_DIRECTIVES, "card", broken)
    tree = read(PRO, "# P\n\n(x)=\n## Q\n\n:::{card} T\n:::\n")
    assert len(read.warnings) == 1
    assert (
        "shown as text, for it cannot be read as Markdown: ValueError: no good." in read.warnings[0]
    )
    (section,) = tree.children
    assert section.astext() == "pro.md\n\n# P\n\n(x)=\n## Q\n\n:::{card} T\n:::\n"
    assert not tree.nameids


def test_the_problems_of_a_card_are_told_where_they_are(read, monkeypatch):
    place = Place(path="source/b/cards.md", line=7)

    def broken(*_args):
        raise BriefError(Problem(place=place, code=Code.CARD_EMPTY, message="Nothing."))

    monkeypatch.setitem(BODY_DIRECTIVES, "card", broken)
    tree = read(PRO, "a\n\n:::{card} T\nb\n:::\n\nc\n")
    assert tree.astext() == "a\n\nb\n\nc"
    assert read.warnings == ["source/b/cards.md:7: ERROR: Nothing. [brief.card-empty]"]


# What is too much

DEEP_LINES = [":" * (303 - i) + "{note}" for i in range(300)]
TOO_MUCH = {
    "characters": ("a" * confine.MAX_CHARACTERS + "bc", "longer than"),
    "block quotes": ("> " * 500 + "a", "nested too deeply"),
    "lists": ("- " * 500 + "a", "nested too deeply"),
    "paragraphs": ("a\n\n" * 51_000, "too many paragraphs"),
    "links": ("[a](http://b.test)" * 40_000, "too much emphasis"),
}
TOO_MUCH_OF_A_PAGE = {
    "cells": ("|a|b|\n|-|-|\n" + "|c|d|\n" * 10_001, "20,000 cells"),
    "columns": ("|a" * 65 + "|\n" + "|-" * 65 + "|\n", "64 columns"),
    "rows of a list": (":::{list-table}\n\n" + "* - a\n" * 31_000 + ":::\n", "too many paragraphs"),
}


@pytest.mark.parametrize("name", [*TOO_MUCH, *TOO_MUCH_OF_A_PAGE])
def test_what_is_too_much_is_one_problem(read, name):
    text, message = (TOO_MUCH | TOO_MUCH_OF_A_PAGE)[name]
    for docname in (ESSAY, CARDS) if name in TOO_MUCH else (CARDS,):
        tree = read(docname, text)
        assert len(read.warnings) == 1
        assert message in read.warnings[0]
        assert read.warnings[0].endswith("[brief.size]")
        assert tree.astext().startswith(f"{Path(docname).name}.md\n\n{text[:20]}")


def test_what_is_just_not_too_much_is_read(read):
    read(CARDS, "> " * (confine.MAX_BLOCK_DEPTH - 1) + "a")
    assert read.warnings == []
    tree = read(CARDS, "|a|b|\n|-|-|\n" + "|c|d|\n" * 2_000)
    assert read.warnings == []
    assert len(list(tree.findall(nodes.entry))) == 4_002


def test_emphasis_that_is_too_deep_stays_text(read):
    tree = read(ESSAY, "*a _b " * 300 + "c" + " d_ e*" * 300)
    assert "a b" * 2 not in tree.astext()
    assert tree.astext().count("a b") == 300
    assert len(list(tree.findall(nodes.emphasis))) == confine.MAX_INLINE_DEPTH
    assert read.warnings == []


def test_three_hundred_directives_in_one_another(read):
    closing = [":" * (303 - i) for i in reversed(range(300))]
    tree = read(PRO, "\n".join([*DEEP_LINES, "a", *closing]))
    assert len(list(tree.findall(nodes.note))) == confine.MAX_DIRECTIVE_DEPTH
    assert len(read.warnings) == 1
    assert f"{PRO}.md:5: ERROR: The directive “{{note}}” is nested too deeply." in read.warnings[0]


def test_the_rules_of_markdown_are_those_named():
    """A release of MyST or markdown-it that adds a rule adds none here."""
    from myst_parser.mdit_to_docutils.base import DocutilsRenderer

    essay = grammar.parser(Profile.ESSAY, DocutilsRenderer).get_active_rules()
    page = grammar.parser(Profile.PAGE, DocutilsRenderer).get_active_rules()
    assert set(page["block"]) - set(essay["block"]) == {
        "table", "colon_fence", "myst_line_comment", "myst_target",
    }  # fmt: skip
    assert set(page["inline"]) - set(essay["inline"]) == {"image", "myst_role"}
    assert not {"html_block", "html_inline", "reference", "front_matter"} & {
        *page["block"], *page["inline"],
    }  # fmt: skip
