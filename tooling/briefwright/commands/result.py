"""``brief result``: write how a round ended into the record."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from briefwright.commands import asking
from briefwright.commands.rounds import RESULTS
from briefwright.commands.workspace import Workspace, example, pass_workspace
from briefwright.console import note

if TYPE_CHECKING:
    from briefwright.format_files import Formats
    from briefwright.model import Format, PlayedRound, Spec
    from briefwright.problems import Problem
    from briefwright.project import Project

Function = TypeVar("Function", bound=Callable[..., object])
_ABOUT = {
    "tournament": "The tournament.",
    "round": "Its round: 3, or quarter-final.",
    "date": "The day: 2026-11-22.  [default: that of the brief, or today]",
    "format": "The format of the debate.",
    "opponent": "The other team.",
    "judge": "The judge, or the panel.",
}
_QUESTIONS = {
    "ballots": "Ballots, ours first, such as 2-1",
    "points": "Our speaker points",
    "rank": "Our rank",
    "they_read": "What they read, between commas",
    "notes": "What to remember",
}


def _form(check: str, wanted: str) -> Callable[[click.Context, click.Parameter, str], str]:
    """Return what refuses a text that *check* of :mod:`briefwright.seasons` does not know."""

    def callback(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
        from briefwright import seasons

        if value and not getattr(seasons, check)(value):
            raise click.BadParameter(f"{value!r} is not {wanted}.")
        return value

    return callback


def _times(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Read what was given as ``--time SPEECH=M:SS``."""
    from briefwright.seasons import is_time

    pairs = [[part.strip() for part in value.partition("=")] for value in values]
    for value, (speech, _, time) in zip(values, pairs, strict=True):
        if not speech or not is_time(time):
            message = f"{value!r} is no speech with its time: write it like “Pro C=3:50”."
            raise click.BadParameter(message)
    return {speech: time for speech, _, time in pairs}


def _options(function: Function) -> Function:
    """Add the options that say what is known of the round."""
    for name, text in reversed(_ABOUT.items()):
        check = _form("day_of", "a day such as 2026-11-22") if name == "date" else None
        option = click.option(
            f"--{name}", metavar=name.upper(), default="", callback=check, help=text
        )
        function = option(function)
    return function


@click.command(
    epilog=example(
        "brief result autumn-open-3 --won --points 28.5 --rank 1",
        'brief result autumn-open-3 --lost --ballots 1-2 --they-read few-come --time "Pro C=3:50"',
        'brief result autumn-open-3 --change --note "Ask for the cost study."',
        "brief result --won --tournament Finals --round 1 --side con --opponent Northside",
    )
)
@click.argument("slug", metavar="[SLUG]", default="")
@click.option("--won", "result", flag_value=RESULTS[0], help="The round was won.")
@click.option("--lost", "result", flag_value=RESULTS[1], help="It was lost.")
@click.option("--tied", "result", flag_value=RESULTS[2], help="Nobody won.")
@click.option("--bye", "result", flag_value=RESULTS[3], help="It was won without a debate.")
@click.option(
    "--ballots",
    metavar="N-N",
    default="",
    callback=_form("are_ballots", "two numbers, ours first, such as 2-1"),
    help="How a panel voted, ours first.",
)
@click.option(
    "--rank",
    metavar="N",
    default="",
    callback=_form("are_numbers", "a number, or one for each speaker"),
    help="Our rank among the speakers; of two, “1, 3”.",
)
@click.option(
    "--points",
    metavar="N",
    default="",
    callback=_form("are_numbers", "a number, or one for each speaker"),
    help="Our speaker points; of two, “28.5, 29”.",
)
@click.option(
    "--they-read",
    multiple=True,
    metavar="WHAT",
    help="What they read: a card, topic or source, or words of your own. May be repeated.",
)
@click.option(
    "--we-read",
    multiple=True,
    metavar="WHAT",
    help="What we read. May be repeated.  [default: our contentions in the brief]",
)
@click.option(
    "--time",
    "times",
    multiple=True,
    callback=_times,
    metavar="SPEECH=TIME",
    help="The time that a speech of ours took: “Pro C=3:50”. May be repeated.",
)
@click.option("--note", "notes", metavar="TEXT", default="", help="What to remember.")
@_options
@click.option(
    "--side", metavar="SIDE", default="", help="Ours: pro or con, or as the format calls it."
)
@click.option("--change", is_flag=True, help="Add to what the record has of the round already.")
@pass_workspace
def command(workspace: Workspace, /, slug: str, *, change: bool, **given: Any) -> None:  # noqa: ANN401
    """Write how a round ended into the record: briefs/rounds/SEASON.yaml.

    SLUG names the brief of the round, which says tournament, opponent, side and the rest; what is
    given as an option goes before it. Without SLUG it is the only brief for a round that is not in
    the record yet, unless options say which round it was. On a terminal, what is missing is asked
    for. A round that is in the record is left as it is, except with --change.
    """
    from briefwright import record
    from briefwright.format_files import find_formats
    from briefwright.problems import stop

    project = workspace.project()
    formats, _ = find_formats(project.root)
    seasons, problems = record.read(project, formats)
    stop(problems)
    known = {played.brief for season in seasons for played in season.rounds}
    spec = _spec(project, slug, known, given)
    asked = _asked(given, change=change)
    played, form = _played(project, spec, formats, asked)
    stop(_unknown_speeches(asked["times"], form))
    entry = record.find(project, played) if change else None
    if change and entry is None:
        raise click.ClickException("There is no such round in the record; leave “--change” out.")
    path = (
        record.change(project, entry, _said(asked, form))
        if entry
        else record.append(project, played)
    )
    click.echo(path)
    note(f"{_sentence(played)} The page of the record is made by “brief build”.", loud=True)


