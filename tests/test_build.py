"""Pages and PDFs: the last good ones stay until the next are whole."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefwright.assembly import assemble
from briefwright.build import Format, Paper, Request, build
from briefwright.commands.build import FORMATS, PAPERS
from briefwright.project import Project
from briefwright.publish import State
from conftest import ROOT, Builder, Cli, Run, process_env, snapshot

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and links")

CARDS = Path("source/sunday-libraries/cards.md")
ESSAY = Path("source/sunday-libraries/essay.md")
SPEC = Path("briefs/sunday-libraries.yaml")


def replace(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def visible(root: Path) -> dict[str, bytes]:
    """Return every file of a project but those that only serve the next build."""
    return {k: v for k, v in snapshot(root).items() if not k.startswith("build/.")}


def pages(root: Path) -> dict[str, bytes]:
    """Return the published pages, but for what says how they were built."""
    return {k: v for k, v in snapshot(root / "build/html").items() if k != ".buildinfo"}


def test_the_options_are_those_of_the_build() -> None:
    assert tuple(Format) == FORMATS
    assert tuple(Paper) == PAPERS


def test_builds_pages_where_they_are_expected(cli: Cli, small: Path) -> None:
    result = cli("build", "--to", "html", cwd=small)
    assert result.stdout == f"{Path('build/html/index.html')}\n"
    assert result.stderr == ""
    overview = (small / "build/html/briefs/sunday-libraries/index.html").read_text("utf-8")
    assert "Public libraries should open on Sundays" in overview


def test_sphinx_alone_makes_the_same_pages(
    cli: Cli, project: Path, sphinx_builder: Builder
) -> None:
    built = sphinx_builder(project, nitpicky=True)
    alone = {k: v for k, v in snapshot(built.path).items() if k != ".buildinfo"}
    cli("build", "--to", "html", cwd=project)
    assert pages(project) == alone


def test_a_second_build_changes_nothing(cli: Cli, small: Path) -> None:
    cli("build", "--to", "html", cwd=small)
    before = {path: path.stat().st_ino for path in small.glob("build/html/**/*")}
    generated = snapshot(small / "briefs")
    cli("build", "--to", "html", cwd=small)
    assert before == {path: path.stat().st_ino for path in small.glob("build/html/**/*")}
    assert snapshot(small / "briefs") == generated


def test_a_problem_leaves_everything_as_it_was(cli: Cli, small: Path) -> None:
    cli("build", "--to", "html", cwd=small)
    replace(small / CARDS, "is smaller than", "is larger than")
    before = visible(small)
    said = cli("build", "--to", "html", cwd=small, code=1).stderr
    assert said.startswith(f"{CARDS.as_posix()}:25:1: error[quote-verbatim]: ")
    assert visible(small) == before


def test_what_sphinx_finds_wrong_is_one_line_with_its_place(cli: Cli, small: Path) -> None:
    cli("build", "--to", "html", cwd=small)
    before = pages(small)
    replace(small / "briefs/index.md", "# Debate briefs", "# Briefs\n\nSee {doc}`nowhere`.")
    for _ in range(2):  # a document that did not change again is not read again by Sphinx
        said = cli("build", "--to", "html", cwd=small, code=1).stderr
        assert said == (
            "briefs/index.md:3: error[build]: unknown document: 'nowhere'. "
            "Check its name, which counts from the folder of this page.\n"
        )
        assert pages(small) == before


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ("project = ", "conf.py:5: error[build]: Sphinx gave up: SyntaxError: invalid syntax"),
        ("1 / 0", "conf.py:5: error[build]: Sphinx gave up: ZeroDivisionError: division by zero"),
        ("extensions = ['nowhere']", "conf.py: error[build]: Sphinx gave up: ModuleNotFoundError"),
        ("html_theme = 'nowhere'", "conf.py: error[build]: Sphinx gave up: no theme named"),
    ],
)
def test_a_broken_configuration_is_one_line(cli: Cli, small: Path, conf: str, said: str) -> None:
    with (small / "conf.py").open("a") as stream:
        stream.write(conf)
    found = cli("build", "--to", "html", cwd=small, code=1).stderr
    assert found.startswith(said)
    assert found.count("\n") == 1


def test_an_extension_that_crashes_is_one_line(cli: Cli, small: Path) -> None:
    with (small / "conf.py").open("a") as stream:
        stream.write("def crash(*_):\n    raise ValueError('a\\nb')\n")
        stream.write("def setup(app):\n    app.connect('doctree-read', crash)\n")
    said = cli("build", "--to", "html", cwd=small, code=1).stderr
    assert said == "briefs/index.md: error[build]: Sphinx gave up: ValueError: a b\n"


def test_a_loop_of_contents_is_said_with_its_place(cli: Cli, small: Path) -> None:
    loop = "\n\n```{toctree}\n/source/sunday-libraries/essay\nindex\n```\n"
    replace(small / "briefs/index.md", "# Debate briefs", f"# Debate briefs{loop}")
    said = cli("build", "--to", "html", cwd=small, code=1).stderr
    assert "briefs/index.md" in said
    assert not (small / "build/html").exists()


def test_a_brief_is_built_while_another_is_broken(cli: Cli, small: Path) -> None:
    (small / "briefs/other.yaml").write_text("resolutin: R\n")
    said = cli("build", "--to", "html", cwd=small, code=1).stderr
    assert said.startswith("briefs/other.yaml:1:1: error[unknown-key]: ")
    cli("build", "sunday-libraries", "--to", "html", cwd=small)
    assert cli("build", "other", "--to", "html", cwd=small, code=1).stderr == said
    assert cli("build", "sunday", "--to", "html", cwd=small, code=1).stderr.startswith(
        "briefs/sunday.yaml: error[unknown-brief]: There is no brief “sunday”. "
    )


def test_another_folder_for_the_output_keeps_what_is_there(cli: Cli, small: Path) -> None:
    out = small.parent / "out folder"
    (out / "html").mkdir(parents=True)
    (out / "html/CNAME").write_text("example.org")
    (out / "html/index.html").write_text("old")
    for _ in range(2):
        cli("build", "--to", "html", "--out", out, cwd=small)
        assert (out / "html/CNAME").read_text() == "example.org"
        assert "old" not in (out / "html/index.html").read_text()
    assert not (small / "build").exists()


def test_what_somebody_changed_in_the_pages_is_built_again(cli: Cli, small: Path) -> None:
    cli("build", "--to", "html", cwd=small)
    before = pages(small)
    (small / "build/html/index.html").write_text("other")
    (small / "build/html/genindex.html").unlink()
    cli("build", "--to", "html", cwd=small)
    assert pages(small) == before


def test_a_generated_document_that_was_edited_is_kept(cli: Cli, small: Path) -> None:
    cli("build", "--to", "html", cwd=small)
    edited = small / "briefs/sunday-libraries/pro-brief.md"
    with edited.open("a") as stream:
        stream.write("\nMy own line.\n")
    before = visible(small)
    said = cli("build", "--to", "html", cwd=small, code=1).stderr
    assert said.startswith("briefs/sunday-libraries/pro-brief.md:1: error[edited]: ")
    assert visible(small) == before


def test_a_second_build_at_once_is_one_line(cli: Cli, brief: Run, small: Path) -> None:
    import filelock

    cli("build", "--to", "html", cwd=small)
    before = visible(small)
    with filelock.FileLock(small / "build/.lock"):
        said = brief("build", "--to", "html", cwd=small, code=1).stderr
    assert said == (
        "build: error[locked]: Another build is at work in this folder. "
        "Wait for it, or choose another folder with “--out”.\n"
    )
    assert visible(small) == before


def start(root: Path) -> "subprocess.Popen[str]":
    # Tests that run in the background of a shell are deaf to Ctrl-C, and would pass that on.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "briefwright", "build", "--to", "html"],
            cwd=root,
            env=process_env(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    finally:
        signal.signal(signal.SIGINT, before)


@posix
@pytest.mark.parametrize("delay", [0.3, 0.6, 0.9])
def test_ctrl_c_is_one_line_and_leaves_old_pages_or_new_ones(
    cli: Cli, small: Path, delay: float
) -> None:
    cli("build", "--to", "html", cwd=small)
    old = pages(small)
    replace(small / "conf.py", '"Debate briefs"', '"Other briefs"')
    process = start(small)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    if process.returncode == 0:
        pytest.skip("the build had ended")
    assert process.returncode in (130, -signal.SIGINT)  # a shell says 130 to both
    assert said.strip() in ("", "Interrupted.")
    left = pages(small)
    cli("build", "--to", "html", cwd=small)
    assert pages(small) != old
    assert left in (old, pages(small))


@posix
def test_a_killed_build_leaves_old_pages_or_new_ones(cli: Cli, small: Path) -> None:
    cli("build", "--to", "html", cwd=small)
    old = pages(small)
    replace(small / SPEC, "Public libraries", "Town libraries")
    cli("build", "--to", "html", "--out", small / "clean", cwd=small)
    new = {k: v for k, v in snapshot(small / "clean/html").items() if k != ".buildinfo"}
    chance = random.Random(1)
    for _ in range(4):
        process = start(small)
        time.sleep(chance.uniform(0.8, 2.5))
        process.kill()
        process.communicate()
        assert pages(small) in (old, new)
    cli("build", "--to", "html", cwd=small)
    assert pages(small) == new


@posix
def test_a_folder_that_cannot_be_written_is_one_line(brief: Run, small: Path) -> None:
    (small / "build").write_text("a file")
    said = brief("build", "--to", "html", cwd=small, code=1).stderr
    assert said == "build: error[file]: This cannot be written: File exists.\n"


@pytest.mark.parametrize("limit", [2_000, 10_000, 40_000])
@posix
def test_a_full_disk_is_one_line_and_leaves_the_last_pages(
    cli: Cli, small: Path, limit: int
) -> None:
    cli("build", "--to", "html", cwd=small)
    before = pages(small)
    replace(small / "conf.py", '"Debate briefs"', '"Other briefs"')
    limited = (
        "import resource, signal, sys; from briefwright.cli import main; "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); "
        "sys.argv[1:] = ['build', '--to', 'html']; main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", limited],
        cwd=small,
        env=process_env(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    print(result.stderr)
    assert result.returncode == 1
    assert "File too large" in result.stderr
    assert result.stderr.count("\n") == 1
    assert ": error[file]: This cannot be " in result.stderr
    assert pages(small) == before
    cli("build", "--to", "html", cwd=small)


@pytest.mark.parametrize(
    "env",
    [{}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "xx_XX.utf8"}, {"SOURCE_DATE_EPOCH": "0"}],
)
def test_builds_in_odd_environments(brief: Run, small: Path, env: dict[str, str]) -> None:
    brief("build", "--to", "html", cwd=small, env=env)
    page = (small / "build/html/briefs/sunday-libraries/pro-brief.html").read_text("utf-8")
    assert "“Should the Library Open on Sunday?”" in page


def test_a_folder_with_spaces_and_other_letters(cli: Cli, small: Path) -> None:
    moved = small.rename(small.with_name("mön dossier #1 [x]"))
    cli("build", "--to", "html", cwd=moved)
    assert (moved / "build/html/index.html").exists()


@posix
def test_nothing_is_left_beside_the_output(cli: Cli, small: Path) -> None:
    cli("build", "--to", "html", cwd=small)
    replace(small / "conf.py", '"Debate briefs"', '"Other briefs"')
    cli("build", "--to", "html", cwd=small)
    assert sorted(os.listdir(small / "build")) == [".lock", ".work", "html"]


def test_open_shows_the_first_page(cli: Cli, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import webbrowser

    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(opened.append(url)) or True)
    cli("build", "--to", "html", "--open", cwd=small)
    assert opened == [(small / "build/html/index.html").as_uri()]


def test_this_repository_is_a_project_that_builds(cli: Cli, project: Path) -> None:
    assert (ROOT / "conf.py").exists()
    cli("build", "--to", "html", cwd=project)


NAME = "sunday-libraries"
PDFS = [f"{NAME}.pdf", f"{NAME}-pro.pdf", f"{NAME}-con.pdf"]


def test_builds_pdfs_of_the_brief_and_of_each_side(cli: Cli, small: Path) -> None:
    said = cli("build", cwd=small).stdout
    assert said.splitlines() == [
        str(Path("build", path)) for path in ("html/index.html", *(f"pdf/{name}" for name in PDFS))
    ]
    assert all((small / "build/pdf" / name).read_bytes().startswith(b"%PDF") for name in PDFS)


def test_the_paper_can_be_chosen(cli: Cli, small: Path) -> None:
    import pypdf

    widths = {}
    for paper in PAPERS:
        cli("build", "--to", "pdf", "--paper", paper, cwd=small)
        page = pypdf.PdfReader(small / "build/pdf" / PDFS[0]).pages[0]
        widths[paper] = round(page.mediabox.width)
    sheets = {"letter": 612, "a4": 595, "half-letter": 396, "a5": 420, "legal": 612, "a3": 842}
    assert widths == sheets
    assert not (small / "build/html").exists()


def test_the_same_input_gives_the_same_bytes(cli: Cli, small: Path) -> None:
    cli("build", cwd=small)
    moved = small.with_name("elsewhere")
    shutil.copytree(small, moved, ignore=shutil.ignore_patterns("build"))
    cli("build", "--out", moved.with_name("out"), cwd=moved)
    assert snapshot(moved.with_name("out") / "pdf") == snapshot(small / "build/pdf")
    assert snapshot(moved.with_name("out") / "html") == snapshot(small / "build/html")


def test_pages_and_pdfs_in_turn_equal_both_at_once(cli: Cli, small: Path) -> None:
    cli("build", cwd=small)
    time.sleep(0.01)
    replace(small / CARDS, "A small Sunday service is affordable", "Small is affordable")
    cli("build", "--to", "pdf", cwd=small)
    cli("build", "--to", "html", cwd=small)
    cli("build", "--out", small / "clean", cwd=small)
    assert snapshot(small / "clean/pdf") == snapshot(small / "build/pdf")
    assert snapshot(small / "clean/html") == snapshot(small / "build/html")


def test_one_brief_is_printed_alone_and_the_others_stay(cli: Cli, small: Path) -> None:
    cli("new", "second", "--resolution", "Resolved: So it is.", cwd=small)
    cli("build", cwd=small)
    before = snapshot(small / "build/pdf")
    assert len(before) == 6
    said = cli("build", "second", "--to", "pdf", "--paper", "a4", cwd=small).stdout
    assert len(said.splitlines()) == 3
    after = snapshot(small / "build/pdf")
    assert {name for name in before if before[name] != after[name]} == {
        "second.pdf",
        "second-pro.pdf",
        "second-con.pdf",
    }


def test_pdfs_of_briefs_that_are_gone_are_deleted_but_no_others(cli: Cli, small: Path) -> None:
    cli("new", "second", "--resolution", "Resolved: So it is.", cwd=small)
    cli("build", "--to", "pdf", cwd=small)
    (small / "build/pdf/mine.pdf").write_bytes(b"mine")
    (small / "briefs/second.yaml").unlink()
    cli("build", "--to", "pdf", cwd=small)
    assert sorted(os.listdir(small / "build/pdf")) == sorted(["mine.pdf", *PDFS])


def test_pdfs_that_are_not_asked_for_stay_until_they_are_out_of_date(
    cli: Cli, small_built: Path
) -> None:
    folder = small_built / "build/pdf"
    command = ("build", "sunday-libraries", "--to", "pdf")
    cli(*command, "--edition", "outline", cwd=small_built)
    (folder / "mine.pdf").write_bytes(b"mine")
    assert cli(*command, "--set", "size=11", cwd=small_built).stderr == ""
    names = {*PDFS, *(name.replace(".pdf", "-outline.pdf") for name in PDFS), "mine.pdf"}
    assert {*os.listdir(folder)} == names
    replace(small_built / CARDS, "A small Sunday service is affordable", "It can be paid for")
    said = cli(*command, "--edition", "outline", cwd=small_built).stderr
    assert said.startswith("Out of date, so deleted: ")
    assert all(str(Path("build/pdf") / name) in said for name in PDFS)
    assert {*os.listdir(folder)} == names - {*PDFS}


def test_a_brief_is_told_by_what_is_the_same_in_every_process() -> None:
    (brief,) = assemble(Project(ROOT)).briefs
    assert "No Author" in repr(brief)
    assert "set({" not in repr(brief)  # which has another order each time


def test_what_is_out_of_date_is_told_by_brief() -> None:
    state = State(printed={"a.pdf": ("a", "1"), "a-part.pdf": ("a", "1"), "b.pdf": ("b", "1")})
    assert state.outdated((), (), {"a": "1", "b": "1"}, ()) == ()
    assert state.outdated((), ("a-part.pdf",), {"a": "1", "b": "1"}, ()) == ("a-part.pdf",)
    assert state.outdated(("a.pdf",), (), {"a": "2"}, ("a",)) == ("a-part.pdf",)
    assert state.outdated((), (), {"a": "1"}, ()) == ("b.pdf",)  # it is gone


def test_what_a_shipped_look_stumbles_over_is_said_of_the_definition_that_it_uses(
    cli: Cli, small: Path
) -> None:
    pack = small / "templates/base"
    pack.mkdir()
    (pack / "print.typ").write_text("#let header = 3\n")
    said = cli("build", "--to", "pdf", cwd=small, code=1).stderr
    assert said.startswith("templates/base/print.typ:1:6: ")
    assert "expected function, found integer" in said
    assert "“#let header(look, job, title) = […]”" in said


def test_a_pdf_that_cannot_be_printed_leaves_everything_as_it_was(cli: Cli, small: Path) -> None:
    cli("build", cwd=small)
    before = snapshot(small / "build/html"), snapshot(small / "build/pdf")
    pack = small / "templates/public-forum"
    pack.mkdir()
    (pack / "print.typ").write_text("#let card( = broken")
    replace(small / "briefs/index.md", "# Debate briefs", "# Our briefs")
    said = cli("build", cwd=small, code=1).stderr
    assert said.startswith("templates/public-forum/print.typ:1:")
    assert "error[" in said
    assert (snapshot(small / "build/html"), snapshot(small / "build/pdf")) == before
    shutil.rmtree(pack)
    cli("build", cwd=small)
    assert b"Our briefs" in snapshot(small / "build/html")["briefs/index.html"]


def test_a_warning_is_said_by_every_build(cli: Cli, small: Path) -> None:
    replace(small / CARDS, "A small Sunday service is affordable", "A small service \U00013000")
    first = cli("build", cwd=small).stderr
    if not first:
        pytest.skip("there is a font for hieroglyphs here")
    assert "warning[glyph]" in first
    assert cli("build", cwd=small).stderr == first
    assert cli("build", "--to", "pdf", cwd=small).stderr == first


def test_progress_is_told(small: Path) -> None:
    told: list[tuple[str, int]] = []

    class Teller:
        def update(self, stage: str, percent: int) -> None:
            told.append((stage, percent))

    build(Project(small), Request(out=small / "build"), Teller())
    assert list(dict.fromkeys(stage for stage, _ in told)) == ["Reading", "Writing", "Printing"]
    assert all(0 < percent <= 100 for _, percent in told)
