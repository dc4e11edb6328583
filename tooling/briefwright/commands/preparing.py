"""Prepare a round: from what is known of it to its specifications, with questions on the way."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from briefwright.commands import asking
from briefwright.rates import FASTEST, SLOWEST

if TYPE_CHECKING:
    from briefwright.assembly import Survey
    from briefwright.matching import Match
    from briefwright.model import Format, Season, Side, Spec
    from briefwright.pairing import Pairing
    from briefwright.problems import Problem
    from briefwright.project import Project

_HOW = "a name, or some words; commas between several; Enter if unknown"


@dataclass(frozen=True, slots=True)
class _Known:
    """What a project has to make a round from."""

    specs: "tuple[Spec, ...]"
    problems: "dict[str, tuple[Problem, ...]]"
    """Of the specifications that cannot be read, by the names of the briefs."""
    seasons: "tuple[Season, ...]"


class Preparation:
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
        self._found: dict[tuple[str, Side], tuple[Match, ...]] = {}

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
        return tuple(match.name for match in self._matches(words, side) if match.exact)

    def _described(self, words: str, side: "Side") -> tuple[str, ...]:
        matches = self._matches(words, side)
        lines = [
            f"{m.kind} {m.name}: {m.label}" if m.label != m.name else f"{m.kind}: {m.name}"
            for m in matches
        ]
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

        if (words, side) not in self._found:
            headings = [section.heading for section in self._base.side(side).sections]
            library, folders = self._survey.library, self._survey.folders
            self._found[words, side] = find_matches(words, library, folders, side, headings)
        return self._found[words, side]


def _rate(answer: str) -> None:
    if answer and not (answer.isdecimal() and SLOWEST <= int(answer) <= FASTEST):
        raise ValueError(f"Write a number from {SLOWEST} to {FASTEST}, or nothing.")
