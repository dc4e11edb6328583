"""``brief serve``: pages that follow the files, in a real browser; and what it does not let in."""

import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefwright.live.address import Address
from briefwright.live.watch import Scope
from briefwright.problems import BriefError
from briefwright.render import seal
from conftest import Cli, snapshot
from serving import PATIENCE, Serve, alive, descendants, eventually, save
from test_pages import CHROMIUM, QUIET

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium")

CARDS = "source/sunday-libraries/cards.md"
ESSAY = "source/sunday-libraries/essay.md"
SPEC = "briefs/sunday-libraries.yaml"
PAGE = "source/sunday-libraries/cards.html"
TAG = "A small Sunday service is affordable"
Tab = "playwright.Page"


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: "playwright.Browser") -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 1300, "height": 700})
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


def banner(tab: Tab) -> str:
    """Return what the banner says, or "" where there is none."""
    return str(tab.evaluate("document.querySelector('#brief-live').shadowRoot.textContent.trim()"))


def shows(tab: Tab, text: str) -> None:
    """Wait until *text* is on the page."""
    tab.wait_for_function("text => document.body.textContent.includes(text)", arg=text)


def says(tab: Tab, text: str) -> None:
    """Wait until *text* is in the banner."""
    tab.get_by_role("alert").get_by_text(text).first.wait_for()


def is_mended(tab: Tab) -> None:
    """Wait until the banner is gone."""
    tab.wait_for_function(
        "!document.querySelector('#brief-live').shadowRoot.querySelector('.banner')"
    )


# -- The page follows


@needs_browser
def test_a_saved_card_is_on_the_page_and_nothing_goes_round_in_circles(
    built_small: Path, small: Path, tab: Tab, cli: Cli
) -> None:
    shutil.copytree(built_small / "build", small / "build")
    with Serve(small) as server:
        tab.goto(server.url + PAGE)
        shows(tab, TAG)
        tab.evaluate("scrollTo({top: 400, behavior: 'instant'})")
        save(small / CARDS, TAG, "Sundays cost little")
        shows(tab, "Sundays cost little")
        tab.wait_for_function("scrollY === 400")
        assert banner(tab).endswith("}")  # its style sheet alone
        state = small / "build/.work/state.json"
        built = state.stat().st_mtime_ns
        time.sleep(1.5)
        assert state.stat().st_mtime_ns == built
        assert server.stop() == 0
        assert server.lines[-1] == "Stopped."
    cli("build", "--to", "html", "--out", "clean", cwd=small)
    made, clean = snapshot(small / "build/html"), snapshot(small / "clean/html")
    assert made == clean


@needs_browser
def test_a_style_sheet_is_changed_without_loading_the_page_again(small: Path, tab: Tab) -> None:
    with Serve(small) as server:
        tab.goto(server.url + PAGE)
        tab.evaluate("window.kept = true")
        sheet = small / "templates/base/screen.css"
        sheet.parent.mkdir(parents=True)
        for colour in ("rgb(0, 128, 0)", "rgb(128, 0, 0)"):
            sheet.write_text(f".bw-tag {{ color: {colour}; }}", encoding="utf-8")
            tab.wait_for_function(
                "c => getComputedStyle(document.querySelector('.bw-tag')).color === c", arg=colour
            )
            assert "1 style sheet new in " in server.wait_for(" new in ")
        assert tab.evaluate("window.kept") is True
        sheets = "document.querySelectorAll('link[rel=stylesheet][href*=briefwright]').length"
        tab.wait_for_function(f"{sheets} === 1")


@needs_browser
def test_a_page_that_is_not_there_yet_comes_by_itself(small: Path, tab: Tab) -> None:
    with Serve(small) as server:
        tab.goto(f"{server.url}briefs/second/index.html")
        shows(tab, "No such page")
        spec = small / "briefs/second.yaml"
        spec.write_text("resolution: So it is.\n", encoding="utf-8")
        tab.wait_for_selector("article h1")
        shows(tab, "So it is.")


def test_pdfs_are_renewed_beside_the_pages(small: Path) -> None:
    with Serve(small, "--to", "html,pdf") as server:
        server.wait_for("3 PDFs new in ")
        status, headers, before = server.ask("/pdf/sunday-libraries-pro.pdf")
        assert (status, headers["content-type"], before[:5]) == (200, "application/pdf", b"%PDF-")
        assert b'href="/pdf/sunday-libraries-pro"' in server.ask("/pdf/")[2]
        assert (
            b'src="/pdf/sunday-libraries-pro.pdf?live='
            in server.ask("/pdf/sunday-libraries-pro")[2]
        )
        pages = snapshot(small / "build/html")
        look = small / "templates/base/print.typ"
        look.parent.mkdir(parents=True)
        look.write_text("#let footer(look, job) = [Ours]\n", encoding="utf-8")
        assert "3 PDFs new" in server.wait_for(" new in ")
        assert server.ask("/pdf/sunday-libraries-pro.pdf")[2] != before
        assert snapshot(small / "build/html") == pages


