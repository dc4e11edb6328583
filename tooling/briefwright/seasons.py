"""The record of a season ⇄ text: ``briefs/rounds/<season>.yaml``, and what is looked up in it. Pure.

A season goes from July to June, as its name says: 2026-27.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from types import MappingProxyType

from briefwright.fields import Data, Tree, Wording, build, load
from briefwright.fields.shapes import keys
from briefwright.model import Format, Path, PlayedRound, Result, Season, Side, Spec
from briefwright.problems import Code, Place, Problem, Severity

FIRST_MONTH = 7
HEADER = """\
# The rounds of the season {season}, in the order in which they were debated. “brief result” adds to
# them; what is written here by hand stays as it is.
"""
_LISTS = ("they-read", "we-read")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SEASON = re.compile(r"(\d{4})-(\d{2})")
_TIME = re.compile(r"\d{1,2}:[0-5]\d")
_NUMBERS = re.compile(r"\d{1,3}(\.\d{1,2})?([,;] *\d{1,3}(\.\d{1,2})?)*")
_BALLOTS = re.compile(r"\d{1,2}-\d{1,2}")
_WORDING = Wording(
    synonyms=MappingProxyType(
        {
            **dict.fromkeys(("aff", "affirmative", "proposition", "government", "for"), "pro"),
            **dict.fromkeys(("neg", "negative", "opposition", "against"), "con"),
            **dict.fromkeys(("win", "w", "victory"), "won"),
            **dict.fromkeys(("loss", "l", "lose", "defeat"), "lost"),
            **dict.fromkeys(("tie", "draw", "drawn"), "tied"),
            **dict.fromkeys(("decision", "outcome", "won", "lost"), "result"),
            **dict.fromkeys(("event", "meet"), "tournament"),
            **dict.fromkeys(("speaks", "speaker-points", "score"), "points"),
            **dict.fromkeys(("ranks", "speaker-rank"), "rank"),
            **dict.fromkeys(("note", "comments", "feedback"), "notes"),
            **dict.fromkeys(("reads", "they"), "they-read"),
            **dict.fromkeys(("read", "we"), "we-read"),
            **dict.fromkeys(("time", "clock"), "times"),
            **dict.fromkeys(("slug", "spec"), "brief"),
            **dict.fromkeys(("team", "against-whom"), "opponent"),
            **dict.fromkeys(("judges", "panel"), "judge"),
        }
    )
)


def season_of(day: date) -> str:
    """Return the name of the season that *day* lies in."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{first}-{(first + 1) % 100:02}"


def day_of(written: str) -> date | None:
    """Return the day that is written as 2026-11-22; None for anything else."""
    match = _DATE.fullmatch(written)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def is_time(written: str) -> bool:
    """Tell whether a time is written in minutes and seconds: 3:50."""
    return _TIME.fullmatch(written) is not None


def are_numbers(written: str) -> bool:
    """Tell whether a rank or points are written as one number, or one for each speaker."""
    return _NUMBERS.fullmatch(written) is not None


def are_ballots(written: str) -> bool:
    """Tell whether ballots are written as two numbers: 2-1."""
    return _BALLOTS.fullmatch(written) is not None


def seconds(written: str) -> int:
    """Return the seconds of a time such as 3:50."""
    minutes, _, rest = written.partition(":")
    return int(minutes) * 60 + int(rest)


def check_season(name: str, place: Place) -> Problem | None:
    """Return what is wrong with *name* as that of a season, if anything is."""
    match = _SEASON.fullmatch(name)
    if match and (int(match[1]) + 1) % 100 == int(match[2]):
        return None
    message = f"“{name}” is no season."
    hint = "Call the file by the two years, such as “2026-27.yaml”."
    return Problem(place=place, code=Code.SLUG, message=message, hint=hint)


def read_season(text: str, path: str, name: str) -> tuple[Season | None, tuple[Problem, ...]]:
    """Return the rounds in the file at *path*, which is of the season *name*, and what is wrong."""
    wrong = check_season(name, Place(path=path))
    tree, problems = load(text, path)
    found = [*([wrong] if wrong else []), *problems]
    if tree is None:
        return None, tuple(found)
    tree = _arranged(tree)
    season, problems = build(Season, tree, _WORDING, given={"name": name})
    found += sorted((*problems, *_checks(tree, name)), key=lambda problem: problem.place)
    errors = any(problem.severity is Severity.ERROR for problem in found)
    return None if errors else season, tuple(found)


def place_of(text: str, path: str, number: int) -> Place:
    """Return where round *number* (from 0) stands in the file."""
    tree, _ = load(text, path)
    return tree.place(("rounds", number)) if tree else Place(path=path)


def _arranged(tree: Tree) -> Tree:
    """Write out a list that stands in one line, its items between commas."""
    data, places = tree.data, dict(tree.places)
    rounds = data.get("rounds") if isinstance(data, dict) else None
    for number, played in enumerate(rounds if isinstance(rounds, list) else ()):
        for key in _LISTS:
            value = played.get(key) if isinstance(played, dict) else None
            if isinstance(value, str) and isinstance(played, dict):
                path: Path = ("rounds", number, key)
                parts: list[Data] = [part.strip() for part in value.split(",") if part.strip()]
                played[key] = parts
                places |= {(*path, n): tree.place(path) for n in range(len(parts))}
    return Tree(data=data, places=MappingProxyType(places), keys=tree.keys)


