"""Fonts that packages bring are found, and the extras bring the packages that are known."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from briefwright.press import fontpacks, scripts
from briefwright.press.engine import Engine
from briefwright.press.glyphs import best_family
from conftest import ROOT, process_env

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
missing = len(fontpacks.installed()) < 4


@pytest.mark.parametrize("extra", [fontpacks.FONTS, fontpacks.FONTS_CJK])
def test_the_extras_bring_the_packages_that_are_looked_for_pinned(extra: str):
    names, versions = zip(*(each.split("==") for each in EXTRAS[extra]), strict=True)
    assert set(names) == set(fontpacks.EXTRAS[extra])
    assert all(versions)


@pytest.mark.skipif(missing, reason='needs: pip install "briefwright[fonts,fonts-cjk]"')
def test_a_script_has_a_font_of_the_extra_that_its_warning_names(tmp_path: Path):
    with Engine(tmp_path) as engine:
        own = {}
        for extra, names in fontpacks.EXTRAS.items():
            packs = [pack for pack in fontpacks.installed() if pack.name in names]
            folders = [pack.folder for pack in packs]
            own[extra] = engine.families(system_fonts=False, more_fonts=folders)
    for script in (*scripts.SCRIPTS, scripts.TRADITIONAL):
        if script.extra:
            assert best_family(script, own[script.extra]), script.name


@pytest.mark.skipif(missing, reason='needs: pip install "briefwright[fonts,fonts-cjk]"')
def test_packages_have_fonts_and_a_licence_and_are_not_imported():
    for pack in fontpacks.installed():
        assert list(fontpacks.files(pack.folder))
        found = [*pack.folder.rglob("LICENSE*")]
        found += pack.folder.parent.glob(f"{pack.name.replace('-', '_')}-*.dist-info/**/LICENSE*")
        assert any("SIL OPEN FONT LICENSE" in path.read_text("utf-8").upper() for path in found)
    script = (
        "import sys\nfrom briefwright.press import fontpacks\nassert fontpacks.installed()\n"
        "print([m for m in sys.modules if m.startswith(('fontpkg', 'manimgx'))])"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], env=process_env(), capture_output=True, check=True
    )
    assert said.stdout.strip() == b"[]"


def test_another_package_says_by_an_entry_point_that_it_brings_fonts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "our_fonts").mkdir()
    (tmp_path / "our_fonts/__init__.py").write_text("raise SystemExit\n")
    (tmp_path / "our_fonts/a.OTF").write_bytes(b"")
    (tmp_path / "our_fonts/readme.txt").write_bytes(b"")
    info = tmp_path / "our_fonts-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: our-fonts\nVersion: 1.0\n")
    points = "[briefwright.fonts]\nours = our_fonts\nlost = lost_fonts\ndeep = our_fonts.deeper\n"
    (info / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(tmp_path)
    (own,) = (pack for pack in fontpacks.installed() if pack.name == "our-fonts")
    assert (own.version, own.folder) == ("1.0", tmp_path / "our_fonts")
    assert list(fontpacks.files(own.folder)) == [tmp_path / "our_fonts/a.OTF"]


def test_a_remedy_names_what_there_is():
    assert 'pip install "briefwright[fonts]"' in scripts.remedy(scripts.HEBREW)
    assert 'pip install "briefwright[fonts-cjk]"' in scripts.remedy(scripts.TRADITIONAL)
    other = scripts.remedy(scripts.OTHER)
    assert other == "Put one into a folder that brief_font_paths names."
