"""A format of debate: its sides, its speeches in order, and how fast people read in it."""

from dataclasses import dataclass
from enum import StrEnum

from briefwright.model.evidence import Side


class SpeechKind(StrEnum):
    """What a speech is for."""

    CONSTRUCTIVE = "constructive"
    """Makes new arguments: the case."""
    REBUTTAL = "rebuttal"
    """Answers arguments, and extends those made before."""
    SUMMARY = "summary"
    """Weighs what is left: summary, final focus, reply, whip."""
    CROSSFIRE = "crossfire"
    """Questions and answers; its side is the one that asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A speech of a round, or a time of questions."""

    name: str
    """In full: First Affirmative Constructive."""
    short: str
    """Unique in its format: 1AC."""
    side: Side
    """Who speaks or asks; both in a crossfire."""
    minutes: int | float
    """How long it may take."""
    kind: SpeechKind = SpeechKind.CONSTRUCTIVE
    """What it is for."""
    team: str = ""
    """Where a side has more than one: Opening Government."""
    answers: bool = False
    """Whether a constructive speech answers what was said before it, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of debate."""

    name: str
    """As a specification gives it: public-forum."""
    title: str
    """In full: Public Forum."""
    pro: str
    """What it calls the side for the resolution."""
    con: str
    """What it calls the side against it."""
    speeches: tuple[Speech, ...]
    """In the order in which they are held."""
    preparation: int | float
    """Minutes for each side; 0 for none."""
    rates: tuple[int, ...]
    """Words a minute at which reading times are given, slowest first."""
