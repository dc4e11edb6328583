"""A project whose documents the tests have Sphinx read one at a time."""

import io
import logging
import re
from pathlib import Path

from docutils import nodes
from sphinx.testing.util import SphinxTestApp
from sphinx.util import logging as sphinx_logging

CONF = """
root_doc = "index"
html_theme = "basic"
suppress_warnings = ["toc.not_included"]
from briefwright.sphinx_ext import parser

def setup(app):
    parser.setup(app)
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class Reader:
    """A project whose documents are read one at a time, as Sphinx reads them."""

    def __init__(self, root: Path, builder: str = "dummy", conf: str = CONF) -> None:
        self.root = root
        write(root / "conf.py", conf)
        if not (root / "index.md").exists():
            write(root / "index.md", "# Index\n")
        self.app = SphinxTestApp(builder, srcdir=root, warning=io.StringIO())

    def __call__(self, docname: str, text: str) -> nodes.document:
        # Another project may have taken Sphinx's log; and its chatter quotes whole documents.
        sphinx_logging.setup(self.app, self.app.status, self.app.warning)
        logging.getLogger("sphinx").setLevel(logging.WARNING)
        write(self.root / f"{docname}.md", text)
        self.app.env.find_files(self.app.config, self.app.builder)
        self.app.warning.truncate(0)
        self.app.warning.seek(0)
        self.app.builder.read_doc(docname)
        self.app.env._pickled_doctree_cache.pop(docname, None)
        return self.app.env.get_doctree(docname)

    @property
    def warnings(self) -> list[str]:
        text = re.sub(r"\x1b\[[0-9;]*m", "", self.app.warning.getvalue())
        return text.replace(f"{self.root}/", "").splitlines()
