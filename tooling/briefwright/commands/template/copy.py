"""``brief template copy``: a file of a pack into the project, to change it there."""

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace, relative


@click.command(
    epilog=example(
        "brief template copy public-forum             its options and fixed strings",
        "brief template copy public-forum card        a part of a document",
        "brief template copy public-forum print.typ   the look of the PDF",
        "brief template copy public-forum screen.css  the look on the screen",
        "brief template copy base legend --full       for every template, as a whole copy",
    )
)
@click.argument("pack", metavar="PACK")
@click.argument("partial", metavar="[FILE]", default="")
@click.option("--full", is_flag=True, help="Copy the whole text, not a stub that builds on it.")
@pass_workspace
def command(workspace: Workspace, pack: str, partial: str, *, full: bool) -> None:
    """Copy a file of a template into the project.

    It is put into templates/PACK/. What is written changes nothing yet: it builds on the shipped file, and lists what can be
    changed in it, so that all else follows when Briefwright gets newer. With --full it is a whole
    copy; when the shipped one changes later, a build says so, and “brief template diff” shows it.
    Nothing that is there already is overwritten.
    """
    from briefwright.workshop.overrides import copy

    for path in relative(copy(workspace.project(), pack, partial, full=full)):
        click.echo(path)
