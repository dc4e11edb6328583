"""What the guide needs of Sphinx: samples shown with their result, tables taken from the code."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from guide import commands, context, gallery, samples, tables


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    samples.setup(app)
    commands.setup(app)
    context.setup(app)
    gallery.setup(app)
    tables.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
