"""Formats of debate: those that are shipped, a project's own, and mistakes in them."""

from itertools import pairwise
from pathlib import Path

import pytest

from briefwright.format_files import Formats, find_formats
from briefwright.formats import read_format
from briefwright.languages import fallbacks
from briefwright.model import Side, SpeechKind
from briefwright.problems import Place
from briefwright.templates import find_pack, pack_names
from conftest import Cli

SHIPPED = find_formats()[0]
SHORTEST = """\
title: Two speeches
sides: {pro: Yes, con: No}
speeches:
  - {name: One, side: pro, minutes: 4}
  - {name: Two, side: con, minutes: 2.5}
"""


def put(root: Path, name: str, text: str) -> Path:
    """Write a format of the project at *root*."""
    path = root / "templates" / "formats" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(root: Path) -> tuple[Formats, list[str]]:
    formats, problems = find_formats(root)
    return formats, [str(problem) for problem in problems]


def said(text: str) -> list[str]:
    """Return what is wrong with a format, without the name of its file."""
    form, problems = read_format(text, "f.yml", "f")
    assert (form is None) == bool(problems)
    return [str(problem).removeprefix("f.yml:") for problem in problems]


def changed(old: str, new: str) -> list[str]:
    assert old in SHORTEST
    return said(SHORTEST.replace(old, new))


# -- Those that are shipped


@pytest.mark.parametrize(
    ("name", "sides", "minutes", "preparation"),
    [
        ("public-forum", ("Pro", "Con"), [4, 4, 3, 4, 4, 3, 3, 3, 3, 2, 2], 3),
        ("lincoln-douglas", ("Aff", "Neg"), [6, 3, 7, 3, 4, 6, 3], 4),
        ("policy", ("Aff", "Neg"), [8, 3] * 4 + [5] * 4, 8),
        ("policy-college", ("Aff", "Neg"), [9, 3] * 4 + [6] * 4, 10),
        ("world-schools", ("Proposition", "Opposition"), [8] * 6 + [4] * 2, 0),
        ("british-parliamentary", ("Government", "Opposition"), [7] * 8, 0),
    ],
)
def test_the_shipped_formats_have_their_times(
    name: str, sides: tuple[str, str], minutes: list[int], preparation: int
) -> None:
    form = SHIPPED.files[name].format
    assert form.name == name
    assert (form.pro, form.con) == sides
    assert [speech.minutes for speech in form.speeches] == minutes
    assert form.preparation == preparation


def test_there_are_no_other_shipped_formats_and_nothing_is_wrong_with_them() -> None:
    formats, problems = find_formats()
    assert not problems
    assert not formats.broken
    assert list(formats.files) == [
        "british-parliamentary",
        "lincoln-douglas",
        "policy",
        "policy-college",
        "public-forum",
        "world-schools",
    ]


def test_the_speeches_stand_in_their_order() -> None:
    def order(name: str) -> str:
        return " ".join(speech.short for speech in SHIPPED.files[name].format.speeches)

    assert order("lincoln-douglas") == "AC CX 1 NC CX 2 1AR NR 2AR"
    assert order("policy") == "1AC CX 1 1NC CX 2 2AC CX 3 2NC CX 4 1NR 1AR 2NR 2AR"
    assert order("policy-college") == order("policy")
    assert order("world-schools") == "P1 O1 P2 O2 P3 O3 OR PR"
    assert order("british-parliamentary") == "PM LO DPM DLO MG MO GW OW"


def test_whoever_just_spoke_is_questioned_by_the_other_side() -> None:
    for name in ("lincoln-douglas", "policy", "policy-college"):
        speeches = SHIPPED.files[name].format.speeches
        for before, speech in pairwise(speeches):
            if speech.kind is SpeechKind.CROSSFIRE:
                assert speech.side is before.side.opponent


