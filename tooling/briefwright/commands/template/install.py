"""``brief template install``: a template from somebody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace, relative

if TYPE_CHECKING:
    from briefwright.workshop.parcels import Parcel


@click.command(
    epilog=example(
        "brief template install harbour-road.zip",
        "brief template install ../their-project/templates/harbour-road",
        "brief template install harbour-road.zip --yes",
    )
)
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path, exists=True))
@click.option("--yes", is_flag=True, help="Install it without asking.")
@pass_workspace
def command(workspace: Workspace, path: Path, *, yes: bool) -> None:
    """Install a template that somebody gave you.

    PATH is a zip or a folder. First everything in it is checked, and you see what it is; then it is put into templates/. It
    can run no program, reach no network and read none of your files: it is rendered in a process
    of its own, with bounds of time and memory. Nothing is fetched, and nothing that is there
    already is overwritten.
    """
    from briefwright.workshop.delivery import install, read, refuse_before

    project = workspace.project()
    content = read(path)
    refuse_before(project, content)
    for line in _described(content):
        click.echo(line)
    if not yes and not _agreed(content.name):
        click.echo("Nothing was installed.", err=True)
        click.get_current_context().exit(1)
    goal = install(project, content, path.name)
    click.echo(relative([goal])[0])
    click.echo(f"\nNext:\n  brief template preview {content.name}", err=True)


def _agreed(name: str) -> bool:
    try:
        return click.confirm(f"Install it as templates/{name}/?", err=True)
    except click.Abort:  # nobody is there to ask
        click.echo("", err=True)
        return False


def _described(content: "Parcel") -> Iterator[str]:
    from briefwright.workshop.delivery import facts

    manifest = content.layer.manifest
    yield f"{_plain(manifest.title) or content.name}"
    if manifest.description:
        yield _plain(manifest.description)
    yield ""
    documents = ", ".join(document.name for document in manifest.documents)
    rows = {
        "Builds on": _plain(manifest.extends) or "nothing",
        "Documents": documents or "those of the template that it builds on",
        "Options": _plain(", ".join(manifest.options)) or "none of its own",
        "Brings": ", ".join(facts(content)),
        "sha256": content.digest,
    }
    for name, value in rows.items():
        yield f"{name + ':':<11} {value}"
    yield ""
    width = max(len(name) for name, _ in content.files)
    for name, data in content.files:
        yield f"  {name:<{width}}  {len(data):>9,}"
    for name in content.left_out:
        yield f"Left out: {name}, which says where a template came from; this one gets its own."
    yield ""


def _plain(text: str) -> str:
    """Return *text* in one line, without what could turn or colour a terminal."""
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)[:400]
