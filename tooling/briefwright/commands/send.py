"""``brief send``: the cards of a speech, for the other side."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefwright.commands.build import PAPERS, open_in_browser
from briefwright.commands.flow import pdf_path
from briefwright.commands.workspace import Workspace, example, pass_workspace, relative
from briefwright.console import finish

if TYPE_CHECKING:
    from briefwright.assembly import Assembly
    from briefwright.model import Brief, SpeechPlan
    from briefwright.sphinx_ext.sending import Sending


@click.command(
    epilog=example(
        "brief send 1AC",
        'brief send "Pro rebuttal" round-3 --out rebuttal.pdf --html',
    )
)
@click.argument("speech", metavar="SPEECH")
@click.argument("slug", metavar="[SLUG]", default="")
@click.option("--paper", type=click.Choice(PAPERS), help="The paper.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    callback=pdf_path,
    metavar="FILE",
    help="The PDF to write.  [default: build/send/SPEECH.pdf]",
)
@click.option("--html", "page", is_flag=True, help="Write a page beside it, in one file.")
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@pass_workspace
def command(  # noqa: PLR0913 (one for each option)
    workspace: Workspace,
    speech: str,
    slug: str,
    paper: str | None,
    out: Path | None,
    *,
    page: bool,
    show: bool,
) -> None:
    """Print what is sent to the other side: every card of a speech, whole, and nothing else.

    SPEECH is planned below “speeches” in the specification; SLUG may be left out where only one
    brief plans it. There are no analytics, notes or other blocks in the PDF, and nothing of the
    round, the team or the brief. What was skipped is left out; where the reading of a card ended,
    it says so. Over the time of the speech it is printed all the same.
    """
    from briefwright.assembly import assemble_for
    from briefwright.commands.plans import choose_plan
    from briefwright.files import write_all
    from briefwright.problems import Code, stop
    from briefwright.render import speech_name
    from briefwright.sphinx_ext.sending import print_sending
    from briefwright.templating.wishes import Wishes

    project = workspace.project()
    wishes = Wishes(options={"paper": paper} if paper else {})
    assembly = assemble_for(project, (slug,) if slug else (), wishes, rendered=False)
    problems = [p for p in assembly.problems if p.code is not Code.SPEECH_TIME]
    stop(problems)
    brief, plan = choose_plan(assembly.briefs, speech, slug)
    sending = _sending(assembly, brief, plan)
    pdf, said = print_sending(sending, project.root)
    if pdf is not None:
        target = out or project.root / "build" / "send" / f"{speech_name(plan.speech.short)}.pdf"
        target.parent.mkdir(parents=True, exist_ok=True)
        made: dict[Path, bytes | str] = {target: pdf}
        if page:
            made[target.with_suffix(".html")] = _page(sending)
        write_all(made)
        click.echo("\n".join(relative(made)))
        if show:
            open_in_browser(target)
    finish([*problems, *said])


def _sending(assembly: "Assembly", brief: "Brief", plan: "SpeechPlan") -> "Sending":
    from briefwright.problems import BriefError, Code, Place, Problem
    from briefwright.sphinx_ext.sending import Sending
    from briefwright.words import Words

    pack = assembly.packs[assembly.briefs.index(brief)]
    words = Words.of(pack.wording)
    sending = Sending(brief=brief, plan=plan, words=words, wording=pack.wording)
    if not sending.parts:
        place = Place(path=f"briefs/{brief.slug}.yaml")
        message = f"No card is read in “{plan.speech.short}”: there is nothing to send."
        raise BriefError(Problem(place=place, code=Code.EMPTY_SIDE, message=message))
    return sending


def _page(sending: "Sending") -> str:
    from briefwright.sending_page import sending_page

    cards = [(part.entry.card, part.read_to) for part in sending.parts if part.entry]
    title, language = sending.plan.speech.short, sending.brief.language
    label = sending.wording["read_to_here"]
    return sending_page(title, language, cards, sending.words, label)
