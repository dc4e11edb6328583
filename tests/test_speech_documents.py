"""Speeches on paper: planned, printed, marked, and sent."""

import re
import subprocess
from html import unescape
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from briefwright.assembly import assemble
from briefwright.cli import cli as command_line
from briefwright.commands.picking import read_numbers
from briefwright.model import SpeechItem
from briefwright.project import Project
from briefwright.scaffold import lay_out
from conftest import Cli, sphinx_build
from values import card

NAME = "sunday-libraries"
SPEC = f"briefs/{NAME}.yaml"
SECRETS = (
    *("Tabernacle", "Quincunx", "Ozymandias", "Room 613", "Zebulon", "Judge Xylander", "Ipswich"),
    *("Undisclosed", "Wherefore", "Marginalia", "Kilkenny", "extend the smaller Sunday", NAME),
    *("quiet-table", "small-cost", "free-day", "weekday-price", "sunny afternoon", "Crossfire"),
    *("access", "Contention", "AT 1", "We grant them", "experienced librarians"),
)
"""What nobody on the other side is to see; each of it stands in the project."""


def said(path: Path) -> str:
    """Return the text of a PDF."""
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def inside(path: Path) -> str:
    """Return everything that a PDF holds besides its pages, and all of them too, as text."""
    with pikepdf.open(path) as pdf:
        objects = [part.unparse(resolved=True) for part in pdf.objects]
        streams = [part.read_bytes() for part in pdf.objects if isinstance(part, pikepdf.Stream)]
        texts = [text for text in map(_text, pdf.objects) if text]
        names = [str(pdf.docinfo), str(pdf.open_metadata())]
    raw = b"\n".join([*objects, *streams]).decode("latin-1")
    return "\n".join([said(path), raw, *texts, *names, path.name])


def _text(part: pikepdf.Object) -> str:
    found = []
    if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        found = [str(value) for value in part.values() if isinstance(value, pikepdf.String)]
    return " ".join(found)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a speech that was held, its pages, its PDFs, and what was sent of it."""
    root = tmp_path_factory.mktemp("spoken") / "Kilkenny"
    lay_out(root)
    text = (root / SPEC).read_text(encoding="utf-8")
    text = text.replace("A smaller Sunday still answers them", "Here extend the smaller Sunday")
    text += """
title: Tabernacle
team: Quincunx
round: {tournament: Ozymandias, round: Zebulon, room: Room 613, judge: Judge Xylander}
options: {notes: yes, school: Ipswich, debater: Ipswich, file-title: Undisclosed}
speeches:
  Pro C:
    - {card: quiet-table, read-to: does not need a longer, at: '0:10'}
    - {analytic: Wherefore we win.}
    - {card: free-day, skipped: yes}
    - small-cost
