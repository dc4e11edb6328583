"""The child process that compiles Typst: what it makes, and what it keeps from happening."""

import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefwright.press import glyphs, scripts, tongues
from briefwright.press.engine import Engine, Limits
from briefwright.problems import BriefError, Code, Place
from printing import text

SUBJECT = Place(path="briefs/a.yaml")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


@pytest.fixture
def engine(root: Path) -> Iterator[Engine]:
    with Engine(root) as running:
        yield running


def compiled(engine: Engine, root: Path, source: str):
    (root / "main.typ").write_text(source, encoding="utf-8")
    return engine.compile("main.typ", subject=SUBJECT, system_fonts=False)


def failure(engine: Engine, root: Path, source: str) -> str:
    outcome = compiled(engine, root, source)
    assert outcome.pdf is None
    return outcome.diagnostics[0].message


def test_a_document_becomes_a_pdf(engine: Engine, root: Path):
    outcome = compiled(engine, root, "Hello")
    assert outcome.pdf is not None
    assert outcome.pdf.startswith(b"%PDF")
    assert not outcome.diagnostics


def test_one_child_serves_many_documents_and_sees_what_changed(engine: Engine, root: Path):
    first = compiled(engine, root, "one").pdf
    child = engine._child
    assert compiled(engine, root, "two").pdf != first
    assert compiled(engine, root, "one").pdf == first
    assert engine._child is child


@pytest.mark.parametrize(
    ("before", "after"),
    # In UTF-8 each of a pair ends, or begins, with the bytes of the other.
    [("é", "Ω"), ("Ω", "é"), ("é", "è"), ("“", "”"), ("é", "éé"), ("xé", "Ω"), ("é", "xyΩ")],
)
def test_what_is_printed_is_what_the_file_says_now(
    engine: Engine, root: Path, before: str, after: str
):
    for words in (before, after, before):
        pdf = compiled(engine, root, f'#"<{words}>"').pdf
        assert pdf is not None
        assert text(pdf) == f"<{words}>"


def test_the_same_document_has_the_same_bytes_elsewhere(tmp_path: Path):
    pdfs = []
    for name in ("here", "a folder/of another name"):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        with Engine(folder) as engine:
            pdfs.append(compiled(engine, folder, "#set document(title: [x])\n= A\n#lorem(99)").pdf)
    assert pdfs[0] == pdfs[1]
    assert pdfs[0] is not None


def test_an_error_has_its_places_from_the_inside_out(engine: Engine, root: Path):
    (root / "look.typ").write_text("#let card(x) = {\n  x + 1\n}\n")
    outcome = compiled(engine, root, '#import "look.typ": card\n\n#card("a")\n')
    (error,) = outcome.diagnostics
    assert error.message == "cannot add string and integer"
    assert error.places == (
        Place(path="look.typ", line=2, column=3),
        Place(path="main.typ", line=3, column=2),
    )


def test_a_warning_does_not_keep_the_pdf_back(engine: Engine, root: Path):
    outcome = compiled(engine, root, '#text(font: "Nowhere Sans")[a]')
    assert outcome.pdf
    (warning,) = outcome.diagnostics
    assert (warning.severity, warning.message) == ("warning", "unknown font family: nowhere sans")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('#read("/etc/passwd")', "file not found"),
        ('#read("../../../../etc/passwd")', "would escape the project root"),
        ('#include "/etc/passwd"', "file not found"),
        ('#image("file:///etc/passwd")', "file not found"),
        ('#read("http://127.0.0.1/")', "file not found"),
        ('#import "@preview/cetz:0.3.0": *', "a package from the network"),
        ('#import "@local/mine:1.0.0": *', "package not found"),
        ("#while true {}", "condition is always true"),
        ("#let f(x) = f(x + 1)\n#f(1)", "maximum function call depth exceeded"),
        ("#" + "(" * 300 + ")" * 300, ""),
        ("#let x = [", "unclosed delimiter"),
        ("#panic()", "panicked"),
    ],
)
def test_what_reaches_out_or_goes_wrong_is_an_error(
    engine: Engine, root: Path, source: str, message: str
):
    assert message in failure(engine, root, source)
    assert compiled(engine, root, "fine").pdf


def test_no_message_tells_where_the_folder_is(engine: Engine, root: Path):
    assert str(root) not in failure(engine, root, '#read("/etc/passwd")')


