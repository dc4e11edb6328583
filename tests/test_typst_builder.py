"""The builder: which PDFs there are, when they are printed anew, and what it says goes wrong."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from sphinx.errors import SphinxError

from briefwright.problems import BriefError
from conftest import Built, sphinx_build
from printing import links, pages, reader, text

CONF = """
project = "Two sides"
extensions = ["briefwright.sphinx_ext.typst"]
exclude_patterns = ["out", "looks"]
from pathlib import Path
from briefwright.sphinx_ext.printjob import PrintJob, base_style
here = Path(__file__).parent
def job(docname, name, **more):
    look = (base_style(), here / "looks") if (here / "looks").is_dir() else (base_style(),)
    return PrintJob(docname=docname, name=name, title="Resolved: this “holds”.", styles=look, **more)
typst_documents = [
    job("index", "whole", options={"team": "Our team"}),
    job("pro", "pro", subtitle="Pro", language="fr", options={"paper": "a4"}),
    job("con", "con", subtitle="Con"),
]
"""
INDEX = """
Resolved: this “holds”.
=======================

.. toctree::
   :hidden:

   pro
   con

Summary
-------

What :ref:`one` says, and :doc:`con`.
"""
PRO = """
Pro
===

.. _one:

One
---

The first argument. {more}
"""
CON = """
Con
===

One
---

Against :ref:`one`.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    for name, content in {"index": INDEX, "pro": PRO, "con": CON}.items():
        (folder / f"{name}.rst").write_text(content.replace("{more}", ""), encoding="utf-8")
    return folder


Build = Callable[..., Built]


@pytest.fixture
def build(root: Path, tmp_path: Path) -> Build:
    def run(**config: object) -> Built:
        warnings = str(config.pop("warnings", ""))
        goal = tmp_path / "sphinx" / "typst"
        return sphinx_build(root, goal, "typst", warnings=warnings, **config)

    return run


def pdf(built: Built, name: str) -> bytes:
    return (built.path / f"{name}.pdf").read_bytes()


def times(built: Built) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in built.path.glob("*.pdf")}


