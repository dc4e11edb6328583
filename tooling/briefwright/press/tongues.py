"""In which language and direction a text is, as far as its letters tell. Pure.

The language decides on the shapes of letters, on where a line may break, and on the voice in which
a screen reader reads. What the source says of itself comes first, where it fits the letters.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefwright.press.glyphs import han_script, unusual
from briefwright.press.scripts import (
    ARABIC,
    BOPOMOFO,
    EAST_ASIAN,
    HAN,
    HEBREW,
    JAPANESE,
    KOREAN,
    SIGNS,
    TRADITIONAL,
    script_of,
)

# Writing that is not Latin: letters, and whatever else its blocks have.
_FOREIGN = (
    "\u0370-\u1cff\u1f00-\u1fff\u2c80-\u2dff\u2e80-\ua63f\ua640-\ua69f\ua800-\ud7ff\uf900-\ufaff"
    "\ufb13-\ufdff\ufe30-\ufefc\uff01-\uffef\U00010300-\U0001cfff\U0001e000-\U0001efff"
    "\U00020000-\U0003ffff"
)
_ANY = re.compile(f"[{_FOREIGN}]")
_WORD = re.compile(f"[{_FOREIGN}]{{2}}")
_LATIN = "A-Za-zÀ-ÖØ-öø-\u024f\u1e00-\u1eff"
_STRETCH = re.compile(f"[{_FOREIGN}](?:[^{_LATIN}]*[{_FOREIGN}\u0300-\u036f])?")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FEW = 20
"""Of so many East Asian letters, one of kana or hangul says what the others are."""

# The language that is most often meant by a script.
_LANGUAGES = {
    "Greek": "el",
    "Armenian": "hy",
    HEBREW.name: "he",
    "Syriac": "syr",
    "Thaana": "dv",
    "Devanagari (Hindi, Marathi, Nepali)": "hi",
    "Bengali": "bn",
    "Gurmukhi (Punjabi)": "pa",
    "Gujarati": "gu",
    "Oriya": "or",
    "Tamil": "ta",
    "Telugu": "te",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Sinhala": "si",
    "Thai": "th",
    "Lao": "lo",
    "Tibetan": "bo",
    "Myanmar (Burmese)": "my",
    "Georgian": "ka",
    "Ethiopic (Amharic)": "am",
    "Khmer": "km",
    "Mongolian": "mn",
    JAPANESE.name: "ja",
    KOREAN.name: "ko",
    BOPOMOFO.name: "zh-Hant",
    TRADITIONAL.name: "zh-Hant",
    HAN.name: "zh-Hans",
}
# Letters that only one of the languages of a script has.
_TELLING = {
    ARABIC.name: (("ur", "ٹڈڑںےۓہ"), ("fa", "پچژگکی"), ("ar", "ةىيكؤإ")),
    "Cyrillic": (
        ("uk", "іїєґІЇЄҐ"),
        ("be", "ўЎ"),
        ("mk", "ѓќѕЃЌЅ"),
        ("sr", "ђћљњџјЂЋЉЊЏЈ"),
        ("kk", "әғқңұһӘҒҚҢҰҺ"),
        ("ru", "ыэёЫЭЁ"),
    ),
}
_OTHERWISE = {ARABIC.name: "ar", "Cyrillic": ""}
# Some of the most frequent characters that are written in one way only.
_SIMPLIFIED = frozenset("这个来们说时国会对学过发后将与关为两开无长问题见间点现东车书门马风还从业")
_TRADITIONAL = frozenset("這個來們說時國會對學過發後將與關為兩開無長問題見間點現東車書門馬風還從業")
_JAPANESE_ONLY = frozenset("図駅気広県鉄転済続総絵円変発戦権労働込畑峠枠")
_SCRIPT_OF_LANGUAGE = {
    **{tag.partition("-")[0]: name for name, tag in _LANGUAGES.items()},
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "ug", "sd", "dv"), ARABIC.name),
    **dict.fromkeys(("he", "yi"), HEBREW.name),
    **dict.fromkeys(("hi", "mr", "ne", "sa", "mai", "kok"), "Devanagari (Hindi, Marathi, Nepali)"),
    **dict.fromkeys(
        ("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "cv", "os"), "Cyrillic"
    ),
    **dict.fromkeys(("am", "ti"), "Ethiopic (Amharic)"),
    "dv": "Thaana",
}
_WRITTEN_IN = {"latn": "", "cyrl": "Cyrillic", "arab": ARABIC.name, "hebr": HEBREW.name}
"""What the part of a tag says that names a script."""
_RIGHT_TO_LEFT_SCRIPTS = frozenset({ARABIC.name, HEBREW.name, "Syriac", "Thaana"})


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a text is to be set."""

    language: str = ""
    """A tag of BCP 47; empty if it is not known, or that of all around."""
    script: str = ""
    """The name of the script whose font sets it; empty where the embedded family does."""
    right_to_left: bool = False


PLAIN = Tongue()


def tongue_of(text: str, hint: str = "") -> Tongue:
    """Return the tongue of *text*, whose source says that it is in the language *hint*."""
    if text.isascii() or not _ANY.search(text):
        return Tongue(hint) if hint and is_latin(hint) and _has_words(text) else PLAIN
    return _tongue(text, (hint,))


