"""What leads to things on paper leads there: printed whole, and in pieces that are joined."""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from docutils import nodes
from pypdf.generic import Destination

from briefwright.model import Card
from briefwright.sphinx_ext import pieces
from briefwright.sphinx_ext.domain import debate
from briefwright.sphinx_ext.finding import sort_key
from briefwright.text import prettify
from conftest import ROOT, Built, Cli, sphinx_build
from printing import card, links, outline, pages, press, reader, runs, section

SPEC = (ROOT / "briefs/russia-iran.yaml").read_text(encoding="utf-8")
NAMES = ("russia-iran", "russia-iran-pro", "russia-iran-con")


def write(root: Path, options: str = "", more: str = "") -> Path:
    """Write the example project with other *options* of its brief, and *more* at the top of it."""
    (root / "briefs").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "conf.py", root)
    shutil.copy(ROOT / "briefs/index.md", root / "briefs")
    shutil.copytree(ROOT / "source", root / "source", dirs_exist_ok=True)
    spec = f"{more}\n{SPEC}\noptions: {{{options}}}\n"
    (root / "briefs/russia-iran.yaml").write_text(spec, encoding="utf-8")
    return root


def build(root: Path) -> Built:
    return sphinx_build(root, root.parent / "out/typst", "typst", brief_system_fonts=False)


def pdf(built: Built, name: str = "russia-iran") -> bytes:
    return (built.path / f"{name}.pdf").read_bytes()


