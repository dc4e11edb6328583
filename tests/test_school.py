"""“Make it your school's”: each step does what its picture shows, and nothing did it before."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from briefwright.scaffold import lay_out
from built import colours, edge, holds, is_last, opened, printed, sheet, written
from conftest import ROOT, Builder

sys.path.insert(0, str(ROOT / "docs" / "_ext"))
from guide import school

import boxes

IMAGES = ROOT / "docs/images" / school.FOLDER
BLUE, TINT, GREEN, MAROON = (31, 58, 95), (207, 227, 245), (21, 128, 61), (128, 0, 0)
pytestmark = pytest.mark.slow


# -- The steps


def start(root: Path) -> bool:
    return "Contention 1: The early bell" in printed(root, "later-bell-pro")


def option(root: Path) -> bool:
    return {9.0, 13.0} <= {size for _, _, size in written(root, "later-bell-pro")}


def once(root: Path) -> bool:
    sizes = {size for _, _, size in written(root, "later-bell-pro")}
    return 11.0 in sizes and colours(root, "later-bell-pro").get((224, 224, 224), 0) > 1000


def project(root: Path) -> bool:
    with opened(root, "later-bell-pro") as pdf:
        size = [round(side) for side in pdf[1].get_size()]
    return size == [595, 842] and colours(root, "later-bell-pro").get(TINT, 0) > 1000


def screen(root: Path) -> bool:
    text = sheet(root / "build/html")
    read = is_last(text, "--bw-read: #cfe3f5", "--bw-read: #fff3a3")
    return read and is_last(text, "--bw-pro: #1f3a5f", "--bw-pro: #1d4f91")


def header(root: Path) -> bool:
    bold = [text for text, font, _ in written(root, "later-bell-pro") if "Bold" in font]
    return (
        "Harbour Road School" in "".join(bold)
        and colours(root, "later-bell-pro").get(BLUE, 0) > 300
    )


def word(root: Path) -> bool:
    text = printed(root, "later-bell-pro")
    changed = "Answer 1: The hour has to be paid for" in text and "Questions we ask" in text
    return changed and "AT 1" not in text and "Crossfire" not in text


def spanish(root: Path) -> bool:
    text = printed(root, "campana-pro")
    language = PdfReader(root / "build/pdf/campana-pro.pdf").trailer["/Root"]["/Lang"]
    wanted = ("Contenido", "Argumento 1: La campana", "Nuestras preguntas", "14 de marzo de 2026")
    return language == "es" and all(said in text for said in wanted) and "Questions" not in text


def citation(root: Path) -> bool:
    runs = written(root, "later-bell-pro")
    slanted = "".join(text for text, font, _ in runs if "Italic" in font)
    text = " ".join(slanted.split())
    ordered = text.find("March 14, 2026") < text.find("Let the School") < text.find("The Harbour")
    return "Head teacher, Harbour Road School, March 14" in text and ordered


def card(root: Path) -> bool:
    text = (root / "briefs/later-bell/pro-brief.md").read_text(encoding="utf-8")
    return text.count("\n:::\n\n:::{ruled} 2\n:::\n") == 2


def preview(root: Path) -> bool:
    pages = root / "build/preview/public-forum/html"
    text = (pages / "briefs/sample/pro-brief.html").read_text(encoding="utf-8")
    return "Questions we ask" in text and "--bw-read: #cfe3f5" in sheet(pages)


def begun(root: Path) -> bool:
    cut_by = "Cut by: Harbour Road" in printed(root, "sunday-libraries")
    return cut_by and colours(root, "sunday-libraries-pro").get(GREEN, 0) > 50


def judge(root: Path) -> bool:
    text = printed(root, "sunday-libraries-judge-sheet")
    pages = (root / "briefs/sunday-libraries/judge-sheet.md").read_text(encoding="utf-8")
    sides = ("Pro 1: Sunday is when people", "Con 1: Sunday takes")
    listed = "For the judge" in text and all(said in text for said in sides)
    return listed and pages.count(":::{ruled} 3\n") == 2


def design(root: Path) -> bool:
    with opened(root, "sunday-libraries-judge-sheet") as pdf:
        is_one_page = len(pdf) == 1
    band = colours(root, "sunday-libraries-pro", 0).get(BLUE, 0) > 50_000
    return is_one_page and band and BLUE in edge(root, "sunday-libraries-pro")


def jurado(root: Path) -> bool:
    text = printed(root, "domingos-judge-sheet")
    whole = printed(root, "domingos")
    return "Para el jurado" in text and "Recopilado por: Harbour Road" in whole


def colleague(root: Path) -> bool:
    installed = (root / "templates/harbour-road/installed.yml").is_file()
    name = "Northside High School" in printed(root, "sunday-libraries-pro")
    return installed and name and MAROON in edge(root, "sunday-libraries-pro")


CHECKS: Mapping[str, Callable[[Path], bool]] = {
    check.__name__: check
    for check in (
        *(start, option, once, project, screen, header, word, spanish, citation, card, preview),
        *(begun, judge, design, jurado, colleague),
    )
}


def differing(fresh: Image.Image, stored: Image.Image) -> int:
    """Return how many dots of two pictures are clearly not alike."""
    assert fresh.size == stored.size
    shades = ImageChops.difference(fresh.convert("L"), stored.convert("L")).histogram()
    return sum(shades[96:])


def test_each_step_does_what_its_picture_shows(tmp_path: Path) -> None:
    root = school.begin(tmp_path)
    seen = []
    for name, text in school.scenes():
        assert not holds(CHECKS[name], root), f"“{name}” was so before"
        root = school.act(text, root)
        assert holds(CHECKS[name], root), f"“{name}” is not seen"
        if isinstance(school.SHOTS[name], school.Paper):
            stored = Image.open(IMAGES / f"{name}.png").convert("RGB")
            said = f"{name}.png is not what is printed: python docs/_ext/guide/pictures.py"
            assert differing(school.picture(name, root), stored) < 60, said
        seen.append(name)
    assert seen == [*CHECKS] == [*school.SHOTS]
    assert root.name == "northside"


def test_a_pack_is_written_from_the_guide_alone(tmp_path: Path, sphinx_builder: Builder) -> None:
    text = boxes.page(school.PAGE).partition("\n## 8. ")[2].partition("\n## 9. ")[0]
    root = tmp_path / "empty"
    lay_out(root)
    school.act(text, root)
    for name in ("begun", "judge", "jurado", "design"):
        if name != "begun":  # the colour is another one by now
            assert holds(CHECKS[name], root)
    page = sphinx_builder(root, nitpicky=True).read("briefs/sunday-libraries/judge-sheet.html")
    assert "For the judge" in page
    assert page.count('class="bw-ruled') == 2
    made = sphinx_builder(root, "typst", nitpicky=True).path
    assert {path.name for path in made.rglob("*judge-sheet.pdf")} == {
        "sunday-libraries-judge-sheet.pdf",
        "domingos-judge-sheet.pdf",
    }


def test_the_pictures_are_those_of_the_page_and_small() -> None:
    text = boxes.page(school.PAGE)
    assert {path.stem for path in IMAGES.iterdir()} == {name for name, _ in school.scenes()}
    assert text.count("```{image}") == text.count(":alt: ") == len(school.SHOTS)
    assert all(1000 < path.stat().st_size < 120_000 for path in IMAGES.iterdir())
