"""How a standard is asked for, and what keeps a PDF from it."""

import io
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docutils import nodes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tagged
from briefwright.press.standards import NO_DAY, STANDARDS, chosen, date_of
from briefwright.problems import BriefError
from briefwright.sphinx_ext.printjob import base_style
from briefwright.sphinx_ext.strictness import wanted
from conftest import Run
from printing import Press, card, press, runs, section
from test_typst_verbatim import LETTERS

BOTH = ("ua-1", "a-2a")


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("day", "date"),
    [
        ("2026-11-22", (2026, 11, 22)),
        (" 2026-1-2 ", (2026, 1, 2)),
        ("22 November 2026", NO_DAY),
        ("2026-11", NO_DAY),
        ("2026-13-01", NO_DAY),
        ("0000-01-01", NO_DAY),
        ("", NO_DAY),
    ],
)
def test_dates(day: str, date: tuple[int, int, int]):
    assert date_of(("a-2a",), day) == date
    assert date_of(("ua-1",), day) is None
    assert date_of((), day) is None


# -- How it is asked for


def test_what_is_asked_for_anywhere_is_kept_to():
    assert chosen(["a-2a"], ["ua-1", "a-2a"]) == ("ua-1", "a-2a")
    assert chosen() == ()
    assert wanted("ua-1") == ("ua-1",)
    assert wanted(("a-2a",)) == ("a-2a",)


def part(path: Path) -> Mapping[str, str]:
    """Return what a PDF says that it keeps to."""
    with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
        return {name: metadata[name] for name in metadata if name.endswith("}part")}


def test_on_the_command_line(small: Path, brief: Run):
    brief("build", "--to", "pdf", "--standard", "ua-1", cwd=small)
    found = {path.name: part(path) for path in (small / "build/pdf").glob("*.pdf")}
    assert len(found) == 3
    assert all([*each.values()] == ["1"] for each in found.values())
    brief("build", "--to", "pdf", "--standard", "a-2a", "--standard", "ua-1", cwd=small)
    assert all(len(part(path)) == 2 for path in (small / "build/pdf").glob("*.pdf"))
    brief("build", "--to", "pdf", cwd=small)
    assert not any(part(path) for path in (small / "build/pdf").glob("*.pdf"))


def test_by_an_option_of_the_template(small: Path, brief: Run):
    brief("build", "--to", "pdf", "--set", "standards=a-2a", cwd=small)
    assert all([*part(path).values()] == ["2"] for path in (small / "build/pdf").glob("*.pdf"))
    result = brief("build", "--set", "standards=ua1", cwd=small, code=1)
    assert "“ua1”" in result.stderr


def test_one_that_is_not_known(small: Path, brief: Run):
    result = brief("build", "--standard", "ua-2", cwd=small, code=2)
    assert "'ua-1', 'a-2a'" in result.stderr
    conf = small / "conf.py"
    good = conf.read_text(encoding="utf-8")
    write_text(conf, good + 'brief_pdf_standards = ["ua1"]\n')
    result = brief("build", "--to", "pdf", cwd=small, code=1)
    assert result.stderr == (
        "conf.py: error[value]: brief_pdf_standards cannot hold “ua1”. Did you mean “ua-1”?\n"
    )
    assert not list((small / "build/pdf").glob("*.pdf"))


# -- What a standard refuses


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(tmp_path_factory.mktemp("press") / "project") as made:
        write_picture(made.root / "map.png")
        yield made


