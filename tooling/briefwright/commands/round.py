"""``brief round``: from the pairing to the brief of a round."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefwright.commands import asking
from briefwright.commands.build import among, make_request, open_in_browser, paper_option
from briefwright.commands.workspace import Workspace, example, pass_workspace, relative
from briefwright.console import echo_problems, finish

if TYPE_CHECKING:
    from briefwright.assembly import Survey
    from briefwright.matching import Match
    from briefwright.model import Format, Season, Side, Spec
    from briefwright.pairing import Pairing
    from briefwright.problems import Problem
    from briefwright.project import Project

KINDS = ("html", "pdf", "myst")
SLOWEST, FASTEST = 40, 600
"""Words a minute, as a specification has it."""
_HOW = "a name, or some words; commas between several; Enter if unknown"


@click.command(
    epilog=example(
        "brief round",
        'brief round --tournament "Autumn Open" --round 3 --side con --opponent Northside',
        'brief round --side con --reads no-wedge --reads "deal of 1995" --rate 180 --yes',
        "brief round --from pairing.yaml --to pdf",
        'brief round --tournament "Autumn Open" --round 4 --flip',
    )
)
@click.option("--tournament", metavar="TEXT", help="The name of the tournament.")
@click.option("--round", "number", metavar="TEXT", help="The number or name of the round.")
@click.option("--date", metavar="TEXT", help="The day.  [default: today]")
@click.option("--room", metavar="TEXT", help="The room.")
@click.option("--side", metavar="SIDE", help="Ours: pro or con, or as the format calls it.")
@click.option("--opponent", metavar="TEXT", help="The other team.")
@click.option("--judge", metavar="TEXT", help="The judge, or the panel.")
@click.option(
    "--rate",
    type=click.IntRange(SLOWEST, FASTEST),
    metavar="WORDS",
    help="How many words a minute the judge follows.",
)
@click.option(
    "--format", "form", metavar="NAME", help="The format of debate.  [default: the brief's]"
)
@click.option(
    "--reads",
    multiple=True,
    metavar="TEXT",
    help="What the opponent reads: a card, topic, source or contention, or words that stand in it. "
    "May be repeated.",
)
@click.option(
    "--as-before", is_flag=True, help="The opponent reads what the record has of the last round."
)
@click.option(
    "--brief",
    "base",
    metavar="SLUG",
    help="The brief that has the arguments.  [default: the only one]",
)
@click.option(
    "--name", metavar="SLUG", help="The name of the new brief.  [default: tournament and round]"
)
@click.option("--template", metavar="PACK", help="What lays it out.  [default: round]")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A YAML file with the same keys; options go over it.",
)
@click.option("--flip", is_flag=True, help="Make the briefs of both sides, before the flip.")
@click.option("--yes", is_flag=True, help="Ask nothing, and take the best match of free words.")
@click.option(
    "--to",
    "kinds",
    callback=among(KINDS),
    default="html,pdf",
    metavar="FORMAT[,FORMAT]",
    show_default=True,
    help="What to make; “myst” alone builds nothing from the documents.",
)
@paper_option
@click.option("--open", "show", is_flag=True, help="Open the result in the browser.")
@pass_workspace
def command(  # noqa: PLR0913 (one for each option)
    workspace: Workspace,
    /,
    *,
    number: str | None,
    form: str | None,
    base: str | None,
    reads: tuple[str, ...],
    source: Path | None,
    as_before: bool,
    flip: bool,
    yes: bool,
    kinds: tuple[str, ...],
    paper: str | None,
    show: bool,
    **texts: str | int | None,
) -> None:
    """Make the brief of a round from the pairing.

    Writes briefs/<tournament-round>.yaml, which says what is new in this round; everything else
    comes from a brief that has the arguments. Then that is built, for our side alone: a prep sheet,
    our case, the blocks against what they read, and every other block.

    On a terminal it asks for what is missing. What the opponent reads may be words of your own: what
    is like them is shown, and you say which is meant. A round that is there is never overwritten.
    """
    from briefwright.pairing import Pairing, read_pairing

    given = {name: value for name, value in texts.items() if value}
    pairing = Pairing(
        **given,  # type: ignore[arg-type]  # named as its fields are
        round=number or "",
        format=form or "",
        brief=base or "",
        reads=reads,
    )
    if source:
        pairing = pairing.over(read_pairing(_text(source), str(source)))
    project = workspace.project()
    preparation = _Preparation(project, ask=asking.can_ask() and not yes, yes=yes)
    made = preparation.prepare(pairing, flip=flip, as_before=as_before)
    _build(project, made, kinds, paper, show=show, survey=preparation.survey)


def _text(path: Path) -> str:
    from briefwright.files import read_text
    from briefwright.problems import stop

    text, problems = read_text(path, str(path), path.parent)
    stop(problems)
    return text or ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a project has to make a round from."""

    specs: "tuple[Spec, ...]"
    problems: "dict[str, tuple[Problem, ...]]"
    """Of the specifications that cannot be read, by the names of the briefs."""
    seasons: "tuple[Season, ...]"


