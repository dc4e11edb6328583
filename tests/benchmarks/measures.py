"""What has to stay fast and small: each function measures one thing, and says what is asked of it.

Ratios are of things measured in the same run, for machines differ.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import projects
from processes import Cost, best, brief, cost, cost_of, interleaved, output

INSIDE = Path(__file__).with_name("inside.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A row of the table."""

    what: str
    found: str
    wanted: str = ""
    """Empty where nothing is asked."""
    met: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured."""

    libraries: tuple[int, ...] = (100, 1_000, 10_000)
    cards: int = 500
    """Of the large brief."""
    printed: tuple[int, ...] = (170, 1_700, 5_000)
    """Cards of the briefs that are printed to see how the costs grow."""
    edits: int = 10
    times: int = 5
    """A quick command is run so often, and the best counts."""


def inside(measure: str, root: Path) -> dict[str, float]:
    """Measure something from inside a process of its own."""
    found: dict[str, float] = json.loads(output(INSIDE, measure, root, cwd=root))
    return found


def reading(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Reading, locating and proving libraries: speed, linearity, memory."""
    rates = []
    for cards in sizes.libraries:
        root = projects.large(folder / f"library-{cards}", cards)
        found = inside("read", root)
        shutil.rmtree(root)
        rates.append(found["cards"] / found["seconds"])
        essays = cards // projects.synthetic.CARDS_AN_ESSAY
        yield Figure(
            what=f"Read, find and prove {cards:,} cards of {essays:,} essays",
            found=f"{rates[-1]:,.0f} cards a second, {found['megabytes']:.0f} MB",
            wanted="at least 1,000 a second, under 500 MB",
            met=rates[-1] >= 1_000 and found["megabytes"] < 500,
        )
    yield Figure(
        what="The same, a card of the largest library against one of the smallest",
        found=f"{rates[0] / rates[-1]:.2f} of the time",
        wanted="linear: at most 1.3",
        met=rates[0] / rates[-1] <= 1.3,
    )


