"""Languages and directions of text as Typst takes them. Pure."""

import re

from briefwright.languages import same_language
from briefwright.press.tongues import PLAIN, Tongue, right_to_left
from briefwright.sphinx_ext.typst_text import literal

_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}))?(?:[-_].*)?", re.IGNORECASE)
_REGIONS = {("zh", "hans"): "CN", ("zh", "hant"): "TW"}
"""Typst tells the two ways of writing Chinese by the region."""
_BEFORE_DIGIT = re.compile(r"[^\w\u2066-\u2069]*\d")
_ISOLATE, _END = "\u2068", "\u2069"


def language_and_region(tag: str) -> tuple[str, str]:
    """Return what Typst calls language and region, of a tag of BCP 47; English if it is none."""
    match = _TAG.fullmatch(tag)
    if match is None:
        return "en", ""
    language, script, region = match[1].lower(), (match[2] or "").lower(), (match[3] or "").upper()
    return language, region or _REGIONS.get((language, script), "")


def document_tongue(language: str) -> Tongue:
    """Return the tongue of a document in *language*: its fixed words, and where its lines begin."""
    return Tongue(language, "", right_to_left(language))


def differs(tongue: Tongue, around: Tongue) -> bool:
    """Tell whether the language of *tongue* is to be said, where all is of *around*."""
    if not tongue.language or tongue.language == around.language:
        return False
    return bool(tongue.script) or not same_language(tongue.language, around.language or "en")


def block_arguments(tongue: Tongue, base: Tongue, text: str) -> list[str]:
    """Return the arguments that say in which script a paragraph is, and from where it runs."""
    arguments = [f"script: {literal(tongue.script)}"] if tongue.script else []
    turns = tongue.right_to_left is not base.right_to_left
    if turns and (tongue != PLAIN or any(map(str.isalpha, text))):
        arguments.append(f"right-to-left: {'true' if tongue.right_to_left else 'false'}")
    return arguments


def inline_arguments(tongue: Tongue, around: Tongue) -> list[str]:
    """Return the arguments of ``tongue``: the language, its region and script."""
    language, region = language_and_region(tongue.language) if tongue.language else ("", "")
    arguments = [literal(language)]
    arguments += [f"region: {literal(region)}"] if region else []
    if tongue.script and tongue.script != around.script:
        arguments.append(f"script: {literal(tongue.script)}")
    return arguments


def isolated(text: str, tongue: Tongue, around: Tongue, behind: str) -> str:
    """Return *text*, kept together if a number *behind* it would else be taken for its own.

    “Title”, 24 February: after letters from the right, the number would be set to their left.
    """
    turns = tongue.right_to_left is not around.right_to_left
    return f"{_ISOLATE}{text}{_END}" if turns and _BEFORE_DIGIT.match(behind) else text
