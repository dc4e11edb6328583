"""``brief template list``: the packs that a project can use."""

import click

from briefwright.commands.list import json_option
from briefwright.commands.workspace import Workspace, example, pass_workspace
from briefwright.console import echo_json, echo_table, finish


@click.command(epilog=example("brief template list", "brief template list --json"))
@json_option
@pass_workspace
def command(workspace: Workspace, *, as_json: bool) -> None:
    """List the templates that a project can use.

    Each line has its name, where it is from, what it builds on, its documents and its title.
    “Shipped” came with Briefwright, “project” is your own, and “installed” came from somebody
    else. A shipped one that your project changes is marked with “changed”.
    """
    from dataclasses import asdict

    from briefwright.workshop.catalogue import entries

    found, problems = entries(workspace.project().root)
    if as_json:
        echo_json([asdict(entry) for entry in found])
    else:
        titles = ("Name", "From", "Extends", "Documents", "Title")
        rows = [
            (
                entry.name,
                entry.origin + (", changed" if entry.changed else ""),
                entry.extends or "-",
                ", ".join(entry.documents) or "-",
                entry.title,
            )
            for entry in found
        ]
        if rows or not problems:
            echo_table(titles, rows, "There are no templates.")
    finish(problems)
