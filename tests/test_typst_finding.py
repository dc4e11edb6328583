"""What leads to things on paper leads there: printed whole, and in pieces that are joined."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils import nodes

from briefwright.sphinx_ext import pieces
from conftest import ROOT, Built, sphinx_build
from printing import card, links, outline, pages, press, runs, section

SPEC = (ROOT / "briefs/russia-iran.yaml").read_text(encoding="utf-8")
NAMES = ("russia-iran", "russia-iran-pro", "russia-iran-con")


def write(root: Path, options: str = "", more: str = "") -> Path:
    """Write the example project with other *options* of its brief, and *more* at the top of it."""
    (root / "briefs").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "conf.py", root)
    shutil.copy(ROOT / "briefs/index.md", root / "briefs")
    shutil.copytree(ROOT / "source", root / "source", dirs_exist_ok=True)
    spec = f"{more}\n{SPEC}\noptions: {{{options}}}\n"
    (root / "briefs/russia-iran.yaml").write_text(spec, encoding="utf-8")
    return root


def build(root: Path) -> Built:
    return sphinx_build(root, root.parent / "out/typst", "typst", brief_system_fonts=False)


def pdf(built: Built, name: str = "russia-iran") -> bytes:
    return (built.path / f"{name}.pdf").read_bytes()


@pytest.fixture(params=["whole", "in pieces"])
def printed(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Print everything in one, or in several pieces a side."""
    in_pieces = request.param == "in pieces"
    with pytest.MonkeyPatch.context() as patch:
        if in_pieces:
            patch.setattr(pieces, "SIZE", 12_000)
            patch.setattr(pieces, "WHOLE", 30_000)
        yield in_pieces


def tags(document: bytes) -> dict[tuple[str, int], list[str]]:
    """Return the tags of the cards by their number and the page that they are on."""
    found: dict[tuple[str, int], list[str]] = {}
    for _, title, page in outline(document):
        if match := re.match(r"(\d+) (.+)", title):
            found.setdefault((match[1], page), []).append(match[2])
    return found


def test_what_refers_to_a_card_has_its_number_and_its_page(printed: bool, tmp_path: Path):
    built = build(write(tmp_path / "project"))
    assert bool(list(tmp_path.rglob("*.main.typ"))) is printed
    for name in NAMES:
        document = pdf(built, name)
        cards, found = tags(document), pages(document)
        joined = [" ".join(page.split()) for page in found]
        goals = set(links(document))
        said = [
            (here, number, int(page))
            for here, text in enumerate(joined, 1)
            for number, page in re.findall(r"→ card (\d+), page (\d+)", text)
        ]
        assert len(said) > (100 if name == "russia-iran" else 20)
        for here, number, page in said:
            assert (number, page) in cards
            assert (here, str(page)) in goals


def test_of_a_card_on_the_same_page_only_the_number_is_said(tmp_path: Path):
    with press(tmp_path / "project") as printer:
        link = nodes.paragraph("", "", nodes.reference("", "That", refuri="#card-a"))
        there = section("There", nodes.paragraph("", "", link[0].deepcopy()), name="there")
        found, _ = printer.print(
            section("Pro", section("Here", card(runs(("x", 0))), link, name="here"), there),
            options={"contents": "none", "new-page": "sections"},
        )
    here, there = (" ".join(page.split()) for page in pages(found))
    assert "That → card 1 " in f"{here} "
    assert "That → card 1, page 1" in there
