"""Where the sentences of a text end.

Pure: text in, places out.
"""

import re
from collections.abc import Iterator

CLOSING = "\"'”’»)\\]"
OPENING = "\"'“‘«„‚(\\[¿¡"
WIDE_END = "。！？"
END = re.compile(f"(?P<sign>[.!?…؟۔।])[{CLOSING}]*(?=\\s|$)|(?P<wide>[{WIDE_END}])[{CLOSING}」』]*")
"""The end of a sentence, or of an abbreviation."""
ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“‘\"'])(?:(?:\w\.)+|(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Adm|Rev|Hon"
    r"|St|Jr|Sr|vs|v|No|Nos|Fig|cf|p|pp|al|Inc|Co|Corp|Ltd|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct"
    r"|Nov|Dec)\.)$"
)
_LONGEST = 20
"""Characters of an abbreviation with what stands before it."""
_OPENED = re.compile(f"[{OPENING}\\s]*")


def sentence_ends(text: str) -> Iterator[int]:
    """Yield where the sentences of *text* end, with the space behind them, but for the last."""
    for match in END.finditer(text):
        begin = _OPENED.match(text, match.end())
        at = begin.end() if begin else match.end()
        if at >= len(text):
            return
        sign = match.start()
        near = max(0, sign - _LONGEST)
        short = match["sign"] == "." and ABBREVIATION.search(text, near, sign + 1)
        if not short and not text[at].islower():
            yield _behind_space(text, match.end())


def _behind_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
