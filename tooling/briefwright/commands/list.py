"""``brief list``: what the library holds."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace
from briefwright.console import echo_json, echo_table, finish
from briefwright.problems import Place, stop

if TYPE_CHECKING:
    from briefwright.commands.records import Record
    from briefwright.model import Spec

Function = TypeVar("Function", bound=Callable[..., object])


def json_option(function: Function) -> Function:
    """Add ``--json`` to a listing."""
    option = click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
    return option(function)


@click.group(
    epilog=example(
        "brief list cards --topic wedge --side con",
        "brief list sources",
        "brief list briefs --json",
        "brief list formats",
    )
)
def command() -> None:
    """List cards, sources, topics, briefs or formats."""


@command.command(epilog=example("brief list cards", "brief list cards --source kozak-2017 --json"))
@click.option("--topic", metavar="TOPIC", default="", help="Only cards of this topic.")
@click.option("--side", type=click.Choice(["pro", "con"]), help="Only cards for this side.")
@click.option("--source", metavar="SOURCE", default="", help="Only cards cut from this source.")
@json_option
@pass_workspace
def cards(
    workspace: Workspace, topic: str, side: str | None, source: str, *, as_json: bool
) -> None:
    """List the cards: name, side, source, words read aloud, and tag."""
    from briefwright.commands.records import card_record
    from briefwright.model import Query, Side
    from briefwright.queries import Index

    library, problems = workspace.library()
    query = Query(topic=topic, source=source, side=Side(side) if side else None)
    found, asked = Index(library).ask(query, Side.BOTH, Place(path="source"))
    stop(asked)
    records = list(map(card_record, found))
    columns = {"name": "Name", "side": "Side", "short_cite": "Cite", "read": "Read", "tag": "Tag"}
    _print(records, columns, "There are no such cards.", as_json=as_json)
    finish(problems)


@command.command(epilog=example("brief list sources", "brief list sources --json"))
@json_option
@pass_workspace
def sources(workspace: Workspace, *, as_json: bool) -> None:
    """List the sources: name, short cite, cards, words, and title."""
    from briefwright.commands.records import essay_record

    library, problems = workspace.library()
    records = [essay_record(essay, library) for essay in library.essays.values()]
    columns = {
        "name": "Name",
        "short_cite": "Cite",
        "cards": "Cards",
        "words": "Words",
        "title": "Title",
    }
    _print(records, columns, "There are no sources yet.", as_json=as_json)
    finish(problems)


@command.command(epilog=example("brief list topics", "brief list topics --json"))
@json_option
@pass_workspace
def topics(workspace: Workspace, *, as_json: bool) -> None:
    """List the topics, with how many cards serve Pro and Con."""
    from briefwright.model import Side

    library, problems = workspace.library()
    records: list[Record] = [
        {
            "name": topic,
            "pro": sum(card.side.serves(Side.PRO) for card in found),
            "con": sum(card.side.serves(Side.CON) for card in found),
            "cards": [card.name for card in found],
        }
        for topic, found in library.topics.items()
    ]
    columns = {"name": "Topic", "pro": "Pro", "con": "Con"}
    _print(records, columns, "No card has a topic yet.", as_json=as_json)
    finish(problems)


@command.command(epilog=example("brief list briefs", "brief list briefs --json"))
@json_option
@pass_workspace
def briefs(workspace: Workspace, *, as_json: bool) -> None:
    """List the briefs: name, template, and resolution."""
    from briefwright.commands.records import spec_record
    from briefwright.inheritance import Specifications
    from briefwright.problems import each_once

    files, problems = workspace.project().specs()
    specs: list[Spec] = []
    specifications = Specifications(files)
    for file in files:
        reading = specifications.read(file)
        problems = each_once((*problems, *reading.problems))
        specs += [reading.spec] if reading.spec else []
    columns = {"name": "Name", "template": "Template", "resolution": "Resolution"}
    _print(list(map(spec_record, specs)), columns, "There are no briefs yet.", as_json=as_json)
    finish(problems)


@command.command(epilog=example("brief list formats", "brief list formats --json"))
@json_option
@pass_workspace
def formats(workspace: Workspace, *, as_json: bool) -> None:
    """List the formats of debate: name, sides, speeches, and minutes."""
    from briefwright.commands.records import format_record
    from briefwright.format_files import find_formats

    found, problems = find_formats(workspace.project().root)
    records = list(map(format_record, found.files.values()))
    columns = {
        "name": "Name",
        "pro": "For",
        "con": "Against",
        "times": "Speeches",
        "preparation": "Preparation",
    }
    _print(records, columns, "There are no formats.", as_json=as_json)
    finish(problems)


def _print(
    records: "Sequence[Record]", columns: dict[str, str], nothing: str, *, as_json: bool
) -> None:
    """Print everything as JSON, or the *columns* (field to title) as a table."""
    if as_json:
        echo_json(records)
        return
    rows = [[_cell(record[field]) for field in columns] for record in records]
    echo_table(list(columns.values()), rows, nothing)


def _cell(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)