"""
    text = text.replace("  sections:\n", "  questions: [We grant them what?]\n  sections:\n", 1)
    (root / SPEC).write_text(text, encoding="utf-8")
    cards = root / "source" / NAME / "cards.md"
    noted = cards.read_text(encoding="utf-8").replace(":name:", ":note: Marginalia\n:name:")
    cards.write_text(noted, encoding="utf-8")
    for arguments in (["build"], ["send", "constructive", "--html"]):
        result = CliRunner().invoke(command_line, ["-C", str(root), *arguments])
        assert result.exit_code == 0, result.output
    return root


# -- The document


def test_a_planned_speech_has_a_document(spoken: Path) -> None:
    text = (spoken / "briefs" / NAME / "pro-c.md").read_text(encoding="utf-8")
    assert "# Pro C: Tabernacle\n" in text
    assert "2 cards, 53 words aloud, 0:13 at 250 words a minute" in text
    assert re.findall(r"^:name: (.*)$", text, re.MULTILINE) == [
        *("quiet-table", "free-day", "small-cost"),
    ]
    assert re.findall(r"^:number: (.*)$", text, re.MULTILINE) == ["1", "3", "4"]
    assert re.findall(r"^:timing: (.*)$", text, re.MULTILINE) == [
        *("0:06, from 0:00 to 0:06", "Not read", "0:06, from 0:06 to 0:13"),
    ]
    assert "Analytic 2\\: Wherefore we win." in text
    assert "\n## AT 1\\: Sunday takes from the rest of the week\n" in text


def test_pages_and_pdf_show_how_far_a_card_was_read(spoken: Path) -> None:
    page = (spoken / f"build/html/briefs/{NAME}/pro-c.html").read_text(encoding="utf-8")
    assert '<strong class="bw-stop">read to here, 0:10</strong>' in page
    pdf = said(spoken / f"build/pdf/{NAME}-pro-c.pdf")
    assert "longer read to here, 0:10 Tuesday" in " ".join(pdf.split())
    assert "Wherefore we win." in pdf


def test_the_brief_itself_does_not_print_it_again_but_lists_it(spoken: Path) -> None:
    whole = said(spoken / f"build/pdf/{NAME}.pdf")
    assert "Wherefore" not in whole
    assert "read to here" not in whole
    home = (spoken / f"build/html/briefs/{NAME}/index.html").read_text(encoding="utf-8")
    assert 'href="pro-c.html"' in home
    assert 'href="pro-brief.html#card-free-day"' in home


@pytest.mark.parametrize(
    ("builder", "file", "mark"),
    [
        ("text", f"briefs/{NAME}/pro-c.txt", "[read to here, 0:10]"),
        ("latex", None, "\\bwStop{read to here, 0:10}"),
    ],
)
def test_other_builders_show_it_too(
    spoken: Path, tmp_path: Path, builder: str, file: str | None, mark: str
) -> None:
    built = sphinx_build(spoken, tmp_path / builder / builder, builder)
    names = [built.path / file] if file else [*built.path.glob("*.tex")]
    assert any(mark in " ".join(path.read_text(encoding="utf-8").split()) for path in names)


# -- The document to send


def test_what_is_sent_has_every_card_that_was_read_whole_and_in_order(spoken: Path) -> None:
    pdf = spoken / "build/send/pro-c.pdf"
    text = " ".join(said(pdf).split())
    first, second = text.index("Students without a room"), text.index("A small Sunday service")
    assert first < second
    for words in ("or a parent who works on Saturdays,", "for four hours instead of eight."):
        assert words in text
    assert "Should the Library Open on Sunday?" in text
    assert "longer read to here Tuesday" in text
    assert "0:10" not in text


def test_the_page_that_is_sent_has_the_same(spoken: Path) -> None:
    page = (spoken / "build/send/pro-c.html").read_text(encoding="utf-8")
    text = " ".join(
        unescape(re.sub("<style>.*?</style>|<[^>]+>", "", page, flags=re.DOTALL)).split()
    )
    assert "or a parent who works on Saturdays, does not need a longer read to here Tuesday" in text
    assert text.endswith("for four hours instead of eight.")
    assert "need a <mark><strong>" not in page
    assert "<u><mark><strong>quiet table</strong></mark></u>" in page
    assert not re.search(r"src=|href=|url\(|@import", page)


@pytest.mark.parametrize("name", ["pro-c.pdf", "pro-c.html"])
def test_what_is_sent_has_nothing_more(spoken: Path, name: str) -> None:
    sent = spoken / "build/send" / name
    found = inside(sent) if name.endswith("pdf") else sent.read_text(encoding="utf-8")
    sources = [
        (spoken / SPEC),
        *(spoken / "source").rglob("*.md"),
        *(spoken / "briefs").rglob("*.md"),
    ]
    known = "\n".join([*(path.read_text(encoding="utf-8") for path in sources), *map(str, sources)])
    for secret in SECRETS:
        assert secret in known, f"{secret} is no secret: it stands nowhere"
        assert secret not in found
        assert secret.encode("utf-16-be").decode("latin-1") not in found


def test_the_file_that_is_sent_says_nothing_of_who_sent_it(spoken: Path) -> None:
    pdf = spoken / "build/send/pro-c.pdf"
    with pikepdf.open(pdf) as opened:
        assert {key: str(value) for key, value in opened.docinfo.items()}.keys() <= {
            *("/Title", "/Creator"),
        }
        assert str(opened.docinfo["/Title"]) == "Pro C"
        assert "/AF" not in opened.Root
    assert "Sunday is the only free day" not in said(pdf)


def test_nothing_to_send_is_told(cli: Cli, small: Path) -> None:
    assert (
        "is not planned in this brief. Plan it with"
        in cli("send", "Pro C", cwd=small, code=1).stderr
    )
    with (small / SPEC).open("a", encoding="utf-8") as spec:
        spec.write("\nspeeches: {Pro C: [{analytic: Words.}]}\n")
    assert "there is nothing to send" in cli("send", "Pro C", cwd=small, code=1).stderr
    assert "must end with .pdf" in cli("send", "Pro C", "--out", "x.doc", cwd=small, code=2).stderr
    assert not (small / "build").exists()


# -- Planning on the command line


def plan(cli: Cli, root: Path, *items: str, code: int = 0) -> str:
    """Plan a speech without building it, and return what is said."""
    result = cli("speech", "Pro C", *items, "--no-build", cwd=root, code=code)
    return result.stdout + result.stderr


def written(root: Path) -> str:
    return (root / SPEC).read_text(encoding="utf-8").partition("speeches:\n")[2]


def test_a_plan_is_written_into_the_specification_and_nothing_else_is_changed(
    cli: Cli, small: Path
) -> None:
    before = (small / SPEC).read_text(encoding="utf-8")
    said = plan(cli, small, NAME, "quiet-table", "analytic:  So  there.", "AT 1", "free-day")
    after = (small / SPEC).read_text(encoding="utf-8")
    assert after.startswith(before)
    assert written(small) == (
        "  Pro C:\n    - quiet-table\n    - analytic: So there.\n"
        "    - Sunday takes from the rest of the week\n    - free-day\n"
    )
    assert "Pro C: 0:24 of 4:00 at 250 words a minute." in said
    listed = small / "list.txt"
    listed.write_text("# first\n- free-day\n2. small-cost\n\n", encoding="utf-8")
    plan(cli, small, "--from", str(listed))
    assert written(small) == "  Pro C:\n    - free-day\n    - small-cost\n"
    plan(cli, small, "Contention 1", "--add")
    assert written(small).endswith("    - small-cost\n    - Sunday is when people can come\n")


def test_marks_are_written_beside_the_cards(cli: Cli, small: Path) -> None:
    plan(cli, small, "Contention 1", "small-cost", "analytic: So there.")
    cli("mark", "pro c", "free-day", "--to", "or at school", "--at", "0:20", cwd=small)
    marked = "    - card: free-day\n      read-to: or at school\n      at: 0:20\n"
    assert written(small) == (
        f"  Pro C:\n{marked}    - quiet-table\n    - small-cost\n    - analytic: So there.\n"
    )
    cli("mark", "constructive", "2", NAME, "--end", cwd=small)
    assert written(small).count("skipped: yes") == 2
    cli("mark", "Pro C", "small-cost", "--undo", cwd=small)
    cli("mark", "Pro C", "4", "--undo", cwd=small)
    assert "skipped" not in written(small)
    assert marked in written(small)
    plan(cli, small, "free-day")
    assert written(small) == f"  Pro C:\n{marked}"


def test_a_brief_that_comes_from_another_is_marked_in_its_own_file(cli: Cli, small: Path) -> None:
    plan(cli, small, "quiet-table", "free-day")
    base = (small / SPEC).read_text(encoding="utf-8")
    (small / "briefs/r1.yaml").write_text(f"extends: {NAME} # ours\n", encoding="utf-8")
    cli("mark", "Pro C", "free-day", "r1", "--skipped", cwd=small)
    assert (small / SPEC).read_text(encoding="utf-8") == base
    assert (small / "briefs/r1.yaml").read_text(encoding="utf-8") == (
        f"extends: {NAME} # ours\nspeeches:\n  Pro C:\n    - quiet-table\n"
        "    - card: free-day\n      skipped: yes\n"
    )
    said = cli("mark", "Pro C", "free-day", "--skipped", cwd=small, code=1).stderr
    assert f"More than one brief plans “Pro C”. Say r1 or {NAME}." in said


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("speech", "Pro C", "free-dya"),
            1,
            "no section “free-dya” for pro. Did you mean “free-day”?",
        ),
        (("speech", "Pro C", "few-come"), 1, "The card “few-come” is for con, not for pro."),
        (("speech", "Pro C", "They have no answer at all"), 1, "is written “analytic: …”."),
        (("speech", "Pro X"), 1, "“Public Forum” has no speech “Pro X”. Did you mean “Pro"),
        (("speech", "Pro C"), 2, "Say what is in “Pro C”: cards, headings, analytics."),
        (("speech", "Pro C", "--from", "nowhere.txt"), 2, "does not exist"),
        (("mark", "Pro C", "free-day", "--skipped"), 1, "“Pro C” is not planned in this brief."),
        (("mark", "Pro C", "free-day", "--at", "late"), 2, "'late' is no time"),
        (("mark", "Pro C", "free-day"), 2, "Say how far it was read"),
        (("mark", "Pro C", "free-day", "--undo", "--skipped"), 2, "Say how far it was read"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    cli: Cli, small: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    before = (small / SPEC).read_bytes()
    assert message in cli(*arguments, cwd=small, code=code).stderr
    assert (small / SPEC).read_bytes() == before


def test_a_mark_that_is_not_in_the_speech_changes_nothing(cli: Cli, small: Path) -> None:
    plan(cli, small, "free-day", "analytic: So there.")
    before = (small / SPEC).read_bytes()
    for given, message in (
        (("small-cost", "--skipped"), "“Pro C” has no card “small-cost”."),
        (
            ("free-day", "--to", "on Mars"),
            "“on Mars” does not stand in what is read of “free-day”.",
        ),
        (("2", "--to", "there"), "Only of a card it can be said how far it was read."),
        (("9", "--skipped"), "“Pro C” has no card “9”. Known: free-day."),
    ):
        assert message in cli("mark", "Pro C", *given, cwd=small, code=1).stderr
    assert (small / SPEC).read_bytes() == before


# -- Picking


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("2 1", ["b", "a"]),
        ("3-1", ["c", "b", "a"]),
        ("1, 1,2", ["a", "b"]),
        ("1 “So  there.” 2", ["a", "So there.", "b"]),
    ],
)
def test_numbers_are_read_in_reading_order(words: str, found: list[str]) -> None:
    items = read_numbers(words, [card(name) for name in "abc"])
    assert [item.card or item.analytic for item in items] == found
    assert all(isinstance(item, SpeechItem) for item in items)


@pytest.mark.parametrize("words", ["", "0", "4", "1-9", "a", '""'])
def test_numbers_that_there_are_not_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"no number from 1 to 3|at least one number"):
        read_numbers(words, [card(name) for name in "abc"])


# -- Every pack


@pytest.mark.parametrize(
    ("pack", "speech", "name"),
    [
        ("public-forum", "Con R", "con-r"),
        ("policy", "1nc", "1nc"),
        ("lincoln-douglas", "NC", "nc"),
        ("world-schools", "Second opposition", "o2"),
        ("british-parliamentary", "Opposition Whip", "ow"),
        ("research", "Con C", "con-c"),
        ("one-page", "Con C", "con-c"),
        ("round", "Con C", "con-c"),
    ],
)
def test_every_pack_has_documents_of_speeches(
    small: Path, pack: str, speech: str, name: str
) -> None:
    with (small / SPEC).open("a", encoding="utf-8") as spec:
        spec.write(
            f"\ntemplate: {pack}\nround: {{side: con}}\n"
            f"speeches: {{{speech}: [few-come, Sunday takes from the rest of the week]}}\n"
        )
    assembly = assemble(Project(small))
    assert not assembly.problems
    made = {document.docname.rpartition("/")[2]: document.text for document in assembly.documents}
    assert re.findall(r"^:name: (.*)$", made[name], re.MULTILINE) == [
        *("few-come", "weekday-price", "staff-weekend"),
    ]