def right_to_left(language: str) -> bool:
    """Tell whether *language* is written from the right."""
    return _script_name(language) in _RIGHT_TO_LEFT_SCRIPTS


def has_right_to_left(text: str) -> bool:
    """Tell whether anything in *text* runs from the right."""
    return bool(_RIGHT_TO_LEFT.search(text))


def is_latin(language: str) -> bool:
    """Tell whether *language* is written in Latin letters."""
    return _script_name(language) == ""


def stretches(text: str, around: Tongue, hint: str = "") -> Iterator[tuple[str, Tongue | None]]:
    """Part *text*, which stands where all is of the tongue *around*, where that changes.

    Yields the parts in order, those of another tongue with it.
    """
    end = 0
    foreign = _foreign(text, (around.language, hint)) if _ANY.search(text) else ()
    for start, stop, tongue in foreign:
        unknown = not tongue.language and not tongue.script
        if unknown or tongue == around:
            continue
        if start > end:
            yield text[end:start], None
        yield text[start:stop], tongue
        end = stop
    if end < len(text):
        yield text[end:], None


def _foreign(text: str, hints: Sequence[str]) -> Iterator[tuple[int, int, Tongue]]:
    """Yield where what is not Latin begins and ends, parted by scripts, and its tongue."""
    for match in _STRETCH.finditer(text):
        start, family = match.start(), ""
        last = start
        for at in range(*match.span()):
            own = _kin(text[at])
            if not own:
                continue
            if family and own != family:
                yield start, last, _part(text[start:last], hints)
                start = at
            family, last = own, at + 1
        if family:
            yield start, last, _part(text[start:last], hints)


def _part(text: str, hints: Sequence[str]) -> Tongue:
    # A letter alone is a sign: α, Ω, π.
    return _tongue(text, hints) if _WORD.search(text) or unusual(text) else PLAIN


@lru_cache(maxsize=1 << 16)
def _kin(character: str) -> str:
    """Return the script of *character*, one for all that share the Han characters, "" for signs."""
    if not _ANY.match(character):
        return ""
    script = script_of(character)
    return "" if script.name in SIGNS else HAN.name if script in EAST_ASIAN else script.name


def _tongue(text: str, hints: Sequence[str]) -> Tongue:
    counts = Counter(map(_kin, text))
    del counts[""]
    latin = len(re.findall(f"[{_LATIN}]", text))
    right = sum(n for name, n in counts.items() if name in _RIGHT_TO_LEFT_SCRIPTS)
    name = max(counts, key=lambda name: counts[name], default="")
    # A letter of Chinese says as much as several Latin ones.
    weight = 3 if name == HAN.name else 2
    if not name or weight * counts[name] < latin + counts.total():
        return Tongue(right_to_left=_leans_right(text, right, latin))
    language = _language(name, text, hints)
    if name == HAN.name:
        script = han_script(language)
        name = script.name if script else name
    needed = 3 * len(unusual(text)) >= counts.total()
    return Tongue(language, name if needed else "", _leans_right(text, right, latin))


def _leans_right(text: str, right: int, others: int) -> bool:
    """Tell whether a text with so many letters from the right, and from the left, runs so.

    What it begins with decides only if there are about as many: an Arabic text may begin with
    NATO, an English one with a name.
    """
    if not right or 2 * right < others or 2 * others < right:
        return right > others
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((found for found in directions if found in {"L", "R", "AL"}), "L") != "L"


def _language(name: str, text: str, hints: Sequence[str]) -> str:
    if name == HAN.name:
        return _east_asian(text, next(filter(han_script, hints), ""))
    if hint := next((hint for hint in hints if _script_name(hint) == name), ""):
        return hint
    for language, letters in _TELLING.get(name, ()):
        if any(letter in text for letter in letters):
            return language
    return _OTHERWISE[name] if name in _OTHERWISE else _LANGUAGES.get(name, "")


def _east_asian(text: str, hint: str) -> str:
    scripts = Counter(script_of(character) for character in text if _kin(character))
    few = scripts.total() / _FEW
    for script in (KOREAN, JAPANESE, BOPOMOFO):
        if scripts[script] > few:
            own = _LANGUAGES[script.name]
            return hint if han_script(hint) is han_script(own) else own
    if hint:
        return hint
    if not _JAPANESE_ONLY.isdisjoint(text):
        return _LANGUAGES[JAPANESE.name]
    old = sum(character in _TRADITIONAL for character in text)
    new = sum(character in _SIMPLIFIED for character in text)
    return "zh-Hant" if old > new else "zh-Hans"


def _script_name(language: str) -> str | None:
    """Return the script that *language* is written in, "" for Latin, None if there is none."""
    primary, *others = language.lower().replace("_", "-").split("-")
    if not primary:
        return None
    written = next((_WRITTEN_IN[part] for part in others if part in _WRITTEN_IN), None)
    return _SCRIPT_OF_LANGUAGE.get(primary, "") if written is None else written


def _has_words(text: str) -> bool:
    return any(map(str.isalpha, text))
