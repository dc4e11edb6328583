"""``brief template``: look at template packs, change them, begin one, share one."""

from importlib import import_module

import click

from briefwright.commands.workspace import example

COMMANDS = ("list", "show", "copy", "diff", "new", "check", "preview", "pack", "install")
"""In the order of need; each is a module of this package."""


class TemplateGroup(click.Group):
    """The subcommands, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the subcommands."""
        del ctx
        return [*COMMANDS]  # “list” is the first of them here

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a subcommand."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a subcommand, or suggest the one that was meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            # click only knows of the commands that are imported.
            name = error.command_name
            raise click.exceptions.NoSuchCommand(name, possibilities=COMMANDS, ctx=ctx) from None


@click.command(
    cls=TemplateGroup,
    epilog=example(
        "brief template list",
        "brief template show public-forum",
        "brief template copy public-forum card",
        "brief template new our-school --extends public-forum",
    ),
)
def command() -> None:
    """See, change, check and share the templates that lay out a brief.

    Try the options first: “brief template show PACK” lists them, and most wishes need nothing
    else.
    """
