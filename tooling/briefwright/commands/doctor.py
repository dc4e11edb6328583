"""``brief doctor``: what is there, what is missing, and what to do about it."""

from typing import TYPE_CHECKING

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace
from briefwright.console import echo_json

if TYPE_CHECKING:
    from briefwright.health.examination import Report
    from briefwright.health.findings import Finding, State
    from briefwright.health.printing import ScriptFinding

_WIDTH = 8
"""Of the widest of the words “ok”, “note”, “warning”, “error”, and a space."""


@click.command(epilog=example("brief doctor", "brief doctor --fonts", "brief doctor --json"))
@click.option("--fonts", is_flag=True, help="List every script, and the font that prints it.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@pass_workspace
def command(workspace: Workspace, *, fonts: bool, as_json: bool) -> None:
    """Say what is there and what is missing.

    Looks at Python and the packages, prints a page with the PDF engine, finds the fonts for the
    scripts that the project uses, tries whether the folders can be written to, and proves the cards
    and briefs as “brief check” does. It works outside of a project, too, and writes nothing.

    Each line says how something is. “ok”: it works. “note”: nothing is wrong, but more could be
    had. “warning”: it works less well than it could. “error”: it does not work; then the exit code
    is 1. What to do stands in the line below.
    """
    from briefwright.health.examination import examine

    report = examine(workspace.start)
    if as_json:
        echo_json(_record(report))
    else:
        _print(report, every_script=fonts)
    if not report.healthy:
        click.get_current_context().exit(1)


def _print(report: "Report", *, every_script: bool) -> None:
    group = None
    for finding in report.findings:
        if finding.group is not group:
            click.echo(click.style(f"{chr(10) if group else ''}{finding.group}", bold=True))
            group = finding.group
        _print_finding(finding)
    if every_script:
        _print_scripts(report.scripts)
    wrong = sum(finding.state.value == "error" for finding in report.findings)
    said = (
        f"{wrong} thing{'s' if wrong > 1 else ''} to mend."
        if wrong
        else "All that is wanted works."
    )
    click.echo(click.style(f"\n{said}", bold=True))


def _print_finding(finding: "Finding") -> None:
    colours = {"ok": "green", "note": "blue", "warning": "yellow", "error": "red"}
    state: State = finding.state
    label = click.style(f"{state.value:<{_WIDTH}}", fg=colours[state.value])
    click.echo(f"  {label}{finding.message}")
    if finding.remedy:
        click.echo(f"  {'':<{_WIDTH}}{finding.remedy}")


def _print_scripts(scripts: "tuple[ScriptFinding, ...]") -> None:
    from briefwright.console import echo_table

    click.echo(click.style("\nScripts", bold=True))
    rows = [(s.script, s.family or "none", s.origin or s.remedy) for s in scripts]
    echo_table(("Script", "Font", "From"), rows, "There are no scripts.")


def _record(report: "Report") -> dict[str, object]:
    """Return the report as JSON has it."""
    return {
        "healthy": report.healthy,
        "project": report.project,
        "findings": [
            {
                "group": finding.group.value,
                "name": finding.name,
                "state": finding.state.value,
                "message": finding.message,
                "remedy": finding.remedy,
            }
            for finding in report.findings
        ],
        "scripts": [
            {
                "script": script.script,
                "family": script.family,
                "origin": script.origin,
                "characters": script.characters,
                "missing": list(script.missing),
                "path": script.place.path if script.place else "",
                "line": script.place.line if script.place else 0,
                "remedy": script.remedy,
            }
            for script in report.scripts
        ],
    }
