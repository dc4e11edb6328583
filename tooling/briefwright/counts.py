"""How many words a card prints, underlines and reads aloud."""

from collections.abc import Iterable

from briefwright.model import Card, Counts, Mark, Paragraph
from briefwright.text import count_words

# Plain numbers: the operators of an enumeration take ten times as long.
_UNDERLINED = int(Mark.UNDERLINED)
_SPOKEN = int(Mark.READ | Mark.EMPHASIS)
_has = int.__and__


def count_card(card: Card) -> Counts:
    """Count the words of *card*; its tag is read aloud too."""
    words, underlined, read = count_marked(card.paragraphs)
    return Counts(cards=1, words=words, underlined=underlined, read=read + count_words(card.tag))


def count_marked(paragraphs: Iterable[Paragraph]) -> tuple[int, int, int]:
    """Count the words: all, those underlined, those read aloud.

    A word counts once, however many spans it is split over, and it counts as marked where at least
    one character of it is.
    """
    total = underlined = read = 0
    for paragraph in paragraphs:
        inside = False  # the last span ended inside a word …
        was_underlined = was_read = False  # … of which something was marked
        for span in paragraph:
            text = span.text
            if not text:
                continue
            size = len(text.split())
            continues = inside and not text[0].isspace()
            inside = not text[-1].isspace()
            whole = not continues or size > 1  # it ends in another word than the last span
            total += size - continues
            if _has(span.marks, _UNDERLINED):
                underlined += size - (continues and was_underlined)
                was_underlined = True
            elif whole:
                was_underlined = False
            if _has(span.marks, _SPOKEN):
                read += size - (continues and was_read)
                was_read = True
            elif whole:
                was_read = False
    return total, underlined, read


def clock(seconds: int) -> str:
    """Return seconds as people write them: 3:42."""
    return f"{seconds // 60}:{seconds % 60:02}"
