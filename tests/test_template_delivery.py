"""`brief template pack` and `install`: what is passed on, and what is never let in."""

import io
import os
import shutil
import stat
import struct
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from briefwright import __version__
from briefwright.problems import BriefError
from briefwright.templates import find_pack
from briefwright.templating.packs import INSTALLED
from briefwright.workshop import parcels
from briefwright.workshop.delivery import read
from briefwright.workshop.style_safety import reaches_out
from conftest import Cli, snapshot
from test_template_commands import put

MANIFEST = "title: Theirs\ndescription: Of another school.\nextends: public-forum\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")


def zipped(files: Mapping[str, bytes | str], *, top: str = "theirs/", **changes: object) -> bytes:
    """Return a zip of *files*, each entry with the attributes *changes*."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(top + name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for attribute, value in changes.items():
                setattr(info, attribute, value)
            archive.writestr(info, data)
    return stream.getvalue()


def refused(path: Path) -> list[str]:
    with pytest.raises(BriefError) as raised:
        read(path)
    said = [str(problem) for problem in raised.value.problems]
    print(*said, sep="\n")
    assert all("\n" not in line for line in said)
    return said


@pytest.fixture
def put_zip(tmp_path: Path):
    """Write a zip, and return its path."""

    def write(data: bytes, name: str = "theirs.zip") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


# -- There and back


def test_a_pack_goes_to_another_project_and_works_there(
    cli: Cli, small: Path, tmp_path: Path
) -> None:
    cli("template", "new", "ours", "--title", "Our School", cwd=small)
    cli("template", "copy", "ours", "legend", "--full", cwd=small)
    (small / "templates/ours/.hidden").write_text("x")
    said = cli("template", "pack", "ours", cwd=small)
    assert said.stdout == "ours.zip\n"
    archive = small / "ours.zip"
    with zipfile.ZipFile(archive) as made:
        names = made.namelist()
        assert {info.date_time for info in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names == [
        f"ours/{name}" for name in ("legend.md.j2", "print.typ", "sources.md.j2", "template.yml")
    ]
    other = tmp_path / "other"
    cli("init", other)
    said = cli("template", "install", archive, "--yes", cwd=other)
    assert said.stdout.startswith(
        "Our School\nMade from “Public Forum”.\n\nBuilds on:  public-forum\n"
    )
    assert "Options:    size, accent\n" in said.stdout
    assert (
        "Brings:     templates that write the documents, a look of the PDF of its own\n"
    ) in said.stdout
    assert said.stdout.endswith(f"\n{Path('templates/ours')}\n")
    digest = read(archive).digest
    mark = (other / "templates/ours" / INSTALLED).read_text(encoding="utf-8")
    assert mark.splitlines()[-3:] == [
        'from: "ours.zip"',
        f"sha256: {digest}",
        f'briefwright: "{__version__}"',
    ]
    for name in names:
        there = other / "templates" / name
        assert there.read_bytes() == (small / "templates" / name).read_bytes()
    assert not find_pack("ours", other).is_trusted
    cli("template", "check", "ours", cwd=other)
    cli("template", "pack", "ours", "--out", tmp_path / "again.zip", cwd=other)
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()
    assert not list((other / "templates").glob(".*"))


def test_the_same_files_make_the_same_zip_whatever_their_times(cli: Cli, small: Path) -> None:
    cli("template", "new", "ours", cwd=small)
    cli("template", "pack", "ours", cwd=small)
    first = (small / "ours.zip").read_bytes()
    shutil.copytree(small / "templates/ours", small / "copy")
    shutil.rmtree(small / "templates/ours")
    for path in sorted((small / "copy").iterdir(), reverse=True):
        put(small, f"ours/{path.name}", path.read_text(encoding="utf-8"))
        os.utime(small / "templates/ours" / path.name, (1, 1))
    cli("template", "pack", "ours", cwd=small)
    assert (small / "ours.zip").read_bytes() == first


def test_a_folder_is_installed_too(cli: Cli, small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "template.yml").write_text(MANIFEST)
    (folder / "README.md").write_text("# Theirs\n")
    (folder / "logo.png").write_bytes(b"\x89PNG\xff")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    cli("template", "install", folder, "--yes", cwd=small)
    made = {path.name for path in (small / "templates/theirs").iterdir()}
    assert made == {"template.yml", "README.md", "logo.png", INSTALLED}


def test_a_zip_without_a_folder_at_its_top_takes_its_own_name(put_zip) -> None:
    path = put_zip(zipped({"template.yml": MANIFEST, "a.md.j2": "x"}, top=""), "Harbour-Road.zip")
    assert read(path).name == "harbour-road"
    path = put_zip(
        zipped({"template.yml": MANIFEST, "__MACOSX/x.js": "", ".DS_Store": "", ".shipped/a": ""}),
        "any.zip",
    )
    found = read(path)
    assert (found.name, [name for name, _ in found.files]) == ("theirs", ["template.yml"])


def test_what_is_left_out_of_a_zip_is_said(cli: Cli, small: Path, put_zip) -> None:
    path = put_zip(zipped({"template.yml": MANIFEST, "installed.yml": "from: elsewhere\n"}))
    said = cli("template", "install", path, "--yes", cwd=small).stdout
    assert "Left out: installed.yml, which says where a template came from" in said
    assert "elsewhere" not in (small / "templates/theirs/installed.yml").read_text("utf-8")


def test_what_others_need_besides_is_said(cli: Cli, small: Path, tmp_path: Path) -> None:
    put(small, "district/template.yml", "extends: public-forum\n")
    put(small, "ours/template.yml", "extends: district\n")
    said = cli("template", "pack", "ours", "--out", tmp_path / "ours.zip", cwd=small).stderr
    assert "It builds on district: pack and send that too.\n" in said
    assert "Not in it" not in said
    put(small, "base/screen.css", ":root { --bw-read: #eee }\n")
    said = cli("template", "pack", "ours", "--out", tmp_path / "ours.zip", cwd=small).stderr
    assert (
        "Not in it: what templates/base/ changes. Move what it needs to templates/ours/.\n" in said
    )
    shutil.rmtree(small / "templates")
    said = cli("template", "install", tmp_path / "ours.zip", "--yes", cwd=small, code=1).stderr
    assert "ours.zip/template.yml:1:10: error[unknown-template]: There is no template “dist" in said


# -- Asking, and never overwriting


def test_nothing_is_installed_without_a_yes(put_zip, small: Path) -> None:
    from click.testing import CliRunner

    from briefwright.cli import cli as command_line

    path = put_zip(zipped({"template.yml": MANIFEST}))
    before = snapshot(small)
    for answer, code in (("n\n", 1), ("\n", 1), ("", 1), ("y\n", 0)):
        assert snapshot(small) == before
        result = CliRunner().invoke(
            command_line, ["-C", str(small), "template", "install", str(path)], input=answer
        )
        assert result.exit_code == code
        assert "Install it as templates/theirs/? [y/N]" in result.stderr
        assert ("Nothing was installed." in result.stderr) is (code == 1)
    assert (small / "templates/theirs/template.yml").read_text() == MANIFEST


@pytest.mark.parametrize("name", ["theirs", "public-forum", "base", "formats"])
def test_nothing_is_overwritten_and_no_shipped_pack_replaced(
    cli: Cli, small: Path, put_zip, name: str
) -> None:
    put(small, "theirs/mine.txt", "mine")
    before = snapshot(small)
    path = put_zip(zipped({"template.yml": MANIFEST}, top=f"{name}/"))
    said = cli("template", "install", path, "--yes", cwd=small, code=1).stderr
    assert said == (
        f"templates/{name}: error[file]: There is something called “{name}” among the templates"
        " already. Choose another name.\n"
    )
    assert snapshot(small) == before


def test_pack_replaces_only_a_zip(cli: Cli, small: Path) -> None:
    put(small, "ours/template.yml", MANIFEST)
    (small / "ours.zip").write_text("my notes")
    said = cli("template", "pack", "ours", cwd=small, code=1).stderr
    assert said.startswith("ours.zip: error[file]: There is something else of this name already")
    assert (small / "ours.zip").read_text() == "my notes"
    said = cli("template", "pack", "public-forum", cwd=small, code=1).stderr
    assert "“public-forum” came with Briefwright" in said


def test_pack_refuses_what_an_installation_would_refuse(cli: Cli, small: Path) -> None:
    put(small, "ours/template.yml", MANIFEST)
    put(small, "ours/notes.docx", "x")
    put(small, "ours/page.html", "x")
    said = cli("template", "pack", "ours", cwd=small, code=1).stderr
    assert "templates/ours/notes.docx: error[file]: No template has a file of this kind." in said
    assert "templates/ours/page.html: error[file]: A template of somebody else's brings no" in said
    assert not (small / "ours.zip").exists()


def test_a_pack_that_does_not_work_is_taken_out_again(cli: Cli, small: Path, put_zip) -> None:
    bad = {
        "documents": "extends: public-forum\ndocuments: [{name: a, template: no.md.j2}]\n",
        "version": "extends: public-forum\nminimum-version: '99'\n",
        "option": "extends: public-forum\noptions: {paper: {default: a6}}\n",
        "alias": "a: &x [1]\nb: *x\n",
        "key": "extends: public-forum\nrun: x\n",
    }
    before = snapshot(small)
    for manifest in bad.values():
        path = put_zip(zipped({"template.yml": manifest}))
        cli("template", "install", path, "--yes", cwd=small, code=1)
        assert snapshot(small) == before
        assert not list((small / "templates").glob(".*"))


# -- Hostile parcels


NAMES = [
    ("../evil.md.j2", "leads out of the template"),
    ("a/../../evil.md.j2", "leads out of the template"),
    ("./a.md.j2", "leads out of the template"),
    ("a//b.md.j2", "leads out of the template"),
    ("/etc/evil.md.j2", "leads out of the template"),
    ("C:/evil.md.j2", "leads to a fixed place"),
    ("C:evil.md.j2", "leads to a fixed place"),
    ("a.md.j2:stream", "leads to a fixed place"),
    ("..\\evil.md.j2", "backslash"),
    ("\\\\server\\share\\a.css", "backslash"),
    ("con.md.j2", "Windows keeps this name"),
    ("Aux/a.md.j2", "Windows keeps this name"),
    ("nul", "Windows keeps this name"),
    ("LPT1.css", "Windows keeps this name"),
    (".bashrc", "hidden"),
    (".git/hooks/post-checkout", "hidden"),
    ("a/.hidden.css", "hidden"),
    ("a\x00.md.j2", "plain letters"),
    ("a\n.md.j2", "plain letters"),
    ("a\x1b[31m.md.j2", "plain letters"),
    ("a\u202ecss.j2", "plain letters"),
    ("é.md.j2", "plain letters"),
    ("a .css/x.css ", "plain letters"),
    ("trailing.", "plain letters"),
    ("x" * 200 + ".css", "plain letters"),
    ("a/b/c/d/e/f/g.css", "folders inside each other"),
    ("run.js", "brings no scripts"),
    ("page.HTML", "brings no scripts"),
    ("a.py", "file of this kind"),
    ("conf.sh", "file of this kind"),
    ("inner.zip", "file of this kind"),
    ("a.exe", "file of this kind"),
    ("a.wasm", "file of this kind"),
    ("noending", "file of this kind"),
]


@pytest.mark.parametrize(("name", "said"), NAMES)
def test_a_name_that_leads_astray_is_refused_and_nothing_written(
    cli: Cli, small: Path, put_zip, name: str, said: str
) -> None:
    before = snapshot(small.parent)
    path = put_zip(_raw({"theirs/template.yml": MANIFEST.encode(), f"theirs/{name}": b"x"}))
    result = cli("template", "install", path, "--yes", cwd=small, code=1)
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    path.unlink()
    assert snapshot(small.parent) == before


@pytest.mark.parametrize(
    "name", ["/evil.css", "../evil.css", "..", "/", "C:\\evil.css", "//a/b.css"]
)
def test_a_name_at_the_top_that_leads_astray_is_refused(put_zip, name: str) -> None:
    assert refused(put_zip(_raw({"template.yml": MANIFEST.encode(), name: b"x"})))


def _raw(files: Mapping[str, bytes]) -> bytes:
    """Return a zip with names exactly as they are given, which `zipfile` would mend."""
    stream = io.BytesIO()
    central = b""
    for name, data in files.items():
        raw = name.encode("utf-8")
        head = struct.pack(
            "<HHHHHIIIHH", 20, 0x800, 0, 0, 0x21, _crc(data), len(data), len(data), len(raw), 0
        )
        offset = stream.tell()
        stream.write(b"PK\x03\x04" + head + raw + data)
        central += b"PK\x01\x02" + struct.pack("<H", 20) + head
        central += struct.pack("<HHHII", 0, 0, 0, 0, offset) + raw
    begin = stream.tell()
    stream.write(central)
    stream.write(
        b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, *2 * (len(files),), len(central), begin, 0)
    )
    return stream.getvalue()


def _crc(data: bytes) -> int:
    import zlib

    return zlib.crc32(data)


def test_our_own_raw_zip_is_a_right_one(put_zip) -> None:
    found = read(put_zip(_raw({"theirs/template.yml": MANIFEST.encode(), "theirs/a.css": b"b{}"})))
    assert [name for name, _ in found.files] == ["a.css", "template.yml"]


@pytest.mark.parametrize(
    "mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK]
)
def test_links_and_devices_in_a_zip_are_refused(put_zip, mode: int) -> None:
    data = zipped({"template.yml": MANIFEST, "a.md.j2": "/etc/passwd"}, external_attr=mode << 16)
    assert "This is a link or a device" in refused(put_zip(data))[0]


@posix
def test_links_and_devices_in_a_folder_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "template.yml").write_text(MANIFEST)
    (tmp_path / "secret.css").write_text("secret")
    (folder / "a.css").symlink_to(tmp_path / "secret.css")
    (folder / "sub").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.css")
    said = refused(folder)
    assert [line.split(":")[0].rpartition("/")[2] for line in said] == ["a.css", "pipe.css", "sub"]
    for path in ("/dev/zero", "/dev/null"):
        assert refused(Path(path))


@pytest.mark.parametrize(
    "names",
    [
        ("card.md.j2", "Card.md.j2"),
        ("a/b.css", "A/b.css"),
        ("a.css", "a.css"),
        ("x.css", "x.css/y.css"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_collide_are_refused(put_zip, names: tuple[str, str]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("theirs/template.yml", MANIFEST)
        for name in names:
            archive.writestr(f"theirs/{name}", name)
    assert "twice" in (said := refused(put_zip(stream.getvalue()))[0]) or "at once" in said


def test_bombs_are_refused_before_they_are_unpacked(
    put_zip, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_all: list[str] = []
    monkeypatch.setattr(parcels, "_extract", lambda _a, info, _s: read_all.append(info.filename))
    bomb = {"template.yml": MANIFEST, "a.css": " " * 3_000_000}
    assert "packed too well to be true" in refused(put_zip(zipped(bomb)))[0]
    large = {"template.yml": MANIFEST, "a.png": os.urandom(9 * 2**20)}
    assert "at most 8 MiB large" in refused(put_zip(zipped(large)))[0]
    many = {"template.yml": MANIFEST, **{f"a{n}.css": "" for n in range(501)}}
    assert "at most 500 files" in refused(put_zip(zipped(many)))[0]
    heap = {"template.yml": MANIFEST, **{f"a{n}.css": "" for n in range(1001)}}
    assert "at most 500 files" in refused(put_zip(zipped(heap)))[0]
    monkeypatch.setattr(parcels, "MAX_WHOLE", 1000)
    whole = {"template.yml": MANIFEST, "a.png": os.urandom(600), "b.png": os.urandom(600)}
    assert "together are larger" in refused(put_zip(zipped(whole)))[0]
    assert read_all == []


def test_an_archive_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with path.open("wb") as stream:
        stream.truncate(parcels.MAX_WHOLE + 1)
    assert "larger than 32 MiB" in refused(path)[0]


def test_a_file_that_is_larger_than_it_says_is_refused(put_zip) -> None:
    data = zipped({"template.yml": MANIFEST, "a.css": "x" * 5000})
    lied = data.replace(struct.pack("<I", 5000), struct.pack("<I", 50))
    assert lied != data
    said = refused(put_zip(lied))[0]
    assert "damaged" in said or "larger than the zip says" in said


def test_encrypted_overlapping_and_damaged_zips_are_refused(put_zip) -> None:
    good = zipped({"template.yml": MANIFEST, "a.css": "body { margin: 0 }" * 20})
    central = good.index(b"PK\x01\x02")
    encrypted = bytearray(good)
    encrypted[central + 8] |= 1
    assert "This file is encrypted." in refused(put_zip(bytes(encrypted)))[0]
    method = bytearray(good)
    method[central + 10] = 14
    assert "in a way that is not read here" in refused(put_zip(bytes(method)))[0]
    for data in (b"", b"PK\x03\x04", b"no zip", good[:-30], good[: len(good) // 2]):
        assert "This is not a zip file." in refused(put_zip(data))[0]
    flipped = bytearray(good)
    flipped[good.index(b"a.css") + 12] ^= 0xFF
    assert "damaged" in refused(put_zip(bytes(flipped)))[0]


def mutations(data: bytes) -> Iterator[bytes]:
    import random

    chance = random.Random(3)
    for _ in range(400):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield bytes(changed[: chance.choice((len(changed), chance.randrange(len(changed))))])


def test_any_damage_is_said_or_does_no_harm(put_zip) -> None:
    good = zipped({"template.yml": MANIFEST, "a.css": "body { margin: 0 }" * 20, "b.md.j2": "x"})
    outcomes = set()
    for data in mutations(good):
        try:
            found = read(put_zip(data))
        except BriefError as error:
            outcomes.add("refused" if error.problems else "refused without a word")
        else:
            outcomes.add("read")
            assert all(".." not in name and not name.startswith("/") for name, _ in found.files)
    assert outcomes == {"refused", "read"}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.md.j2": "x"}, "There is no “template.yml” in it"),
        ({"template.yml": b"\xff\xfe"}, "UTF-16"),
        ({"template.yml": MANIFEST, "a.md.j2": b"\xff"}, "not UTF-8"),
        ({"template.yml": MANIFEST, "a.md.j2": "\x1b[31m"}, "U+001B means nothing"),
        ({"template.yml": "title: \x1b[31mred\n"}, "U+001B means nothing"),
        ({"template.yml": MANIFEST, "a.svg": "<svg><script>1</script></svg>"}, "brings a script"),
        ({"template.yml": MANIFEST, "a.css": "@import 'x.css';"}, "fetch something"),
        ({"template.yml": "!!python/object:os.system [x]\n"}, "error[yaml]"),
    ],
)
def test_contents_that_do_harm_are_refused(
    put_zip, files: Mapping[str, bytes | str], said: str
) -> None:
    assert said in "\n".join(refused(put_zip(zipped(files))))


def test_what_is_shown_cannot_colour_or_turn_the_terminal(cli: Cli, small: Path, put_zip) -> None:
    manifest = "title: a\u202eb\ndescription: c\u200bd\nextends: public-forum\n"
    path = put_zip(zipped({"template.yml": manifest}))
    said = cli("template", "install", path, "--yes", cwd=small).stdout
    assert "a\ufffdb\nc\ufffdd\n" in said


@pytest.mark.parametrize("name", ["Theirs", "a b", "con", "-x", "x_y", "x" * 90, "index"])
def test_a_pack_has_a_name_that_can_be_a_folder_everywhere(put_zip, name: str) -> None:
    assert refused(put_zip(zipped({"template.yml": MANIFEST}, top=f"{name}/")))


@pytest.mark.parametrize(
    "css",
    [
        "@import 'http://x.test/a.css';",
        "@IMPORT url(//x.test);",
        "a { background: url(http://x.test/a.png) }",
        "a { background: URL( 'a.png' ) }",
        "a { background: u\\72l(//x.test) }",
        "a { background: \\75\\72\\6c (//x.test) }",
        "a { background: ur\\\nl(//x.test) }",
        "@im\\70ort '//x.test';",
        "a { background: image-set('//x.test/a.png' 1x) }",
        "a { background: -webkit-image-set('//x.test/a.png' 1x) }",
        "@font-face { font-family: x; src: url(//x.test) }",
        "a { content: '/*'; background: url(//x.test); b: '*/' }",
        "a { width: expression(alert(1)) }",
        "a { -moz-binding: x }",
        "a { background: url(data:text/html,x) }",
    ],
)
def test_a_style_sheet_that_fetches_is_noticed(css: str) -> None:
    assert reaches_out(css)


@pytest.mark.parametrize(
    "css",
    [
        ":root { --bw-read: #d7f5d0; }",
        "/* https://example.org/licence */ a::before { content: '\\201C http://x' }",
        "a { background: url(data:image/png;base64,AA==); mask: url('#m') }",
        "a { width: calc(1px + 2em); color: rgb(1 2 3) }",
    ],
)
def test_a_harmless_style_sheet_is_let_in(css: str) -> None:
    assert reaches_out(css) == ""


# -- What an installed pack can do


@pytest.mark.slow
def test_documents_of_an_installed_pack_smuggle_nothing_into_pages(
    cli: Cli, small: Path, put_zip, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret")
    top = f"""---
