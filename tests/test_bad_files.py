"""Files that cannot be what they should: one line each with its place and what to do."""

import subprocess
import sys
from pathlib import Path

import pytest

from broken import (
    CARDS,
    ESSAY,
    NAME,
    NEW,
    PACK,
    PRO,
    SPEC,
    Case,
    add,
    assert_refused,
    both,
    cut,
    edit,
    link,
    page,
    pipe,
    put,
    remove,
    section,
    state,
)
from conftest import Cli, process_env

OUTSIDE = {
    "essay.md": "---\ntitle: T\n---\n\nSecret.\n",
    "dir/essay.md": "---\ntitle: T\n---\n\nSecret.\n",
    "new.yaml": "resolution: Secret\n",
    "part.md.j2": "Secret.\n",
    "screen.css": "/* secret */",
    "print.typ": "// secret",
    "pack/public-forum/round.md.j2": "Secret.\n",
}
"""Files beside the project, which nothing in it may reach."""

CASES = {
    "an essay in Latin-1": Case(
        spoil=put(ESSAY, b"---\ntitle: S\xfcnday\n---\n\nText.\n"),
        said="source/sunday-libraries/essay.md:2:9: error[encoding]: The file is not UTF-8: byte 0xfc is out of place. Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
    ),
    "cards in Latin-1": Case(
        spoil=add(CARDS, b"\n\xe9\n"),
        said="source/sunday-libraries/cards.md:54:1: error[encoding]: The file is not UTF-8: byte 0xe9 is out of place. Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
    ),
    "a specification in Latin-1": Case(
        spoil=add(SPEC, b"# \xe9\n"),
        said="briefs/sunday-libraries.yaml:23:3: error[encoding]: The file is not UTF-8: byte 0xe9 is out of place. Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
    ),
    "a specification in UTF-16": Case(
        spoil=put(SPEC, "resolution: R\n".encode("utf-16")),
        said="briefs/sunday-libraries.yaml:1:1: error[encoding]: The file is UTF-16, not UTF-8. Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
    ),
    "a specification in UTF-16 without its mark": Case(
        spoil=put(SPEC, "resolution: R\n".encode("utf-16-le")),
        said="briefs/sunday-libraries.yaml:1:1: error[encoding]: The file is UTF-16, not UTF-8. Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
    ),
    "a page in Latin-1": Case(
        spoil=page(b"\n\xe9\n"),
        said="briefs/index.md:10:1: error[encoding]: The file is not UTF-8: byte 0xe9 is out of place. Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
        late=True,
    ),
    "NUL in a page": Case(
        spoil=page(b"\nNo\x00thing\n"),
        said="briefs/index.md:10:3: error[character]: The character U+0000 means nothing in text. Delete it; it often comes with text copied from a PDF.",
        late=True,
    ),
    "code that swallows a page": Case(
        spoil=page("\n```{note}\nText.\n"),
        said="briefs/index.md:10: error[fence]: The fence “```” is not closed: all below it belongs to it. End it with a line “```”.",
        late=True,
    ),
    "no first page": Case(
        spoil=remove("briefs/index.md"),
        said="briefs/index.md: error[file]: The first page is missing. Write it, with a {toctree} of the briefs, or name another as root_doc in conf.py.",
        late=True,
    ),
    "a pipe for a page": Case(
        spoil=both(remove("briefs/index.md"), pipe("briefs/index.md")),
        said="briefs/index.md: error[file]: This is a device or pipe, where a file is expected.",
        late=True,
    ),
    "a pipe for an essay": Case(
        spoil=both(remove(ESSAY), pipe(ESSAY)),
        said="source/sunday-libraries/essay.md: error[file]: This is a device or pipe, where a file is expected.",
    ),
    "a pipe for a specification": Case(
        spoil=pipe(NEW),
        said="briefs/new.yaml: error[file]: This is a device or pipe, where a file is expected.",
    ),
    "a folder for an essay": Case(
        spoil=both(remove(ESSAY), put(f"{ESSAY}/x", "")),
        said="source/sunday-libraries/essay.md: error[file]: This is a folder, where a file is expected.",
    ),
    "a file for the folder of a brief": Case(
        spoil=both(remove(f"briefs/{NAME}"), put(f"briefs/{NAME}", "")),
        said="briefs/sunday-libraries/index.md: error[file]: This cannot be written: Not a directory.",
        late=True,
    ),
    "a very large essay": Case(
        spoil=add(ESSAY, "\n" + "word " * 4_000_000),
        said="source/sunday-libraries/essay.md: error[size]: This file is larger than 16 MiB. Split it, or move what is not text out of it.",
    ),
    "a link from an essay": Case(
        spoil=link(ESSAY, "../../../outside/essay.md"),
        said="source/sunday-libraries/essay.md: error[file]: This link leads out of the project. Copy the file itself into the project.",
    ),
    "a link from the folder of a source": Case(
        spoil=link("source/new", "../../outside/dir"),
        said="source/new/essay.md: error[file]: This link leads out of the project. Copy the file itself into the project.",
    ),
    "a link from the folder of all sources": Case(
        spoil=link("source", "../outside"),
        said="source: error[file]: This link leads out of the project. Copy the folder itself into the project.",
    ),
    "a link from a specification": Case(
        spoil=link(NEW, "../../outside/new.yaml"),
        said="briefs/new.yaml: error[file]: This link leads out of the project. Copy the file itself into the project.",
    ),
    "a link from a page": Case(
        spoil=link("briefs/index.md", "../../outside/essay.md"),
        said="briefs/index.md: error[file]: This link leads out of the project. Copy the file itself into the project.",
        late=True,
    ),
    "a link from a generated document": Case(
        spoil=link(PRO, "../../../outside/essay.md"),
        said="briefs/sunday-libraries/pro-brief.md:1: error[file]: This link leads out of the project, or in a circle; it is not read. Copy what it leads to into the project.",
        more=1,
        late=True,
    ),
    "a link from the folder of a brief": Case(
        spoil=link(f"briefs/{NAME}", "../../outside/dir"),
        said="briefs/sunday-libraries:1: error[file]: This link leads out of the project, or in a circle; it is not read. Copy what it leads to into the project.",
        more=1,
        late=True,
    ),
    "a link from a template": Case(
        spoil=link(f"{PACK}/round.md.j2", "../../../outside/part.md.j2"),
        said="templates/public-forum/round.md.j2: error[file]: This link leads out of its template. Copy what it leads to into the folder of the template.",
    ),
    "a link from the folder of a template": Case(
        spoil=link(PACK, "../../outside/pack/public-forum"),
        said="templates/public-forum: error[file]: This link leads out of its template. Copy what it leads to into the folder of the template.",
    ),
    "a link from all templates": Case(
        spoil=link("templates", "../outside/pack"),
        said="templates/public-forum: error[file]: This link leads out of its template. Copy what it leads to into the folder of the template.",
    ),
    "a link from a style sheet": Case(
        spoil=link(f"{PACK}/screen.css", "../../../outside/screen.css"),
        said="templates/public-forum/screen.css: error[file]: This link leads out of its template. Copy what it leads to into the folder of the template.",
    ),
    "a link from the look of the print": Case(
        spoil=link(f"{PACK}/print.typ", "../../../outside/print.typ"),
        said="templates/public-forum/print.typ: error[file]: This link leads out of its template. Copy what it leads to into the folder of the template.",
    ),
    "a link to nothing": Case(
        spoil=link(ESSAY, "nowhere.md"),
        said="source/sunday-libraries/essay.md: error[file]: This cannot be read: No such file or directory.",
    ),
    "a link to itself": Case(
        spoil=link(ESSAY, "essay.md"),
        said="source/sunday-libraries/essay.md: error[file]: This cannot be read: Too many levels of symbolic links.",
    ),
    "a link to a folder above": Case(
        spoil=link("source/up", ".."),
        said="source/up:1: error[file]: This link leads out of the project, or in a circle; it is not read. Copy what it leads to into the project.",
        late=True,
    ),
    "names that differ in capitals": Case(
        spoil=put(f"source/{NAME.title()}/essay.md", "---\ntitle: T\n---\n\nText.\n"),
        said="source/Sunday-Libraries: error[slug]: “Sunday-Libraries” cannot be the name of a folder or page. Use small letters, digits and hyphens, such as “sunday-libraries”.",
        more=1,
    ),
    "a source with a name of Windows": Case(
        spoil=put("source/aux/essay.md", "---\ntitle: T\n---\n\nText.\n"),
        said="source/aux: error[slug]: “aux” is a name that Windows or Sphinx keeps for itself. Use small letters, digits and hyphens, such as “aux-1”.",
    ),
    "a source with a space": Case(
        spoil=put("source/a b/essay.md", "---\ntitle: T\n---\n\nText.\n"),
        said="source/a b: error[slug]: “a b” cannot be the name of a folder or page. Use small letters, digits and hyphens, such as “a-b”.",
    ),
    "a source with a line end": Case(
        spoil=put("source/a\nb/essay.md", "---\ntitle: T\n---\n\nText.\n"),
        said="source/a\\nb: error[slug]: “a\\nb” cannot be the name of a folder or page. Use small letters, digits and hyphens, such as “a-nb”.",
    ),
    "a generated document with a line more": Case(
        spoil=add(PRO, "\nMy own line.\n"),
        said="briefs/sunday-libraries/pro-brief.md:1: error[edited]: This generated document was changed by hand; it is kept as it is. Move the change to the specification, a card or a template, then delete this file.",
    ),
    "a generated document cut off": Case(
        spoil=cut(PRO, 300),
        said="briefs/sunday-libraries/pro-brief.md:1: error[edited]: This generated document was changed by hand; it is kept as it is. Move the change to the specification, a card or a template, then delete this file.",
    ),
    "a generated document emptied": Case(
        spoil=put(PRO, ""),
        said="briefs/sunday-libraries/pro-brief.md:1: error[edited]: A file of your own stands where a generated document belongs. Give it another name.",
    ),
    "NUL in a generated document": Case(
        spoil=put(PRO, "% briefwright x\n\n\x00"),
        said="briefs/sunday-libraries/pro-brief.md:3:1: error[character]: The character U+0000 means nothing in text. Delete it; it often comes with text copied from a PDF.",
        more=1,
    ),
    "a generated document in Latin-1": Case(
        spoil=put(PRO, b"% briefwright x\n\n\xe9"),
        said="briefs/sunday-libraries/pro-brief.md:3:1: error[encoding]: The file is not UTF-8: byte 0xe9 is out of place. Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
        more=1,
    ),
    "a file of one's own for a generated document": Case(
        spoil=put(PRO, "# Mine\n"),
        said="briefs/sunday-libraries/pro-brief.md:1: error[edited]: A file of your own stands where a generated document belongs. Give it another name.",
    ),
    "a folder for a generated document": Case(
        spoil=both(remove(PRO), put(f"{PRO}/x", "")),
        said="briefs/sunday-libraries/pro-brief.md: error[file]: This is a folder, where a file is expected.",
    ),
    "a file of one's own among generated documents": Case(
        spoil=put(f"briefs/{NAME}/notes.md", "# Mine\n"),
        said="briefs/sunday-libraries/notes.md: error[build]: document isn't included in any toctree. Name it in a {toctree} of a page, or move it elsewhere.",
        late=True,
    ),
    "no configuration": Case(
        spoil=remove("conf.py"),
        said=".: error[file]: There is no Briefwright project here or in a folder above. Make one with “brief init DIR”, or name one with “-C DIR”.",
    ),
    "a configuration that is no Python": Case(
        spoil=add("conf.py", "project = \n"),
        said="conf.py:5: error[build]: Sphinx gave up: SyntaxError: invalid syntax (conf.py, line 5)",
        late=True,
    ),
    "a configuration with NUL": Case(
        spoil=add("conf.py", "\x00"),
        said="conf.py: error[build]: Sphinx gave up: SyntaxError: source code string cannot contain null bytes",
        late=True,
    ),
    "a configuration that ends Python": Case(
        spoil=add("conf.py", "raise SystemExit(3)\n"),
        said="conf.py:5: error[build]: Sphinx gave up: SystemExit: 3",
        late=True,
    ),
    "a configuration without the extension": Case(
        spoil=edit("conf.py", '"briefwright.sphinx_ext"', ""),
        said='conf.py: error[build]: conf.py does not load the extension that builds briefs. Write extensions = ["briefwright.sphinx_ext"].',
        late=True,
    ),
    "a configuration with a misspelt extension": Case(
        spoil=edit("conf.py", "sphinx_ext", "sphinxext"),
        said="conf.py: error[build]: Sphinx gave up: ModuleNotFoundError: No module named 'briefwright.sphinxext'",
        late=True,
    ),
    "an unknown directive on a page": Case(
        spoil=page("\n```{nothing} x\n```\n"),
        said="briefs/index.md:10: error[build]: Unknown directive type: 'nothing'. Check its name, or load in conf.py what brings it.",
        late=True,
    ),
    "a page that includes evidence": Case(
        spoil=page(f"\n```{{include}} /{CARDS}\n```\n"),
        said="briefs/index.md:1: error[markup]: Evidence cannot be included, as source/sunday-libraries/cards.md is here. Link to it, or print its cards.",
        late=True,
    ),
    "contents in a circle": Case(
        spoil=page("\n```{toctree}\nindex\n```\n"),
        said="briefs/index.md:10: error[build]: toctree contains reference to nonexisting document 'briefs/index'",
        late=True,
    ),
    "a template that is no Jinja": Case(
        spoil=put(f"{PACK}/round.md.j2", "{% if %}"),
        said="templates/public-forum/round.md.j2:1:7: error[template]: The template cannot be read: Expected an expression, got 'end of statement block'.",
    ),
    "a template with an unknown name": Case(
        spoil=put(f"{PACK}/round.md.j2", "{{ breif.title }}"),
        said="templates/public-forum/round.md.j2:1:4: error[template]: There is no “breif” here. Did you mean “brief”?",
    ),
    "a template with an unknown filter": Case(
        spoil=put(f"{PACK}/round.md.j2", "{{ brief.title | uper }}"),
        said="templates/public-forum/round.md.j2:1:18: error[template]: There is no filter “uper”. Did you mean “upper”?",
    ),
    "a template with an unknown partial": Case(
        spoil=put(f"{PACK}/round.md.j2", "{% include 'rond.md.j2' %}"),
        said="templates/public-forum/round.md.j2:1:12: error[template]: There is no template “rond.md.j2”. Did you mean “round.md.j2”?",
    ),
    "a template that asks for itself": Case(
        spoil=put(f"{PACK}/round.md.j2", "{% include 'round.md.j2' %}"),
        said="templates/public-forum/round.md.j2:1: error[template]: This template asks for itself. Did you mean “!round.md.j2”?",
    ),
    "a template that reaches out": Case(
        spoil=put(f"{PACK}/round.md.j2", "{{ brief.title.__class__ }}"),
        said="templates/public-forum/round.md.j2:1:16: error[template]: Text has no “__class__”.",
    ),
    "a template without end": Case(
        spoil=put(f"{PACK}/round.md.j2", "{% for a in range(999999999) %}{{ a }}{% endfor %}"),
        said="templates/public-forum/round.md.j2:1:13: error[template]: There is no “range” here. Known: brief, cards, document, documents, options, other, plan, side, wording.",
    ),
    "a template in Latin-1": Case(
        spoil=put(f"{PACK}/round.md.j2", b"\xe9"),
        said="templates/public-forum/round.md.j2:1:1: error[encoding]: The file is not UTF-8: byte 0xe9 is out of place. Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
    ),
    "a misspelt key of a template": Case(
        spoil=put(f"{PACK}/template.yml", "titel: T\n"),
        said="templates/public-forum/template.yml:1:1: error[unknown-key]: There is no key “titel” here. Did you mean “title”?",
    ),
    "a default that does not fit": Case(
        spoil=put(f"{PACK}/template.yml", "options: {paper: {default: a6}}\n"),
        said="templates/public-forum/template.yml:1:28: error[value]: The default of “paper” does not fit: it is none of the choices. Known: a3, a4, a5, half-letter, legal, letter.",
    ),
    "a template that extends itself": Case(
        spoil=both(
            put("templates/new/template.yml", "extends: new\n"),
            put(NEW, "resolution: R\ntemplate: new\n"),
        ),
        said="templates/new/template.yml:1:10: error[template]: The template “new” extends itself: new → new.",
    ),
    "a template that extends nothing": Case(
        spoil=both(
            put("templates/new/template.yml", "extends: bse\n"),
            put(NEW, "resolution: R\ntemplate: new\n"),
        ),
        said="templates/new/template.yml:1:10: error[unknown-template]: There is no template “bse”. Known: british-parliamentary, disclosure, evidence-sheet, frontlines, lincoln-douglas, new, one-page, policy, public-forum, research, round, worksheet, …",
    ),
    "a style sheet in Latin-1": Case(
        spoil=put(f"{PACK}/screen.css", b"/* \xe9 */"),
        said="templates/public-forum/screen.css:1:4: error[encoding]: The file is not UTF-8: byte 0xe9 is out of place. Save it as UTF-8: your editor has it under “Save as” or “Encoding”.",
    ),
    "a look of the print that is no Typst": Case(
        spoil=put(f"{PACK}/print.typ", "#let x = (\n"),
        said="templates/public-forum/print.typ:1:10: error[pdf]: The PDF engine says: unclosed delimiter. Close each bracket, brace and quotation mark that is opened.",
        late=True,
    ),
    "a look of the print with an unknown name": Case(
        spoil=put(f"{PACK}/print.typ", "#let footer(look, job) = nothing()\n"),
        said="templates/public-forum/print.typ:1:26: error[pdf]: The PDF engine says: unknown variable: nothing. Define it with #let, or mend the name.",
        late=True,
    ),
    "a look of the print that reads a file": Case(
        spoil=put(f"{PACK}/print.typ", '#let x = read("/etc/passwd")\n'),
        said="templates/public-forum/print.typ:1:15: error[pdf]: The PDF engine says: file not found (searched at /etc/passwd). Put the file there, or mend its name.",
        late=True,
    ),
    "a look of the print that asks the network": Case(
        spoil=put(f"{PACK}/print.typ", '#import "@preview/cetz:0.3.0"\n'),
        said="templates/public-forum/print.typ:1:9: error[pdf]: The PDF engine says: a package from the network, which no brief may use. Copy what you need of it into the folder of the template.",
        late=True,
    ),
}


