"""Essays: front matter and plain text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefwright.essay import DISABLED, _parsed_blocks, plain_blocks, read_essay
from briefwright.text import escape_myst

SOURCE = Path(__file__).resolve().parents[1] / "source"
HEAD = "---\ntitle: A title\nauthor: [{family: Roe, given: Jane}]\nissued: 2020\n---\n"


@pytest.mark.parametrize("source", ["kozak-2017", "skeptical-nd"])
def test_the_essays_are_their_originals_character_for_character(source: str) -> None:
    folder = SOURCE / source
    text = (folder / "essay.md").read_text(encoding="utf-8")
    essay, problems = read_essay(text, f"source/{source}/essay.md", source)
    assert essay is not None
    assert problems == ()
    original = (folder / "original.txt").read_text(encoding="utf-8")
    blocks = [essay.text[block.start : block.end] for block in essay.blocks]
    assert blocks == [line for line in original.split("\n") if line.strip()]


def test_blocks_know_their_lines_and_kinds() -> None:
    essay, _ = read_essay(HEAD + "\n# Head\n\nOne *two*\nthree.\n\n> quoted\n", "e.md", "e")
    assert essay is not None
    assert essay.text == "Head\nOne two three.\nquoted"
    assert [(block.kind.value, block.line) for block in essay.blocks] == [
        ("heading", 7),
        ("paragraph", 9),
        ("paragraph", 12),
    ]


@pytest.mark.parametrize(
    ("text", "place", "code", "message"),
    [
        ("No front matter.", "e.md:1", "front-matter", "This essay has no front matter."),
        ("---\ntitle: x\n", "e.md:1", "front-matter", "The front matter is not closed."),
        (HEAD, "e.md:1", "essay-empty", "This essay has no text."),
        (HEAD + "\n \n\n", "e.md:1", "essay-empty", "This essay has no text."),
        (
            f"{HEAD}One.\n\n{'> ' * 25}deep\n",
            "e.md:8",
            "size",
            "Lists and quotations are nested more than 10 levels deep here.",
        ),
    ],
)
def test_what_is_no_essay(text: str, place: str, code: str, message: str) -> None:
    essay, problems = read_essay(text, "e.md", "e")
    assert essay is None
    assert [(str(p.place), p.code.value, p.message) for p in problems] == [(place, code, message)]
    assert all(problem.hint for problem in problems)


def test_what_looks_like_markup_of_another_kind_is_text() -> None:
    body = "<b>bold</b> {role}`x` $a$ {{ b }} [^1] [ref]: http://x.y\n\n[ref]: http://x.y\n\n% comment\n\n(x)=\n"
    assert [text for _, text, _ in plain_blocks(body)] == [
        "<b>bold</b> {role}x $a$ {{ b }} [^1] [ref]: http://x.y",
        "[ref]: http://x.y",
        "% comment",
        "(x)=",
    ]


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["", "", "word *em* **strong** `code`", "# head", "## head *x* #", "> quote", "- item"]
        ),
        st.sampled_from(
            [
                "1. one",
                "    code",
                "```",
                "---",
                "===",
                "“Quoted” text.",
                "  indented",
                "a\\*b &amp; c",
            ]
        ),
        st.text(st.sampled_from("ab *_`[]()<>!&;\\#->1.“'\t "), max_size=12),
    ),
    max_size=10,
)


@given(LINES)
def test_the_short_way_through_simple_essays_leads_to_the_same_text(lines: list[str]) -> None:
    body = "\n".join(lines)
    parser = MarkdownIt("commonmark").disable(list(DISABLED))
    assert list(plain_blocks(body)) == list(_parsed_blocks(parser.parse(body)))


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1).filter(str.strip))
def test_escaped_text_is_read_as_it_was(text: str) -> None:
    blocks = [found for _, found, _ in plain_blocks(escape_myst(text) + "\n")]
    assert blocks == [text]