def test_pdfs_alone_are_the_first_page(small: Path) -> None:
    with Serve(small, "--to", "pdf") as server:
        assert "PDFs: " in server.lines[0]
        assert server.ask("/")[1]["location"] == "/pdf/"
        assert b'href="/pdf/sunday-libraries-con"' in server.ask("/pdf/")[2]
        assert not (small / "build/html").exists()


def test_files_are_looked_at_again_and_again_where_the_system_does_not_tell(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    with Serve(small) as server:
        save(small / CARDS, TAG, "Sundays cost little")
        assert CARDS in server.wait_for(" new in ")


# -- What is wrong


def half_saved(root: Path) -> None:
    (root / SPEC).write_text('resolution: "Public libr', encoding="utf-8")


def deleted_essay(root: Path) -> None:
    (root / ESSAY).unlink()


def wrong_word(root: Path) -> None:
    save(root / CARDS, "is smaller than", "is larger than")


def broken_template(root: Path) -> None:
    (root / "templates/base").mkdir(parents=True, exist_ok=True)
    (root / "templates/base/card.md.j2").write_text("{% if %}", encoding="utf-8")


def raising_configuration(root: Path) -> None:
    with (root / "conf.py").open("a", encoding="utf-8") as file:
        file.write("\nraise ValueError('no <b>way</b>')\n")


def leaving_configuration(root: Path) -> None:
    with (root / "conf.py").open("a", encoding="utf-8") as file:
        file.write("\nimport os\nos._exit(3)\n")


def removed_folder(root: Path) -> None:
    shutil.rmtree(root / "source")


def renamed_source(root: Path) -> None:
    (root / "source/sunday-libraries").rename(root / "source/Sunday Libraries")


def edited_document(root: Path) -> None:
    path = next((root / "briefs/sunday-libraries").glob("index.md"))
    path.write_text(path.read_text(encoding="utf-8") + "\nMine.\n", encoding="utf-8")


HARMS: dict[Callable[[Path], None], str] = {
    half_saved: "briefs/sunday-libraries.yaml:1",
    deleted_essay: "source/sunday-libraries/cards.md",
    wrong_word: "source/sunday-libraries/cards.md:25:1",
    broken_template: "templates/base/card.md.j2:1",
    raising_configuration: "conf.py:",
    leaving_configuration: "The build ended unexpectedly (exit code 3).",
    removed_folder: "missing-card",
    renamed_source: "Sunday Libraries",
    edited_document: "briefs/sunday-libraries/index.md:1",
}


@needs_browser
def test_every_broken_state_is_said_and_survived(small: Path, tab: Tab) -> None:
    with Serve(small) as server:
        good = snapshot(small)
        pages = snapshot(small / "build/html")
        tab.goto(server.url + PAGE)
        for harm, place in HARMS.items():
            print(harm.__name__)
            harm(small)
            says(tab, place)
            shows(tab, TAG)
            server.wait_for(place)
            assert snapshot(small / "build/html") == pages
            mend(small, good)
            is_mended(tab)
        save(small / CARDS, TAG, "Sundays cost little")
        shows(tab, "Sundays cost little")
        assert "Traceback" not in "\n".join(server.lines)


def mend(root: Path, good: dict[str, bytes]) -> None:
    """Put every file of the user's back as it was, and take away what came."""
    kept = {name for name in good if not name.startswith("build/")}
    for path in [p for p in root.rglob("*") if p.is_file()]:
        name = path.relative_to(root).as_posix()
        if not name.startswith("build/") and name not in kept:
            path.unlink()
    for name in kept:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != good[name]:
            path.write_bytes(good[name])


@needs_browser
def test_the_same_problems_are_not_printed_again(small: Path) -> None:
    with Serve(small) as server:
        wrong_word(small)
        said = server.wait_for("error[")
        path = small / CARDS
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        server.wait_for("The same problem as before.")
        assert server.lines.count(said) == 1


def test_a_project_that_is_moved_away_is_waited_for(small: Path, tab: Tab) -> None:
    with Serve(small) as server:
        tab.goto(server.url + PAGE)
        small.rename(small.with_name("away"))
        says(tab, "The folder of the project is gone.")
        small.with_name("away").rename(small)
        is_mended(tab)
        save(small / CARDS, TAG, "Sundays cost little")
        shows(tab, "Sundays cost little")


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 390])
def test_the_banner_can_be_read_by_everybody_and_moves_nothing(
    small: Path, browser: "playwright.Browser", scheme: str, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 700})
    tab = context.new_page()
    with Serve(small) as server:
        tab.goto(server.url + PAGE)
        tab.wait_for_selector("#brief-live", state="attached")
        size = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
        before = tab.evaluate(size)
        with (small / SPEC).open("a", encoding="utf-8") as file:
            file.write('"<img src=x onerror=window.hurt=1>": 1\nformt: x\n')
        says(tab, "<img src=x onerror=window.hurt=1>")
        assert tab.evaluate(size) == before
        assert tab.evaluate("window.hurt") is None
        lines = tab.get_by_role("alert").get_by_role("listitem").all_text_contents()
        assert lines[-1].startswith(f"{SPEC}:")
        assert "error[unknown-key]:" in lines[-1]
        assert "Did you mean “format”?" in lines[-1]
        assert axe.Axe().run(tab).response["violations"] == []
        tab.get_by_role("button", name="Dismiss").click()
        is_mended(tab)
        tab.reload()
        tab.wait_for_timeout(500)
        is_mended(tab)
    context.close()


