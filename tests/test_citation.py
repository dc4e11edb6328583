"""Citations: read from front matter, written short and in full, never made up."""

import json
import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from briefwright.citation import ORDER, full_cite, read_citation, short_cite, short_cites
from briefwright.fields import Tree, load
from briefwright.model import Citation, Date, Name
from briefwright.problems import Place

CASES = read_fixture_file(Path(__file__).parent / "fixtures" / "fields" / "front-matter.md")
SOURCES = Path(__file__).parent.parent / "source"


def read(text: str):
    tree, problems = load(text, "source/x/essay.md", line=2)
    citation, more = read_citation(tree) if tree else (None, ())
    return citation, [*problems, *more]


@pytest.mark.parametrize(
    ("line", "title", "text", "expected"), CASES, ids=[title for _, title, _, _ in CASES]
)
def test_front_matter(line, title, text, expected):
    citation, problems = read(text)
    cites = [short_cite(citation), full_cite(citation)] if citation else ["nothing"]
    said = "\n".join([*map(str, problems), *cites])
    assert said.rstrip("\n") == expected.rstrip("\n"), f"line {line}: {title}"


def test_every_field_is_read():
    citation, problems = read(
        "title: T\nauthor: [{family: F, given: G}, {literal: L}, 'A, B', M]\nqualifications: Q\n"
        "container-title: C\npublisher: P\nissued: 2017-02\naccessed: 2020-01-31\nURL: U\npage: 5\n"
        "type: report\nlanguage: en\nnote: N\nabsent:"
    )
    assert problems == []
    assert citation == Citation(
        title="T",
        authors=(
            Name(family="F", given="G"),
            Name(literal="L"),
            Name(family="A", given="B"),
            Name(literal="M"),
        ),
        qualifications="Q",
        container_title="C",
        publisher="P",
        issued=Date(2017, 2),
        accessed=Date(2020, 1, 31),
        url="U",
        page="5",
        type="report",
        language="en",
        note="N",
    )


def test_absent_fields_are_kept_apart_from_missing_ones():
    citation, _ = read("title: T\nabsent: [author, issued, URL]")
    assert citation.absent == ("URL", "author", "issued")
    citation, _ = read("title: T")
    assert citation.absent == ()


@pytest.mark.parametrize(
    ("folder", "short", "full"),
    [
        (
            "kozak-2017",
            "Kozak 17",
            "Christopher Kozak, Senior Analyst, Syria, Institute for the Study of War, 24 February"
            " 2017, “The Strategic Convergence of Russia and Iran,” https://www.understandingwar.org/"
            "backgrounder/strategic-convergence-russia-and-iran, accessed 22 November 2026.",
        ),
        (
            "skeptical-nd",
            "No Author n.d.",
            "No Author, n.d., “The Russia-Iran Alliance is Weaker Than You Think.”",
        ),
    ],
)
def test_the_two_essays(folder, short, full):
    text = (SOURCES / folder / "essay.md").read_text(encoding="utf-8")
    citation, problems = read(text.split("---\n")[1])
    assert problems == []
    assert (short_cite(citation), full_cite(citation)) == (short, full)


# --- A card that brings its own citation ---


def test_a_written_citation_is_printed_as_written():
    tree = Tree(data={}, places={(): Place(path="cards.md", line=3)})
    citation, problems = read_citation(tree, text="Kozak 17, Senior Analyst (ISW)")
    assert problems == ()
    assert full_cite(citation) == "Kozak 17, Senior Analyst (ISW)"
    assert short_cite(citation) == "Kozak 17"


def test_options_of_a_card_are_read_as_front_matter():
    data = {"author": "Kozak, Christopher", "issued": "2017", "URL": "https://example.org"}
    places = {(key,): Place(path="cards.md", line=n) for n, key in enumerate(data, start=4)}
    tree = Tree(data=data, places={(): Place(path="cards.md", line=3), **places})
    citation, problems = read_citation(tree, text="As written.")
    assert problems == ()
    assert (short_cite(citation), full_cite(citation)) == ("Kozak 17", "As written.")
    citation, problems = read_citation(tree)
    assert [str(problem.place) for problem in problems] == ["cards.md:3"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Christopher Kozak — Senior Analyst", "Christopher Kozak"),
        ("Kozak 17: “Title”", "Kozak 17"),
        ("  World Bank, 2020", "World Bank"),
        ("(no name) 17", "No Author"),
        ("x" * 99, "x" * 60),
    ],
)
def test_the_short_cite_of_a_written_citation_is_its_beginning(text, short):
    assert short_cite(Citation(text=text)) == short


# --- Unique short cites ---

KOZAK = (Name(family="Kozak", given="C."),)


def test_short_cites_that_differ_stay():
    works = {"a": Citation(authors=KOZAK, issued=Date(2017)), "b": Citation(authors=KOZAK)}
    assert short_cites(works) == {"a": "Kozak 17", "b": "Kozak"}
    assert short_cites({}) == {}


