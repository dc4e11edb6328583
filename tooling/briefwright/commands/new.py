"""``brief new``: start a brief."""

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace, relative


@click.command(
    epilog=example(
        'brief new libraries --resolution "Resolved: Libraries should open on Sundays."',
        'brief new round-3 --template our-school --resolution "Resolved: …"',
    )
)
@click.argument("slug", metavar="SLUG")
@click.option("--resolution", required=True, metavar="TEXT", help="The sentence debated.")
@click.option(
    "--template",
    metavar="PACK",
    default="",
    help="What lays it out: a name of “brief template list”.  [default: public-forum]",
)
@pass_workspace
def command(workspace: Workspace, slug: str, resolution: str, template: str) -> None:
    """Start a brief: write its specification.

    The file briefs/SLUG.yaml has comments that show what else can be said. One that is there
    already is never overwritten.
    """
    from briefwright.scaffold import start_brief

    path = start_brief(workspace.project(), slug, resolution, template)
    click.echo(relative([path])[0])
    click.echo(f"\nNext:\n  brief build {slug} --open", err=True)
