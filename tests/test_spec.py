"""Brief specifications: their long and short forms, their mistakes, and their schema."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

import briefwright
from briefwright.format_files import find_formats
from briefwright.model import Query, Round, SectionSpec, Side, SideSpec, Spec
from briefwright.problems import Place
from briefwright.spec import read_spec, schema

CASES = read_fixture_file(Path(__file__).parent / "fixtures" / "fields" / "spec.md")
SCHEMA = Path(briefwright.__file__).parent / "brief.schema.json"

LONG = """\
resolution: >
  Resolved: X.
round: {tournament: Yale, round: 3, room: 010}
options: {paper: a4, header: ''}
pro:
  sections:
    - heading: One
      text: |
        Why
        it matters
      cards:
        - a
        - topic: wedge
          side: both
          limit: 2
      extension: Go on.
      answers: [x, y]
      pocket: Off-case
      hat: 8
    - heading: Two
      cards: [b]
  questions: ['Why, and how?']
"""
SHORT = """\
resolution: 'Resolved: X.'
round: {tournament: Yale, round: '3', room: '010', judge: , date: ~}
options: {paper: 'a4', header: ''}
pro:
  questions: Why, and how?
  sections:
    - heading: One
      text: "Why\\nit matters"
      cards: [a, {topic: wedge, side: both, limit: '2'}]
      extension: Go on.
      answers: x , y,
      hat: '8'
      pocket: " Off-case "
    - heading: Two
      cards: b