def _checks(tree: Tree, season: str) -> Iterator[Problem]:
    """Yield what is wrong with texts that have a form."""
    for path in tree.places:
        value = tree.value(path)
        if len(path) < 3 or path[0] != "rounds" or not isinstance(value, str):
            continue
        key = path[2]
        if key == "side" and value == "both":
            yield tree.refuse(path, "pro or con", "It is the side that was yours in the round.")
        elif key == "date":
            yield from _date_problems(tree, path, value, season)
        elif key == "times" and len(path) == 4 and not is_time(value):
            yield tree.refuse(path, "minutes and seconds", "Write it like 3:50.")
        elif key in ("rank", "points") and not are_numbers(value):
            yield tree.refuse(path, "a number, or one for each speaker", "Write 28.5, or 28.5, 29.")
        elif key == "ballots" and not are_ballots(value):
            yield tree.refuse(path, "two numbers, ours first", "Write it like 2-1.")


def _date_problems(tree: Tree, path: Path, value: str, season: str) -> Iterator[Problem]:
    day = day_of(value)
    if day is None:
        yield tree.refuse(path, "a day", "Write it like 2026-11-22.")
    elif season_of(day) != season:
        other = season_of(day)
        message = f"{value} is not in the season {season}."
        hint = f"A season goes from July to June: move the round to {other}.yaml."
        place, severity = tree.place(path), Severity.WARNING
        yield Problem(place=place, code=Code.VALUE, message=message, hint=hint, severity=severity)


def check_times(
    season: Season, speeches: Mapping[str, Iterable[str]], text: str, path: str
) -> Iterator[Problem]:
    """Yield the formats and speeches that there are not; *speeches*: those of each format."""
    tree, _ = load(text, path)
    for number, played in enumerate(season.rounds):
        known = tuple(speeches.get(played.format, ()))
        for short in played.times:
            if tree and known and short not in known:
                at: Path = ("rounds", number, "times", short)
                message = f"“{short}” is no speech of {played.format}."
                hint = f"Its speeches are {', '.join(known)}."
                place = tree.key(at)
                yield Problem(
                    place=place,
                    code=Code.VALUE,
                    message=message,
                    hint=hint,
                    severity=Severity.WARNING,
                )


# -- From a specification


def planned_round(spec: Spec, form: Format) -> PlayedRound:
    """Return what *spec* knows of the round that it is for, which is debated in *form*.

    What we read are the contentions of our side; a speech took the time at which its last card was
    left off.
    """
    about = spec.round
    sections = spec.side(about.side).sections if about.side else ()
    own = [speech.short for speech in form.speeches if speech.side is about.side]
    clocks = {
        short: [item.at for item in spec.speeches.get(short, ()) if is_time(item.at)]
        for short in own
    }
    return PlayedRound(
        brief=spec.slug,
        tournament=about.tournament,
        round=about.round,
        date=about.date if day_of(about.date) else "",
        format=form.name,
        side=about.side,
        opponent=about.opponent,
        judge=about.judge,
        they_read=about.reads,
        we_read=tuple(section.heading for section in sections if not section.answers),
        times=MappingProxyType({short: said[-1] for short, said in clocks.items() if said}),
    )


# -- Looking up


def folded(name: str) -> str:
    """Return *name* without what makes no difference: capitals, spaces, how letters are made."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def rounds_of(seasons: Iterable[Season]) -> tuple[PlayedRound, ...]:
    """Return all rounds, the latest first; those of one day, or of none, as the file has them."""
    listed = [played for season in seasons for played in season.rounds]
    numbered = sorted(enumerate(listed), key=lambda pair: (pair[1].date, pair[0]), reverse=True)
    return tuple(played for _, played in numbered)


def against(seasons: Iterable[Season], opponent: str) -> tuple[PlayedRound, ...]:
    """Return the rounds against *opponent*, the latest first."""
    wanted = folded(opponent)
    return tuple(p for p in rounds_of(seasons) if wanted and folded(p.opponent) == wanted)


def met_before(
    seasons: Iterable[Season], opponent: str, *, slug: str = "", day: str = ""
) -> tuple[PlayedRound, ...]:
    """Return the rounds against *opponent* before that of the brief *slug* on *day*."""
    return tuple(
        played
        for played in against(seasons, opponent)
        if not (slug and played.brief == slug)
        and not (day_of(day) and played.date and played.date > day)
    )


def reads_before(
    seasons: Iterable[Season], opponent: str, side: Side | None = None
) -> tuple[str, ...]:
    """Return what *opponent* read when it was last met, and we were on *side*, if that matters."""
    for played in against(seasons, opponent):
        if played.they_read and (side is None or played.side in {side, None}):
            return played.they_read
    return ()


def same_round(one: PlayedRound, other: PlayedRound) -> bool:
    """Tell whether two entries are of one round: one brief, or one round of one tournament."""
    if one.brief and other.brief:
        return one.brief == other.brief
    keys = [(folded(p.tournament), folded(p.round), p.side) for p in (one, other)]
    return bool(one.tournament and one.round) and keys[0] == keys[1]


def laid_over(new: PlayedRound, old: PlayedRound) -> PlayedRound:
    """Return *old* with all that *new* knows; the times of both."""
    said = {each.name: getattr(new, each.name) for each in fields(new)}
    known = {name: value for name, value in said.items() if value}
    known["times"] = MappingProxyType({**old.times, **new.times})
    return replace(old, **known)


def count(rounds: Iterable[PlayedRound]) -> Mapping[Result, int]:
    """Return how many rounds ended how; those whose end is not known are in none."""
    listed = [played.result for played in rounds]
    return {result: listed.count(result) for result in Result}


# -- Writing


def written(played: PlayedRound) -> dict[str, object]:
    """Return what is known of a round, under the keys that the file has."""
    named = dict(zip(keys(PlayedRound), (each.name for each in fields(PlayedRound)), strict=True))
    values = {key: getattr(played, name) for key, name in named.items()}
    return {key: _plain(value) for key, value in values.items() if value}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return list(value)
    return str(value)
