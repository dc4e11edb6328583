"""What is printed of a brief."""

from enum import StrEnum


class Layout(StrEnum):
    """How pages stand on sheets."""

    BOOKLET = "booklet"
    """Two on each side, to be printed on both sides, turned over the short edge, and folded."""
    TWO_UP = "two-up"
    """Two beside each other, one after the other."""


class Edition(StrEnum):
    """A choice of what a brief has, set for one use."""

    FULL = "full"
    """Everything."""
    READ = "read"
    """What is read aloud, in reading size."""
    CARDS = "cards"
    """Each card once, on a page of its own."""
    CITES = "cites"
    """The works cited, and what is quoted from each."""
    OUTLINE = "outline"
    """Tags and short cites, for the lectern."""
    BLOCKS = "blocks"
    """The answers to the other side."""
    SOURCES = "sources"
    """The texts of the sources, with what is quoted marked in them."""
    FLOW = "flow"
    """Sheets for the notes of a round, a column a speech."""
