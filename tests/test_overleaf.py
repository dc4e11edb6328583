"""Where a page ends within a card, both pages say so, and a long card ends it with a sentence."""

import itertools
import random
import re
from collections.abc import Iterator

import pytest
from docutils import nodes

import tagged
from briefwright.sentences import sentence_ends
from briefwright.sphinx_ext import pieces
from briefwright.widths import width
from printing import Press, card, pages, press, runs, section

WORD = re.compile(r"c(\d+)w(\d+)x*")
LOOKS = {
    "letter": {},
    "two columns": {"columns": 2},
    "small": {"paper": "a5"},
    "large print": {"large-print": True, "paper": "half-letter"},
    "another font": {"font": "DejaVu Sans Mono"},
    "run on": {"new-page": "none", "paper": "legal"},
}


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(tmp_path_factory.mktemp("press") / "project") as made:
        yield made


def passage(number: int, length: int, chance: random.Random) -> Iterator[nodes.paragraph]:
    """Yield paragraphs of so many words, which say where they are; a sentence has some fifteen."""
    at = 0
    while at < length:
        spans = []
        for _ in range(chance.randint(2, 30)):
            for _ in range(chance.randint(8, 22)):
                word = f"c{number}w{at}{'x' * chance.randint(0, 5)}"
                spans.append((f"{word} ", chance.choice((0, 0, 0, 1, 3))))
                at += 1
            last, marks = spans[-1]
            spans[-1] = (f"{last.strip()}. ", marks)
            # Sentences begin with a capital.
            spans.append(("The ", 0))
        yield runs(*spans[:-1])


def long_cards(seed: int) -> list[nodes.section]:
    chance = random.Random(seed)
    lengths = [int(chance.lognormvariate(6.2, 0.9)) for _ in range(14)]
    cards = [
        card(*passage(n, length, chance), tag=f"TAG{n}", cite=f"Roe {n:02}", name=f"c{n}")
        for n, length in enumerate(lengths)
    ]
    return [section(f"S{n}", *cards[n : n + 5], name=f"s{n}") for n in range(0, 14, 5)]


def check(found: list[str], *, sentences: bool) -> int:
    """Check what each page says of the one before it; return how many pages end in a long card."""
    seen = 0
    for page, after in zip(found, [*found[1:], ""], strict=True):
        body = list(WORD.finditer(page))
        nexts = list(WORD.finditer(after))
        goes_on = bool(body and nexts) and nexts[0][1] == body[-1][1]
        if goes_on:
            assert int(nexts[0][2]) == int(body[-1][2]) + 1
            assert page.count("(continues)") == 1
            assert after.count(f"Roe {int(nexts[0][1]):02}, continued") == 1
        else:
            assert "(continues)" not in page
            assert "continued" not in after
        if goes_on and sentences:
            seen += 1
            assert page[body[-1].end()] == ".", page[-200:]
    return seen


@pytest.mark.parametrize("look", LOOKS)
def test_both_pages_say_that_a_card_goes_on(printer: Press, look: str):
    options = {"contents": "none", **LOOKS[look]}
    pdf, problems = printer.print(section("Pro", *long_cards(1)), options=options)
    assert not problems
    found = pages(pdf)
    check(found, sentences=False)
    assert sum("(continues)" in page for page in found) > 3
    assert sum("continued" in page for page in found) == sum("(continues)" in p for p in found)


def test_a_card_that_is_longer_than_a_page_ends_it_with_a_sentence(printer: Press):
    seen = 0
    for look in ({}, {"columns": 2}, {"paper": "a5"}, {"large-print": True, "paper": "a4"}):
        for seed in (2, 3):
            chance = random.Random(seed)
            cards = [
                card(*passage(n, 1600, chance), tag=f"TAG{n}", cite=f"Roe {n:02}", name=f"c{n}")
                for n in range(4)
            ]
            made = section("Pro", *cards)
            pdf, problems = printer.print(made, options={"contents": "none", **look})
            assert not problems
            seen += check(pages(pdf), sentences=True)
    assert seen > 60


def test_in_pieces_the_pages_say_the_same(printer: Press, monkeypatch: pytest.MonkeyPatch):
    whole, _ = printer.print(section("Pro", *long_cards(4)), options={"new-page": "sections"})
    monkeypatch.setattr(pieces, "SIZE", 5_000)
    monkeypatch.setattr(pieces, "WHOLE", 10_000)
    made = section("Pro", *long_cards(4))
    printer.typst(made)
    pdf, problems = printer.print(made, options={"new-page": "sections"})
    assert not problems
    assert [sorted(page.split()) for page in pages(pdf)] == [
        sorted(p.split()) for p in pages(whole)
    ]
    assert check(pages(pdf), sentences=False) == 0


@pytest.mark.parametrize("look", [{}, {"columns": 2, "paper": "a5"}])
def test_what_says_so_is_no_part_of_the_text(printer: Press, look: dict[str, object]):
    cards = [*passage(0, 1800, random.Random(5)), *passage(1, 900, random.Random(6))]
    made = section("Pro", card(*cards, cite="Roe 00"))
    wanted = [paragraph.astext().strip() for paragraph in cards]
    options = {"contents": "none", **look}
    pdf, _ = printer.print(made, options=options)
    found = tagged.read(pdf)
    # A paragraph is one, and all of it, however it is broken.
    assert [p.text.strip() for p in found.root.all("P") if WORD.search(p.text)] == wanted
    assert "contin" not in found.root.text
    said = ["".join(page) for page in found.artifacts]
    assert sum("(continues)" in page for page in said) == sum("continued" in p for p in said) > 1
    assert not found.untagged


def test_ends_of_sentences():
    text = "It is so. “Is it?” Mr. Roe of the U.S. said “no.” He left at 5 p.m. on it! 12 came… and so on."
    ends = [0, *sentence_ends(text), len(text)]
    assert [text[a:b] for a, b in itertools.pairwise(ends)] == [
        "It is so. ",
        "“Is it?” ",
        "Mr. Roe of the U.S. said “no.” ",
        "He left at 5 p.m. on it! ",
        "12 came… and so on.",
    ]
    assert [*sentence_ends("这是。那是！")] == [3]


def test_a_wide_text_is_wider():
    assert width("iiii") < width("nnnn") < width("mmmm") < width("书书书书")
    assert width("") == 0
