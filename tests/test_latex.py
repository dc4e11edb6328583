"""PDF by LaTeX: what is written for it, and, where there is a TeX, what it makes of that."""

import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from briefwright.sphinx_ext.latex import STYLE
from briefwright.sphinx_ext.latex.text import latex
from briefwright.sphinx_ext.typst_text import one_line
from conftest import ROOT, Builder, process_env
from printing import links, outline, pages, reader, text

CONF = 'project = "By LaTeX"\nextensions = ["briefwright.sphinx_ext"]\n'
NO_TEX = "there is no LuaLaTeX with lua-ul here: texlive-luatex, texlive-latex-extra, latexmk"


def has_tex() -> bool:
    """Tell whether everything is here that Sphinx and the style file need of a TeX."""
    wanted = ("lua-ul.sty", "tabulary.sty", "babel.sty", "fontspec.sty", "FreeSerif.otf")
    programs = ("lualatex", "latexmk", "makeindex", "kpsewhich", "make")
    if not all(map(shutil.which, programs)):
        return False
    found = subprocess.run(
        ["kpsewhich", *wanted[:-1]], capture_output=True, encoding="utf-8", check=False
    )
    return len(found.stdout.split()) == len(wanted) - 1


# -- Text


def read(code: str) -> str:
    """Return what LaTeX prints for *code*, as far as :func:`latex` writes it."""
    code = re.sub(r"\\bwIn\{[a-z]*\}\{((?:[^{}]|\{\})*)\}", r"\1", code)
    code = code.replace("\\bwSoft{}", "").replace("\\-", "").replace("\n", " ")
    assert not re.search(r"  |(?<!\\)[$&#%_^~]", code)
    code = re.sub(r"\\char(\d+)\{\}", lambda match: f"\0{match[1]}\0", code)
    assert not re.search(r"\\[^ ]|[{}]", code)
    code = code.replace("\\ ", " ")
    return re.sub(r"\0(\d+)\0", lambda match: chr(int(match[1])), code)


