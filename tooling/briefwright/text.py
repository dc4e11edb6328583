"""Plain text: decoding, checking, counting, naming, and escaping it for MyST.

Everything here takes values and returns values.
"""

import hashlib
import html
import re
import unicodedata

from briefwright.problems import Code, Place, Problem, Severity

WORD = re.compile(r"\S+")

_LINE_END = re.compile("\r\n?|\x85")
# C0 and C1 controls but tab and line feed, DEL, lone surrogates, non-characters.
_PLANE_ENDS = "".join(chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_SENSELESS = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")

# Cyrillic and Greek letters that look like Latin ones.
_LOOKALIKE = "[АВЕЅІЈКМНОРСТХаеіјорсухѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]"

# What Markdown or docutils would take for markup, trim or fold. Sentence punctuation inside running
# text, and single spaces between words, open nothing, and left alone keep the documents readable.
_HARMLESS = re.compile(
    r"(?<=[^\W\d_])[.;?]|(?<=[^\W_]),|(?<=\d)[.:](?=\d)"
    r"|(?<=[^\W\d_])[:!'\-)/](?=\w| \S)|(?<=\S) (?=\S)"
)
_MYST_SPECIAL = re.compile(
    _HARMLESS.pattern + r"|([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])|([\s§\u200b\ufeff])"
)

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_WINDOWS_NAMES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
# Pages and folders that Sphinx writes itself.
_SPHINX_NAMES = frozenset({"index", "search", "genindex", "modindex", "py-modindex"})
_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+)*")
SLUG_LENGTH = 80


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Read the bytes of a file as UTF-8, with or without BOM, with any line ends.

    Returns the text with line feeds, and a problem for each character that means nothing in text
    (at most one a line); where the bytes are not UTF-8 the text is empty.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", (_not_utf8(data, error, path),)
    if data.count(0) * 3 > len(data):  # UTF-16 of plain English, without its mark
        return "", (_utf16(Place(path=path, line=1, column=1)),)
    if "\r" in text or "\x85" in text:
        text = _LINE_END.sub("\n", text)
    return text, check_characters(text, path)


_SAVE = "Save it as UTF-8: your editor has it under “Save as” or “Encoding”."


def _utf16(place: Place) -> Problem:
    message = "The file is UTF-16, not UTF-8."
    return Problem(place=place, code=Code.ENCODING, message=message, hint=_SAVE)


def _not_utf8(data: bytes, error: UnicodeDecodeError, path: str) -> Problem:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _utf16(Place(path=path, line=1, column=1))
    found = f"The file is not UTF-8: byte 0x{data[error.start]:02x} is out of place."
    before = data[: error.start]
    column = error.start - (before.rfind(b"\n") + 1) + 1
    place = Place(path=path, line=before.count(b"\n") + 1, column=column)
    return Problem(place=place, code=Code.ENCODING, message=found, hint=_SAVE)


def check_characters(text: str, path: str, line: int = 1, column: int = 1) -> tuple[Problem, ...]:
    """Report the characters that mean nothing in text: one problem a line, in order.

    *line* and *column* say where the text begins in the file at *path*.
    """
    if text.replace("\n", "").isprintable():  # as most are; much faster than looking for each
        return ()
    problems: list[Problem] = []
    row = counted = 0
    last = -1
    for match in _SENSELESS.finditer(text):
        row += text.count("\n", counted, match.start())
        counted = match.start()
        if row == last:
            continue
        last = row
        start = text.rfind("\n", 0, counted) + 1
        indent = column if row == 0 else 1
        place = Place(path=path, line=line + row, column=counted - start + indent)
        message = f"The character U+{ord(match[0]):04X} means nothing in text."
        hint = "Delete it; it often comes with text copied from a PDF."
        problems.append(Problem(place=place, code=Code.CHARACTER, message=message, hint=hint))
    return tuple(problems)


_HIDDEN = {
    "turn the direction of the text": re.compile("[\u202a-\u202e\u2066-\u2069]"),
    "are not seen": re.compile("[\u200b\u2060\ufeff]"),
    "mix look-alike letters of two scripts in a word": re.compile(
        f"[A-Za-z](?:{_LOOKALIKE})|(?:{_LOOKALIKE})[A-Za-z]"
    ),
}

# Nearly every text has none of these, and looking for them at once is quick.
_MAYBE_HIDDEN = re.compile("[\u0370-\u052f\u200b\u202a-\u202e\u2060-\u2069\ufeff]")


def hidden_characters(text: str, path: str) -> tuple[Problem, ...]:
    """Warn of what a reader would not see in *text*: one warning a kind, at its first place.

    The characters stay: they are shown as they are, never deleted.
    """
    problems: list[Problem] = []
    if _MAYBE_HIDDEN.search(text) is None:
        return ()
    for doing, pattern in _HIDDEN.items():
        found = pattern.search(text)
        if found is None:
            continue
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        count = sum(1 for _ in pattern.finditer(text))
        codes = " ".join(f"U+{ord(char):04X}" for char in found[0])
        message = f"Characters that {doing}: {codes} here" + (
            f", {count} in all." * (count > 1) or "."
        )
        problems.append(
            Problem(
                place=Place(path=path, line=line, column=column),
                code=Code.HIDDEN,
                message=message,
                hint="Delete them, unless the source has them.",
                severity=Severity.WARNING,
            )
        )
    return tuple(problems)