def test_british_parliamentary_has_two_teams_a_side() -> None:
    teams: dict[tuple[Side, str], list[str]] = {}
    for speech in SHIPPED.files["british-parliamentary"].format.speeches:
        teams.setdefault((speech.side, speech.team), []).append(speech.short)
    assert teams == {
        (Side.PRO, "Opening Government"): ["PM", "DPM"],
        (Side.CON, "Opening Opposition"): ["LO", "DLO"],
        (Side.PRO, "Closing Government"): ["MG", "GW"],
        (Side.CON, "Closing Opposition"): ["MO", "OW"],
    }


def test_each_shipped_format_lets_both_sides_speak_equally_long() -> None:
    for file in SHIPPED.files.values():
        held = [s for s in file.format.speeches if s.kind is not SpeechKind.CROSSFIRE]
        spoken = {side: sum(s.minutes for s in held if s.side is side) for side in Side}
        assert spoken[Side.PRO] == spoken[Side.CON] > 0, file.path


# -- A project's own


def test_a_format_may_say_no_more_than_it_must() -> None:
    file, problems = read_format(SHORTEST, "f.yml", "f")
    assert file
    assert not problems
    assert [(s.name, s.short, s.minutes, s.kind) for s in file.format.speeches] == [
        ("One", "One", 4, "constructive"),
        ("Two", "Two", 2.5, "constructive"),
    ]
    assert (file.format.preparation, file.format.rates) == (0, (150, 200, 250))
    assert isinstance(file.format.speeches[0].minutes, int)


def test_a_format_of_the_project_is_found_and_replaces_a_shipped_one_whole(tmp_path: Path) -> None:
    put(tmp_path, "our-league.yml", SHORTEST)
    put(tmp_path, "policy.yaml", SHORTEST)
    put(tmp_path, "README.md", "Not a format.")
    put(tmp_path, ".hidden.yml", "Nor this.")
    formats, problems = found(tmp_path)
    assert problems == []
    assert formats.files["policy"].format.title == "Two speeches"
    assert formats.files["policy"].path == "templates/formats/policy.yaml"
    assert formats.files.keys() - SHIPPED.files.keys() == {"our-league"}
    assert formats.files["public-forum"] == SHIPPED.files["public-forum"]


def test_one_that_is_broken_is_told_once_and_hides_the_shipped_one(tmp_path: Path) -> None:
    put(tmp_path, "policy.yml", "titel: x\n")
    formats, problems = found(tmp_path)
    assert problems == [
        "templates/formats/policy.yml:1:1: error[missing-key]: `sides` is missing."
        " Write “sides: …”.",
        "templates/formats/policy.yml:1:1: error[missing-key]: `speeches` is missing."
        " Write “speeches: …”.",
        "templates/formats/policy.yml:1:1: error[unknown-key]: There is no key “titel” here."
        " Did you mean “title”?",
    ]
    assert formats.choose("policy", "en", Place(path="x")) == (None, ())
    _, (unknown,) = formats.choose("polcy", "en", Place(path="x"))
    assert unknown.hint == "Did you mean “policy”?"


def test_two_files_of_one_name_names_that_cannot_be_and_files_from_elsewhere(
    tmp_path: Path,
) -> None:
    root = tmp_path / "project"
    put(root, "ours.yml", SHORTEST)
    put(root, "ours.yaml", SHORTEST)
    put(root, "Our League.yml", SHORTEST)
    (tmp_path / "secret.yml").write_text(SHORTEST, encoding="utf-8")
    (root / "templates/formats/theirs.yml").symlink_to(tmp_path / "secret.yml")
    (root / "templates/formats/bytes.yml").write_bytes(b"\xff")
    (root / "templates/formats/folder.yml").mkdir()
    formats, problems = found(root)
    assert [problem.partition(": error")[2].partition(" Save")[0] for problem in problems] == [
        "[slug]: “Our League” cannot be the name of a folder or page."
        " Use small letters, digits and hyphens, such as “our-league”.",
        "[encoding]: The file is not UTF-8: byte 0xff is out of place.",
        "[file]: This is a folder, where a file is expected.",
        "[duplicate-key]: There is another format “ours” beside this one."
        " Keep one of the two files.",
        "[file]: This link leads out of the project. Copy the file itself into the project.",
    ]
    assert formats.files.keys() - SHIPPED.files.keys() == {"ours"}


