"""Disks that are full or read-only, builds that are killed or run twice, environments that are odd.

``python tests/test_interrupts.py 30 SEED`` kills so many builds by hand.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import pytest

from broken import CARDS, SPEC, edit, state
from conftest import Cli, Run, process_env

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and mounts")

PUBLISHED = ("build/html/", "build/pdf/")
INFO = "build/html/.buildinfo"
"""Says how Sphinx was asked, which differs with the path."""

CHANGE = edit(SPEC, "Public libraries", "Town libraries")
"""What makes every page and PDF another."""


def published(root: Path) -> dict[str, bytes]:
    """Return the pages and PDFs."""
    return {k: v for k, v in state(root).items() if k.startswith(PUBLISHED) and k != INFO}


def start(root: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "briefwright", "build", *arguments],
        cwd=root,
        env=process_env(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.fixture
def copy(built_small: Path, tmp_path: Path) -> Path:
    """A copy of the project with its pages and PDFs."""
    return Path(shutil.copytree(built_small, tmp_path / "copy"))


@pytest.fixture(scope="module")
def changed_small(built_small: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a clean build makes of the project after the change."""
    root = tmp_path_factory.mktemp("changed") / "copy"
    shutil.copytree(built_small, root, ignore=shutil.ignore_patterns("build"))
    CHANGE(root)
    process = start(root)
    process.communicate(timeout=120)
    assert process.returncode == 0
    return published(root)


# -- Signals


@pytest.mark.parametrize("delay", [0.5, 1.0])
def test_ctrl_c_is_one_line_and_leaves_pages_and_pdfs(
    copy: Path, changed_small: dict[str, bytes], delay: float
) -> None:
    before = published(copy)
    CHANGE(copy)
    process = start(copy)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    if process.returncode == 0:
        assert published(copy) == changed_small
        return
    assert process.returncode in (130, -signal.SIGINT)  # a shell says 130 to both
    assert said.strip() in ("", "Interrupted.")
    assert published(copy) == before


def kill_one(root: Path, wait: float) -> None:
    """Kill a build, with the child that prints."""
    process = start(root)
    time.sleep(wait)
    process.kill()
    process.communicate(timeout=60)


def test_the_build_after_one_that_was_killed_equals_a_clean_one(
    copy: Path, changed_small: dict[str, bytes]
) -> None:
    old = published(copy)
    CHANGE(copy)
    chance = random.Random(5)
    for _ in range(4):
        kill_one(copy, chance.uniform(0.2, 2.0))
        assert all(whole(copy, name, old, changed_small) for name in {*old, *changed_small})
    process = start(copy)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    assert published(copy) == changed_small


def whole(root: Path, name: str, old: dict[str, bytes], new: dict[str, bytes]) -> bool:
    """Tell whether a published file is the old one or the new one, from its first byte to its last."""
    path = root / name
    return (path.read_bytes() if path.exists() else None) in (old.get(name), new.get(name))


# -- Several at once


def test_of_several_builds_at_once_the_others_say_so_in_one_line(
    copy: Path, changed_small: dict[str, bytes]
) -> None:
    CHANGE(copy)
    processes = [start(copy) for _ in range(3)]
    ended = [(*process.communicate(timeout=120), process.returncode) for process in processes]
    assert min(code for _, _, code in ended) == 0
    for _, said, code in ended:
        assert said == (
            ""
            if code == 0
            else "build: error[locked]: Another build is at work in this folder. "
            "Wait for it, or choose another folder with “--out”.\n"
        )
    assert published(copy) == changed_small


# -- Disks


@cache
def can_mount() -> bool:
    """Tell whether this user may mount something in a name space of their own."""
    if not shutil.which("unshare"):
        return False
    script = "mount -t tmpfs none /mnt"
    found = subprocess.run([*UNSHARE, "sh", "-c", script], capture_output=True, check=False)
    return found.returncode == 0


UNSHARE = ("unshare", "--mount") if os.name == "posix" and os.geteuid() == 0 else ("unshare", "-rm")
mounts = pytest.mark.skipif(
    "sys.platform == 'win32' or not __import__('test_interrupts').can_mount()",
    reason="nothing can be mounted here: needs root or user name spaces",
)

