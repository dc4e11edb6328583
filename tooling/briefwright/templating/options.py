"""The options of a template pack: typed, with a default, and checked.

Everything here takes values and returns values.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from briefwright.model import Spec
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.templating.deprecations import Deprecation, Kind, find, warning

TODAY = "today"
"""As a date: that of the build."""

Value = str | int | float | bool | tuple[str | int | float, ...]


class OptionType(StrEnum):
    """What an option takes."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LIST = "list"
    COLOUR = "colour"
    LENGTH = "length"
    DATE = "date"


MEASURED = frozenset({OptionType.NUMBER, OptionType.LENGTH})
"""Types whose choices are words that stand for a value, besides all other values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionLayer:
    """An option as one ``template.yml`` describes it; what is None comes from the next one."""

    type: OptionType | None = None
    default: str | tuple[str, ...] | None = None
    help: str | None = None
    choices: tuple[str, ...] | None = None
    """What it may be; of a number or a length, which words stand for one."""
    of: OptionType | None = None
    """The type of each item of a list."""
    example: str | None = None
    """A value to show, and to try the pack with, where the default is empty."""
    min: float | None = None
    """The least of a number; how light a colour must be, in percent."""
    max: float | None = None
    at_least: str | None = None
    """Another option, a number, than which this one is never less."""
    sets: Mapping[str, Mapping[str, str]] | None = None
    """For a choice: what other options are with it, where nobody writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option of a pack."""

    name: str
    type: OptionType = OptionType.STRING
    default: Value = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    of: OptionType = OptionType.STRING
    example: str = ""
    min: float | None = None
    max: float | None = None
    at_least: str = ""
    sets: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def read(self, written: str) -> Value:
        """Return the value that *written* says; raises ValueError with the reason and a hint."""
        if self.type is OptionType.LIST:
            parts = [part.strip() for part in written.split(",")]
            return tuple(self._item(part) for part in parts if part)
        return _READERS[self.type](self, written.strip())

    def _item(self, written: str) -> str | int | float:
        try:
            value = _READERS[self.of](self, written)
        except ValueError as error:
            reason, hint = error.args
            raise ValueError(reason.replace("it ", f"“{written}” ", 1), hint) from None
        return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def merge(name: str, layers: list[OptionLayer]) -> Option:
    """Return the option called *name* from its *layers*, nearest first; ValueError as `read`."""
    found: dict[str, object] = {}
    for layer in layers:
        for key in OptionLayer.__slots__:
            value = getattr(layer, key)
            if value is not None:
                found.setdefault(key, value)
    default = found.pop("default", "")
    option = Option(name=name, **found)  # type: ignore[arg-type]  # the fields of OptionLayer
    written = ", ".join(default) if isinstance(default, tuple) else str(default)
    value = option.read(written) if written else _NOTHING.get(option.type, "")
    return Option(name=name, default=value, **found)  # type: ignore[arg-type]


def read_options(
    options: Mapping[str, Option], spec: Spec, deprecated: tuple[Deprecation, ...] = ()
) -> tuple[Mapping[str, Value], tuple[Problem, ...]]:
    """Return a value for each of a pack's *options*, and what is wrong with those of *spec*."""
    given: dict[str, Value] = {}
    places: dict[str, Place] = {}
    problems: list[Problem] = []
    for name, written in spec.options.items():
        place = spec.place("options", name)
        row = find(deprecated, Kind.OPTION, name)
        if row is not None:
            problems.append(warning(row, place))
        option = options.get(row.new if row else name)
        if option is None and spec.is_inherited("options", name):
            continue  # it is for the template of the brief that this one comes from
        if option is None:
            message = f"The template “{spec.template}” has no option “{name}”."
            hint = did_you_mean(name, options)
            problems.append(Problem(place=place, code=Code.UNKNOWN_KEY, message=message, hint=hint))
            continue
        try:
            given[option.name], places[option.name] = option.read(written), place
        except ValueError as error:
            reason, hint = error.args
            problems.append(_unfit(name, written, reason, hint, place))
    values = settled(options, given)
    for name, reason, hint in too_low(options, given, values):
        problems.append(_unfit(name, f"{given[name]}", reason, hint, places[name]))
    return MappingProxyType(values), tuple(sorted(problems, key=lambda problem: problem.place))


def settled(options: Mapping[str, Option], given: Mapping[str, Value]) -> dict[str, Value]:
    """Return a value for each option where *given* are those that somebody wrote.

    The others are what a choice sets them to, or the defaults, and not less than they may be.
    """
    values = {name: option.default for name, option in options.items()} | dict(given)
    for name, option in options.items():
        for other, written in option.sets.get(str(values[name]), {}).items():
            if other not in given and other in options:
                values[other] = options[other].read(written)
    for name, _, _ in too_low(options, values, values):
        if name not in given:
            values[name] = values[options[name].at_least]
    return values


