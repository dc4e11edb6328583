"""``brief template``: look at template packs, change them, begin one, share one."""

import click

from briefwright.commands.lazy import LazyGroup
from briefwright.commands.workspace import example

COMMANDS = ("list", "show", "copy", "diff", "new", "check", "preview", "pack", "install")
"""In the order of need; each is a module of this package."""


class TemplateGroup(LazyGroup):
    """The subcommands."""

    package = __name__
    modules = COMMANDS


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
