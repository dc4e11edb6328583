"""What keeps a brief from being printed is told of its specification or template, once.

Nothing is lost: the last good PDFs stay. Printed whole and in pieces alike.
"""

from functools import partial
from pathlib import Path

import pytest

from briefwright.press.engine import Engine, Limits
from briefwright.sphinx_ext import pieces, typst
from conftest import Cli
from printing import text
from test_print_errors import ENDLESS, FOOTER


@pytest.fixture(params=["whole", "pieces"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "pieces":
        monkeypatch.setattr(pieces, "WHOLE", 1)
        monkeypatch.setattr(pieces, "SIZE", 1)
    return str(request.param)


def test_a_place_in_a_card_is_told_with_the_card(cli: Cli, small: Path) -> None:
    (small / "templates/base").mkdir()
    (small / "templates/base/print.typ").write_text("#let evidence(look, body) = body + 1\n")
    said = cli("build", "--to", "pdf", cwd=small, code=1).stderr.splitlines()
    assert said[0].startswith("templates/base/print.typ:1:29: error[pdf]: ")
    assert said[1:3] == ["    | #let evidence(look, body) = body + 1", f"    | {' ' * 28}^"]
    assert said[3].startswith("    while printing source/sunday-libraries/cards.md:")
    assert len([line for line in said if not line.startswith("    ")]) == 1


# -- Fonts and options


@pytest.mark.parametrize(
    ("font", "says", "advises"),
    [
        ("Nowhere Sans", "There is no font “Nowhere Sans” here", "Install it"),
        ("Libertinus Serf", "There is no font “Libertinus Serf” here", "“Libertinus Serif”?"),
        ("Nowhere, Nowhere Sans", "no font “Nowhere” or “Nowhere Sans” here", "Install it"),
        ("Nowhere Sans, Dejavu sans mono", "", ""),
    ],
)
@pytest.mark.usefixtures("way")
def test_a_font_that_is_not_there_is_told_at_the_line_of_the_option(
    cli: Cli, small: Path, font: str, says: str, advises: str
) -> None:
    spec = small / "briefs/sunday-libraries.yaml"
    spec.write_text(f"{spec.read_text('utf-8')}\noptions:\n  font: {font}\n", encoding="utf-8")
    line = spec.read_text("utf-8").count("\n")
    said = cli("build", "--to", "pdf", cwd=small).stderr
    if says:
        assert said.startswith(f"briefs/sunday-libraries.yaml:{line}:9: warning[pdf]: ")
        assert says in said
        assert advises in said
    assert said.count("warning") == (1 if says else 0)


@pytest.mark.parametrize("given", ["margin=30cm", "gutter=20cm"])
def test_an_option_that_leaves_no_room_for_text_is_told(cli: Cli, small: Path, given: str) -> None:
    said = cli("build", "--to", "pdf", "--set", given, cwd=small, code=1).stderr
    assert said == (
        f"--set {given.partition('=')[0]}: error[pdf]: The PDF engine says: the template stops "
        "itself: no room is left for text. Take less for it, or a larger paper.\n"
    )


BAND = """
options:
  band:
    type: string
    default: {default}
    help: How high the band is, or its colour.
"""
LENGTH = FOOTER + "block(height: (look.length-of)(look.options.band))[a]"
COLOUR = FOOTER + "text(fill: (look.colour-of)(look.options.band))[a]"
OWN = FOOTER + "text(fill: rgb(look.options.band))[a]"


@pytest.mark.parametrize(
    ("look", "says", "advises"),
    [
        (LENGTH, "not a length: “wide”", "Mend what is set there."),
        (COLOUR, "color string contains non-hexadecimal letters", "#ffe066"),
        (OWN, "color string contains non-hexadecimal letters", "#ffe066"),
    ],
)
@pytest.mark.parametrize("where", ["specification", "template", "--set"])
def test_an_option_that_the_look_cannot_use_is_told_where_it_is_set(  # noqa: PLR0913, PLR0917
    cli: Cli, small: Path, look: str, says: str, advises: str, where: str
) -> None:
    base = small / "templates/base"
    base.mkdir()
    default = "wide" if where == "template" else "2cm" if look is LENGTH else "'#ffe066'"
    (base / "template.yml").write_text(BAND.format(default=default), encoding="utf-8")
    (base / "print.typ").write_text(look, encoding="utf-8")
    spec = small / "briefs/sunday-libraries.yaml"
    given = ["--set", "band=wide"] if where == "--set" else []
    if where == "specification":
        with spec.open("a", encoding="utf-8") as file:
            file.write("\noptions:\n  band: wide\n")
    said = cli("build", "--to", "pdf", *given, cwd=small, code=1).stderr.splitlines()
    line = spec.read_text("utf-8").count("\n")
    place = {
        "specification": f"briefs/sunday-libraries.yaml:{line}:9",
        "template": "templates/base/template.yml:5:14",
        "--set": "--set band",
    }[where]
    assert len(said) == 1
    assert said[0].startswith(f"{place}: error[pdf]: ")
    assert says in said[0]
    assert advises in said[0]


@pytest.mark.parametrize(
    ("option", "advises"),
    [
        ("margin: wide", "Write a number with in, cm, mm or pt"),
        ("size: large", "Write digits only"),
        ("highlight: yelow", "Did you mean “yellow”?"),
        ("paper: a17", "Known: "),
    ],
)
def test_an_option_of_the_wrong_kind_never_reaches_the_engine(
    cli: Cli, small: Path, option: str, advises: str
) -> None:
    spec = small / "briefs/sunday-libraries.yaml"
    with spec.open("a", encoding="utf-8") as file:
        file.write(f"\noptions:\n  {option}\n")
    (said,) = cli("build", "--to", "pdf", cwd=small, code=1).stderr.splitlines()
    line = spec.read_text("utf-8").count("\n")
    assert said.startswith(f"briefs/sunday-libraries.yaml:{line}:")
    assert "error[value]" in said
    assert advises in said
    assert not (small / "build/pdf").exists()


# -- An engine that takes too much

GREEDY = '{ let a = "x" * 100000000; for i in range(99) { a = a + a } }'


def limited(monkeypatch: pytest.MonkeyPatch, **limits: float) -> None:
    """Let the engines of this test have other limits."""
    monkeypatch.setattr(typst, "Engine", partial(Engine, limits=Limits(**limits)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "limits", "says"),
    [
        (ENDLESS, {"seconds": 2}, "it took more than 2 seconds"),
        (GREEDY, {"memory": 1 << 29}, "ran out of memory (512 MiB)"),
    ],
)
@pytest.mark.usefixtures("way")
def test_a_look_that_takes_too_much_is_stopped_once_and_nothing_is_lost(  # noqa: PLR0913, PLR0917
    cli: Cli,
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    limits: dict[str, float],
    says: str,
) -> None:
    cli("build", "--to", "pdf", cwd=small)
    before = {path.name: path.read_bytes() for path in (small / "build/pdf").iterdir()}
    typst._engines.clear()
    limited(monkeypatch, **limits)
    (small / "templates/base").mkdir()
    (small / "templates/base/print.typ").write_text(FOOTER + body, encoding="utf-8")
    (said,) = cli("build", "--to", "pdf", cwd=small, code=1).stderr.splitlines()
    assert said.startswith("templates/base/print.typ: error[pdf]: The PDF engine ")
    assert says in said
    assert "Look for an endless loop" in said
    assert {path.name: path.read_bytes() for path in (small / "build/pdf").iterdir()} == before
    (small / "templates/base/print.typ").write_text(FOOTER + "[Mended]", encoding="utf-8")
    cli("build", "--to", "pdf", cwd=small)
    assert "Mended" in text((small / "build/pdf/sunday-libraries.pdf").read_bytes())


def test_a_brief_that_is_too_much_for_the_machine_is_told_at_its_specification(
    cli: Cli, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, seconds=0.001)
    (said, *_) = cli("build", "--to", "pdf", cwd=small, code=1).stderr.splitlines()
    assert said.startswith("briefs/sunday-libraries.yaml: error[pdf]: The PDF engine was stopped")
    assert "Print less at a time" in said