myst:
  enable_extensions: [substitution]
---
{{{{ "{{{{ env }}}}" | myst }}}}

<script>alert(1)</script>

[click](javascript:alert(1))

```{{include}} {secret}
```

```{{raw}} html
<script>alert(2)</script>
```

![x](http://hostile.test/a.png)
"""
    files = {
        "template.yml": MANIFEST,
        "resolution.md.j2": top,
        "screen.css": ":root { --bw-read: #abcdef; }\n",
    }
    cli("template", "install", put_zip(zipped(files)), "--yes", cwd=small)
    spec = small / "briefs/sunday-libraries.yaml"
    spec.write_text("template: theirs\n" + spec.read_text(encoding="utf-8"), encoding="utf-8")
    said = cli("build", cwd=small, code=1).stderr
    assert "briefs/sunday-libraries/" in said or "templates/theirs/" in said
    assert not (small / "build/html").exists()
    assert "the-secret" not in said


def test_print_typ_of_an_installed_pack_reaches_no_file_and_no_network(
    cli: Cli, small: Path, put_zip
) -> None:
    reads = ('read("/etc/passwd")', 'read("../../../conf.py")', 'include "/etc/passwd"')
    for body in (*reads, '{ import "@preview/cetz:0.3.0"; [] }'):
        shutil.rmtree(small / "templates/theirs", ignore_errors=True)
        files = {"template.yml": MANIFEST, "print.typ": f"#let footer(look, job) = {body}\n"}
        cli("template", "install", put_zip(zipped(files)), "--yes", cwd=small)
        said = cli("template", "check", "theirs", cwd=small, code=1).stderr
        assert said.startswith("templates/theirs/print.typ:1:")
        assert "error[pdf]" in said
        assert "root:" not in said
