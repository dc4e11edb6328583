"""The parts of the picture of a map, and the lines that its texts are broken into.

All measures are in parts of the size of the type.

Everything here takes values and returns values.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefwright.clash import Argument
from briefwright.model import Side
from briefwright.widths import width

LINE, LABEL_LINE = 1.22, 1.25
"""From one line to the next."""
GAP = 0.95
"""Between two arguments."""
_WIDER = 1.14
"""By how much other fonts than the serif of the engine may be wider."""
_MOST_LINES = 9
LABEL_SIZE = 0.9
"""Of label and note, in parts of the size of the heading."""
BOLD = 1.08
"""How wide bold letters are, in parts of the others."""
Head = tuple[tuple[str, str], ...]
Text = tuple[Head, tuple[str, ...]]
_STROKE = 1.7
"""How long the stroke may be that shows how long a time is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How wide the parts of a picture are."""

    text: float
    """What is said of an argument."""
    space: float
    """Between that and its bar."""
    bar: float
    bands: float
    """Between the bars."""

    @property
    def width(self) -> float:
        """Of all of it."""
        return 2 * (self.text + self.space + self.bar) + self.bands

    def bar_at(self, side: Side) -> float:
        """Return where the bars of *side* begin."""
        left = self.text + self.space
        return left if side is Side.PRO else left + self.bar + self.bands

    def text_at(self, side: Side) -> float:
        """Return where the texts of *side* begin."""
        return 0 if side is Side.PRO else self.width - self.text


WIDE = Setting(text=19.6, space=0.6, bar=1.5, bands=12.6)
NARROW = Setting(text=10.6, space=0.4, bar=0.9, bands=6.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapWords:
    """What is written in a picture besides the arguments."""

    pro_case: str = "Pro case"
    pro_answers: str = "Pro answers"
    con_case: str = "Con case"
    con_answers: str = "Con answers"
    unanswered: str = "Nobody answers this"
    """Where an answer would stand."""
    aimless: str = "Answers nothing that is said"
    """Where the contention would stand that a block is against."""
    alt: str = "Which argument answers which"
    """What the picture shows."""

    def titles(self, case: Side) -> tuple[str, str]:
        """Return what stands above the sides, left and right, where the case of one is debated."""
        pro = (self.pro_case, self.con_answers)
        return pro if case is Side.PRO else (self.pro_answers, self.con_case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A card of a bar."""

    name: str
    tag: str
    top: float
    height: float
    met: bool
    """Whether it has to do with a card of the other side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """An argument, from the top of its panel."""

    argument: Argument
    top: float
    height: float
    """Of bar and text."""
    head: tuple[tuple[str, str], ...]
    """Its label and its note: in one line, or in several."""
    lines: tuple[str, ...]
    """Its heading, broken."""
    cells: tuple[Cell, ...]
    alone: bool
    """Whether it has to do with no argument of the other side."""

    @property
    def middle(self) -> float:
        """Half its height."""
        return self.top + self.height / 2

    @property
    def text_height(self) -> float:
        """How high the text is."""
        return text_height(self.head, self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """That a card answers another, or an argument as a whole."""

    side: Side
    """Whose answer it is."""
    left: tuple[float, float]
    """Where it begins and ends at the left, from the top of the panel."""
    right: tuple[float, float]
    answer: str
    """The tag of the card that answers."""
    answered: str
    """The tag or heading of what it answers."""
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Arguments that have to do with each other."""

    case: Side
    """Whose case is debated in it."""
    height: float
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture, in panels from top to bottom."""

    setting: Setting
    minute: float
    """How high a minute is."""
    panels: tuple[Panel, ...]


def time_scale(picture: Picture) -> tuple[float, str]:
    """Return how long the stroke is by which times can be read, and the time that it stands for."""
    seconds = next((s for s in (300, 120, 60, 30, 15) if picture.minute * s / 60 <= _STROKE), 10)
    return picture.minute * seconds / 60, f"{seconds // 60}:{seconds % 60:02}"


def said_of(argument: Argument, heading: str, setting: Setting) -> Text:
    """Return what is said of *argument*, broken: label and note, and the heading."""
    head: Head = ((argument.label, argument.note),)
    label = broken(argument.label, setting.text / LABEL_SIZE / BOLD)
    both = width(f"{argument.label}  {argument.note}") * LABEL_SIZE * _WIDER * BOLD
    if len(label) > 1 or both > 100 * setting.text:
        notes = broken(argument.note, setting.text / LABEL_SIZE)
        head = (*((line, "") for line in label), *(("", line) for line in notes))
    return head, broken(heading, setting.text)


def text_height(head: Head, lines: Sequence[str]) -> float:
    """Return how high the text of an argument is."""
    return LABEL_LINE * len(head) + LINE * len(lines)


def broken(text: str, room: float) -> tuple[str, ...]:
    """Break *text* into lines of that *room*, about as long as each other.

    What is far too long is cut off.
    """
    most = int(room / _WIDER * 100)
    lines = _filled(text, most)
    while len(lines) > 1 and len(closer := _filled(text, most - 50)) == len(lines):
        lines, most = closer, most - 50
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1]} …"]
    return tuple(lines)


def _filled(text: str, most: int) -> list[str]:
    """Break *text* into lines of at most that width, in hundredths of the size."""
    lines: list[str] = []
    for word in text.split():
        for piece in _pieces(word, most):
            joined = f"{lines[-1]} {piece}" if lines else piece
            if lines and width(joined) <= most:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, most: int) -> Iterator[str]:
    """Yield a word, or the pieces of one that is too long for a line."""
    while width(word) > most and len(word) > 1:
        fits = max(1, next((n for n in range(2, len(word)) if width(word[:n]) > most), 2) - 1)
        yield word[:fits]
        word = word[fits:]
    yield word
