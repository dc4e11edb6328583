"""``brief template show``: one pack with all that can be changed in it, or one of its files."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from briefwright.commands.list import json_option
from briefwright.commands.workspace import Workspace, example, pass_workspace
from briefwright.console import echo_json

if TYPE_CHECKING:
    from briefwright.templating.packs import Pack
    from briefwright.workshop.catalogue import FileEntry, OptionEntry, Portrait

_KINDS = {"boolean": "Yes or no.", "string": "A text."}


@click.command(
    epilog=example(
        "brief template show public-forum",
        "brief template show public-forum card",
        "brief template show public-forum print.typ | less",
        "brief template show public-forum --json",
    )
)
@click.argument("pack", metavar="PACK")
@click.argument("partial", metavar="[FILE]", default="")
@json_option
@pass_workspace
def command(workspace: Workspace, pack: str, partial: str, *, as_json: bool) -> None:
    """Show what a template is made of.

    That is its documents, files, options with their defaults, fixed strings, and what it sees.
    For each file, the one that is used comes first, then those that it hides or builds on. With
    FILE, such as “card” or “print.typ”, print that file as it is used.
    """
    from dataclasses import asdict

    from briefwright.templates import find_pack
    from briefwright.workshop.catalogue import file_entry, portrait
    from briefwright.workshop.overrides import named

    found = find_pack(pack, workspace.project().root, partial=True)
    if partial and partial != "template.yml":
        file = named(found, partial)
        if as_json:
            echo_json({**asdict(file_entry(found.files[file.name])), "text": file.text})
        else:
            _echo_file(found, file.name)
    elif as_json:
        echo_json(asdict(portrait(found)))
    else:
        _echo(portrait(found))


def _echo_file(pack: "Pack", name: str) -> None:
    """Print the file that wins, and on standard error where it lies."""
    winner, *hidden = pack.files[name]
    click.secho(winner.shown, bold=True, err=True)
    for file in hidden:
        click.secho(f"instead of {file.shown}", dim=True, err=True)
    click.echo(winner.text, nl=not winner.text.endswith("\n"))


def _echo(found: "Portrait") -> None:
    from briefwright.templates import SHIPPED

    entry = found.entry
    click.secho(entry.title, bold=True)
    click.echo(f"{entry.description}\n" if entry.description else "")
    click.echo(f"Builds on: {' → '.join(found.lineage)}")
    click.echo(f"From:      {entry.origin}{', changed by this project' if entry.changed else ''}")
    _section("Documents", _columns(_documents(found)))
    _section("Files", _files(found.files))
    _section("Options", _options(found.options))
    _section("Fixed strings", (f"{word.name}: {word.text}" for word in found.wording))
    _section("What a template sees", _columns(found.names))
    click.echo(f"\nShipped files lie in {SHIPPED}")


def _section(title: str, lines: Iterable[str]) -> None:
    """Print *lines* below a title, if there are any."""
    said = list(lines)
    if said:
        click.echo()
        click.secho(title, bold=True)
    for line in said:
        click.echo(f"  {line}")


def _columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    cells = [tuple(row) for row in rows]
    width = max((len(row[0]) for row in cells), default=0)
    for first, *rest in cells:
        yield f"{first:<{width}}  {' '.join(rest)}".rstrip()


def _documents(found: "Portrait") -> Iterator[tuple[str, str]]:
    for name, template, side, pdf in found.documents:
        said = [template, *([f"for {side}"] if side else []), *(["with a PDF"] if pdf else [])]
        yield name, ", ".join(said)


def _files(files: "Iterable[FileEntry]") -> Iterator[str]:
    from briefwright.workshop.catalogue import short

    for file in files:
        yield short(file.path)
        for hidden in file.replaces:
            yield f"    over {short(hidden)}"
        if file.name.endswith(".j2") and file.parts:
            yield f"    blocks: {', '.join(file.parts)}"
        elif file.parts:
            kind = "functions and values" if file.name.endswith(".typ") else "custom properties"
            yield f"    {len(file.parts)} {kind}"


def _options(options: "Iterable[OptionEntry]") -> Iterator[str]:
    from briefwright.templating.wishes import written
    from briefwright.workshop.catalogue import short

    for option in options:
        default = written(option.default) or "(none)"
        yield f"{option.name}: {default}"
        yield f"    {' '.join(_said(option))}"
        yield f"    set in {short(option.set_in)}"


def _said(option: "OptionEntry") -> Iterator[str]:
    from briefwright.templating.options import MEASURED

    yield option.help
    if option.example:
        yield f"Such as: {' '.join(option.example.split())}"
        return
    words = ", ".join(option.choices)
    if words and option.type not in MEASURED:
        yield f"One of: {words}."
        return
    kind = _KINDS.get(option.type, f"A {option.type}.")
    if option.min is not None and option.max is not None:
        kind = f"A {option.type} from {option.min:g} to {option.max:g}."
    yield f"{kind.removesuffix('.')}, or {words}." if words else kind