SHAPELESS = dict.fromkeys(
    (0xAD, 0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_text_is_text(words: str):
    assert read(latex(words)) == one_line(words).translate(SHAPELESS)


def test_long_words_and_han_have_places_to_break():
    assert latex("x" * 41).count("\\bwSoft{}") == 5
    assert latex("x" * 39) == "x" * 39
    assert latex("图书馆，“书”。") == ("\\bwIn{han}{图\\bwSoft{}书\\bwSoft{}馆，“书”。}").replace(
        "馆，", "馆，\\bwSoft{}"
    ).replace("，\\bwSoft{}“", "，“")


def test_no_line_is_long():
    words = " ".join(f"word{n}" for n in range(2000))
    lines = latex(words).split("\n")
    assert max(map(len, lines)) < 120
    assert " ".join(lines) == words


# -- What is written


def test_each_pdf_of_a_brief_is_one_of_latex_too(small: Path, sphinx_builder: Builder):
    built = sphinx_builder(small, "latex")
    names = sorted(path.stem for path in built.path.glob("*.tex"))
    assert names == ["sunday-libraries", "sunday-libraries-con", "sunday-libraries-pro"]
    assert (built.path / STYLE.name).read_bytes() == STYLE.read_bytes()
    whole = built.read("sunday-libraries.tex")
    assert "{luatex85.sty}" in whole
    assert "\\usepackage{polyglossia}" not in whole
    headings = re.findall(r"\\(section|subsection|subsubsection)\{(.*?)\}\n", whole)
    assert [title for level, title in headings if level == "section"] == ["Overview", "Pro", "Con"]
    assert ("subsection", "Contention 1: Sunday is when people can come") in headings
    assert "\\bwTag{subsubsection}{1}" in whole
    assert whole.count("\\bwPart{}") == 2
    assert "in context" not in whole
    assert "\\bwReference" not in whole
    side = built.read("sunday-libraries-pro.tex")
    assert "\\section{Contention 1: Sunday is when people can come}" in side
    assert "\\def\\bwSubtitle{Pro}" in built.read("sunday-libraries-pro.look")


def test_the_options_of_a_brief_reach_latex(small: Path, sphinx_builder: Builder):
    spec = small / "briefs/sunday-libraries.yaml"
    options = "paper: a4\n  size: 12\n  marks: grey\n  highlight: '#ffe066'\n  contents: sections"
    with spec.open("a", encoding="utf-8") as file:
        file.write(f"\nlanguage: es\nteam: 'Los #1 & {{co}}'\noptions:\n  {options}\n")
    settings = sphinx_builder(small, "latex").read("sunday-libraries.look")
    assert "\\bwPaper{a4paper}" in settings
    assert "\\def\\bwReadSize{12}" in settings
    assert "\\def\\bwMarks{grey}" in settings
    assert "\\def\\bwTint{ffe066}" in settings
    assert "\\def\\bwDepth{2}" in settings
    assert "\\def\\bwContents{Índice}" in settings or "\\def\\bwContents{Contenido}" in settings
    assert "\\def\\bwTeam{Los \\char35{}1 \\char38{} \\char123{}co\\char125{}}" in settings


def test_a_long_table_goes_on_overleaf(small: Path, sphinx_builder: Builder):
    rows = "".join(f"| row {number} | {'some words ' * 9} |\n" for number in range(18))
    spec = small / "briefs/sunday-libraries.yaml"
    table = f"| A | B |\n|---|---|\n{rows}"
    text = "".join(f"        {line}\n" for line in table.splitlines())
    head = "      extension: They count visitors"
    said = spec.read_text("utf-8")
    assert head in said
    spec.write_text(said.replace(head, f"      text: |\n{text}{head}"), encoding="utf-8")
    written = (sphinx_builder(small, "latex").path / "sunday-libraries.tex").read_text("utf-8")
    assert r"\begin{longtable}" in written
    assert r"\X{" in written  # columns that break lines


def test_in_context_leads_to_the_pages_if_they_are_on_the_web(small: Path, sphinx_builder: Builder):
    built = sphinx_builder(small, "latex", html_baseurl="https://example.org/b")
    goal = "https://example.org/b/source/sunday\\sphinxhyphen{}libraries/essay.html"
    found = built.read("sunday-libraries.tex")
    assert f"\\sphinxhref{{{goal}\\#passage".replace("\\sphinxhyphen{}", "-") in found


def test_what_conf_py_says_of_latex_is_left_as_it_is(small: Path, sphinx_builder: Builder):
    with (small / "conf.py").open("a", encoding="utf-8") as file:
        file.write(
            'latex_documents = [("briefs/index", "mine.tex", "Mine", "Me", "manual")]\n'
            'latex_elements = {"maketitle": "% my title", "polyglossia": "% my languages"}\n'
            'latex_additional_files = ["conf.py"]\n'
        )
    built = sphinx_builder(small, "latex")
    assert [path.name for path in built.path.glob("*.tex")] == ["mine.tex"]
    written = built.read("mine.tex")
    assert "% my title" in written
    assert "% my languages" in written
    assert "\\usepackage{briefwright}" in written
    assert (built.path / "conf.py").is_file()


def test_another_engine_is_warned_of(small: Path, sphinx_builder: Builder):
    warning = "“pdflatex” cannot print the marks of cards. Leave latex_engine out"
    built = sphinx_builder(small, "latex", latex_engine="pdflatex", warnings=warning)
    assert "\\usepackage{briefwright}" not in built.read("sunday-libraries.tex")


# -- What a TeX makes of it

HOSTILE = [
    "\\input{/etc/passwd}",
    "\\write18{touch hacked} \\immediate\\openout5=hacked",
    "\\directlua{os.execute('touch hacked')}",
    "\\end{document} \\bye \\stop",
    "\\def\\x{\\x}\\x \\catcode`\\%=12",
    "100% of $5 & #1 _a_ ^b^ ~c~ {d} }}{{ \\ \\\\",
    "^^41 ^^^^0041 \\^^M",
    "``quoted'' 'single' \"double\" ,,low''",
    "-- --- ... ?` !` <<a>> fi ffi fl",
    "a  b   c",
    "[x](y) {raw}`latex` <b>c</b>",
]
SCRIPTS = {
    "cyrillic": "Россия и Иран объединены общими интересами.",
    "greek": "Ἡ Ἑλλὰς καὶ ὁ Ἰράν Ωμέγα.",
    "chinese": "图书馆应该在星期天开放，因为读者那一天有空。" * 6,
    "japanese": "図書館は日曜日に開くべきである。ひらがなとカタカナ。",
    "korean": "도서관은 일요일에 열어야 한다.",
    "hindi": "पुस्तकालय रविवार को खुले रहने चाहिए।",
    "arabic": "يجب أن تفتح المكتبات يوم الأحد",
    "hebrew": "על הספריות להיפתח ביום ראשון",
}
LONG = [" ".join(f"Word{n}of{part}" for n in range(420)) + "." for part in range(9)]
MARKS = "Unread words stay small. Under words. Read words aloud. Stressed words stand."
MARKED = (
    "Unread words stay small. *Under words.* *[Read words aloud.]{.read}* "
    "*[[Stressed words]{.emphasis}]{.read}* stand."
)
SPEC = """\
resolution: "Resolved: This is all."
title: All
pro:
  sections:
    - heading: Everything
      cards: [marks, long, hostile, scripts]
      extension: To the end.
    - heading: Again
      cards: [marks]
con:
  sections:
    - heading: Nothing
      cards: [other]
"""
ESSAY = """\
---
title: On {name}
author: [{{family: Roe, given: Jane}}]
issued: 2020-01-02
URL: https://example.org/a_b?c=d&e=%20#f
absent: [publisher]
---

{body}
"""


def escaped(words: str) -> str:
    """Return *words* as Markdown text."""
    kept = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words)
    return re.sub(r" (?= )", "&#32;", kept)


def write_source(  # noqa: PLR0913, PLR0917
    root: Path, name: str, paragraphs: list[str], tag: str, marked: list[str], side: str = "pro"
) -> None:
    """Write an essay, and the one card of it that has all its text."""
    folder = root / "source" / name
    folder.mkdir(parents=True)
    essay = ESSAY.format(name=name, body="\n\n".join(paragraphs))
    (folder / "essay.md").write_text(essay, encoding="utf-8")
    body = "\n\n".join(marked)
    card = f":::{{card}} {tag}\n:name: {name}\n:side: {side}\n:topics: all\n\n{body}\n:::\n"
    (folder / "cards.md").write_text(card, encoding="utf-8")


def read_aloud(paragraphs: list[str]) -> list[str]:
    return [f"*[{words}]{{.read}}*" for words in paragraphs]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("latex") / "project"
    (root / "briefs").mkdir(parents=True)
    one = 'latex_documents = [("briefs/all/index", "all.tex", "All", "", "howto")]\n'
    (root / "conf.py").write_text(CONF + one, encoding="utf-8")
    shutil.copy(ROOT / "tooling/briefwright/skeleton/briefs/index.md", root / "briefs")
    (root / "briefs/all.yaml").write_text(SPEC, encoding="utf-8")
    hostile, scripts = [escaped(words) for words in HOSTILE], list(SCRIPTS.values())
    write_source(root, "marks", [MARKS], "The marks are told apart", [MARKED])
    write_source(root, "long", LONG, "A card of many pages", LONG)
    write_source(root, "hostile", hostile, hostile[5], read_aloud(hostile))
    write_source(root, "scripts", scripts, SCRIPTS["hebrew"], read_aloud(scripts))
    write_source(root, "other", ["Nothing else."], "Nothing", ["**Nothing** else."], "con")
    return root


@pytest.fixture(scope="module")
def printed(project: Path) -> bytes:
    """The PDF that ``sphinx-build -M latexpdf`` makes; where there is no TeX, none is."""
    if not has_tex():
        pytest.skip(NO_TEX)
    run = [sys.executable, "-m", "sphinx", "-M", "latexpdf", ".", "../out", "-q", "-W"]
    ran = subprocess.run(
        run, cwd=project, env=process_env(), capture_output=True, encoding="utf-8", check=False
    )
    print(ran.stdout[-3000:], ran.stderr[-3000:])
    assert ran.returncode == 0
    return (project.parent / "out/latex/all.pdf").read_bytes()


def squeezed(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split())


def without_feet(pdf: bytes) -> str:
    """Return all text, without the numbers at the feet of pages."""
    return "".join(re.sub(r"\s\d+\s*$", "", page) for page in pages(pdf))


def test_the_text_of_every_card_is_there_in_order(printed: bytes):
    found = squeezed(without_feet(printed))
    at = 0
    plain = [words for name, words in SCRIPTS.items() if name not in SHAPED]
    for words in (MARKS, *LONG, *HOSTILE, *plain):
        assert squeezed(words) in found[at:]
        at = found.index(squeezed(words), at)


SHAPED = ("hindi", "arabic", "hebrew")
"""Scripts whose letters stand in another order than they are said, for some readers of PDFs."""


def test_text_from_the_right_keeps_its_letters_and_its_side(printed: bytes):
    found = pages(printed)
    lines = [line for page in found for line in page.split("\n")]
    for name in SHAPED:
        letters = sorted(squeezed(SCRIPTS[name]))
        assert any(sorted(squeezed(line)) == letters for line in lines), name
    number = next(n for n, page in enumerate(found) if "Россия" in page)
    boxes = characters(printed, number)
    hebrew = [box for character, box in boxes if "\u05d0" <= character <= "\u05ea"]
    lowest = [box for box in hebrew if box[1] < min(other[1] for other in hebrew) + 4]
    assert max(box[2] for box in lowest) > 480
    assert min(box[0] for box in lowest) > 300


def characters(pdf: bytes, number: int) -> list[tuple[str, tuple[float, ...]]]:
    """Return the characters of a page with their boxes: left, bottom, right, top."""
    document = pypdfium2.PdfDocument(pdf)
    textpage = document[number].get_textpage()
    words = textpage.get_text_range(errors="replace")
    count = textpage.count_chars()
    found = [
        (character, textpage.get_charbox(index))
        for index, character in zip(range(count), words, strict=False)
    ]
    textpage.close()
    document.close()
    return found


def test_nothing_runs_out_of_the_page(printed: bytes):
    for number in range(len(reader(printed).pages)):
        for character, (left, _, right, _) in characters(printed, number):
            assert character.isspace() or (left > 30 and right < 612 - 60), (number, character)


def test_nothing_was_run_and_nothing_is_missing(printed: bytes, project: Path):
    folder = project.parent / "out/latex"
    assert not list(project.parent.rglob("hacked*"))
    assert "root:" not in text(printed)
    log = (folder / "all.log").read_text("utf-8", errors="replace")
    assert "Missing character" not in log
    assert "undefined" not in log
    assert r"Overfull \vbox" not in log
    assert not re.search(r"^!", log, re.MULTILINE)


def test_the_outline_and_the_links_lead_to_their_pages(printed: bytes):
    found = outline(printed)
    assert [title for depth, title, _ in found if depth == 0][:3] == ["Overview", "Pro", "Con"]
    titles = {title: page for _, title, page in found}
    words = [" ".join(page.split()) for page in pages(printed)]
    for title, page in titles.items():
        if title != "Index" and title.isascii():
            assert " ".join(title.split()) in words[page - 1], title
    assert "3. 100% of $5 & #1 _a_ ^b^ ~c~ {d} }}{{ \\ \\\\" in titles
    assert f"4. {SCRIPTS['hebrew']}" in titles
    again = next(n for n, page in enumerate(words) if "Contention 2: Again" in page and n > 1)
    assert f"page {titles['1. The marks are told apart']}" in words[again]
    assert (again + 1, str(titles["1. The marks are told apart"])) in links(printed)
    web = {goal for _, goal in links(printed) if goal.startswith("http")}
    assert web == {"https://example.org/a_b?c=d&e=%20#f"}


def test_the_marks_are_drawn(printed: bytes):
    number = next(n for n, page in enumerate(pages(printed)) if "stay small" in page)
    drawn = {
        words: look(printed, number, words)
        for words in ("Unread words", "Under words", "Read words", "Stressed words")
    }
    assert [look["tinted"] for look in drawn.values()] == [False, False, True, True]
    assert [look["line"] for look in drawn.values()] == [False, True, True, True]
    assert [look["framed"] for look in drawn.values()] == [False, False, False, True]
    sizes = [look["height"] for look in drawn.values()]
    assert sizes[0] < 0.8 * min(sizes[1:])


def look(pdf: bytes, number: int, words: str) -> dict[str, float]:
    """Return what is drawn behind and around *words*, at 288 pixels an inch."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[number]
    textpage = page.get_textpage()
    search = textpage.search(words, match_case=True)
    index, count = search.get_next()
    boxes = [textpage.get_charbox(n) for n in range(index, index + count)]
    image = page.render(scale=4).to_pil().convert("RGB")
    height = page.get_height()
    textpage.close()
    document.close()
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    bottom = min(box[1] for box in boxes if box[3] - box[1] > 1)
    top = max(box[3] for box in boxes)
    area = [round(4 * side) for side in (left, height - top, right, height - bottom)]
    inside = image.crop(tuple(area)).tobytes()
    reds, blues = inside[0::3], inside[2::3]
    tinted = sum(blue < 180 < red for red, blue in zip(reds, blues, strict=True)) > len(reds) / 4
    return {
        "tinted": tinted,
        "line": dark_rows(image.crop((area[0], area[3] + 1, area[2], area[3] + 16))),
        "framed": dark_rows(image.crop((area[0], area[1] - 16, area[2], area[1] - 1))),
        "height": top - bottom,
    }


def dark_rows(image: Image.Image) -> bool:
    """Tell whether a row of *image* is dark from end to end."""
    grey = image.convert("L")
    rows = [
        [grey.getpixel((x, y)) for x in range(grey.width)]  # a line
        for y in range(grey.height)
    ]
    return any(sum(value < 100 for value in row) > 0.95 * len(row) for row in rows)


def test_the_same_bytes_come_out_again(printed: bytes, project: Path):
    folder = project.parent / "out/latex"
    command = ["lualatex", "-interaction=batchmode", "all.tex"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    assert (folder / "all.pdf").read_bytes() == printed
