"""Which files are taken for evidence, and that every page of it is written."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from briefwright.markup import confine
from reading import CONF, Reader, write


@pytest.fixture
def reader(tmp_path) -> Iterator[Callable[..., Reader]]:
    made: list[Reader] = []

    def make(**options: str) -> Reader:
        made.append(Reader(tmp_path / "project", **options))
        return made[-1]

    yield make
    for one in made:
        one.app.cleanup()


def test_another_extension_cannot_take_markdown_over(reader):
    conf = (
        f"{CONF}    app.add_source_parser(type('P', (parser.MystParser,), {{}}), override=True)\n"
    )
    with pytest.raises(ExtensionError, match="reads the Markdown documents"):
        reader(conf=conf)


def test_what_sphinx_would_read_in_full_power_is_left_out(reader, tmp_path):
    root = tmp_path / "project"
    for path in ("source/a/x.rst", "source/y.txt", "briefs/b/x.rst", "briefs/own.rst"):
        write(root / path, "Title\n=====\n")
    write(root / "Source" / "a" / "x.rst", "Title\n=====\n")
    conf = f"{CONF}source_suffix = {{'.rst': 'restructuredtext', '.txt': 'restructuredtext'}}\n"
    app = reader(conf=conf).app
    app.env.find_files(app.config, app.builder)
    assert app.env.found_docs == {"index", "briefs/own"}


def test_evidence_is_left_out_where_something_else_reads_it(reader, tmp_path):
    write(tmp_path / "project" / "source" / "a" / "essay.md", "x")
    made = reader(conf=f"{CONF}source_suffix = {{'.md': 'myst-nb'}}\n")
    made.app.env.find_files(made.app.config, made.app.builder)
    assert made.app.env.found_docs == {"index"}
    assert "conf.py:1: ERROR: Evidence is left out" in made.warnings[0]


def test_links_are_not_followed_out_of_the_project_or_in_a_circle(reader, tmp_path):
    root, outside = tmp_path / "project", tmp_path / "outside"
    write(outside / "essay.md", "secret")
    write(root / "source" / "kept" / "essay.md", "x")
    (root / "source" / "a[1]").symlink_to(outside)
    (root / "source" / "kept" / "cards.md").symlink_to(outside / "essay.md")
    (root / "source" / "kept" / "alias.md").symlink_to("essay.md")
    (root / "source" / "circle").symlink_to(root)
    (root / "briefs").symlink_to(outside)
    made = reader()
    made.app.env.find_files(made.app.config, made.app.builder)
    assert made.app.env.found_docs == {"index", "source/kept/essay", "source/kept/alias"}
    told = sorted(line.split(": ERROR: This link leads out")[0] for line in made.warnings)
    assert told == ["briefs:1", "source/a[1]:1", "source/circle:1", "source/kept/cards.md:1"]


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_no_page_includes_evidence(reader, tmp_path, suffix):
    root = tmp_path / "project"
    write(root / "source/a/essay.md", "---\ntitle: x\n---\n\n<b>evidence</b>\n")
    include = {
        "md": "```{include} source/a/essay.md\n```\n",
        "rst": ".. include:: source/a/essay.md\n",
    }
    write(root / f"own.{suffix}", f"own\n\n{include[suffix]}")
    made = reader()
    made.app.build()
    assert made.app.env.get_doctree("own").astext() == "own"
    assert any("Evidence cannot be included" in line for line in made.warnings)


def test_the_deepest_document_is_read_written_and_resolved(reader):
    inner = "> " * 19 + "*a _b " * 9 + "[c](http://d.test)" + "_ *" * 9
    for level in range(confine.MAX_DIRECTIVE_DEPTH):
        fence = ":" * (level + 3)
        lines = [f"{fence}{{note}}", *inner.split("\n"), fence]
        inner = "\n".join(f"{'> ' * 19}{line}" for line in lines)
    made = reader(builder="html")
    write(made.root / "briefs" / "a" / "pro.md", f"# P\n\n{inner}\n")
    made.app.build()
    page = (Path(made.app.outdir) / "briefs" / "a" / "pro.html").read_text("utf-8")
    assert page.count("<blockquote>") >= 19 * (confine.MAX_DIRECTIVE_DEPTH + 1)
    assert "http://d.test" in page
    assert made.warnings == []