@pytest.fixture(scope="module", params=["whole", "in pieces"])
def printed(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Print everything in one, or in several pieces a side."""
    in_pieces = request.param == "in pieces"
    with pytest.MonkeyPatch.context() as patch:
        if in_pieces:
            patch.setattr(pieces, "SIZE", 12_000)
            patch.setattr(pieces, "WHOLE", 30_000)
        yield in_pieces


@pytest.fixture(scope="module")
def example(printed: bool, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The example brief with all that leads to its cards, and all that stands round its pages."""
    options = "thumbs: right, school: Harbour Road, debater: Ada Okafor, print-date: 2026-11-22"
    more = "team: Harbour AB\nround: {tournament: Bay Open, round: 3, date: 2026-11-21, room: B}"
    built = build(write(tmp_path_factory.mktemp("example") / "project", options, more))
    staged = Path(built.app.doctreedir) / ".typst/pieces"
    assert staged.is_dir() is printed
    return built


WISHES = {
    "order": "options: {indexes: [topics, answers]}",
    "heads": (
        "team: AB\nround: {round: Final}\noptions: {header-left: [team, debater],"
        " header-right: [page], footer-left: [title, round], footer-right: [], file-title: RI file,"
        " debater: Ada}"
    ),
    "undated": "options: {header-left: []}",
    "today": "options: {print-date: today}",
    "overview": "options: {legend: overview, contents: none}",
    "none": "options: {legend: none, contents: none}",
}
SHORT = """\
resolution: "Resolved: It is durable."
pro: [{heading: It lasts, cards: {topic: durability, limit: 4}}]
con: [{heading: It ends, answers: It lasts, cards: {topic: conditional, limit: 4}}]
"""


@pytest.fixture(scope="module")
def wished(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Short briefs, each with wishes of its own."""
    root = write(tmp_path_factory.mktemp("wished") / "project")
    (root / "briefs/russia-iran.yaml").unlink()
    for name, wishes in WISHES.items():
        (root / f"briefs/{name}.yaml").write_text(f"{SHORT}{wishes}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1790000000")
        return build(root)


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The example brief as it is, with marks at the outer edge, and in larger type."""
    root = write(tmp_path_factory.mktemp("sizes") / "project")
    (root / "briefs/russia-iran.yaml").unlink()
    for name, options in {"plain": "thumbs: outer", "larger": "size: 14"}.items():
        spec = f"{SPEC}\noptions: {{{options}}}\n"
        (root / f"briefs/{name}.yaml").write_text(spec, encoding="utf-8")
    return build(root)


@dataclass(frozen=True)
class Print:
    """A PDF as it is read back."""

    pdf: bytes

    @cached_property
    def pages(self) -> list[str]:
        return [" ".join(page.split()) for page in pages(self.pdf)]

    def heads_and_feet(self) -> list[tuple[str, str]]:
        """Return what stands above and below the text of each page."""
        opened = pypdfium2.PdfDocument(self.pdf)
        found = []
        for page in opened:
            words = page.get_textpage()
            width, height = page.get_size()
            head = words.get_text_bounded(0, height - 62, width - 35, height)
            foot = words.get_text_bounded(0, 0, width - 35, 52)
            # What a card that goes on adds to them is tried elsewhere.
            head = re.sub(r"^.*?\s?continued ", "", " ".join(head.split()))
            found.append((head, " ".join(foot.split()).removeprefix("(continues) ")))
        opened.close()
        return found

    @cached_property
    def outline(self) -> list[tuple[int, str, int, float]]:
        """Bookmarks: depth, title, page from 1, and points from its top."""
        document = reader(self.pdf)

        def walk(entries: list[object], depth: int) -> Iterator[tuple[int, str, int, float]]:
            for entry in entries:
                if isinstance(entry, list):
                    yield from walk(entry, depth + 1)
                elif isinstance(entry, Destination):
                    number = document.get_destination_page_number(entry)
                    assert number is not None
                    assert entry.top is not None
                    height = float(document.pages[number].mediabox.height)
                    yield depth, str(entry.title), number + 1, height - float(entry.top)

        return list(walk(document.outline, 0))

    @cached_property
    def end(self) -> int:
        """The last page before the indexes."""
        return next((page for _, title, page, _ in self.outline if title == "Index"), 10**6) - 1

    def heads(self) -> dict[int, tuple[str, list[str]]]:
        """Return for each page its side, and the sections that are on it, as the outline has them."""
        sides = [(page, title) for depth, title, page, _ in self.outline if depth == 0]
        sections = [entry[1:] for entry in self.outline if entry[0] == 1 and entry[2] <= self.end]
        found = {}
        for number in range(sides[0][0], min(self.end, len(self.pages)) + 1):
            first, side = max((page, title) for page, title in sides if page <= number)
            own = [entry for entry in sections if first <= entry[1] <= number]
            here = [entry for entry in own if entry[1] == number]
            before = [entry for entry in own if entry[1] < number]
            # What stands at the top leaves no room for what goes on from the page before.
            opened = bool(here) and here[0][2] < 82
            found[number] = (side, [title for title, *_ in (before[-1:] * (not opened) + here)])
            found[number] += ([title for title, *_ in (here[:1] or before[-1:])],)
        return found


def test_a_running_head_names_the_side_and_the_block(example: Built):
    checked = 0
    for name in NAMES:
        document = Print(pdf(example, name))
        heads = [head for head, _ in document.heads_and_feet()]
        for number, (side, _, first) in document.heads().items():
            said = " · ".join([side, *first])
            assert heads[number - 1] == f"The Russia–Iran partnership {said}"
            checked += len(first)
        assert {*heads[document.end :]} == {"The Russia–Iran partnership Index"}
    assert checked > 40


def test_thumb_marks_stand_where_their_block_does_each_at_its_own_height(example: Built):
    for name in NAMES:
        document = Print(pdf(example, name))
        heights: dict[tuple[str, str], set[float]] = {}
        marks = thumb_marks(pdf(example, name))
        for number, (side, sections, _) in document.heads().items():
            wanted = [thumb for title in sections if (thumb := label_of(title))]
            assert [text for text, _ in marks[number]] == wanted
            for text, height in marks[number]:
                heights.setdefault((side, text), set()).add(height)
        assert all(len(found) == 1 for found in heights.values())
        assert len(heights) == (16 if name == "russia-iran" else 8)
        placed = sorted((*found, key) for key, found in heights.items())
        assert all(after[0] - before[0] > 20 for before, after in pairwise(placed))
        # Those of one side stand above those of the other.
        sides = [key[0] for _, key in placed]
        assert sides == sorted(sides, reverse=True)
        outside = {*range(1, len(document.pages) + 1)} - document.heads().keys()
        assert not any(marks[number] for number in outside)


def label_of(title: str) -> str:
    match = re.match(r"(?:Contention |(AT) )(\d+):", title)
    return f"{match[1] or ''} {match[2]}".strip() if match else ""


def thumb_marks(document: bytes) -> dict[int, list[tuple[str, float]]]:
    """Return what stands at the right edge of each page, and how far from its top in points."""
    opened = pypdfium2.PdfDocument(document)
    found = {}
    for number, page in enumerate(opened, 1):
        width, height = page.get_size()
        words = page.get_textpage()
        lines: dict[float, str] = {}
        for at in range(words.count_chars()):
            left, _, _, top = words.get_charbox(at, loose=True)
            if left > width - 34:
                lines[round(height - top)] = lines.get(round(height - top), "") + (
                    words.get_text_range(at, 1)
                )
        said = [(" ".join(text.split()), top) for top, text in sorted(lines.items())]
        found[number] = [mark for mark in said if mark[0]]
    opened.close()
    return found


def test_thumb_marks_reach_the_edge_and_tell_the_sides_apart_in_black(example: Built):
    opened = pypdfium2.PdfDocument(pdf(example))
    shares = {}
    for number, (side, _, _) in Print(pdf(example)).heads().items():
        picture = opened[number - 1].render(scale=2, grayscale=True).to_pil().convert("1")
        strip = picture.crop((picture.width - 60, 0, picture.width, picture.height))
        edge = strip.crop((56, 0, 60, strip.height))
        shares.setdefault(side, []).append(
            (strip.histogram()[0] / strip.height, edge.histogram()[0])
        )
    opened.close()
    dark = [share for share, edge in shares["Pro"] if edge]
    light = [share for share, edge in shares["Con"] if edge]
    assert min(dark) > 2 * max(light) / 2 > 0
    assert len(dark) > 10
    assert len(light) > 7
    assert not any(share for share, _ in shares["Overview"])


def test_thumb_marks_are_at_the_outer_edge_of_paper_that_is_printed_on_both_sides(sizes: Built):
    opened = pypdfium2.PdfDocument(pdf(sizes, "plain-pro"))
    found = Print(pdf(sizes, "plain-pro")).heads()
    for number, (_, sections, _) in found.items():
        if any(map(label_of, sections)):
            picture = opened[number - 1].render(scale=1, grayscale=True).to_pil().convert("1")
            left = picture.crop((0, 0, 4, picture.height)).histogram()[0]
            right = picture.crop((picture.width - 4, 0, picture.width, picture.height))
            assert bool(left) is (number % 2 == 0)
            assert bool(right.histogram()[0]) is (number % 2 == 1)
    opened.close()


# -- Indexes


def index_lines(document: Print, heading: str) -> dict[str, list[int]]:
    """Return the lines of an index: their text, and the pages that they name."""
    text = "\n".join(pages(document.pdf)[document.end :])
    text = re.sub(
        r"The Russia–Iran partnership\s+Index\n|Harbour Road[^\n]*\n?|Page \d+ of \d+", "", text
    )
    order = [title for depth, title, *_ in document.outline if depth == 1]
    following = order[order.index(heading) + 1 :]
    text = text[text.index(f"\n{heading}\n") + len(heading) + 2 :]
    if following:
        text = text[: text.index(f"\n{following[0]}\n")]
    found = {}
    for match in re.finditer(
        r"(\D.*?),?\s((?:\d+(?:–\d+)?(?:,\s+)?)+)(?=\n| No Author|$)", text, re.DOTALL
    ):
        numbers: list[int] = []
        for first, last in re.findall(r"(\d+)(?:–(\d+))?", match[2]):
            numbers += range(int(first), int(last or first) + 1)
        found[" ".join(match[1].split()).removesuffix(",")] = numbers
    return found


def cards_of(built: Built) -> Mapping[str, Card]:
    return {card.tag: card for card in debate(built.app.env).library.cards.values()}


def pages_of(document: Print, built: Built) -> dict[str, list[int]]:
    """Return the pages that each card is printed on, by its name."""
    known = cards_of(built)
    found: dict[str, list[int]] = {}
    for _, title, page, _ in document.outline:
        tag = re.sub(r"^\d+ ", "", title)
        if tag in known and tag != title:
            found.setdefault(known[tag].name, []).append(page)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_indexes_of_authors_and_topics_name_the_pages_of_their_cards(example: Built, name: str):
    document = Print(pdf(example, name))
    printed = pages_of(document, example)
    cards = {card.name: card for card in cards_of(example).values()}
    topics: dict[str, set[int]] = {}
    for card_name, numbers in printed.items():
        for topic in cards[card_name].topics:
            topics.setdefault(prettify(topic), set()).update(numbers)
    found = index_lines(document, "Topics")
    assert found == {topic: sorted(numbers) for topic, numbers in topics.items()}
    assert list(found) == sorted(found, key=sort_key)
    kozak = {
        page
        for card_name, numbers in printed.items()
        for page in numbers
        if cards[card_name].source == "kozak-2017"
    }
    others = {
        page
        for card_name, numbers in printed.items()
        for page in numbers
        if cards[card_name].source != "kozak-2017"
    }
    assert index_lines(document, "Authors") == {
        "Kozak, Christopher (Kozak 17)": sorted(kozak),
        "No Author The Russia-Iran Alliance is Weaker Than You Think": sorted(others),
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_index_of_answers_has_every_block_and_what_is_answered(example: Built, name: str):
    document = Print(pdf(example, name))
    printed = pages_of(document, example)
    brief = debate(example.app.env).overviews["briefs/russia-iran/index"]
    begins = {title: page for _, title, page, _ in document.outline}
    found = index_lines(document, "Answers")
    found = {re.sub("^(Pro|Con) answers ", "", text): numbers for text, numbers in found.items()}
    sides = [side for side in brief.sides if name.rpartition("-")[2] in ("iran", side.side)]
    for side in sides:
        for block in side.blocks:
            page = begins[f"AT {block.number}: {block.heading}"]
            assert found.pop(f"AT: {block.heading}") == [page]
    clashes: dict[str, set[int]] = {}
    for clash in brief.clashes:
        clashes.setdefault(clash.answered.tag, set()).update(printed.get(clash.answer.name, []))
    found = {text.removeprefix("AT: "): numbers for text, numbers in found.items()}
    assert found == {tag: sorted(numbers) for tag, numbers in clashes.items() if numbers}
    assert len(found) > 20


def test_entries_of_an_index_lead_to_their_card_on_its_page(example: Built):
    checked = 0
    for name in NAMES:
        document = reader(pdf(example, name))
        printed = Print(pdf(example, name))
        spots = {(page, round(top)) for _, _, page, top in printed.outline}
        opened = pypdfium2.PdfDocument(pdf(example, name))
        by_object = {p.indirect_reference.idnum: n for n, p in enumerate(document.pages, 1)}
        named = document.named_destinations
        for number in range(printed.end, len(document.pages)):
            words = opened[number].get_textpage()
            for annotation in document.pages[number]["/Annots"]:
                entry = annotation.get_object()
                goal = entry.get("/Dest", entry.get("/A", {}).get("/D"))
                goal = goal.get_object() if hasattr(goal, "get_object") else goal
                goal = named[goal].dest_array if isinstance(goal, str) else goal
                page = by_object[goal[0].idnum]
                height = float(document.pages[page - 1].mediabox.height)
                assert (page, round(height - float(goal[3]))) in spots
                left, bottom, right, top = map(float, entry["/Rect"])
                said = words.get_text_bounded(left - 1, bottom, right + 1, top).strip(" ,–")
                if said.isdigit():
                    assert int(said) == page
                    checked += 1
        opened.close()
    assert checked > 250


def test_without_a_dozen_cards_there_is_no_index_unless_it_is_asked_for(small: Path, cli: Cli):
    cli("-C", small, "build", "--to", "pdf")
    (brief,) = (small / "build/pdf").glob("*-pro.pdf")
    assert "Index" not in [title for _, title, _ in outline(brief.read_bytes())]
    cli("-C", small, "build", "--to", "pdf", "--set", "indexes=authors")
    found = [title for _, title, _ in outline(brief.read_bytes())]
    assert found[found.index("Index") :] == ["Index", "Authors"]
    cli("-C", small, "build", "--to", "pdf", "--set", "indexes=none")
    assert "Index" not in [title for _, title, _ in outline(brief.read_bytes())]


def test_indexes_come_in_the_order_in_which_they_are_asked_for(wished: Built):
    found = [title for _, title, _ in outline(pdf(wished, "order"))]
    assert found[found.index("Index") :] == ["Index", "Topics", "Answers"]


# -- What stands round the pages


def test_each_page_says_whose_it_is_and_which_of_how_many(example: Built):
    foot = "Harbour Road · Harbour AB · Ada Okafor · Bay Open, Round 3 · 22 November 2026"
    for name in NAMES:
        found = Print(pdf(example, name))
        for number, (_, said) in enumerate(found.heads_and_feet(), 1):
            assert said == f"{foot} Page {number} of {len(found.pages)}"
            assert found.pages[number - 1].count("Page ") == 1
        assert "Ada Okafor · Bay Open, Round 3 · 21 November 2026 · Room: B" in found.pages[0]


def test_what_stands_where_is_chosen(wished: Built):
    found = Print(pdf(wished, "heads-pro")).heads_and_feet()
    assert len(found) > 1
    for number, (head, foot) in enumerate(found[1:], 2):
        assert head == f"AB · Ada Page {number} of {len(found)}"
        assert foot == "RI file · Final"


def test_no_date_is_printed_unless_it_is_asked_for(wished: Built):
    for _, foot in Print(pdf(wished, "undated-con")).heads_and_feet():
        assert foot.startswith("Page ")
    for _, foot in Print(pdf(wished, "today-con")).heads_and_feet():
        assert foot.startswith("21 September 2026 Page ")


def test_a_date_that_is_none_is_refused_in_a_line(small: Path, cli: Cli):
    result = cli("-C", small, "build", "--to", "pdf", "--set", "print-date=tomorrow", code=1)
    assert "cannot be “tomorrow”: it is not a date. Write today, or a date as 2026-11-22." in (
        result.output
    )


def test_the_same_brief_has_the_same_bytes_elsewhere(example: Built, tmp_path: Path):
    root = tmp_path / "another folder"
    shutil.copytree(example.app.srcdir, root)
    other = build(root)
    for name in NAMES:
        assert pdf(other, name) == pdf(example, name)


def test_contents_that_are_a_little_too_long_for_their_page_are_set_smaller(sizes: Built):
    for name, first in (("plain", 2), ("larger", 3)):
        found = Print(pdf(sizes, f"{name}-pro"))
        assert found.outline[0][1:3] == ("Pro", first)
        assert found.pages[first - 2].endswith(f"Page {first - 1} of {len(found.pages)}")
        assert " Index " in found.pages[first - 2]


# -- The legend

LEGEND = "Small print: context, not read."


def test_the_legend_stands_on_the_first_page_and_nowhere_else(example: Built):
    for name in NAMES:
        first, *others = Print(pdf(example, name)).pages
        assert first.count(LEGEND) == 1
        assert first.index("The Russia–Iran partnership") < first.index(LEGEND)
        assert not any(LEGEND in page for page in others)


@pytest.mark.parametrize(("wanted", "shown"), [("overview", [""]), ("none", [])])
def test_the_legend_is_where_it_is_wanted(wished: Built, wanted: str, shown: list[str]):
    names = {name: pages(pdf(wished, f"{wanted}{name}")) for name in ("", "-pro", "-con")}
    assert [name for name, found in names.items() if any(LEGEND in it for it in found)] == shown


# -- What refers to cards


def tags(document: bytes) -> dict[tuple[str, int], list[str]]:
    """Return the tags of the cards by their number and the page that they are on."""
    found: dict[tuple[str, int], list[str]] = {}
    for _, title, page in outline(document):
        if match := re.match(r"(\d+) (.+)", title):
            found.setdefault((match[1], page), []).append(match[2])
    return found


def test_what_refers_to_a_card_has_its_number_and_its_page(example: Built):
    for name in NAMES:
        document = pdf(example, name)
        cards, found = tags(document), pages(document)
        joined = [" ".join(page.split()) for page in found]
        goals = set(links(document))
        said = [
            (here, number, int(page))
            for here, text in enumerate(joined, 1)
            for number, page in re.findall(r"→ card (\d+), page (\d+)", text)
        ]
        assert len(said) > (100 if name == "russia-iran" else 20)
        for here, number, page in said:
            assert (number, page) in cards
            assert (here, str(page)) in goals


def test_of_a_card_on_the_same_page_only_the_number_is_said(tmp_path: Path):
    with press(tmp_path / "project") as printer:
        link = nodes.paragraph("", "", nodes.reference("", "That", refuri="#card-a"))
        there = section("There", nodes.paragraph("", "", link[0].deepcopy()), name="there")
        found, _ = printer.print(
            section("Pro", section("Here", card(runs(("x", 0))), link, name="here"), there),
            options={"contents": "none", "new-page": "sections"},
        )
    here, there = (" ".join(page.split()) for page in pages(found))
    assert "That → card 1 " in f"{here} "
    assert "That → card 1, page 1" in there
