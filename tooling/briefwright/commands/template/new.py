"""``brief template new``: begin a pack."""

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace, relative


@click.command(
    epilog=example(
        'brief template new our-school --extends public-forum --title "Our School"',
        "brief template preview our-school",
        'brief new sundays --template our-school --resolution "Resolved: …"',
    )
)
@click.argument("name", metavar="NAME")
@click.option(
    "--extends",
    "parent",
    metavar="PACK",
    default="public-forum",
    show_default=True,
    help="The template that it builds on.",
)
@click.option("--title", metavar="TEXT", default="", help="What lists call it.")
@pass_workspace
def command(workspace: Workspace, name: str, parent: str, title: str) -> None:
    """Begin a template of your own.

    The folder templates/NAME/ gets a small example of each kind of change, and holds only what
    differs from the other template: an option, a fixed string, a part of a document, a function of
    the PDF. Change or delete any of it.
    """
    from briefwright.workshop.overrides import start_pack

    for path in relative(start_pack(workspace.project(), name, parent, title)):
        click.echo(path)
    click.echo(f"\nNext:\n  brief template preview {name}", err=True)
