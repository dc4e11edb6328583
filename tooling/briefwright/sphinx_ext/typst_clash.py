"""Maps as a call of the function of ``print.typ`` that draws them. Pure."""

from collections.abc import Callable, Iterable, Iterator

from briefwright.clash import ClashMap
from briefwright.clash_layout import arrange
from briefwright.clash_picture import (
    GAP,
    NARROW,
    WIDE,
    Band,
    Bar,
    MapWords,
    Panel,
    Picture,
    time_scale,
)
from briefwright.model import Side
from briefwright.sphinx_ext.typst_text import array, literal

FUNCTION = "clash-map"
Write = Callable[[str], str]
"""Returns a text as an argument of code."""
_SIDES = (Side.PRO, Side.CON)


def arguments(clash: ClashMap, words: MapWords, write: Write) -> Iterator[str]:
    """Yield the arguments of the call that draws *clash*: once wide, once narrow."""
    yield f"alt: {literal(words.alt)}"
    titles = (f"{side}: {array(write(title) for title in words.titles(side))}" for side in _SIDES)
    yield f"titles: ({', '.join(titles)})"
    texts = (
        f"{literal(a.anchor)}: (label: {write(a.label)}, note: {write(a.note)})"
        for a in clash.arguments
    )
    yield f"texts: ({', '.join(texts) or ':'})"
    yield f"unanswered: {write(words.unanswered)}"
    yield f"aimless: {write(words.aimless)}"
    for name, setting in (("wide", WIDE), ("narrow", NARROW)):
        yield f"{name}: {_drawing(arrange(clash, setting), write)}"


def _drawing(picture: Picture, write: Write) -> str:
    setting = picture.setting
    size, time = time_scale(picture)
    bars = ", ".join(f"{side}: {_n(setting.bar_at(side))}" for side in _SIDES)
    texts = ", ".join(f"{side}: {_n(setting.text_at(side))}" for side in _SIDES)
    return (
        f"(width: {_n(setting.width)}, text: {_n(setting.text)}, bar: {_n(setting.bar)}, "
        f"gap: {_n(GAP)}, bars-at: ({bars}), texts-at: ({texts}), "
        f"scale: (size: {_n(size)}, time: {literal(time)}), "
        f"panels: {array(_panel(panel, write) for panel in picture.panels)})"
    )


def _panel(panel: Panel, write: Write) -> str:
    return (
        f"\n(case: {literal(panel.case)}, height: {_n(panel.height)}, "
        f"bars: {array(_bar(bar, write) for bar in panel.bars)}, bands: {array(map(_band, panel.bands))})"
    )


def _bar(bar: Bar, write: Write) -> str:
    argument = bar.argument
    cells = array(f"({_n(cell.top)}, {_n(cell.height)}, {_truth(cell.met)})" for cell in bar.cells)
    return (
        f"(key: {literal(argument.anchor)}, side: {literal(argument.side)}, "
        f"block: {_truth(argument.is_block)}, middle: {_n(bar.middle)}, "
        f"lines: {array(map(write, bar.lines))}, alone: {_truth(bar.alone)}, cells: {cells})"
    )


def _band(band: Band) -> str:
    ends = _listed((*band.left, *band.right))
    return f"(side: {literal(band.side)}, whole: {_truth(band.whole)}, ends: {ends})"


def _listed(numbers: Iterable[float]) -> str:
    return array(map(_n, numbers))


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _n(number: float) -> str:
    return f"{number:.3f}"
