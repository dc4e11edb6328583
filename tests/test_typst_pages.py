"""How pages are broken, and how they look."""

import random
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
import pytest
from docutils import nodes
from sphinx import addnodes

from briefwright.sphinx_ext import nodes as ours
from printing import Press, card, outline, pages, press, runs, section


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(tmp_path_factory.mktemp("press") / "project") as made:
        yield made


def page_of(found: list[str], word: str) -> int:
    return next(n for n, words in enumerate(found) if word in words)


def words(count: int, chance: random.Random) -> str:
    return " ".join("x" * chance.randint(2, 9) for _ in range(count))


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_parted_from_what_it_introduces(printer: Press, seed: int):
    chance = random.Random(seed)
    sections = []
    for number in range(40):
        name = f"{number:03}"
        made = card(
            runs((f"FIRST{name} {words(30, chance)} ", chance.choice([0, 3]))),
            runs((words(chance.randint(5, 400), chance), chance.choice([0, 1, 3]))),
            tag=f"TAG{name}",
            cite=f"CITE{name}",
            name=name,
        )
        lead = nodes.paragraph("", f"LEAD{name} they say")
        counts = nodes.paragraph("", f"COUNT{name} cards")
        index = addnodes.index(entries=[])
        sections.append(section(f"HEAD{name}", counts, lead, index, made, name=f"s{name}"))
    pdf, problems = printer.print(section("Pro", *sections), options={"contents": "none"})
    assert not problems
    found = pages(pdf)
    assert len(found) > 10
    for number in range(40):
        parts = ("HEAD", "COUNT", "LEAD", "TAG", "CITE", "FIRST")
        assert len({page_of(found, f"{part}{number:03}") for part in parts}) == 1


def test_no_line_of_a_card_stands_alone(printer: Press):
    chance = random.Random(7)
    cards = []
    for number in range(80):
        text = f"<{words(chance.randint(60, 160), chance)}>"
        cards.append(card(runs((text, chance.choice([0, 3]))), name=str(number), tag="T"))
    pdf, _ = printer.print(section("Pro", *cards), options={"contents": "none"})
    assert len(pages(pdf)) > 8
    for page in pages(pdf)[1:]:
        lines = [line for line in page.split("\n") if set(line) & set("<>") or "xx" in line]
        assert not lines[0].endswith(">")
        assert not lines[-1].startswith("<")


def bullets(*texts: str) -> nodes.bullet_list:
    return nodes.bullet_list("", *(nodes.list_item("", nodes.paragraph("", x)) for x in texts))


def table(*rows: str) -> nodes.table:
    """Return a table of one column."""
    body = nodes.tbody("", *(nodes.row("", nodes.entry("", nodes.paragraph("", x))) for x in rows))
    return nodes.table("", nodes.tgroup("", nodes.colspec(colwidth=1), body, cols=1))


@pytest.mark.parametrize("seed", range(2))
def test_what_belongs_to_what_is_above_it_does_not_begin_a_page(printer: Press, seed: int):
    chance = random.Random(seed)
    sections = []
    for n in range(45):
        fill = nodes.paragraph("", words(chance.randint(5, 300), chance))
        text = f"{words(chance.randint(10, 90), chance)} CARDEND{n:03}"
        after = nodes.paragraph("", f"EXTENSION{n:03} carries it on")
        made = (fill, card(runs((text, 1)), name=f"{n}", tag="T"), after, ours.ruled_lines(lines=3))
        sections.append(section(f"S{n}", *made, name=f"s{n}"))
        items = [f"{words(chance.randint(5, 40), chance)} ITEM{n:03}-{k}" for k in range(5)]
        note = nodes.paragraph("", f"LISTNOTE{n:03}")
        sections.append(section(f"L{n}", bullets(*items), note, name=f"l{n}"))
        rows = [f"ROW{n:03}-{k}" for k in range(chance.randint(2, 9))]
        note = nodes.paragraph("", f"TABLENOTE{n:03}")
        sections.append(
            section(f"HEAD{n:03}", nodes.paragraph("", "Lead"), table(*rows), note, name=f"t{n}")
        )
    pdf, problems = printer.print(section("Pro", *sections), options={"contents": "none"})
    assert not problems
    found = pages(pdf)
    assert len(found) > 30
    for n in range(45):
        together = (
            [f"CARDEND{n:03}", f"EXTENSION{n:03}"],
            [f"ITEM{n:03}-4", f"LISTNOTE{n:03}"],
            [f"HEAD{n:03}", f"ROW{n:03}-0", f"ROW{n:03}-1", f"TABLENOTE{n:03}"],
        )
        for names in together:
            assert len({page_of(found, name) for name in names}) == 1, names


