"""What stands on flow sheets: a column for each speech, a row for each argument.

Everything here takes values and returns values; what a sheet looks like is the template's business.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefwright.model import Block, Brief, Contention, Entry, Format, Side, SideBrief, Speech
from briefwright.model import SpeechKind as Kind
from briefwright.words import Words, filled

CARDS, ARGUMENTS, BLANK = "cards", "arguments", "blank"
"""What can stand on sheets beforehand: tags and short cites, names of arguments, or nothing."""
_FEW = 4
"""Words of a tag that is repeated."""
_SIDES = (Side.PRO, Side.CON)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowColumn:
    """A speech."""

    short: str
    who: str
    """The side, or the team of it."""
    side: Side
    time: str
    questions: tuple[str, ...] = ()
    """Those that follow it, each with its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEntry:
    """A card in a cell."""

    number: str
    tag: str
    """Its first words alone where another cell has all of it."""
    cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """An argument."""

    heading: str
    cells: tuple[tuple[FlowEntry, ...], ...]
    """One for each column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSheet:
    """The sheet for the case of one side."""

    side: Side
    title: str
    about: str
    """The brief, or the format."""
    argument: str
    """What a row is called that has no name yet."""
    columns: tuple[FlowColumn, ...]
    rows: tuple[FlowRow, ...] = ()
    blanks: tuple[tuple[str, str], ...] = ()
    """What is to be filled in above: pairs of a label and what is known already."""


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A row that is being filled."""

    heading: str
    cells: dict[int, Sequence[Entry]] = field(default_factory=dict)
    """By the positions of speeches."""


def blank_sheets(form: Format, words: Words, wording: Mapping[str, str]) -> tuple[FlowSheet, ...]:
    """Return a sheet for each side of a format, with nothing on it."""
    names = {Side.PRO: form.pro, Side.CON: form.con}
    columns = tuple(_columns(form, names, wording))
    blanks = tuple((wording[key], "") for key in ("round_name", "opponent", "judge"))
    return tuple(
        FlowSheet(
            side=side,
            title=filled(words.flow_case, side=names[side]),
            about=form.title,
            argument=wording["argument_column"],
            columns=columns,
            blanks=blanks,
        )
        for side in _SIDES
    )


def flow_sheets(
    brief: Brief,
    sides: Iterable[SideBrief],
    words: Words,
    wording: Mapping[str, str],
    content: str = CARDS,
) -> tuple[FlowSheet, ...]:
    """Return a sheet for the case of each side, with what *sides* have to say on it.

    The arguments of a side stand where it makes them, its answers where it gives them: beside what
    they answer, or in a row of their own.
    """
    known = (
        f"{brief.round.tournament} {brief.round.round}",
        brief.round.opponent,
        brief.round.judge,
    )
    listed = {side.side: side for side in sides}
    seen: set[str] = set()
    made = []
    for sheet in blank_sheets(brief.format, words, wording):
        drafts = _drafts(sheet.side, listed, brief.format, wording) if content != BLANK else []
        width = len(sheet.columns)
        rows = tuple(_row(draft, width, seen, cards=content == CARDS) for draft in drafts)
        blanks = zip(sheet.blanks, known, strict=True)
        made.append(
            replace(
                sheet,
                about=brief.title,
                rows=rows,
                blanks=tuple((label, value.strip()) for (label, _), value in blanks),
            )
        )
    return tuple(made)


def speeches(form: Format) -> tuple[Speech, ...]:
    """Return those of a format that have a column: questions have none."""
    return tuple(speech for speech in form.speeches if speech.kind is not Kind.CROSSFIRE)


def _columns(
    form: Format, names: Mapping[Side, str], wording: Mapping[str, str]
) -> Iterator[FlowColumn]:
    both = filled(wording["side_both"], pro=form.pro, con=form.con)
    order = list(form.speeches)
    for at, speech in enumerate(order):
        if speech.kind is Kind.CROSSFIRE:
            continue
        later = (n for n in range(at + 1, len(order)) if order[n].kind is not Kind.CROSSFIRE)
        follow = order[at + 1 : next(later, len(order))]
        yield FlowColumn(
            short=speech.short,
            who=speech.team or names.get(speech.side, both),
            side=speech.side,
            time=filled(wording["minutes"], n=f"{speech.minutes:g}"),
            questions=tuple(
                filled(wording["speech_minutes"], short=q.short, n=f"{q.minutes:g}") for q in follow
            ),
        )


def _drafts(
    side: Side, listed: Mapping[Side, SideBrief], form: Format, wording: Mapping[str, str]
) -> list[_Draft]:
    """Return the rows of the sheet for the case of *side*."""
    made, answered = _places(form, side)
    rows: dict[str, _Draft] = {}
    for contention in listed[side].contentions if side in listed else ():
        draft = rows[contention.anchor] = _Draft(heading=_title(contention, wording))
        draft.cells[made] = contention.entries
    blocks = listed[side.opponent].blocks if side.opponent in listed else ()
    others = []
    for block in blocks:
        beside = next((rows[anchor] for anchor in block.against if anchor in rows), None)
        if beside is None or answered in beside.cells:
            beside = _Draft(heading=_title(block, wording))
            others.append(beside)
        beside.cells[answered] = block.entries
    return [*rows.values(), *others]


def _title(argument: Contention | Block, wording: Mapping[str, str]) -> str:
    key = "contention" if isinstance(argument, Contention) else "block"
    return filled(wording[key], number=str(argument.number), heading=argument.heading)


def _places(form: Format, side: Side) -> tuple[int, int]:
    """Return the positions of the speech that makes the case of *side*, and of the first answer."""
    order = speeches(form)
    own = [n for n, speech in enumerate(order) if speech.side in (side, Side.BOTH)]
    made = next((n for n in own if order[n].kind is Kind.CONSTRUCTIVE), own[0])
    others = [n for n, s in enumerate(order) if n != made and s.side in (side.opponent, Side.BOTH)]
    after = [n for n in others if n > made] or others
    answering = (n for n in after if order[n].answers or order[n].kind is Kind.REBUTTAL)
    return made, next(answering, after[0])


def _row(draft: _Draft, columns: int, seen: set[str], *, cards: bool) -> FlowRow:
    """Return a row; *seen* are the names of the cards whose tags stand somewhere already."""
    return FlowRow(
        heading=draft.heading,
        cells=tuple(
            tuple(_entry(entry, seen) for entry in draft.cells.get(n, ())) if cards else ()
            for n in range(columns)
        ),
    )


def _entry(entry: Entry, seen: set[str]) -> FlowEntry:
    card = entry.card
    tag = _beginning(card.tag) if card.name in seen else card.tag
    seen.add(card.name)
    return FlowEntry(number=str(entry.number), tag=tag, cite=card.short_cite)


def _beginning(tag: str) -> str:
    """Return the first words of *tag*; of a language without spaces its first characters."""
    words = tag.split()
    short = " ".join(words[:_FEW])
    if len(words) <= _FEW:
        short = short[: len(short) // 2]
    return f"{short.rstrip('.,;:')}\N{NO-BREAK SPACE}…"
