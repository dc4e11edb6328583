"""The command ``brief``: finds the subcommands, and says in one line what went wrong."""

import codecs
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from briefwright import __version__
from briefwright.commands.lazy import LazyGroup
from briefwright.commands.workspace import Workspace
from briefwright.console import Failure
from briefwright.problems import BriefError

COMMANDS = (
    *(
        "init",
        "new",
        "round",
        "build",
        "time",
        "map",
        "speech",
        "mark",
        "send",
        "flow",
        "serve",
        "check",
        "list",
        "show",
        "result",
        "rounds",
        "template",
        "doctor",
    ),
)
"""In the order of work; each is a module of :mod:`briefwright.commands`."""

INTERRUPTED = 130
"""The exit code that shells give a program that Ctrl-C ended."""

_PLAIN = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "..."})


class CommandGroup(LazyGroup):
    """The subcommands, and the edge where exceptions become lines."""

    package = "briefwright.commands"
    modules = COMMANDS

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (as click has it)
        """Run the subcommand; a user never sees a traceback."""
        try:
            return super().invoke(ctx)
        except BriefError as error:
            raise Failure(error.problems) from error
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            raise click.ClickException(f"{error.strerror or error}.") from error
        except Exception as error:
            if ctx.params["traceback"]:
                raise
            message = f"{type(error).__name__}: {' '.join(str(error).split())}."
            hint = (
                "This should not happen: please report it, with what “brief --traceback …” prints."
            )
            raise click.ClickException(f"{message} {hint}") from error


@click.command(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n  brief init my-debate      lay out a project\n"
    "  brief build --open        build every brief and look at it\n"
    "  brief build --help        say what a command does",
)
@click.option(
    "-C",
    "--project",
    "start",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="The project's folder. By default the current one, or the nearest above it.",
)
@click.option("--traceback", is_flag=True, hidden=True, help="Show where an exception comes from.")
@click.version_option(__version__, prog_name="brief", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, start: Path | None, *, traceback: bool) -> None:
    """Debate briefs from tagged cards, proved against their sources, in HTML and PDF."""
    del traceback  # asked for where an exception is caught
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    ctx.obj = Workspace(start)


def main() -> None:
    """Run the command line, and exit with 0 (fine), 1 (a problem) or 2 (wrong usage).

    Or with 130, after Ctrl-C.
    """
    codecs.register_error("briefwright", _plain)
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="briefwright")
    try:
        code = cli.main(prog_name="brief", standalone_mode=False)
    except click.Abort:  # Ctrl-C
        click.echo("Interrupted.", err=True)
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    sys.exit(code if isinstance(code, int) else 0)


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Write what a terminal cannot show in the characters that it has."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(c if ord(c) < 128 else "?" for c in text), error.end
