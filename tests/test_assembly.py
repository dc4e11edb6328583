"""A brief that is assembled alone is the same as among all others."""

from pathlib import Path

import pytest

from briefwright.assembly import assemble, assemble_alone, assemble_for
from briefwright.problems import Code
from briefwright.project import Project

FEW = """\
resolution: R
pro: [{heading: Wedge, cards: [no-wedge, nothing-temporary]}]
con: [{heading: Thaw, cards: [thaw-cools]}]
"""


@pytest.fixture
def debate(project: Path) -> Project:
    (project / "briefs" / "few.yaml").write_text(FEW, encoding="utf-8")
    return Project(project)


@pytest.mark.parametrize("slug", ["few", "russia-iran"])
def test_a_brief_alone_is_the_same(debate: Project, slug: str) -> None:
    alone, among = assemble_alone(debate, [slug]), assemble_for(debate, [slug])
    assert alone.documents == among.documents != ()
    assert alone.briefs == assemble(debate, [slug]).briefs
    assert not alone.problems


def test_only_what_it_takes_is_proved(debate: Project) -> None:
    path = debate.root / "source" / "kozak-2017" / "cards.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n:::{{card}} X\n:name: x\n:side: pro\n\nNever said.\n:::\n", "utf-8")
    assert not assemble_alone(debate, ["few"]).problems
    assert [p.code for p in assemble(debate).problems] == [Code.QUOTE_VERBATIM]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("source/kozak-2017/cards.md", ":name: no-wedge\n", ":name: no-wedge\n:foo: bar\n"),
        ("briefs/few.yaml", "thaw-cools", "thaw"),
        ("briefs/few.yaml", "heading: Thaw", "headin: Thaw"),
    ],
)
def test_what_is_wrong_is_told_as_among_all(debate: Project, file: str, old: str, new: str) -> None:
    path = debate.root / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    alone = assemble_alone(debate, ["few"]).problems
    assert alone == assemble_for(debate, ["few"]).problems != ()
