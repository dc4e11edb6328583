"""Briefs that come from other briefs: what is taken from where, and what can be wrong with it."""

from pathlib import Path

import pytest

from briefwright.assembly import assemble_for
from briefwright.inheritance import MOST, Specifications
from briefwright.model import Side, SourceFile, Spec
from briefwright.project import Project

BASE = """\
resolution: "Resolved: It holds."
title: It holds
template: public-forum
options: {paper: a4, timing: no}
round: {tournament: Spring Cup, judge: J. Park}
pro:
  sections: [{heading: One, cards: [a]}]
  questions: [Why?]
con: [{heading: Two, cards: [b]}]
speeches: {Pro C: [a]}
"""
CHILD = """\
# Ours.
extends: base
title:
options: {paper: letter}
round:
  tournament: Autumn Open
  side: con
pro: {questions: [How?, When?]}
speeches: {Con C: [b]}
"""


def read(**texts: str) -> dict[str, tuple[Spec | None, list[str]]]:
    """Read specifications, each called by its name; a hyphen in a name is an underscore here."""
    files = [SourceFile(path=f"briefs/{name}.yaml", text=text) for name, text in texts.items()]
    specifications = Specifications(files)
    readings = {file.slug: specifications.read(file) for file in files}
    return {n: (r.spec, list(map(str, r.problems))) for n, r in readings.items()}


def good(name: str, **texts: str) -> Spec:
    spec, problems = read(**texts)[name]
    assert problems == []
    assert spec
    return spec


def test_what_is_not_said_comes_from_the_base_key_by_key() -> None:
    spec = good("child", child=CHILD, base=BASE)
    assert (spec.slug, spec.extends) == ("child", "base")
    assert (spec.resolution, spec.title) == ("Resolved: It holds.", "It holds")
    assert spec.options == {"paper": "letter", "timing": "no"}
    assert (spec.round.tournament, spec.round.judge) == ("Autumn Open", "J. Park")
    assert spec.round.side is Side.CON
    assert [section.heading for section in spec.pro.sections] == ["One"]
    assert spec.pro.questions == ("How?", "When?")
    assert [section.heading for section in spec.con.sections] == ["Two"]
    assert list(spec.speeches) == ["Pro C", "Con C"]


def test_a_list_is_taken_as_a_whole() -> None:
    spec = good("child", base=BASE, child="extends: base\npro: [{heading: Three}]\n")
    assert [section.heading for section in spec.pro.sections] == ["Three"]
    assert spec.pro.questions == ("Why?",)


def test_a_place_leads_to_the_file_in_which_the_value_stands() -> None:
    spec = good("child", child=CHILD, base=BASE)
    places = {
        ("resolution",): "briefs/base.yaml:1:13",
        ("title",): "briefs/base.yaml:2:8",
        ("options", "paper"): "briefs/child.yaml:4:18",
        ("options", "timing"): "briefs/base.yaml:4:31",
        ("round", "judge"): "briefs/base.yaml:5:38",
        ("pro", "sections", 0, "cards", 0): "briefs/base.yaml:7:38",
        ("pro", "questions", 1): "briefs/child.yaml:8:25",
        ("format",): "briefs/child.yaml:1:1",
    }
    found = {path: str(spec.place(*path)) for path in places}
    assert {path: place.partition(":")[0] for path, place in found.items()} == {
        path: place.partition(":")[0] for path, place in places.items()
    }
    assert found["pro", "sections", 0, "cards", 0].split(":")[1] == "7"
    assert spec.is_inherited("options", "timing")
    assert not spec.is_inherited("options", "paper")


def test_a_chain_is_followed_to_its_end() -> None:
    spec = good("c", a=BASE, b="extends: a\ntitle: B\nteam: Us\n", c="extends: b\nteam: Them\n")
    assert (spec.resolution, spec.title, spec.team) == ("Resolved: It holds.", "B", "Them")
    assert spec.extends == "b"


