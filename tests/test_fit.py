"""Papers, columns, large print and spacing: what is printed fits, whatever it is printed on."""

import re
import shutil
from pathlib import Path

import pypdfium2
import pytest

from briefwright.build import Paper
from briefwright.commands.build import PAPERS
from briefwright.templates import find_pack, pack_names
from conftest import ROOT, Built, Cli, sphinx_build
from printing import pages, text

SIZES = {
    "letter": (612, 792),
    "a4": (595.28, 841.89),
    "half-letter": (396, 612),
    "a5": (419.53, 595.28),
    "legal": (612, 1008),
    "a3": (841.89, 1190.55),
}
LOOKS = {
    **{paper: f"paper: {paper}" for paper in SIZES},
    "columns": "columns: 2",
    "columns-run": "columns: 2, new-page: none, paper: a4",
    "columns-bare": "columns: 2, contents: none, spacing: compact",
    "large-letter": "large-print: yes",
    "large-a5": "large-print: yes, paper: a5, spacing: airy",
}
EDGE = 14
"""Points at the edges of a page that no text may reach: no printer prints there."""
SPEC = """\
resolution: "Resolved: It is durable."
options: {LOOK}
template: PACK
round: {side: pro}
pro: [{heading: It lasts, cards: {topic: durability, limit: 4}}]
con:
  - {heading: It ends, cards: {topic: conditional, limit: 4}}
  - {heading: Not for long, answers: It lasts, cards: {topic: conditional, limit: 3}}
"""


def write(root: Path, specs: dict[str, str]) -> Path:
    """Write a project with both essays and some specifications."""
    (root / "briefs").mkdir(parents=True)
    shutil.copytree(ROOT / "source", root / "source")
    shutil.copy(ROOT / "conf.py", root)
    shutil.copy(ROOT / "briefs/index.md", root / "briefs")
    for name, spec in specs.items():
        (root / f"briefs/{name}.yaml").write_text(spec, encoding="utf-8")
    return root