POSIX_ONLY = ("link", "pipe", "line end", "Windows", "capitals")


@pytest.mark.parametrize("name", CASES)
def test_is_refused_in_one_line(cli: Cli, small_built: Path, name: str) -> None:
    if sys.platform == "win32" and any(word in name for word in POSIX_ONLY):
        pytest.skip("needs a POSIX file system")
    for path, content in OUTSIDE.items():
        put(f"outside/{path}", content)(small_built.parent)
    assert_refused(CASES[name], small_built, cli)


@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        (add(ESSAY, "\n<script>alert(1)</script>\n"), "<script>alert(1)</script>"),
        (add(ESSAY, "\nA <b onclick='x'>b</b>.\n"), "A <b onclick='x'>b</b>."),
        (add(ESSAY, "\n[x](javascript:alert)\n"), "[x](javascript:alert)"),
        (add(ESSAY, "\n{eval}`x` {{ env }} $a$\n"), "{eval} x {{ env }} $a$"),
        (add(ESSAY, "\n```{raw} html\n<script>\n```\n"), "<script>"),
        (add(ESSAY, "\n```{include} /etc/passwd\nnothing\n```\n"), "nothing"),
        (add(ESSAY, "\n:::{eval-rst}\n.. raw:: html\n"), ":::{eval-rst} .. raw:: html"),
        (
            section("[free-day]", "    text: <script>alert(1)</script>\n"),
            "<script>alert(1)</script>",
        ),
        (put(f"{PACK}/round.md.j2", "<script>alert(1)</script>\n"), "<script>alert(1)</script>"),
    ],
)
def test_what_is_not_refused_is_shown_and_never_obeyed(
    cli: Cli, small_built: Path, spoil, text: str
) -> None:
    from bs4 import BeautifulSoup

    good = _active(small_built)
    spoil(small_built)
    cli("build", "--to", "html", cwd=small_built)
    pages = [BeautifulSoup(p.read_text("utf-8"), "html.parser") for p in _pages(small_built)]
    shown = [" ".join(page.get_text(" ").replace("\u200b", "").split()) for page in pages]
    assert any(text in page for page in shown)
    assert _active(small_built) >= good
    new = [p for p in _pages(small_built) if "alert(1)</script>" in p.read_text("utf-8")]
    assert not new


