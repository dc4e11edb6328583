"""Printed pages as pictures: what a copier or an eye makes of them, and what is to be seen there."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median

import pypdfium2
from PIL import Image, ImageFilter

HALF = 128
"""What is darker is black to a copier."""
POINT = 72


def rastered(pdf: bytes, dpi: int = 300, page: int = 0) -> Image.Image:
    """Return a page in colour, by poppler where it is installed, as most people print."""
    if not shutil.which("pdftoppm"):
        document = pypdfium2.PdfDocument(pdf)
        picture: Image.Image = document[page].render(scale=dpi / POINT).to_pil().convert("RGB")
        document.close()
        return picture
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "page.pdf")
        whole.write_bytes(pdf)
        options = ["-r", str(dpi), "-f", str(page + 1), "-l", str(page + 1), "-singlefile"]
        subprocess.run(
            ["pdftoppm", *options, str(whole), str(whole.with_suffix(""))], check=True, timeout=60
        )
        with Image.open(whole.with_suffix(".ppm")) as picture:
            return picture.convert("RGB")


# -- What becomes of a page

# Machado, Oliveira and Fernandes: A Physiologically-based Model for Simulation of Color Vision
# Deficiency (2009), at severity 1.0, for linear RGB. doi:10.1109/TVCG.2009.113
BLINDNESS = {
    "protanopia": (
        *(0.152286, 1.052583, -0.204868),
        *(0.114503, 0.786281, 0.099216),
        *(-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        *(0.367322, 0.860646, -0.227968),
        *(0.280085, 0.672501, 0.047413),
        *(-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        *(1.255528, -0.076749, -0.178779),
        *(-0.078411, 0.930809, 0.147602),
        *(0.004733, 0.691367, 0.303900),
    ),
}


def _linear(shade: int) -> int:
    part = shade / 255
    return round(255 * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4))


def _curved(shade: int) -> int:
    part = shade / 255
    return round(255 * (part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))


def seen_with(kind: str, picture: Image.Image) -> Image.Image:
    """Return what an eye with that blindness sees."""
    a, b, c, d, e, f, g, h, i = BLINDNESS[kind]
    linear = picture.point([_linear(shade) for shade in range(256)] * 3)
    seen = linear.convert("RGB", (a, b, c, 0, d, e, f, 0, g, h, i, 0))
    return seen.point([_curved(shade) for shade in range(256)] * 3)


def copied(picture: Image.Image, blur: float = 0.0) -> Image.Image:
    """Return what a copier that knows only black makes of a page; *blur* is of its lens."""
    grey = picture.convert("L")
    if blur:
        grey = grey.filter(ImageFilter.GaussianBlur(blur))
    return grey.point(lambda shade: 0 if shade < HALF else 255)


def copied_again(picture: Image.Image) -> Image.Image:
    """Return a copy of a copy of a copy."""
    for _ in range(3):
        picture = copied(picture, blur=1.2)
    return picture


VIEWS: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "in colour": lambda picture: picture,
    "in greyscale": lambda picture: picture.convert("L"),
    "copied": copied,
    "copied again": copied_again,
    **{kind: lambda picture, kind=kind: seen_with(kind, picture) for kind in BLINDNESS},
}


# -- What is to be seen


@dataclass(frozen=True)
class Seen:
    """What there is of a word besides its letters; lines in points."""

    below: float
    """How thick a line is below it."""
    above: float
    """How thick a line is above it."""
    ground: tuple[int, ...]
    """The colour of what it stands on, between its letters."""

    def lines(self) -> tuple[float, float]:
        """Return what no want of colours can take."""
        return self.below, self.above


@dataclass(frozen=True)
class Word:
    """A word of a page, in points from its upper left corner."""

    text: str
    left: float
    right: float
    baseline: float


def words(pdf: bytes, page: int = 0) -> Iterator[Word]:
    """Yield the words of a page that have an *x* in them: it stands on the baseline."""
    document = pypdfium2.PdfDocument(pdf)
    height = document[page].get_height()
    text = document[page].get_textpage()
    whole = text.get_text_range()
    start = 0
    for part in whole.split():
        start = whole.index(part, start)
        if "x" in part:
            boxes = [text.get_charbox(at) for at in range(start, start + len(part))]
            x = boxes[part.index("x")]
            yield Word(
                text=part,
                left=min(box[0] for box in boxes),
                right=max(box[2] for box in boxes),
                baseline=height - x[1],
            )
        start += len(part)
    document.close()


def look_at(picture: Image.Image, word: Word, *, size: float = 10.5, dpi: int = 300) -> Seen:
    """Return what is to be seen of *word*, where what is read has *size* points."""
    scale = dpi / POINT
    # Its middle: a line may begin and end a little inside the run.
    left, right = (round(x * scale) for x in (word.left + 1.2, word.right - 1.2))

    def strip(top: float, bottom: float) -> Image.Image:
        """Return what is between two heights, in sizes from the baseline downwards."""
        upper, lower = (round((word.baseline + part * size) * scale) for part in (top, bottom))
        return picture.crop((left, upper, right, lower))

    return Seen(
        below=_thickest(strip(0.09, 0.3)) / scale,
        above=_thickest(strip(-0.84, -0.7)) / scale,
        ground=_ground(strip(-0.65, 0.1)),
    )


def _thickest(strip: Image.Image) -> int:
    """Return how many rows on end are dark from one end to the other, letters let be."""
    grey = strip.convert("L")
    width = grey.width
    data = grey.tobytes()
    best = run = 0
    for row in range(grey.height):
        dark = sum(shade < HALF for shade in data[row * width : (row + 1) * width])
        run = run + 1 if dark > 0.9 * width else 0
        best = max(best, run)
    return best


def _ground(strip: Image.Image) -> tuple[int, ...]:
    """Return the middle one of the lighter half of the shades: the letters are the darker ones."""
    colours = strip.convert("RGB")
    pixels = sorted(zip(*[iter(colours.tobytes())] * 3, strict=True), key=sum)
    lighter = pixels[len(pixels) // 2 :]
    return tuple(int(median(pixel[band] for pixel in lighter)) for band in range(3))


def least_gap(kinds: Sequence[Sequence[tuple[float, ...]]]) -> float:
    """Return by how much each of *kinds* is told from each other one, at least, by its best figure."""
    return min(
        max(map(_gap, zip(*one, strict=True), zip(*other, strict=True)))
        for one, other in combinations(kinds, 2)
    )


def _gap(these: Sequence[float], those: Sequence[float]) -> float:
    """Return how far two sets of figures are apart; not above 0 where they meet."""
    return max(min(those) - max(these), min(these) - max(those))


def difference(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the difference of two colours as CIE76 measures it."""
    return sum((a - b) ** 2 for a, b in zip(_lab(one), _lab(other), strict=True)) ** 0.5


def _lab(colour: tuple[int, ...]) -> tuple[float, float, float]:
    """Return an sRGB colour in CIELAB, with the white of D65."""
    r, g, b = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (shade / 255 for shade in colour)
    )
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    u, v, w = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * v - 16, 500 * (u - v), 200 * (v - w)
