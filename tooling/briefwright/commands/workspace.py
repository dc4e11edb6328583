"""Where a command works: the project that it was pointed at, found when it is needed."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from briefwright.model import Library
    from briefwright.problems import Problem
    from briefwright.project import Project

Function = TypeVar("Function", bound=Callable[..., object])


class Workspace:
    """The project around a folder, by default the current one."""

    def __init__(self, start: Path | None) -> None:
        self.start = Path() if start is None else start
        self.named = start is not None
        """Whether somebody said where."""

    def project(self) -> "Project":
        """Find the project; raises :class:`~briefwright.problems.BriefError`."""
        from briefwright.project import Project

        return Project.find(self.start)

    def root(self) -> Path | None:
        """Return the folder of the project, or None where nobody asked for one and there is none."""
        from briefwright.problems import BriefError

        try:
            return self.project().root
        except BriefError:
            if self.named:
                raise
            return None

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


def read_settings(
    _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """Read what was given as ``--set KEY=VALUE``; the last one of a key wins."""
    for value in values:
        if not value.partition("=")[0].strip() or "=" not in value:
            raise click.BadParameter(f"{value!r} is not of the form KEY=VALUE.")
    pairs = (value.partition("=") for value in values)
    return {key.strip(): written for key, _, written in pairs}


def set_option(function: Function) -> Function:
    """Add ``--set`` to a command."""
    option = click.option(
        "--set",
        "settings",
        multiple=True,
        callback=read_settings,
        metavar="KEY=VALUE",
        help="Set an option of the template, over what the specification says. May be repeated.",
    )
    return option(function)


def example(*lines: str) -> str:
    """Return the end of a help text: examples, kept line by line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