WRONG = {
    "unknown": (
        {"base": BASE, "child": "extends: bass\n"},
        "briefs/child.yaml:1:10: error[unknown-brief]: There is no brief “bass” to come from. "
        "Did you mean “base”?",
    ),
    "itself": (
        {"child": "extends: child\n"},
        "briefs/child.yaml:1:10: error[value]: Briefs cannot come from each other in a circle: "
        "child → child.",
    ),
    "circle": (
        {"base": "extends: child\n", "child": "extends: base\n"},
        "briefs/base.yaml:1:10: error[value]: Briefs cannot come from each other in a circle: "
        "child → base → child.",
    ),
    "broken base": (
        {"base": "resolution: R\nteem: x\n", "child": "extends: base\nteam: y\n"},
        "briefs/base.yaml:2:1: error[unknown-key]: There is no key “teem” here. "
        "Did you mean “team”?",
    ),
    "empty": (
        {"base": BASE, "child": "extends:\n"},
        "briefs/child.yaml:1:1: error[missing-key]: `resolution` is missing. "
        "Write “resolution: …”.",
    ),
    "a list": (
        {"base": BASE, "child": "resolution: R\nextends: [base]\n"},
        "briefs/child.yaml:2:10: error[value]: `extends` wants text, not a list.",
    ),
    "own mistake": (
        {"base": BASE, "child": "extends: base\nround: {side: both}\n"},
        "briefs/child.yaml:2:15: error[value]: `side` wants one of pro, con, not “both”. "
        "A round is debated on one side.",
    ),
    "rate": (
        {"base": BASE, "child": "extends: base\nround: {rate: 1200}\n"},
        "briefs/child.yaml:2:15: error[value]: `rate` wants words a minute, from 40 to 600, "
        "not “1200”. Leave it out where it is not known.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_can_be_wrong_is_said_once_with_its_place(case: str) -> None:
    texts, said = WRONG[case]
    spec, problems = read(**dict(reversed(texts.items())))["child"]
    assert spec is None
    assert problems == [said]


def test_a_long_row_of_briefs_has_an_end() -> None:
    texts = {f"b{n}": f"extends: b{n + 1}\n" for n in range(1500)}
    spec, problems = read(b1500="resolution: R\n", **texts)["b0"]
    assert spec is None
    assert f"More than {MOST} briefs" in problems[0]


def test_a_brief_tells_what_is_wrong_with_it_in_the_file_that_it_comes_from(project: Path) -> None:
    briefs = project / "briefs"
    (briefs / "base.yaml").write_text("resolution: R\npro: [{heading: H, cards: [nothing]}]\n")
    (briefs / "child.yaml").write_text("extends: base\nteam: Us\n")
    (briefs / "other.yaml").write_text("resolution: 3\nteem: x\n")
    found = assemble_for(Project(project), ["child"])
    assert [str(p.place).rpartition(":")[0] for p in found.problems] == ["briefs/base.yaml:2"]
    everything = assemble_for(Project(project), [])
    assert len({str(p) for p in everything.problems}) == len(everything.problems) == 2


def test_options_for_the_template_of_the_base_alone_are_left_there(project: Path) -> None:
    briefs = project / "briefs"
    one_page = "resolution: R\ntemplate: one-page\noptions: {smallest-size: 7, paper: a4}\n"
    (briefs / "base.yaml").write_text(one_page)
    (briefs / "child.yaml").write_text("extends: base\ntemplate: public-forum\n")
    (briefs / "wrong.yaml").write_text(
        "extends: base\ntemplate: public-forum\noptions: {pages: 2}\n"
    )
    found = assemble_for(Project(project), ["child"])
    assert not found.problems
    child = next(brief for brief in found.briefs if brief.slug == "child")
    assert child.options["paper"] == "a4"
    assert "smallest-size" not in child.options
    (problem,) = assemble_for(Project(project), ["wrong"]).problems
    assert "has no option “pages”" in str(problem)
