"""Strict YAML and typed values: what is read, what is refused, and what is said about it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

import briefwright
from briefwright.fields import Wording, build, load, quoted
from briefwright.model import Citation, Name, Query, Side
from briefwright.problems import Code, Place

CASES = read_fixture_file(Path(__file__).parent / "fixtures" / "fields" / "yaml.md")
NAMES = [case[1] for case in CASES]
# What the parser in Python refuses and the one in C does not, or the other way round.
DIFFERENT = {"A tab between key and value", "A list of JSON indented by tabs"}


def told(text: str, line: int = 1) -> str:
    tree, problems = load(text, "f.yaml", line=line)
    data = "nothing" if tree is None else json.dumps(tree.data, ensure_ascii=False)
    return "\n".join([*map(str, problems), data])


@pytest.mark.parametrize(("line", "title", "text", "expected"), CASES, ids=NAMES)
def test_yaml(line, title, text, expected):
    assert told(text.replace("→", "\t")) == expected.rstrip("\n"), f"line {line}: {title}"


@pytest.mark.parametrize(("line", "title", "text", "expected"), CASES, ids=NAMES)
def test_yaml_without_libyaml(line, title, text, expected, monkeypatch):
    monkeypatch.delattr(yaml, "CSafeLoader")
    tree, problems = load(text.replace("→", "\t"), "f.yaml")
    if title in DIFFERENT:
        assert tree is None, f"line {line}"
        assert [problem.code for problem in problems] == [Code.YAML]
    elif "error[" in expected:
        said = [str(problem).split(" ")[0].split(":")[1] for problem in problems]
        assert said == [row.split(":")[1] for row in expected.splitlines()[:-1]]
    else:
        assert json.dumps(tree.data, ensure_ascii=False) == expected.rstrip("\n")


@pytest.mark.parametrize(
    "written",
    ["no", "1:30", "1.10", "010", "0x1F", "1_000", "1e3", "on", "True", "NULL", "=", ".nan"],
)
def test_a_scalar_stays_as_written(written):
    tree, problems = load(f"- {written}\n- [{written}]\n- {{a: {written}}}\n", "f.yaml")
    assert tree.data == [written, [written], {"a": written}]
    assert not problems


def test_places_are_those_of_the_file():
    tree, _ = load("a: 1\nb:\n  - c: x\n    d: [y, 'z']\n", "essay.md", line=2)
    assert tree.place() == Place(path="essay.md", line=2, column=1)
    assert tree.place(("a",)) == Place(path="essay.md", line=2, column=4)
    assert tree.key(("a",)) == Place(path="essay.md", line=2, column=1)
    assert tree.place(("b",)) == Place(path="essay.md", line=4, column=3)
    assert tree.place(("b", 0)) == Place(path="essay.md", line=4, column=5)
    assert tree.key(("b", 0, "d")) == Place(path="essay.md", line=5, column=5)
    assert tree.place(("b", 0, "d", 1)) == Place(path="essay.md", line=5, column=12)
    assert tree.place(("b", 0, "nothing", 7)) == tree.place(("b", 0))
    assert tree.value(("b", 0, "d", 1)) == "z"
    assert tree.value(("b", 0, "d", 2)) is tree.value(("a", "x")) is None


def test_columns_count_characters():
    tree, problems = load("é中😀: [x\u2028y, z]\nü: a: b", "f.yaml")
    assert tree is None
    assert str(problems[0].place) == "f.yaml:2:5"
    tree, _ = load("é中😀: [x\u2028y, z]\nü: a", "f.yaml")
    assert tree.data == {"é中😀": ["x\u2028y", "z"], "ü": "a"}
    assert str(tree.place(("é中😀", 1))) == "f.yaml:1:12"
    assert str(tree.place(("ü",))) == "f.yaml:2:4"


def test_line_offset_of_front_matter():
    assert told("title: a: b\n", line=2).startswith("f.yaml:2:9: error[yaml]: ")
    assert told("title: a\ntitle: b\n", line=2).startswith("f.yaml:3:1: error[duplicate-key]: ")


@pytest.mark.parametrize(
    "character", ["\0", "\x07", "\x7f", "\x9b", "\ud800", "\ufffe", "\U0010ffff"]
)
def test_a_senseless_character_is_refused(character):
    tree, problems = load(f"a: b\nc: d{character}\n", "f.yaml", line=3)
    assert tree is None
    assert [problem.code for problem in problems] == [Code.CHARACTER]
    assert str(problems[0].place) == "f.yaml:4:5"


def test_too_large():
    tree, problems = load("a: " + "é" * (512 * 1024), "f.yaml")
    assert tree is None
    expected = "f.yaml:1: error[size]: This is 1.0 MiB of YAML; 1 MiB is the most. Divide it."
    assert [*map(str, problems)] == [expected]
    assert load("a: " + "é" * (512 * 1024 - 2), "f.yaml")[1] == ()


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 1_000_000,
        "{" * 1_000_000,
        "{a: " * 250_000,
        "- " * 500_000,
        "? " * 500_000,
        "a: " * 340_000,
        "a:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 1200)),
        "- &a x\n" * 140_000,
        "- !x y\n" * 140_000,
        "- x #y\n" * 140_000,
        '- "\\0"\n' * 140_000,
        "k: v\n" * 200_000,
        '"' * 1_000_000,
        "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a]\n" for n in range(40_000)),
    ],
    ids=lambda bomb: ascii(bomb[:9]),
)
def test_bombs_end_soon_with_a_few_lines(bomb):
    tree, problems = load(bomb, "f.yaml")
    assert tree is None
    assert 1 <= len(problems) <= 20
    assert all(len(str(problem)) < 250 and "\n" not in str(problem) for problem in problems)


def test_importing_is_cheap():
    code = "import sys, briefwright.spec, briefwright.citation; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(briefwright.__file__).parent.parent)}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert not {"pydantic", "yaml", "sphinx", "typst"} & set(run.stdout.split())


# --- Properties ---

SENSIBLE = st.text(
    st.one_of(
        st.sampled_from("*&!|>%@`'\"#:,-?[]{} \n\t\\~=<\u2028\u2029\u00a0\ufeff\ue000\ue001é😀"),
        st.characters(exclude_categories=("Cc", "Cs", "Cn")),
    ),
    max_size=40,
)
DATA = st.recursive(
    st.none() | SENSIBLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SENSIBLE, inner, max_size=4),
    max_leaves=12,
).filter(lambda data: len(json.dumps(data)) < 2000)


@given(DATA)
def test_json_is_read_back_as_it_was(data):
    tree, problems = load(json.dumps(data, ensure_ascii=False), "f.yaml")
    assert problems == ()
    assert tree.data == data


@given(
    st.dictionaries(st.from_regex("[a-z]{1,9}", fullmatch=True), SENSIBLE, min_size=1, max_size=5)
)
def test_quoted_values_are_read_back_and_placed(data):
    rows = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in data.items()]
    tree, problems = load("".join(rows), "f.yaml", line=2)
    assert problems == ()
    assert tree.data == data
    for number, key in enumerate(data, start=2):
        assert tree.key((key,)) == Place(path="f.yaml", line=number, column=1)
        assert tree.place((key,)) == Place(path="f.yaml", line=number, column=len(key) + 3)


@given(st.one_of(st.text(max_size=80), SENSIBLE))
def test_any_text_is_read_or_refused(text):
    tree, problems = load(text, "f.yaml")
    assert tree is not None or problems
    rows = text.count("\n") + 1
    for problem in problems:
        assert 1 <= problem.place.line <= rows, problem
        assert "\n" not in str(problem)
        assert problem.hint


# --- Typed values ---


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


PLAIN = Wording()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    name: str
    size_in_points: int = 3
    ratio: float = 1.0
    on: bool = False
    colour: Colour = Colour.RED
    mood: Literal["calm", "loud"] = "calm"
    tags: tuple[str, ...] = ()
    table: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    mixed: tuple[str | Query, ...] = ()
    owner: Annotated[Name | None, "a person"] = None

    def __post_init__(self) -> None:
        if self.name == "forbidden":
            raise ValueError("This name is forbidden.")


def built(text, wording=PLAIN, **options):
    tree, problems = load(text, "f.yaml")
    assert tree is not None, problems
    value, found = build(Thing, tree, wording, **options)
    return value, [str(problem).removeprefix("f.yaml:") for problem in found]


def test_text_becomes_typed_values():
    value, found = built(
        "name: 010\nsize-in-points: '12'\nratio: 1.50\non: yes\ncolour: blue\nmood: loud\n"
        "tags: [a, 1]\nmixed: [no, {topic: t, side: con, limit: 2}]\nowner: {family: No}\n"
    )
    assert found == []
    assert value == Thing(
        name="010",
        size_in_points=12,
        ratio=1.5,
        on=True,
        colour=Colour.BLUE,
        mood="loud",
        tags=("a", "1"),
        mixed=("no", Query(topic="t", side=Side.CON, limit=2)),
        owner=Name(family="No"),
    )


def test_a_key_without_a_value_is_not_written():
    value, found = built(
        "name: x\nsize-in-points:\ncolour: ~\ntags: null\nowner: {family: y, given: }"
    )
    assert found == []
    assert value == Thing(name="x", owner=Name(family="y"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1:1: error[missing-key]: `name` is missing. Write “name: …”."]),
        ("name:", ["1:1: error[missing-key]: `name` has no value. Write “name: …”."]),
        (
            "name: {a: b}",
            ["1:7: error[value]: `name` wants text, not keys and values."],
        ),
        (
            "name: x\nsize-in-points: many",
            ["2:17: error[value]: `size-in-points` wants a whole number, not “many”."],
        ),
        (
            "name: x\nsize-in-points: 1.5",
            ["2:17: error[value]: `size-in-points` wants a whole number, not “1.5”."],
        ),
        (
            "name: x\nsize_in_points: 1",
            [
                "2:1: error[unknown-key]: There is no key “size_in_points” here. Did you mean “size-in-points”?"
            ],
        ),
        ("name: x\nratio: [1]", ["2:8: error[value]: `ratio` wants a number, not a list."]),
        ("name: x\non: maybe", ["2:5: error[value]: `on` wants yes or no, not “maybe”."]),
        (
            "name: x\ncolour: Blue",
            ["2:9: error[value]: `colour` wants red or blue, not “Blue”. Did you mean “blue”?"],
        ),
        (
            "name: x\nmood: lound",
            ["2:7: error[value]: `mood` wants calm or loud, not “lound”. Did you mean “loud”?"],
        ),
        ("name: x\nmood: grim", ["2:7: error[value]: `mood` wants calm or loud, not “grim”."]),
        ("name: x\ntags: a", ["2:7: error[value]: `tags` wants a list, not “a”."]),
        (
            "name: x\ntags: [a, ~, b]",
            ["2:11: error[value]: Item 2 of `tags` is empty."],
        ),
        (
            "name: x\nmixed: [a, {limit: x, sid: pro}, [b]]",
            [
                "2:20: error[value]: `limit` wants a whole number, not “x”.",
                "2:23: error[unknown-key]: There is no key “sid” here. Did you mean “side”?",
                "2:34: error[value]: Item 3 of `mixed` wants text or keys and values, not a list."
                " Known: limit, side, source, topic.",
            ],
        ),
        (
            "name: x\nowner: Ann",
            [
                "2:8: error[value]: `owner` wants keys and values, not “Ann”. Known: family, given, literal."
            ],
        ),
        (
            "name: x\nowner: {surname: Ann}",
            ["2:9: error[unknown-key]: There is no key “surname” here. Did you mean “family”?"],
        ),
        ("name: forbidden", ["1:1: error[value]: This name is forbidden."]),
    ],
)
def test_what_is_wrong_is_said(text, expected):
    wording = Wording(synonyms=MappingProxyType({"surname": "family"}))
    assert built(text, wording=wording) == (None, expected)


def test_all_problems_come_in_the_order_of_the_file():
    _, found = built("on: maybe\nnaem: x\ntags: y\nratio: z\nfoo: 1\n")
    assert [line.split(":")[0] for line in found] == ["1", "2", "3", "4", "5"]


def test_a_value_is_shown_short_and_in_one_line():
    _, found = built("name: x\non: |\n  a\n  b" + "c" * 99)
    assert found == [f"2:5: error[value]: `on` wants yes or no, not “a b{'c' * 36}…”."]
    assert quoted(None) == "nothing"
    _, found = built('name: x\n"a\\nb": c')
    assert found[0].startswith("2:1: error[unknown-key]: There is no key “a b” here. ")


def test_lenient_leaves_out_what_is_wrong():
    value, found = built("name: x\non: maybe\ntags: [a]\nfoo: 1\n", lenient=True)
    assert value == Thing(name="x", tags=("a",))
    assert len(found) == 2
    assert built("on: maybe", lenient=True)[0] is None


def test_what_the_caller_sets_is_not_the_files():
    value, found = built("size-in-points: 4", given={"name": "x"})
    assert (value, found) == (Thing(name="x", size_in_points=4), [])
    value, found = built("name: y", given={"name": "x"})
    assert value is None
    assert found[0].startswith(
        "1:1: error[unknown-key]: There is no key “name” here. Known: colour, "
    )


def test_names_of_keys():
    tree, _ = load("title: t\nURL: u\ncontainer-title: c", "f.yaml")
    value, problems = build(Citation, tree, Wording(names=(("url", "URL"),)))
    assert (value, problems) == (Citation(title="t", url="u", container_title="c"), ())


def test_mappings_are_read_only():
    value, _ = built("name: x\ntable: {a: b}")
    assert value.table == {"a": "b"}
    with pytest.raises(TypeError):
        value.table["a"] = "c"


@given(DATA)
def test_any_data_is_built_or_refused(data):
    tree, _ = load(json.dumps(data, ensure_ascii=False), "f.yaml")
    value, problems = build(Thing, tree)
    assert (value is None) == bool(problems)
    assert all("\n" not in str(problem) for problem in problems)
