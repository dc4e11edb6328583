"""Whatever a text is, the PDF says the same."""

import json
import string
import unicodedata
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pypdfium2
import pytest
from docutils import nodes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefwright.sphinx_ext.typst_text import literal, long_word, names, one_line, soften
from printing import ALL_MARKS, Press, card, pages, press, reader, runs, section, text

EXAMPLES = json.loads(
    (Path(__file__).parent / "fixtures/commonmark/examples.json").read_text(encoding="utf-8")
)
CODE = [
    '#import "x.typ": *',
    "#include",
    "#let x = 1; #x",
    "$x^2$ costs $5 to $10",
    "@ref @a.b",
    "<label>",
    "a]b[c](d){e}",
    "// no comment",
    "/* no comment */",
    "= no heading",
    "- no item",
    "+ no item",
    "/ no: term",
    "*a* _b_ `c` ```d```",
    "a~b -- --- ... -?",
    "'single' \"double\"",
    r"\u{41} \n \\ \" \#",
    "https://example.org/a_b?c=d#e",
    "#panic()",
    '"; #panic(); "',
    '")] #panic() [("',
    "\\",
    '"',
    "#",
]
# What the embedded fonts have, without what reads differently by the way it is drawn.
LETTERS = string.printable[:95] + "éąŞßñ“”‘’–—…€§ЖяΩπ\u00a0"


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(tmp_path_factory.mktemp("press") / "project") as made:
        yield made


def squeezed(words: str) -> str:
    """Return *words* without spaces, which a PDF has no need to keep."""
    return "".join(unicodedata.normalize("NFC", words).split())


def printed(printer: Press, *children: nodes.Node, **job: object) -> str:
    pdf, problems = printer.print(*children, wide=True, **job)
    assert not problems
    return squeezed("".join(pages(pdf)))


def test_all_pairs_of_punctuation_marks(printer: Press):
    pairs = ["".join(pair) for pair in product(string.punctuation, repeat=2)]
    paragraphs = [runs((pair, marks)) for pair in pairs for marks in (0, 3)]
    expected = squeezed("".join(pair * 2 for pair in pairs))
    assert printed(printer, card(*paragraphs)).endswith(expected)


@pytest.mark.parametrize("marks", ALL_MARKS)
def test_what_looks_like_code_is_text(printer: Press, marks: int):
    paragraphs = [runs(("before ", 0), (words, marks), (" after", 1)) for words in CODE]
    expected = "".join(f"before{squeezed(words)}after" for words in CODE)
    assert printed(printer, card(*paragraphs)).endswith(expected)


@pytest.mark.parametrize("words", CODE)
def test_it_is_text_everywhere_else_too(printer: Press, words: str):
    cell = nodes.entry("", nodes.paragraph("", words))
    table = nodes.table(
        "",
        nodes.tgroup("", nodes.colspec(colwidth=1), nodes.tbody("", nodes.row("", cell)), cols=1),
    )
    link = nodes.reference("", words, refuri="https://example.org/")
    heading = section(
        words,
        nodes.paragraph("", words),
        nodes.bullet_list("", nodes.list_item("", nodes.paragraph("", words))),
        nodes.paragraph("", "", nodes.literal("", words), nodes.emphasis("", words), link),
        nodes.literal_block("", words),
        table,
    )
    found = printed(printer, heading, card(runs(("x", 0)), tag=words, cite=words))
    assert found.count(squeezed(words)) >= 9


def test_the_title_and_the_options_are_text(printer: Press):
    words = " ".join(CODE)
    pdf, problems = printer.print(
        section("A"), title=words, subtitle=words, options={"team": words, "note": words}
    )
    assert not problems
    found = squeezed("".join(pages(pdf)))
    # Some of title, subtitle, team and note; one that goes on over a page has its foot in it.
    assert found.count(squeezed(words)) >= 3
    # All of them, and in headers and footers as much as there is room for.
    assert found.count(squeezed(words)[:40]) >= 6


def test_the_examples_of_commonmark(printer: Press):
    texts = [one_line(example).strip() for example in EXAMPLES]
    texts = [words for words in texts if words]
    assert len(texts) > 640
    marks = [ALL_MARKS[n % len(ALL_MARKS)] for n in range(len(texts))]
    paragraphs = [runs((words, mark)) for words, mark in zip(texts, marks, strict=True)]
    assert printed(printer, card(*paragraphs)).endswith(squeezed("".join(texts)))


