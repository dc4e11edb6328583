"""What stands in a ``print.typ`` outside of its definitions, and so is never printed.

Everything here takes values and returns values.
"""

import re
from collections.abc import Iterator

_NOTHING = re.compile(r"(?:\s|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|;)+")
_DEFINES = re.compile(r"#(?:let|import|include|assert|panic)\b")
"""What does something there: the last ones stop the engine, and it says so."""
_TOKEN = re.compile(
    r"""(?P<skipped>\\.|"(?:\\.|[^"\\\n])*"|`[^`\n]*`|\$[^$\n]*\$|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)"""
    r"""|(?P<bracket>[(\[{)\]}])|(?P<end>[\n;])|[^\\"`$/()\[\]{}\n;]+|.""",
    re.DOTALL,
)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_GOES_ON = re.compile(r"[ \t]*(?:else\b|\.[a-z])")
"""How a line begins that belongs to the definition before it."""


def lost(text: str) -> Iterator[int]:
    """Yield where something begins that is no definition, until the text cannot be followed."""
    at = 0
    while at < len(text):
        if match := _NOTHING.match(text, at):
            at = match.end()
            continue
        if not _DEFINES.match(text, at):
            yield at
        end = _end(text, at)
        if end <= at:
            return
        at = end


def _end(text: str, at: int) -> int:
    """Return where the statement that begins at *at* ends; 0 where its brackets do not close."""
    open_: list[str] = []
    last = ""
    while match := _TOKEN.match(text, at):
        at = match.end()
        if match["bracket"]:
            _follow(open_, match["bracket"])
        if match["end"] and not open_:
            unfinished = last.endswith(("=", "+", ",", "=>")) or _GOES_ON.match(text, at)
            if match["end"] == ";" or not unfinished:
                return at
        last = match[0].rstrip() or last
    return 0 if open_ else at


def _follow(open_: list[str], bracket: str) -> None:
    """Open or close a bracket; in content, between ``[`` and ``]``, the others may be text."""
    opening = _PAIRS.get(bracket)
    if opening is None:
        open_.append(bracket)
    elif opening == "[":
        while open_ and open_.pop() != "[":
            pass
    elif open_ and open_[-1] == opening:
        open_.pop()