def test_links_below_the_root_are_refused(engine: Engine, root: Path, tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (root / "deep").mkdir()
    (root / "deep" / "link.txt").symlink_to(secret)
    with pytest.raises(BriefError, match=r"“link\.txt” is a symbolic link") as caught:
        compiled(engine, root, '#read("deep/link.txt")')
    assert caught.value.problems[0].code is Code.FILE


def test_what_takes_too_long_is_stopped(root: Path):
    endless = "#for i in range(100000) { for j in range(100000) { for k in range(9) {} } }"
    with Engine(root, limits=Limits(seconds=1)) as engine:
        with pytest.raises(BriefError, match="it took more than 1 seconds") as caught:
            compiled(engine, root, endless)
        assert caught.value.problems[0].code is Code.PDF
        assert caught.value.problems[0].place == SUBJECT
        assert compiled(engine, root, "fine").pdf


def test_what_eats_memory_is_stopped(root: Path):
    bomb = '#let a = "x" * 100000000\n#for i in range(100) { a = a + a }'
    with Engine(root, limits=Limits(memory=1 << 29)) as engine:
        with pytest.raises(BriefError, match="ran out of memory") as caught:
            compiled(engine, root, bomb)
        assert "\n" not in str(caught.value)
        assert compiled(engine, root, "fine").pdf


def test_a_killed_child_is_one_line(engine: Engine, root: Path):
    compiled(engine, root, "fine")
    child = engine._child
    assert child is not None
    child._send({"op": "no such operation"})
    with pytest.raises(BriefError, match="ended unexpectedly") as caught:
        compiled(engine, root, "fine")
    assert "\n" not in str(caught.value)
    child = engine._child = None
    assert compiled(engine, root, "fine").pdf


def test_a_child_that_died_in_between_is_replaced(engine: Engine, root: Path):
    compiled(engine, root, "fine")
    assert engine._child is not None
    engine._child._process.kill()
    engine._child._process.wait()
    assert compiled(engine, root, "fine").pdf


def test_closing_leaves_nothing_behind(root: Path):
    engine = Engine(root)
    compiled(engine, root, "fine")
    scratch, child = engine._scratch, engine._child
    assert child is not None
    engine.close()
    assert not scratch.exists()
    assert child._process.poll() is not None


def test_modules_of_the_user_s_are_not_taken_for_ours(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "typst.py").write_text("raise SystemExit('taken over')")
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    with Engine(root) as engine:
        assert compiled(engine, root, "fine").pdf


def test_the_embedded_family_covers_what_is_taken_for_granted(engine: Engine):
    usual = [
        chr(code)
        for code in range(0x20, 0x10000)
        if not glyphs.unusual(chr(code)) and unicodedata.category(chr(code)) not in {"Cc", "Cn"}
    ]
    assert len(usual) > 700
    fonts = [glyphs.EMBEDDED_FAMILY]
    assert not engine.missing("".join(usual), fonts=fonts, system_fonts=False, fallback=False)


def test_missing_glyphs_are_found_exactly(engine: Engine):
    fonts = [glyphs.EMBEDDED_FAMILY]
    found = engine.missing('aé中文ا’”\\"', fonts=fonts, system_fonts=False)
    assert found == {"中", "文"}
    assert engine.missing('\\"\u200b\u2068', fonts=fonts, system_fonts=False) == frozenset()


def test_families_come_from_the_folders_that_are_named(root: Path, tmp_path: Path):
    with Engine(root) as engine:
        assert engine.families(system_fonts=False) >= {"Libertinus Serif", "DejaVu Sans Mono"}
    folder = tmp_path / "fonts"
    folder.mkdir()
    found = sorted(Path("/usr/share/fonts").rglob("NotoNaskhArabic-Regular.ttf"))
    if not found:
        pytest.skip("no font to try it with")
    shutil.copy(found[0], folder)
    with Engine(root, font_paths=[folder]) as engine:
        assert "Noto Naskh Arabic" in engine.families(system_fonts=False)


@pytest.mark.parametrize(
    ("character", "script"),
    [
        ("中", "Han (Chinese)"),
        ("の", "Japanese"),
        ("한", "Hangul (Korean)"),
        ("ع", "Arabic (Arabic, Persian, Urdu)"),
        ("ह", "Devanagari (Hindi, Marathi, Nepali)"),
        ("☃", "emoji"),
        ("⟶", "symbols"),
        ("\ue000", "private use"),
        ("𐤀", "an unknown script"),
    ],
)
def test_scripts_have_names(character: str, script: str):
    assert scripts.script_of(character).name == script


def test_fallbacks_fit_the_script_and_the_language():
    available = {
        "Noto Naskh Arabic",
        "Noto Serif CJK SC",
        "Noto Serif CJK JP",
        "Noto Serif CJK KR",
        "DejaVu Sans Mono",
    }

    def choose(text: str, language: str = "en") -> tuple[str, ...]:
        return tuple(glyphs.fallback_families(text, available, language).values())

    assert choose("ع") == ("Noto Naskh Arabic",)
    assert choose("中")[0] == "Noto Serif CJK SC"
    assert choose("中", "ja")[0] == "Noto Serif CJK JP"
    assert choose("中の")[0] == "Noto Serif CJK JP"
    assert choose("中한")[0] == "Noto Serif CJK KR"
    assert choose("中", "zh-Hant-TW")[0] == choose("\u3105")[0] == "Noto Serif CJK SC"
    assert choose("\U0001d54f") == ()
    families = glyphs.fallback_families("中", available, "en")
    assert families["Japanese"] == "Noto Serif CJK JP"
    assert families["Hangul (Korean)"] == "Noto Serif CJK KR"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("English with one 中", ""),
        ("«Путин» и Ω", ""),
        ("中文", "Han (Chinese)"),
        ("中文, 2017", "Han (Chinese)"),
        ("السلام عليكم (Peace)", "Arabic (Arabic, Persian, Urdu)"),
        ("…", ""),
        ("→", ""),
    ],
)
def test_the_main_script_of_a_text(text: str, script: str):
    assert tongues.tongue_of(text).script == script


def test_usual_text_needs_no_closer_look():
    text = "“Who’s there?” – naïve café, Şırnak, Putin’s Путин, Ἀθῆναι, ғ — €5 … №3"
    assert glyphs.unusual(text) == ["ғ"]
