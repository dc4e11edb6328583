"""How many words a card prints, underlines and reads aloud."""

from briefwright.model import Card, Counts, Mark, Paragraph
from briefwright.text import count_words

SPOKEN = Mark.READ | Mark.EMPHASIS


def count_card(card: Card) -> Counts:
    """Count the words of *card*; its tag is read aloud too."""
    return Counts(
        cards=1,
        words=sum(count_words("".join(span.text for span in p)) for p in card.paragraphs),
        underlined=sum(count_marked(p, Mark.UNDERLINED) for p in card.paragraphs),
        read=sum(count_marked(p, SPOKEN) for p in card.paragraphs) + count_words(card.tag),
    )


def count_marked(paragraph: Paragraph, marks: Mark) -> int:
    """Count the words of which at least one character has one of *marks*.

    A word that is split over several spans counts once.
    """
    count = 0
    inside = False  # the last span ended inside a word …
    counted = False  # … of which something was marked
    for span in paragraph:
        text = span.text
        if not text:
            continue
        continues = inside and not text[0].isspace()
        words = text.split()
        if span.marks & marks:
            count += len(words) - (continues and counted)
            counted = True
        else:
            counted = continues and counted and len(words) == 1
        inside = not text[-1].isspace()
    return count