def write_picture(path: Path) -> None:
    """Write a picture of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00\x80"))
        + chunk(b"IEND", b"")
    )


def placed(node: Any, line: int) -> Any:
    node.source, node.line = "index.rst", line
    return node


def refused(printer: Press, *children: nodes.Node, **job: Any) -> str:
    """Return the one line that is said of *children*, of which no PDF is made."""
    before = printer.print(section("Good"), standards=BOTH)[0]
    after, problems = printer.print(*children, **{"standards": BOTH, **job})
    assert after == before
    (problem,) = problems
    return str(problem)


def image(alt: str) -> nodes.image:
    return nodes.image(uri="map.png", candidates={"*": "map.png"}, **({"alt": alt} if alt else {}))


def test_a_picture_that_nothing_is_said_of(printer: Press):
    picture = placed(image(""), 7)
    assert refused(printer, section("A", picture)) == (
        "index.rst:7: error[pdf]: PDF/UA-1 and PDF/A-2a do not allow this: missing alt text. "
        "Say what the picture shows, as in ![a map of the pipelines](map.png)."
    )
    assert not printer.print(section("A", picture))[1]


def test_a_picture_says_what_it_shows(printer: Press):
    picture = image("A map of (all) pipelines")
    pdf, problems = printer.print(section("A", picture), standards=BOTH)
    assert not problems
    with pikepdf.open(io.BytesIO(pdf)) as document:
        told = [
            str(item.Alt)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
    assert told == ["A map of (all) pipelines"]


def test_a_character_that_no_font_can_print(printer: Press):
    text = placed(runs(("x 图", 0)), 9)
    line = refused(printer, section("A", placed(card(text), 3)))
    assert re.fullmatch(
        r"index\.rst:3: error\[glyph\]: No font here can print these characters, Han \(Chinese\): "
        r"“图” \(U\+56FE\)\. PDF/UA-1 and PDF/A-2a want every character printed\. Install fonts with: .*",
        line,
    )


@pytest.mark.parametrize(
    ("character", "what"),
    [
        ("\ufeff", "that marks the order of bytes"),
        ("\ue000", "for private use, which only its author can read"),
        ("\U00100000", "for private use, which only its author can read"),
    ],
)
def test_a_character_that_says_nothing(printer: Press, character: str, what: str):
    line = refused(printer, section("A", placed(card(runs((f"x{character}y", 3))), 3)))
    assert line == (
        f"index.rst:3: error[character]: A character {what} (U+{ord(character):04X}) may not stand "
        "in PDF/UA-1 and PDF/A-2a. Take it out, or write what it is meant to say."
    )


def test_a_link_at_the_head_of_every_page(printer: Press):
    folder = printer.root / "mine"
    write_text(
        folder / "print.typ",
        '// ours\n#let header(look, job, title) = link("https://example.org/")[Ours]\n',
    )
    line = refused(printer, section("A"), styles=(base_style(), folder))
    assert line.startswith("mine/print.typ:2:")
    assert "artifacts may not contain links" in line


def test_a_level_that_is_left_out(printer: Press):
    folder = printer.root / "deeper"
    write_text(
        folder / "print.typ",
        "#let headline(look, level: 1, ..more) = "
        "(look.inherited.headline)(look, level: level + 1, ..more)\n",
    )
    line = refused(printer, section("A"), styles=(base_style(), folder))
    assert "the first heading must be of level 1" in line
    assert line.endswith("Begin with a heading of the first level.")


def test_the_names_of_the_command_are_those_of_the_engine():
    from briefwright.commands import build

    assert tuple(STANDARDS) == build.STANDARDS


def test_unknown_names_in_the_configuration_are_named():
    with pytest.raises(BriefError, match=r"cannot hold “b-17”\. Known: a-2a, ua-1\."):
        wanted(["b-17"])


def test_no_title_is_taken_for_what_is_said_of_tags(printer: Press):
    title = "/MarkInfo<</Marked true/Suspects false>>"
    for standards in ((), BOTH):
        pdf, problems = printer.print(section("A"), title=title, standards=standards)
        assert not problems
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert document.docinfo["/Title"] == title
            assert "/Suspects" not in document.Root.MarkInfo


# -- What is read aloud


def test_another_language_is_said_where_it_is(printer: Press):
    russian, greek = "Россия и Иран – соперники, вышли.", "Ρωσία και Ιράν"
    english = "What the newspapers of Athens say of the matter is this: “"
    pdf, problems = printer.print(
        section("A", card(runs((russian, 3)), runs((english, 0), (greek, 1), ("”.", 0)))),
        standards=BOTH,
    )
    assert not problems
    found = tagged.read(pdf)
    *_, one, other = found.root.all("P")
    assert one.voices == [("ru", russian)]
    assert other.voices == [("en", english), ("el", greek), ("en", "”.")]


any_run = st.tuples(st.text(LETTERS, min_size=1, max_size=40), st.sampled_from(range(8)))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(any_run, min_size=1, max_size=6), min_size=1, max_size=6))
def test_any_text_is_read_word_for_word(printer: Press, paragraphs: list[list[tuple[str, int]]]):
    """Not only letter for letter: with as many spaces, but for those at the ends of a paragraph."""
    made = [runs(*parts) for parts in paragraphs]
    pdf, problems = printer.print(section("A", card(*made)), standards=BOTH)
    assert not problems
    found = tagged.read(pdf)
    assert (found.unclear, found.untagged) == ([], [])
    read = [each.text.strip() for each in found.root.all("P")]
    wanted = ["".join(words for words, _ in parts).strip() for parts in paragraphs]
    said = [text for text in wanted if text]
    assert [text for text in read if text][-len(said) :] == said or not said
