"""The packs of single formats of debate, and what they need: a format by default, files of a side."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from briefwright.assembly import assemble
from briefwright.format_files import find_formats
from briefwright.model import Format, Side, Speech
from briefwright.project import Project
from briefwright.render import render
from briefwright.selection import select
from briefwright.sphinx_ext.domain import debate
from briefwright.templates import find_pack
from conftest import ROOT, Builder, Built, sphinx_build
from format_briefs import PACKS, specification
from printing import before_index, outline, pages, text
from test_render import LIBRARY, SPEC
from test_typst_briefs import introductions, squeezed

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
OPTIONS = {
    "lincoln-douglas": {"pro-value": "Justice", "con-criterion": "Consent"},
    "policy": {},
    "world-schools": {"pro-team-line": "It holds.", "con-reply": "*It* does not.", "split": "1"},
    "british-parliamentary": {"con-team-line": "It breaks."},
}
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
    for name, template in TEMPLATES.items():
        path = project / "templates" / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template, encoding="utf-8")
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
    assert parts == ["Overview", "Case", "Answers", "Neg", "A sheet", "Index"]


# -- The shipped packs, built from both essays


@pytest.fixture(scope="module")
def typeset(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The example brief in each format, printed without a warning."""
    root = tmp_path_factory.mktemp("formats")
    (root / "briefs").mkdir()
    for name in ("conf.py", "briefs/index.md"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "source", root / "source")
    example = (ROOT / "briefs/russia-iran.yaml").read_text(encoding="utf-8")
    for pack in PACKS:
        path = root / f"briefs/{pack}.yaml"
        path.write_text(specification(example, pack), encoding="utf-8")
    return sphinx_build(root, root / "pdf", "typst", brief_system_fonts=False)


@pytest.fixture(scope="module")
def built(typeset: Built) -> Path:
    """The folder of these briefs with PDFs, and with pages that were made without a warning."""
    root = typeset.path.parent
    sphinx_build(root, root / "html", nitpicky=True)
    return root


def form_of(pack: str) -> Format:
    return find_formats()[0].files[pack].format


def document(root: Path, pack: str, name: str) -> str:
    return (root / "briefs" / pack / f"{name}.md").read_text(encoding="utf-8")


def pdf(root: Path, name: str) -> bytes:
    return (root / "pdf" / f"{name}.pdf").read_bytes()


def headings(document: str, level: int = 2) -> list[str]:
    """Return the headings of a document, without what escapes them."""
    found = re.findall(rf"(?m)^#{{{level}}} (.+)$", document)
    return [line.replace("\\", "") for line in found]


@pytest.mark.parametrize("pack", PACKS)
def test_each_pack_takes_its_format_and_names_every_speech_with_its_minutes(
    built: Path, pack: str
) -> None:
    form = form_of(pack)
    overview = document(built, pack, "index").replace("\\", "")
    for speech in form.speeches:
        who = speech.team or {Side.PRO: form.pro, Side.CON: form.con}.get(speech.side, "")
        assert f"| {speech.short}: {speech.name} | {who}" in overview
        (row,) = re.findall(rf"(?m)^\| {re.escape(speech.short)}: .*$", overview)
        assert row.endswith(f" | {speech.minutes} |")
    printed = text(pdf(built, pack))
    assert all(speech.name in printed for speech in form.speeches)
    assert (f"Preparation: {form.preparation} minutes" in printed) == bool(form.preparation)


@pytest.mark.parametrize("pack", PACKS)
def test_what_a_case_takes_is_set_against_its_speeches(built: Path, pack: str) -> None:
    overview = document(built, pack, "index").replace("\\", "")
    _, _, table = overview.partition("## Against the clock")
    rows = re.findall(r"(?m)^\| (\w+) \| ([\d, ]*) \| (\d+) min \|(.*)\|$", table)
    cases = {
        "lincoln-douglas": ["AC", "NC"],
        "policy": ["1AC", "1NC"],
        "world-schools": ["P1", "P2", "O1", "O2"],
        "british-parliamentary": ["PM", "DPM", "MG", "LO", "DLO", "MO"],
    }
    assert [row[0] for row in rows] == cases[pack]
    minutes = {speech.short: speech.minutes for speech in form_of(pack).speeches}
    for short, arguments, limit, times in rows:
        assert arguments
        assert int(limit) == minutes[short]
        for time, over in re.findall(r"(\d+:\d\d)\**(?: \((\d+:\d\d) over\))?", times):
            assert bool(over) == (seconds(time) > 60 * int(limit))
            assert not over or seconds(over) == seconds(time) - 60 * int(limit)


