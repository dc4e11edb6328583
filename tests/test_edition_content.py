"""What each edition has: read back from the PDFs, and compared with the library."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from docutils import nodes as docutils_nodes

from briefwright.citation import full_cite
from briefwright.model import Brief, Card, Edition, Library, SideBrief
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.domain import debate
from briefwright.sphinx_ext.editions import sources
from briefwright.sphinx_ext.editions.desk import Desk
from briefwright.sphinx_ext.editions.material import Leaf, Material
from briefwright.sphinx_ext.editions.registry import RECIPES
from briefwright.spoken import spoken
from conftest import ROOT, Built, sphinx_build
from printing import links, outline, pages, text, without_overleaf

FOOT = re.compile(r"Page \d+ of \d+\s*$")
PLAIN = "options: {timing: no, running-header: no}\n"
IMPORTED = """
:::{card} Nobody has stored this
:name: unstored
:side: pro
:topics: durability
:cite: Jane Roe, “A Paper,” 2020.
:short-cite: Roe 20

*Nothing of it **is proved***.
:::

:::{card} Nothing of this is read
:name: silent
:side: con
:topics: syria
:cite: Jane Roe, “Another Paper,” 2020.
:short-cite: Roe 20b

Only context.
:::
"""


@dataclass(frozen=True)
class Editions:
    """The example brief in all editions."""

    built: Built
    slug: str = "russia-iran"

    @property
    def library(self) -> Library:
        return debate(self.built.app.env).library

    @property
    def brief(self) -> Brief:
        return debate(self.built.app.env).overviews[f"briefs/{self.slug}/index"]

    def pdf(self, name: str) -> bytes:
        return (self.built.path / f"{self.slug}-{name}.pdf").read_bytes()

    def pages(self, name: str) -> list[str]:
        """Return the text of each page without its foot."""
        return [FOOT.sub("", without_overleaf(page).strip()) for page in pages(self.pdf(name))]

    def material(self, name: str) -> Material:
        """Return what an edition is made from: ``pro-sources``."""
        builder = self.built.app.builder
        (job,) = (job for job in builder.jobs() if job.name == f"{self.slug}-{name}")
        desk = Desk(builder, Path(), "", lambda *_: None)
        return desk._material(job, builder.parts(job))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """The example brief, with two cards that have no stored source, without a warning."""
    root = tmp_path_factory.mktemp("editions")
    project = root / "project"
    (project / "briefs").mkdir(parents=True)
    for name in ("source", "conf.py", "briefs/index.md"):
        copy(ROOT / name, project / name)
    (project / "source/loose").mkdir()
    (project / "source/loose/cards.md").write_text(IMPORTED, encoding="utf-8")
    spec = (ROOT / "briefs/russia-iran.yaml").read_text(encoding="utf-8")
    spec = spec.replace("- arab-states\n", "- arab-states\n        - unstored\n")
    spec = spec.replace("- plagued\n", "- plagued\n        - silent\n")
    (project / "briefs/russia-iran.yaml").write_text(f"{spec}\n{PLAIN}", encoding="utf-8")
    editions = [edition.value for edition in Edition]
    built = sphinx_build(
        project,
        root / "out/typst",
        "typst",
        brief_system_fonts=False,
        brief_editions=editions,
        nitpicky=True,
    )
    return Editions(built)


def copy(source: Path, goal: Path) -> None:
    if source.is_dir():
        for path in source.rglob("*"):
            if path.is_file():
                copy(path, goal / path.relative_to(source))
    else:
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_bytes(source.read_bytes())


def letters(text: str) -> str:
    """Return nothing but the letters, as one word."""
    return "".join(re.findall(r"[^\W\d_]", text))


def words(card: Card) -> str:
    """Return what is read aloud of *card*."""
    return " ".join("".join(span.text for span in p) for p in spoken(card.paragraphs))


def passage(card: Card) -> str:
    return "".join(span.text for paragraph in card.paragraphs for span in paragraph)


def bookmarks(pdf: bytes) -> list[tuple[str, int]]:
    """Return the titles in the outline, without the numbers of cards, and their pages."""
    return [(re.sub(r"^\d+\.? ", "", title), page) for _, title, page in outline(pdf)]


def arguments(side: SideBrief) -> Iterator[tuple[str, list[Card]]]:
    """Yield the titles of a side's sections as this pack writes them, with their cards."""
    for contention in side.contentions:
        title = f"Contention {contention.number}: {contention.heading}"
        yield title, [entry.card for entry in contention.entries]
    for block in side.blocks:
        yield f"AT {block.number}: {block.heading}", [entry.card for entry in block.entries]


