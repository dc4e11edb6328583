"""The directive ``brief-command``: the help of a command, from the command itself."""

import re
from collections.abc import Iterator

import click
from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from briefwright.cli import cli
from guide.tables import Row, table, words


class BriefCommand(SphinxDirective):
    """A command: usage, help, options, examples. The argument is its name, such as ``list cards``."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[Node]:
        """Return a usage line, paragraphs, a table of options, and the examples."""
        context = find(self.arguments[0].split() if self.arguments else [])
        return list(_parts(context))


def find(names: list[str]) -> click.Context:
    """Return the context of the command that *names* lead to; raises KeyError."""
    context = click.Context(cli, info_name="brief", **cli.context_settings)
    for name in names:
        group = context.command
        command = group.get_command(context, name) if isinstance(group, click.Group) else None
        if command is None:
            raise KeyError(f"There is no command {' '.join(names)}.")
        context = click.Context(command, info_name=name, parent=context)
    return context


def _parts(context: click.Context) -> Iterator[Node]:
    command = context.command
    pieces = [context.command_path, *command.collect_usage_pieces(context)]
    yield _code(" ".join(pieces), "text")
    for paragraph in (command.help or "").split("\n\n"):
        yield nodes.paragraph("", " ".join(paragraph.split()))
    if rows := list(_options(context)):
        yield table(["Option", "Meaning"], rows, widths=(2, 3))
    _, _, examples = (command.epilog or "").partition("Examples:\n")
    if examples:
        lines = (line.strip() for line in examples.splitlines())
        yield _code("\n".join(f"$ {_without_remark(line)}" for line in lines), "console")


def _options(context: click.Context) -> Iterator[Row]:
    """Yield the options of a command; ``--help`` stands with the command ``brief`` only."""
    for option in context.command.get_params(context):
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record and not ("--help" in option.opts and context.parent):
            yield [words(f"`{record[0]}`"), [_spaced(record[1])]]


def _spaced(text: str) -> nodes.Text:
    """Return a help text; click puts two spaces before what it adds."""
    return nodes.Text(" ".join(text.split()))


def _without_remark(line: str) -> str:
    return re.split(r" {2,}", line)[0]


def _code(text: str, language: str) -> nodes.literal_block:
    return nodes.literal_block(text, text, language=language)


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("brief-command", BriefCommand)
