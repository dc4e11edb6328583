"""Text as LuaLaTeX takes it, character for character. Pure: strings in, strings out."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from briefwright.press.glyphs import unusual
from briefwright.press.scripts import EAST_ASIAN, SIGNS, Script, script_of
from briefwright.sphinx_ext.typst_text import long_word, one_line, soften

# As characters of the font, so that nothing can make anything else of them.
_ESCAPES = {ord(character): f"\\char{ord(character)}{{}}" for character in "\\{}$&#%_^~"}
# They have no shape, and say nothing to TeX: a place to break, and turns of direction.
_ESCAPES |= {0xAD: "\\-"} | dict.fromkeys(
    (0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""
)
_MORE_SPACES = re.compile(r"(?<= ) +")
_LINE = re.compile(r"(.{80,}?)(?<![\\ ]) (?=[^ \\])")
_LONG_WORD = long_word(40)
_SOFT = "\\bwSoft{}"
_USUAL = frozenset({"Latin", "Greek", "Cyrillic"})
"""Scripts that the family for everything has."""
_OPENS = "“‘「『（《〈【〔［｛"
_CLOSES = "”’」』）》〉】〕］｝、。，．：；！？・ー…‥々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_BETWEEN = re.compile(
    f"(?<=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef])(?<![{_OPENS}])"
    f"(?=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])(?![{_CLOSES}])"
)
"""Where a line may break that has no spaces."""


def latex(words: str) -> str:
    """Return *words* as LaTeX that prints exactly them, on lines that no program is afraid of."""
    words = one_line(words)
    if words.isascii() or not unusual(words):
        written = _plain(words)
    else:
        written = "".join(_in_script(script, run) for script, run in _runs(words))
    return _LINE.sub("\\1\n", written)


def key_of(script: Script) -> str:
    """Return what a *script* is called in the style file."""
    return re.sub(r"[^a-z]", "", script.name.partition("(")[0].lower())


def scripts_of(words: str) -> list[Script]:
    """Return the scripts in *words* that need a family of their own, by name."""
    found = {script for script in map(script_of, unusual(words)) if _is_own(script)}
    return sorted(found, key=lambda script: script.name)


def opentype_name(script: Script) -> str:
    """Return what fontspec calls a *script*."""
    first = script.name.partition(" ")[0]
    east = {"Han": "CJK", "Japanese": "Kana", "Bopomofo": "Bopomofo"}
    return east.get(first, first)


def _is_own(script: Script) -> bool:
    return script.name not in _USUAL | SIGNS


def _runs(words: str) -> Iterator[tuple[Script | None, str]]:
    """Yield the stretches of *words*, and the script of those that need a family of their own.

    What stands between two characters of a script is of that script, too.
    """
    strange = frozenset(unusual(words))
    marked: list[tuple[str, Script | None]] = []
    waiting: list[str] = []
    last: Script | None = None
    for character in words:
        script = _script(character) if character in strange else None
        if script is None and not character.isalnum() and last is not None:
            waiting.append(character)
            continue
        marked += [(kept, last if script is last else None) for kept in waiting]
        marked.append((character, script))
        waiting, last = [], script
    marked += [(kept, None) for kept in waiting]
    for script, run in groupby(marked, key=lambda pair: pair[1]):
        yield script, "".join(character for character, _ in run)


def _script(character: str) -> Script | None:
    script = script_of(character)
    return script if _is_own(script) else None


def _in_script(script: Script | None, run: str) -> str:
    if script is None:
        return _plain(run)
    written = _plain(run)
    if script in EAST_ASIAN:
        written = _BETWEEN.sub(lambda _: _SOFT, written)
    return f"\\bwIn{{{key_of(script)}}}{{{written}}}"


def _plain(words: str) -> str:
    pieces = list(_softened(words)) if _LONG_WORD.search(words) else [words]
    escaped = _SOFT.join(piece.translate(_ESCAPES) for piece in pieces)
    return _MORE_SPACES.sub(lambda match: "\\ " * len(match[0]), escaped)


def _softened(words: str) -> Iterable[str]:
    """Cut *words* where a line may break within what is longer than one."""
    end = 0
    pieces: list[str] = [""]
    for match in _LONG_WORD.finditer(words):
        first, *others = soften(match[0])
        pieces[-1] += words[end : match.start()] + first
        pieces += others
        end = match.end()
    pieces[-1] += words[end:]
    return pieces
