"""Documents that try to run, read, fetch or hide something: built for real, and looked through."""

import io
import re
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
from docutils import nodes
from markdown_it.utils import read_fixture_file
from sphinx import addnodes
from sphinx.testing.util import SphinxTestApp

from briefwright.essay import plain_blocks
from briefwright.markup import confine

FIXTURES = Path(__file__).parent / "fixtures" / "hostile"
SECRET = "the-secret-that-must-not-leak"
CONTEXTS = {
    "essay": "source/h{}/essay",
    "cards": "source/h{}/cards",
    "pro": "briefs/h{}/pro",
    "index": "briefs/h{}/index",
}
DOCUMENTS = [
    (f"{path.stem}: {title}", text, shown.strip())
    for path in sorted(FIXTURES.glob("*.md"))
    for _line, title, text, shown in read_fixture_file(path)
]

# As careless a configuration as there can be.
CONF = """
root_doc = "briefs/index"
html_theme = "basic"
html_copy_source = True
smartquotes = True
default_role = "any"
extensions = [
    "myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.doctest",
    "sphinx.ext.graphviz", "sphinx.ext.ifconfig", "sphinx.ext.mathjax",
]
suppress_warnings = ["toc.not_included"]
myst_enable_extensions = [
    "amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist",
    "html_admonition", "html_image", "replacements", "smartquotes", "strikethrough",
    "substitution", "tasklist",
]
myst_fence_as_directive = ["include", "mermaid"]
myst_html_meta = {"description": "of the user's own pages"}
myst_url_schemes = ["javascript", "file", "http"]
myst_heading_anchors = 6
myst_all_links_external = True
myst_substitutions = {"key": "value"}
rst_prolog = ".. |x| image:: http://hostile.test/a.png"

from briefwright.sphinx_ext import directives, html, parser
from briefwright.sphinx_ext.domain import DebateDomain

# The extension but for what proves the evidence first, and would stop at most of these.
def setup(app):
    parser.setup(app)
    app.add_domain(DebateDomain)
    directives.setup(app)
    html.setup(app)
"""

# What can act on a page by itself.
ACTIVE = {
    *("script", "style", "iframe", "frame", "object", "embed", "applet", "form", "input", "button"),
    *("base", "meta", "svg", "math", "video", "audio", "source", "picture", "img", "textarea"),
}
WIDTH = re.compile(r"width: [0-9.]+(%|px|em)?;?")


@dataclass
class Page(HTMLParser):
    """What stands on a page."""

    active: Counter = field(default_factory=Counter)
    attributes: list = field(default_factory=list)
    text: str = ""

    def __post_init__(self):
        super().__init__()
        self._code = False

    def handle_starttag(self, tag, attrs):
        self._code = tag in ("script", "style")
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        stylesheet = ("rel", "stylesheet") in attrs
        if tag in ACTIVE or (tag == "link" and stylesheet):
            self.active[tag, *sorted((name, value or "") for name, value in attrs)] += 1

    def handle_endtag(self, _tag):
        self._code = False

    def handle_data(self, data):
        if not self._code:
            self.text += data


def read_page(path):
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """Build every hostile document in every place of the project where it may stand."""
    base = tmp_path_factory.mktemp("hostile")
    root, canary = base / "a" / "project", base / "canary"
    secret = base / "outside" / "secret.txt"
    write(secret, SECRET)
    write(root / "conf.py", CONF)
    write(root / "secret-in-project.txt", SECRET)
    write(root / "source" / "harmless" / "cards.md", "# Harmless\n\nText.\n")
    write(
        root / "source" / "harmless" / "essay.md",
        "---\ntitle: Harmless\n---\n# Harmless\n\nText.\n",
    )
    write(root / "briefs" / "index.md", "# My own\n\n{{ key }}\n\n<b class='mine'>HTML</b>\n")
    (root / "link.txt").symlink_to(secret)
    places = {}
    for number, (_title, hostile, _shown) in enumerate(DOCUMENTS):
        text = placed(hostile, secret, canary)
        for context, place in CONTEXTS.items():
            docname = place.format(number)
            places[number, context] = docname
            body = f"{text}\n\nTHE-END-{number}\n"
            if context == "essay" and not confine.cut_front_matter(body)[1]:
                body = f"---\ntitle: Hostile\n---\n{body}"
            write(root / f"{docname}.md", body)

    def refuse(*_args):
        raise AssertionError("something is fetched")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        app = SphinxTestApp("html", srcdir=root, warning=io.StringIO())
        app.build()
    yield SimpleNamespace(
        root=root,
        out=Path(app.outdir),
        env=app.env,
        places=places,
        canary=canary,
        secret=secret,
        warnings=re.sub(r"\x1b\[[0-9;]*m", "", app.warning.getvalue()),
        harmless=read_page(Path(app.outdir) / "source" / "harmless" / "cards.html"),
        harmless_essay=read_page(Path(app.outdir) / "source" / "harmless" / "essay.html"),
    )
    app.cleanup()


def placed(text: str, secret: Path, canary: Path) -> str:
    """Return text that names a file out of the project, and one that must never be made."""
    return text.replace("@SECRET@", str(secret)).replace("@CANARY@", str(canary))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def pages(built) -> Iterator[tuple[str, Page]]:
    for docname in built.places.values():
        yield docname, read_page(built.out / f"{docname}.html")