class _Preparation:
    """From what is known of a round to the specifications of it, with questions on the way."""

    def __init__(self, project: "Project", *, ask: bool, yes: bool) -> None:
        self._project = project
        self._ask = ask
        self._yes = yes
        self._known = self._look_round()
        self.survey: Survey | None = None
        """The library, if it was looked through."""

    def _look_round(self) -> _Known:
        from briefwright import record
        from briefwright.inheritance import Specifications

        files, _ = self._project.specs()
        specifications = Specifications(files)
        readings = {file.slug: specifications.read(file) for file in files}
        seasons, _ = record.read(self._project)
        return _Known(
            specs=tuple(reading.spec for reading in readings.values() if reading.spec),
            problems={slug: r.problems for slug, r in readings.items() if not r.spec},
            seasons=seasons,
        )

    def prepare(self, pairing: "Pairing", *, flip: bool, as_before: bool) -> tuple[str, ...]:
        """Write the specifications, and return the names of the briefs."""
        from briefwright import pairing as pairings
        from briefwright.problems import Place

        if flip and pairing.side:
            raise click.UsageError("“--flip” makes both sides: leave “--side” out.")
        base = self._base(pairing)
        form, numbered = self._form(pairing, base)
        pairing = self._asked(pairing, base, form, flip=flip)
        if flip:
            sides = self._both()
        else:
            sides = (pairings.find_side(form, pairing.side, Place(path="--side")),)
        slugs = [pairings.slug_of(pairing, side if flip else None) for side in sides]
        pairings.check(pairing, slugs, self._project)
        own = self._with_reads(pairing, base, sides, as_before=as_before)
        texts = []
        for slug, side in zip(slugs, sides, strict=True):
            title = pairings.title_of(pairing, form, side, numbered)
            texts.append((slug, pairings.specification(own[side], base, form, side, title)))
        pairings.write(self._project, texts)
        return tuple(slugs)

    @staticmethod
    def _both() -> "tuple[Side, ...]":
        from briefwright.model import Side

        return (Side.PRO, Side.CON)

    def _base(self, pairing: "Pairing") -> "Spec":
        from briefwright.pairing import bases, find_base
        from briefwright.problems import BriefError, Place

        usual, broken = bases(self._known.specs), self._known.problems
        name = pairing.brief
        if name in broken or (broken and not usual):
            raise BriefError(*broken.get(name, next(iter(broken.values()))))
        if not name and self._ask and len(usual) > 1:
            picked = asking.choose("Which brief", [f"{spec.slug}: {spec.title}" for spec in usual])
            name = usual[picked[0]].slug if picked else ""
        return find_base(self._known.specs, name, Place(path="--brief"))

    def _form(self, pairing: "Pairing", base: "Spec") -> "tuple[Format, str]":
        """Return the format, and how a round that is a number is called."""
        from briefwright.format_files import find_formats
        from briefwright.problems import BriefError, Place
        from briefwright.templates import find_pack
        from briefwright.words import Words

        pack = find_pack(base.template, self._project.root, base.place("template"))
        name, place = pack.format_of(base)
        if pairing.format:
            name, place = pairing.format, Place(path="--format")
        formats, _ = find_formats(self._project.root)
        form, problems = formats.choose(name, base.language, place)
        if form is None:
            raise BriefError(*problems)
        if pairing.template:
            find_pack(pairing.template, self._project.root, Place(path="--template"))
        return form, Words.of(pack.speaking(base.language).wording).round_number

    def _asked(self, pairing: "Pairing", base: "Spec", form: "Format", *, flip: bool) -> "Pairing":
        """Return the pairing with what is missing asked for, or taken for granted."""
        from datetime import datetime

        today = datetime.now().astimezone().date().isoformat()
        if not self._ask:
            missing = "" if flip or pairing.side else "--side"
            if missing:
                hint = f"{form.pro} or {form.con}; or make both with “--flip”."
                raise click.UsageError(f"Missing option '{missing}': {hint}")
            return replace(pairing, date=pairing.date or today)
        last = self._last_tournament(base)
        return replace(
            pairing,
            tournament=pairing.tournament or asking.ask("Tournament", last),
            round=pairing.round or asking.ask("Round"),
            side=pairing.side or ("" if flip else self._side(form)),
            opponent=pairing.opponent or asking.ask("Opponent"),
            room=pairing.room or asking.ask("Room"),
            judge=pairing.judge or asking.ask("Judge"),
            rate=pairing.rate or int(asking.ask_until("Words a minute", _rate) or 0),
            date=pairing.date or asking.ask("Date", today),
        )

    def _last_tournament(self, base: "Spec") -> str:
        from briefwright.seasons import rounds_of

        played = (p.tournament for p in rounds_of(self._known.seasons) if p.tournament)
        made = (s.round.tournament for s in self._known.specs if s.extends and s.round.tournament)
        return next(played, "") or next(made, "") or base.round.tournament

    @staticmethod
    def _side(form: "Format") -> str:
        from briefwright.pairing import find_side
        from briefwright.problems import BriefError, Place

        def read(answer: str) -> None:
            try:
                find_side(form, answer, Place(path="--side"))
            except BriefError as error:
                raise ValueError(error.problems[0].headline) from None

        return asking.ask_until(f"Side ({form.pro} or {form.con})", read)

    # -- What they read

    def _with_reads(
        self, pairing: "Pairing", base: "Spec", sides: "tuple[Side, ...]", *, as_before: bool
    ) -> "dict[Side, Pairing]":
        """Return the pairing of each side, with what they read by the names that it has."""
        from briefwright.assembly import look_through
        from briefwright.record import reads_before

        before = reads_before(
            self._known.seasons, pairing.opponent, sides[0] if len(sides) == 1 else None
        )
        asked = pairing.reads or (before if as_before else ())
        if as_before and not before:
            said = f"The record has nothing that {pairing.opponent or 'the opponent'} read."
            click.echo(said, err=True)
        if not asked and self._ask:
            answer = asking.ask(f"They read ({_HOW})", ", ".join(before))
            asked = tuple(part.strip() for part in answer.split(",") if part.strip())
        if not asked:
            return dict.fromkeys(sides, pairing)
        self.survey = look_through(self._project)
        search = _Search(self.survey, base, ask=self._ask, yes=self._yes)
        found = {words: search.meant(words, sides) for words in asked}
        return {
            side: replace(
                pairing,
                reads=tuple(dict.fromkeys(n for names in found.values() for n in names[side])),
            )
            for side in sides
        }