def write(path: Path, content: str) -> None:
    """Write *content* so that Sphinx sees that it is new."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    os.utime(path, (path.stat().st_atime + 5, path.stat().st_mtime + 5))


def test_there_is_a_pdf_of_the_whole_and_of_each_side(build: Build):
    built = build()
    assert sorted(path.name for path in built.path.iterdir()) == ["con.pdf", "pro.pdf", "whole.pdf"]
    whole = pages(pdf(built, "whole"))
    assert "Page 4 of 4" in whole[3]
    assert "Resolved: this “holds”." in whole[0]
    assert "Overview" in whole[1]
    assert "Pro" in whole[2]
    assert "Con" in whole[3]
    assert "Pro Resolved: this “holds”." in text(pdf(built, "pro"))
    assert "Against" not in text(pdf(built, "pro"))


def test_the_running_header_names_brief_and_side(build: Build):
    whole = pages(pdf(build(), "whole"))
    assert "Resolved: this “holds”.\nPro" in whole[2] or "Resolved: this “holds”. Pro" in whole[2]
    assert all("Our team" in page for page in whole)


def test_paper_and_language_are_the_job_s(build: Build):
    built = build()
    sizes = {
        name: tuple(round(float(side)) for side in reader(pdf(built, name)).pages[0].mediabox[2:])
        for name in ("pro", "con")
    }
    assert sizes == {"pro": (595, 842), "con": (612, 792)}
    assert reader(pdf(built, "pro")).trailer["/Root"]["/Lang"] == "fr"
    assert reader(pdf(built, "con")).trailer["/Root"]["/Lang"] == "en"


def test_links_between_sides_work_where_both_are_printed(build: Build):
    built = build()
    assert (4, "3") in links(pdf(built, "whole"))
    assert "Against One → 3." in text(pdf(built, "whole"))
    assert "Against One." in text(pdf(built, "con"))


def test_an_id_that_two_documents_have_leads_to_the_right_one(build: Build):
    whole = pdf(build(), "whole")
    # "What One says" leads to Pro, "Con" to Con, whatever their sections' ids.
    assert {goal for page, goal in links(whole) if page == 2} == {"3", "4"}


def test_nothing_is_printed_twice_without_need(build: Build):
    before = times(build())
    assert times(build()) == before


def test_what_changed_is_printed_again_and_nothing_else(build: Build, root: Path):
    before = times(build())
    write(root / "pro.rst", PRO.replace("{more}", "More of it."))
    built = build()
    after = times(built)
    assert {name for name in after if after[name] != before[name]} == {"pro.pdf", "whole.pdf"}
    assert "More of it." in text(pdf(built, "whole"))


def test_an_incremental_print_equals_a_clean_one(build: Build, root: Path, tmp_path: Path):
    build()
    write(root / "pro.rst", PRO.replace("{more}", "More.").replace("One\n---", "Uno\n---"))
    built = build()
    incremental = {name: pdf(built, name) for name in ("whole", "pro", "con")}
    shutil.rmtree(tmp_path / "sphinx")
    built = build()
    assert incremental == {name: pdf(built, name) for name in ("whole", "pro", "con")}
    assert "What Uno → 3 says" in text(incremental["whole"])


def test_the_same_project_has_the_same_bytes_in_another_folder(
    build: Build, root: Path, tmp_path: Path
):
    first = pdf(build(), "whole")
    other = shutil.copytree(root, tmp_path / "another folder" / "deep")
    again = sphinx_build(other, tmp_path / "elsewhere" / "typst", "typst")
    assert pdf(again, "whole") == first


def test_reading_in_parallel_makes_no_difference(build: Build, root: Path, tmp_path: Path):
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    first = pdf(build(), "whole")
    with patch_docutils(root), docutils_namespace():
        folders = (tmp_path / "out", tmp_path / "trees")
        Sphinx(root, root, *folders, "typst", {}, None, None, parallel=2).build()
    assert (tmp_path / "out" / "whole.pdf").read_bytes() == first


def test_a_pdf_that_was_lost_or_changed_is_printed_again(build: Build):
    built = build()
    whole = pdf(built, "whole")
    (built.path / "pro.pdf").unlink()
    (built.path / "whole.pdf").write_bytes(b"%PDF changed")
    built = build()
    assert pdf(built, "whole") == whole
    assert (built.path / "pro.pdf").is_file()


def test_a_document_that_is_not_there_is_one_line(build: Build, root: Path):
    conf = (root / "conf.py").read_text(encoding="utf-8")
    write(root / "conf.py", conf.replace('job("con"', 'job("none"'))
    with pytest.raises(BriefError, match="There is no document “none”") as caught:
        build()
    assert len(caught.value.problems) == 1


# The look


def test_the_fixed_words_can_be_others(build: Build, root: Path):
    conf = (root / "conf.py").read_text(encoding="utf-8")
    french = '"words": {"contents": "Table", "page": "Page {page} sur {pages}"}, "team": "Our team"'
    write(root / "conf.py", conf.replace('"team": "Our team"', french))
    found = text(pdf(build(), "whole"))
    assert "Table Overview" in found
    assert "Page 1 sur 4" in found


def test_a_look_of_the_user_s_replaces_one_function_or_colour(build: Build, root: Path):
    before = pdf(build(), "whole")
    write(
        root / "looks" / "print.typ",
        '#let colours = (quiet: rgb("#003366"))\n'
        "#let footer(look, job) = [Footer of ours, as in #look.options.team]\n",
    )
    built = build()
    assert "Footer of ours, as in Our team" in text(pdf(built, "whole"))
    assert "Page 1" not in text(pdf(built, "whole"))
    assert pdf(built, "whole") != before


def test_a_look_that_changed_is_printed_without_reading_again(build: Build, root: Path):
    write(root / "looks" / "print.typ", "#let footer(look, job) = [First]\n")
    built = build()
    doctree = Path(built.app.doctreedir) / "index.doctree"
    before = doctree.stat().st_mtime_ns
    write(root / "looks" / "print.typ", "#let footer(look, job) = [Second]\n")
    built = build()
    assert "Second" in text(pdf(built, "whole"))
    assert doctree.stat().st_mtime_ns == before


def test_an_error_in_a_look_names_its_line_and_keeps_the_last_good_pdf(build: Build, root: Path):
    built = build()
    good = pdf(built, "whole")
    write(root / "looks" / "print.typ", "// ours\n#let section(look, ..rest) = rest.pos() + 1\n")
    with pytest.raises(BriefError) as caught:
        build()
    assert isinstance(caught.value, SphinxError)
    assert str(caught.value.problems[0]) == (
        "looks/print.typ:2:30: error[pdf]: The PDF engine says: cannot add array and integer. "
        "Turn the value into what is expected there.\n"
        "    | #let section(look, ..rest) = rest.pos() + 1\n"
        "    |                              ^\n"
        "    while printing index.rst:3"
    )
    assert pdf(built, "whole") == good


@pytest.mark.parametrize(
    ("look", "says"),
    [
        ("#let x = read(", "looks/print.typ:1:14: error[pdf]: The PDF engine says: unclosed"),
        ('#let x = read("/etc/passwd")', "file not found"),
        ('#import "@preview/cetz:0.3.0": *', "a package from the network"),
        ('#let x = image("../secret.png")', "file not found"),
    ],
)
def test_what_a_look_may_not_do_is_one_line(build: Build, root: Path, look: str, says: str):
    write(root / "looks" / "print.typ", look)
    with pytest.raises(BriefError) as caught:
        build()
    assert says in str(caught.value)
    assert "\n" not in caught.value.problems[0].headline


def test_a_link_in_a_look_s_folder_is_passed_over(build: Build, root: Path, tmp_path: Path):
    (tmp_path / "secret.typ").write_text('#let secret = "secret"')
    (root / "looks").mkdir()
    (root / "looks" / "link.typ").symlink_to(tmp_path / "secret.typ")
    write(root / "looks" / "print.typ", '#import "link.typ": secret\n')
    with pytest.raises(BriefError, match="file not found"):
        build()


def test_an_unknown_font_is_a_warning_each_time(build: Build, root: Path):
    write(root / "looks" / "print.typ", '#let serif = "Nowhere Sans"\n')
    for _ in range(2):
        build(warnings="unknown font family: nowhere sans")


# Pictures


def test_pictures_come_from_the_project_only(build: Build, root: Path, tmp_path: Path):
    Image.new("RGB", (8, 8), "black").save(root / "dot.png")
    Image.new("RGB", (8, 8), "black").save(tmp_path / "secret.png")
    (root / "link.png").symlink_to(tmp_path / "secret.png")
    pictures = [("dot.png", "Inside"), ("link.png", "Linked"), ("../secret.png", "Outside")]
    images = "".join(f".. image:: {uri}\n   :alt: {alt}\n\n" for uri, alt in pictures)
    write(root / "con.rst", CON + "\n" + images)
    found = reader(pdf(build(), "con"))
    assert sum(len(page.images) for page in found.pages) == 1
    assert "Linked" in text(pdf(build(), "con"))
    assert "Outside" in text(pdf(build(), "con"))


def test_a_picture_that_cannot_be_read_names_the_document(build: Build, root: Path):
    (root / "broken.png").write_bytes(b"no picture")
    write(root / "con.rst", CON + "\nAfter\n-----\n\n.. image:: broken.png\n")
    with pytest.raises(BriefError) as caught:
        build()
    problem = caught.value.problems[0]
    assert problem.place.path == "con.rst"
    assert problem.place.line in {13, 14}  # docutils counts from where it began to look
    assert "the picture “broken.png” is broken" in problem.message


# Fonts


def test_characters_without_a_font_are_named_with_their_script(build: Build, root: Path):
    write(root / "con.rst", CON + "\nSome Chinese: 中文, and Korean: 한.\n")
    warning = (
        "No font here can print these characters, Han (Chinese): “中” (U+4E2D), “文” (U+6587). "
        'Install fonts with: pip install "briefwright[fonts-cjk]"; or put one of your own, such as '
        "Noto Serif CJK SC, into a folder that brief_font_paths names."
    )
    none = {"brief_system_fonts": False, "brief_font_packages": False}
    build(warnings=warning, **none)
    build(warnings="Hangul (Korean): “한” (U+D55C)", **none)


def test_fonts_of_the_machine_print_them(build: Build, root: Path):
    if not list(Path("/usr/share/fonts").rglob("NotoNaskhArabic*")):
        pytest.skip("no font to try it with")
    write(root / "con.rst", CON + "\nالسلام عليكم\n")
    built = build(brief_font_packages=False)
    fonts = {
        font.get_object()["/BaseFont"]
        for page in reader(pdf(built, "con")).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("NotoNaskhArabic" in name for name in fonts)
    assert not any("Mono" in name for name in fonts)


def test_fonts_come_from_a_folder_too(build: Build, root: Path):
    found = sorted(Path("/usr/share/fonts").rglob("NotoNaskhArabic-Regular.ttf"))
    if not found:
        pytest.skip("no font to try it with")
    write(root / "con.rst", CON + "\nالسلام عليكم\n")
    (root / "fonts").mkdir()
    shutil.copy(found[0], root / "fonts")
    build(brief_system_fonts=False, brief_font_packages=False, brief_font_paths=["fonts"])
