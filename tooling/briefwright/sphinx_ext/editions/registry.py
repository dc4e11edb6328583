"""Which edition is made how: a new one is a module, and a line here."""

from collections.abc import Mapping
from types import MappingProxyType

from briefwright.model import Edition
from briefwright.sphinx_ext.editions import blocks, cards, cites, flow, outline, read, sources
from briefwright.sphinx_ext.editions.material import Recipe

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        Edition.READ: read.RECIPE,
        Edition.CARDS: cards.RECIPE,
        Edition.CITES: cites.RECIPE,
        Edition.OUTLINE: outline.RECIPE,
        Edition.BLOCKS: blocks.RECIPE,
        Edition.SOURCES: sources.RECIPE,
        Edition.FLOW: flow.RECIPE,
    }
)
"""Of all editions but the full one, which is printed as its documents are."""