def _spec(project: "Project", slug: str, known: set[str], given: dict[str, Any]) -> "Spec | None":
    """Return the specification of the round, if there is one; raises :class:`BriefError`."""
    from briefwright.assembly import unknown
    from briefwright.inheritance import Specifications
    from briefwright.problems import stop

    files, problems = project.specs()
    specifications = Specifications(files)
    if slug:
        file = next((file for file in files if file.slug == slug), None)
        if file is None:
            stop((*problems, *unknown([slug], [file.slug for file in files])))
        reading = specifications.read(file) if file else None
        stop(reading.problems if reading else ())
        return reading.spec if reading else None
    if given["opponent"] or given["tournament"]:
        return None
    specs = [specifications.read(file).spec for file in files if file.slug not in known]
    waiting = [spec for spec in specs if spec and (spec.round.opponent or spec.round.tournament)]
    if len(waiting) == 1:
        return waiting[0]
    names = ", ".join(spec.slug for spec in waiting)
    message = f"Say which round: {names}." if waiting else "Say which round: the name of its brief."
    raise click.UsageError(message)


def _asked(given: dict[str, Any], *, change: bool) -> dict[str, Any]:
    """Return what is given, and what a terminal answers where nothing says how it ended."""
    if given["result"] or change:
        return given
    if not asking.can_ask():
        raise click.UsageError("Say how the round ended: --won, --lost, --tied or --bye.")
    choice = click.Choice(RESULTS)
    answers: dict[str, Any] = {"result": click.prompt("It was", type=choice, err=True)}
    if answers["result"] == RESULTS[3]:
        return given | answers
    for key, question in _QUESTIONS.items():
        if not given[key]:
            answers[key] = asking.ask_until(question, partial(_check, key))
    reads = (part.strip() for part in answers.get("they_read", "").split(","))
    return given | answers | {"they_read": given["they_read"] or tuple(filter(None, reads))}


def _check(key: str, text: str) -> None:
    """Raise ValueError unless *text* has the form of *key*; nothing is left out."""
    from briefwright import seasons

    checks = {
        "ballots": seasons.are_ballots,
        "points": seasons.are_numbers,
        "rank": seasons.are_numbers,
    }
    if text and key in checks and not checks[key](text):
        raise ValueError(f"“{text}” is not of that form; Enter leaves it out.")


def _played(
    project: "Project", spec: "Spec | None", formats: "Formats", given: dict[str, Any]
) -> "tuple[PlayedRound, Format]":
    """Return the round as the brief and the options know it, and its format."""
    from dataclasses import replace
    from datetime import datetime

    from briefwright.model import DEFAULT_FORMAT, PlayedRound
    from briefwright.problems import BriefError, Place
    from briefwright.seasons import laid_over, planned_round
    from briefwright.templates import find_pack

    name, place = given["format"] or DEFAULT_FORMAT, Place(path="--format")
    if spec and not given["format"]:
        pack = find_pack(spec.template, project.root, spec.place("template"))
        name, place = pack.format_of(spec)
    form, problems = formats.choose(name, "en", place)
    if form is None:
        raise BriefError(*problems)
    planned = planned_round(spec, form) if spec else PlayedRound(format=form.name)
    played = laid_over(_said(given, form), planned)
    today = datetime.now().astimezone().date().isoformat()
    return (played if played.date else replace(played, date=today)), form


def _said(given: dict[str, Any], form: "Format") -> "PlayedRound":
    """Return what the options say of the round, which is debated in *form*."""
    from briefwright.model import PlayedRound, Result
    from briefwright.pairing import find_side
    from briefwright.problems import Place

    said: dict[str, Any] = {key: value for key, value in given.items() if value}
    if "result" in said:
        said["result"] = Result(said["result"])
    if "side" in said:
        said["side"] = find_side(form, said["side"], Place(path="--side"))
    return PlayedRound(**said)


def _unknown_speeches(times: dict[str, str], form: "Format") -> "list[Problem]":
    from briefwright.problems import Code, Place, Problem

    known = [speech.short for speech in form.speeches]
    hint = f"Its speeches are {', '.join(known)}."
    return [
        Problem(
            place=Place(path="--time"),
            code=Code.VALUE,
            message=f"“{short}” is no speech of {form.title}.",
            hint=hint,
        )
        for short in times
        if short not in known
    ]


def _sentence(played: "PlayedRound") -> str:
    """Say what was written."""
    result = played.result.value.capitalize() if played.result else "Written"
    against = f" against {played.opponent}" if played.opponent else ""
    number = f"round {played.round}" if re.fullmatch(r"\d+", played.round) else played.round
    where = ", ".join(filter(None, (played.tournament, number)))
    return f"{result}{against}" + (f" ({where})." if where else ".")