class _Search:
    """Finds out what is meant by what somebody says that the opponent reads."""

    def __init__(self, survey: "Survey", base: "Spec", *, ask: bool, yes: bool) -> None:
        self._base, self._ask, self._yes = base, ask, yes
        self._survey = survey

    def meant(self, words: str, sides: "tuple[Side, ...]") -> "dict[Side, tuple[str, ...]]":
        """Return what is read against each of *sides*: names, or the words where nothing is known.

        What the opponents of one side alone can read is not read against the other.
        """
        found = {side: self._named(words, side.opponent) for side in sides}
        if not any(found.values()):
            found = {side: self._described(words, side.opponent) for side in sides}
        known = any(found.values())
        return {side: names if known else (words,) for side, names in found.items()}

    def _named(self, words: str, side: "Side") -> tuple[str, ...]:
        wanted = " ".join(words.split()).casefold()
        headings = (section.heading for section in self._base.side(side).sections)
        heading = next((h for h in headings if " ".join(h.split()).casefold() == wanted), None)
        if heading:
            return (heading,)
        return tuple(match.name for match in self._matches(words, side) if match.exact)

    def _described(self, words: str, side: "Side") -> tuple[str, ...]:
        matches = self._matches(words, side)
        lines = [f"{match.kind} {match.name}: {match.label}" for match in matches]
        if not matches:
            return ()
        if self._ask:
            click.echo(f"“{words}” may be:", err=True)
            picked = asking.choose("Which are meant (numbers; 0 for none)", lines)
            return tuple(matches[at].name for at in picked)
        if self._yes:
            click.echo(f"“{words}” is taken for {lines[0]}", err=True)
            return (matches[0].name,)
        click.echo(f"“{words}” is no name; say which is meant, or “--yes” for the first:", err=True)
        for line in lines:
            click.echo(f"  {line}", err=True)
        return ()

    def _matches(self, words: str, side: "Side") -> "tuple[Match, ...]":
        from briefwright.matching import find_matches

        return find_matches(words, self._survey.library, self._survey.folders, side)


