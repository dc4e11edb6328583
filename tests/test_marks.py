"""Marked text: the grammar, its mistakes, and that writing is the inverse of reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.marks import parse, plain, write
from briefwright.model import Mark, Paragraph, Span
from briefwright.problems import Place

HERE = Place(path="cards.md", line=5, column=1)
U, R, E = Mark.UNDERLINED, Mark.READ, Mark.EMPHASIS

# Text as a card may hold it: anything but control characters, surrogates and non-characters.
TEXT = st.text(
    st.one_of(
        st.sampled_from("*[]{}\\&;#.:`_~<>$@%!|-+=()'\"/ \t\u00a0aé中ا\u0301\u200b"),
        st.characters(exclude_categories=("Cc", "Cs", "Cn")),
    ),
    min_size=1,
    max_size=12,
)
SNIPPETS = st.sampled_from(
    [
        "]{.read}",
        "[x]{.read}",
        "***",
        "**",
        "*",
        "&amp;",
        "&#42;",
        "\\*",
        ":::",
        ":name: x",
        "word ",
        " ",
    ]
)
MARKS = st.builds(Mark, st.integers(0, 7))


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[Paragraph, ...]:
    """Paragraphs of spans whose neighbours differ in their marks."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        texts = draw(st.lists(st.one_of(TEXT, SNIPPETS), min_size=1, max_size=6))
        marks = [draw(MARKS)]
        for _ in texts[1:]:
            marks.append(marks[-1] ^ draw(st.builds(Mark, st.integers(1, 7))))
        found.append(tuple(map(Span, texts, marks)))
    return tuple(found)


@given(paragraphs())
def test_what_is_written_is_read_back(marked: tuple[Paragraph, ...]) -> None:
    body = write(marked)
    assert parse(body, HERE) == (marked, ())
    assert body.count("\n") == 2 * (len(marked) - 1)


@given(st.text(max_size=60))
def test_no_body_is_too_strange_to_read(body: str) -> None:
    read, problems = parse(body, HERE)
    assert all(span.text for paragraph in read for span in paragraph)
    assert all(problem.place.line >= HERE.line for problem in problems)


@pytest.mark.parametrize(
    ("body", "spans"),
    [
        ("a *b **c*** d", [("a ", 0), ("b ", 1), ("c", 3), (" d", 0)]),
        ("*a **b ***c*** d***", [("a ", 1), ("b ", 3), ("c", 7), (" d", 3)]),
        ("un**bel**iev*able*", [("un", 0), ("bel", 2), ("iev", 0), ("able", 1)]),
        ("“**中文**”", [("“", 0), ("中文", 2), ("”", 0)]),
        ("2 * 3 ** 4", [("2 * 3 ** 4", 0)]),
        (r"\*a\* [b] _c_ `d` <e> $f$ {g}`h`", [("*a* [b] _c_ `d` <e> $f$ {g}`h`", 0)]),
        ("[a *b*]{.read} c", [("a ", 2), ("b", 3), (" c", 0)]),
        ("[a]{.underline .read}", [("a", 3)]),
        ("[a](b) [c]{.other}", [("[a](b) [c]{.other}", 0)]),
        ("&lt;&#x41;&nosuch;&#0;", [("<A&nosuch;&#0;", 0)]),
        ("a \n b", [("a b", 0)]),
        ("******a******", [("a", 7)]),
    ],
)
def test_the_grammar(body: str, spans: list[tuple[str, int]]) -> None:
    read, problems = parse(body, HERE)
    expected = [Span(text, Mark(marks)) for text, marks in spans]
    assert (list(read[0]), problems) == (expected, ())


def test_paragraphs_are_parted_by_blank_lines() -> None:
    read, _ = parse("\n\na\nb\n \nc\n\n", HERE)
    assert plain(read) == "a b\nc"


@pytest.mark.parametrize(
    ("body", "place", "message"),
    [
        ("x *a", "5:3", "The mark “underlined” is not closed in its paragraph."),
        ("*a\n\nb*", "5:1", "The mark “underlined” is not closed in its paragraph."),
        (
            "a\n**b *c** d*",
            "6:7",
            "“**” closes nothing here: “underlined” is the innermost open mark.",
        ),
        (
            "[*a]{.read} b",
            "5:2",
            "The mark “underlined” is not closed before the bracket around it.",
        ),
        ("a *******b", "5:3", "“*******” is no mark."),
    ],
)
def test_a_mark_out_of_turn_is_said_once_with_its_place(
    body: str, place: str, message: str
) -> None:
    _, problems = parse(body, HERE)
    assert [(str(p.place), p.message) for p in problems if p.place.line < 7][:1] == [
        (f"cards.md:{place}", message)
    ]
