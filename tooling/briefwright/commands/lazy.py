"""Groups of commands that are imported one at a time, when they are called."""

from importlib import import_module

import click


class LazyGroup(click.Group):
    """Finds each of *modules*, in that order, as ``command`` in the module of its name."""

    package: str
    """The package with the modules."""
    modules: tuple[str, ...]

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the subcommands."""
        del ctx
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a subcommand."""
        del ctx
        if cmd_name not in self.modules:
            return None
        command: click.Command = import_module(f"{self.package}.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a subcommand, or suggest the one that was meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            # click only knows of the commands that are imported.
            name, known = error.command_name, self.modules
            raise click.exceptions.NoSuchCommand(name, possibilities=known, ctx=ctx) from None
