"""Take the pictures of the guide and the README anew, from the example briefs."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

DOCS = Path(__file__).resolve().parents[2]
PICTURES = {"brief.png": ("russia-iran-pro.pdf", 1)}
"""What is shown: the PDF, and the number of its page from 0."""
SCALE = 1.25
"""Of 72 dots an inch: 765 dots across a page of Letter."""
COLOURS = 24


def main() -> None:
    """Build the example briefs, and store the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "briefwright", "build", "--to", "pdf", "--out", folder]
        subprocess.run(build, cwd=DOCS.parent, check=True)  # noqa: S603
        for name, (pdf, number) in PICTURES.items():
            page = pypdfium2.PdfDocument(Path(folder, "pdf", pdf))[number]
            picture = page.render(scale=SCALE).to_pil().convert("RGB")
            picture.quantize(COLOURS).save(DOCS / "images" / name, optimize=True)


if __name__ == "__main__":
    main()