def seconds(time: str) -> int:
    minutes, rest = time.split(":")
    return 60 * int(minutes) + int(rest)


@pytest.mark.parametrize("pack", PACKS)
def test_every_card_of_both_essays_is_printed_whole_for_the_side_that_has_it(
    built: Path, pack: str
) -> None:
    names = [path.stem for path in (built / "briefs" / pack).glob("*-*.md")]
    for side in ("pro", "con"):
        own = [document(built, pack, name) for name in names if name.startswith(side)]
        whole = {name for text in own for name in re.findall(r":::\{card\}.*\n:name: (.+)", text)}
        linked = {name for text in own for name in re.findall(r"\{card-ref\}.*\n:name: (.+)", text)}
        assert linked <= whole
        sources = set(re.findall(r"(?m)^:source: (.+)$", "".join(own)))
        assert sources == {"kozak-2017", "skeptical-nd"}


def test_no_page_ends_with_what_introduces_the_next(typeset: Built) -> None:
    library = debate(typeset.app.env).library
    found = 0
    for job in typeset.app.config.typst_documents:
        if job.docname.endswith("/index"):  # whose tables may end with any card
            continue
        leads = {*introductions(typeset.doctree(job.docname), library)}
        found += len(leads)
        printed = pages((typeset.path / f"{job.name}.pdf").read_bytes())
        ends = [squeezed(page) for page in printed[1:]]
        assert [end[-60:] for end in ends if any(map(end.endswith, leads))] == [], job.name
    assert found > 500


@pytest.mark.parametrize("pack", PACKS)
def test_the_table_of_the_speeches_stands_on_one_page(typeset: Built, pack: str) -> None:
    printed = [
        " ".join(page.split()) for page in pages((typeset.path / f"{pack}.pdf").read_bytes())
    ]
    (page,) = [text for text in printed if "Who speaks" in text]
    assert "The speeches" in page
    assert all(f"{speech.short}: {speech.name}" in page for speech in form_of(pack).speeches)


def test_lincoln_douglas_has_both_frameworks_and_room_to_answer_the_other(built: Path) -> None:
    printed = text(pdf(built, "lincoln-douglas-pro"))
    for said in (
        *("Value National security", "Criterion Recognizing threats that last"),
        *("Definitions", "Durable: likely to last", "They say: Value: Sound judgment"),
        "A judgment that sees the threat too late is not sound.",
    ):
        assert said in printed
    assert "Criterion Recognizing threats that last Consistency" in text(
        pdf(built, "lincoln-douglas")
    )
    side = document(built, "lincoln-douglas", "pro-brief")
    order = [heading.partition(" ")[0] for heading in headings(side)]
    assert order == ["Framework", *["Contention"] * 4, *["AT:"], *["AT"] * 4, "For", *order[-1:]]
    assert ":::{ruled} 6" in side.partition("## AT: Their framework")[2].partition("(")[0]
    assert "Acting on the same side is not yet an alliance." in document(
        built, "lincoln-douglas", "con-brief"
    )


@pytest.mark.parametrize(
    ("side", "speeches"),
    [("pro", ["1AR (4 min)", "2AR (3 min)"]), ("con", ["NR (6 min)"])],
)
def test_the_lines_of_a_case_are_arranged_for_its_later_speeches(
    built: Path, side: str, speeches: list[str]
) -> None:
    written = document(built, "lincoln-douglas", f"{side}-brief").replace("\\", "")
    assert written.count("**Extension") == 0
    table = written.partition("## For the later speeches")[2].partition("\n::::\n")[0]
    assert re.findall(r"(?m)^  - ([^:\s].*)$", table) == speeches
    assert len(re.findall(r"(?m)^    Extend the ", table)) == 4
    assert table.count("  - :::{ruled} 2\n    :::") == 4 * len(speeches)