any_run = st.tuples(st.text(LETTERS, min_size=1, max_size=40), st.sampled_from(range(8)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(any_run, min_size=1, max_size=6), min_size=1, max_size=8))
def test_any_text_with_any_marks(printer: Press, paragraphs: list[list[tuple[str, int]]]):
    expected = "".join("".join(words for words, _ in parts) for parts in paragraphs)
    made = [runs(*parts) for parts in paragraphs]
    assert printed(printer, card(*made)).endswith(squeezed(expected))


def test_combining_characters_that_have_a_whole_one(printer: Press):
    words = "e\u0301 u\u0308 n\u0303 o\u0323\u0302"
    assert printed(printer, card(runs((words, 3)))).endswith(squeezed(words))


@pytest.mark.parametrize("marks", ALL_MARKS)
def test_combining_characters_that_have_none(printer: Press, marks: int):
    words = "B\u0301 q\u0302 \u1ecd\u0301 O\u0323\u0301 \u0430\u0301\u044b\u0301 i\u0301\u0323 B\u0301B q\u0301q\u0302"
    assert printed(printer, card(runs((words, marks)))).endswith(squeezed(words))


def test_spaces_stay_as_many_as_they_are(printer: Press):
    pdf, _ = printer.print(card(runs(("two  spaces   three", 0))), wide=True)
    assert "two  spaces   three" in reader(pdf).pages[0].extract_text()


def test_nothing_is_hyphenated_and_words_stay_apart(printer: Press):
    words = "antidisestablishmentarianism internationalisation incomprehensibilities " * 40
    pdf, _ = printer.print(section("A", card(runs((words, 0)), runs((words, 3)))))
    assert words.strip() in text(pdf)


@pytest.mark.parametrize("language", ["es", "pl", "pt", "cs", "hr", "sk", "en"])
def test_a_hyphen_at_the_end_of_a_line_is_said_once(printer: Press, language: str):
    made = "".join(f"{'x' * n} anti-access U.S.-dominated " for n in range(1, 30)).strip()
    pdf, _ = printer.print(
        section("P", nodes.paragraph("", made), card(runs((made, 0), (" ", 0), (made, 3)))),
        language=language,
    )
    said = "".join(text(pdf).split())
    assert said.count("".join(made.split())) == 3


@pytest.mark.parametrize("marks", [0, 1, 3, 7])
def test_a_word_longer_than_a_line_is_broken_and_stays_on_the_page(printer: Press, marks: int):
    word = "".join(f"{n:04}" for n in range(200))
    cell = nodes.entry("", nodes.paragraph("", "W" * 60))
    row = nodes.row("", cell, *(nodes.entry("", nodes.paragraph("", "x")) for _ in range(4)))
    columns = [nodes.colspec(colwidth=20) for _ in range(5)]
    table = nodes.table("", nodes.tgroup("", *columns, nodes.tbody("", row), cols=5))
    table["classes"].append("colwidths-given")
    pdf, _ = printer.print(section("A", card(runs((word, marks))), table))
    assert word in squeezed("".join(pages(pdf)))
    width = float(reader(pdf).pages[0].mediabox.width)
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        textpage = page.get_textpage()
        for index in range(textpage.count_chars()):
            assert textpage.get_charbox(index)[2] < width - 40
        textpage.close()
        page.close()
    document.close()


def test_text_from_right_to_left_keeps_its_letters(printer: Press):
    words = "שלום עולם"
    found = printed(printer, card(runs((words, 3)), runs(("abc " + words, 0))))
    assert sorted(found.removeprefix("1AtagRoe20,JaneRoe,2020.")) == sorted(
        squeezed(words + "abc" + words)
    )


@given(st.text())
def test_a_literal_has_no_end_but_its_own(words: str):
    code = literal(words)
    assert code[0] == code[-1] == '"'
    inner = code[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in inner
    assert not inner.endswith("\\")


@given(st.text(min_size=1))
def test_softening_loses_nothing(words: str):
    pieces = soften(words)
    assert "".join(pieces) == words
    assert all(pieces)


def test_only_words_without_a_place_to_break_are_long():
    assert long_word(10).search("a" * 10)
    assert not long_word(10).search("aaaaaaaaa-aaaaaaaaa/aaaaaaaaa aaaaaaaaa")
    assert not long_word(10).fullmatch("https://example.org/aaaaaaaaaaaaaa")
    assert not long_word(10).search("中" * 40)
    assert not long_word(10).search("at https://www.a-very-long-name.org or www.averylongname.org")


def test_a_long_name_in_a_web_address_is_not_torn():
    address = "https://www.understandingwar.org/short/internationalization/x"
    parts = list(names(address))
    assert "".join(part for part, _ in parts) == address
    assert [part for part, whole in parts if whole] == ["understandingwar", "internationalization"]
    assert list(names("https://example.org/a-b")) == [("https://example.org/a-b", False)]
