"""Locating a passage: what folds, what does not, and how a miss is explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.anchor import explain, fold, locate

ESSAY = (
    "The U.S. cannot drive a wedge between “Russia” and Iran in the near  term. "
    "Tehran’s élan – and its co\u00adoperation with Moscow – ﬁrst showed in Syria, and again in Iraq. "
    "中国与伊朗签署了协议。 The end comes twice. The end comes twice."
)


def find(card: str, essay: str = ESSAY) -> list[str]:
    return [essay[p.start : p.end] for p in locate(fold(card), fold(essay)).passages]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('between "Russia" and Iran', "between “Russia” and Iran"),
        ("in the near term.", "in the near  term."),
        ("in\nthe \t near term.", "in the near  term."),
        ("Tehran's e\u0301lan -- and its cooperation", "Tehran’s élan – and its co\u00adoperation"),
        ("first showed", "ﬁrst showed"),
        ("伊朗签署", "伊朗签署"),
        ("\u00a0Syria,\u2009and\ufeff", "Syria, and"),
    ],
)
def test_typography_does_not_count(typed: str, found: str) -> None:
    assert find(typed) == [found]


@pytest.mark.parametrize(
    "typed",
    [
        "The U.S. can drive a wedge",
        "the U.S. cannot drive a wedge",
        "drive a wedge between “Russia” and Iraq",
        "Iran and “Russia” between a wedge",
        "in the near term",
        "",
    ],
)
def test_words_and_their_order_count(typed: str) -> None:
    assert find(typed, ESSAY.replace("near  term.", "near terms.")) == []


def test_every_place_is_found() -> None:
    assert find("The end comes twice.") == ["The end comes twice."] * 2


def test_a_cut_inside_a_word_is_told_from_a_miss() -> None:
    assert locate(fold("drive a wed"), fold(ESSAY)).inside_word
    assert not locate(fold("drive a wod"), fold(ESSAY)).inside_word


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        (
            "U.S. can drive a wedge between “Russia” and Iran",
            (
                'card:  U.S. [can] drive a wedge between "Russia" and …',
                'essay: The U.S. [cannot] drive a wedge between "Russia" and …',
            ),
        ),
        (
            "cannot drive a deep wedge between",
            (
                "card:  cannot drive a [deep] wedge between",
                "essay: U.S. cannot drive a [] wedge between",
            ),
        ),
    ],
)
def test_a_miss_shows_the_words_that_differ(typed: str, lines: tuple[str, ...]) -> None:
    assert explain(fold(typed), fold(ESSAY)) == lines


def test_where_nothing_is_like_the_card_nothing_is_shown() -> None:
    assert explain(fold("qqqq zzzz xxxx wwww kkkk"), fold(ESSAY)) == ()


FOLDABLE = st.text(
    st.sampled_from("ab \u00ad\ufb01\ufb03-–—e\u0301\n“'\u200b\u1100\u1161\u00a0中"), max_size=24
)


@given(FOLDABLE)
def test_the_way_back_never_runs_backwards(text: str) -> None:
    folded = fold(text)
    back = [folded.source(at) for at in range(len(folded.text) + 1)]
    assert back == sorted(back)
    assert back[-1] <= len(text)
    forth = [folded.folded(at) for at in range(len(text) + 1)]
    assert forth == sorted(forth)
    assert forth[-1] == len(folded.text)


@given(FOLDABLE, st.data())
def test_what_is_cut_out_is_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    card, essay = fold(text[start:end]), fold(text)
    found = locate(card, essay)
    if (
        card.text.strip(" ")
        and fold(text[:start]).text + card.text + fold(text[end:]).text == essay.text
    ):
        assert found.passages or found.inside_word
    for passage in found.passages:
        assert fold(text[passage.start : passage.end]).text.strip(" ") == card.text.strip(" ")
