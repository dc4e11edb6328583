"""The Sphinx extension: cards as a domain, briefs as documents, PDF by Typst."""

from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

import briefwright
from briefwright.sphinx_ext import (
    charting,
    clash_maps,
    directives,
    generate,
    html,
    html_tongues,
    latex,
    pages,
    parser,
    search,
    style,
    theme,
    typst,
    unread,
)
from briefwright.sphinx_ext.defaults import apply_defaults
from briefwright.sphinx_ext.domain import DebateDomain
from briefwright.sphinx_ext.jobs import print_jobs
from briefwright.sphinx_ext.passages import ShowPassages
from briefwright.sphinx_ext.titles import AddTitle


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the parts of the extension."""
    parser.setup(app)
    app.add_event("brief-assembled")
    app.add_config_value("brief_only", (), "", frozenset({tuple, list}))
    app.add_config_value("brief_options", {}, "", frozenset({dict}))
    app.add_config_value("brief_editions", (), "", frozenset({tuple, list}))
    app.add_config_value("brief_paper", "", "", frozenset({str}))
    app.add_config_value("brief_section", "", "", frozenset({str}))
    app.add_config_value("brief_pages", "", "", frozenset({str}))
    app.add_config_value("brief_layouts", (), "", frozenset({tuple, list}))
    app.add_domain(DebateDomain)
    directives.setup(app)
    charting.setup(app)
    clash_maps.setup(app)
    html.setup(app)
    html_tongues.setup(app)
    latex.setup(app)
    search.setup(app)
    typst.setup(app)
    app.add_transform(AddTitle)
    app.add_transform(ShowPassages)
    app.add_post_transform(unread.LinkUnread)
    app.connect("config-inited", apply_defaults, priority=100)
    app.add_css_file(style.SHEET)
    app.connect("brief-assembled", style.write_sheet)
    app.connect("brief-assembled", print_jobs)
    app.connect("builder-inited", style.write_shipped_sheet)
    app.connect("builder-inited", generate.generate)
    app.connect("builder-inited", generate.word_alone)
    app.connect("builder-inited", theme.translate)
    app.connect("env-get-outdated", generate.outdated)
    app.connect("env-before-read-docs", unread.leave_unread, priority=100)
    app.connect("env-before-read-docs", pages.check_pages)
    app.connect("env-updated", generate.rewrite)
    app.connect("env-updated", style.restyled)
    app.connect("doctree-resolved", style.classify)
    app.connect("html-collect-pages", redirect)
    return {
        "version": briefwright.__version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def redirect(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page ``index.html`` that leads to the first document, if that has another name."""
    if "index" not in app.env.found_docs:
        yield "index", {}, "redirect.html"
