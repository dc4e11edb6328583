"""What to try, by what the PDF engine says; and how it is said to those who do not know the engine.

Everything here takes values and returns values.
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from briefwright.press.engine import NO_DIGITS

FALLBACK = "Mend that line; without this definition the shipped look is back."
OURS = "Nothing of yours says so; report it with the brief."

_LONG = 200
"""Characters of a message beyond which a list in it is cut."""

_MESSAGES = (
    (
        r"failed to decode image \(.*\)(?: (.+))?",
        r"the picture “\1” is broken, or not of the kind that it is called",
    ),
    (r"failed to (?:parse|load) SVG \((.*)\)", r"the picture is no SVG: \1"),
    (r"unknown image format", "the picture is of no known kind"),
    (r"panicked with: (.*)", r"the template stops itself: \1"),
    (r"assertion failed(?:: (.*))?", r"the template stops itself: \1"),
    (r"document did not converge within five attempts", "the pages do not settle"),
    (
        NO_DIGITS,
        "the digits of the numbers of pages are not set in one go, in one font",
    ),
    (r"(.*) did not (?:converge|stabilize)", r"the pages do not settle: \1 changes each time"),
)
"""What would tell nothing to who reads it: a dump, a word of the trade."""

_NAMED = "comma|expression|pattern|identifier|equals sign|semicolon|block|keyword"
_REMEDIES = {
    "divide by zero": "Look at what it divides by: it may be 0 or empty.",
    "unclosed": "Close each bracket, brace and quotation mark that is opened.",
    f"unexpected (?!argument)|expected .*(?:{_NAMED})": "Look for a bracket, comma or sign that is "
    "missing or too many, there or just before.",
    "unexpected argument|missing argument": "See what the function takes: its arguments have other "
    "names, or another number.",
    "expected (?:content|string).* found": "What is printed is content: write it in […].",
    "expected .*found|cannot (?:add|subtract|multiply|divide|compare|join|apply|convert)": "Turn "
    "the value into what is expected there.",
    "cannot access fields|does not have field|has no method": "Look at what the value is: it has no "
    "such part.",
    "loop seems to be infinite|condition is always true": "Let the loop come to an end.",
    "maximum .* depth exceeded": "Something calls or contains itself; a function reaches the one "
    "that it replaces as look.inherited, under the same name.",
    "the picture .*is (?:broken|no)|the picture is": "Open it, and save it again as PNG, JPEG or SVG.",
    "a package from the network|package not found": "Copy what you need of it into the folder of "
    "the template.",
    "escape the project root": "A template reads only what lies in its own folder.",
    "pages do not settle": "The PDF is made, but a number in it may be wrong: nothing may depend on "
    "what it changes.",
    "numbers of pages are not set": "Choose a font that has all digits for what refers to pages, "
    "and let no show rule take them apart; or set “page-numbers: no”.",
    "label .* occurs multiple times": "Give each of them a label of its own.",
    "label .* does not exist": "Look for it with query() first: not every PDF has it.",
    "unknown font family": "Install it, or put its file into a folder that brief_font_paths names.",
    "unresolved import": "Mend the name: the file defines no such thing.",
    "color string": "Write the colour as #ffe066.",
    "not a length": "Mend what is set there.",
    "no room is left for text": "Take less for it, or a larger paper.",
    "the template stops itself": "The line says why; change what it asks for.",
    "file not found": "Put the file there, or mend its name.",
}
"""What to try, by what is said; from the most to the least particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a look defines, and what one of its options, colours and words is called."""

    functions: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()


def said(message: str) -> str:
    """Return what the engine says, without what only its makers understand."""
    for pattern, words in _MESSAGES:
        if match := re.fullmatch(pattern, message):
            return match.expand(words).replace(" “”", "").rstrip(": ")
    return _shortened(message)


def helps(hint: str) -> bool:
    """Tell whether a *hint* of the engine's is for who writes a template."""
    return not re.search("sandbox|`--|observed:|additional warning|https:", hint)


def remedy(message: str) -> str:
    """Return what to try where the engine says *message*, as :func:`said` has it; or nothing."""
    return next((hint for pattern, hint in _REMEDIES.items() if re.search(pattern, message)), "")


def slip(message: str, names: Names) -> str:
    """Return what was meant, where a name is misspelt."""
    if match := re.match(r"unknown variable: (\S+)", message):
        if match[1] in names.functions:
            return f"A function of the look is called as (look.{match[1]})(look, …)."
        return _meant(match[1], names.functions) or "Define it with #let, or mend the name."
    if match := re.match(r'dictionary does not contain key "(.*)"', message):
        return _meant(match[1], names.functions) or "Mend the name: the look has no such entry."
    if match := re.match(r"file not found \(searched at (?:.*/)?([^/]*)\)", message):
        return _meant(match[1], names.files)
    if match := re.match(r"unknown font family: (.*)", message):
        by_lower = {family.lower(): family for family in names.families}
        near = difflib.get_close_matches(match[1].lower(), by_lower, n=1, cutoff=0.75)
        return f"Did you mean “{by_lower[near[0]]}”?" if near else ""
    return ""


def _meant(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.7)
    return f"Did you mean “{near[0]}”?" if near else ""


def _shortened(message: str) -> str:
    """Return *message* with only the ends of a long list in it: the engine lists all papers."""
    if len(message) <= _LONG:
        return message
    parts = message.split(", ")
    return f"{', '.join(parts[:3])}, … {parts[-1]}" if len(parts) > 6 else f"{message[:_LONG]} …"
