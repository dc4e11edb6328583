"""Say things on the terminal: problems, tables, and how far a build has come."""

import json
import sys
import time
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any, Self

import click

from briefwright.problems import Problem, Severity

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds after which work is worth a progress bar."""


class Failure(click.ClickException):
    """The problems that stopped a command, each in a line of its own."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self._problems = problems
        # When it is shown there is no context any more to say whether colours are wanted.
        context = click.get_current_context(silent=True)
        self._color = context.color if context else None

    def show(self, file: IO[Any] | None = None) -> None:
        """Print them."""
        echo_problems(self._problems, file, self._color)


def echo_problems(
    problems: Iterable[Problem], file: IO[Any] | None = None, color: bool | None = None
) -> None:
    """Print problems, one a line and its details below it, to standard error."""
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
    for problem in problems:
        kind = f"{problem.severity.value}[{problem.code}]:"
        shown = click.style(kind, fg=colours[problem.severity], bold=True)
        lines = [f"{problem.place}: {shown} {problem.headline}"]
        lines += [f"    {line}" for line in problem.detail]
        click.echo("\n".join(lines), file=file, err=file is None, color=color)


def note(text: str, *, loud: bool = False) -> None:
    """Print a line of what is going on, to standard error where it is *loud*."""
    click.echo(click.style(text, bold=True) if loud else text, err=loud)


def finish(problems: Iterable[Problem]) -> None:
    """Print problems, and exit with 1 if one of them is an error."""
    found = tuple(problems)
    echo_problems(found)
    if any(problem.severity is Severity.ERROR for problem in found):
        click.get_current_context().exit(1)


def echo_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def echo_table(titles: Sequence[str], rows: Sequence[Sequence[str | int]], nothing: str) -> None:
    """Print a table: drawn on a terminal, else aligned text without titles.

    Numbers stand to the right. *nothing* is said on standard error if there are no rows.
    """
    if not rows:
        click.echo(nothing, err=True)
    elif sys.stdout.isatty():
        _draw(titles, rows)
    else:
        widths = [max(len(str(row[i])) for row in rows) for i in range(len(titles))]
        for row in rows:
            cells = (_align(cell, width) for cell, width in zip(row, widths, strict=True))
            click.echo("  ".join(cells).rstrip())


def _align(cell: str | int, width: int) -> str:
    return str(cell).rjust(width) if isinstance(cell, int) else cell.ljust(width)


def _draw(titles: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    from rich import box  # noqa: PLC0415 (only a terminal needs it)
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title, cell in zip(titles, rows[0], strict=True):
        table.add_column(title, justify="right" if isinstance(cell, int) else "left")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))  # Text: brackets mean nothing
    Console().print(table)


class Bar:
    """A progress bar for work that takes over a second; silent when not on a terminal."""

    def __init__(self) -> None:
        self._wanted = sys.stderr.isatty()
        self._begin = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._progress:
            self._progress.stop()

    def update(self, stage: str, percent: int) -> None:
        """Show what is being done, and how much of it is."""
        if not self._wanted or time.monotonic() - self._begin < PATIENCE:
            return
        if self._progress is None:
            from rich.console import Console  # noqa: PLC0415 (only a terminal needs it)
            from rich.progress import Progress  # noqa: PLC0415

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._task = self._progress.add_task(stage, total=100)
            self._progress.start()
        if self._task is not None:
            self._progress.update(self._task, description=stage, completed=percent)
