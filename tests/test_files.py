import os
import stat
import sys
from pathlib import Path

import pytest

from briefwright import files
from briefwright.problems import BriefError, Code

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")


def read(path: Path, root: Path) -> tuple[str | None, str]:
    text, problems = files.read_text(path, path.relative_to(root).as_posix(), root)
    return text, "\n".join(map(str, problems))


def test_reads_utf8_with_bom_and_any_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert read(tmp_path / "a.md", tmp_path) == ("one\ntwo\nthree\n", "")


def test_refuses_what_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    text, said = read(tmp_path / "folder.md", tmp_path)
    assert text is None
    assert said == "folder.md: error[file]: This is a folder, where a file is expected."


@posix
def test_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    _, said = read(tmp_path / "a.md", tmp_path)
    assert said == "a.md: error[file]: This is a device or pipe, where a file is expected."


def test_refuses_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 2**20)
    (tmp_path / "a.md").write_bytes(b"x" * (2**20 + 1))
    _, said = read(tmp_path / "a.md", tmp_path)
    assert said == (
        "a.md: error[size]: This file is larger than 1 MiB. "
        "Split it, or move what is not text out of it."
    )


@posix
def test_refuses_a_link_that_leads_out(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret").write_text("secret")
    (root / "a.md").symlink_to("../secret")
    text, said = read(root / "a.md", root)
    assert text is None
    assert said == (
        "a.md: error[file]: This link leads out of the project. "
        "Copy the file itself into the project."
    )


@posix
def test_follows_a_link_that_stays_inside(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("text")
    (tmp_path / "a.md").symlink_to("real.md")
    assert read(tmp_path / "a.md", tmp_path) == ("text", "")


@posix
def test_explains_a_circle_of_links_and_a_dead_one(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("b.md")
    (tmp_path / "b.md").symlink_to("a.md")
    (tmp_path / "c.md").symlink_to("gone.md")
    assert read(tmp_path / "a.md", tmp_path)[1] == (
        "a.md: error[file]: This cannot be read: Too many levels of symbolic links."
    )
    assert read(tmp_path / "c.md", tmp_path)[1] == (
        "c.md: error[file]: This cannot be read: No such file or directory."
    )


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")
def test_explains_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    (tmp_path / "a.md").chmod(0)
    assert read(tmp_path / "a.md", tmp_path)[1] == (
        "a.md: error[file]: This cannot be read: Permission denied."
    )


def test_shows_any_name_in_one_line() -> None:
    assert files.display("a\nb\udcff\x1b[31m/é“") == "a\\nb\\udcff\\x1b[31m/é“"


def test_replaces_a_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.md"
    files.write_atomic(path, "één\n")
    assert path.read_bytes() == "één\n".encode()
    files.write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(path.parent) == ["a.md"]


@posix
def test_keeps_permissions_and_gives_new_files_the_usual_ones(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        files.write_atomic(tmp_path / "new", "text")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    (tmp_path / "new").chmod(0o604)
    files.write_atomic(tmp_path / "new", "other")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o604


def test_writes_only_what_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    assert files.write_if_changed(path, "text")
    before = path.stat().st_mtime_ns, path.stat().st_ino
    assert not files.write_if_changed(path, "text")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert files.write_if_changed(path, "other")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.mkdir()
    (path / "kept").write_text("kept")
    with pytest.raises(BriefError) as caught:
        files.write_atomic(path, "text")
    assert caught.value.problems[0].code is Code.FILE
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.md", "kept"]


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    path = tmp_path / "a.md"
    path.write_text("old")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(BriefError) as caught:
            files.write_atomic(path, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "This cannot be written: File too large." in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["a.md"]
    assert path.read_text() == "old"


def test_several_files_are_replaced_or_none(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(BriefError):
        files.write_all(
            {
                tmp_path / "a": "new",
                tmp_path / "new/folder/b": "new",
                tmp_path / "file/c": "new",
            }
        )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "file"]
    assert (tmp_path / "a").read_text() == "old"
    files.write_all({tmp_path / "a": "new", tmp_path / "new/folder/b": "new"})
    assert (tmp_path / "a").read_text() == (tmp_path / "new/folder/b").read_text() == "new"
