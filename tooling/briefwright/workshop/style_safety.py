"""Whether a style sheet of somebody else's would fetch something when a page is looked at.

Everything here takes values and returns values.
"""

import re

# https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\r\n\f]?|(.))", re.DOTALL)
_FETCHING = re.compile(
    r"@import|\b(?:url|src|image|image-set|cross-fade|element|paint|expression)\s*\("
    r"|-moz-binding|behavior\s*:",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"""url\(\s*["']?(?:data:image/(?:png|svg\+xml|gif|jpeg);|#)""", re.IGNORECASE
)


def reaches_out(css: str) -> str:
    """Return the first thing in *css* that could fetch something, or nothing.

    Pictures may be written into the sheet itself.
    """
    # Comments are looked through too: what ends one for us may not end it for a browser.
    plain = _ESCAPE.sub(_character, css)
    for match in _FETCHING.finditer(plain):
        if not _HARMLESS.match(plain, match.start()):
            return " ".join(match[0].split())
    return ""


def _character(match: re.Match[str]) -> str:
    if match[1] is None:
        return "" if match[2] in "\n\r\f" else match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "�"
