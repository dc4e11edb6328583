"""The filters and tests that templates may use; there are no others.

A filter takes text and gives text, unless it says that it gives MyST. What it gives is escaped when
it is printed, unless it is MyST.
"""

from briefwright.filters import lists, myst, text
from briefwright.filters.registry import FILTERS, Filter

__all__ = ["FILTERS", "TESTS", "Filter", "lists", "myst", "text"]

FILTERS["e"] = FILTERS["escape"]
FILTERS["count"] = FILTERS["length"]

TESTS = (
    *("defined", "undefined", "none", "boolean", "true", "false", "number", "integer", "float"),
    *("string", "mapping", "sequence", "iterable", "even", "odd", "divisibleby", "in", "eq", "=="),
    *("ne", "!=", "lt", "<", "le", "<=", "gt", ">", "ge", ">=", "equalto", "greaterthan"),
    "lessthan",
)
"""The tests of Jinja2 that templates may use."""
