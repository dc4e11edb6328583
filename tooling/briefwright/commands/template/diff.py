"""``brief template diff``: what the project changes in a pack, and what has changed beneath it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace, relative

if TYPE_CHECKING:
    from briefwright.workshop.overrides import Difference

_COLOURS = {"+": "green", "-": "red", "…": "cyan"}


@click.command(
    epilog=example(
        "brief template diff public-forum",
        "brief template diff public-forum card",
        "brief template diff public-forum --accept",
    )
)
@click.argument("pack", metavar="PACK")
@click.argument("partial", metavar="[FILE]", default="")
@click.option(
    "--accept",
    is_flag=True,
    help="Note that whole copies were compared: no build warns of these changes again.",
)
@pass_workspace
def command(workspace: Workspace, pack: str, partial: str, *, accept: bool) -> None:
    """Show what the project changes in a template.

    Of a whole copy it also shows what the shipped file has changed since it was copied. Take over
    what you like, then run it with --accept.
    """
    from briefwright.workshop import overrides

    project = workspace.project()
    if accept:
        for path in relative(overrides.accept(project, pack, partial)):
            click.echo(path)
        return
    found = overrides.differences(project, pack, partial)
    for difference in found:
        _echo(difference)
    if not found:
        subject = f"“{partial}” of the template “{pack}”" if partial else f"the template “{pack}”"
        click.echo(f"The project changes nothing in {subject}.", err=True)


def _echo(difference: "Difference") -> None:
    from briefwright.workshop.catalogue import short

    against = short(difference.against)
    if against:
        _heading(f"{difference.path}: what it changes in {against}")
    else:
        _heading(f"{difference.path}: new")
    _lines(difference.own or (("Nothing.",) if against else ()))
    if difference.is_outdated:
        _heading(f"{against}: what has changed since it was copied")
        _lines(difference.since or ("What it was then is not known any more.",))


def _heading(text: str) -> None:
    click.secho(text, bold=True)


def _lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.secho(line, fg=_COLOURS.get(line[:1]))
    click.echo()
