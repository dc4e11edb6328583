"""Marks on paper: told apart in colour, in greyscale, in a copy, and by eyes that lack a colour."""

import random
from collections.abc import Iterator

import pytest
from PIL import Image

from briefwright.sphinx_ext import nodes as ours
from copies import BLINDNESS, VIEWS, copied, difference, least_gap, look_at, rastered, words
from printing import Press, Run, card, press, runs, section, text

STYLES = ("colour", "grey", "outline")
KINDS = {"unmarked": 0, "underlined": 1, "read": 3, "emphasised": 7}
FINE = 400
COARSE = 200
"""Dots an inch, of a printer and of a facsimile."""
TOLD = 10
"""From which difference of colours on one sees it at a glance; 2.3 can just be noticed."""


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(tmp_path_factory.mktemp("press") / "project") as made:
        yield made


def passage(seed: int, size: int = 60) -> list[tuple[Run, str]]:
    """Return runs in any order, each of a few words with an x in them, and the kind of each."""
    chance = random.Random(seed)
    seen = set()

    def word() -> str:
        while True:
            before, after = ("".join(chance.choices("aegmnopqrsuyzdltbk", k=3)) for _ in "  ")
            made = f"{before[: chance.randint(1, 3)]}x{after[: chance.randint(0, 3)]}"
            if made not in seen:
                seen.add(made)
                return made

    def run() -> tuple[Run, str]:
        kind = chance.choice(list(KINDS))
        said = " ".join(word() for _ in range(chance.randint(1, 6)))
        return (f"{said} ", KINDS[kind]), kind

    return [run() for _ in range(size)]


def printed(printer: Press, parts: list[tuple[Run, str]], **options: object) -> bytes:
    made = section("P", card(runs(*(run for run, _ in parts))))
    pdf, problems = printer.print(made, options={"contents": "none", **options})
    assert not problems
    return pdf


def lines(
    pdf: bytes, picture: Image.Image, parts: list[tuple[Run, str]], **given: int
) -> list[list[tuple[float, ...]]]:
    """Return for each kind of marks the lines at each of its words."""
    kinds = {word: kind for (said, _), kind in parts for word in said.split()}
    found: dict[str, list[tuple[float, ...]]] = {kind: [] for kind in KINDS}
    for word in words(pdf):
        if word.text in kinds:
            found[kinds[word.text]].append(look_at(picture, word, **given).lines())
    assert all(len(those) > 20 for those in found.values())
    return list(found.values())


@pytest.mark.parametrize("style", STYLES)
def test_the_lines_alone_tell_the_marks_apart(printer: Press, style: str):
    parts = passage(1)
    pdf = printed(printer, parts, marks=style)
    for dpi, views in ((FINE, tuple(VIEWS)), (COARSE, ("in greyscale", "copied"))):
        picture = rastered(pdf, dpi)
        for view in views:
            apart = least_gap(lines(pdf, VIEWS[view](picture), parts, dpi=dpi))
            pixels = apart * dpi / 72
            assert pixels > (1.5 if dpi is FINE else 0.5), (view, dpi)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("size", "unread"), [(8, 8), (18, 15)])
def test_they_do_in_any_size_of_type(printer: Press, style: str, size: int, unread: int):
    parts = passage(size, 160 if size < 10 else 60)
    options = {"marks": style, "size": size, "unread-size": unread}
    pdf = printed(printer, parts, **options)
    picture = rastered(pdf, dpi=600)
    kinds = lines(pdf, copied(picture), parts, size=size, dpi=600)
    assert least_gap(kinds) > 0.025 * size


@pytest.mark.parametrize("style", ["colour", "grey"])
@pytest.mark.parametrize("blindness", [None, *BLINDNESS])
def test_every_eye_sees_what_is_read_at_a_glance(printer: Press, style: str, blindness: str | None):
    parts = passage(2, 20)
    pdf = printed(printer, parts, marks=style)
    picture = VIEWS[blindness or "in colour"](rastered(pdf))
    kinds = {word: kind for (said, _), kind in parts for word in said.split()}
    grounds = {kinds[w.text]: look_at(picture, w).ground for w in words(pdf) if w.text in kinds}
    assert grounds["unmarked"] == grounds["underlined"] == (255, 255, 255)
    assert difference(grounds["read"], (255, 255, 255)) > TOLD
    assert grounds["read"] == grounds["emphasised"]


def test_outlines_need_no_ink_but_that_of_lines(printer: Press):
    pdf = printed(printer, passage(3, 20), marks="outline")
    shades = rastered(pdf).getcolors(1 << 20)
    assert shades
    assert all(max(shade) - min(shade) < 3 for _, shade in shades)  # no colour
    light = sum(count for count, shade in shades if 128 <= shade[0] < 255)
    dark = sum(count for count, shade in shades if shade[0] < 128)
    assert light < dark  # and no tint: only the edges of letters and lines


@pytest.mark.parametrize("style", STYLES)
def test_the_legend_shows_the_same_marks(printer: Press, style: str):
    parts = passage(4)
    legend = section("P", ours.marks("", runs(*(run for run, _ in parts))))
    pdf, problems = printer.print(legend, options={"contents": "none", "marks": style})
    assert not problems
    assert least_gap(lines(pdf, copied(rastered(pdf)), parts)) > 0.2


def test_a_space_belongs_to_the_neighbour_that_is_less_marked(printer: Press):
    given = [("a ", 3), ("b", 0), (" c ", 7), ("d", 3), (" e", 1), (" ", 3), ("f ", 7)]
    made = printer.typst(section("P", card(runs(*given))))
    assert '[#m3("a")#" b "#m7("c")#m3(" d")#m1(" e ")#m7("f ")' in made
    pdf, _ = printer.print(section("P", card(runs(*given))))
    assert "a b c d e f" in text(pdf)