def test_policy_files_have_pocket_hat_block_and_tag_as_their_levels(built: Path) -> None:
    found = before_index(outline(pdf(built, "policy-con-on-case")))
    upper = [(depth, title) for depth, title, _ in found if depth < 3]
    assert upper == [
        (0, "On-case"),
        (1, "Advantage 1"),
        (2, "AT: They do not want the same"),
        (2, "AT: Their interests converge well beyond Syria"),
        (1, "Advantage 2"),
        (2, "AT: They already act as a coalition"),
        (1, "Solvency"),
        (2, "AT: It will not last"),
        (0, "For the later speeches"),
    ]
    tags = [title for depth, title, _ in found if depth == 3]
    assert len(tags) > 15
    assert max(depth for depth, _, _ in found) == 3
    off_case = before_index(outline(pdf(built, "policy-con-off-case")))
    hats = [title for depth, title, _ in off_case if depth == 1]
    assert (off_case[0][1], hats) == ("Off-case", ["DA", "K", "T"])
    whole = [title for depth, title, _ in outline(pdf(built, "policy")) if depth == 0]
    files = ("Overview", "Aff 1AC", "Aff 2AC blocks", "Neg 1NC off-case", "Neg on-case")
    assert whole == [*files, "Index"]


def test_a_file_of_policy_is_whole_in_itself_unless_told_not_to_be(
    built: Path, project: Path
) -> None:
    both = set(re.findall(r":::\{card\} (.+)", document(built, "policy", "pro-case"))) & set(
        re.findall(r":::\{card\} (.+)", document(built, "policy", "pro-blocks"))
    )
    assert len(both) > 5
    spec = project / "briefs/russia-iran.yaml"
    example = specification(spec.read_text(encoding="utf-8"), "policy")
    spec.write_text(example.replace("options: {}", "options: {repeat-cards: no}"), encoding="utf-8")
    blocks = next(
        d.text for d in assemble(Project(project)).documents if d.docname.endswith("pro-blocks")
    )
    assert not both & set(re.findall(r":::\{card\} (.+)", blocks))
    assert both <= set(re.findall(r":::\{card-ref\} (.+)", blocks))


def test_the_speakers_of_world_schools_share_the_arguments(built: Path) -> None:
    side = document(built, "world-schools", "pro-brief")
    assert headings(side) == [
        "Where we stand",
        "First proposition (8 minutes)",
        "Second proposition (8 minutes)",
        "Third proposition (8 minutes)",
        "Proposition reply (4 minutes)",
        "Points of information",
        "Evidence",
    ]
    first, second, third, *_ = side.partition("## First")[2].split("\n## ")
    assert [len(headings(part, 3)) for part in (first, second, third)] == [2, 2, 4]
    quoted = "1. **{card}`enduring-objectives`** (Kozak 17): “Iran and Russia share … enduring … "
    assert quoted in first.replace("\\", "")
    cards = re.findall(r":number: (\d+)", side)
    assert cards == [str(number + 1) for number in range(len(cards))]
    printed = text(pdf(built, "world-schools-con"))
    assert "Team line A partnership that ends when it has served is no alliance." in printed
    assert "What remains is a means to an end." in printed


@pytest.mark.parametrize("speech", form_of("british-parliamentary").speeches, ids=lambda s: s.short)
def test_each_of_the_eight_speakers_has_a_sheet_of_one_page(built: Path, speech: Speech) -> None:
    sheets = [
        " ".join(page.split()) for page in pages(pdf(built, "british-parliamentary-speech-sheets"))
    ]
    assert len(sheets) == 9
    title = f"{speech.name}, {speech.team} ({speech.minutes} minutes)"
    (page,) = (page for page in sheets[1:] if re.search(rf"(?<!Deputy ){re.escape(title)}", page))
    makes = speech.kind == "constructive"
    assert ("Our arguments" in page) == makes
    answers = "We answer" if makes else "Why our bench wins it"
    assert (answers in page) == (speech.short != "PM")
    assert "Points of information" in page
    assert "Notes" in page
    sheet = document(built, "british-parliamentary", "speech-sheets").replace("\\", "")
    (own,) = re.findall(rf"(?ms)^## {re.escape(title)}$(.*?)(?=^## |\Z)", sheet)
    arguments = own.partition("**Our arguments**")[2].partition("**")[0].partition("list-table")[0]
    # What they say depends on what the opening half has said.
    assert (":::{ruled} 3" in arguments) == (makes and "Closing" in str(speech.team))