def test_a_short_card_is_not_broken_over_two_pages(printer: Press):
    chance = random.Random(3)
    cards = []
    for n in range(60):
        text = f"FIRST{n:03} {words(chance.randint(5, 80), chance)} LAST{n:03}"
        cards.append(card(runs((text, chance.choice([0, 3]))), name=str(n), tag=f"TAG{n:03}"))
    pdf, _ = printer.print(section("Pro", *cards), options={"contents": "none"})
    found = pages(pdf)
    assert len(found) > 5
    for n in range(60):
        assert len({page_of(found, f"{word}{n:03}") for word in ("TAG", "FIRST", "LAST")}) == 1


@pytest.mark.parametrize("letter", ["x", "\N{GREEK SMALL LETTER OMEGA}"])
def test_what_is_too_large_for_a_page_is_broken_rather_than_cut_off(printer: Press, letter: str):
    text = " ".join([letter * 7] * 80)
    made = [
        card(runs((text, 3)), tag="T"),
        bullets(text[:480]),
        table(*["A row " + text[:60]] * 7),
        nodes.paragraph("", "END"),
    ]
    options = {"contents": "none", "size": 24, "unread-size": 24, "margin": "6cm"}
    pdf, problems = printer.print(section("Pro", *made), options=options)
    assert not problems
    document = pypdfium2.PdfDocument(pdf)
    low = []
    for page in document:
        text_page = page.get_textpage()
        low += [text_page.get_rect(n)[1] for n in range(text_page.count_rects())]
    document.close()
    assert min(low) > 100
    assert "END" in pages(pdf)[-1]
    assert "".join(pages(pdf)).count(letter * 7) >= 80


@pytest.mark.parametrize(("new", "count"), [("parts", 1), ("sections", 3), ("none", 1)])
def test_what_begins_a_new_page_is_an_option(printer: Press, new: str, count: int):
    three = [section(f"S{n}", nodes.paragraph("", "Text."), name=f"s{n}") for n in range(3)]
    options = {"new-page": new, "contents": "none"}
    pdf, _ = printer.print(section("Pro", *three), options=options)
    assert len(pages(pdf)) == count


@pytest.mark.parametrize(
    ("contents", "listed"), [("cards", ("S", "A tag")), ("sections", ("S",)), ("none", ())]
)
def test_what_the_contents_list_is_an_option(
    printer: Press, contents: str, listed: tuple[str, ...]
):
    made = section("Pro", section("S", card(runs(("x", 0))), name="s"))
    pdf, _ = printer.print(made, options={"contents": contents})
    first = pages(pdf)[0]
    assert [word for word in ("S", "A tag") if f"{word} 2" in " ".join(first.split())] == [*listed]
    # The bookmarks have the cards in any case.
    assert "1 A tag" in [title for _, title, _ in outline(pdf)]


@pytest.mark.parametrize("count", [67, 103])
def test_contents_do_not_end_with_a_page_for_a_line_or_two(printer: Press, count: int):
    pdf, _ = printer.print(*[section(f"Heading {number}") for number in range(count)])
    listed = [page.count("Heading") for page in pages(pdf)]
    assert sum(listed[: count // 33]) == count
    assert min(listed[: count // 33]) > 30


def test_options_may_be_numbers_or_lengths(printer: Press):
    made = section("Pro", card(runs(("small ", 0), ("read", 3))))
    options = {"size": 18, "unread_size": "14pt", "margin": "1in", "highlight": "#cccccc"}
    assert not printer.print(made, options=options)[1]
    problems = printer.print(made, options={"margin": "wide"})[1]
    assert "not a length: “wide”" in problems[0].message


def darkness(pdf: bytes, threshold: int | None) -> int:
    """Return how dark the page is, as it is or as a copier that knows only black has it."""
    document = pypdfium2.PdfDocument(pdf)
    shades = document[0].render(scale=3, grayscale=True).to_pil().convert("L").tobytes()
    document.close()
    if threshold is None:
        return sum(255 - shade for shade in shades)
    return sum(shade < threshold for shade in shades)


@pytest.mark.parametrize("threshold", [None, 128])
def test_marks_are_told_apart_without_colour(printer: Press, threshold: int | None):
    found = []
    for marks in (0, 1, 3, 7):
        legend = ours.marks("", runs(("mmmm mmmm mmmm", marks)))
        options = {"contents": "none", "unread-size": 10.5}
        pdf, _ = printer.print(section("P", legend), options=options)
        found.append(darkness(pdf, threshold))
    assert found[0] == min(found)
    assert all(after > before + 100 for before, after in pairwise(sorted(found)))
