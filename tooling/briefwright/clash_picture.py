"""Where everything stands in the picture of a map.

One side keeps to the left, the other to the right. An argument is a bar, as long as it takes to
read; its parts are cards; bands lead from the cards that answer to those that are answered. What
has to do with each other makes a panel of its own, so that a long picture can be parted. Graphviz
says in which order the arguments of a panel stand, and how high. All measures are in parts of the
size of the type.

Everything here takes values and returns values.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from briefwright.clash import Answer, Argument, ClashMap
from briefwright.model import Side
from briefwright.widths import width

LINE, LABEL_LINE = 1.22, 1.25
"""From one line to the next."""
GAP = 0.95
"""Between two arguments."""
_USUAL, _LONGEST, _LEAST_CARD = 5.0, 22.0, 0.4
"""How high an argument of usual length is, the longest one at most, and a card at least."""
_WIDER = 1.14
"""By how much other fonts than the serif of the engine may be wider."""
_MOST_LINES = 9
_STROKE = 1.7
"""How long the stroke may be that shows how long a time is."""
_POINTS = 72


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
        return text_height(self.lines)


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


def arrange(clash: ClashMap, setting: Setting) -> Picture:
    """Return the picture of *clash*, as wide as *setting* says."""
    scale = _scale(clash)
    groups = _groups(clash)
    panels = [_panel(clash, group, setting, scale) for group in groups]
    return Picture(setting=setting, minute=60 * scale, panels=tuple(panels))


def time_scale(picture: Picture) -> tuple[float, str]:
    """Return how long the stroke is by which times can be read, and the time that it stands for."""
    seconds = next((s for s in (300, 120, 60, 30, 15) if picture.minute * s / 60 <= _STROKE), 10)
    return picture.minute * seconds / 60, f"{seconds // 60}:{seconds % 60:02}"


def _scale(clash: ClashMap) -> float:
    """Return how high a second is."""
    times = [a.seconds(clash.rate) for a in clash.arguments if a.cards]
    if not times or not max(times):
        return _USUAL / 60
    return min(_USUAL / max(median(times), 1), _LONGEST / max(times))


def _groups(clash: ClashMap) -> list[list[Argument]]:
    """Return the arguments that hang together, first those about the case of Pro."""
    group = {a.anchor: [a] for a in clash.arguments}
    for each in clash.answers:
        one, other = group[each.answer], group[each.answered]
        if one is not other:
            one += other
            group.update((a.anchor, one) for a in other)
    place = {a.anchor: number for number, a in enumerate(clash.arguments)}
    found = {id(each): each for each in group.values()}.values()
    groups = [sorted(each, key=lambda a: place[a.anchor]) for each in found]
    return sorted(groups, key=lambda each: (_case(each) is Side.CON, _rank(each, place)))


def _rank(group: Sequence[Argument], place: dict[str, int]) -> tuple[bool, int]:
    """Rank a group by its first contention; what answers nothing is last."""
    made = [place[a.anchor] for a in group if not a.is_block]
    return not made, min(made or [place[a.anchor] for a in group])


def _case(group: Iterable[Argument]) -> Side:
    """Return whose case a group is about."""
    first = min(group, key=lambda a: (a.is_block, a.side is Side.CON))
    return first.side.opponent if first.is_block else first.side


# -- A panel


def _panel(clash: ClashMap, group: Sequence[Argument], setting: Setting, scale: float) -> Panel:
    anchors = {a.anchor for a in group}
    answers = [each for each in clash.answers if each.answer in anchors]
    lines = {a.anchor: broken(_heading(a, clash), setting.text) for a in group}
    heights = {
        a.anchor: max(_bar_height(a, clash, scale), text_height(lines[a.anchor])) for a in group
    }
    middles = _middles(group, answers, heights)
    top = min(middles[a] - heights[a] / 2 for a in anchors)
    bars = tuple(
        _bar(a, middles[a.anchor] - top, heights[a.anchor], lines[a.anchor], clash, scale)
        for a in group
    )
    return Panel(
        case=_case(group),
        height=max(bar.top + bar.height for bar in bars),
        bars=bars,
        bands=tuple(_bands(answers, {bar.argument.anchor: bar for bar in bars})),
    )


def _card_height(read: int, clash: ClashMap, scale: float) -> float:
    return max(_LEAST_CARD, read * 60 / clash.rate * scale)


def _bar_height(argument: Argument, clash: ClashMap, scale: float) -> float:
    return sum(_card_height(card.read, clash, scale) for card in argument.cards)


def _heading(argument: Argument, clash: ClashMap) -> str:
    """Return the heading of *argument*, but not again where it is that of all that it answers."""
    known = clash.by_anchor()
    against = {known[e.answered].heading for e in clash.answers if e.answer == argument.anchor}
    return "" if argument.is_block and against == {argument.heading} else argument.heading


def text_height(lines: Sequence[str]) -> float:
    """Return how high the text of an argument is."""
    return LABEL_LINE + LINE * len(lines)


def _bar(  # noqa: PLR0913, PLR0917 (what a bar is made of)
    argument: Argument,
    middle: float,
    height: float,
    lines: tuple[str, ...],
    clash: ClashMap,
    scale: float,
) -> Bar:
    met = clash.met()
    at = middle - _bar_height(argument, clash, scale) / 2
    cells = []
    for card in argument.cards:
        size = _card_height(card.read, clash, scale)
        is_met = (argument.anchor, card.name) in met
        cells.append(Cell(name=card.name, tag=card.tag, top=at, height=size, met=is_met))
        at += size
    return Bar(
        argument=argument,
        top=middle - height / 2,
        height=height,
        lines=lines,
        cells=tuple(cells),
        alone=not any(argument.anchor in (e.answer, e.answered) for e in clash.answers),
    )


def _middles(
    group: Sequence[Argument], answers: Sequence[Answer], heights: dict[str, float]
) -> dict[str, float]:
    """Return how far down the middle of each argument is, as Graphviz arranges them.

    It is given numbers and sizes only. Contentions stand in their order, above the blocks of the
    left side and below those of the right; blocks stand where the fewest bands cross.
    """
    if len(group) == 1:
        return {group[0].anchor: 0}
    import pygraphviz  # noqa: PLC0415 (only who draws needs it)

    numbers = {a.anchor: str(n) for n, a in enumerate(group)}
    graph = pygraphviz.AGraph(
        directed=True, strict=False, rankdir="LR", splines="false", ranksep="2", nodesep=GAP
    )
    # Without a label no font is looked for.
    graph.node_attr.update(shape="box", label="", fixedsize="true", width="1")
    graph.edge_attr.update(label="", arrowhead="none")
    for argument in group:
        graph.add_node(numbers[argument.anchor], height=f"{heights[argument.anchor]:.3f}")
    for side in (Side.PRO, Side.CON):
        column = [a for a in group if a.side is side]
        if column:
            graph.add_subgraph([numbers[a.anchor] for a in column], rank="same")
        for above, below in _order(column, side):
            ends = (numbers[above.anchor], numbers[below.anchor])
            graph.add_edge(*ends, style="invis", weight="0")
    known = {a.anchor: a for a in group}
    for each in answers:
        ends = (each.answer, each.answered)
        left, right = ends if known[each.answer].side is Side.PRO else ends[::-1]
        graph.add_edge(numbers[left], numbers[right], weight=str(1 + len(each.cards)))
    graph.layout("dot")
    try:
        return {
            anchor: -float(graph.get_node(number).attr["pos"].split(",")[1]) / _POINTS
            for anchor, number in numbers.items()
        }
    finally:
        graph.close()


def _order(column: Sequence[Argument], side: Side) -> Iterator[tuple[Argument, Argument]]:
    """Yield pairs of which the first stands above the second."""
    made = [a for a in column if not a.is_block]
    blocks = [a for a in column if a.is_block]
    yield from pairwise(made)
    if made and side is Side.PRO:
        yield from ((made[-1], block) for block in blocks)
    elif made:
        yield from ((block, made[0]) for block in blocks)


# -- Bands


def _bands(answers: Sequence[Answer], bars: dict[str, Bar]) -> Iterator[Band]:
    """Yield the bands; those that begin or end at a card share it between them."""
    ends = [(each, pair) for each in answers for pair in each.cards]
    shares: dict[tuple[str, str], int] = {}
    for each, (answering, answered) in ends:
        for key in ((each.answer, answering), (each.answered, answered)):
            shares[key] = shares.get(key, 0) + 1
    used: dict[tuple[str, str], int] = {}

    def stretch(anchor: str, name: str) -> tuple[float, float]:
        cell = next((cell for cell in bars[anchor].cells if cell.name == name), None)
        if cell is None:  # the argument as a whole
            cells = bars[anchor].cells
            top = cells[0].top if cells else bars[anchor].middle
            return top, cells[-1].top + cells[-1].height if cells else top
        size = cell.height / shares[anchor, name]
        at = cell.top + size * used.get((anchor, name), 0)
        used[anchor, name] = used.get((anchor, name), 0) + 1
        return at, at + size

    for each, (answering, answered) in sorted(ends, key=lambda end: _place(end, bars)):
        side = bars[each.answer].argument.side
        starts, leads = stretch(each.answer, answering), stretch(each.answered, answered)
        left, right = (starts, leads) if side is Side.PRO else (leads, starts)
        yield Band(
            side=side,
            left=left,
            right=right,
            answer=_tag(bars[each.answer], answering),
            answered=_tag(bars[each.answered], answered),
            whole=not answered,
        )


def _place(end: tuple[Answer, tuple[str, str]], bars: dict[str, Bar]) -> tuple[float, float]:
    """Order bands so that those at one card do not cross each other."""
    each, (answering, answered) = end
    return _top(bars[each.answered], answered), _top(bars[each.answer], answering)


def _top(bar: Bar, name: str) -> float:
    return next((cell.top for cell in bar.cells if cell.name == name), -1.0)


def _tag(bar: Bar, name: str) -> str:
    found = next((cell.tag for cell in bar.cells if cell.name == name), "")
    return found or bar.argument.heading


# -- Lines


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
