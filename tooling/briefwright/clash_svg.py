"""The picture of a map as SVG: for pages, and as a file of its own.

Everything here takes values and returns values.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from briefwright.clash import ClashMap
from briefwright.clash_layout import arrange
from briefwright.clash_picture import (
    BOLD,
    GAP,
    LABEL_LINE,
    LINE,
    NARROW,
    WIDE,
    Band,
    Bar,
    MapWords,
    Picture,
    broken,
    time_scale,
)
from briefwright.model import Side

EM = 16
"""Units of a drawing in the size of its type."""
_TITLE_SIZE = 1.0625
"""Of what says whose case it is, in parts of the size of the heading of an argument."""
_ROUND = 0.26
_STYLE = """
text { font: 16px "Source Sans 3", "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #111; }
.bw-map-title { font-size: 17px; font-weight: 700; }
.bw-map-label { font-size: 14.4px; font-weight: 700; fill: var(--side); }
.bw-map-note { font-weight: 400; fill: #595959; }
.bw-map-none { font-style: italic; fill: #595959; }
.bw-pro { --side: #1d4f91; } .bw-con { --side: #9c2a10; }
.bw-map-card { fill: var(--side); stroke: var(--side); stroke-width: 1; }
.bw-map-open { fill: none; }
.bw-map-slit { stroke: #fff; stroke-width: 3; }
.bw-map-band { fill: var(--side); fill-opacity: 0.24; stroke: var(--side); stroke-opacity: 0.35;
  stroke-width: 0.6; }
.bw-map-whole { fill-opacity: 0.08; }
.bw-map-rule, .bw-map-slot { fill: none; stroke: #757575; stroke-width: 1; }
.bw-map-slot { stroke-dasharray: 4 4; }
"""


Links = Mapping[str, str]
"""Addresses, by anchors."""
Drawn = tuple[str, float]
"""A drawing, and where it ends."""


def figure(clash: ClashMap, words: MapWords, links: Links) -> str:
    """Return the picture for a page: once for wide windows, and once for narrow ones."""
    parts = []
    for name, setting in (("wide", WIDE), ("narrow", NARROW)):
        drawn = "\n".join(_panels(arrange(clash, setting), words, links))
        parts.append(f'<div class="bw-map-{name}">\n{drawn}\n</div>\n')
    label = escape(words.alt)
    return f'<div class="bw-map" role="group" aria-label="{label}">\n{"".join(parts)}</div>\n'


def document(clash: ClashMap, words: MapWords, title: str) -> str:
    """Return the picture as a file of its own, on white."""
    picture = arrange(clash, WIDE)
    margin = 2 * EM
    top: float = margin + 3 * EM
    width = picture.setting.width * EM + 2 * margin
    place = f'style="font-size: 24px" x="{margin}" y="{margin + 20}"'
    drawn = [f'<text class="bw-map-title" {place}>{escape(title)}</text>']
    for body, height in _drawn(picture, words, {}):
        drawn.append(f'<g transform="translate({margin} {_n(top)})">\n{body}</g>')
        top += height
    height = top + margin - GAP * EM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" '
        f'width="{_n(width)}" height="{_n(height)}" role="img" aria-label="{escape(words.alt)}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n"
        f'<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _panels(picture: Picture, words: MapWords, links: Links) -> Iterator[str]:
    for body, height in _drawn(picture, words, links):
        size = f"0 0 {_n(picture.setting.width * EM)} {_n(height)}"
        yield f'<svg class="bw-map-panel" viewBox="{size}">\n{body}</svg>'


def _drawn(picture: Picture, words: MapWords, links: Links) -> Iterator[Drawn]:
    """Yield what each panel is drawn with, and how high that is, with the room below it."""
    case = None
    for panel in picture.panels:
        head = ""
        top = 0.0
        if panel.case is not case:
            first = case is None
            above = 0.0 if first else EM
            head, top = _head(picture, words.titles(panel.case), above, scaled=first)
            case = panel.case
        bands = "".join(_band(band, picture) for band in panel.bands)
        bars = "".join(_bar(bar, picture, words, links) for bar in panel.bars)
        body = f'{head}<g transform="translate(0 {_n(top)})">\n{bands}{bars}</g>\n'
        yield body, top + (panel.height + GAP) * EM


def _head(picture: Picture, titles: tuple[str, str], top: float, *, scaled: bool) -> Drawn:
    """Return what stands above the panels of a case: who speaks, and once how long a minute is."""
    setting = picture.setting
    broken_titles = [broken(title, setting.text / _TITLE_SIZE / BOLD) for title in titles]
    last = 1.7 + LINE * (max(map(len, broken_titles)) - 1)
    written = "".join(
        _lines("bw-map-title", lines, left, top / EM + last - LINE * (len(lines) - 1), at_end=end)
        for lines, left, end in (
            (broken_titles[0], setting.text_at(Side.PRO) + setting.text, True),
            (broken_titles[1], setting.text_at(Side.CON), False),
        )
    )
    base = top + last * EM
    rule = f'<path class="bw-map-rule" d="M0 {_n(base + 0.6 * EM)}H{_n(setting.width * EM)}"/>\n'
    return written + rule + (_scale(picture, base) if scaled else ""), base + 1.3 * EM


def _scale(picture: Picture, base: float) -> str:
    """Return a stroke as long as some time takes to read, with that time."""
    height, time = time_scale(picture)
    size = height * EM
    x, y = (picture.setting.width / 2 - 1) * EM, base + 0.2 * EM
    tick = 0.25 * EM
    return (
        f'<path class="bw-map-rule" d="M{_n(x - tick)} {_n(y)}h{_n(2 * tick)}m{_n(-tick)} 0'
        f'v{_n(-size)}m{_n(-tick)} 0h{_n(2 * tick)}"/>\n'
        f'<text class="bw-map-label bw-map-note" x="{_n(x + 0.6 * EM)}" '
        f'y="{_n(y - size / 2 + 0.3 * EM)}">{time}</text>\n'
    )


def _band(band: Band, picture: Picture) -> str:
    setting = picture.setting
    start = (setting.bar_at(Side.PRO) + setting.bar) * EM
    end = setting.bar_at(Side.CON) * EM
    half = _n((start + end) / 2)
    (top, bottom), (far_top, far_bottom) = (
        (begin * EM, finish * EM) for begin, finish in (band.left, band.right)
    )
    whole = " bw-map-whole" if band.whole else ""
    return (
        f'<path class="bw-map-band bw-{band.side}{whole}" d="M{_n(start)} {_n(top)}'
        f"C{half} {_n(top)} {half} {_n(far_top)} {_n(end)} {_n(far_top)}V{_n(far_bottom)}"
        f'C{half} {_n(far_bottom)} {half} {_n(bottom)} {_n(start)} {_n(bottom)}Z">'
        f"<title>{escape(band.answer)} → {escape(band.answered)}</title></path>\n"
    )


def _bar(bar: Bar, picture: Picture, words: MapWords, links: Links) -> str:
    argument, setting = bar.argument, picture.setting
    text = _text(bar, setting.text_at(argument.side), setting.text)
    if link := links.get(argument.anchor):
        text = f'<a href="{escape(link)}">{text}</a>\n'
    cells = "".join(_cells(bar, setting.bar_at(argument.side), setting.bar))
    alone = _alone(bar, picture, words) if bar.alone else ""
    return f'<g class="bw-{argument.side}">\n{text}{cells}{alone}</g>\n'


def _text(bar: Bar, left: float, room: float) -> str:
    argument = bar.argument
    at_end = argument.side is Side.PRO
    x = _n((left + room if at_end else left) * EM)
    anchor = ' text-anchor="end"' if at_end else ""
    y = bar.middle - bar.text_height / 2 - 0.35
    lines = []
    for name, note in bar.head:
        y += LABEL_LINE
        parts = [f'<tspan class="bw-map-name">{escape(name)}</tspan>'] if name else []
        parts += [f'<tspan class="bw-map-note">{escape(note)}</tspan>'] if note else []
        said = "&#160; ".join(parts)
        lines.append(f'<text class="bw-map-label" x="{x}" y="{_n(y * EM)}"{anchor}>{said}</text>\n')
    for line in bar.lines:
        y += LINE
        lines.append(f'<text x="{x}" y="{_n(y * EM)}"{anchor}>{escape(line)}</text>\n')
    cut = bar.lines and bar.lines[-1].endswith(" …")
    whole = f"<title>{escape(argument.heading)}</title>" if cut or not bar.lines else ""
    return f"<g>{whole}{''.join(lines)}</g>\n"


def _cells(bar: Bar, left: float, room: float) -> Iterator[str]:
    """Yield the cards: those of Pro are square and solid, those of Con round and slit."""
    is_con = bar.argument.side is Side.CON
    x, width = left * EM, room * EM
    for cell in bar.cells:
        top, height = cell.top * EM + 0.8, cell.height * EM - 1.6
        radius = min(_ROUND * EM, height / 2) if is_con else 0
        corner = f' rx="{_n(radius)}"' if radius else ""
        hollow = "" if cell.met else " bw-map-open"
        yield (
            f'<rect class="bw-map-card{hollow}" x="{_n(x)}" y="{_n(top)}" width="{_n(width)}" '
            f'height="{_n(height)}"{corner}><title>{escape(cell.tag)}</title></rect>\n'
        )
        if is_con and cell.met:
            yield f'<path class="bw-map-slit" d="M{_n(x + width / 2)} {_n(top)}v{_n(height)}"/>\n'


def _alone(bar: Bar, picture: Picture, words: MapWords) -> str:
    """Return what stands on the other side of an argument that has to do with none there."""
    setting, other = picture.setting, bar.argument.side.opponent
    x, y, size = setting.bar_at(other) * EM, (bar.middle - 0.8) * EM, 1.6 * EM
    said = words.aimless if bar.argument.is_block else words.unanswered
    at_end = other is Side.PRO
    left = setting.text_at(other) + (setting.text if at_end else 0)
    lines = broken(said, setting.text)
    base = bar.middle + 0.35 - LINE * (len(lines) - 1) / 2
    return (
        f'<rect class="bw-map-slot" x="{_n(x)}" y="{_n(y)}" width="{_n(setting.bar * EM)}" '
        f'height="{_n(size)}"/>\n' + _lines("bw-map-none", lines, left, base, at_end=at_end)
    )


def _lines(name: str, lines: Sequence[str], left: float, base: float, *, at_end: bool) -> str:
    """Return lines of text, the first of which stands on *base*."""
    anchor = ' text-anchor="end"' if at_end else ""
    return "".join(
        f'<text class="{name}" x="{_n(left * EM)}" y="{_n((base + LINE * n) * EM)}"{anchor}>'
        f"{escape(line)}</text>\n"
        for n, line in enumerate(lines)
    )


def _n(number: float) -> str:
    """Write a number, no longer than it has to be."""
    written = f"{number:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written