def escape_myst(text: str) -> str:
    """Return MyST that, anywhere in a line, renders to exactly *text*.

    Property: the plain text of the rendered MyST equals *text*, white space included.
    """
    return _MYST_SPECIAL.sub(_escape_character, text)


def _escape_character(match: re.Match[str]) -> str:
    mark, space = match.groups()
    if mark:
        return f"\\{mark}"
    return f"&#{ord(space)};" if space else match[0]


def count_words(text: str) -> int:
    """Count the words of *text*: the stretches between white space."""
    return sum(1 for _ in WORD.finditer(text))


def slugify(text: str) -> str:
    """Return a name for a folder or page: lower-case words joined by hyphens.

    Letters of every script stay; where nothing is left the name is a hash of the text.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"[^\W_]+", folded.replace("'", "").replace("’", ""))
    slug = unicodedata.normalize("NFC", "-".join(words).lower())[:SLUG_LENGTH].strip("-")
    if not slug:
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{slug}-1" if _is_reserved(slug) else slug


def fold_heading(heading: str) -> str:
    """Return *heading* as it is compared with others: capitals and white space make no difference."""
    return " ".join(heading.split()).casefold()


def prettify(topic: str) -> str:
    """Return *topic* as a heading: "expel-us" → "Expel us"."""
    words = topic.replace("-", " ").replace("_", " ").strip() or topic
    return words[:1].upper() + words[1:]


def check_slug(slug: str, place: Place) -> Problem | None:
    """Return what is wrong with *slug* as the name of a folder or page, if anything is."""
    if _is_reserved(slug):
        message = f"“{slug}” is a name that Windows or Sphinx keeps for itself."
    elif len(slug) > SLUG_LENGTH:
        message = f"A name of {len(slug)} characters is too long; {SLUG_LENGTH} is the most."
    elif _SLUG.fullmatch(slug) is None or unicodedata.normalize("NFC", slug.lower()) != slug:
        message = f"“{slug}” cannot be the name of a folder or page."
    else:
        return None
    hint = f"Use small letters, digits and hyphens, such as “{slugify(slug)}”."
    return Problem(place=place, code=Code.SLUG, message=message, hint=hint)


def is_of_windows(name: str) -> bool:
    """Tell whether Windows keeps a name, of a file without its ending, for itself."""
    return _WINDOWS_NAMES.fullmatch(name) is not None


def _is_reserved(slug: str) -> bool:
    return is_of_windows(slug) or slug.casefold() in _SPHINX_NAMES


_FENCE = re.compile(r" {0,3}(`{3,}|~{3,}|:{3,})(.*)")


def open_fence(text: str) -> tuple[int, str] | None:
    """Return the line, from 0, and the marks of a fence of MyST that is not closed, if one is not."""
    opened: tuple[int, str] | None = None
    for number, line in enumerate(text.split("\n")):
        match = _FENCE.fullmatch(line)
        if match is None:
            continue
        marks, rest = match.groups()
        if opened is None:
            if marks[0] != "`" or "`" not in rest:
                opened = (number, marks)
        elif marks.startswith(opened[1]) and not rest.strip():
            opened = None
    return opened


_ESCAPE = r"\\([!-/:-@\[-`{-~])"
_REFERENCE = r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
LITERAL = re.compile(f"{_ESCAPE}|{_REFERENCE}")
"""A backslash escape (group 1) or a character reference (group 2): all that means anything in a tag."""
_NEEDS_ESCAPE = re.compile(rf"\\(?=[!-/:-@\[-`{{-~])|\\$|&(?={_REFERENCE[1:]})")
_EDGE_SPACE = re.compile("^[ \t]|[ \t]$|[\n\u2028\u2029]")


def literal_character(match: re.Match[str]) -> str:
    """Return what a match of :data:`LITERAL` stands for; an unknown name stands for itself."""
    if match[1]:
        return match[1]
    decoded = html.unescape(match[0])
    # A reference to a character that means nothing in text stays as it was written.
    return match[0] if _SENSELESS.search(decoded) or "\ufffd" in decoded else decoded


def unescape_literal(text: str) -> str:
    """Return the plain text of a tag: backslash escapes and character references resolved."""
    return LITERAL.sub(literal_character, text)


def escape_literal(text: str) -> str:
    """Return text that :func:`unescape_literal` reads back as *text*, anywhere inside a line."""
    return _NEEDS_ESCAPE.sub(lambda match: f"\\{match[0]}", text)


def reference_edges(line: str) -> str:
    """Write white space that *line* would lose, at its ends or as a line end, as references."""
    return _EDGE_SPACE.sub(lambda match: f"&#{ord(match[0])};", line)
