"""The gallery: a picture of each edition, paper and style of marks, and each as it is printed."""

import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from briefwright.model import Edition
from briefwright.templates import find_pack
from conftest import ROOT

sys.path.insert(0, str(ROOT / "docs/_ext"))
from guide import gallery, pictures

SHOWN = {exhibit.name: exhibit for row in gallery.EXHIBITS.values() for exhibit in row}
IMAGES = ROOT / "docs/images" / gallery.FOLDER


def test_each_edition_and_style_is_shown() -> None:
    choices = find_pack("base", None, partial=True).options
    editions = {f"edition-{name}" for name in Edition}
    options = {f"{name}-{value}" for name in ("paper", "marks") for value in choices[name].choices}
    assert editions | options <= SHOWN.keys()


def test_each_picture_is_there_and_no_other() -> None:
    assert {path.stem for path in IMAGES.glob("*.png")} == SHOWN.keys()


def test_each_row_is_on_the_page() -> None:
    text = (ROOT / "docs/gallery.md").read_text(encoding="utf-8")
    assert [row for row in gallery.EXHIBITS if f"{{gallery}} {row}\n" not in text] == []


@pytest.mark.parametrize("name", ["edition-outline"])
def test_a_picture_is_what_its_command_prints(name: str, tmp_path: Path) -> None:
    (found,) = pictures.exhibits(tmp_path, [name])
    stored = Image.open(IMAGES / f"{name}.png").convert("L")
    assert found[1].size == stored.size
    shades = ImageChops.difference(found[1].convert("L"), stored).histogram()
    assert sum(shades[96:]) < 60