# -- Who may ask, and for what


@pytest.fixture(scope="module")
def served(built_small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    root = tmp_path_factory.mktemp("served") / "small"
    shutil.copytree(built_small, root)
    (root / "build/html/link.txt").symlink_to(root / "conf.py")
    with Serve(root) as server:
        yield server


def test_pages_are_what_was_built_and_the_script(served: Serve) -> None:
    status, headers, body = served.ask(f"/{PAGE}")
    assert (status, headers["cache-control"]) == (200, "no-store")
    built = (served.root / "build/html" / PAGE).read_bytes()
    at = body.index(b"<script defer src=")
    end = body.index(b"</script>", at) + len(b"</script>")
    assert body[:at] + body[end:] == built
    assert served.ask("/briefs/sunday-libraries")[1]["location"] == "/briefs/sunday-libraries/"


@pytest.mark.parametrize(
    "path",
    [
        "/../conf.py",
        "/%2e%2e/%2e%2e/conf.py",
        "/..%2f..%2fconf.py",
        "/..%5c..%5cconf.py",
        "/_static/../../../conf.py",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/C:%5cWindows%5cwin.ini",
        "/.buildinfo",
        "/link.txt",
        "/pdf/sunday-libraries.pdf",
        "/index.html%00.txt",
        "/../.work/state.json",
    ],
)
def test_nothing_beside_the_pages_is_served(served: Serve, path: str) -> None:
    status, _, body = served.ask(path)
    assert status == 404
    assert b"extensions" not in body
    assert b"%PDF" not in body


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil"])
def test_a_name_that_somebody_made_lead_here_is_refused(served: Serve, host: str) -> None:
    for path in ("/", "/_brief/events", "/_brief/live.js"):
        assert served.ask(path, host=host or " ")[0] == 421


def test_its_own_names_are_answered_and_only_to_read(served: Serve) -> None:
    for host in (f"127.0.0.1:{served.port}", f"localhost:{served.port}", "[::1]", "LOCALHOST"):
        assert served.ask("/", host=host)[0] == 200
    assert served.ask("/", method="POST")[0] == 405
    assert served.ask("/", method="HEAD")[2] == b""


@pytest.mark.parametrize(
    ("address", "host", "answered"),
    [
        (Address(), "192.168.1.5:8000", False),
        (Address("0.0.0.0"), "192.168.1.5:8000", True),
        (Address("0.0.0.0"), "evil.example:8000", False),
        (Address("0.0.0.0"), f"{socket.gethostname()}:8000", True),
        (Address("::1"), "[::1]:8000", True),
        (Address("school.lan"), "school.lan", True),
        (Address("school.lan"), "schoollan", False),
    ],
)
def test_which_names_a_server_has(address: Address, host: str, answered: bool) -> None:
    assert address.answers_to(host) is answered


def test_an_address_that_is_taken_or_nowhere_is_one_line(small: Path, cli: Cli) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = cli("serve", "--port", str(port), cwd=small, code=1)
        assert result.stderr == (
            f"127.0.0.1:{port}: error[address]: This address cannot be served: Address already in "
            "use. Choose another “--port”, or leave it out to have a free one chosen.\n"
        )
        with pytest.raises(BriefError):
            Address(port=port).bind()
    result = cli("serve", "--host", "203.0.113.9", cwd=small, code=1)
    assert result.stderr.count("\n") == 1
    assert "error[address]" in result.stderr


# -- Processes


def test_two_servers_of_one_project_do_not_meet(small: Path) -> None:
    with Serve(small) as one, Serve(small, "--host", "0.0.0.0") as other:
        assert one.port != other.port
        assert any("over the network" in line for line in other.lines)
        assert not any("over the network" in line for line in one.lines)
        save(small / CARDS, TAG, "Sundays cost little")
        for server in (one, other):
            assert eventually(lambda at=server: b"Sundays cost" in at.ask(f"/{PAGE}")[2])
        assert not [line for line in one.lines + other.lines if "error" in line]


def test_a_locked_folder_is_waited_for(small: Path) -> None:
    from filelock import FileLock

    with Serve(small) as server:
        with FileLock(small / "build/.lock"):
            save(small / CARDS, TAG, "Sundays cost little")
            server.wait_for("error[locked]")
            assert b"Sundays cost" not in server.ask(f"/{PAGE}")[2]
        server.wait_for(" new in ")
        assert b"Sundays cost" in server.ask(f"/{PAGE}")[2]


def test_a_builder_that_hangs_is_left_when_what_it_hangs_in_is_mended(small: Path) -> None:
    with Serve(small) as server:
        conf = small / "conf.py"
        good = conf.read_text(encoding="utf-8")
        conf.write_text(f"{good}\nopen('hangs', 'w').close()\nwhile True: pass\n", encoding="utf-8")
        assert eventually((small / "hangs").exists)
        conf.write_text(f'{good}\nhtml_title = "Mended"\n', encoding="utf-8")
        server.wait_for(" new in ")
        assert b"Mended" in server.ask(f"/{PAGE}")[2]


def test_a_builder_that_is_killed_is_started_anew(small: Path) -> None:
    with Serve(small) as server:
        (pid,) = server.builders()
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: not alive(pid))
        save(small / CARDS, TAG, "Sundays cost little")
        server.wait_for(" new in ")
        assert b"Sundays cost" in server.ask(f"/{PAGE}")[2]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_one_line_and_leaves_no_process(small: Path, number: int) -> None:
    with Serve(small, "--to", "html,pdf") as server:
        server.wait_for(" new in ")
        children = descendants(server.process.pid)
        assert len(children) >= 2  # what builds, and what prints
        save(small / CARDS, TAG, "Sundays cost little")
        assert server.stop(number) == 0
    assert server.lines[-1] == "Stopped."
    assert not [pid for pid in children if alive(pid)]