def _rate(answer: str) -> None:
    if answer and not (answer.isdecimal() and SLOWEST <= int(answer) <= FASTEST):
        raise ValueError(f"Write a number from {SLOWEST} to {FASTEST}, or nothing.")


def _build(  # noqa: PLR0913 (what the options say)
    project: "Project",
    slugs: tuple[str, ...],
    kinds: tuple[str, ...],
    paper: str | None,
    *,
    show: bool,
    survey: "Survey | None",
) -> None:
    """Write the documents of the briefs, and build what is wanted of them."""
    from briefwright.assembly import assemble_alone, write_documents
    from briefwright.build import build
    from briefwright.console import Bar
    from briefwright.problems import has_errors

    specs = [project.root / "briefs" / f"{slug}.yaml" for slug in slugs]
    for path in relative(specs):
        click.echo(path)
    wanted = tuple(kind for kind in kinds if kind != "myst")
    with Bar() as bar:
        if wanted:
            request = make_request(
                project, slugs=slugs, formats=wanted, paper=paper, out=None, settings={}
            )
            result = build(project, request, bar)
            problems = result.problems
            pages = [
                result.pages.parent / f"briefs/{slug}/index.html" for slug in slugs if result.pages
            ]
            made = [*pages, *result.pdfs]
        else:
            assembly = assemble_alone(project, slugs, surveyed=survey)
            problems, made = assembly.problems, []
            if not has_errors(problems):
                write_documents(project, assembly, slugs)
                made = [project.path(document.path) for document in assembly.documents]
    if has_errors(problems):
        echo_problems(problems)
        again = f"Mend it, then: brief build {' '.join(slugs)}"
        click.echo(f"The round is written, and not built. {again}", err=True)
        click.get_current_context().exit(1)
    finish(problems)
    for path in relative(made):
        click.echo(path)
    if show and made:
        open_in_browser(made[0])
