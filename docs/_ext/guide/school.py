"""The pictures of “Make it your school's”: what its own boxes lead to, step by step."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

from briefwright.scaffold import lay_out

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests"))
import boxes  # noqa: E402 (lies with what the tests share)

PAGE = "your-school.md"
FOLDER = "school"
"""Of the pictures, below that of all pictures."""
CHROMIUM = "/usr/bin/chromium"
_SCALE = 1.25
"""Of 72 dots an inch: 744 dots across a page of A4."""
_BESIDE = 0.8
"""Likewise, of several pages side by side."""
_WIDTH = 720
"""Of the window of the browser."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A part of a page of a PDF, between two heights in parts of the whole; or whole pages."""

    pdf: str
    number: int = 1
    """From 0."""
    top: float = 0.0
    bottom: float = 0.45
    beside: tuple[int, ...] = ()
    """Further pages; then all of them are shown whole, side by side."""


@dataclass(frozen=True, slots=True)
class Screen:
    """The upper part of a page in the browser, or of an element of it."""

    page: str
    selector: str = ""
    height: int = 560


SHOTS: Mapping[str, Paper | Screen] = {
    "start": Paper("later-bell-pro"),
    "option": Paper("later-bell-pro"),
    "once": Paper("later-bell-pro"),
    "project": Paper("later-bell-pro"),
    "screen": Screen("html/briefs/later-bell/pro-brief.html", ".bw-card"),
    "header": Paper("later-bell-pro", bottom=0.24),
    "word": Paper("later-bell-pro", top=0.45, bottom=0.9),
    "spanish": Paper("campana-pro"),
    "citation": Paper("later-bell-pro", top=0.22, bottom=0.44),
    "card": Paper("later-bell-pro", top=0.22, bottom=0.85),
    "preview": Screen("preview/public-forum/html/briefs/sample/index.html"),
    "begun": Paper("sunday-libraries-pro", top=0.18),
    "judge": Paper("sunday-libraries-judge-sheet", bottom=0.34),
    "design": Paper("sunday-libraries-pro", 0, beside=(1,)),
    "jurado": Paper("domingos-judge-sheet", 0, bottom=0.55),
    "colleague": Paper("sunday-libraries", 0, beside=(2, 4)),
}
"""What is shown at each picture of the page."""


def begin(folder: Path) -> Path:
    """Lay out the project at which a reader of the tutorial arrives, and return its folder."""
    root = folder / "debate"
    lay_out(root)
    for step in boxes.steps(boxes.page("tutorial.md")):
        if not isinstance(step, boxes.Command):
            boxes.write(step, root)
    return root


def scenes() -> Iterator[tuple[str, str]]:
    """Yield the name of each picture, and the text of the page that leads to it."""
    for path, text in boxes.scenes(boxes.page(PAGE)):
        yield Path(path).stem, text


def act(text: str, root: Path) -> Path:
    """Do in the project *root* what *text* asks for; return the project to which that leads."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tooling"), "BROWSER": "true"}
    return boxes.follow(text, root, boxes.checkout(), env)


def picture(name: str, root: Path) -> Image.Image:
    """Return the picture called *name* of what was built in the project *root*."""
    shot = SHOTS[name]
    return on_screen(shot, root) if isinstance(shot, Screen) else on_paper(shot, root)


def on_paper(shot: Paper, root: Path) -> Image.Image:
    """Return a picture of a PDF."""
    with pypdfium2.PdfDocument(root / f"build/pdf/{shot.pdf}.pdf") as pdf:
        if shot.beside:
            return side_by_side([_page(pdf, n, _BESIDE) for n in (shot.number, *shot.beside)])
        whole = _page(pdf, shot.number, _SCALE)
    return whole.crop(
        (0, round(shot.top * whole.height), whole.width, round(shot.bottom * whole.height))
    )


def _page(pdf: pypdfium2.PdfDocument, number: int, scale: float) -> Image.Image:
    found: Image.Image = pdf[number].render(scale=scale).to_pil()
    return found.convert("RGB")


def side_by_side(pages: list[Image.Image]) -> Image.Image:
    """Return one picture of several pages, with a line between them."""
    whole = Image.new("RGB", (sum(p.width for p in pages), pages[0].height), "#999")
    at = 0
    for page in pages:
        whole.paste(page.crop((0, 0, page.width - 1, page.height)), (at, 0))
        at += page.width
    return whole


def on_screen(shot: Screen, root: Path) -> Image.Image:
    """Return a picture of a page in the browser."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (no test needs it here)

    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], timeout=30_000
        )
        tab = browser.new_page(viewport={"width": _WIDTH, "height": shot.height})
        tab.set_default_timeout(20_000)
        tab.goto((root / "build" / shot.page).as_uri())
        target = tab.locator(shot.selector).first if shot.selector else tab
        target.screenshot(path=root / "build/shot.png")
        browser.close()
    return Image.open(root / "build/shot.png").convert("RGB")