def brief(look: str, pack: str = "public-forum") -> str:
    return SPEC.replace("LOOK", look).replace("PACK", pack)


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A brief in every look."""
    folder = tmp_path_factory.mktemp("looks")
    root = write(folder / "project", {name: brief(look) for name, look in LOOKS.items()})
    return sphinx_build(root, folder / "typst", "typst", brief_system_fonts=False)


def outside(path: Path) -> list[str]:
    """Return what stands at the edge of a page or beyond it."""
    found = []
    with pypdfium2.PdfDocument(path) as pdf:
        for number, page in enumerate(pdf, 1):
            width, height = page.get_size()
            words = page.get_textpage()
            for at in range(words.count_chars()):
                left, low, right, high = words.get_charbox(at)
                inside = left >= EDGE and right <= width - EDGE and low >= EDGE
                if right > left and not (inside and high <= height - EDGE):
                    found.append(f"{number}: {words.get_text_range(at, 20)}")
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_papers_are_the_same_everywhere():
    assert find_pack("public-forum").options["paper"].choices == PAPERS == tuple(map(str, Paper))
    assert {*PAPERS} == {*SIZES}


@pytest.mark.parametrize("paper", SIZES)
def test_each_paper_has_its_size(looks: Built, paper: str):
    with pypdfium2.PdfDocument(looks.path / f"{paper}.pdf") as pdf:
        for page in pdf:
            assert page.get_size() == pytest.approx(SIZES[paper], abs=0.01)


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_cut_off(looks: Built, look: str):
    files = sorted(looks.path.glob(f"{look}*.pdf"))
    assert len(files) >= 3
    assert [found for path in files for found in outside(path)] == []


def test_every_look_has_every_word(looks: Built):
    """The text of the evidence, in its order, whatever breaks it."""
    cards = [node for side in ("pro", "con") for node in evidence(looks, f"letter/{side}-brief")]
    assert len(cards) > 10
    for look in LOOKS:
        whole = squeezed("".join(pages((looks.path / f"{look}.pdf").read_bytes())))
        for words in cards:
            assert words in whole, (look, words[:80])


def evidence(built: Built, docname: str) -> list[str]:
    from briefwright.sphinx_ext.nodes import card_text

    found = built.doctree(f"briefs/{docname}").findall(card_text)
    # What is on one page in one look may be on two in another: paragraphs are compared by halves.
    texts = [squeezed(child.astext()) for text in found for child in text.children]
    return [part for text in texts for part in (text[:60], text[-60:])]


def sizes(path: Path) -> set[float]:
    """Return the sizes of type, in points."""
    found = set()
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            for drawn in page.get_objects():
                if isinstance(drawn, pypdfium2.PdfTextObj):
                    found.add(round(drawn.get_font_size(), 1))
    return found


@pytest.mark.parametrize("look", ["large-letter", "large-a5"])
def test_large_print_is_large(looks: Built, look: str):
    found = sizes(looks.path / f"{look}-pro.pdf")
    assert 18.0 in found  # what is read
    assert found & {12.9, 13.3}  # what is not, in proportion
    assert min(found) > 10


def test_what_suits_a_paper_is_no_smaller_than_it_may_be(tmp_path: Path):
    specs = {"five": brief("paper: a5"), "eight": brief("paper: a5, profile: ncfca")}
    root = write(tmp_path / "project", specs)
    built = sphinx_build(root, tmp_path / "typst", "typst", brief_system_fonts=False)
    found = {name: sizes(built.path / f"{name}-pro.pdf") for name in specs}
    assert {7.0, 9.5} <= found["five"]
    assert {8.0, 9.5} <= found["eight"]
    assert 7.0 not in found["eight"]


def test_two_columns_stand_beside_each_other(looks: Built):
    with pypdfium2.PdfDocument(looks.path / "columns-pro.pdf") as pdf:
        words = pdf[1].get_textpage()
        lefts = {round(words.get_rect(n)[0]) for n in range(words.count_rects())}
    assert sum(left < 306 for left in lefts) > 0 < sum(left > 306 for left in lefts)


def test_the_overview_and_the_title_have_the_whole_width_beside_columns(looks: Built):
    files = {name: looks.path / f"{name}.pdf" for name in ("letter", "columns", "large-letter")}
    assert max(sizes(files["columns"])) == max(sizes(files["letter"]))
    # A table of times has it in its head alone; where it is a list, each time does.
    times = {name: text(file.read_bytes()).count("150 wpm") for name, file in files.items()}
    assert times["columns"] == times["letter"] < times["large-letter"]


def test_spacing_is_a_matter_of_room(tmp_path: Path):
    specs = {name: brief(f"spacing: {name}") for name in ("compact", "normal", "airy")}
    root = write(tmp_path / "project", specs)
    built = sphinx_build(root, tmp_path / "typst", "typst", brief_system_fonts=False)
    found = [between_cites(built.path / f"{name}-pro.pdf") for name in specs]
    assert found[0] + 10 < found[1] < found[2] - 10


def between_cites(path: Path) -> float:
    """Return how far the second citation stands below the first, in points."""
    with pypdfium2.PdfDocument(path) as pdf:
        words = pdf[1].get_textpage()
        first, second, *_ = (m.start() for m in re.finditer("Kozak 17", words.get_text_range()))
        return words.get_charbox(first)[1] - words.get_charbox(second)[1]


PACKS = tuple(name for name in pack_names() if name != "base")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A brief of every pack on a small sheet, in large print, and in columns."""
    folder = tmp_path_factory.mktemp("packs")
    looks = {
        "small": "paper: a5",
        "large": "paper: half-letter, large-print: yes",
        "two": "columns: 2",
    }
    specs = {f"{look}-{pack}": brief(looks[look], pack) for look in looks for pack in PACKS}
    root = write(folder / "project", specs)
    return sphinx_build(root, folder / "typst", "typst", brief_system_fonts=False)


@pytest.mark.parametrize("pack", PACKS)
def test_every_pack_fits_a_small_sheet_and_large_print(packs: Built, pack: str):
    files = [
        file for look in ("small", "large", "two") for file in packs.path.glob(f"{look}-{pack}*")
    ]
    assert len(files) >= 3
    assert {path.name: found for path in files if (found := outside(path))} == {}


def test_a_paper_that_is_not_known_is_told(small: Path, cli: Cli):
    said = cli("build", "--paper", "foolscap", cwd=small, code=2).output
    assert "half-letter" in said
