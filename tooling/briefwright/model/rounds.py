"""Rounds that were debated: what the record of a season keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from briefwright.model.evidence import Side


class Result(StrEnum):
    """How a round ended."""

    WON = "won"
    LOST = "lost"
    TIED = "tied"
    BYE = "bye"
    """Won without a debate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedRound:
    """A round of the record; what is not known is empty."""

    brief: str = ""
    """The name of the brief that was made for it."""
    tournament: str = ""
    """The name of the tournament."""
    round: str = ""
    """Its number or name: 3, quarter-final."""
    date: str = ""
    """The day: 2026-11-22."""
    format: str = ""
    """As a specification names it: public-forum."""
    side: Side | None = None
    """The side that was ours."""
    opponent: str = ""
    """The other team."""
    judge: str = ""
    """The judge, or the panel."""
    result: Result | None = None
    """How it ended."""
    ballots: str = ""
    """How a panel voted, ours first: 2-1."""
    rank: str = ""
    """Our rank among the speakers: 1, or 1, 3."""
    points: str = ""
    """Our speaker points: 28.5, or 28.5, 29."""
    they_read: tuple[str, ...] = ()
    """What the opponent read: names of cards, topics and sources, or words of one's own."""
    we_read: tuple[str, ...] = ()
    """What we read: headings, or names of cards and topics."""
    times: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The time that our speeches took, in minutes and seconds, by the short name: 3:50."""
    notes: str = ""
    """What to remember."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """The rounds of a season, in the order of its file."""

    name: str
    """The name of its file: 2026-27."""
    rounds: tuple[PlayedRound, ...] = ()
