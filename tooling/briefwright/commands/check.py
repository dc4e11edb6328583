"""``brief check``: what is wrong with cards, specifications and templates, without building."""

from collections.abc import Sequence

import click

from briefwright.commands.workspace import Workspace, example, pass_workspace, set_option
from briefwright.console import echo_json, echo_problems
from briefwright.problems import Problem, Severity


@click.command(
    epilog=example("brief check", "brief check russia-iran --set size=14", "brief check --json")
)
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@set_option
@click.option("--json", "as_json", is_flag=True, help="Print the counts and problems as JSON.")
@pass_workspace
def command(
    workspace: Workspace, slugs: tuple[str, ...], settings: dict[str, str], *, as_json: bool
) -> None:
    """Prove everything, and print all that is wrong.

    Cards, specifications and templates are read as for a build; nothing is built or written. What
    only shows on a page, such as a link that leads nowhere, only a build finds. SLUG names a brief;
    without one all briefs are checked.
    """
    from briefwright.assembly import assemble, edited
    from briefwright.templating.wishes import Wishes

    project = workspace.project()
    assembly = assemble(project, slugs, Wishes(options=settings, slugs=slugs))
    problems = (*assembly.problems, *edited(project, assembly))
    counts = (len(assembly.library.cards), len(assembly.library.essays), len(assembly.specs))
    if as_json:
        from briefwright.commands.records import problem_record

        names = zip(("cards", "essays", "briefs"), counts, strict=True)
        echo_json({**dict(names), "problems": list(map(problem_record, problems))})
    else:
        echo_problems(problems)
        click.echo(_summary(*counts, problems))
    if any(problem.severity is Severity.ERROR for problem in problems):
        click.get_current_context().exit(1)


def _summary(cards: int, essays: int, briefs: int, problems: Sequence[Problem]) -> str:
    kinds = [problem.severity.value for problem in problems]
    said = [_plural(kinds.count(kind), kind) for kind in ("error", "warning") if kind in kinds]
    counted = f"{_plural(cards, 'card')} in {_plural(essays, 'essay')}, {_plural(briefs, 'brief')}"
    return f"{counted}: {', '.join(said) or 'no problems'}."


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
