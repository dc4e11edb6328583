"""The shipped packs: each built with both essays, to pages and to PDFs, and what each promises.

All of them are briefs of one project, which is built once.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings

from briefwright.assembly import Assembly, assemble
from briefwright.citation import full_cite
from briefwright.model import (
    Brief,
    Card,
    Citation,
    Name,
    PlayedRound,
    Result,
    Round,
    SectionSpec,
    Side,
    SideBrief,
    SideSpec,
    Spec,
)
from briefwright.project import Project
from briefwright.render import render
from briefwright.selection import select
from briefwright.templates import find_pack, pack_names
from conftest import ROOT, sphinx_build
from format_briefs import PACKS as OF_FORMATS
from printing import before_index, outline, pages, sizes
from test_render import LIBRARY, directives, documents, printed, texts
from test_render import SPEC as SMALL
from values import FORMAT, card, library

PACKS = (
    *("public-forum", "frontlines", "one-page", "evidence-sheet", "research", "disclosure"),
    *("worksheet", "round"),
)
"""Those of single formats are in `test_format_packs`."""
# Other wishes than those that a pack has by itself; the name begins with that of its pack.
MORE = {
    "one-page-a4": "{paper: a4}",
    "one-page-two": "{pages: 2, answers-per-block: 0, extensions: yes}",
    "one-page-few": "{cards-per-contention: 2, answers-per-block: 1}",
    "research-wedge": "{topics: wedge}",
    "disclosure-short": "{end-words: 3, paper: a4}",
    "frontlines-ncfca": "{profile: ncfca}",
    "evidence-sheet-large": "{size: 24, unread-size: 24, paper: a4}",
    "worksheet-few": "{cards-per-side: 2, lines: 1, paper: a4}",
    "public-forum-chapters": "{new-page: sections}",
    "research-chapters": "{new-page: sections}",
    "round-a4": "{paper: a4, answers-per-block: 0, prep-questions: 9}",
}
SHORT = """\
resolution: "Resolved: It is durable."
pro: [{heading: It lasts, cards: {topic: durability, limit: 4}}]
con: [{heading: It ends, cards: {topic: conditional, limit: 4}}]
"""
"""For what needs no more, as it takes time to print."""
ROUND = """\
round:
  {tournament: Autumn Open, round: 3, opponent: Northside, side: con, rate: 180,
   reads: [convergence, no-wedge]}
"""
FOOT = re.compile(r"(?:^|\s)Page \d+ of \d+\s*$")


def specification(name: str) -> str:
    """Return that of the example brief, for the pack that *name* begins with."""
    pack = max((p for p in PACKS if name.startswith(p)), key=len)
    whole = name in PACKS or pack in {"one-page", "research", "round"}
    text = (ROOT / "briefs/russia-iran.yaml").read_text(encoding="utf-8") if whole else SHORT
    lines = [line for line in text.splitlines() if not line.startswith(("template:", "format:"))]
    wishes = [f"options: {MORE[name]}"] if name in MORE else []
    wishes += [ROUND] if pack == "round" else []
    return "\n".join([*lines, f"template: {pack}", *wishes, ""])


@dataclass(frozen=True)
class Made:
    """What became of the briefs."""

    root: Path
    assembly: Assembly

    def brief(self, name: str) -> Brief:
        """Return a brief."""
        return next(brief for brief in self.assembly.briefs if brief.slug == name)

    def myst(self, name: str) -> str:
        """Return a generated document: ``frontlines/index``."""
        return (self.root / f"project/briefs/{name}.md").read_text(encoding="utf-8")

    def html(self, name: str) -> str:
        """Return a page: ``frontlines/index``."""
        return (self.root / f"html/briefs/{name}.html").read_text(encoding="utf-8")

    def pdf(self, name: str) -> bytes:
        """Return a PDF: ``frontlines-pro``."""
        return (self.root / f"typst/{name}.pdf").read_bytes()

    def pages(self, name: str) -> list[str]:
        """Return the text of each page of a PDF in one line, without its foot."""
        return [FOOT.sub("", " ".join(page.split())) for page in pages(self.pdf(name))]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A project with both essays and a brief of each pack, built without a warning."""
    root = tmp_path_factory.mktemp("packs")
    project = root / "project"
    (project / "briefs").mkdir(parents=True)
    shutil.copytree(ROOT / "source", project / "source")
    shutil.copy(ROOT / "conf.py", project)
    shutil.copy(ROOT / "briefs/index.md", project / "briefs")
    for name in (*PACKS, *MORE):
        path = project / f"briefs/{name}.yaml"
        path.write_text(specification(name), encoding="utf-8")
    sphinx_build(project, root / "html", nitpicky=True, brief_only=PACKS)
    sphinx_build(project, root / "typst", "typst", nitpicky=True, brief_system_fonts=False)
    assembly = assemble(Project(project))
    assert not assembly.problems
    return Made(root, assembly)


