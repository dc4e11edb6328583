"""``brief map``: which argument answers which, and what nobody answers."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace, relative
from briefwright.console import echo_json, echo_table, finish

if TYPE_CHECKING:
    from briefwright.clash import Argument, ClashMap, Standing
    from briefwright.model import Brief, Counts, Side
    from briefwright.problems import Problem

Row = list[str | int]
Record = dict[str, object]


def svg_path(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a name that no program would open as a picture."""
    if path and path.suffix.lower() != ".svg":
        raise click.BadParameter(f"{str(path)!r} does not end with .svg.")
    return path


@click.command(
    epilog=example(
        "brief map russia-iran",
        "brief map russia-iran --side con",
        "brief map russia-iran --json",
        "brief map russia-iran --picture clash.svg",
    )
)
@click.argument("slug", required=False)
@click.option("--side", type=click.Choice(["pro", "con"]), help="Only what this side has to say.")
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    callback=svg_path,
    metavar="FILE.svg",
    help="Draw the map into this file instead: for a wall, or for a slide.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@pass_workspace
def command(
    workspace: Workspace, slug: str | None, side: str | None, picture: Path | None, *, as_json: bool
) -> None:
    """Show which argument answers which, on both sides.

    First what each side has on each topic; then its arguments, and what answers them; what nobody
    answers; and the cards that answer nothing. SLUG names a brief, and may be left out where there
    is only one. Times are those of the slowest rate. The picture has the same as the brief's
    overview, which the option map of the template prints there.
    """
    from briefwright.clash_words import worded
    from briefwright.model import Side

    if picture and (side or as_json):
        raise click.UsageError("--picture draws both sides, and takes neither --side nor --json.")

    brief, wording, problems = _brief(workspace, slug)
    clash, words = worded(brief, wording)
    sides = (Side(side),) if side else (Side.PRO, Side.CON)
    if picture:
        from briefwright.clash_svg import document
        from briefwright.files import write_atomic

        write_atomic(picture, document(clash, words, brief.title))
        click.echo("\n".join(relative([picture])))
    elif as_json:
        echo_json(_record(brief, clash, sides))
    else:
        _echo_coverage(brief, sides)
        _echo_arguments(clash, sides)
        _echo_gaps(clash, sides)
    finish(problems)


def _brief(
    workspace: Workspace, slug: str | None
) -> "tuple[Brief, Mapping[str, str], tuple[Problem, ...]]":
    """Return the brief called *slug*, or the only one, its wording, and what is wrong."""
    from briefwright.assembly import assemble_alone
    from briefwright.problems import Code, stop

    project = workspace.project()
    if slug is None:
        files, problems = project.specs()
        stop(problems)
        if len(files) != 1:
            names = ", ".join(file.slug for file in files)
            said = f"say which: {names}." if files else "there is none yet."
            raise click.UsageError(f"SLUG is the name of a brief; {said}")
        slug = files[0].slug
    assembly = assemble_alone(project, (slug,), rendered=False)
    stop(p for p in assembly.problems if p.code is not Code.SPEECH_TIME)  # it is no clash
    return assembly.briefs[0], assembly.packs[0].wording, assembly.problems


def _echo_coverage(brief: "Brief", sides: "Sequence[Side]") -> None:
    from briefwright.clash import coverage
    from briefwright.counts import clock

    rate, names = brief.rates[0], {side.side: side.name for side in brief.sides}
    titles = ["Topic"]
    for side in sides:
        titles += [f"{names[side]}: cards", "words", "time"]
    table: list[Row] = []
    for row in coverage(brief):
        cells: Row = [row.topic or "(no topic)"]
        for side in sides:
            counts = row.of(side)
            cells += [counts.cards, counts.read, clock(counts.seconds(rate))]
        if any(row.of(side).cards for side in sides):
            table.append(cells)
    click.secho(f"Topics, at {rate} words a minute", bold=True)
    echo_table(titles, table, "There are no cards.")


def _echo_arguments(clash: "ClashMap", sides: "Sequence[Side]") -> None:
    from briefwright.counts import clock

    titles = ["", "Argument", "Cards", "Words", "Time", "Answered by", "Time"]
    rows: list[Row] = []
    for argument in clash.arguments:
        if argument.side not in sides or argument.is_block:
            continue
        answering = clash.answering(argument.anchor)
        rows.append(
            [
                *(argument.label, argument.heading, len(argument.cards), argument.read),
                clock(argument.seconds(clash.rate)),
                ", ".join(each.label for each in answering) or "nobody",
                ", ".join(clock(each.seconds(clash.rate)) for each in answering) or "–",
            ]
        )
    _echo_title("Arguments, and what answers them")
    echo_table(titles, rows, "There are no arguments.")


def _echo_gaps(clash: "ClashMap", sides: "Sequence[Side]") -> None:
    from briefwright.clash import cards_aimless, cards_unanswered

    lists = (
        ("Nobody answers", clash.unanswered(), cards_unanswered(clash)),
        ("Answers nothing", clash.aimless(), cards_aimless(clash)),
    )
    for title, arguments, standings in lists:
        rows: list[Row] = [
            [argument.label, "", argument.heading]
            for argument in arguments
            if argument.side in sides
        ]
        rows += [
            [standing.argument.label, standing.card.name, standing.card.tag]
            for standing in standings
            if standing.argument.side in sides
        ]
        _echo_title(title)
        echo_table(["", "Card", "Heading or tag"], rows, "Nothing.")


def _echo_title(title: str) -> None:
    click.secho(f"\n{title}", bold=True)


# -- JSON


def _record(brief: "Brief", clash: "ClashMap", sides: "Sequence[Side]") -> Record:
    from briefwright.clash import cards_aimless, cards_unanswered, coverage

    return {
        "name": brief.slug,
        "rate": clash.rate,
        "topics": [
            {
                "topic": row.topic,
                **{side.value: _counts(row.of(side), clash.rate) for side in sides},
            }
            for row in coverage(brief)
            if any(row.of(side).cards for side in sides)
        ],
        "arguments": [_argument(clash, a) for a in clash.arguments if a.side in sides],
        "unanswered": {
            "arguments": [a.anchor for a in clash.unanswered() if a.side in sides],
            "cards": _standings(cards_unanswered(clash), sides),
        },
        "answering_nothing": {
            "arguments": [a.anchor for a in clash.aimless() if a.side in sides],
            "cards": _standings(cards_aimless(clash), sides),
        },
    }


def _argument(clash: "ClashMap", argument: "Argument") -> Record:
    return {
        "anchor": argument.anchor,
        "side": argument.side.value,
        "kind": "block" if argument.is_block else "contention",
        "heading": argument.heading,
        "cards": [card.name for card in argument.cards],
        "words": argument.read,
        "seconds": argument.seconds(clash.rate),
        "answers": [
            {
                "argument": each.answered,
                "cards": [
                    {"card": answering, "answers": answered or None}
                    for answering, answered in each.cards
                ],
            }
            for each in clash.answers
            if each.answer == argument.anchor
        ],
        "answered_by": [each.anchor for each in clash.answering(argument.anchor)],
    }


def _counts(counts: "Counts", rate: int) -> Record:
    return {"cards": counts.cards, "words": counts.read, "seconds": counts.seconds(rate)}


def _standings(standings: "Iterable[Standing]", sides: "Sequence[Side]") -> list[Record]:
    return [
        {"card": each.card.name, "argument": each.argument.anchor, "tag": each.card.tag}
        for each in standings
        if each.argument.side in sides
    ]