con: []
team: ''
"""
EXPECTED = Spec(
    slug="x",
    resolution="Resolved: X.",
    round=Round(tournament="Yale", round="3", room="010"),
    options={"paper": "a4", "header": ""},
    pro=SideSpec(
        sections=(
            SectionSpec(
                heading="One",
                text="Why\nit matters",
                cards=("a", Query(topic="wedge", side=Side.BOTH, limit=2)),
                extension="Go on.",
                answers=("x", "y"),
                pocket="Off-case",
                hat="8",
            ),
            SectionSpec(heading="Two", cards=("b",)),
        ),
        questions=("Why, and how?",),
    ),
)


def read(text: str, slug: str = "x") -> Spec:
    spec, problems = read_spec(text, f"briefs/{slug}.yaml", slug)
    assert problems == ()
    assert spec is not None
    return spec


def plain(spec: Spec) -> Spec:
    """The specification without its places, which differ with how it is written."""
    return Spec(**{name: getattr(spec, name) for name in Spec.__slots__ if name != "places"})


@pytest.mark.parametrize(
    ("line", "title", "text", "expected"), CASES, ids=[title for _, title, _, _ in CASES]
)
def test_messages(line, title, text, expected):
    spec, problems = read_spec(text, "briefs/x.yaml", "x")
    said = "\n".join(map(str, problems)) or "fine"
    assert said == expected.rstrip("\n"), f"line {line}: {title}"
    assert (spec is None) == bool(problems)


@pytest.mark.parametrize("text", [LONG, SHORT])
def test_long_and_short_forms_mean_the_same(text):
    assert plain(read(text)) == EXPECTED


def test_a_resolution_is_enough():
    assert plain(read("resolution: X")) == Spec(slug="x", resolution="X")


def test_an_option_may_be_a_list():
    assert read("resolution: x\noptions: {rates: [150, 1.5], font: []}").options == {
        "rates": "150, 1.5",
        "font": "",
    }


def test_a_side_may_be_a_bare_list():
    spec = read("resolution: X\ncon:\n  - heading: A\n    cards: {topic: t}\n  - heading: B\n")
    cards = (Query(topic="t"),)
    assert spec.con.sections == (SectionSpec(heading="A", cards=cards), SectionSpec(heading="B"))


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        (LONG, (), "1:1"),
        (LONG, ("resolution",), "1:13"),
        (LONG, ("pro", "sections", 0, "heading"), "7:16"),
        (LONG, ("pro", "sections", 0, "cards", 1), "13:11"),
        (LONG, ("pro", "sections", 0, "cards", 1, "limit"), "15:18"),
        (LONG, ("pro", "sections", 0, "cards", 1, "source"), "13:11"),
        (LONG, ("pro", "sections", 0, "answers", 1), "17:20"),
        (LONG, ("con", "sections", 5), "1:1"),
        (SHORT, ("pro", "sections", 0, "cards", 1, "side"), "9:39"),
        (SHORT, ("pro", "sections", 0, "answers", 1), "11:16"),
        (SHORT, ("pro", "sections", 1, "cards", 0), "15:14"),
        (SHORT, ("pro", "questions", 0), "5:14"),
        ("resolution: x\npro:\n- heading: a\n  cards: [b, c, d]", ("pro",), "3:1"),
        (
            "resolution: x\npro:\n- heading: a\n  cards: [b, c, d]",
            ("pro", "sections", 0, "cards", 2),
            "4:17",
        ),
        (
            "resolution: x\npro:\n- heading: a\n  cards: {topic: t}",
            ("pro", "sections", 0, "cards", 0, "topic"),
            "4:18",
        ),
    ],
)
def test_every_value_has_its_place_however_it_is_written(text, path, place):
    assert str(read(text).place(*path)) == f"briefs/x.yaml:{place}"


def test_what_is_one_line_is_made_one_line():
    spec = read(
        "resolution: |\n  One\n  two.\n\npro:\n- heading: |2\n     A\n    B\n  text: |\n    C\n\n    D\n"
    )
    assert spec.resolution == "One two."
    assert spec.pro.sections == (SectionSpec(heading=" A B", text="C\n\nD"),)


def test_an_option_stays_as_written():
    spec = read('resolution: x\noptions: {a: " b\\n", c: no, d: , e: "", "f:g": 1:30}')
    assert spec.options == {"a": " b\n", "c": "no", "e": "", "f:g": "1:30"}
    with pytest.raises(TypeError):
        spec.options["a"] = "c"


@pytest.mark.parametrize("slug", ["../x", "/etc/x", "CON", "nul", "index", "", "a b", "X"])
def test_a_bad_slug_is_said_beside_all_else(slug):
    spec, problems = read_spec("resolutoin: x", "briefs/x.yaml", slug)
    assert spec is None
    assert [str(problem.code) for problem in problems] == ["slug", "unknown-key"]
    assert problems[0].place == Place(path="briefs/x.yaml")
    assert problems[0].hint


def test_the_shipped_schema_is_that_of_the_code():
    formats, _ = find_formats()
    written = json.dumps(schema([*formats.files]), indent=2, ensure_ascii=False) + "\n"
    assert SCHEMA.read_text(encoding="utf-8") == written


def test_the_schema_knows_the_short_forms_and_describes_the_keys():
    described = schema()
    properties, definitions = described["properties"], described["$defs"]
    assert described["anyOf"] == [{"required": ["resolution"]}, {"required": ["extends"]}]
    assert described["additionalProperties"] is False
    assert list(properties) == [
        *("resolution", "title", "template", "format", "language", "team", "options"),
        *("editions", "round", "pro", "con", "extends", "speeches"),
    ]
    text = {"type": ["string", "number", "boolean"]}
    query = {"$ref": "#/$defs/Query"}
    sections = {"type": "array", "items": {"$ref": "#/$defs/SectionSpec"}}
    nothing = {"type": "null"}
    assert properties["pro"]["anyOf"] == [{"$ref": "#/$defs/SideSpec"}, sections, nothing]
    section = definitions["SectionSpec"]["properties"]
    cards = {"type": "array", "items": {"anyOf": [text, query]}}
    assert section["cards"]["anyOf"] == [text, query, cards, nothing]
    assert section["answers"]["anyOf"] == [text, {"type": "array", "items": text}, nothing]
    listed = {"type": "array", "items": text}
    assert properties["options"]["anyOf"][0]["additionalProperties"] == {"anyOf": [text, listed]}
    assert definitions["Side"]["enum"] == ["pro", "con", "both"]
    assert definitions["Query"]["properties"]["limit"]["anyOf"][0]["minimum"] == 0
    assert set(definitions) == {
        *("Edition", "Query", "Round", "SectionSpec", "Side", "SideSpec", "SpeechItem"),
    }
    for definition in (described, *definitions.values()):
        assert definition["description"]
        for key, value in definition.get("properties", {}).items():
            assert value["description"].endswith((".", ": 3, quarter-final.")), key


KEYS = st.sampled_from(
    [*Spec.__slots__, *SectionSpec.__slots__, *SideSpec.__slots__, *Query.__slots__, "foo", "0", ""]
)
LEAVES = st.none() | st.sampled_from(["", " ", "x", "pro", "-1", "3", "a, b", "en"])
DATA = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@given(DATA, st.booleans())
def test_any_data_is_read_or_refused(data, named):
    if named and isinstance(data, dict):
        data = {**data, "resolution": "X"}
    text = json.dumps(data)
    spec, problems = read_spec(text, "briefs/x.yaml", "x")
    assert (spec is None) == bool(problems)
    for problem in problems:
        assert problem.place.line == 1
        assert 1 <= problem.place.column <= len(text)