def in_line(text: str) -> str:
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Return *text* as it is wherever lines are broken."""
    return re.sub(r"\s", "", text)


def cards_of(side: SideBrief) -> dict[str, Card]:
    entries = chain(*(part.entries for part in (*side.contentions, *side.blocks)))
    return {entry.card.name: entry.card for entry in entries}


# -- All packs


def test_every_shipped_pack_is_tested() -> None:
    assert {*PACKS, *OF_FORMATS, "base"} == set(pack_names())


@pytest.mark.parametrize("name", [*PACKS, *MORE])
def test_nothing_is_printed_too_small_to_read(name: str, made: Made) -> None:
    """In points; the league that evidence sheets are for wants 8."""
    printed_ones = sorted((made.root / "typst").glob(f"{name}*.pdf"))
    assert printed_ones
    found = {size for path in printed_ones for size in sizes(path.read_bytes())}
    assert min(found) >= (8 if name.startswith("evidence-sheet") else 6)
    if name.endswith("ncfca"):
        assert 7.5 not in found  # what is not marked in other briefs
        assert 8 in found


@pytest.mark.parametrize("name", PACKS)
def test_what_a_pack_writes(name: str, data_regression: pytest.FixtureRequest) -> None:
    """The documents of a small brief, line by line."""
    found = documents(SMALL, find_pack(name))
    lines = {name: text.partition("\n")[2].splitlines() for name, text in found.items()}
    data_regression.check(lines, basename=f"test_packs_{name}")


@pytest.mark.parametrize("name", PACKS)
def test_every_option_and_wording_of_a_pack_has_a_use_and_a_help(name: str) -> None:
    found = find_pack(name)
    used = "".join(file.text for files in found.files.values() for file in files)
    assert found.title
    assert found.description.endswith(".")
    assert all(option.help.endswith(".") for option in found.options.values())
    others = [
        option.at_least or option.name * bool(option.sets) for option in found.options.values()
    ]
    assert not [name for name in found.options if name not in {*others} and name not in used]
    own = [word for layer in found.layers if layer.pack == name for word in layer.manifest.wording]
    keys = {word.removesuffix("_one").replace("print_", "words.") for word in own}
    ways = ("wording.{}", 'counted("{}")', "look.{}")
    assert not [key for key in keys if not any(way.format(key) in used for way in ways)]


@pytest.mark.parametrize("language", ["es", "fr"])
@pytest.mark.parametrize("name", PACKS)
def test_a_pack_in_another_language_has_no_english_words_of_its_own(
    name: str, language: str
) -> None:
    english, other = find_pack(name), find_pack(name).speaking(language)
    text = "\n".join(documents(SMALL, other).values())
    fixed = (w for key, w in english.wording.items() if len(w) > 8 and other.wording[key] != w)
    assert [word for word in fixed if word in text] == []


@pytest.mark.parametrize("name", PACKS)
def test_each_document_is_a_page_that_says_which_pack_made_it(made: Made, name: str) -> None:
    packs = zip(made.assembly.briefs, made.assembly.packs, strict=True)
    found = next(pack for brief, pack in packs if brief.slug == name)
    for document in found.documents:
        page = made.html(f"{name}/{document.name}")
        classes = re.search(r'<section class="([^"]*bw-pack-[^"]*)"', page)
        assert classes
        assert {f"bw-pack-{one}" for one in found.lineage} <= set(classes[1].split())
        assert f"bw-page-{document.side or 'both'}" in classes[1].split()


UGLY = """[
    ...[...document.querySelectorAll(".bw-marks u")]
        .filter(mark => mark.getBoundingClientRect().height > 30),
    ...[...document.querySelectorAll("h2 + section > h3")].filter(heading => 16 >
        heading.getBoundingClientRect().top -
        heading.closest("section").previousElementSibling.getBoundingClientRect().bottom),
].map(found => found.textContent)"""
"""Marks of the legend that are broken over two lines, and headings close upon another one."""


def test_the_pages_fit_a_telephone_and_break_no_accessibility_rule(made: Made) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    from test_pages import CHROMIUM, QUIET

    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium here")
    faults = {}
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        view = {"width": 390, "height": 900}
        tab = browser.new_context(color_scheme="dark", viewport=view).new_page()
        for name in PACKS[1:]:
            for document in find_pack(name).documents[-1:]:
                tab.goto((made.root / f"html/briefs/{name}/{document.name}.html").as_uri())
                beyond = tab.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                found = [v["id"] for v in axe.Axe().run(tab).response["violations"]]
                faults[name, document.name] = (beyond, found + tab.evaluate(UGLY))
        browser.close()
    assert {page: fault for page, fault in faults.items() if fault != (0, [])} == {}


@pytest.mark.parametrize("name", [*PACKS, *MORE])
def test_no_page_is_empty_or_ends_with_what_introduces_the_next(made: Made, name: str) -> None:
    brief = made.brief(name)
    tags = {in_line(entry.card.tag) for entry in brief.entries}
    headings = {
        in_line(part.heading) for side in brief.sides for part in (*side.contentions, *side.blocks)
    }
    found = sorted(made.root.glob(f"typst/{name}*.pdf"))
    assert found
    for path in (path for path in found if path.stem.removeprefix(name) in ("-pro", "-con", "")):
        texts = made.pages(path.stem)
        assert all(len(text) > 40 for text in texts), path
        if path.stem != name or name.startswith("research"):
            stranded = [t[-80:] for t in texts if any(map(t.endswith, tags | headings))]
            assert stranded == [], path


loaded = cache(find_pack)


@settings(max_examples=25, deadline=None)
@given(texts, texts)
def test_any_text_comes_out_of_a_pack_as_it_went_in(one: str, two: str) -> None:
    work = Citation(title=two, authors=(Name(literal=one),), qualifications=two)
    cards = library(
        card("a", topics=["t"], tag=one, citation=work, short_cite=two),
        card("n", "con", ["u"], ["a"], tag=two, passage=None, citation=Citation(text=one)),
    )
    spec = Spec(slug="x", resolution="R")
    shown = {}
    for name in ("frontlines", "evidence-sheet", "research", "disclosure", "worksheet"):
        found = loaded(name)
        brief, _ = select(spec, cards, FORMAT, found.read_options(spec)[0])
        myst = "\n".join(made.text for made in render(brief, found))
        rows = [content.partition("\n\n")[2] for _, content in directives(myst, "list-table")]
        shown[name] = [*printed(myst), *chain(*map(printed, rows))]
    assert f"1. {one}" in shown["evidence-sheet"]
    assert {one, two} <= set(shown["evidence-sheet"])
    assert f"1. {one}" in shown["disclosure"]
    assert f"{two}: {two}" in shown["research"]


# -- Frontlines


def test_each_argument_begins_a_page_and_the_contents_say_which(made: Made) -> None:
    side = made.brief("frontlines").pro
    texts = made.pages("frontlines-pro")
    titles = [f"AT {block.number}: {block.heading}" for block in side.blocks]
    begins = [
        n for n, text in enumerate(texts, 1) if any(text.count(title) > 1 for title in titles)
    ]
    found = {title: page for _, title, page in outline(made.pdf("frontlines-pro"))}
    assert [found[title] for title in titles] == begins
    assert len(set(begins)) == len(titles)
    for title in titles[1:]:
        head, _, text = texts[found[title] - 1].partition(title)
        assert len(head) < 60
        assert not text.partition(title)[0].strip()
    contents = texts[0]
    assert "What Con says" not in contents
    assert all(f"{title} {found[title]}" in contents for title in titles)


@pytest.mark.parametrize("side", ["pro", "con"])
def test_frontlines_say_what_they_say_then_answer_with_whole_cards(made: Made, side: str) -> None:
    brief = made.brief("frontlines")
    ours, theirs = (brief.pro, brief.con) if side == "pro" else (brief.con, brief.pro)
    chapters = made.myst(f"frontlines/{side}-frontlines").split("\n## ")[1:]
    assert len(chapters) == len(ours.blocks)
    for block, chapter in zip(ours.blocks, chapters, strict=True):
        said, answered = chapter.split("### Our answers")
        (contention,) = (c for c in theirs.contentions if c.anchor in block.against)
        assert names(said, "card-ref") == [entry.card.name for entry in contention.entries]
        assert names(answered, "card") == [entry.card.name for entry in block.entries]
        assert names(answered, "card-ref") == names(said, "card") == []
        assert ":::{ruled} 4" in answered


def names(myst: str, directive: str) -> list[str]:
    return re.findall(rf":::\{{{directive}\}} .*\n:name: (.*)\n", myst)


def test_an_argument_that_nothing_answers_has_a_chapter_to_fill() -> None:
    sections = (*SMALL.con.sections, SectionSpec(heading="Unheard of", cards=("import",)))
    spec = replace(SMALL, con=SideSpec(sections=sections))
    side = documents(spec, find_pack("frontlines"))["pro-frontlines"]
    chapter = side.partition("\n## AT: Unheard of\n")[2]
    assert names(chapter, "card-ref") == ["import"]
    assert "No card answers this yet." in chapter
    assert ":::{ruled} 4" in chapter


# -- What begins a page


def test_contentions_begin_pages_where_sections_do_and_the_overview_is_one_piece(
    made: Made,
) -> None:
    brief = made.brief("public-forum-chapters")
    found = outline(made.pdf("public-forum-chapters"))
    pages_of = {title: page for _, title, page in found}
    begins = [
        pages_of[f"Contention {part.number}: {part.heading}"]
        for side in brief.sides
        for part in side.contentions
    ]
    overview = [page for depth, title, page in found if depth == 1][:4]
    assert len(set(begins)) == len(begins)
    assert len(set(overview)) < len(overview)
    texts = made.pages("public-forum-chapters")
    # At its head, too.
    assert all(texts[page - 1].count("Contention") == 2 for page in begins)
    both = [t for t in texts if "The arguments" in t and "Reading time" in t and "No." in t]
    assert len(both) == 1


def test_sources_begin_pages_where_they_are_what_is_printed(made: Made) -> None:
    found = before_index(outline(made.pdf("research-chapters")))
    texts = made.pages("research-chapters")
    sections = [(title, page) for depth, title, page in found if depth == 1]
    assert len(sections) == 3
    for title, page in sections[1:]:
        assert title in texts[page - 1][:150]


# -- One page


@pytest.mark.parametrize("side", ["pro", "con"])
@pytest.mark.parametrize(
    ("name", "sheets"),
    [("one-page", 1), ("one-page-a4", 1), ("one-page-few", 1), ("one-page-two", 2)],
)
def test_a_side_fits_on_its_page(made: Made, name: str, sheets: int, side: str) -> None:
    texts = made.pages(f"{name}-{side}")
    assert len(texts) == sheets
    brief = made.brief(name)
    ours = brief.pro if side == "pro" else brief.con
    most = 2 if name == "one-page-few" else None
    whole = squeezed(" ".join(texts))
    for contention in ours.contentions:
        for entry in contention.entries[:most]:
            assert squeezed(entry.card.tag + entry.card.short_cite) in whole
    for block in ours.blocks:
        answers = {"one-page-two": None, "one-page-few": 1}.get(name, 3)
        assert squeezed(f"AT {block.number}: {block.heading}") in whole
        assert all(squeezed(entry.card.tag) in whole for entry in block.entries[:answers])
        hidden = len(block.entries) - len(block.entries[:answers])
        assert not hidden or squeezed(f"and {hidden} more") in whole
    assert ("Extension:" in whole) == (name == "one-page-two")


def test_the_overview_of_frontlines_is_not_broken_into_chapters(made: Made) -> None:
    assert any("Con argues" in text and "Sources" in text for text in made.pages("frontlines"))


def test_no_word_of_a_passage_stands_on_a_page_for_the_lectern(made: Made) -> None:
    myst = made.myst("one-page/pro-page")
    assert names(myst, "card") == []
    assert len(names(myst, "card-ref")) > 30


# -- Evidence sheets


@pytest.mark.parametrize("name", ["evidence-sheet", "evidence-sheet-large"])
def test_there_is_one_card_a_sheet_and_a_long_one_says_whose_it_is_overleaf(
    made: Made, name: str
) -> None:
    brief = made.brief(name)
    cards = cards_of(brief.con)
    titles = {
        in_line(f"{entry.number}. {entry.card.tag}"): entry
        for entry in brief.entries
        if entry.card.name in cards
    }
    pdf = made.pdf(f"{name}-con")
    begins = {title: page for _, title, page in outline(pdf) if title in titles}
    assert len(set(begins.values())) == len(titles) == len(cards)
    texts = made.pages(f"{name}-con")
    front = " ".join(texts[: min(begins.values()) - 1]).replace("- ", "-")
    index = next((page for _, title, page in outline(pdf) if title == "Index"), len(texts) + 1)
    overleaf = 0
    for number, text in enumerate(texts[: index - 1], 1):
        title = next((title for title, page in begins.items() if page == number), None)
        if title:
            entry = titles[title]
            assert f"{title} Author" in text
            listed = f"{entry.number} {in_line(entry.card.tag)} → {number}"
            assert listed.replace("- ", "-") in front  # a line may end with a hyphen
            assert "(continued)" not in text
        elif number > min(begins.values()):
            overleaf += 1
            last = max((t for t, p in begins.items() if p < number), key=lambda t: begins[t])
            assert f"{last} (continued)" in text
    assert bool(overleaf) == (name == "evidence-sheet-large")


def test_a_sheet_says_what_is_known_and_what_the_source_does_not_give(made: Made) -> None:
    texts = " ".join(made.pages("evidence-sheet-pro"))
    assert "Author Christopher Kozak Qualifications Senior Analyst, Syria Publication" in texts
    assert "Date 24 February 2017 Accessed 22 November 2026 URL https" in texts
    assert "Author No Author Qualifications not recorded" in texts
    assert "Date not given by the source" in texts


def test_the_whole_passage_stands_on_its_sheet(made: Made) -> None:
    texts = made.pages("evidence-sheet-con")
    for found in cards_of(made.brief("evidence-sheet").con).values():
        for paragraph in found.paragraphs:
            text = in_line("".join(span.text for span in paragraph))
            assert sum(text in page for page in texts) >= 1


# -- Research


def test_every_card_of_a_source_stands_in_the_order_of_its_text(made: Made) -> None:
    brief = made.brief("research")
    myst = made.myst("research/index")
    chapters = {c.partition("\n")[0]: c for c in myst.split("\n## ")[1:]}
    assert len(chapters) == len(brief.works) + 1
    shown = []
    for work, chapter in zip(brief.works, chapters.values(), strict=False):
        order = names(chapter, "card")
        starts = [made.assembly.library.cards[name].passage.start for name in order]
        assert starts == sorted(starts)
        assert len(order) == work.cards
        assert in_line(full_cite(work.citation)) in in_line(" ".join(printed(chapter)))
        shown += order
    assert sorted(shown) == sorted(entry.card.name for entry in brief.entries)
    tags = [made.assembly.library.cards[name].tag for name in shown]
    titles = [title for _, title, _ in outline(made.pdf("research"))]
    assert [t.partition(" ")[2] for t in titles if t.partition(" ")[2] in tags] == tags


def test_research_may_keep_to_some_topics_and_says_for_whom_a_card_is(made: Made) -> None:
    myst = made.myst("research-wedge/index")
    # The first card is not taken for a part of what is said of the source.
    assert "\n***\n" in myst.partition("*For ")[0]
    chosen = [e.card for e in made.brief("research-wedge").entries if "wedge" in e.card.topics]
    assert sorted(names(myst, "card")) == sorted(found.name for found in chosen)
    assert {found.side for found in chosen} == {"pro", "con"}
    assert "*For Pro. Topics: durability, wedge*" in myst.replace("\\", "")
    assert re.findall(r"(?m)^### (.*)$", myst) == ["wedge"]


def test_topics_that_no_card_has_are_said_to_be_without_any() -> None:
    index = documents(SMALL, find_pack("research"), topics=("nothing",))["index"]
    assert "No card of this brief has these topics." in index
    assert names(index, "card") == []


# -- Disclosure


@pytest.mark.parametrize(("name", "most"), [("disclosure", 15), ("disclosure-short", 3)])
@pytest.mark.parametrize("side", ["pro", "con"])
def test_no_more_than_the_ends_of_a_passage_are_disclosed(
    made: Made, name: str, most: int, side: str
) -> None:
    myst = made.myst(f"{name}/{side}-disclosure")
    assert "{card" not in myst
    assert "{marks" not in myst
    brief = made.brief(name)
    cards = cards_of(brief.pro if side == "pro" else brief.con)
    shown = [line for line in printed(myst) if line.startswith(("Begins:", "Ends:", "In full:"))]
    expected = list(chain(*(ends(found, most) for found in cards.values())))
    assert sorted(shown) == sorted(expected)
    text = " ".join(made.pages(f"{name}-{side}"))
    for found in cards.values():
        words = passage(found)
        assert found.tag in text
        if len(words) > 2 * most + 1:
            # A tag may have some words of its passage, too.
            assert most < 10 or " ".join(words[: most + 1]) not in text
            assert most < 10 or " ".join(words[-most - 1 :]) not in text
            assert f"[{len(words) - 2 * most} words left out here]" in text
    assert in_line(full_cite(brief.works[0].citation)).partition(" http")[0] in text


def passage(found: Card) -> list[str]:
    return [word for p in found.paragraphs for word in "".join(s.text for s in p).split()]


def ends(found: Card, most: int) -> Iterator[str]:
    """Yield the lines that are disclosed of a card."""
    words = passage(found)
    if len(words) <= 2 * most:
        yield f"In full: {' '.join(words)}"
    else:
        yield f"Begins: {' '.join(words[:most])}"
        yield f"Ends: {' '.join(words[-most:])}"


def test_a_note_is_not_disclosed() -> None:
    assert any(found.note for found in LIBRARY.cards.values())
    for text in documents(SMALL, find_pack("disclosure"), notes=True).values():
        assert "Slow down." not in text
        assert "In full:" in text or "Extension" not in text


# -- Worksheet


@pytest.mark.parametrize(("name", "most"), [("worksheet", None), ("worksheet-few", 2)])
def test_a_worksheet_has_a_card_a_page_with_all_questions(
    made: Made, name: str, most: int | None
) -> None:
    cards = list(cards_of(made.brief(name).pro).values())[:most]
    first, *texts = made.pages(f"{name}-pro")
    assert "Small print: context, not read." in first
    assert len(texts) == len(cards)
    for side in ("pro", "con"):
        numbers = re.findall(r"(?m)^:number: (\d+)$", made.myst(f"{name}/{side}-worksheet"))
        assert numbers == [str(n + 1) for n in range(len(numbers))]
        assert len(numbers) == 2 or most is None
    for found, text in zip(cards, texts, strict=True):
        assert in_line(found.tag) in text
        asked = ["Claim:", "Warrant:", "Impact:", "In my own words:", "Questions:"]
        places = [text.index(question) for question in asked]
        assert places == sorted(places)
    lines = re.findall(r":::\{ruled\} (\d+)", made.myst(f"{name}/pro-worksheet"))
    assert lines[1:6] == (["2", "2", "2", "4", "2"] if most is None else ["1", "1", "1", "3", "1"])


# -- Rounds


@pytest.mark.parametrize("name", ["round", "round-a4"])
def test_the_prep_sheet_is_one_page_that_says_where_our_answers_are(made: Made, name: str) -> None:
    brief = made.brief(name)
    sheet, case, *_ = made.pages(name)
    assert "Prep sheet" in sheet
    assert all(text in sheet for text in ("Northside", "Autumn Open", "180 wpm", "Time plan"))
    assert case.count("Our case") >= 1
    assert "Prep sheet" not in case
    texts = made.pages(name)
    first = [block for block in brief.con.blocks if block.reads]
    assert [block.heading for block in first] == [
        "Their interests converge well beyond Syria",
        "The partnership is built to last",
    ]
    most = None if name == "round-a4" else 3
    for block in first:
        for entry in block.entries[:most]:
            line = f"{in_line(entry.card.tag)} {entry.card.short_cite}"
            (page,) = re.findall(rf"{re.escape(line)} \d:\d\d ?→ ?(\d+)", sheet)
            assert in_line(entry.card.tag) in texts[int(page) - 1]
    assert brief.con.questions[3] in sheet


def test_a_round_has_what_one_side_needs_in_its_order(made: Made) -> None:
    case = made.myst("round/case")
    headings = re.findall(r"(?m)^## (.*)$", case)
    assert headings == [
        "Our case",
        "Against what they read",
        "Every other answer",
        "For the later speeches",
        "Crossfire questions",
        "Sources",
    ]
    assert case.index("\n***\n") < case.index("## Every other answer")
    brief = made.brief("round")
    ours = cards_of(brief.con)
    assert {*names(case, "card")} == {*ours}
    assert not list((made.root / "typst").glob("round-pro*"))
    assert "Contention" not in case.partition("## Against")[2].partition("## For the later")[0]
    assert "Con FF" in case


def test_a_brief_of_one_side_that_does_not_say_which_is_warned_of(project: Path) -> None:
    (project / "briefs/x.yaml").write_text("resolution: R\ntemplate: round\n", encoding="utf-8")
    (problem,) = assemble(Project(project), ["x"]).problems
    assert str(problem).startswith(
        "briefs/x.yaml:1:1: warning[missing-key]: “round” is for one side"
    )


def test_what_they_read_and_nothing_answers_stands_on_the_prep_sheet() -> None:
    spec = replace(SMALL, round=Round(side=Side.CON, reads=("broad", "no-wedge")))
    sheet = documents(spec, find_pack("round").on(Side.CON))["index"]
    assert "**No matter**\n\nNo card answers this yet." in sheet
    met = PlayedRound(
        tournament="Spring Cup",
        round="2",
        date="2026-04-02",
        result=Result.LOST,
        they_read=("no-wedge", "Something new"),
        notes="Ask for the year.",
    )
    values, _ = find_pack("round").read_options(spec)
    brief, _ = select(spec, LIBRARY, FORMAT, values)
    pages = render(replace(brief, met=(met,)), find_pack("round").on(Side.CON))
    last = pages[0].text.partition("## Last time")[2].replace("\\", "")
    assert "Spring Cup 2 (2026-04-02): lost" in last
    assert "They read: They hold; Something new" in last
    assert "*Ask for the year.*" in last
