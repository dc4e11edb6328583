"""The formats of debate, and what each calls its two sides."""

from collections.abc import Mapping
from types import MappingProxyType

from briefwright.model import Side

FORMATS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "public-forum": ("Pro", "Con"),
        "lincoln-douglas": ("Aff", "Neg"),
        "policy": ("Aff", "Neg"),
        "world-schools": ("Proposition", "Opposition"),
        "british-parliamentary": ("Government", "Opposition"),
    }
)
"""By the name that a specification gives."""


def side_name(format_name: str, side: Side) -> str:
    """Return what the format calls *side*; it must be one that there is."""
    pro, con = FORMATS[format_name]
    return pro if side is Side.PRO else con
