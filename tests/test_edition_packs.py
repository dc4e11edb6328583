"""Editions whatever the template: none is empty, none is the look of another use."""

import shutil
from pathlib import Path

import pytest

from briefwright.model import Edition, Side
from briefwright.sphinx_ext.domain import debate
from briefwright.spoken import spoken
from briefwright.templates import pack_names
from conftest import ROOT, Built, sphinx_build
from printing import pages, text
from test_edition_content import letters

PACKS = tuple(name for name in pack_names() if name != "base")
EDITIONS = tuple(edition.value for edition in Edition if edition is not Edition.FULL)
CASE, ANSWERS = ("free-day", "weekday-price"), ("small-cost", "few-come")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small project with a brief of each pack, in all editions, without a warning."""
    from briefwright.scaffold import lay_out

    root = tmp_path_factory.mktemp("packs")
    lay_out(root / "project")
    spec = root / "project/briefs/sunday-libraries.yaml"
    written = spec.read_text(encoding="utf-8")
    for pack in PACKS:
        spec.with_name(f"{pack}.yaml").write_text(
            f"{written}\ntemplate: {pack}\nround: {{side: pro}}\n", "utf-8"
        )
    spec.unlink()
    editions = {"brief_editions": EDITIONS, "brief_system_fonts": False}
    return sphinx_build(root / "project", root / "out/typst", "typst", **editions)


def pdfs(made: Built, pack: str, edition: str) -> dict[str, bytes]:
    """Return the PDFs of a brief in an edition by what is between: "", "pro"."""
    begin, end = f"{pack}-", f"{edition}.pdf"
    return {
        path.name.removeprefix(begin).removesuffix(end).strip("-"): path.read_bytes()
        for path in made.path.glob(f"{begin}*{end}")
        if not any(
            path.name.startswith(f"{other}-")
            for other in PACKS
            if other > pack and other.startswith(pack)
        )
    }


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("pack", PACKS)
def test_a_brief_of_any_pack_has_every_edition(made: Built, pack: str, edition: str) -> None:
    library = debate(made.app.env).library
    found = pdfs(made, pack, edition)
    assert found
    together = letters("".join(text(pdf) for pdf in found.values()))
    only_answers = edition == "blocks" or pack == "frontlines"
    for name in ANSWERS if only_answers else (*CASE, *ANSWERS):
        card = library.cards[name]
        if pack == "round" and card.side is not Side.PRO:  # whose round it is
            continue
        assert letters(card.tag) in together
        if edition == "read":
            said = "".join(span.text for part in spoken(card.paragraphs) for span in part)
            assert letters(said) in together
    for pdf in found.values():
        printed = letters(text(pdf))
        assert any(letters(card.tag) in printed for card in library.cards.values())
        assert all(len(page.split()) > 5 for page in pages(pdf))


@pytest.mark.parametrize("pack", PACKS)
def test_a_side_has_its_own_cards_only(made: Built, pack: str) -> None:
    library = debate(made.app.env).library
    for edition in ("read", "cards", "sources"):
        for name, pdf in pdfs(made, pack, edition).items():
            if name.startswith(("pro", "con")):
                printed = letters(text(pdf))
                other = {"pro": "con", "con": "pro"}[name[:3]]
                strange = [
                    c.name
                    for c in library.cards.values()
                    if c.side == other and letters(c.tag) in printed
                ]
                assert strange == []


def test_a_file_of_contentions_has_no_answers(made: Built) -> None:
    assert [path.name for path in sorted(made.path.glob("policy-*-*-blocks.pdf"))] == [
        "policy-con-on-case-blocks.pdf",
        "policy-pro-blocks-blocks.pdf",
    ]
    assert not [*made.path.glob("british-parliamentary-speech-sheets-*.pdf")]


def test_a_pack_says_which_editions_its_look_is_for(tmp_path: Path) -> None:
    from briefwright.scaffold import lay_out

    lay_out(tmp_path / "project")
    look = tmp_path / "project/templates/public-forum/print.typ"
    look.parent.mkdir(parents=True)
    look.write_text(
        '#let only-in = ("full", "outline")\n#let footer(look, job) = [Here it holds.]\n', "utf-8"
    )
    built = sphinx_build(
        tmp_path / "project",
        tmp_path / "out/typst",
        "typst",
        brief_editions=["full", "outline", "read"],
    )
    holds = {
        edition: "Here it holds."
        in text((built.path / f"sunday-libraries{edition}.pdf").read_bytes())
        for edition in ("", "-outline", "-read")
    }
    assert holds == {"": True, "-outline": True, "-read": False}


def write(root: Path, spec: str, cards: str = "") -> Path:
    """Write a project with one brief, and cards without a stored source."""
    (root / "briefs").mkdir(parents=True)
    shutil.copy(ROOT / "conf.py", root)
    (root / "briefs/index.md").write_text(INDEX, "utf-8")
    (root / "briefs/lone.yaml").write_text(f"resolution: It holds.\n{spec}\n", "utf-8")
    if cards:
        (root / "source/loose").mkdir(parents=True)
        (root / "source/loose/cards.md").write_text(cards, "utf-8")
    return root


INDEX = """
# Briefs

:::{toctree}
:glob:

*/index
:::
"""
LONE = """
:::{card} They hold
:name: hold
:side: both
:cite: Jane Roe, “A Paper,” 2020.
:short-cite: Roe 20

They do.
:::
"""
SAID = {
    "read": "Nothing in this card is marked to be read aloud.",
    "cards": "Not verified: this card has no stored source.",
    "cites": "“They do.”",
    "outline": "They hold Roe 20",
    "blocks": "There are no answers.",
    "sources": "Without a stored source",
}


@pytest.mark.parametrize("pack", ["public-forum", "research", "disclosure"])
def test_what_there_is_not_is_said(tmp_path: Path, pack: str) -> None:
    root = write(tmp_path / "project", f"template: {pack}\nlanguage: en\n", LONE)
    built = sphinx_build(root, tmp_path / "out/typst", "typst", brief_editions=EDITIONS)
    for edition, said in SAID.items():
        assert said in text((built.path / f"lone-{edition}.pdf").read_bytes()), edition


def test_a_side_without_cards_says_so_in_every_edition(tmp_path: Path) -> None:
    root = write(tmp_path / "project", "", LONE.replace("both", "pro"))
    built = sphinx_build(
        root, tmp_path / "out/typst", "typst", brief_editions=EDITIONS, warnings="empty-side"
    )
    for edition in (edition for edition in EDITIONS if edition != "flow"):  # has lines to write on
        said = "There are no answers." if edition == "blocks" else "There are no cards."
        assert said in text((built.path / f"lone-con-{edition}.pdf").read_bytes())


def test_the_lines_of_an_edition_are_in_the_language_of_the_brief(tmp_path: Path) -> None:
    root = write(tmp_path / "project", "language: es\n", LONE)
    built = sphinx_build(root, tmp_path / "out/typst", "typst", brief_editions=["read"])
    printed = text((built.path / "lone-read.pdf").read_bytes())
    assert "En esta evidencia no hay nada marcado para leer en voz alta." in printed
    assert "Para leer en voz alta" in printed