def names(side: SideBrief) -> list[str]:
    """Return the cards of a side, each once."""
    return list(dict.fromkeys(card.name for _, cards in arguments(side) for card in cards))


# -- read


@pytest.mark.parametrize("side", ["pro", "con"])
def test_what_is_read_is_every_read_word_in_order_and_nothing_else(
    made: Editions, side: str
) -> None:
    brief: SideBrief = getattr(made.brief, side)
    expected = brief.name
    note = "At the margin: the time of the card, and below it the time since the heading, in "
    expected += note + "minutes and seconds, at 150 words a minute."
    for title, cards in arguments(brief):
        if cards:
            expected += title
        for card in cards:
            said = words(card) or "Nothing in this card is marked to be read aloud."
            expected += card.tag + card.short_cite + said
    printed = "".join(made.pages(f"{side}-read")[1:])  # the first has the title and the contents
    assert letters(printed) == letters(expected)


def test_times_stand_at_the_margin_and_add_up(made: Editions) -> None:
    (leaf,) = leaves(made, "pro-read")
    sections = [*leaf.document.findall(docutils_nodes.section)][1:]
    assert len(sections) == 8
    contention = made.brief.pro.contentions[0]
    cards = [*sections[0].findall(nodes.read_aloud)]
    for card, entry in zip(cards, contention.entries, strict=True):
        assert (
            card["time"] == f"{entry.counts.seconds(150) // 60}:{entry.counts.seconds(150) % 60:02}"
        )
    total = contention.counts.seconds(150)
    assert cards[-1]["total"] == f"{total // 60}:{total % 60:02}"


def leaves(made: Editions, name: str) -> list[Leaf]:
    return [*RECIPES[name.rpartition("-")[2]].make(made.material(name))]


def test_the_cards_that_are_read_are_in_the_outline(made: Editions) -> None:
    titles = [title for title, _ in bookmarks(made.pdf("pro-read"))]
    tags = [card.tag for _, cards in arguments(made.brief.pro) for card in cards]
    assert [title for title in titles if title in set(tags)] == tags


# -- cards


def test_each_card_is_handed_over_once_on_a_page_of_its_own(made: Editions) -> None:
    every = made.pages("cards")
    brief = made.brief
    wanted = list(dict.fromkeys([*names(brief.pro), *names(brief.con)]))
    assert wanted == [entry.card.name for entry in brief.entries]
    tags = {made.library.cards[name].tag: name for name in wanted}
    places = {tags[title]: page for title, page in bookmarks(made.pdf("cards")) if title in tags}
    assert [*places] == wanted
    assert len(set(places.values())) == len(wanted)
    for name in wanted:
        card = made.library.cards[name]
        page = letters(every[places[name] - 1])
        assert letters(passage(card)) in page
        assert letters(full_cite(card.citation)) in page
        assert "Smallprint" in page  # what the marks mean goes with it


def test_a_card_without_a_source_says_so_where_it_is_handed_over(made: Editions) -> None:
    (page,) = [page for page in made.pages("pro-cards")[1:] if "Nobody has stored this" in page]
    assert "Not verified: this card has no stored source." in " ".join(page.split())
    assert "Jane Roe, “A Paper,” 2020." in " ".join(page.split())


# -- cites


def test_the_works_are_cited_with_what_is_quoted_from_each(made: Editions) -> None:
    printed = text(made.pdf("cites"))
    titles = [title for depth, title, _ in outline(made.pdf("cites")) if depth]
    assert titles == ["Kozak 17", "No Author n.d.", "Roe 20", "Roe 20b"]
    for work in made.brief.works:
        assert letters(full_cite(work.citation)) in letters(printed)
    kozak = [e.card for w in made.brief.works if w.source == "kozak-2017" for e in w.entries]
    kozak.sort(key=lambda card: letters(printed).index(letters(card.tag)))
    starts = [card.passage.start for card in kozak if card.passage]
    assert starts == sorted(starts)
    card = made.library.cards["no-wedge"]
    quoted = passage(card).split()
    assert f"“{' '.join(quoted[:12])}” [{len(quoted) - 24} words] “" in printed
    assert "Pro – Contention 4: The partnership is built to last; Pro – AT 2:" in printed


# -- outline


