"""Where everything stands in the picture of a map.

One side keeps to the left, the other to the right. An argument is a bar, as long as it takes to
read; its parts are cards; bands lead from the cards that answer to those that are answered. What
has to do with each other makes a panel of its own, so that a long picture can be parted. Graphviz
says in which order the arguments of a panel stand, and how high. All measures are in parts of the
size of the type.

Everything here takes values and returns values.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from briefwright.clash import Answer, Argument, ClashMap
from briefwright.clash_picture import (
    GAP,
    Band,
    Bar,
    Cell,
    Panel,
    Picture,
    Setting,
    Text,
    said_of,
    text_height,
)
from briefwright.model import Side

_USUAL, _LONGEST, _LEAST_CARD = 5.0, 22.0, 0.4
"""How high an argument of usual length is, the longest one at most, and a card at least."""
_POINTS = 72


def arrange(clash: ClashMap, setting: Setting) -> Picture:
    """Return the picture of *clash*, as wide as *setting* says."""
    scale = _scale(clash)
    groups = _groups(clash)
    met = clash.met()
    panels = [_panel(clash, group, setting, scale, met) for group in groups]
    return Picture(setting=setting, minute=60 * scale, panels=tuple(panels))


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


def _panel(
    clash: ClashMap,
    group: Sequence[Argument],
    setting: Setting,
    scale: float,
    met: frozenset[tuple[str, str]],
) -> Panel:
    anchors = {a.anchor for a in group}
    answers = [each for each in clash.answers if each.answer in anchors]
    texts = {a.anchor: said_of(a, _heading(a, answers, group), setting) for a in group}
    heights = {
        a.anchor: max(_bar_height(a, clash, scale), text_height(*texts[a.anchor])) for a in group
    }
    middles = _middles(group, answers, heights)
    top = min(middles[a] - heights[a] / 2 for a in anchors)
    bars = tuple(
        _bar(
            a,
            (middles[a.anchor] - top, heights[a.anchor]),
            texts[a.anchor],
            tuple(_cells(a, middles[a.anchor] - top, clash, scale, met)),
            alone=len(group) == 1,
        )
        for a in group
    )
    return Panel(
        case=_case(group),
        height=max(bar.top + bar.height for bar in bars),
        bars=bars,
        bands=tuple(_bands(answers, bars)),
    )


def _card_height(read: int, clash: ClashMap, scale: float) -> float:
    return max(_LEAST_CARD, read * 60 / clash.rate * scale)


def _bar_height(argument: Argument, clash: ClashMap, scale: float) -> float:
    return sum(_card_height(card.read, clash, scale) for card in argument.cards)


def _heading(argument: Argument, answers: Sequence[Answer], group: Sequence[Argument]) -> str:
    """Return the heading of *argument*, but not again where it is that of all that it answers."""
    aims = {each.answered for each in answers if each.answer == argument.anchor}
    against = {each.heading for each in group if each.anchor in aims}
    return "" if argument.is_block and against == {argument.heading} else argument.heading


def _cells(
    argument: Argument,
    middle: float,
    clash: ClashMap,
    scale: float,
    met: frozenset[tuple[str, str]],
) -> Iterator[Cell]:
    at = middle - _bar_height(argument, clash, scale) / 2
    for card in argument.cards:
        size = _card_height(card.read, clash, scale)
        is_met = (argument.anchor, card.name) in met
        yield Cell(name=card.name, tag=card.tag, top=at, height=size, met=is_met)
        at += size


def _bar(
    argument: Argument,
    stands: tuple[float, float],
    text: Text,
    cells: tuple[Cell, ...],
    *,
    alone: bool,
) -> Bar:
    """Return a bar; *stands* are its middle and its height."""
    middle, height = stands
    return Bar(
        argument=argument,
        top=middle - height / 2,
        height=height,
        head=text[0],
        lines=text[1],
        cells=cells,
        alone=alone,
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


class _Ends:
    """Where bands end: those at one card share its height between them."""

    def __init__(self, bars: Iterable[Bar], ends: Iterable[tuple[str, str]]) -> None:
        self.bars = {bar.argument.anchor: bar for bar in bars}
        self.cells = {(a, c.name): c for a, bar in self.bars.items() for c in bar.cells}
        self.shares = Counter(ends)
        self.used: Counter[tuple[str, str]] = Counter()

    def stretch(self, end: tuple[str, str]) -> tuple[float, float]:
        """Return the next part of a card that is free, or the whole of an argument."""
        cell = self.cells.get(end)
        if cell is None:
            cells, middle = self.bars[end[0]].cells, self.bars[end[0]].middle
            return (cells[0].top, cells[-1].top + cells[-1].height) if cells else (middle, middle)
        size = cell.height / self.shares[end]
        at = cell.top + size * self.used[end]
        self.used[end] += 1
        return at, at + size

    def top(self, end: tuple[str, str]) -> float:
        """Return where a card begins; an argument as a whole comes before its cards."""
        return self.cells[end].top if end in self.cells else -1.0

    def tag(self, end: tuple[str, str]) -> str:
        """Return what a card, or else an argument, says."""
        found = self.cells.get(end)
        return found.tag if found else self.bars[end[0]].argument.heading


def _bands(answers: Sequence[Answer], bars: Sequence[Bar]) -> Iterator[Band]:
    """Yield the bands; at each card in an order in which they do not cross."""
    pairs = [
        ((each.answer, answering), (each.answered, answered))
        for each in answers
        for answering, answered in each.cards
    ]
    ends = _Ends(bars, (end for pair in pairs for end in pair))
    for start, goal in sorted(pairs, key=lambda pair: (ends.top(pair[1]), ends.top(pair[0]))):
        side = ends.bars[start[0]].argument.side
        starts, leads = ends.stretch(start), ends.stretch(goal)
        left, right = (starts, leads) if side is Side.PRO else (leads, starts)
        yield Band(
            side=side,
            left=left,
            right=right,
            answer=ends.tag(start),
            answered=ends.tag(goal),
            whole=not goal[1],
        )
