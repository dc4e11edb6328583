"""``brief init``: lay out a project."""

from pathlib import Path

import click

from briefwright.commands.workspace import example, relative


@click.command(epilog=example("brief init my-debate", "cd my-debate", "brief build --open"))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def command(folder: Path) -> None:
    """Lay out a new project in DIR, with an example that builds.

    Nothing that is there already is overwritten.
    """
    from briefwright.scaffold import lay_out

    for path in relative(path.absolute() for path in lay_out(folder)):
        click.echo(path)
    click.echo(f"\nNext:\n  cd {folder}\n  brief build --open", err=True)
