"""``brief template check``: build a sample that uses every feature with a pack."""

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace
from briefwright.console import Bar, echo_json, echo_problems


@click.command(
    epilog=example(
        "brief template check",
        "brief template check our-school",
        "brief template check our-school --json",
    )
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@pass_workspace
def command(workspace: Workspace, names: tuple[str, ...], *, as_json: bool) -> None:
    """Build a sample with a template, and print what is wrong.

    Pages and PDFs are built. The sample has both sides, blocks, questions, notes, a card without a source, long tags and
    other scripts, so that what no brief of yours uses yet is tried too. A warning counts as wrong.
    Without NAME every template of the project is tried. Nothing in the project is changed.
    """
    from briefwright.commands.records import problem_record
    from briefwright.templates import find_pack
    from briefwright.workshop import trial

    project = workspace.project()
    for name in names:
        find_pack(name, project.root)
    wanted = names or trial.packs_of(project)
    with Bar() as bar:
        found = {name: trial.check(project, name, bar) for name in wanted}
    problems = tuple(dict.fromkeys(problem for said in found.values() for problem in said))
    if as_json:
        echo_json({name: [problem_record(problem) for problem in found[name]] for name in wanted})
    else:
        echo_problems(problems)
        for name in wanted:
            click.echo(f"{name}: {_count(len(found[name]))}.")
        if not wanted:
            click.echo("The project has no templates of its own, and changes none.", err=True)
    if problems:
        click.get_current_context().exit(1)


def _count(number: int) -> str:
    return f"{number} problem{'' if number == 1 else 's'}" if number else "no problems"
