"""Samples: what one writes, and below it what becomes of it.

The cards of the guide are those of the project that ``brief init`` lays out, and proved like any.
"""

from pathlib import Path

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

import briefwright
from briefwright.library import assemble
from briefwright.model import Library
from briefwright.project import Project
from briefwright.sphinx_ext.domain import debate


class Sample(SphinxDirective):
    """A piece of Markdown, as text and as it is shown.

    The tree is ``container(literal_block, container(…))``. The argument ``marks`` says that the
    content is the text of a card, not a page.
    """

    has_content = True
    optional_arguments = 1

    def run(self) -> list[Node]:
        """Return the text and its result."""
        written = "\n".join(self.content)
        literal = nodes.literal_block(written, written, language="text")
        shown = f":::{{marks}}\n\n{written}\n:::" if "marks" in self.arguments else written
        result = self.parse_text_to_nodes(shown)
        return [
            nodes.container(
                "",
                nodes.container("", literal, classes=["sample-written"]),
                nodes.container("", *result, classes=["sample-shown"]),
                classes=["sample"],
            )
        ]


def example_library() -> Library:
    """Return the cards and the essay of a new project."""
    folders, _ = Project(Path(briefwright.__file__).with_name("skeleton")).sources()
    return assemble(folders)[0]


def show_library(app: Sphinx) -> None:
    """Let the domain know the cards, so that they are proved here too."""
    debate(app.env).library = example_library()


def no_context(
    _app: Sphinx, _env: BuildEnvironment, node: pending_xref, _content: Element
) -> Element | None:
    """Leave out "in context", for the guide has no essay pages."""
    return nodes.inline() if node.get("reftype") == "context" else None


def setup(app: Sphinx) -> None:
    """Register the directive and the library."""
    app.add_directive("sample", Sample)
    app.connect("builder-inited", show_library)
    app.connect("missing-reference", no_context)
