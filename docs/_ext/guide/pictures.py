"""Take the pictures of the guide and the README anew, from the example briefs and the guide."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "docs" / "_ext"), str(ROOT / "tests"), str(ROOT / "tooling")]
from format_briefs import specification  # noqa: E402 (lies with what the tests share)
from guide import gallery, school  # noqa: E402 (this is run, not imported)
from serving import Serve, save  # noqa: E402 (likewise)

IMAGES = ROOT / "docs" / "images"
PICTURES = {"brief.png": ("russia-iran-pro.pdf", 1)}
"""What is shown: the PDF, and the number of its page from 0."""
PACKS = {
    "lincoln-douglas": (("lincoln-douglas", 2), ("lincoln-douglas-pro", 8)),
    "policy": (("policy-con-on-case", 1), ("policy-pro-case", 1)),
    "world-schools": (("world-schools-pro", 1), ("world-schools-pro", 4)),
    "british-parliamentary": (
        ("british-parliamentary-speech-sheets", 2),
        ("british-parliamentary-speech-sheets", 7),
    ),
    "round": (("round", 0), ("round", 8)),
    "frontlines": (("frontlines-pro", 0), ("frontlines-pro", 4)),
    "one-page": (("one-page-pro", 0), ("one-page-con", 0)),
    "evidence-sheet": (("evidence-sheet-pro", 0), ("evidence-sheet-pro", 9)),
    "research": (("research", 4), ("research", 20)),
    "disclosure": (("disclosure-pro", 1), ("disclosure-pro", 6)),
    "worksheet": (("worksheet-pro", 0), ("worksheet-pro", 2)),
}
"""The pages that stand side by side for each pack."""
SCALE = 1.25
"""Of 72 dots an inch: 765 dots across a page of Letter."""
BESIDE = 0.9
"""Likewise, of two pages side by side."""
EXHIBIT = 0.75
"""Likewise, of a page in the gallery."""
COLOURS = 24


def main() -> None:
    """Build the example briefs, and store the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        pdfs = _build(ROOT, Path(folder))
        for name, (pdf, number) in PICTURES.items():
            _store(_page(pdfs / pdf, number, SCALE), IMAGES / name)
    with tempfile.TemporaryDirectory() as folder:
        pdfs = _build(_formats(Path(folder, "project")), Path(folder, "made"))
        for pack, shown in PACKS.items():
            pages = [_page(pdfs / f"{pdf}.pdf", number, BESIDE) for pdf, number in shown]
            _store(school.side_by_side(pages), IMAGES / "packs" / f"{pack}.png")
    with tempfile.TemporaryDirectory() as folder:
        for name, picture in exhibits(Path(folder)):
            _store(picture, IMAGES / gallery.FOLDER / f"{name}.png")
    with tempfile.TemporaryDirectory() as folder:
        _school(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        _store(_served(_example(Path(folder, "project"))), IMAGES / "serve.png")


def exhibits(folder: Path, names: Collection[str] = ()) -> Iterator[tuple[str, Image.Image]]:
    """Yield the pictures of the gallery, or some of them, each taken of what its command prints."""
    root = _example(folder / "project")
    shutil.copy(ROOT / f"briefs/{gallery.BRIEF}.yaml", root / "briefs")
    for exhibit in (e for row in gallery.EXHIBITS.values() for e in row):
        if names and exhibit.name not in names:
            continue
        goal = folder / exhibit.name
        pdfs = _build(root, goal, *exhibit.arguments.split())
        scale = 1.6 * EXHIBIT if exhibit.detail else EXHIBIT
        pages = [_page(pdfs / f"{exhibit.pdf}.pdf", n - 1, scale) for n in exhibit.pages]
        if exhibit.detail:
            pages = [page.crop((0, 0, page.width, page.height * 2 // 5)) for page in pages]
        yield exhibit.name, school.side_by_side(pages) if len(pages) > 1 else pages[0]


def _school(folder: Path) -> None:
    """Follow the page about a template of one's own, and store what it shows."""
    root = school.begin(folder)
    for name, text in school.scenes():
        root = school.act(text, root)
        _store(school.picture(name, root), IMAGES / school.FOLDER / f"{name}.png")


def _served(root: Path) -> Image.Image:
    """Return what `brief serve` shows of two mistakes in the cards of the project *root*."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (no test needs it here)

    shutil.copy(ROOT / "briefs/russia-iran.yaml", root / "briefs")
    cards = root / "source/kozak-2017/cards.md"
    picture = root / "serve.png"
    with Serve(root, "--port", "0") as server, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=school.CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1300, "height": 800})
        tab.goto(f"{server.url}briefs/russia-iran/index.html")
        save(cards, "in the near term.***", "in the near trem.***")
        text = cards.read_text(encoding="utf-8").rstrip()
        cards.write_text(text.removesuffix(":::"), encoding="utf-8")
        tab.get_by_role("alert").get_by_text("2 errors").wait_for()
        tab.screenshot(path=picture)
        browser.close()
    return Image.open(picture).convert("RGB")


def _formats(root: Path) -> Path:
    """Lay out a project with the example brief in the packs of all formats."""
    _example(root)
    example = (ROOT / "briefs/russia-iran.yaml").read_text(encoding="utf-8")
    for pack in PACKS:
        path = root / "briefs" / f"{pack}.yaml"
        path.write_text(specification(example, pack), encoding="utf-8")
    return root


def _example(root: Path) -> Path:
    """Lay out a project with the essays of this one, and without a brief."""
    (root / "briefs").mkdir(parents=True)
    for name in ("conf.py", "briefs/index.md"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "source", root / "source")
    return root


def _build(project: Path, goal: Path, *arguments: str) -> Path:
    """Build the PDFs of *project*, and return their folder."""
    to = ("--to", "pdf", "--out", goal, *arguments)
    build = [sys.executable, "-m", "briefwright", "build", *to]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tooling")}
    subprocess.run(build, cwd=project, check=True, env=environment)  # noqa: S603
    return goal / "pdf"


def _page(pdf: Path, number: int, scale: float) -> Image.Image:
    picture: Image.Image = pypdfium2.PdfDocument(pdf)[number].render(scale=scale).to_pil()
    return picture.convert("RGB")


def _store(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
