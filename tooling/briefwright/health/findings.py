"""What was found, and what can be done about it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something is."""

    OK = "ok"
    NOTE = "note"
    """Nothing is wrong; something more could be had."""
    WARNING = "warning"
    """Something works less well than it could."""
    ERROR = "error"
    """Something does not work."""


class Group(StrEnum):
    """What was looked at, in the order in which it is told."""

    INSTALLATION = "Installation"
    ENGINE = "PDF engine"
    FONTS = "Fonts"
    TOOLS = "Tools that are not needed"
    FOLDERS = "Folders"
    PROJECT = "Project"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of what was found."""

    group: Group
    name: str
    """What it is about, in a word or two, always the same."""
    state: State
    message: str
    """A sentence."""
    remedy: str = ""
    """What to do, in a sentence; empty where nothing is to be done."""


def is_healthy(findings: Iterable[Finding]) -> bool:
    """Tell whether everything works that is wanted."""
    return all(finding.state is not State.ERROR for finding in findings)
