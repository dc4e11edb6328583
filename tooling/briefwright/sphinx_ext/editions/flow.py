"""``flow``: sheets for the notes of a round, with what the brief has to say."""

from briefwright.flows import CARDS, flow_sheets
from briefwright.sphinx_ext import nodes
from briefwright.sphinx_ext.editions.material import Leaf, Material, Recipe
from briefwright.sphinx_ext.editions.writing import leaf, remark


def make(material: Material) -> list[Leaf]:
    """Return a sheet for the case of each side."""
    brief = material.brief
    if brief is None:
        return remark(material, material.words.edition_no_cards)
    content = str(brief.options.get("flow", CARDS))
    sheets = flow_sheets(brief, material.sides, material.words, material.wording, content)
    drawn = [nodes.flow_sheet(sheet=sheet, ids=[f"flow-{sheet.side}"]) for sheet in sheets]
    return [leaf(material, material.docname, drawn)]


RECIPE = Recipe(
    make=make,
    options={
        "contents": "none",
        "new-page": "sections",
        "columns": 1,
        "indexes": ("none",),
        "thumbs": "none",
    },
)
