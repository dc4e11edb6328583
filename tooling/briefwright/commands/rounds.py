"""``brief rounds``: what the record holds."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from briefwright.commands.list import json_option
from briefwright.commands.workspace import Workspace, example, pass_workspace
from briefwright.console import echo_json, echo_table, finish

if TYPE_CHECKING:
    from briefwright.model import PlayedRound, Season

RESULTS = ("won", "lost", "tied", "bye")
"""How a round may end."""


@click.command(
    epilog=example(
        "brief rounds",
        "brief rounds --opponent Northside --result lost",
        "brief rounds --season 2026-27 --side con --json",
    )
)
@click.option("--opponent", metavar="NAME", default="", help="Only against teams so called.")
@click.option("--side", type=click.Choice(["pro", "con"]), help="Only those on this side.")
@click.option("--tournament", metavar="NAME", default="", help="Only at tournaments so called.")
@click.option("--season", metavar="SEASON", default="", help="Only this season, such as 2026-27.")
@click.option("--result", type=click.Choice(RESULTS), help="Only those that ended so.")
@json_option
@pass_workspace
def command(  # noqa: PLR0913 (one for each option)
    workspace: Workspace,
    *,
    opponent: str,
    side: str | None,
    tournament: str,
    season: str,
    result: str | None,
    as_json: bool,
) -> None:
    """List the rounds of the record, the latest first, and how many were won.

    The record is the files briefs/rounds/SEASON.yaml, one a season, kept by hand or by “brief
    result”. A part of a name is enough.
    """
    from briefwright import record
    from briefwright.commands.records import round_record
    from briefwright.format_files import find_formats

    project = workspace.project()
    seasons, problems = record.read(project, find_formats(project.root)[0])
    if season:
        seasons = _season(seasons, season)
    wanted = {"side": side, "result": result}
    found = [
        (played, name)
        for played, name in _latest_first(seasons)
        if all(value in (None, getattr(played, key)) for key, value in wanted.items())
        and _is_called(played.opponent, opponent)
        and _is_called(played.tournament, tournament)
    ]
    if as_json:
        echo_json([round_record(played, name) for played, name in found])
    else:
        _print([played for played, _ in found])
    finish(problems)


def _season(seasons: "Iterable[Season]", wanted: str) -> "tuple[Season, ...]":
    from briefwright.problems import BriefError, Code, Place, Problem, did_you_mean

    known = {season.name: season for season in seasons}
    if wanted in known:
        return (known[wanted],)
    message = f"The record has no season “{wanted}”."
    hint = did_you_mean(wanted, known)
    place = Place(path="--season")
    raise BriefError(Problem(place=place, code=Code.VALUE, message=message, hint=hint))


def _latest_first(seasons: "Iterable[Season]") -> "Iterator[tuple[PlayedRound, str]]":
    from briefwright.seasons import rounds_of

    for season in sorted(seasons, key=lambda each: each.name, reverse=True):
        yield from ((played, season.name) for played in rounds_of([season]))


def _is_called(name: str, wanted: str) -> bool:
    from briefwright.seasons import folded

    return folded(wanted) in folded(name)


def _print(played: "list[PlayedRound]") -> None:
    titles = ("Date", "Tournament", "Round", "Side", "Opponent", "Result", "Points", "Judge")
    rows = [
        (
            each.date,
            each.tournament,
            each.round,
            each.side.value if each.side else "",
            each.opponent,
            " ".join(filter(None, (each.result and each.result.value, each.ballots))),
            each.points,
            each.judge,
        )
        for each in played
    ]
    echo_table(titles, rows, "There are no such rounds in the record.")
    if played:
        click.echo(f"\n{_summary(played)}")


def _summary(played: "list[PlayedRound]") -> str:
    from briefwright.seasons import count

    said = [f"{n} {result.value}" for result, n in count(played).items() if n]
    rounds = "1 round" if len(played) == 1 else f"{len(played)} rounds"
    return f"{rounds}: {', '.join(said)}." if said else f"{rounds}."
