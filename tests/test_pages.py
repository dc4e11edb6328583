"""The pages as people meet them: in a real browser, wide and narrow, light and dark, on paper."""

import io
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image

from conftest import ROOT, sphinx_build

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium")

PAGES = (
    "index.html",
    "briefs/index.html",
    "briefs/russia-iran/index.html",
    "briefs/russia-iran/{pro}.html",
    "source/kozak-2017/essay.html",
    "source/kozak-2017/cards.html",
    "genindex.html",
    "search.html",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the example project."""
    goal = tmp_path_factory.mktemp("site")
    sphinx_build(ROOT, goal / "html")
    return goal / "html"


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


def pages(site: Path) -> list[Path]:
    pro = next((site / "briefs/russia-iran").glob("pro*.html")).stem
    return [site / name.format(pro=pro) for name in PAGES]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 360])
def test_no_page_overflows_fetches_or_fails_an_accessibility_rule(
    site: Path, browser: "playwright.Browser", scheme: str, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    tab = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: errors.append(str(error)))
    faults = {}
    for path in pages(site):
        tab.goto(path.as_uri())
        tab.wait_for_selector("article h1")
        beyond = tab.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found = {v["id"]: len(v["nodes"]) for v in axe.Axe().run(tab).response["violations"]}
        if beyond or found:
            faults[path.name] = (beyond, found)
    assert faults == {}
    assert errors == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_the_first_page_leads_on(site: Path, browser: "playwright.Browser") -> None:
    tab = browser.new_page()
    tab.goto((site / "index.html").as_uri())
    tab.wait_for_url("**/briefs/index.html")


def test_a_card_is_found_by_a_word_and_followed_into_its_context(
    site: Path, browser: "playwright.Browser"
) -> None:
    tab = browser.new_page()
    tab.goto((site / "search.html").as_uri() + "?q=Gyumri")
    tab.click("#search-results a >> nth=0")
    tab.wait_for_load_state()
    tab.goto((site / "source/kozak-2017/cards.html").as_uri() + "#card-no-wedge")
    tab.click("#card-no-wedge .bw-context")
    tab.wait_for_url("**/essay.html#passage-no-wedge")
    assert tab.locator("#passage-no-wedge").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_context_shows_the_passage_that_was_asked_for(
    site: Path, browser: "playwright.Browser", scheme: str
) -> None:
    tab = browser.new_context(color_scheme=scheme).new_page()
    essay = (site / "source/kozak-2017/essay.html").as_uri()
    asked = """() => {
        const runs = [...document.querySelectorAll(".bw-passage")];
        const shade = (run) => getComputedStyle(run).backgroundColor;
        const shown = runs.filter((run) => run.classList.contains("bw-asked"));
        return [shown.map((run) => run.textContent).join(""), [...new Set(shown.map(shade))],
                [...new Set(runs.filter((run) => !shown.includes(run)).map(shade))]];
    }"""
    tab.goto(essay)
    assert tab.evaluate(asked)[0] == ""
    for name in ("no-wedge", "kurds-divide"):
        tab.goto(essay.replace("essay.html", f"cards.html#card-{name}"))
        quoted = "".join(tab.locator(f"#card-{name} .bw-text p").all_text_contents())
        tab.goto(f"{essay}#passage-{name}")
        text, shades, others = tab.evaluate(asked)
        assert len(shades) == len(others) == 1
        assert shades != others
        assert axe.Axe().run(tab).response["violations"] == []
        assert text == quoted


def test_a_table_on_a_telephone_is_scrolled_not_squeezed(
    site: Path, browser: "playwright.Browser"
) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    tab.goto((site / "briefs/russia-iran/index.html").as_uri())
    cells = tab.locator("#reading-time td:first-child")
    assert cells.evaluate_all("cells => Math.min(...cells.map((cell) => cell.clientWidth))") >= 140
    wide = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not tab.evaluate(wide)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_three_marks_can_be_told_apart(
    site: Path, browser: "playwright.Browser", scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme)
    tab = context.new_page()
    tab.goto((site / "source/kozak-2017/cards.html").as_uri())
    style = """name => {
        const node = document.querySelector(name), style = getComputedStyle(node);
        return [style.textDecorationLine, style.backgroundColor, style.outlineStyle,
                parseFloat(style.fontSize), parseInt(style.fontWeight)];
    }"""
    unread, underlined, read, emphasis = (
        tab.evaluate(style, f".bw-text {name}")
        for name in ("p", "u", "mark.bw-read", "strong.bw-emphasis")
    )
    assert underlined[0] == "underline"
    assert read[1] not in {unread[1], underlined[1]}
    assert read[4] > underlined[4]
    assert emphasis[2] == "solid"
    assert unread[3] < underlined[3] == read[3] == emphasis[3]
    assert unread[3] >= 12  # CSS pixels: 9 pt


def test_a_printed_page_is_full_and_without_the_frame_of_the_screen(
    site: Path, browser: "playwright.Browser", tmp_path: Path
) -> None:
    import pypdfium2

    tab = browser.new_page()
    tab.goto(pages(site)[3].as_uri())
    goal = tmp_path / "pro.pdf"
    tab.pdf(path=str(goal), format="Letter")
    document = pypdfium2.PdfDocument(goal)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert "Skip to content" not in "".join(texts)
    assert "in context" not in "".join(texts)
    words = [len(text.split()) for text in texts]
    assert min(words[:-1]) > 100
    document.close()


MARKED = {
    "unmarked": "{}",
    "underlined": '<u class="bw-underlined">{}</u>',
    "read": '<u class="bw-underlined"><mark class="bw-read">{}</mark></u>',
    "emphasised": (
        '<u class="bw-underlined"><mark class="bw-read"><strong class="bw-emphasis">{}</strong>'
        "</mark></u>"
    ),
}


@pytest.mark.parametrize("media", ["screen", "print"])
def test_marks_are_told_apart_without_colour(
    site: Path, browser: "playwright.Browser", media: str
) -> None:
    """A browser prints no backgrounds unless it is told to: here there are none."""
    words = "".join(
        f'<p><span id="{kind}">{html.format("xxxx xxxx")}</span></p>'
        for kind, html in MARKED.items()
    )
    sheet = (site / "_static/briefwright.css").read_text(encoding="utf-8")
    tab = browser.new_page(device_scale_factor=4)
    tab.emulate_media(media=media)
    tab.set_content(
        f'<style>{sheet} * {{background: none !important}}</style><div class="bw-text">{words}</div>'
    )
    seen = {}
    for kind in MARKED:
        box = tab.locator(f"#{kind}").bounding_box()
        assert box
        around = {
            "x": box["x"] + 4,
            "y": box["y"] - 6,
            "width": box["width"] - 8,
            "height": box["height"] + 12,
        }
        grey = Image.open(io.BytesIO(tab.screenshot(clip=around))).convert("L")
        rows = [grey.crop((0, y, grey.width, y + 1)).tobytes() for y in range(grey.height)]
        dark = [sum(shade < 128 for shade in row) > 0.9 * grey.width for row in rows]
        seen[kind] = [len(list(run)) for is_line, run in groupby(dark) if is_line]
    tab.close()
    assert seen["unmarked"] == []
    (thin,), (thick,) = seen["underlined"], seen["read"]
    assert thick >= 1.5 * thin > 0
    assert len(seen["emphasised"]) > 1  # the box has a line above, too