def test_the_folder_of_formats_is_never_a_pack(tmp_path: Path) -> None:
    put(tmp_path, "template.yml", SHORTEST)
    assert "formats" not in pack_names(tmp_path)
    assert "template" in found(tmp_path)[0].files
    with pytest.raises(Exception, match="There is no template “formats”"):
        find_pack("formats", tmp_path)


# -- Mistakes


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "minutes: 4",
            "minutes: 0",
            "4:37: error[value]: `minutes` wants a number above 0, at most 60, not “0”.",
        ),
        (
            "minutes: 4",
            "minutes: 61",
            "4:37: error[value]: `minutes` wants a number above 0, at most 60, not “61”.",
        ),
        (
            "minutes: 4",
            "minutes: nan",
            "4:37: error[value]: `minutes` wants a number above 0, at most 60, not “nan”.",
        ),
        (
            "minutes: 4",
            "minutes: 4:30",
            "4:37: error[value]: `minutes` wants a number, not “4:30”.",
        ),
        (
            "side: con",
            "side: neg",
            "5:23: error[value]: `side` wants pro, con or both, not “neg”. Did you mean “con”?",
        ),
        (
            "side: con",
            "side: pro",
            "3:1: error[value]: The side “con” has no speech."
            " Write “- {name: …, side: con, minutes: …}” below `speeches`.",
        ),
        (
            "side: con",
            "side: con, kind: crossfire",
            "3:1: error[value]: The side “con” has no speech."
            " Write “- {name: …, side: con, minutes: …}” below `speeches`.",
        ),
        (
            "side: con",
            "side: con, kind: reply",
            "5:34: error[value]: `kind` wants constructive, rebuttal, summary or crossfire, not"
            " “reply”. Did you mean “summary”?",
        ),
        (
            "name: Two",
            "name: one",
            "5:5: error[value]: Two speeches are “one” in short. Give each a `short` of its own.",
        ),
        ("con: No", "con: yes", "2:8: error[value]: Both sides are called “Yes”."),
        (
            "con: No",
            "neg: No",
            "2:19: error[unknown-key]: There is no key “neg” here. Did you mean “con”?",
        ),
        ("con: No", "con: ' '", "2:19: error[missing-key]: `con` has no value. Write “con: …”."),
        (
            "title",
            "rates: [39, 600]\ntitle",
            "1:9: error[value]: Item 1 of `rates` wants words a minute from 40 to 600, not “39”.",
        ),
        (
            "title",
            "rates: [200, 200]\ntitle",
            "1:14: error[value]: Item 2 of `rates` wants a faster rate than the one before, not"
            " “200”.",
        ),
        (
            "title",
            "preparation: -1\ntitle",
            "1:14: error[value]: `preparation` wants a number from 0 to 60, not “-1”.",
        ),
        (
            "title",
            "prep: 3\ntitle",
            "1:1: error[unknown-key]: There is no key “prep” here. Did you mean “preparation”?",
        ),
        (
            "title",
            "locale: {spanish!: {title: T}}\ntitle",
            "1:10: error[value]: “spanish!” is no language tag."
            " Write it like en, es, fr-CA or zh-Hant.",
        ),
        (
            "title",
            "locale: {es: {speeches: {On: {name: Uno}}}}\ntitle",
            "1:26: error[unknown-key]: There is no speech “On” here. Did you mean “One”?",
        ),
        (
            "title",
            "locale: {es: {speeches: {One: {short: Two}}}}\ntitle",
            "1:25: error[value]: Two speeches are “Two” in short. Give each a `short` of its own.",
        ),
    ],
)
def test_what_is_wrong_with_a_format_is_said_at_its_place(
    old: str, new: str, expected: str
) -> None:
    assert changed(old, new) == [expected]


