"""Which characters need a font that does not come with the PDF engine, and which font. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

EMBEDDED_FAMILY = "Libertinus Serif"
"""The family that every text is set in; it comes with the engine."""

# What that family has, upright and bold; a test asks the engine. Spaces and format
# characters need no glyph.
_COVERED = (
    "\u0000-\u007e\u00a0-\u017f\u0391-\u03a1\u03a3-\u03ce\u0400-\u045f\u1e00-\u1e99"
    "\u1ea0-\u1ef9\u2000-\u2027\u202a-\u2030\u2032\u2033\u2039\u203a\u2044\u2060-\u2069"
    "\u20ac\u2116\u2122\u2212"
)
BYTE_ORDER_MARK = "\ufeff"
"""It needs no glyph either, but not every PDF may have it."""
_UNUSUAL = re.compile(f"[^{_COVERED}]")


@dataclass(frozen=True, slots=True)
class Script:
    """A writing system, its ranges, and the families that print it well, the best first."""

    name: str
    """With the languages that a reader would look for."""
    ranges: tuple[tuple[int, int], ...]
    families: tuple[str, ...]


def _noto(script: str, *others: str) -> tuple[str, ...]:
    return (f"Noto Serif {script}", f"Noto Sans {script}", *others)


_ARABIC = (
    "Noto Naskh Arabic",
    "Amiri",
    "Scheherazade New",
    "Vazirmatn",
    "Noto Sans Arabic",
    "Geeza Pro",
    "Times New Roman",
    "Segoe UI",
    "DejaVu Sans",
)
_CHINESE = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Serif SC",
    "Songti SC",
    "SimSun",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
)
_TAIWANESE = (
    "Noto Serif CJK TC",
    "Source Han Serif TC",
    "Noto Serif TC",
    "Songti TC",
    "PMingLiU",
    "Noto Sans CJK TC",
    "PingFang TC",
    "Microsoft JhengHei",
)
_JAPANESE = (
    "Noto Serif CJK JP",
    "Source Han Serif",
    "Noto Serif JP",
    "Hiragino Mincho ProN",
    "Yu Mincho",
    "MS Mincho",
    "Noto Sans CJK JP",
    "IPAMincho",
)
_KOREAN = (
    "Noto Serif CJK KR",
    "Source Han Serif K",
    "Noto Serif KR",
    "AppleMyungjo",
    "Batang",
    "Noto Sans CJK KR",
    "Malgun Gothic",
)
_SYMBOLS = (
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Noto Sans Math",
    "Segoe UI Symbol",
    "Apple Symbols",
    "DejaVu Sans",
)
_EMOJI = ("Noto Color Emoji", "Noto Emoji", "Apple Color Emoji", "Segoe UI Emoji")

SCRIPTS = (
    Script(
        "Latin",
        ((0x0250, 0x036F), (0x1D00, 0x1DFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF)),
        ("Noto Serif", "DejaVu Serif", "Noto Sans", "DejaVu Sans"),
    ),
    Script("Greek", ((0x0370, 0x03FF), (0x1F00, 0x1FFF)), ("Noto Serif", "DejaVu Serif")),
    Script(
        "Cyrillic",
        ((0x0400, 0x052F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
        ("Noto Serif", "DejaVu Serif"),
    ),
    Script("Armenian", ((0x0530, 0x058F),), _noto("Armenian", "DejaVu Serif", "Sylfaen")),
    Script(
        "Hebrew",
        ((0x0590, 0x05FF), (0xFB1D, 0xFB4F)),
        _noto("Hebrew", "Frank Ruehl CLM", "SBL Hebrew", "Times New Roman", "DejaVu Sans"),
    ),
    Script(
        "Arabic (Arabic, Persian, Urdu)",
        ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
        _ARABIC,
    ),
    Script("Syriac", ((0x0700, 0x074F),), ("Noto Sans Syriac",)),
    Script("Thaana", ((0x0780, 0x07BF),), ("Noto Sans Thaana",)),
    Script(
        "Devanagari (Hindi, Marathi, Nepali)",
        ((0x0900, 0x097F), (0xA8E0, 0xA8FF)),
        _noto("Devanagari", "Kohinoor Devanagari", "Nirmala UI", "Mangal"),
    ),
    Script("Bengali", ((0x0980, 0x09FF),), _noto("Bengali", "Nirmala UI")),
    Script("Gurmukhi (Punjabi)", ((0x0A00, 0x0A7F),), _noto("Gurmukhi", "Nirmala UI")),
    Script("Gujarati", ((0x0A80, 0x0AFF),), _noto("Gujarati", "Nirmala UI")),
    Script("Oriya", ((0x0B00, 0x0B7F),), _noto("Oriya", "Nirmala UI")),
    Script("Tamil", ((0x0B80, 0x0BFF),), _noto("Tamil", "Nirmala UI")),
    Script("Telugu", ((0x0C00, 0x0C7F),), _noto("Telugu", "Nirmala UI")),
    Script("Kannada", ((0x0C80, 0x0CFF),), _noto("Kannada", "Nirmala UI")),
    Script("Malayalam", ((0x0D00, 0x0D7F),), _noto("Malayalam", "Nirmala UI")),
    Script("Sinhala", ((0x0D80, 0x0DFF),), _noto("Sinhala", "Nirmala UI")),
    Script("Thai", ((0x0E00, 0x0E7F),), _noto("Thai", "Thonburi", "Leelawadee UI")),
    Script("Lao", ((0x0E80, 0x0EFF),), _noto("Lao", "Leelawadee UI")),
    Script("Tibetan", ((0x0F00, 0x0FFF),), _noto("Tibetan", "Microsoft Himalaya")),
    Script(
        "Myanmar (Burmese)",
        ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
        _noto("Myanmar", "Myanmar Text"),
    ),
    Script(
        "Georgian",
        ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
        _noto("Georgian", "DejaVu Serif", "Sylfaen"),
    ),
    Script("Ethiopic (Amharic)", ((0x1200, 0x139F), (0x2D80, 0x2DDF)), _noto("Ethiopic", "Nyala")),
    Script("Khmer", ((0x1780, 0x17FF),), _noto("Khmer", "Leelawadee UI")),
    Script("Mongolian", ((0x1800, 0x18AF),), ("Noto Sans Mongolian",)),
    Script("Japanese", ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D)), _JAPANESE),
    Script(
        "Hangul (Korean)",
        ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF)),
        _KOREAN,
    ),
    Script("Bopomofo (Chinese)", ((0x3100, 0x312F), (0x31A0, 0x31BF)), _TAIWANESE),
    Script(
        "Han (Chinese)",
        (
            (0x2E80, 0x303F),
            (0x3190, 0x319F),
            (0x31C0, 0x31EF),
            (0x3200, 0x4DBF),
            (0x4E00, 0x9FFF),
            (0xF900, 0xFAFF),
            (0xFE30, 0xFE4F),
            (0xFF00, 0xFFEF),
            (0x20000, 0x3FFFF),
        ),
        _CHINESE,
    ),
    Script("emoji", ((0x2600, 0x27BF), (0xFE00, 0xFE0F), (0x1F000, 0x1FAFF)), _EMOJI),
    Script(
        "symbols",
        ((0x2000, 0x2BFF), (0x10100, 0x101FF), (0x1D000, 0x1D7FF), (0x1FB00, 0x1FBFF)),
        _SYMBOLS,
    ),
    Script("private use", ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF)), ()),
)
_OTHER = Script("an unknown script", (), ())
_HAN_OF = {"ja": _JAPANESE, "ko": _KOREAN}


def unusual(text: str) -> list[str]:
    """Return the characters of *text*, with repeats, that need a closer look."""
    return [] if text.isascii() else _UNUSUAL.findall(text)


def script_of(character: str) -> Script:
    """Return the script that *character* is of."""
    code = ord(character)
    for script in SCRIPTS:
        if any(first <= code <= last for first, last in script.ranges):
            return script
    return _OTHER


def main_script(text: str) -> str:
    """Return the name of the script of *text*, or "" if the embedded family can set most of it."""
    characters = [character for character in unusual(text) if character.isalpha()]
    if 3 * len(characters) < sum(map(str.isalpha, text)) or not characters:
        return ""
    counts = Counter(script_of(character).name for character in characters)
    return counts.most_common(1)[0][0]


def fallback_families(
    characters: Iterable[str], available: Collection[str], language: str
) -> dict[str, str]:
    """Return the *available* family to print each script of *characters* with.

    Left to itself the engine takes a monospaced face for Arabic, and any for Han, whose letters
    look different in each language that uses them.
    """
    found: dict[str, str] = {}
    for script in map(script_of, sorted(set(characters))):
        wanted = script.families
        if wanted is _CHINESE:
            wanted = (*_han(characters, language), *wanted)
        best = next((family for family in wanted if family in available), None)
        if best:
            found[script.name] = best
    return found


def _han(characters: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the families for Han: of the brief's language, or of what stands beside it."""
    of_language = _HAN_OF.get(language.lower().replace("_", "-").partition("-")[0])
    if of_language:
        return of_language
    beside = {script_of(character).families for character in characters}
    return next((own for own in (_JAPANESE, _KOREAN, _TAIWANESE) if own in beside), _CHINESE)