INSIDE = """
import json, os, shutil, subprocess, sys
from pathlib import Path
sys.path[:0] = {tests!r}
from test_interrupts import CHANGE, published
from broken import state

def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)

def build(root, *arguments):
    command = [sys.executable, "-m", "briefwright", "build", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stderr

source, disk = Path({source!r}), Path({disk!r})
"""

FULL = """
mount("-t", "tmpfs", "-o", "size=24m", "none", disk)
root = disk / "project"
shutil.copytree(source, root)
CHANGE(root)
before, left = published(root), {left}
with open(disk / "filler", "wb", buffering=0) as filler:
    try:
        while True:
            filler.write(bytes(4096))
    except OSError:
        pass
    filler.truncate(filler.tell() - left)
code, said = build(root)
same = published(root) == before
(disk / "filler").unlink()
print(json.dumps([code, said, same, build(root)[0], state(root).keys() - state(source).keys() == set()]))
"""

READ_ONLY = """
mount("--bind", source, source)
mount("-o", "remount,bind,ro", source)
before = state(source)
check = [sys.executable, "-m", "briefwright", "check"]
checked = subprocess.run(check, cwd=source, capture_output=True, check=False).returncode
print(json.dumps([build(source), checked, build(source, "--out", str(disk)), state(source) == before]))
"""


def inside(script: str, source: Path, disk: Path, **values: object) -> list[object]:
    """Run *script* where it may mount, and return what it prints."""
    disk.mkdir()
    tests = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "tooling")]
    code = (INSIDE + script).format(tests=tests, source=str(source), disk=str(disk), **values)
    done = subprocess.run(
        [*UNSHARE, sys.executable, "-c", code],
        env=process_env(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    print(done.stdout, done.stderr)
    found: list[object] = json.loads(done.stdout)
    return found


@mounts
@pytest.mark.parametrize("left", [0, 60_000, 400_000])
def test_a_full_disk_is_one_line_and_leaves_pages_and_pdfs(
    built_small: Path, tmp_path: Path, left: int
) -> None:
    code, said, same, again, nothing_left = inside(FULL, built_small, tmp_path / "disk", left=left)
    assert isinstance(said, str)
    assert code == 1
    assert ": error[file]: This cannot be " in said
    assert "No space left on device." in said
    assert said.count("\n") == 1
    assert same
    assert again == 0
    assert nothing_left


@mounts
def test_a_read_only_project_is_one_line_but_can_be_built_elsewhere(
    copy: Path, tmp_path: Path
) -> None:
    built, checked, elsewhere, same = inside(READ_ONLY, copy, tmp_path / "disk")
    assert built == [1, "build: error[file]: This cannot be written: Read-only file system.\n"]
    assert checked == 0
    assert elsewhere == [0, ""]
    assert same


@mounts
def test_a_read_only_project_with_a_document_to_write_is_one_line(
    copy: Path, tmp_path: Path
) -> None:
    CHANGE(copy)
    _, checked, elsewhere, same = inside(READ_ONLY, copy, tmp_path / "disk")
    assert checked == 0
    assert elsewhere == [
        1,
        "briefs/sunday-libraries/index.md: error[file]: This cannot be written: "
        "Read-only file system.\n",
    ]
    assert same


def test_a_file_that_may_not_grow_leaves_the_last_pdfs(copy: Path) -> None:
    before = published(copy)
    CHANGE(copy)
    limited = (
        "import resource, signal, sys; from briefwright.cli import main; "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)); "
        "sys.argv[1:] = ['build', '--to', 'pdf']; main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", limited],
        cwd=copy,
        env=process_env(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert result.stderr.count("\n") == 1
    assert published(copy) == before


@pytest.mark.parametrize("harm", [b"", b"\x80garbage", None])
@pytest.mark.parametrize(
    "name",
    [
        "doctrees/environment.pickle",
        "doctrees/briefs/sunday-libraries/pro-brief.doctree",
        "doctrees/.typst/documents/briefs/sunday-libraries/index.typ",
        "html/.buildinfo",
        "html/searchindex.js",
        "html/briefs/sunday-libraries/index.html",
        "pdf/sunday-libraries.pdf",
        "state.json",
    ],
)
def test_a_torn_file_of_the_last_build_is_made_anew(
    cli: Cli, small_built: Path, name: str, harm: bytes | None
) -> None:
    before = published(small_built)
    path = small_built / "build/.work" / name
    path.write_bytes(path.read_bytes()[:300] if harm is None else harm)
    assert cli("build", cwd=small_built).stderr == ""
    assert published(small_built) == before


# -- Environments


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"HOME": "/nowhere", "TMPDIR": "/nowhere", "XDG_CACHE_HOME": "/nowhere"},
        {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "7", "PYTHONOPTIMIZE": "2"},
    ],
)
def test_pages_and_pdfs_are_the_same_in_odd_environments(
    brief: Run, copy: Path, changed_small: dict[str, bytes], env: dict[str, str]
) -> None:
    CHANGE(copy)
    result = brief("build", cwd=copy, env=env)
    assert result.stderr == ""
    assert published(copy) == changed_small