def test_a_format_without_speeches() -> None:
    assert changed(SHORTEST[SHORTEST.index("speeches:") :], "speeches: []\n") == [
        f"3:1: error[value]: The side “{side}” has no speech."
        f" Write “- {{name: …, side: {side}, minutes: …}}” below `speeches`."
        for side in ("pro", "con")
    ]


# -- Languages


def test_a_language_falls_back_on_more_general_ones() -> None:
    assert list(fallbacks("es-MX")) == ["es-mx", "es"]
    assert list(fallbacks("zh-Hant-TW")) == ["zh-hant-tw", "zh-hant", "zh"]
    assert list(fallbacks("en-x-ours")) == ["en-x-ours", "en"]


def test_a_format_speaks_other_languages_as_far_as_it_can() -> None:
    text = SHORTEST + (
        "locale:\n"
        "  es: {title: Dos, sides: {pro: Sí}, speeches: {One: {name: Uno, short: '1'}}}\n"
        "  es-MX: {sides: {con: Nel}}\n"
    )
    file, problems = read_format(text, "f.yml", "f")
    assert not problems
    assert file
    spanish = file.speaking("es-AR")
    assert (spanish.title, spanish.pro, spanish.con) == ("Dos", "Sí", "No")
    assert [(s.name, s.short) for s in spanish.speeches] == [("Uno", "1"), ("Two", "Two")]
    assert file.speaking("es-MX").con == "Nel"
    assert file.speaking("fr") is file.format


# -- In use


def test_a_brief_uses_a_format_of_the_project(small: Path, cli: Cli) -> None:
    put(small, "ours.yml", SHORTEST + "rates: [100]\n")
    spec = small / "briefs" / "sunday-libraries.yaml"
    text = "".join(
        line
        for line in spec.read_text(encoding="utf-8").splitlines(keepends=True)
        if not line.startswith("format:")
    )
    spec.write_text(f"{text}format: ours\n", encoding="utf-8")
    cli("build", cwd=small)
    side = (small / "briefs/sunday-libraries/pro-brief.md").read_text(encoding="utf-8")
    assert "# Yes: " in side
    assert " at 100 words a minute" in side
    essay = (small / "build/html/source/sunday-libraries/essay.html").read_text(encoding="utf-8")
    assert '<strong class="bw-passage-side">Yes</strong>' in essay
    assert "Pro</strong>" not in essay


def test_pages_of_no_brief_call_the_sides_by_other_names_when_the_briefs_do(
    small: Path, cli: Cli
) -> None:
    page = small / "build/html/source/sunday-libraries/essay.html"
    other = small / "briefs" / "other.yaml"
    other.write_text("resolution: R\nformat: policy\n", encoding="utf-8")
    cli("build", "--to", "html", cwd=small)
    assert '<strong class="bw-passage-side">Pro</strong>' in page.read_text(encoding="utf-8")
    spec = small / "briefs" / "sunday-libraries.yaml"
    spec.write_text(f"{spec.read_text(encoding='utf-8')}\nformat: lincoln-douglas\n")
    cli("build", "--to", "html", cwd=small)
    assert '<strong class="bw-passage-side">Aff</strong>' in page.read_text(encoding="utf-8")


def test_formats_are_listed(small: Path, cli: Cli) -> None:
    import json

    put(small, "ours.yml", SHORTEST)
    lines = cli("list", "formats", cwd=small).stdout.splitlines()
    assert [line.split()[0] for line in lines] == sorted({"ours", *SHIPPED.files})
    assert "4 4 3 4 4 3 3 3 3 2 2" in lines[5]
    ours = next(
        f for f in json.loads(cli("list", "formats", "--json").stdout) if f["name"] == "ours"
    )
    assert ours["path"] == "templates/formats/ours.yml"
    assert ours["speeches"][1] == {
        "name": "Two",
        "short": "Two",
        "side": "con",
        "kind": "constructive",
        "minutes": 2.5,
        "team": "",
    }
    put(small, "ours.yml", "title: x")
    assert "ours" not in cli("list", "formats", code=1).stdout
