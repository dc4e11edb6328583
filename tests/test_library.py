"""The library: cards are proved against their essays, and cut from them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import synthetic
from briefwright import marks
from briefwright.library import assemble, survey
from briefwright.model import Library, Mark, SourceFile, SourceFolder, Span
from briefwright.problems import Problem
from briefwright.text import escape_myst

FRONT = "---\ntitle: A title\nauthor: [{family: Roe, given: Jane}]\nissued: 2020\n---\n\n"
ESSAY = (
    "The U.S. cannot drive a wedge between “Russia” and Iran.\n\n"
    "Tehran’s élan – and its cooperation – showed in Syria. It would not last.\n\n"
    "It ends. It ends.\n"
)


def read(
    cards: str, essay: str = FRONT + ESSAY, source: str = "roe-2020"
) -> tuple[Library, tuple[Problem, ...]]:
    folder = SourceFolder(
        name=source,
        essay=SourceFile(path=f"source/{source}/essay.md", text=essay) if essay else None,
        cards=SourceFile(path=f"source/{source}/cards.md", text=cards),
    )
    return assemble([folder])


def card(body: str, name: str = "x", options: str = "") -> str:
    return f":::{{card}} A tag\n:name: {name}\n:side: pro\n{options}\n{body}\n:::\n\n"


def test_the_text_is_the_essays_own_and_the_marks_stand_where_they_were_put() -> None:
    library, problems = read(
        card(
            '*wedge between "Russia" and **Iran.**\n\nTehran\'s* e\u0301lan -- and **its co\u00adoperation**'.replace(
                "\n\nTehran's* ", "*\n\nTehran's "
            )
        )
    )
    assert problems == ()
    found = library.cards["x"]
    assert found.paragraphs == (
        (
            Span("wedge between “Russia” and ", Mark.UNDERLINED),
            Span("Iran.", Mark.UNDERLINED | Mark.READ),
        ),
        (Span("Tehran’s élan – and ", Mark.NONE), Span("its cooperation", Mark.READ)),
    )
    assert found.verified
    assert found.short_cite == "Roe 20"


def test_paragraphs_are_those_of_the_essay_however_they_were_typed() -> None:
    library, problems = read(card("and Iran. Tehran’s *élan – and its*"))
    assert problems == ()
    assert [len(paragraph) for paragraph in library.cards["x"].paragraphs] == [1, 2]


@pytest.mark.parametrize(
    ("body", "code", "message", "detail"),
    [
        (
            "The U.S. can drive a wedge between “Russia” and Iran.",
            "quote-verbatim",
            "The text of “x” does not stand in source/roe-2020/essay.md.",
            'card:  The U.S. [can] drive a wedge between "Russia" and …',
        ),
        (
            "It would last.",
            "quote-verbatim",
            "The text of “x” does not stand in source/roe-2020/essay.md.",
            "",
        ),
        (
            "between Iran and “Russia”.",
            "quote-verbatim",
            "The text of “x” does not stand in source/roe-2020/essay.md.",
            "",
        ),
        (
            "The U.S. cannot not drive a wedge between “Russia” and Iran.",
            "quote-verbatim",
            "The text of “x” does not stand in source/roe-2020/essay.md.",
            'card:  The U.S. cannot [not] drive a wedge between "Russia" and …',
        ),
        (
            "It ends.",
            "quote-ambiguous",
            "The text of “x” stands 2 times in source/roe-2020/essay.md (lines 11, 11).",
            "",
        ),
        (
            "drive a wed",
            "cut-inside-word",
            "The text of “x” begins or ends inside a word of its essay.",
            "",
        ),
    ],
)
def test_what_is_not_word_for_word_stops(body: str, code: str, message: str, detail: str) -> None:
    library, problems = read(card(body))
    assert not library.cards
    (problem,) = problems
    assert (problem.code.value, problem.message) == (code, message)
    assert problem.hint
    assert str(problem.place) == "source/roe-2020/cards.md:5:1"
    if detail:
        assert problem.detail[0] == detail


@pytest.mark.parametrize(
    ("hidden", "message"),
    [
        ("x\u202ey", "Characters that turn the direction of the text: U+202E here."),
        ("a\u200bb\u200b", "Characters that are not seen: U+200B here, 2 in all."),
        (
            "Pу",
            "Characters that mix look-alike letters of two scripts in a word: U+0050 U+0443 here.",
        ),
    ],
)
def test_what_a_reader_would_not_see_is_a_warning_and_stays(hidden: str, message: str) -> None:
    essay = f"{FRONT}About {hidden} now. It ends.\n"
    library, (problem,) = read(card("It ends."), essay)
    assert hidden in library.essays["roe-2020"].text
    assert (problem.message, problem.severity.value) == (message, "warning")


def test_one_of_several_places_can_be_chosen() -> None:
    library, problems = read(card("It ends.", options=":occurrence: 2\n"))
    assert problems == ()
    passage = library.cards["x"].passage
    assert passage is not None
    assert passage.start == library.essays["roe-2020"].text.rindex("It ends.")


def test_all_problems_are_told_in_one_run() -> None:
    text = card("It would last.") + card("It ends. It ends.", "y", ":answers: nothing\n")
    text += card("It ends. It ends.", "y") + ":::{card} Open\n"
    _, problems = read(text)
    assert sorted(problem.code.value for problem in problems) == [
        "duplicate-card",
        "fence",
        "missing-card",
        "quote-verbatim",
    ]


def test_a_card_without_a_source_is_taken_as_typed_and_known_to_be_unproved() -> None:
    library, problems = read(
        card("Whatever *it* says.", options=":cite: Jane Roe, 2020\n"), essay=""
    )
    assert problems == ()
    assert not library.cards["x"].verified
    _, (problem,) = read(card("Whatever it says."), essay="")
    assert problem.code.value == "missing-key"


def test_an_essay_that_cannot_be_read_is_one_problem_not_one_a_card() -> None:
    _, problems = read(card("It ends.") + card("It would last.", "y"), essay="No front matter")
    assert [problem.code.value for problem in problems] == ["front-matter"]


WORDS = st.lists(
    st.sampled_from(
        [
            "wedge",
            "“Russia”",
            "élan",
            "–",
            "U.S.",
            "ﬁnd",
            "don’t",
            "中国",
            "ا",
            "*x*",
            "[a]",
            "&amp;",
            "$5",
            "a\u0301",
        ]
    ),
    min_size=3,
    max_size=30,
)
RETYPED = str.maketrans({"“": '"', "”": '"', "’": "'", "–": "-"})


@given(WORDS, st.data())
def test_any_passage_retyped_and_marked_is_found_and_kept(
    words: list[str], data: st.DataObject
) -> None:
    breaks = data.draw(st.sets(st.integers(1, len(words) - 1), max_size=2))
    text = "".join(
        ("\n\n" if at in breaks else " " if at else "") + word for at, word in enumerate(words)
    )
    blocks = text.split("\n\n")
    plain = "\n".join(blocks)
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    bounds = [0]
    for word in words:
        bounds.append(bounds[-1] + len(word) + 1)
    passage = plain[bounds[start] : bounds[end] - 1]
    typed = passage
    if data.draw(st.booleans()):
        typed = unicodedata.normalize("NFD", passage.translate(RETYPED).replace("ﬁ", "fi"))
    pieces = [
        tuple(
            Span(word + " ", data.draw(st.sampled_from(list(map(Mark, range(8))))))
            for word in block.split(" ")
        )
        for block in typed.split("\n")
    ]
    body = marks.write(pieces)
    essay = "\n\n".join(escape_myst(block) for block in blocks)
    library, problems = read(card(body, options=":occurrence: 1\n"), essay=FRONT + essay + "\n")
    assert problems == ()
    found = library.cards["x"]
    # The first of several may go on in the next paragraph where another has a space.
    assert marks.plain(found.paragraphs).split() == passage.split()
    assert marks.plain(found.paragraphs) in plain


def test_a_part_of_a_library_is_proved_as_it_is_in_the_whole() -> None:
    folders = list(synthetic.library(60))
    whole, _ = assemble(folders)
    surveyed = survey(folders)
    assert list(surveyed.cards) == list(whole.cards)
    assert not any(card.paragraphs or card.verified for card in surveyed.cards.values())
    part = {name for name, card in whole.cards.items() if card.source == folders[1].name}
    part.add(next(iter(whole.cards)))
    library, problems = assemble(folders[:2], beside=surveyed, only=part)
    assert not problems
    assert list(library.cards) == list(whole.cards)
    assert library.short_cites == whole.short_cites
    for name, found in library.cards.items():
        assert found == (whole if name in part else surveyed).cards[name]
