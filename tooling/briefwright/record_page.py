"""The page of the record: what was won, by side, opponent and argument, and what time was used.

Everything here takes values and returns values; the page is MyST.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefwright.charts import Chart, Row, write_chart
from briefwright.counts import clock
from briefwright.model import DEFAULT_FORMAT, Format, Library, PlayedRound, Result, Season, Side
from briefwright.seasons import folded, is_time, rounds_of, seconds
from briefwright.text import escape_myst
from briefwright.words import filled

_DECIDED = (Result.WON, Result.LOST, Result.TIED)
"""What a debate ends with; a bye is none."""
_MOST_ROWS = 40
"""Of a chart of opponents or arguments: those met most often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the page is made of."""

    seasons: Sequence[Season]
    formats: Mapping[str, Format]
    """By their names, in the language of the page."""
    briefs: Collection[str]
    """The names of those that there are, which a round may be linked to."""
    library: Library
    wording: Mapping[str, str]


def record_page(record: Record) -> str:
    """Return the page; empty if there are no rounds."""
    played = rounds_of(record.seasons)
    if not played:
        return ""
    parts = [
        f"# {_said(record, 'record')}",
        _summary(record, played),
        *_wins(record, played),
        *_times(record, played),
        *_listed(record),
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _said(record: Record, key: str, **values: str) -> str:
    return escape_myst(filled(record.wording[key], **values))


def _summary(record: Record, played: Sequence[PlayedRound]) -> str:
    counts = {result.value: str(_ended(played, result)) for result in Result}
    return _said(record, "record_total", rounds=str(len(played)), **counts)


def _ended(played: Iterable[PlayedRound], result: Result) -> int:
    return sum(each.result is result for each in played)


# -- Wins


def _wins(record: Record, played: Sequence[PlayedRound]) -> Iterator[str]:
    decided = [each for each in played if each.result in _DECIDED]
    if len(record.seasons) > 1:
        by_season = {
            each.name: [p for p in each.rounds if p.result in _DECIDED] for each in record.seasons
        }
        yield _chart(record, "season", by_season)
    sides = sorted(decided, key=lambda each: (each.format or DEFAULT_FORMAT, each.side is Side.CON))
    yield _chart(record, "side", _grouped(sides, lambda each: [_side(record, each)]))
    yield _chart(record, "opponent", _often(_grouped(decided, lambda each: [each.opponent])))
    ours = _often(_grouped(decided, lambda each: each.we_read))
    yield _chart(record, "ours", {_argument(record, name): found for name, found in ours.items()})
    theirs = _often(_grouped(decided, lambda each: each.they_read))
    named = {_argument(record, name): found for name, found in theirs.items()}
    yield _chart(record, "theirs", named)


def _grouped(
    played: Iterable[PlayedRound], names: Callable[[PlayedRound], Iterable[str]]
) -> dict[str, list[PlayedRound]]:
    """Return the rounds by what they are called; as the first one writes it, if there are several."""
    groups: dict[str, tuple[str, list[PlayedRound]]] = {}
    for each in played:
        for key, name in {folded(name): name for name in names(each)}.items():
            if key:
                groups.setdefault(key, (name, []))[1].append(each)
    return dict(groups.values())


def _often(groups: Mapping[str, list[PlayedRound]]) -> dict[str, list[PlayedRound]]:
    """Return the groups, those with most rounds first, and not all where there are very many."""
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), folded(pair[0])))
    return dict(ordered[:_MOST_ROWS])


def _chart(record: Record, by: str, groups: Mapping[str, Sequence[PlayedRound]]) -> str:
    groups = {name: found for name, found in groups.items() if name and found}
    ends = [r for r in _DECIDED if r is not Result.TIED or _tied(groups.values())]
    dated = by in {"opponent", "theirs"}
    rows = (
        Row(
            label=name,
            values=tuple(str(_ended(found, end)) for end in ends),
            text=max(each.date for each in found) if dated else "",
        )
        for name, found in groups.items()
    )
    wording = record.wording
    return write_chart(
        Chart(
            title=wording[f"record_by_{by}"],
            label=wording[f"record_{by}"],
            values=tuple(wording[f"record_{end.value}"] for end in ends),
            text=wording["record_last"] if dated else "",
            rows=tuple(rows),
        )
    )


def _tied(groups: Iterable[Sequence[PlayedRound]]) -> bool:
    return any(each.result is Result.TIED for found in groups for each in found)


def _side(record: Record, played: PlayedRound) -> str:
    """Return our side, as the format of the round calls it."""
    if played.side is None:
        return ""
    form = record.formats.get(played.format)
    if form:
        return form.pro if played.side is Side.PRO else form.con
    return record.wording[f"side_{played.side.value}"]


def _argument(record: Record, name: str) -> str:
    """Return what a card claims that is called so; else the name."""
    card = record.library.cards.get(folded(name))
    return card.tag if card else name


# -- Time


def _times(record: Record, played: Sequence[PlayedRound]) -> Iterator[str]:
    names = dict.fromkeys(each.format for each in played if each.times)
    for name in names:
        rows = tuple(_spoken(record, name, [each for each in played if each.format == name]))
        form = record.formats.get(name)
        title = record.wording["record_time"]
        if form:
            values = {"label": title, "text": form.title}
            title = filled(record.wording["colon"], **values)
        yield write_chart(
            Chart(
                title=title,
                label=record.wording["speech_column"],
                values=(record.wording["record_average"],),
                limit=record.wording["limit_column"] if form else "",
                text=record.wording["record_rounds"],
                rows=rows,
            )
        )


def _spoken(record: Record, name: str, played: Sequence[PlayedRound]) -> Iterator[Row]:
    """Yield how long each speech took, in the order of the format."""
    form = record.formats.get(name)
    limits = {s.short: clock(round(s.minutes * 60)) for s in form.speeches} if form else {}
    shorts = dict.fromkeys([*limits, *(short for each in played for short in each.times)])
    for short in shorts:
        taken = [each.times[short] for each in played if short in each.times]
        used = [seconds(time) for time in taken if is_time(time)]
        if used:
            longest = {"n": str(len(used)), "time": clock(max(used))}
            yield Row(
                label=short,
                values=(clock(round(sum(used) / len(used))),),
                limit=limits.get(short, ""),
                text=filled(record.wording["record_longest"], **longest),
            )


# -- The rounds


def _listed(record: Record) -> Iterator[str]:
    """Yield a table of the rounds of each season, the latest first, and their notes."""
    for season in reversed(record.seasons):
        played = rounds_of([season])
        if played:
            yield f"## {escape_myst(season.name)}"
            yield _table(record, played)
            yield "\n".join(_notes(played))


def _table(record: Record, played: Sequence[PlayedRound]) -> str:
    heads = ("date", "round", "record_side", "opponent", "record_result", "judge", "record_points")
    rows = [
        [_said(record, key) for key in heads],
        *(
            [
                escape_myst(each.date),
                _round(record, each),
                escape_myst(_side(record, each)),
                escape_myst(each.opponent),
                _result(record, each),
                escape_myst(each.judge),
                escape_myst(each.points),
            ]
            for each in played
        ),
    ]
    body = "\n".join("* - " + "\n  - ".join(cells) for cells in rows)
    return f":::{{list-table}}\n:header-rows: 1\n:class: bw-record\n\n{body}\n:::"


def _round(record: Record, played: PlayedRound) -> str:
    """Return tournament and round, which lead to the brief where there is one still."""
    number = played.round
    if number.isdigit():
        number = filled(record.wording["round_number"], round=number)
    name = ", ".join(filter(None, (played.tournament, number)))
    if played.brief not in record.briefs:
        return escape_myst(name)
    return f"[{escape_myst(name or played.brief)}](../{played.brief}/index.md)"


def _result(record: Record, played: PlayedRound) -> str:
    if played.result is None:
        return ""
    said = _said(record, f"record_{played.result.value}")
    return f"{said} {escape_myst(played.ballots)}".strip()


def _notes(played: Iterable[PlayedRound]) -> Iterator[str]:
    for each in played:
        if each.notes:
            about = ", ".join(filter(None, (each.date, each.opponent)))
            yield (
                f"- **{escape_myst(about)}** {escape_myst(each.notes)}"
                if about
                else (f"- {escape_myst(each.notes)}")
            )
