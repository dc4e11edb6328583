"""What is read aloud of a card is running text, with the words that are marked and no others."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.marks import parse
from briefwright.model import Mark, Paragraph, Span
from briefwright.problems import Place
from briefwright.spoken import spoken

READ = Mark.UNDERLINED | Mark.READ
KURDS = (
    "[Moscow has]{.read} nevertheless [offered no support for an independent Kurdistan]{.read} – the "
    "one item that might. [Iran and Russia seem ***quite capable***]{.read} of it."
)
CASES = {
    "Iran and Russia share [enduring]{.read} and [strategic goals.]{.read}": "enduring strategic goals.",
    KURDS: "Moscow has offered no support for an independent Kurdistan. Iran and Russia seem "
    "<quite capable>.",
    # Signs stand where they would be written.
    "[Iran]{.read} and Russia[, which fight]{.read}": "Iran, which fight",
    "[Iran]{.read} (and Russia)[—both rivals]{.read}": "Iran—both rivals",
    "see [note]{.read} 3 ([a “quote]{.read} more [end”)]{.read} x": "note a “quote end”)",
    "[Iran]{.read} or Russia[’s aims]{.read}": "Iran’s aims",
    "[one]{.read} - [two]{.read}/[three]{.read}": "one two three",
    # Parts of a word stay one word.
    "[govern]{.read}ment[al]{.read} power": "governal",
    "[D]{.read}epartment [o]{.read}f [D]{.read}efense": "D o D",
    # Where a sentence ends.
    "[the cost is small]{.read}. A branch [can open]{.read} late.": "the cost is small. can open.",
    "[Iran]{.read} fights. It may [win]{.read} it.": "Iran win.",
    "[Does it hold]{.read} at all? [It does]{.read}": "Does it hold? It does",
    "[It may leave]{.read} the U.S. [Russia stays]{.read}.": "It may leave Russia stays.",
    "[Iran acts,]{.read} alone. [Russia follows.]{.read}": "Iran acts, Russia follows.",
    "He said: “[We go]{.read} there.” “[You stay]{.read},” he said.": "We go. You stay.",
    # Paragraphs.
    "[Iran acts]{.read} alone.\n\n[Russia follows.]{.read}": "Iran acts.|Russia follows.",
    "[Iran acts]{.read} with\n\nits [only friend]{.read}.": "Iran acts only friend.",
    "[One.]{.read}\n\nNothing.\n\n[Two]{.read}": "One.|Two",
    # Other scripts.
    "俄罗斯[和伊朗]{.read}都[是]{.read}对手。[他们]{.read}合作。": "和伊朗是。他们。",
    "[هل تصمد]{.read} طويلا؟ [نعم]{.read}": "هل تصمد؟ نعم",
    "Nothing is read.": "",
    "[Two  spaces]{.read}  and [ more ]{.read}": "Two spaces more",
}


def shown(paragraphs: tuple[Paragraph, ...]) -> str:
    """Return text with a line between paragraphs and angles round what is stressed."""
    return "|".join(
        "".join(f"<{span.text}>" if span.marks else span.text for span in paragraph)
        for paragraph in paragraphs
    )


@pytest.mark.parametrize(("body", "expected"), CASES.items())
def test_what_is_passed_over_leaves_running_text(body: str, expected: str) -> None:
    paragraphs, problems = parse(body, Place(path="cards.md"))
    assert not problems
    assert shown(spoken(paragraphs)) == expected


SPANS = st.lists(
    st.builds(
        Span,
        st.text(st.sampled_from("ab é.,!?’“”(-–\xa0 中。ا؟\n"), min_size=1, max_size=12),
        st.sampled_from([Mark.NONE, Mark.UNDERLINED, READ, READ | Mark.EMPHASIS]),
    ),
    max_size=8,
).map(tuple)


def letters(paragraphs: tuple[Paragraph, ...]) -> list[tuple[str, bool]]:
    """Return the letters, and which of them are stressed."""
    return [
        (letter, Mark.EMPHASIS in span.marks)
        for paragraph in paragraphs
        for span in paragraph
        for letter in re.findall(r"\w", span.text)
    ]


@given(st.lists(SPANS, max_size=4).map(tuple))
def test_nothing_is_added_left_out_or_moved(paragraphs: tuple[Paragraph, ...]) -> None:
    said = spoken(paragraphs)
    read = [tuple(span for span in p if span.marks & READ & ~Mark.UNDERLINED) for p in paragraphs]
    assert letters(said) == letters(tuple(read))
    for paragraph in said:
        whole = "".join(span.text for span in paragraph)
        assert whole
        assert whole == whole.strip(" \n")
        assert "  " not in whole
        assert "\n" not in whole
