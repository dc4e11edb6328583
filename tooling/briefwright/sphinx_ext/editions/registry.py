"""Which edition is made how: a new one is a module, and a line here."""

from collections.abc import Mapping
from types import MappingProxyType

from briefwright.model import Edition
from briefwright.sphinx_ext.editions import outline
from briefwright.sphinx_ext.editions.material import Recipe

RECIPES: Mapping[str, Recipe] = MappingProxyType({Edition.OUTLINE: outline.RECIPE})
"""Of all editions but the full one, which is printed as its documents are."""
