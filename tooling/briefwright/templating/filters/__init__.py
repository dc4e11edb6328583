"""The filters and tests that templates may use; there are no others.

A filter takes text and gives text, unless it says that it gives MyST. What it gives is escaped when
it is printed, unless it is MyST.
"""

from collections.abc import Mapping
from types import MappingProxyType

from briefwright.templating.filters import clash, evidence, lists, myst, text
from briefwright.templating.filters.registry import FILTERS, Filter

__all__ = ["FILTERS", "TESTS", "Filter", "clash", "evidence", "lists", "myst", "text"]

FILTERS["e"] = FILTERS["escape"]
FILTERS["count"] = FILTERS["length"]

TESTS: Mapping[str, str] = MappingProxyType(
    {
        "defined": "Whether it is there at all.",
        "undefined": "Whether it is not there.",
        "none": "Whether it is nothing.",
        "boolean": "Whether it is yes or no.",
        "true": "Whether it is yes itself.",
        "false": "Whether it is no itself.",
        "number": "Whether it is a number.",
        "integer": "Whether it is a whole number.",
        "float": "Whether it is a number with a point.",
        "string": "Whether it is a text.",
        "mapping": "Whether it holds values by name.",
        "sequence": "Whether it is a list or a text.",
        "iterable": "Whether a loop can run over it.",
        "even": "Whether a number is even.",
        "odd": "Whether a number is odd.",
        "divisibleby": "Whether a number can be divided by another.",
        "in": "Whether it is among the items of a list, or a part of a text.",
        "eq": "Whether it is equal.",
        "==": "The same as “eq”.",
        "equalto": "The same as “eq”.",
        "ne": "Whether it is another.",
        "!=": "The same as “ne”.",
        "lt": "Whether it is less.",
        "<": "The same as “lt”.",
        "lessthan": "The same as “lt”.",
        "le": "Whether it is less or equal.",
        "<=": "The same as “le”.",
        "gt": "Whether it is more.",
        ">": "The same as “gt”.",
        "greaterthan": "The same as “gt”.",
        "ge": "Whether it is more or equal.",
        ">=": "The same as “ge”.",
    }
)
"""The tests of Jinja2 that templates may use, and what each tells."""
