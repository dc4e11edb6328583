"""The filter that writes the map of a brief."""

from jinja2.runtime import Context
from markupsafe import Markup

from briefwright.clash_text import write_map
from briefwright.clash_words import worded
from briefwright.model import Brief
from briefwright.templating.filters.myst import section_address
from briefwright.templating.filters.registry import contextual


@contextual
def clash_map(context: Context, brief: Brief) -> Markup:
    """Return the MyST of a picture of which argument answers which."""
    clash, words = worded(
        brief, context["wording"], lambda anchor: section_address(context, anchor)
    )
    return Markup(write_map(clash, words))  # noqa: S704