def too_low(
    options: Mapping[str, Option], given: Mapping[str, Value], values: Mapping[str, Value]
) -> Iterator[tuple[str, str, str]]:
    """Yield each of *given* that is less than another of *values* lets it be, reason and hint."""
    for name, value in given.items():
        other = options[name].at_least
        least = values.get(other)
        if not isinstance(value, int | float) or not isinstance(least, int | float):
            continue
        if value < least:
            hint = f"{least:g} is the least; to have less, set “{other}” to {value:g}, too."
            yield name, "it is too small", hint


def _unfit(name: str, written: str, reason: str, hint: str, place: Place) -> Problem:
    message = f"The option “{name}” cannot be “{written}”: {reason}."
    return Problem(place=place, code=Code.VALUE, message=message, hint=hint)


# -- One reader for each type: the text, stripped, to a value, or ValueError(reason, hint)

_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?")
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,4})?) ?(in|cm|mm|pt)")
_LONG = len("#ffe066")
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_BOOLEANS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
# The basic colours of CSS, and orange: https://www.w3.org/TR/css-color-3/#html4
_COLOURS = {
    "aqua": "#00ffff",
    "black": "#000000",
    "blue": "#0000ff",
    "fuchsia": "#ff00ff",
    "gray": "#808080",
    "green": "#008000",
    "lime": "#00ff00",
    "maroon": "#800000",
    "navy": "#000080",
    "olive": "#808000",
    "orange": "#ffa500",
    "purple": "#800080",
    "red": "#ff0000",
    "silver": "#c0c0c0",
    "teal": "#008080",
    "white": "#ffffff",
    "yellow": "#ffff00",
}
_NOTHING: Mapping[OptionType, Value] = {
    OptionType.NUMBER: 0,
    OptionType.BOOLEAN: False,
    OptionType.LIST: (),
}


def _string(option: Option, written: str) -> Value:
    if option.choices and written not in option.choices:
        raise ValueError("it is none of the choices", did_you_mean(written, option.choices))
    return written


def _number(option: Option, written: str) -> Value:
    if written in option.choices:
        return written
    if not _NUMBER.fullmatch(written):
        hint = f"Write digits only, such as 3 or 1.5{_or_words(option)}."
        raise ValueError("it is not a number", hint)
    value = float(written)
    if option.min is not None and value < option.min:
        raise ValueError("it is too small", f"{option.min:g} is the least.")
    if option.max is not None and value > option.max:
        raise ValueError("it is too large", f"{option.max:g} is the most.")
    return int(value) if value.is_integer() else value


def _boolean(_option: Option, written: str) -> Value:
    if written.lower() not in _BOOLEANS:
        raise ValueError("it is neither yes nor no", "Write yes or no.")
    return _BOOLEANS[written.lower()]


def _colour(option: Option, written: str) -> Value:
    colour = _COLOURS.get(written.lower(), written.lower())
    if not _HEX.fullmatch(colour):
        hint = did_you_mean(written, _COLOURS) if written.isalpha() else ""
        raise ValueError("it is not a colour", hint or "Write it as #ffe066.")
    if len(colour) < _LONG:
        colour = "#" + "".join(digit * 2 for digit in colour[1:])
    shades = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    light = _lightness(shades)
    if option.min is not None and light < option.min:
        # As much white with it as makes it light enough, and a little more.
        part = (option.min + 5 - light) / (100 - light)
        lighter = "".join(f"{round(shade + (255 - shade) * part):02x}" for shade in shades)
        raise ValueError("it is too dark", f"Choose a lighter one, such as #{lighter}.")
    return colour


def _lightness(shades: Sequence[int]) -> float:
    """Return how light a copier sees a colour, in percent, from its red, green and blue.

    The weights are those of the luma of ITU-R BT.601.
    """
    weights = (0.299, 0.587, 0.114)
    return sum(w * shade for w, shade in zip(weights, shades, strict=True)) / 2.55


def _length(option: Option, written: str) -> Value:
    if written in option.choices:
        return written
    match = _LENGTH.fullmatch(written)
    if not match:
        hint = f"Write a number with in, cm, mm or pt: 0.75in{_or_words(option)}."
        raise ValueError("it is not a length", hint)
    return match[1] + match[2]


def _or_words(option: Option) -> str:
    return "".join(f", or {word}" for word in option.choices)


def _date(_option: Option, written: str) -> Value:
    if written in ("", TODAY):
        return written
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise ValueError("it is not a date", "Write today, or a date as 2026-11-22.") from None


_READERS: Mapping[OptionType, Callable[[Option, str], Value]] = {
    OptionType.STRING: _string,
    OptionType.CHOICE: _string,
    OptionType.NUMBER: _number,
    OptionType.BOOLEAN: _boolean,
    OptionType.COLOUR: _colour,
    OptionType.LENGTH: _length,
    OptionType.DATE: _date,
    OptionType.LIST: _string,
}
