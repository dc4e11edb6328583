"""Which characters need a font that does not come with the PDF engine, and which font. Pure."""

import re
from collections.abc import Collection, Iterable

from briefwright.press.scripts import (
    BOPOMOFO,
    EAST_ASIAN,
    HAN,
    JAPANESE,
    KOREAN,
    TRADITIONAL,
    Script,
    script_of,
)

EMBEDDED_FAMILY = "Libertinus Serif"
"""The family that every text is set in; it comes with the engine."""

# What that family has, upright and bold; a test asks the engine. Spaces and format
# characters need no glyph.
_COVERED = (
    "\u0000-\u007e\u00a0-\u017f\u0384-\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce"
    "\u0400-\u045f\u1e00-\u1e99\u1ea0-\u1ef9\u1f00-\u1ffe\u2000-\u2027\u202a-\u2030\u2032\u2033"
    "\u2039\u203a\u2044\u2060-\u2069\u20ac\u2116\u2122\u2212"
)
BYTE_ORDER_MARK = "\ufeff"
"""It needs no glyph either, but not every PDF may have it."""
_UNUSUAL = re.compile(f"[^{_COVERED}]")


def unusual(text: str) -> list[str]:
    """Return the characters of *text*, with repeats, that need a closer look."""
    return [] if text.isascii() else _UNUSUAL.findall(text)


def fallback_families(
    characters: Iterable[str], available: Collection[str], language: str
) -> dict[str, str]:
    """Return the *available* family to print each script of *characters* with.

    Left to itself the engine takes a monospaced face for Arabic, and any for Han, whose letters
    look different in each language that uses them. *language* is that of the brief; what it has to
    say of Han comes first.
    """
    scripts = set(map(script_of, characters))
    ordered = sorted(scripts, key=lambda script: script.name)
    if scripts & EAST_ASIAN:
        usual = han_script(language) or next((s for s in (JAPANESE, KOREAN) if s in scripts), None)
        usual = usual or (TRADITIONAL if BOPOMOFO in scripts else HAN)
        others = (s for s in (HAN, TRADITIONAL, BOPOMOFO, JAPANESE, KOREAN) if s is not usual)
        ordered = [usual, *others, *(script for script in ordered if script not in EAST_ASIAN)]
    found = {script: best for script in ordered if (best := best_family(script, available))}
    any_east = next((found[script] for script in found if script in EAST_ASIAN), None)
    for script in scripts & EAST_ASIAN if any_east else ():
        found.setdefault(script, str(any_east))  # the letters of a neighbour are better than none
    return {script.name: family for script, family in found.items()}


def best_family(script: Script, available: Collection[str]) -> str | None:
    """Return the best of the *available* families for *script*, or None."""
    return next((family for family in script.families if family in available), None)


def han_script(language: str) -> Script | None:
    """Return the script that Han characters are of in *language*, a tag of BCP 47, if it has any."""
    primary, *others = language.lower().replace("_", "-").split("-")
    if primary == "zh":
        return TRADITIONAL if {"hant", "tw", "hk", "mo"} & {*others} else HAN
    return {"ja": JAPANESE, "ko": KOREAN}.get(primary)