def _pages(root: Path) -> list[Path]:
    return sorted((root / "build/html").rglob("*.html"))


def _active(root: Path) -> set[str]:
    return {path.name for path in _pages(root)}


def test_a_byte_order_mark_and_line_ends_of_windows_are_simply_accepted(
    cli: Cli, small_built: Path
) -> None:
    before = state(small_built / "build/html")
    for path in (ESSAY, CARDS, SPEC, "briefs/index.md", "conf.py"):
        content = (small_built / path).read_bytes()
        put(path, b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))(small_built)
    assert cli("check", cwd=small_built).stderr == ""
    cli("build", cwd=small_built)
    assert _without_info(state(small_built / "build/html")) == _without_info(before)


def _without_info(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name != ".buildinfo"}


def test_line_ends_of_windows_are_no_edit_of_a_generated_document(
    cli: Cli, small_built: Path
) -> None:
    put(PRO, (small_built / PRO).read_bytes().replace(b"\n", b"\r\n"))(small_built)
    cli("build", "--to", "html", cwd=small_built)


def test_what_sphinx_refuses_in_a_generated_document_leaves_the_last_pages(
    cli: Cli, small_built: Path
) -> None:
    good = state(small_built)
    text = "options: {own: {default: '{raw}`x`'}}\n"
    put(f"{PACK}/template.yml", text)(small_built)  # no template's own mistake
    put(f"{PACK}/round.md.j2", "{{ options.own | myst }}\n")(small_built)
    said = cli("build", cwd=small_built, code=1).stderr
    assert said.startswith(f"briefs/{NAME}/index.md:")
    assert ": error[markup]: The role “raw” is not for evidence; it is shown as text." in said
    assert f"This document is generated: mend briefs/{NAME}.yaml, a card or the template." in said
    published = ("build/html/", "build/pdf/")
    now = state(small_built)
    assert all(now[name] == good[name] for name in good if name.startswith(published))
    remove(f"{PACK}/round.md.j2")(small_built)
    remove(f"{PACK}/template.yml")(small_built)
    cli("build", cwd=small_built)
    now = state(small_built)
    info = "build/html/.buildinfo"
    assert all(now[n] == good[n] for n in good if n.startswith(published) and n != info)


