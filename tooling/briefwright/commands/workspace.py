"""Where a command works: the project that it was pointed at, found when it is needed."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from briefwright.model import Library
    from briefwright.problems import Problem
    from briefwright.project import Project


class Workspace:
    """The project around a folder, by default the current one."""

    def __init__(self, start: Path | None) -> None:
        self.start = Path() if start is None else start

    def project(self) -> "Project":
        """Find the project; raises :class:`~briefwright.problems.BriefError`."""
        from briefwright.project import Project

        return Project.find(self.start)

    def library(self) -> "tuple[Library, tuple[Problem, ...]]":
        """Read and prove everything under ``source/``."""
        from briefwright.library import assemble

        problems: list[Problem] = []
        library, found = assemble(self.project().read_sources(problems))
        return library, (*problems, *found)


pass_workspace = click.make_pass_decorator(Workspace)


def relative(paths: Iterable[Path]) -> list[str]:
    """Return *paths* from the current folder, where they lie below it."""
    here = Path.cwd()
    return [str(path.relative_to(here) if path.is_relative_to(here) else path) for path in paths]


def example(*lines: str) -> str:
    """Return the end of a help text: examples, kept line by line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
