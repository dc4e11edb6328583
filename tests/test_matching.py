"""What an opponent may be reading is found by name, by words of its tag or text, or nearly."""

import pytest

from briefwright import marks
from briefwright.library import assemble, survey
from briefwright.matching import Match, find_matches
from briefwright.model import Library, Side, SourceFolder
from briefwright.project import Project
from conftest import ROOT


@pytest.fixture(scope="module")
def library() -> tuple[Library, tuple[SourceFolder, ...]]:
    sources, _ = Project(ROOT).sources()
    return survey(sources), sources


def found(wanted: str, given: tuple[Library, tuple[SourceFolder, ...]]) -> tuple[Match, ...]:
    return find_matches(wanted, *given, Side.CON)


@pytest.mark.parametrize(
    ("wanted", "name", "kind"),
    [
        ("hegemony-problem", "hegemony-problem", "card"),
        ("Hegemony Problem", "hegemony-problem", "card"),
        ("tactic", "tactic", "topic"),
        (" skeptical-nd ", "skeptical-nd", "source"),
    ],
)
def test_a_name_means_one_thing(library, wanted: str, name: str, kind: str) -> None:
    (match,) = found(wanted, library)
    assert (match.name, match.kind, match.exact) == (name, kind, True)
    assert match.label


def test_words_of_a_tag_are_found_first(library) -> None:
    matches = found("Saudi Arabia and Israel split them", library)
    assert matches[0].name == "saudi-israel-split"
    assert not any(match.exact or match.nearest for match in matches)


def test_words_of_a_text_are_found(library) -> None:
    assert not any("ayatollah" in card.tag.casefold() for card in library[0].cards.values())
    proved, _ = assemble(library[1])
    matches = found("the Ayatollahs", library)
    assert matches
    for match in matches:
        assert "ayatollah" in marks.plain(proved.cards[match.name].paragraphs).casefold()


def test_only_what_the_other_side_may_read_is_found(library) -> None:
    for match in found("Russia and Iran in Syria", library):
        if match.kind == "card":
            assert library[0].cards[match.name].side.serves(Side.CON)


@pytest.mark.parametrize(("wanted", "name"), [("hegmony-problme", "hegemony-problem")])
def test_what_is_misspelt_finds_the_nearest(library, wanted: str, name: str) -> None:
    (match,) = found(wanted, library)
    assert (match.name, match.nearest) == (name, True)


@pytest.mark.parametrize("wanted", ["", "  ", "?!", "zzzzzz qqqqqq", "the Bushehr reactor"])
def test_nothing_is_found_where_nothing_is_like_it(library, wanted: str) -> None:
    assert found(wanted, library) == ()


def test_no_more_than_a_person_reads(library) -> None:
    assert len(found("Russia", library)) == 8


HEADINGS = ("For Moscow, Iran is a means to an end", "The coalition is less close than it looks")


def test_a_contention_is_found_by_its_heading_and_by_words_of_it(library) -> None:
    (match,) = find_matches("for moscow iran is a means to an end", *library, Side.CON, HEADINGS)
    assert (match.kind, match.name, match.exact) == ("contention", HEADINGS[0], True)
    first, *_ = find_matches("less close coalition", *library, Side.CON, HEADINGS)
    assert (first.name, first.exact) == (HEADINGS[1], False)
