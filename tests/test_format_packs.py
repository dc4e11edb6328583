"""The packs of single formats of debate, and what they need: a format by default, several files a side."""

from pathlib import Path

import pytest

from briefwright.assembly import assemble
from briefwright.project import Project
from conftest import Builder
from printing import outline

FILES = """
extends: public-forum
format: policy
documents:
  - {name: index, template: index.md.j2, pdf: yes}
  - {name: case, template: case.md.j2, side: pro, holds: contentions, pdf: yes}
  - {name: answers, template: answers-file.md.j2, side: pro, holds: blocks, pdf: yes}
  - {name: con-brief, template: side.md.j2, side: con, pdf: yes}
  - {name: sheet, template: sheet.md.j2, pdf: yes}
"""
LINK = "{{ brief.pro.contentions[0].heading | section('pro-1') }}"
TEMPLATES = {
    "template.yml": FILES,
    "case.md.j2": "# Case – {{ brief.title }}\n"
    "{% for section in side.contentions %}{% include 'contention.md.j2' %}{% endfor %}",
    "answers-file.md.j2": "# Answers: {{ brief.title }}\n\n" + LINK + "\n\n"
    "{% for section in side.blocks %}{% include 'block.md.j2' %}{% endfor %}",
    "sheet.md.j2": "# A sheet\n\n" + LINK + " {{ '1' | section('pro-at-1') }}\n",
}


def lay(project: Path, **spec: str) -> None:
    """Write a pack of several files a side, and have the brief of *project* use it."""
    for name, text in TEMPLATES.items():
        path = project / "templates" / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    path = project / "briefs/russia-iran.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("template:", "format:"))]
    named = [f"{key}: {value}" for key, value in {"template": "files", **spec}.items()]
    path.write_text("\n".join([*kept, *named, ""]), encoding="utf-8")


@pytest.mark.parametrize(("given", "name"), [({}, "policy"), ({"format": "world-schools"}, "")])
def test_a_pack_names_the_format_of_a_brief_that_names_none(
    project: Path, given: dict[str, str], name: str
) -> None:
    lay(project, **given)
    (brief,) = assemble(Project(project)).briefs
    assert brief.format.name == (name or given["format"])


def test_a_format_that_a_pack_names_and_is_not_there_is_said_at_its_place(project: Path) -> None:
    lay(project)
    path = project / "templates/files/template.yml"
    path.write_text(FILES.replace("policy", "polcy"), encoding="utf-8")
    assert [str(problem) for problem in assemble(Project(project)).problems] == [
        "templates/files/template.yml:3:9: error[unknown-format]: There is no format “polcy”."
        " Did you mean “policy”?"
    ]


def test_each_file_of_a_side_is_printed_under_its_own_name_and_links_lead_to_the_right_one(
    project: Path, sphinx_builder: Builder
) -> None:
    lay(project)
    built = sphinx_builder(project, "typst", brief_system_fonts=False)
    assert {path.name for path in built.path.glob("*.pdf")} == {
        *("russia-iran.pdf", "russia-iran-case.pdf", "russia-iran-answers.pdf"),
        *("russia-iran-con.pdf", "russia-iran-sheet.pdf"),
    }
    jobs = {job.name: job.subtitle for job in built.app.config.typst_documents}
    assert jobs["russia-iran"] == ""
    assert jobs["russia-iran-case"] == "Case"
    assert jobs["russia-iran-con"] == "Neg"
    assert jobs["russia-iran-sheet"] == "A sheet"
    made = project / "briefs/russia-iran"
    assert "(case.md#russia-iran-pro-1)" in (made / "answers.md").read_text(encoding="utf-8")
    sheet = (made / "sheet.md").read_text(encoding="utf-8")
    assert "(case.md#russia-iran-pro-1) [1](answers.md#russia-iran-pro-at-1)" in sheet
    parts = [
        title
        for depth, title, _ in outline((built.path / "russia-iran.pdf").read_bytes())
        if not depth
    ]
    assert parts == ["Overview", "Case", "Answers", "Neg", "A sheet"]
