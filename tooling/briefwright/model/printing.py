"""What is printed of a brief."""

from enum import StrEnum


class Edition(StrEnum):
    """A choice of what a brief has, set for one use."""

    FULL = "full"
    """Everything."""
    OUTLINE = "outline"
    """Tags and short cites, for the lectern."""
