"""The record of a project: its seasons in ``briefs/rounds/``, one file each."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from briefwright.files import file_problem, os_problem, read_text, write_atomic
from briefwright.format_files import Formats
from briefwright.model import PlayedRound, Season
from briefwright.problems import BriefError, Code, Problem, stop
from briefwright.project import SPEC_SUFFIXES, Project
from briefwright.rewriting import plain, rewrite
from briefwright.seasons import (
    HEADER,
    against,
    check_times,
    day_of,
    laid_over,
    place_of,
    read_season,
    reads_before,
    same_round,
    season_of,
    written,
)
from briefwright.spec import RECORD
from briefwright.text import hidden_characters

__all__ = ["FOLDER", "Entry", "against", "append", "change", "find", "read", "reads_before"]

FOLDER = f"briefs/{RECORD}"
INDEX = f"{FOLDER}/index"
"""The page of the record, as Sphinx calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A round as it stands in the record."""

    path: str
    """The file of its season, from the root of the project."""
    number: int
    """Within the season, from 0."""
    played: PlayedRound


def read(
    project: Project, formats: Formats | None = None
) -> tuple[tuple[Season, ...], tuple[Problem, ...]]:
    """Return the seasons of *project*, the earliest first, and what is wrong with their files.

    A season with an error is left out. With *formats*, the speeches are checked that took time.
    """
    seasons: list[Season] = []
    problems: list[Problem] = []
    for path in _files(project, problems):
        text, found = read_text(project.root / path, path, project.root)
        problems += found
        if text is None:
            continue
        season, found = read_season(text, path, _name(path))
        problems += [*found, *hidden_characters(text, path)]
        if season:
            seasons.append(season)
        if season and formats:
            known = {
                name: [speech.short for speech in file.format.speeches]
                for name, file in formats.files.items()
            }
            problems += check_times(season, known, text, path)
    return tuple(seasons), tuple(problems)


def _files(project: Project, problems: list[Problem]) -> list[str]:
    """Return the paths of the seasons, in order; none where there is no record."""
    try:
        names = sorted(path.name for path in project.path(FOLDER).iterdir())
    except FileNotFoundError:
        return []
    except BriefError as error:
        problems += error.problems
        return []
    except OSError as error:
        problems.append(os_problem(FOLDER, "read", error))
        return []
    kept = [name for name in names if name.endswith(SPEC_SUFFIXES) and not name.startswith(".")]
    return [f"{FOLDER}/{name}" for name in kept]


def _name(path: str) -> str:
    return PurePosixPath(path).stem


def find(project: Project, played: PlayedRound) -> Entry | None:
    """Return the entry of the round that *played* is, if the record has one."""
    for path in _files(project, []):
        text, _ = read_text(project.root / path, path, project.root)
        season, _ = read_season(text, path, _name(path)) if text is not None else (None, ())
        for number, known in enumerate(season.rounds if season else ()):
            if same_round(played, known):
                return Entry(path=path, number=number, played=known)
    return None


def append(project: Project, played: PlayedRound) -> str:
    """Write *played* to the end of its season, and return the path of the file.

    A round without a day is of this season. Raises :class:`BriefError`, with nothing written, if the
    round is in the record already, or if its season has a mistake.
    """
    entry = find(project, played)
    if entry is not None:
        text, _ = read_text(project.root / entry.path, entry.path, project.root)
        place = place_of(text or "", entry.path, entry.number)
        message = "This round is in the record already; it is left as it is."
        hint = "Change it there, or add to it with “--change”."
        raise BriefError(Problem(place=place, code=Code.FILE, message=message, hint=hint))
    season = season_of(day_of(played.date) or datetime.now().astimezone().date())
    path = next(
        (known for known in _files(project, []) if _name(known) == season),
        f"{FOLDER}/{season}.yaml",
    )

    def add(data: Any) -> None:  # noqa: ANN401 - ruamel's
        if data.get("rounds") is None:
            data["rounds"] = []
        data["rounds"].append(plain(written(played)))

    _write(project, path, add, lambda rounds: (*rounds, played))
    return path


def change(project: Project, entry: Entry, played: PlayedRound) -> str:
    """Add what is known of *played* to its *entry*, and return the path of the file."""
    whole = laid_over(played, entry.played)

    def put(data: Any) -> None:  # noqa: ANN401 - ruamel's
        known = data["rounds"][entry.number]
        old = written(entry.played)
        for key, value in written(whole).items():
            if old.get(key) == value:
                continue
            if key == "times" and isinstance(known.get(key), dict):
                known[key].update(plain(value))
            else:
                known[key] = plain(value)

    def expected(rounds: tuple[PlayedRound, ...]) -> tuple[PlayedRound, ...]:
        return (*rounds[: entry.number], whole, *rounds[entry.number + 1 :])

    _write(project, entry.path, put, expected)
    return entry.path


def _write(
    project: Project,
    path: str,
    put: Callable[[Any], None],
    expected: Callable[[tuple[PlayedRound, ...]], tuple[PlayedRound, ...]],
) -> None:
    """Change the file at *path*, and write it if it then says what is *expected*."""
    name = _name(path)
    target = project.path(path)
    text = f"{HEADER.format(season=name)}rounds: []\n"
    if os.path.lexists(target):
        old, problems = read_text(target, path, project.root)
        stop(problems)
        text = old or ""
    season, problems = read_season(text, path, name)
    stop(problems)
    rounds = season.rounds if season else ()
    changed = rewrite(text, put)
    after, problems = read_season(changed, path, name)
    stop(problems)
    if after is None or after.rounds != expected(rounds):
        message = "This cannot be added to without changing something else in it."
        raise BriefError(file_problem(path, message, "Write the round into it by hand."))
    write_atomic(target, changed)
