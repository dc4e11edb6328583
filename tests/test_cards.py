"""Cards: reading, what is wrong with them, and writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.cards import read_cards, read_directive, write_card, write_option
from briefwright.marks import parse, plain
from briefwright.model import Paragraph, Side
from briefwright.problems import Place
from briefwright.text import unescape_literal
from test_marks import paragraphs

GOOD = """# Cards from an essay

Some words about them.

:::{card} The U.S. cannot split Moscow from Tehran in the near term
:name: no-wedge
:side: pro
:topics: wedge, durability
:answers: skeptical-parity-tactic

The U.S. *cannot **drive a wedge** between **Russia and Iran***.

A second paragraph.
:::

```text
:::{card} In a listing
:::
```

::::{card} Another & more
---
name: other
side: con
topics: [wedge]
occurrence: 2
---
Its text.
::::
"""


def test_cards_are_read_with_their_options() -> None:
    cards, problems = read_cards(GOOD, "cards.md")
    assert problems == ()
    assert [card.name for card in cards] == ["no-wedge", "other"]
    first, second = cards
    assert first.tag == "The U.S. cannot split Moscow from Tehran in the near term"
    assert (first.side, first.topics) == (Side.PRO, ("wedge", "durability"))
    assert first.answers == ("skeptical-parity-tactic",)
    assert plain(first.paragraphs).count("\n") == 1
    assert str(first.place) == "cards.md:5:1"
    assert first.body is not None
    assert first.body.line == 11
    assert (second.tag, second.side, second.occurrence) == ("Another & more", Side.CON, 2)


OPTIONS = ":name: x\n:side: pro\n"


@pytest.mark.parametrize(
    ("text", "place", "code", "message"),
    [
        (f":::{{card}} Tag\n{OPTIONS}\ntext\n", "1:1", "fence", "This card's fence is not closed."),
        (
            f":::{{card}} Tag\n{OPTIONS}\ntext\n\n:::{{card}} Next\n:name: y\n:side: con\n\ntext\n:::\n",
            "1:1",
            "fence",
            "This card's fence is not closed.",
        ),
        (f":::{{card}}\n{OPTIONS}\ntext\n:::\n", "1:1", "card-tag", "This card has no tag."),
        (f":::{{card}} Tag\n{OPTIONS}\n \n:::\n", "1:1", "card-empty", "This card has no text."),
        (
            ":::{card} Tag\n:side: pro\n\ntext\n:::\n",
            "1:1",
            "missing-key",
            "This card has no name.",
        ),
        (":::{card} Tag\n:name: x\n\ntext\n:::\n", "1:1", "missing-key", "This card has no side."),
        (
            f":::{{card}} Tag\n{OPTIONS}:topic: a\n\ntext\n:::\n",
            "4:9",
            "unknown-key",
            "A card has no option “topic”. Did you mean “topics”?",
        ),
        (
            f":::{{card}} Tag\n{OPTIONS}:name: y\n\ntext\n:::\n",
            "4:8",
            "duplicate-key",
            "The option “name” is given twice.",
        ),
        (
            ":::{card} Tag\n:name: x\n:side: neg\n\ntext\n:::\n",
            "3:8",
            "value",
            "There is no side “neg”. A card is for pro, con or both.",
        ),
        (
            ":::{card} Tag\n:name: ../x\n:side: pro\n\ntext\n:::\n",
            "2:8",
            "slug",
            "“../x” cannot be the name of a folder or page.",
        ),
        (
            f":::{{card}} Tag\n{OPTIONS}:occurrence: two\n\ntext\n:::\n",
            "4:14",
            "value",
            "“occurrence” wants a whole number from 1, not “two”.",
        ),
        (
            f":::{{card}} Tag\n{OPTIONS}\nsome *text\n:::\n",
            "5:6",
            "mark",
            "The mark “underlined” is not closed in its paragraph.",
        ),
        (
            ":::{card} Tag\n---\nname: x\nside: pro\n\ntext\n:::\n",
            "1:1",
            "fence",
            "The card's block of options is not closed.",
        ),
    ],
)
def test_each_mistake_is_said_with_its_place(
    text: str, place: str, code: str, message: str
) -> None:
    _, problems = read_cards(text, "cards.md")
    first = problems[0]
    assert (str(first.place), first.code.value) == (f"cards.md:{place}", code)
    assert first.headline.startswith(message)
    assert first.hint
    assert "\n" not in first.headline


def test_a_mistake_in_one_card_leaves_the_others() -> None:
    text = GOOD.replace(":side: pro", ":side: maybe")
    cards, problems = read_cards(text, "cards.md")
    assert [card.name for card in cards] == ["other"]
    assert len(problems) == 1


def test_a_card_without_a_stored_source_brings_its_citation() -> None:
    text = f":::{{card}} Tag\n{OPTIONS}:cite: Jane Roe, 2020\n:short-cite: Roe 20\n\ntext\n:::\n"
    (card,), problems = read_cards(text, "cards.md")
    assert problems == ()
    assert card.citation is not None
    assert (card.citation.text, card.short_cite) == ("Jane Roe, 2020", "Roe 20")


LINE = st.text(
    st.one_of(
        st.sampled_from("\"'\\:#&;*`[]{}<>$@!|-_=+ \t~^%,.é中ا\u0301\u2028\u00a0"),
        st.characters(exclude_categories=("Cc", "Cs", "Cn")),
    ),
    max_size=20,
)


@given(
    LINE.filter(str.strip),
    st.dictionaries(st.sampled_from(["note", "cite", "number"]), LINE),
    paragraphs(),
)
def test_what_is_written_is_read_back(
    tag: str, options: dict[str, str], marked: tuple[Paragraph, ...]
) -> None:
    text = write_card(tag, options, marked)
    opening, *lines = text.split("\n")
    assert lines[-2:] == [":::", ""]
    assert not any(line.startswith(":::") for line in lines[:-2])
    place = Place(path="x", line=1)
    argument = opening.removeprefix(":::{card}").strip(" \t")
    directive, problems = read_directive(argument, "\n".join(lines[:-2]), place)
    assert problems == ()
    assert unescape_literal(directive.argument) == tag
    assert directive.options == {key: value for key, value in options.items() if value}
    assert parse(directive.body, place) == (marked, ())


@given(LINE)
def test_an_option_is_one_line(value: str) -> None:
    assert len(write_option(value).splitlines()) <= 1
