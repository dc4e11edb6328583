"""``brief flow``: blank flow sheets of a format."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefwright.commands.build import PAPERS, open_in_browser
from briefwright.commands.workspace import (
    Workspace,
    example,
    pass_workspace,
    relative,
    set_option,
)

if TYPE_CHECKING:
    from briefwright.model import Format, Spec
    from briefwright.problems import Problem
    from briefwright.templating.packs import Pack

MOST_ROWS = 12
"""As the option ``flow-rows`` has it."""


def pdf_path(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    """Refuse a name that no PDF has."""
    if value is not None and value.suffix.lower() != ".pdf":
        raise click.BadParameter(f"{str(value)!r} is no name of a PDF: it must end with .pdf.")
    return value


def language_tag(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """Refuse what is no tag of a language."""
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", value):
        raise click.BadParameter(f"{value!r} is no language: write it like en, es or fr-CA.")
    return value


@click.command(
    epilog=example(
        "brief flow",
        "brief flow --format policy --paper legal",
        "brief flow --format british-parliamentary --paper a3 --rows 6 --out flows/bp.pdf",
    )
)
@click.option(
    "--format",
    "name",
    metavar="NAME",
    help="The format of debate; “brief list formats” lists them.  [default: public-forum]",
)
@click.option("--paper", type=click.Choice(PAPERS), help="The paper.  [default: letter]")
@click.option(
    "--rows",
    type=click.IntRange(1, MOST_ROWS),
    help="How many arguments there is room for on a sheet.  [default: 4]",
)
@click.option(
    "--language",
    callback=language_tag,
    default="en",
    show_default=True,
    metavar="TAG",
    help="The language of the names of speeches and sides.",
)
@set_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    callback=pdf_path,
    metavar="FILE",
    help="The PDF.  [default: flow-NAME.pdf here]",
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@pass_workspace
def command(  # noqa: PLR0913, PLR0917 (one for each option)
    workspace: Workspace,
    name: str | None,
    paper: str | None,
    rows: int | None,
    language: str,
    out: Path | None,
    *,
    settings: dict[str, str],
    show: bool,
) -> None:
    """Print blank flow sheets: the notes of a round, a column for each speech with its time.

    There is a sheet for the case of each side, with lines to write on. It needs no brief and no
    project; in a project, its formats and its templates are used too. Sheets with what a brief has
    to say are an edition of it: brief build --edition flow.
    """
    from briefwright.console import finish
    from briefwright.files import write_atomic
    from briefwright.flows import blank_sheets
    from briefwright.problems import Place, stop
    from briefwright.sphinx_ext.flowing import print_sheets
    from briefwright.sphinx_ext.jobs import flow_job
    from briefwright.words import Words

    root = workspace.root()
    form, problems = _format(name, language, root)
    given = {"paper": paper, "flow-rows": rows}
    wished = {key: str(value) for key, value in given.items() if value is not None}
    pack, spec = _look(form, language, {**settings, **wished}, root)
    options, found = pack.read_options(spec)
    stop(found)
    sheets = blank_sheets(form, Words.of(pack.wording), pack.wording)
    job = flow_job(pack, spec, form.title, options)
    pdf, said = print_sheets(job, sheets, root or Path(), Place(path=spec.slug))
    if pdf is not None:
        target = out or Path(f"{spec.slug}.pdf")
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target, pdf)
        click.echo("\n".join(relative([target])))
        if show:
            open_in_browser(target)
    finish([*problems, *said])


def _format(
    name: str | None, language: str, root: Path | None
) -> "tuple[Format, tuple[Problem, ...]]":
    """Return the format called *name*, and what is wrong with others."""
    from briefwright.format_files import find_formats
    from briefwright.model import DEFAULT_FORMAT
    from briefwright.problems import BriefError, Place

    formats, problems = find_formats(root)
    form, unknown = formats.choose(name or DEFAULT_FORMAT, language, Place(path="--format"))
    if form is None:
        raise BriefError(*problems, *unknown)
    return form, problems


def _look(
    form: "Format", language: str, settings: dict[str, str], root: Path | None
) -> "tuple[Pack, Spec]":
    """Return the templates that sheets are printed with, and what is asked of them."""
    from briefwright.model import Spec
    from briefwright.problems import stop
    from briefwright.templates import find_pack
    from briefwright.templating.wishes import Wishes

    wishes = Wishes(options=settings)
    stop(wishes.problems())
    bare = Spec(slug=f"flow-{form.name}", resolution=form.title, language=language)
    return find_pack(bare.template, root).speaking(language), wishes.over(bare)