def test_the_outline_is_a_page_or_two_a_side(made: Editions) -> None:
    for side in (made.brief.pro, made.brief.con):
        every = made.pages(f"{side.side.value}-outline")
        assert len(every) <= 2
        printed = letters("".join(every))
        expected = "".join(
            title + "".join(card.tag + card.short_cite for card in cards)
            for title, cards in arguments(side)
            if cards
        )
        assert printed.endswith(letters(expected))


# -- blocks


def test_answers_are_complete_without_the_case(made: Editions) -> None:
    printed = letters("".join(made.pages("pro-blocks")))
    own = [card for title, cards in arguments(made.brief.pro) for card in cards if title[0] == "A"]
    assert len(own) > 20
    for card in own:
        assert letters(passage(card)) in printed
    standing = [title for title, _ in bookmarks(made.pdf("pro-blocks")) if "AT " not in title]
    standing = standing[: standing.index("Index")]
    assert standing == ["Pro", *dict.fromkeys(card.tag for card in own)]
    assert "Contention" not in "".join(made.pages("pro-blocks")[1:]).replace("contention", "")
    assert "Extendthesharedpurpose" not in printed
    titles = [title for title, _ in bookmarks(made.pdf("pro-blocks")) if title.startswith("AT ")]
    assert titles == [f"AT {b.number}: {b.heading}" for b in made.brief.pro.blocks]


def test_a_card_that_answers_twice_is_found_from_the_second_place(made: Editions) -> None:
    whole = made.pages("pro-blocks")
    (at,) = [
        n
        for n, page in enumerate(whole, 1)
        if "The U.S. cannot drive a wedge" in page and "→" in page
    ]
    titles = dict(bookmarks(made.pdf("pro-blocks")))
    goal = titles[made.library.cards["no-wedge"].tag]
    assert (at, str(goal)) in links(made.pdf("pro-blocks"))


# -- sources


def test_a_source_is_printed_whole_with_the_passages_marked(made: Editions) -> None:
    found = [leaf for leaf in leaves(made, "pro-sources") if leaf.docname.startswith("source/")]
    assert [leaf.docname for leaf in found] == [
        "source/kozak-2017/essay",
        "source/skeptical-nd/essay",
    ]
    for leaf in found:
        essay = made.library.essays[leaf.docname.split("/")[1]]
        copy = leaf.document.deepcopy()
        signs = [*copy.findall(nodes.quoted_mark)]
        notes = {note["number"] for note in copy.findall(nodes.quoted_note)}
        numbers = {str(entry.number): entry.card for entry in made.brief.entries}
        own = [
            c
            for c in numbers.values()
            if c.source == essay.source and c.name in names(made.brief.pro)
        ]
        assert {numbers[number].name for number in notes} == {card.name for card in own}
        for number in notes:  # from its first sign to its last stands what the card quotes
            assert letters(between(copy, number)).endswith(letters(passage(numbers[number])))
        for node in [*signs, *copy.findall(nodes.quoted_note), *copy.findall(nodes.essay_cite)]:
            node.parent.remove(node)
        assert letters(essay.text) in letters(copy.astext())


def between(document: docutils_nodes.document, number: str) -> str:
    """Return the text of a source up to where the passage of a card ends, without other signs."""
    found = ""
    for node in document.findall(docutils_nodes.Text):
        if isinstance(node.parent, nodes.quoted_mark):
            if node.astext() == number and node.parent["ends"]:
                return found
        elif not isinstance(node.parent, nodes.quoted_note):
            found += node
    raise AssertionError(number)


def test_only_what_this_side_quotes_is_marked(made: Editions) -> None:
    con = {str(entry.number) for entry in made.brief.entries} - {
        note["number"]
        for leaf in leaves(made, "pro-sources")
        for note in leaf.document.findall(nodes.quoted_note)
    }
    signs = [
        sign.astext()
        for leaf in leaves(made, "pro-sources")
        for sign in leaf.document.findall(nodes.quoted_mark)
    ]
    assert con
    assert not con & {*signs}


def test_what_has_no_source_is_named(made: Editions) -> None:
    printed = text(made.pdf("pro-sources"))
    assert "Without a stored source" in printed
    assert "Not verified: this card has no stored source." in printed
    assert "Nobody has stored this" in printed
    assert "Nothing of this is read" not in printed


def test_the_pages_of_sources_are_read_only_for_their_packet(made: Editions) -> None:
    read = {name for name in made.built.app.env.all_docs if name.startswith("source/")}
    assert read == {*sources.needs(made.brief)}