@pytest.mark.parametrize(
    "arguments",
    [
        ["biuld"],
        ["build", "--to", "docx"],
        ["build", "--paper", "a6"],
        ["build", "--out", "conf.py"],
        ["build", "--nothing"],
        ["-C", "nowhere", "build"],
        ["new", "x"],
        ["new"],
        ["show"],
        ["list", "nothing"],
        ["list", "cards", "--side", "aff"],
        ["init"],
        ["init", "conf.py"],
    ],
)
def test_wrong_usage_is_said_and_changes_nothing(
    cli: Cli, small_built: Path, arguments: list[str]
) -> None:
    before = state(small_built)
    said = cli(*arguments, cwd=small_built, code=2).stderr.splitlines()
    assert said[0].startswith("Usage: ")
    assert said[-1].startswith("Error: ")
    assert state(small_built) == before


@pytest.mark.parametrize("slug", ["../x", "/etc/passwd", "con", "Sunday-Libraries", "", "x" * 5000])
@pytest.mark.parametrize("command", ["build", "check"])
def test_a_brief_that_is_not_there_is_one_line(
    cli: Cli, small_built: Path, command: str, slug: str
) -> None:
    before = state(small_built.parent)
    said = cli(command, "--", slug, cwd=small_built, code=1).stderr
    assert f".yaml: error[unknown-brief]: There is no brief “{slug}”. " in said
    assert said.count("\n") == 1
    assert state(small_built.parent) == before


SPHINX = (
    "an essay in Latin-1",
    "a page in Latin-1",
    "a pipe for a page",
    "a generated document with a line more",
    "a link from an essay",
    "a template with an unknown name",
)


@pytest.mark.parametrize("name", SPHINX)
def test_sphinx_alone_says_it_too(small_built: Path, tmp_path: Path, name: str) -> None:
    put("outside/essay.md", OUTSIDE["essay.md"])(small_built.parent)
    CASES[name].spoil(small_built)
    before = state(small_built)
    arguments = [sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", str(tmp_path / "html")]
    result = subprocess.run(
        arguments,
        cwd=small_built,
        env=process_env(NO_COLOR="1"),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    print(result.stderr)
    place, _, said = CASES[name].said.partition(": error")
    path, line = place.split(":")[0], place.split(":")[1:2]
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert ":".join([path, *line]) in result.stderr
    assert said.partition(": ")[2] in result.stderr
    assert state(small_built) == before
