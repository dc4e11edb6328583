"""The writing systems, their characters, and the families that print them. Pure data."""

from dataclasses import dataclass

from briefwright.press.fontpacks import FONTS, FONTS_CJK


@dataclass(frozen=True, slots=True)
class Script:
    """A writing system, its ranges, and the families that print it well, the best first."""

    name: str
    """With the languages that a reader would look for."""
    ranges: tuple[tuple[int, int], ...]
    families: tuple[str, ...]
    extra: str = FONTS
    """Of briefwright, that brings one of the families; empty if none does."""


def _noto(script: str, *others: str) -> tuple[str, ...]:
    return (f"Noto Serif {script}", f"Noto Sans {script}", *others)


# Newer Noto faces put letters together from parts, which a reader of the PDF takes for more
# letters than there are; Amiri does not.
_ARABIC = (
    "Amiri",
    "Noto Naskh Arabic",
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
    Script(
        "Greek", ((0x0370, 0x03FF), (0x1F00, 0x1FFF)), ("Noto Serif", "DejaVu Serif", "Noto Sans")
    ),
    Script(
        "Cyrillic",
        ((0x0400, 0x052F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
        ("Noto Serif", "DejaVu Serif", "Noto Sans"),
    ),
    Script("Armenian", ((0x0530, 0x058F),), _noto("Armenian", "DejaVu Serif", "Sylfaen")),
    Script(
        "Hebrew",
        ((0x0590, 0x05FF), (0xFB1D, 0xFB4F)),
        (
            "Noto Serif Hebrew",
            "Frank Ruhl Libre",
            "Frank Ruehl CLM",
            "SBL Hebrew",
            "Noto Sans Hebrew",
            "Times New Roman",
            "DejaVu Sans",
        ),
    ),
    Script(
        "Arabic (Arabic, Persian, Urdu)",
        ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
        _ARABIC,
    ),
    Script("Syriac", ((0x0700, 0x074F),), ("Noto Sans Syriac",), ""),
    Script("Thaana", ((0x0780, 0x07BF),), ("Noto Sans Thaana",), ""),
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
    Script("Tibetan", ((0x0F00, 0x0FFF),), _noto("Tibetan", "Microsoft Himalaya"), ""),
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
    Script("Mongolian", ((0x1800, 0x18AF),), ("Noto Sans Mongolian",), ""),
    Script(
        "Japanese", ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D)), _JAPANESE, FONTS_CJK
    ),
    Script(
        "Hangul (Korean)",
        ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF)),
        _KOREAN,
        FONTS_CJK,
    ),
    Script("Bopomofo (Chinese)", ((0x3100, 0x312F), (0x31A0, 0x31BF)), _TAIWANESE, FONTS_CJK),
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
        FONTS_CJK,
    ),
    Script("emoji", ((0x2600, 0x27BF), (0xFE00, 0xFE0F), (0x1F000, 0x1FAFF)), _EMOJI),
    Script(
        "symbols",
        ((0x2000, 0x2BFF), (0x10100, 0x101FF), (0x1D000, 0x1D7FF), (0x1FB00, 0x1FBFF)),
        _SYMBOLS,
    ),
    Script("private use", ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF)), (), ""),
)
OTHER = Script("an unknown script", (), (), "")

TRADITIONAL = Script("Han (traditional Chinese)", (), _TAIWANESE, FONTS_CJK)
"""Whose characters are those of :data:`HAN`: only the language tells which of them is meant."""


def script_of(character: str) -> Script:
    """Return the script that *character* is of."""
    code = ord(character)
    for script in SCRIPTS:
        if any(first <= code <= last for first, last in script.ranges):
            return script
    return OTHER


def remedy(script: Script) -> str:
    """Say in a sentence how to get a font for *script*."""
    named = f"one of your own, such as {script.families[0]}," if script.families else "one"
    own = f"put {named} into a folder that brief_font_paths names."
    if not script.extra:
        return own[0].upper() + own[1:]
    return f'Install fonts with: pip install "briefwright[{script.extra}]"; or {own}'


_BY_NAME = {script.name: script for script in (*SCRIPTS, TRADITIONAL)}

ARABIC, HEBREW, JAPANESE, KOREAN, BOPOMOFO, HAN = (
    _BY_NAME[name]
    for name in (
        "Arabic (Arabic, Persian, Urdu)",
        "Hebrew",
        "Japanese",
        "Hangul (Korean)",
        "Bopomofo (Chinese)",
        "Han (Chinese)",
    )
)
EAST_ASIAN = frozenset({JAPANESE, KOREAN, BOPOMOFO, HAN, TRADITIONAL})
"""Those that share the Han characters."""
SIGNS = frozenset({"emoji", "symbols", "private use", OTHER.name})
"""What is no writing."""
