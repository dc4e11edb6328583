"""What goes wrong while a PDF is printed is told of the user's file, and the last good PDF stays.

Printed whole and in pieces alike.
"""

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils import nodes

from briefwright.press.engine import Engine, Limits, Stopped
from briefwright.problems import BriefError, Place, Problem, Severity
from briefwright.sphinx_ext import pieces, typst
from briefwright.sphinx_ext.binder import in_parallel
from briefwright.sphinx_ext.printjob import PrintJob, base_style
from printing import Press, card, press, runs, section, text

LOOK = "looks/print.typ"
SUBJECT = Place(path="index.rst")
CARDS = [
    section(name, card(runs((f"Text of {name}.", 3)), tag=f"Tag {name}", name=name), name=name)
    for name in ("one", "two", "three")
]


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(tmp_path_factory.mktemp("errors") / "project") as made:
        (made.root / "looks").mkdir()
        yield made


@pytest.fixture(params=["whole", "pieces"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "pieces":
        monkeypatch.setattr(pieces, "WHOLE", 1)
        monkeypatch.setattr(pieces, "SIZE", 1)
    return str(request.param)


def attempt(printer: Press, look: str | None, **job: object) -> tuple[Problem, ...]:
    """Print three cards with a look of the user's own; return what there is to say."""
    folder = printer.root / "looks"
    styles = (base_style(),)
    if look is not None:
        (folder / "print.typ").write_text(look, encoding="utf-8")
        styles = (base_style(), folder)
    printer.typst(section("All", *(node.deepcopy() for node in CARDS)))
    builder = printer.app.builder
    settings = {"docname": "index", "name": "index", "title": "Title", "styles": styles, **job}
    made = PrintJob(**settings)  # type: ignore[arg-type]
    working = builder._printer()
    return (*working.run(made, builder.parts(made), SUBJECT), *working.finish())


def told(printer: Press, look: str) -> str:
    """Return what a user is told of it, whether or not the rest is still printed."""
    try:
        return "\n".join(map(str, attempt(printer, look)))
    except Stopped as stopped:
        return str(stopped)


def printed(printer: Press) -> bytes:
    return (Path(printer.app.outdir) / "index.pdf").read_bytes()


def good(printer: Press) -> bytes:
    """Print without a look of the user's; return the PDF."""
    assert attempt(printer, None) == ()
    return printed(printer)


FOOTER = "#let footer(look, job) = "
ERRORS = {
    "syntax": ("#let x = (\n", ":1:10", "unclosed delimiter", "Close each bracket"),
    "a bracket too many": ("#let x = 1)\n", "", "", ""),
    "a comma": ("#let x = f(1 2)\n", ":1:13", "expected comma", "missing or too many"),
    "a name": (
        "#let footer(look, job) = {\n  fooder(1)\n}\n",
        ":2:3",
        "variable: fooder",
        "Did you",
    ),
    "a name like no other": (FOOTER + "zzz", ":1:26", "unknown variable: zzz", "#let"),
    "a function without its look": (FOOTER + "hanging()", ":1:26", "", "(look.hanging)(look, …)"),
    "an entry": (FOOTER + "(look.colour)(look)", ":1:32", "key “colour”", "“colours”"),
    "an argument": (FOOTER + "text(colour: red)[a]", ":1:31", "argument: colour", "other names"),
    "an argument of ours": ("#let footer(job) = [a]", ":1:6", "argument", "“footer(look, job)”"),
    "too few of ours": ("#let card(look, body) = body", ":1:6", "argument", "“card(look, level: 3"),
    "no function": ("// ours\n#let card = 3", ":2:6", "expected function", "“#let card(look,"),
    "a number instead of content": (
        FOOTER + "3",
        ":1:6",
        "cannot join content with integer",
        "expected there",
    ),
    "a colour instead of colours": ("#let colours = red", ":1:6", "fields", "same kind"),
    "a sum": (FOOTER + '1 + "a"', ":1:26", "cannot add integer and string", "expected there"),
    "a division": (FOOTER + "[#(1 / 0)]", ":1:29", "divide by zero", "0 or empty"),
    "a mark": (
        "#let marker(look, ..kind) = body => 1 + body",
        ":1:37",
        "cannot add",
        "expected there",
    ),
    "a loop": (FOOTER + "while true {}", ":1:32", "condition is always true", "an end"),
    "a growing loop": (FOOTER + "{let i = 0; while i < 1 {i = -i}}", ":1:38", "infinite", "an end"),
    "itself": (FOOTER + "(look.footer)(look, job)", ":1:26", "depth exceeded", "look.inherited"),
    "a picture that is not there": (
        FOOTER + 'image("team.png")',
        ":1:32",
        "looks/team.png",
        "Put the",
    ),
    "one with a slip": (FOOTER + 'image("lgo.png")', ":1:32", "looks/lgo.png", "“logo.png”"),
    "a broken picture": (FOOTER + 'image("logo.png")', ":1:26", "“logo.png” is broken", "save it"),
    "a broken drawing": (FOOTER + 'image("logo.svg")', "logo.svg:1:9", "no SVG", "save it"),
    "a kind of no use": (FOOTER + 'image("logo.tiff")', ":1:32", "not found", "ends in .tiff"),
    "a link": (FOOTER + 'image("link.png")', ":1:32", "not found", "It is a link"),
    "another file": ('#import "other.typ": *\n' + FOOTER + "mine()", "other.typ:2:3", "nosuch", ""),
    "a file that is not there": ('#import "no.typ": *', ":1:9", "looks/no.typ", "mend its name"),
    "a package": ('#import "@preview/a:1.0.0": *', ":1:9", "from the network", "Copy what"),
    "outside": (FOOTER + 'read("../../../x")', ":1:31", "escape the project root", "own folder"),
    "two labels": (
        FOOTER + "{\n[#metadata(1)<a>]; [#metadata(2)<a>]; ref(<a>)}",
        ":2:39",
        "multiple times",
        "its own",
    ),
    "no label": (FOOTER + "ref(<a>)", ":1:26", "does not exist", "query()"),
    "a paper": (FOOTER + '{ set page(paper: "a17") }', ":1:44", 'expected "a0", "a1", "a2", …', ""),
    "a break": (FOOTER + "box(pagebreak())", ":1:30", "not allowed inside", "Try using"),
    "panic": (FOOTER + 'panic("no team")', ":1:26", "stops itself: no team", "says why"),
    "an assertion": (FOOTER + 'assert(false, message: "x")', ":1:26", "itself: x", "says why"),
}


@pytest.fixture
def files(printer: Press) -> None:
    """Lay what the looks above use beside them."""
    folder = printer.root / "looks"
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n no picture")
    (folder / "logo.svg").write_text("<svg><g></svg>")
    (folder / "logo.tiff").write_bytes(b"II*\0")
    (folder / "other.typ").write_text("#let mine() = {\n  nosuch\n}\n")
    if not (folder / "link.png").is_symlink():
        (folder / "link.png").symlink_to(folder / "logo.png")


@pytest.mark.usefixtures("files", "way")
@pytest.mark.parametrize("case", ERRORS)
def test_a_mistake_in_a_look_is_told_at_its_line_with_a_remedy(printer: Press, case: str):
    look, place, says, advises = ERRORS[case]
    before = good(printer)
    (problem, *more) = attempt(printer, look)
    path = place if place.startswith(("logo", "other")) else f"print.typ{place}"
    assert str(problem.place).startswith(f"looks/{path}")
    assert problem.severity is Severity.ERROR
    assert says.replace("“colour”", '"colour"') in problem.message
    assert advises in problem.hint
    assert problem.hint
    assert all(one.place.path.startswith("looks/") for one in more)
    told = f"{problem.message} {problem.hint}"
    assert "\n" not in told
    assert len(told) < 420
    assert not re.search(
        r"\b(?:looks|images|documents|pieces)/[0-9a-f]{8}|/tmp/|\?\.|\{ type", told
    )
    line = (printer.root / problem.place.path).read_text("utf-8").split("\n")
    shown = [found for found in problem.detail if found.startswith("| ")]
    assert shown[0][2:].strip() in line[problem.place.line - 1]
    assert printed(printer) == before
    assert [path.name for path in Path(printer.app.outdir).glob("*index*")] == ["index.pdf"]


@pytest.mark.usefixtures("way")
def test_what_failed_once_is_printed_when_it_is_mended(printer: Press):
    good(printer)
    assert attempt(printer, FOOTER + "nosuch")
    assert attempt(printer, FOOTER + "[Mended]") == ()
    assert "Mended" in text(printed(printer))
    assert "Mended" not in text(good(printer))


# -- Pages that do not settle

RESTLESS = """
#let number = counter("x")
#let section(look, ..rest) = {
  context { let n = number.final().first(); number.update(n + 1); [#n] }
  (look.inherited.section)(look, ..rest)
}
"""


@pytest.mark.usefixtures("way")
def test_a_layout_that_does_not_settle_is_told_once_and_printed(printer: Press):
    good(printer)
    (problem, *more) = attempt(printer, RESTLESS)
    assert not [one for one in more if one.headline == problem.headline]
    assert (str(problem.place), problem.severity) == ("looks/print.typ:4:21", Severity.WARNING)
    assert "the pages do not settle" in problem.message
    assert "nothing may depend on what it changes" in problem.hint
    assert "observed" not in str(problem)
    assert "typst.app" not in str(problem)
    assert "Text of three." in text(printed(printer))


def test_digits_of_pages_that_a_look_takes_apart_are_told_of(
    printer: Press, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pieces, "WHOLE", 1)
    monkeypatch.setattr(pieces, "SIZE", 1)
    link = nodes.reference("", "the last", refuri="#three", internal=True)
    first = section("First", nodes.paragraph("", "", link), name="first")
    others = [section(name, nodes.paragraph("", "x"), name=name) for name in ("two", "three")]
    printer.typst(section("All", first, *others))
    builder = printer.app.builder
    styles = (base_style(), printer.root / "looks")
    job = PrintJob(docname="index", name="digits", title="T", styles=styles)
    printed = Path(printer.app.outdir) / "digits.pdf"
    told, made = [], []
    for shown in ("page", "{ show regex(`[3-7]`.text): strong; page }"):
        source = f"#let page-behind(look, page) = {shown}"
        (printer.root / "looks/print.typ").write_text(source, encoding="utf-8")
        working = builder._printer()
        told += [*working.run(job, builder.parts(job), SUBJECT), *working.finish()]
        made.append(printed.read_bytes())
    (problem,) = told
    assert (problem.place, problem.severity) == (SUBJECT, Severity.ERROR)
    assert "the digits of the numbers of pages are not set in one go" in problem.message
    assert "page-numbers: no" in problem.hint
    assert made[0] == made[1]
    assert "the last4" in text(made[0])


def test_a_font_of_a_look_is_told_at_its_line(printer: Press):
    (problem, *_) = attempt(printer, '#let serif = "Libertinus Serf"')
    assert str(problem.place) == "looks/print.typ:1:14"
    assert problem.message.endswith("unknown font family: libertinus serf.")
    assert problem.hint == "Did you mean “Libertinus Serif”?"


# -- An engine that takes too much, or is gone

ENDLESS = "{ for i in range(99999) { for j in range(99999) { for k in range(99) {} } } }"


@pytest.mark.parametrize(
    ("by", "says"),
    [
        (signal.SIGKILL, "was killed, most likely because the machine ran out of memory"),
        (signal.SIGSEGV, "ended unexpectedly (signal 11)"),
    ],
)
@pytest.mark.usefixtures("way")
def test_a_child_that_is_killed_at_work_is_one_line(
    printer: Press, by: signal.Signals, says: str
) -> None:
    before = good(printer)
    engines = list(typst._engines.values())

    def kill() -> None:
        time.sleep(1.5)
        for engine in engines:
            if engine._child is not None and engine._child.alive:
                os.kill(engine._child._process.pid, by)

    killer = threading.Thread(target=kill)
    killer.start()
    said = told(printer, FOOTER + ENDLESS)
    killer.join()
    assert says in said
    assert "\n" not in said
    assert printed(printer) == before
    assert attempt(printer, FOOTER + "[Mended]") == ()


@pytest.mark.skipif(os.geteuid() != 0 and not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk_below_the_engine_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "main.typ").write_text("Hello")
    with Engine(tmp_path) as engine:
        (engine._scratch / "output.pdf").symlink_to("/dev/full")
        with pytest.raises(BriefError) as caught:
            engine.compile("main.typ", subject=SUBJECT, system_fonts=False)
    (problem,) = caught.value.problems
    assert problem.message == "The PDF engine could not work on its files: no space left on device."
    assert "Make room in" in problem.hint


# -- Two engines


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[tuple[Engine, ...]]:
    with Engine(tmp_path) as one, Engine(tmp_path) as two:
        yield one, two


def test_what_still_works_when_another_fails_does_not_answer_the_next(
    crew: tuple[Engine, ...], tmp_path: Path
) -> None:
    (tmp_path / "bad.typ").write_text("#let x = (")
    (tmp_path / "slow.typ").write_text(f"#{ENDLESS}")
    for name in ("a", "b", "c", "d"):
        (tmp_path / f"{name}.typ").write_text(f"This is {name}")

    def work(engine: Engine, name: str) -> str:
        made = engine.compile(f"{name}.typ", subject=SUBJECT, system_fonts=False)
        if made.pdf is None:
            raise ValueError(name)
        return text(made.pdf)

    with pytest.raises(ValueError, match="bad"):
        in_parallel(crew, work, ["bad", "slow", "slow"])
    expected = [f"This is {name}" for name in ("a", "b", "c", "d")]
    assert in_parallel(crew, work, ["a", "b", "c", "d"]) == expected


def test_a_small_document_may_not_take_as_long_as_a_large_one():
    limits = Limits()
    assert limits.time_for(0) == 120
    assert limits.time_for(5_000_000) == 320
    assert limits.time_for(10**9) == 600