def test_equal_short_cites_get_letters_by_date_then_title_then_key():
    works = {
        "a": Citation(authors=KOZAK, issued=Date(2017, 5), title="A"),
        "b": Citation(authors=KOZAK, issued=Date(2017, 2, 24), title="Z"),
        "c": Citation(authors=KOZAK, issued=Date(2017, 2, 24), title="Y"),
        "d": Citation(authors=KOZAK, issued=Date(2017, 2, 24), title="y"),
        "e": Citation(authors=(Name(family="KOZAK"),), issued=Date(2017)),
    }
    expected = {
        "a": "Kozak 17e",
        "b": "Kozak 17d",
        "c": "Kozak 17b",
        "d": "Kozak 17c",
        "e": "KOZAK 17a",
    }
    assert short_cites(works) == expected
    keys = list(works)
    random.Random(1).shuffle(keys)
    shuffled = short_cites({key: works[key] for key in keys})
    assert shuffled == expected
    assert list(shuffled) == keys


def test_equal_short_cites_without_a_year():
    absent = Citation(title="A", absent=("author", "issued"))
    assert short_cites({"a": absent, "b": absent}) == {
        "a": "No Author n.d.-a",
        "b": "No Author n.d.-b",
    }
    missing = Citation(authors=KOZAK)
    assert short_cites({"a": missing, "b": missing}) == {"a": "Kozak (a)", "b": "Kozak (b)"}


def test_more_works_than_letters():
    works = {f"{n:03}": Citation(authors=KOZAK, issued=Date(2017)) for n in range(60)}
    cites = list(short_cites(works).values())
    assert [cites[0], cites[25], cites[26], cites[59]] == [
        *("Kozak 17a", "Kozak 17z", "Kozak 17aa", "Kozak 17bh"),
    ]


def test_a_letter_that_is_taken_is_not_given_again():
    body = Citation(authors=(Name(literal="Kozak 17a"),))
    work = Citation(authors=KOZAK, issued=Date(2017))
    cites = short_cites({"x": work, "y": work, "z": body})
    assert cites == {"x": "Kozak 17b", "y": "Kozak 17c", "z": "Kozak 17a"}


TEXT = st.text(st.sampled_from("ab17 .,?!”“é中"), max_size=6)
DATES = st.none() | st.builds(
    Date, st.integers(1, 9999), st.integers(0, 12), st.integers(1, 28)
).map(lambda date: date if date.month else Date(date.year))
WORKS = st.builds(
    Citation,
    title=TEXT,
    authors=st.lists(st.builds(Name, family=TEXT, given=TEXT, literal=TEXT), max_size=3).map(tuple),
    publisher=TEXT,
    issued=DATES,
    url=TEXT,
    page=TEXT,
    accessed=DATES,
    absent=st.sampled_from([(), ("author",), ("author", "issued")]),
)


@given(st.lists(WORKS, max_size=8))
def test_short_cites_are_unique(works):
    cites = short_cites({str(n): work for n, work in enumerate(works)})
    assert len({cite.casefold() for cite in cites.values()}) == len(works)


@given(WORKS)
def test_a_full_cite_has_everything_that_is_known_word_for_word(work):
    cite = full_cite(work)
    known = [work.title, work.publisher, work.url, work.page]
    known += [name.literal or part for name in work.authors for part in (name.given, name.family)]
    assert all(part in cite for part in known)
    assert "\n" not in cite


# --- Anything at all ---

KEYS = st.sampled_from(
    [
        *(
            "title",
            "author",
            "issued",
            "accessed",
            "URL",
            "page",
            "publisher",
            "absent",
            "language",
        ),
        *("family", "given", "literal", "text", "url", "foo"),
    ]
)
LEAVES = st.none() | st.sampled_from(
    ["", " ", "x", "A, B", "2017", "2017-02-31", "author", ",;,", "en"]
)
DATA = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=20,
)


@given(DATA)
def test_any_front_matter_is_read_or_refused(data):
    citation, problems = read(json.dumps(data))
    assert citation is not None or problems
    if citation:
        assert short_cite(citation)
        full_cite(citation)
    assert all("\n" not in str(problem) and problem.place.line == 2 for problem in problems)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (("title", "author", "date"), "“A Title,” Ann Lee, 3 May 2021."),
        (("author", "url"), "Ann Lee, https://example.org/a"),
        (("url", "accessed", "date"), "https://example.org/a, accessed 4 May 2022, 3 May 2021."),
        (("pages",), ""),
    ],
)
def test_the_order_of_the_parts_can_be_chosen(order, expected):
    citation, _ = read(
        "title: A Title\nauthor: [{family: Lee, given: Ann}]\nissued: 2021-05-03\n"
        "URL: https://example.org/a\naccessed: 2022-05-04\n"
    )
    assert full_cite(citation, order=order) == expected


def test_the_option_names_the_parts_that_there_are():
    manifest = yaml.safe_load((SOURCES.parent / "templates/base/template.yml").read_text("utf-8"))
    option = manifest["options"]["citation"]
    assert tuple(option["choices"]) == tuple(option["default"]) == ORDER
