"""Formats of debate: YAML to a typed value, in the language of a brief.

Everything here takes values and returns values; ``format_files`` reads them from the disk.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from briefwright.fields import LANGUAGE, Tree, Wording, build, load, one_line, suggest
from briefwright.languages import fallbacks
from briefwright.model import Format, Path, Side, Speech, SpeechKind
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.rates import FASTEST, SLOWEST
from briefwright.text import check_slug

MOST_MINUTES = 60
_RATES = (150, 200, 250)
_WORDING = Wording(
    synonyms=MappingProxyType(
        {
            **dict.fromkeys(("aff", "affirmative", "proposition", "government", "for"), "pro"),
            **dict.fromkeys(("neg", "negative", "opposition", "against"), "con"),
            **dict.fromkeys(("any", "either"), "both"),
            **dict.fromkeys(("cx", "cross-examination", "questions"), "crossfire"),
            **dict.fromkeys(("case", "speech"), "constructive"),
            **dict.fromkeys(("reply", "final", "whip"), "summary"),
            **dict.fromkeys(("time", "length", "duration"), "minutes"),
            **dict.fromkeys(("prep",), "preparation"),
            **dict.fromkeys(("order",), "speeches"),
        }
    )
)
_CALLED = Wording(
    synonyms=MappingProxyType(
        {
            **dict.fromkeys(("pf", "pfd", "pufo"), "public-forum"),
            **dict.fromkeys(("ld", "nfa-ld"), "lincoln-douglas"),
            **dict.fromkeys(("cx", "policy-debate", "cross-examination"), "policy"),
            **dict.fromkeys(("ndt", "ceda", "ndt-ceda"), "policy-college"),
            **dict.fromkeys(("ws", "wsd", "wsdc"), "world-schools"),
            **dict.fromkeys(("bp", "wudc", "worlds", "parli"), "british-parliamentary"),
        }
    )
)
"""What people may write for the shipped formats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """What the sides are called."""

    pro: str
    con: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speech:
    """A speech as it is written."""

    name: str
    side: Side
    minutes: float
    short: str = ""
    kind: SpeechKind = SpeechKind.CONSTRUCTIVE
    team: str = ""
    answers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _OtherSides:
    """What the sides are called in another language."""

    pro: str = ""
    con: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _OtherSpeech:
    """What a speech is called in another language."""

    name: str = ""
    short: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Locale:
    """The names of a format in another language; what is empty stays as it is."""

    title: str = ""
    sides: _OtherSides = _OtherSides()
    speeches: Mapping[str, _OtherSpeech] = field(default_factory=lambda: MappingProxyType({}))
    """By the short names of the format itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """The file of a format as it is written."""

    title: str
    sides: _Sides
    speeches: tuple[_Speech, ...]
    preparation: float = 0
    rates: tuple[int, ...] = _RATES
    locale: Mapping[str, _Locale] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatFile:
    """A format, in its own language and in others."""

    format: Format
    path: str
    """How messages call the file."""
    others: Mapping[str, Format] = field(default_factory=lambda: MappingProxyType({}))
    """By language tag, in small letters."""

    def speaking(self, language: str) -> Format:
        """Return the format with its names in *language*, or else in its own."""
        tags = (tag for tag in fallbacks(language) if tag in self.others)
        return self.others.get(next(tags, ""), self.format)


def read_format(text: str, path: str, name: str) -> tuple[FormatFile | None, tuple[Problem, ...]]:
    """Return the format called *name* in the file at *path*, and what is wrong with it."""
    bad_name = check_slug(name, Place(path=path))
    found = [bad_name] if bad_name else []
    tree, problems = load(text, path)
    if tree is None:
        return None, (*found, *problems)
    written, more = build(_Written, _in_lines(tree), _WORDING)
    found += [*problems, *more]
    if written is None:
        return None, tuple(found)
    form = _format(name, written)
    others = {tag.lower(): _translated(form, other) for tag, other in written.locale.items()}
    found += sorted(_checks(tree, written, form, others), key=lambda problem: problem.place)
    if found:
        return None, tuple(found)
    return FormatFile(format=form, path=path, others=MappingProxyType(others)), ()


def unknown_format(name: str, place: Place, known: Iterable[str]) -> Problem:
    """Return the problem of a format that is named and is not there."""
    message, hint = f"There is no format “{name}”.", suggest(name, known, _CALLED)
    return Problem(place=place, code=Code.UNKNOWN_FORMAT, message=message, hint=hint)


def _in_lines(tree: Tree) -> Tree:
    """Return *tree* with each text in one line."""

    def lined(data: object) -> object:
        if isinstance(data, dict):
            return {key: lined(value) for key, value in data.items()}
        if isinstance(data, list):
            return [lined(value) for value in data]
        return (one_line(data).strip() or None) if isinstance(data, str) else data

    return replace(tree, data=lined(tree.data))  # type: ignore[arg-type]  # the same shape


def _format(name: str, written: _Written) -> Format:
    return Format(
        name=name,
        title=written.title,
        pro=written.sides.pro,
        con=written.sides.con,
        speeches=tuple(
            Speech(
                name=speech.name,
                short=speech.short or speech.name,
                side=speech.side,
                minutes=_whole(speech.minutes),
                kind=speech.kind,
                team=speech.team,
                answers=speech.answers,
            )
            for speech in written.speeches
        ),
        preparation=_whole(written.preparation),
        rates=written.rates or _RATES,
    )


def _whole(number: float) -> int | float:
    """Return 4 for 4.0, as people write it."""
    return int(number) if float(number).is_integer() else number


def _translated(form: Format, other: _Locale) -> Format:
    return replace(
        form,
        title=other.title or form.title,
        pro=other.sides.pro or form.pro,
        con=other.sides.con or form.con,
        speeches=tuple(
            _renamed(speech, other.speeches.get(speech.short)) for speech in form.speeches
        ),
    )


def _renamed(speech: Speech, other: _OtherSpeech | None) -> Speech:
    if other is None:
        return speech
    return replace(
        speech,
        name=other.name or speech.name,
        short=other.short or speech.short,
        team=other.team or speech.team,
    )


# -- What types do not say


def _checks(
    tree: Tree, written: _Written, form: Format, others: Mapping[str, Format]
) -> Iterator[Problem]:
    for number, speech in enumerate(form.speeches):
        if not 0 < speech.minutes <= MOST_MINUTES:
            path = ("speeches", number, "minutes")
            yield tree.refuse(path, f"a number above 0, at most {MOST_MINUTES}")
    if not 0 <= form.preparation <= MOST_MINUTES:
        yield tree.refuse(("preparation",), f"a number from 0 to {MOST_MINUTES}")
    yield from _rates(tree, form.rates)
    yield from _silent_sides(tree, form)
    yield from _same_names(tree, form, ())
    for tag, other in written.locale.items():
        where = ("locale", tag)
        if not re.fullmatch(LANGUAGE, tag):
            message = f"“{tag}” is no language tag."
            hint = "Write it like en, es, fr-CA or zh-Hant."
            yield Problem(place=tree.key(where), code=Code.VALUE, message=message, hint=hint)
        yield from _same_names(tree, others[tag.lower()], where)
        known = [speech.short for speech in form.speeches]
        for short in other.speeches:
            if short not in known:
                yield _no_speech(tree, (*where, "speeches", short), short, known)


def _rates(tree: Tree, rates: tuple[int, ...]) -> Iterator[Problem]:
    for number, rate in enumerate(rates):
        path = ("rates", number)
        if not SLOWEST <= rate <= FASTEST:
            yield tree.refuse(path, f"words a minute from {SLOWEST} to {FASTEST}")
        elif number and rate <= rates[number - 1]:
            yield tree.refuse(path, "a faster rate than the one before")


def _silent_sides(tree: Tree, form: Format) -> Iterator[Problem]:
    for side in (Side.PRO, Side.CON):
        held = (s for s in form.speeches if s.kind is not SpeechKind.CROSSFIRE)
        if not any(speech.side is side for speech in held):
            message = f"The side “{side}” has no speech."
            hint = f"Write “- {{name: …, side: {side}, minutes: …}}” below `speeches`."
            yield Problem(
                place=tree.key(("speeches",)), code=Code.VALUE, message=message, hint=hint
            )


def _same_names(tree: Tree, form: Format, path: Path) -> Iterator[Problem]:
    """Yield the names that two of *form* share, as it is called by what stands at *path*."""
    if form.pro.casefold() == form.con.casefold():
        message = f"Both sides are called “{form.pro}”."
        yield Problem(place=tree.place((*path, "sides")), code=Code.VALUE, message=message)
    seen: dict[str, int] = {}
    for number, speech in enumerate(form.speeches):
        key = speech.short.casefold()
        if key in seen:
            at = (*path, "speeches", form.speeches[number].short, "short") if path else None
            place = tree.place(at or ("speeches", number))
            message = f"Two speeches are “{speech.short}” in short."
            hint = "Give each a `short` of its own."
            yield Problem(place=place, code=Code.VALUE, message=message, hint=hint)
        seen.setdefault(key, number)


def _no_speech(tree: Tree, path: Path, short: str, known: list[str]) -> Problem:
    return Problem(
        place=tree.key(path),
        code=Code.UNKNOWN_KEY,
        message=f"There is no speech “{short}” here.",
        hint=did_you_mean(short, known),
    )
