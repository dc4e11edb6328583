"""``brief template pack``: a template as a zip, for somebody else."""

from pathlib import Path

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace, relative


@click.command(
    epilog=example(
        "brief template check our-school",
        "brief template pack our-school",
        "brief template pack our-school --out ../our-school-2026.zip",
    )
)
@click.argument("name", metavar="NAME")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to put it.  [default: NAME.zip here]",
)
@pass_workspace
def command(workspace: Workspace, name: str, out: Path | None) -> None:
    """Pack a template into a zip that others can install.

    The zip holds the files of templates/NAME/ but for hidden ones, and the same files make the same
    zip. What an installation would refuse is refused here. Others install it with “brief template
    install”.
    """
    from briefwright.workshop.delivery import pack

    made = pack(workspace.project(), name, out)
    click.echo(relative([made.path.absolute()])[0])
    click.echo(f"{len(made.parcel.files)} files, sha256 {made.parcel.digest}", err=True)
    if made.needs:
        click.echo(f"It builds on {', '.join(made.needs)}: pack and send that too.", err=True)
    for other in made.changed:
        said = (
            f"Not in it: what templates/{other}/ changes. Move what it needs to templates/{name}/."
        )
        click.echo(said, err=True)