def test_on_the_screen_a_sheet_has_some_lines_and_ends_its_page_in_print(built: Path) -> None:
    page = built / "html/briefs/british-parliamentary/speech-sheets.html"
    rests = re.findall(
        r'<div[^>]*class="bw-ruled bw-rest[^>]*>\n(.*?)</div>', page.read_text("utf-8")
    )
    assert [rest.count("<span>") for rest in rests] == [12] * 8
    sheet = (built / "html/_static/briefwright.css").read_text(encoding="utf-8")
    assert re.search(r"\.bw-rest \{\s*break-after: page;", sheet)


def test_the_benches_have_four_teams_and_the_closing_half_an_extension(built: Path) -> None:
    overview = document(built, "british-parliamentary", "index").replace("\\", "")
    for team in {speech.team for speech in form_of("british-parliamentary").speeches}:
        assert f"**{team}:**" in overview
    side = document(built, "british-parliamentary", "con-brief")
    closing = side.partition("## Member of the Opposition")[2].partition("\n## ")[0]
    assert "*The extension: what the opening half of the bench has not said.*" in closing
    assert headings(closing, 3) == ["Argument 4: The coalition is less close than it looks"]
    assert side.count("*The extension") == 1


# -- What they write, word for word


@pytest.mark.parametrize("pack", PACKS)
def test_the_documents_of_a_small_brief(pack: str, file_regression: pytest.FixtureRequest) -> None:
    found = find_pack(pack)
    case, *_ = SPEC.pro.sections
    pro = replace(SPEC.pro, sections=(replace(case, pocket="1AC", hat="Advantage 1"),))
    spec = replace(SPEC, pro=pro, template=pack, options=OPTIONS[pack])
    options, problems = found.read_options(spec)
    assert not problems
    brief, problems = select(spec, LIBRARY, form_of(pack), options)
    assert not problems
    written = (document.text.partition("\n")[2] for document in render(brief, found))
    file_regression.check("\n".join(written), basename=f"small-{pack}", extension=".md")


@pytest.mark.parametrize("pack", PACKS)
def test_every_option_and_string_of_a_pack_has_a_use(pack: str) -> None:
    found = find_pack(pack)
    used = "".join(file.text for files in found.files.values() for file in files)
    own = found.layers[0].manifest
    assert found.description.endswith(".")
    assert all(option.help.endswith(".") for option in found.options.values())
    # Those of a side are looked up by its name.
    sided = (name.removeprefix("pro").removeprefix("con") for name in own.options)
    assert not [name for name in sided if name not in used]
    assert not [key for key in own.wording if f"wording.{key}" not in used]


@pytest.mark.parametrize("language", ["es", "fr"])
@pytest.mark.parametrize("pack", PACKS)
def test_in_another_language_no_english_is_left(pack: str, language: str) -> None:
    found = find_pack(pack)
    spec = replace(SPEC, template=pack, language=language, options=OPTIONS[pack])
    options, _ = found.read_options(spec)
    form = find_formats()[0].files[pack].speaking(language)
    brief, _ = select(spec, LIBRARY, form, options)
    written = "".join(document.text for document in render(brief, found.speaking(language)))
    english, words = found.wording, found.speaking(language).wording
    pieces = {key: re.split(r"\{\w+\}", text) for key, text in english.items()}
    left = [
        piece
        for key, parts in pieces.items()
        for piece in parts
        if len(piece) > 8 and piece not in words[key] and piece in written
    ]
    assert left == []
    assert english["speeches"] not in written
    assert f"## {words['speeches']}" in written