@pytest.mark.parametrize(
    "name",
    [
        "two  spaces, it's “so” 日本語 ünïcode e\u0301 ",
        "-rf $HOME; `id` #1 [x] *? %20 {a} & <b>",
        "a\nb" + "x" * 200,
    ],
)
def test_a_project_in_a_folder_of_any_name(
    cli: Cli, built_small: Path, tmp_path: Path, name: str
) -> None:
    root = tmp_path / name
    shutil.copytree(built_small, root, ignore=shutil.ignore_patterns("build", ".work"))
    cli("build", cwd=root)
    now, good = published(root), published(built_small)
    assert now.keys() == good.keys()
    assert [path for path in good if now[path] != good[path]] == []
    edit(CARDS, "is smaller than", "is larger than")(root)
    assert cli("build", cwd=root, code=1).stderr.startswith(f"{CARDS}:25:1: error[quote-verbatim]")


def test_a_closed_pipe_is_no_error(copy: Path) -> None:
    line = f'"{sys.executable}" -m briefwright list cards --json | head -n 1'
    result = subprocess.run(
        ["sh", "-c", line], cwd=copy, env=process_env(), capture_output=True, check=False
    )
    assert result.stdout == b"[\n"
    assert result.stderr == b""


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"])
def test_a_terminal_that_is_gone_is_no_error(copy: Path, closed: str) -> None:
    line = f'"{sys.executable}" -m briefwright check {closed}'
    assert (
        subprocess.run(["sh", "-c", line], cwd=copy, env=process_env(), check=False).returncode == 0
    )


# -- By hand


def by_hand(runs: int, seed: int) -> None:
    """Kill so many builds, each at another moment, and compare the next build with a clean one."""
    from briefwright.scaffold import lay_out

    chance = random.Random(seed)
    torn = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "a")
        lay_out(root)
        start(root).communicate()
        old = published(root)
        changed = Path(folder, "b")
        shutil.copytree(root, changed, ignore=shutil.ignore_patterns("build"))
        CHANGE(changed)
        start(changed).communicate()
        new = published(changed)
        for number in range(runs):
            forward = number % 2 == 0
            swap = ("Public", "Town") if forward else ("Town", "Public")
            edit(SPEC, f"{swap[0]} libraries", f"{swap[1]} libraries")(root)
            kill_one(root, chance.uniform(0.05, 2.5))
            torn += not all(whole(root, name, old, new) for name in {*old, *new})
            start(root).communicate()
            now, clean = published(root), new if forward else old
            if now != clean:
                wrong += 1
                print(number, [name for name in clean if now.get(name) != clean[name]], flush=True)
    print(f"{runs} killed: {torn} torn, {wrong} of the next builds differ from a clean one")


if __name__ == "__main__":
    by_hand(int(sys.argv[1]), int(sys.argv[2]))