def test_what_builds_ends_with_a_server_that_is_killed(small: Path) -> None:
    with Serve(small) as server:
        children = descendants(server.process.pid)
        assert children
        server.stop(signal.SIGKILL)
        assert eventually(lambda: not [pid for pid in children if alive(pid)])


# -- What is watched


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("source/sunday-libraries/cards.md", True),
        ("briefs/sunday-libraries.yaml", True),
        ("briefs/index.md", True),
        ("briefs/sunday-libraries/mine.md", True),
        ("briefs/sunday-libraries/made.md", False),
        ("briefs/sunday-libraries/edited.md", True),
        ("briefs/sunday-libraries/gone.md", True),
        ("briefs/made", False),
        ("briefs/sunday-libraries", True),
        ("templates/base/print.typ", True),
        ("conf.py", True),
        ("build/html/index.html", False),
        ("printed/html/index.html", False),
        (".git/index", False),
        ("source/.cards.md.swp", False),
        ("source/cards.md~", False),
        ("source/#cards.md#", False),
        ("source/4913", False),
        ("source/~$essay.docx", False),
        ("__pycache__/conf.cpython-311.pyc", False),
        ("node_modules/x/index.md", False),
        ("source/.hidden/cards.md", False),
        ("source/env/cards.md", True),
        ("source/4913/cards.md", True),
    ],
)
def test_what_counts_as_a_change(small: Path, path: str, matters: bool) -> None:
    folder = small / "briefs/sunday-libraries"
    document = seal("# Made\n", SPEC)
    for name, text in (("made", document), ("edited", f"{document}Mine.\n"), ("mine", "# Mine\n")):
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (small / "briefs/made").mkdir()
    shutil.copy(folder / "made.md", small / "briefs/made")
    out = small / ("printed" if path.startswith("printed") else "build")
    assert Scope(root=small, out=out).matters(small / path) is matters


def test_folders_of_other_programs_are_not_watched(small: Path) -> None:
    for name in (".git", "build", "node_modules", "py3", "pictures"):
        (small / name).mkdir()
    (small / "py3/pyvenv.cfg").touch()
    found = {Path(path).name for path, _ in Scope(root=small, out=small / "build").folders()}
    assert found == {"briefs", "pictures", "source", "templates"}
