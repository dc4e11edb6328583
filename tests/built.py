"""What the finished pages and PDFs of a project say, read back from the files."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import DictionaryObject


def opened(root: Path, name: str) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(root / f"build/pdf/{name}.pdf")


def printed(root: Path, name: str) -> str:
    with opened(root, name) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def colours(root: Path, name: str, number: int = 1) -> Mapping[tuple[int, int, int], int]:
    """Return how many dots of a page have each colour."""
    with opened(root, name) as pdf:
        picture = pdf[number].render(scale=2).to_pil().convert("RGB")
    return {colour: count for count, colour in picture.getcolors(1 << 22)}


def edge(root: Path, name: str) -> set[tuple[int, int, int]]:
    """Return the colours at the right edge of the second page."""
    with opened(root, name) as pdf:
        picture = pdf[1].render(scale=1).to_pil().convert("RGB")
    strip = picture.crop((picture.width - 4, 0, picture.width, picture.height))
    return {colour for _, colour in strip.getcolors(1 << 16)}


def written(root: Path, name: str) -> list[tuple[str, str, float]]:
    """Return the runs of the second page: text, font, and size in points."""
    runs: list[tuple[str, str, float]] = []

    def visit(text: str, _cm: object, tm: list[float], font: DictionaryObject, size: float) -> None:
        family = str(font["/BaseFont"]) if font else ""
        runs.append((text, family, round(abs(size * tm[3]), 1)))

    page = PdfReader(root / f"build/pdf/{name}.pdf").pages[1]
    page.extract_text(visitor_text=visit)
    return runs


def sheet(folder: Path) -> str:
    return (folder / "_static/briefwright.css").read_text(encoding="utf-8")


def is_last(text: str, wanted: str, other: str) -> bool:
    return text.rfind(wanted) > text.rfind(other)


def holds(check: Callable[[Path], bool], root: Path) -> bool:
    """Tell whether *check* finds what it looks for; not where nothing was built yet."""
    try:
        return check(root)
    except FileNotFoundError:
        return False