def test_there_are_enough_documents():
    assert len(DOCUMENTS) >= 120
    assert len({title for title, _, _ in DOCUMENTS}) == len(DOCUMENTS)


def test_nothing_is_executed(built):
    assert not built.canary.exists()


def test_nothing_leaks(built):
    for path in built.out.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    for docname in built.places.values():
        assert SECRET not in built.env.get_doctree(docname).astext()


def test_no_file_is_copied(built):
    folders = {path.relative_to(built.out).parts[0] for path in built.out.rglob("*")}
    assert folders.isdisjoint({"_downloads", "_images"})
    copied = {path.suffix for path in (built.out / "source").rglob("*") if path.is_file()}
    assert copied == {".html"}


def test_no_node_can_run_or_fetch(built):
    never = (nodes.raw, nodes.image, nodes.meta, nodes.math, nodes.math_block, nodes.pending)
    for docname in built.places.values():
        tree = built.env.get_doctree(docname)
        assert not list(tree.findall(lambda node: isinstance(node, never)))
        assert not list(tree.findall(addnodes.download_reference))
        assert not list(tree.findall(addnodes.only))
        for toctree in tree.findall(addnodes.toctree):
            folder = docname.rpartition("/")[0]
            assert all(entry == f"{folder}/pro" for _title, entry in toctree["entries"])


def test_no_page_has_more_that_acts_than_a_harmless_one(built):
    for docname, page in pages(built):
        # The page of an essay has a script of our own.
        harmless = built.harmless_essay if docname.endswith("/essay") else built.harmless
        assert page.active == harmless.active, docname


def test_no_attribute_runs_or_fetches(built):
    for docname, page in pages(built):
        for tag, name, value in page.attributes:
            where = (docname, tag, name, value)
            assert not name.startswith("on"), where
            assert name not in {"srcset", "srcdoc", "formaction", "ping", "background"}, where
            if name == "style" and (tag, name, value) not in built.harmless.attributes:
                assert WIDTH.fullmatch(value), where
            if name == "class":
                assert "hostile" not in value, where
            if name == "id":
                assert not re.search(r"[\s\"'<>]", value), where


def test_every_link_leads_to_a_site_or_a_page(built):
    for docname, page in pages(built):
        for tag, name, value in page.attributes:
            if name in {"href", "src", "action", "data", "cite", "longdesc", "poster"}:
                assert is_good_link(built.out, docname, tag, value), (docname, tag, name, value)


def is_good_link(out: Path, docname: str, tag: str, value: str) -> bool:
    parts = urlsplit(value)
    if parts.scheme or parts.netloc:
        return tag == "a" and confine.is_safe_url(value)
    if not parts.path:
        return True
    path = (out / PurePosixPath(docname).parent / unquote(parts.path)).resolve()
    return path.is_relative_to(out) and path.exists()


def test_the_search_page_shows_headings_as_text(built):
    # Up to Sphinx 8.2 it set them as HTML: a heading that names a tag became one.
    script = (built.out / "_static" / "searchtools.js").read_text("utf-8")
    assert set(re.findall(r"innerHTML =\s*(.*)", script)) == {
        "_escapeHTML(title);",
        "` (${_escapeHTML(descr)})`;",
    }


def test_what_is_refused_is_shown(built):
    for number, (title, _text, shown) in enumerate(DOCUMENTS):
        for context in CONTEXTS:
            page = read_page(built.out / f"{built.places[number, context]}.html")
            text = folded(page.text)
            assert f"THE-END-{number}" in text, (title, context)
            assert folded(placed(shown, built.secret, built.canary)) in text, (title, context)


def folded(text: str) -> str:
    """Return text without backticks, which are code in an essay, and with single spaces."""
    return " ".join(text.replace("`", "").split())


def test_every_problem_has_its_line_and_no_traceback(built):
    assert "Traceback" not in built.warnings
    assert "cannot be read as Markdown" not in built.warnings
    for line in built.warnings.splitlines():
        if re.search("WARNING|ERROR|CRITICAL", line):
            assert re.match(r"\S+\.md:\d+: (WARNING|ERROR): .", line), line


def test_essays_have_the_plain_text_that_cards_are_compared_with(built):
    for number, (title, _text, _shown) in enumerate(DOCUMENTS):
        docname = built.places[number, "essay"]
        body, _ = confine.cut_front_matter((built.root / f"{docname}.md").read_text("utf-8"))
        tree = built.env.get_doctree(docname)
        found = [block_text(block) for block in tree.findall(is_block)]
        expected = [plain for _kind, plain, _line in plain_blocks(body)]
        assert [text for text in found if text] == expected, title


def is_block(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.title, nodes.rubric, nodes.paragraph, nodes.literal_block))


def block_text(node: nodes.Node) -> str:
    text = node.astext()
    return text if isinstance(node, nodes.literal_block) else text.replace("\n", " ")


def test_the_users_own_pages_are_full_myst(built):
    page = (built.out / "briefs" / "index.html").read_text("utf-8")
    assert "<b class='mine'>HTML</b>" in page
    assert "<p>value</p>" in page
    assert 'name="description"' in page