def starting(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """``--help`` and ``list`` against Python with click alone."""
    root = projects.example(folder / "starting")
    bare, helped, listed = interleaved(
        2 * sizes.times,
        partial(cost, "-c", "import click", cwd=root),
        partial(brief, "--help", cwd=root),
        partial(brief, "list", "cards", cwd=root),
    )
    ratio = helped.cpu / bare.cpu
    yield Figure(
        what='`brief --help`, against `python -c "import click"`',
        found=f"{ratio:.2f} times ({helped.cpu:.2f} s)",
        wanted="at most 2.5 times",
        met=ratio <= 2.5,
    )
    yield Figure(what="`brief list cards` of the example", found=f"{listed.cpu:.2f} s")


def example(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """HTML and PDF of the example briefs against Sphinx doing nothing with the same documents."""
    root = projects.example(folder / "example")

    def cold(run: Callable[[], Cost]) -> Cost:
        projects.clean(root)
        return run()

    made, dummy = interleaved(
        sizes.times,
        partial(cold, partial(brief, "build", cwd=root)),
        partial(cold, partial(cost, "-m", "sphinx", "-q", "-b", "dummy", ".", "build", cwd=root)),
    )
    yield Figure(
        what="HTML and PDF of the example briefs, from nothing",
        found=f"{made.wall:.1f} s",
        wanted="under 3 s",
        met=made.wall < 3,
    )
    yield Figure(
        what="The same, against `sphinx -b dummy`, on the clock",
        found=f"{made.wall / dummy.wall:.2f} times",
        wanted="at most 2.5 times",
        met=made.wall / dummy.wall <= 2.5,
    )


def cards(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """The two ways of a card: value to MyST, and MyST to doctree."""
    root = projects.large(folder / "cards", sizes.cards)
    rendered, found = inside("render", root), inside("doctree", root)
    thousand = 1_000 * rendered["seconds"] / rendered["cards"]
    yield Figure(
        what="Render 1,000 cards through a template pack",
        found=f"{thousand:.2f} s",
        wanted="under 1 s",
        met=thousand < 1,
    )
    yield Figure(
        what="The same once more, as for another brief with these cards",
        found=f"{1_000 * rendered['again'] / rendered['cards']:.2f} s",
    )
    yield Figure(
        what="Check every template of a pack before it is used",
        found=f"{1_000 * inside('inspect', root)['seconds']:.0f} ms",
    )
    each = 1_000 * found["seconds"] / found["cards"]
    yield Figure(
        what="A card from text to doctree",
        found=f"{each:.2f} ms",
        wanted="under 2 ms",
        met=each < 2,
    )
    whole = 1_000 * found["whole"] / found["cards"]
    yield Figure(
        what="The same with all that Sphinx does to a document, and storing it",
        found=f"{whole:.2f} ms",
    )


def printing(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """A large brief to PDF: our part against Typst's, and both against WeasyPrint."""
    root = projects.large(folder / "printing", sizes.cards)
    found = inside("build", root)
    alone = inside("compile_alone", root)
    shutil.rmtree(root / "build")
    made = brief("build", "--to", "pdf", cwd=root)
    yield Figure(
        what=f"A brief of {sizes.cards} cards to three PDFs (whole, Pro, Con), from nothing",
        found=f"{made.cpu:.1f} s of processor, {made.wall:.1f} s on the clock,"
        f" {made.megabytes:,.0f} MB",
    )
    projects.print_whole_only(root)
    projects.clean(root)
    whole = brief("build", "--to", "pdf", cwd=root)
    yield Figure(
        what="The same with the PDF of the whole alone",
        found=f"{whole.cpu:.1f} s of processor, {whole.wall:.1f} s on the clock,"
        f" {whole.megabytes:,.0f} MB",
    )
    ratio = found["own"] / alone["seconds"]
    yield Figure(
        what="Our code, Sphinx and docutils, against Typst's compile of the whole brief alone",
        found=f"{ratio:.2f} times ({found['own']:.1f} s to {alone['seconds']:.1f} s)",
        wanted="at most 1 time",
        met=ratio <= 1,
    )
    if find_spec("weasyprint") is None:
        yield Figure(what="Against Sphinx singlehtml and WeasyPrint", found=NO_WEASYPRINT)
        return
    paper = _together(*_by_weasyprint(root))
    ratio, processor = paper.wall / whole.wall, paper.cpu / whole.cpu
    yield Figure(
        what="Sphinx singlehtml and WeasyPrint with the same pages, against ours of the whole",
        found=f"{ratio:.1f} times on the clock, {processor:.1f} times of processor"
        f" ({paper.cpu:.0f} s, {paper.megabytes:,.0f} MB)",
        wanted="at least 5 times",
        met=min(ratio, processor) >= 5,
    )


def mapping(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """The map of a large brief, from its files to the picture."""
    root = projects.large(folder / "mapping", sizes.cards)
    made = best(sizes.times, partial(brief, "map", "--picture", "map.svg", cwd=root))
    yield Figure(
        what=f"The map of {sizes.cards} cards, drawn (`brief map --picture`)",
        found=f"{made.cpu:.2f} s of processor",
        wanted="under 2 s",
        met=made.cpu < 2,
    )


NO_WEASYPRINT = "not measured: WeasyPrint is not installed (extra “benchmark”)"
_WITHOUT_SOURCES = ("-D", "exclude_patterns=source/**")
_SINGLE = "build/single/briefs/index.html"


def _as_html(root: Path) -> Cost:
    return cost(
        *("-m", "sphinx", "-q", "-b", "singlehtml", *_WITHOUT_SOURCES, ".", "build/single"),
        cwd=root,
    )


def _by_weasyprint(root: Path) -> tuple[Cost, ...]:
    return (
        _as_html(root),
        cost("-m", "weasyprint", "-q", _SINGLE, "build/single.pdf", cwd=root),
    )


def _by_chromium(root: Path) -> tuple[Cost, ...]:
    chromium = next(filter(None, map(shutil.which, BROWSERS)))
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    to = f"--print-to-pdf={root / 'build/chromium.pdf'}"
    page = (root / _SINGLE).as_uri()
    return _as_html(root), cost_of([chromium, *options, to, page], cwd=root)


def _by_lualatex(root: Path) -> tuple[Cost, ...]:
    to = (".", "build/tex", "-q", *_WITHOUT_SOURCES)
    return (cost("-m", "sphinx", "-M", "latexpdf", *to, cwd=root),)


TEX = ("lualatex", "latexmk", "make")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def others(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """A brief that each of them can print, by other ways from the same documents to paper."""
    cards = sizes.printed[0]
    root = projects.large(folder / "others", cards, median_words=_SHORT)
    projects.print_whole_only(root)
    ours = brief("build", "--to", "pdf", cwd=root)
    browser = any(map(shutil.which, BROWSERS))
    no_browser, no_tex = "no Chromium is installed", "no LuaLaTeX with latexmk is installed"
    ways = (
        ("WeasyPrint", _by_weasyprint, "" if find_spec("weasyprint") else NO_WEASYPRINT),
        ("Chromium’s print", _by_chromium, "" if browser else f"not measured: {no_browser}"),
        (
            "LuaLaTeX",
            _by_lualatex,
            "" if all(map(shutil.which, TEX)) else f"not measured: {no_tex}",
        ),
    )
    for name, way, missing in ways:
        via = "`sphinx-build -M latexpdf`" if way is _by_lualatex else "Sphinx singlehtml"
        what = f"{cards:,} shorter cards by {via} and {name}, against ours"
        if missing:
            yield Figure(what=what, found=missing)
            continue
        took = _together(*way(root))
        yield Figure(
            what=what,
            found=f"{took.wall / ours.wall:.1f} times on the clock,"
            f" {took.cpu / ours.cpu:.1f} times of processor ({took.cpu:.0f} s,"
            f" {max(took.megabytes, took.together):,.0f} MB in all processes)",
        )


def _together(*costs: Cost) -> Cost:
    """Return what steps take one after the other."""
    return Cost(
        sum(each.wall for each in costs),
        sum(each.cpu for each in costs),
        max(each.megabytes for each in costs),
        max(each.together for each in costs),
    )


def rounding(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """The brief of a round out of a large library, from the command to the written MyST."""
    root = projects.large(folder / "rounding", sizes.libraries[-1])
    cards = projects.choose_some(root, sizes.libraries[-1] // 60)
    told = ("--side", "pro", "--opponent", "Northside", "--reads", "sanctions", "--yes")
    runs = (
        partial(brief, "round", "--round", str(number), *told, "--to", "myst", cwd=root)
        for number in range(sizes.times)
    )
    made = min((run() for run in runs), key=lambda each: each.cpu)
    yield Figure(
        what=f"`brief round` with {sizes.libraries[-1]:,} cards in the library and {cards} in the"
        " brief, to the written MyST",
        found=f"{made.cpu:.1f} s of processor, {made.megabytes:,.0f} MB",
        wanted="under 3 s",
        met=made.cpu < 3,
    )


GOALS = {170: (4.5, 300.0), 1_700: (45.0, 1_200.0)}
"""Seconds of processor and megabytes for so many cards, of 0.6 pages each."""
_SHORT = 195
"""Median of the words of such cards."""


def growing(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """One PDF of briefs of several sizes, from nothing."""
    each = []
    for cards in sizes.printed:
        root = projects.large(folder / f"printed-{cards}", cards, median_words=_SHORT)
        projects.print_whole_only(root)
        made = brief("build", "--to", "pdf", cwd=root)
        with pikepdf.open(root / "build/pdf/large.pdf") as printed:
            pages = len(printed.pages)
        shutil.rmtree(root)
        each.append(made.cpu / cards)
        seconds, megabytes = GOALS.get(cards, (0.0, 0.0))
        yield Figure(
            what=f"A brief of {cards:,} shorter cards ({pages:,} pages) to one PDF, from nothing",
            found=f"{made.cpu:.1f} s of processor, {made.wall:.1f} s on the clock,"
            f" {made.megabytes:,.0f} MB (all processes {made.together:,.0f} MB)",
            wanted=f"under {seconds:g} s and {megabytes:,.0f} MB" if seconds else "",
            met=made.cpu < seconds and made.megabytes < megabytes if seconds else None,
        )
    yield Figure(
        what=f"A card of {sizes.printed[-1]:,} against one of {sizes.printed[0]:,}",
        found=f"{each[-1] / each[0]:.2f} of the processor",
        wanted="linear: at most 1.3",
        met=each[-1] / each[0] <= 1.3,
    )


def changing(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """One card changed in a large brief, against all from nothing."""
    root = projects.large(folder / "changing", sizes.cards)
    for form, wanted in (("pdf", "at most 0.5"), ("html", "")):
        projects.clean(root)
        build = partial(brief, "build", "--to", form, cwd=root)
        cold, changed = build(), best(2, partial(_change, root, build))
        yield Figure(
            what=f"One card of it changed and built again (`--to {form}`), against from nothing",
            found=f"{changed.cpu / cold.cpu:.2f} of the processor,"
            f" {changed.wall / cold.wall:.2f} of the clock ({changed.wall:.1f} s)",
            wanted=wanted,
            met=changed.wall / cold.wall <= 0.5 if wanted else None,
        )
        if form == "pdf":
            edits = [_lengthen(root, number, build).cpu / cold.cpu for number in range(sizes.edits)]
            yield Figure(
                what=f"The same for each of {sizes.edits} cards whose tags become a line longer",
                found=f"{sorted(edits)[len(edits) // 2]:.2f} of the processor (the median;"
                f" {min(edits):.2f} to {max(edits):.2f})",
            )
            projects.move_the_pages(root)
            moved = build()
            yield Figure(
                what="The same with a card that moves the pages behind it",
                found=f"{moved.cpu / cold.cpu:.2f} of the processor,"
                f" {moved.wall / cold.wall:.2f} of the clock",
            )
            same = best(2, build)
            yield Figure(what="Nothing changed, built again", found=f"{same.wall:.1f} s")
    for cards in (sizes.cards, sizes.cards // 3):
        root = projects.large(folder / f"living-{cards}", cards)
        found = inside("live", root)
        yield Figure(
            what=f"One of {cards} cards changed (PDF), in a process that lives on as a preview does",
            found=f"{found['changed'] / found['cold']:.2f} of the clock ({found['changed']:.1f} s)",
            wanted="at most 0.5",
            met=found["changed"] / found["cold"] <= 0.5,
        )


def following(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """From saving a card to the page in a real browser, while ``brief serve`` runs."""
    what = "From saving a card of the example to its new text in the browser, by `brief serve`"
    try:
        seconds = sorted(_followed(projects.example(folder / "following"), 2 * sizes.times))
    except ImportError:
        yield Figure(what=what, found="not measured: Playwright is not installed (extra “dev”)")
        return
    median = seconds[len(seconds) // 2]
    yield Figure(
        what=what,
        found=f"{median:.2f} s (the median; {seconds[0]:.2f} to {seconds[-1]:.2f} s)",
        wanted="under 1 s",
        met=median < 1,
    )


def _followed(root: Path, times: int) -> Iterator[float]:
    """Yield the seconds of each time; the first one, in which all is new, is left out."""
    from playwright.sync_api import sync_playwright

    from serving import PATIENCE, Serve
    from test_pages import CHROMIUM, QUIET

    with Serve(root) as server, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        tab = browser.new_page()
        tab.goto(f"{server.url}source/kozak-2017/cards.html")
        for number in range(times + 1):
            began = time.perf_counter()
            tag = projects.change_a_tag(root, number)
            tab.wait_for_function(
                "tag => document.body.textContent.includes(tag)", arg=tag, timeout=PATIENCE * 1000
            )
            if number:
                yield time.perf_counter() - began
        browser.close()


def _change(root: Path, build: Callable[[], Cost]) -> Cost:
    projects.change_a_card(root)
    return build()


def _lengthen(root: Path, number: int, build: Callable[[], Cost]) -> Cost:
    projects.lengthen_a_tag(root, number)
    return build()


ALL: tuple[Callable[[Path, Sizes], Iterator[Figure]], ...] = (
    *(reading, starting, example, cards, printing, others, mapping, rounding),
    *(growing, changing, following),
)
