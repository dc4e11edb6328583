"""What is in the tags of a PDF: elements, with the very text of each, in the order of reading."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pikepdf

_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
_ARTIFACT = -1
_LEVELS = {f"/H{level}": level for level in range(1, 7)}


class Said(str):
    """A piece of text on a page, in one go."""

    __slots__ = ("language",)
    language: str
    """What it says of itself, if anything."""


@dataclass
class Element:
    """An element of the structure tree."""

    kind: str
    """The standard type that it is, or stands for: ``P``."""
    given: Any
    """The dictionary itself."""
    language: str
    """Its own, else that of what it is in."""
    kids: list["Element | Said"] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)
    """The annotations that belong to it."""
    parent: "Element | None" = None

    @property
    def text(self) -> str:
        """All that is said in it."""
        return "".join(kid if isinstance(kid, Said) else kid.text for kid in self.kids)

    @property
    def level(self) -> int:
        """That of a heading, else 0."""
        return _LEVELS.get(f"/{self.kind}", 0)

    @property
    def voices(self) -> list[tuple[str, str]]:
        """The text in parts, each with the language that it is said to be in."""
        found: list[tuple[str, str]] = []
        for kid in self.kids:
            parts = [(kid.language or self.language, kid)] if isinstance(kid, Said) else kid.voices
            for language, text in parts:
                if found and found[-1][0] == language:
                    found[-1] = (language, found[-1][1] + text)
                elif text:
                    found.append((language, str(text)))
        return found

    def all(self, *kinds: str) -> list["Element"]:
        """Return it and what is below it, in order, if of one of *kinds*."""
        return [each for each in self._walk() if not kinds or each.kind in kinds]

    def _walk(self) -> Iterator["Element"]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid._walk()

    def inside(self, *kinds: str) -> bool:
        """Tell whether it is in an element of one of *kinds*."""
        above = self.parent
        while above and above.kind not in kinds:
            above = above.parent
        return above is not None

    def attribute(self, name: str) -> Any:
        """Return the attribute *name*, whoever it is for."""
        for each in _listed(self.given.get("/A")):
            if isinstance(each, pikepdf.Dictionary) and f"/{name}" in each:
                return each[f"/{name}"]
        return None


@dataclass
class Tagged:
    """A PDF as those hear it who do not see it."""

    root: Element
    artifacts: list[list[str]]
    """What is at the edge of each page, and is not read aloud."""
    untagged: list[str]
    """What is shown, and neither in the tree nor marked as an artifact."""
    unclear: list[str]
    """Glyphs of which nobody knows what they stand for."""
    document: pikepdf.Pdf
    """Open, for a look at the dictionaries."""

    @property
    def headings(self) -> list[tuple[int, str]]:
        """The level and the text of each heading."""
        found = self.root.all(*(kind.removeprefix("/") for kind in _LEVELS))
        return [(each.level, each.text) for each in found]


def read(pdf: bytes) -> Tagged:
    """Return what is in *pdf*."""
    document = pikepdf.open(io.BytesIO(pdf))
    tree = document.Root.StructTreeRoot
    reader = _Reader(document)
    roles = {name: str(value).removeprefix("/") for name, value in tree.RoleMap.items()}
    language = str(document.Root.get("/Lang", ""))
    (top,) = _listed(tree.K)
    root = reader.element(top, Element("", top, language), None, roles)
    root.parent = None
    left = [
        text for place, text in reader.said.items() if place not in reader.used and text.strip()
    ]
    return Tagged(root, reader.artifacts, [*left, *reader.untagged], reader.unclear, document)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


class _Reader:
    """Reads what the pages show."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self.said: dict[tuple[Any, int], str] = {}
        self.languages: dict[tuple[Any, int], str] = {}
        self.used: set[tuple[Any, int]] = set()
        self.artifacts: list[list[str]] = []
        self.untagged: list[str] = []
        self.unclear: list[str] = []
        self._fonts: dict[Any, dict[int, str]] = {}
        for page in document.pages:
            self.artifacts.append([])
            self._read(page.obj, page.obj.get("/Resources", {}), page.obj.objgen, [])

    def element(self, given: Any, parent: Element, page: Any, roles: dict[str, str]) -> Element:
        """Return the element *given* with all that is in it."""
        name = str(given.S)
        language = str(given.get("/Lang", parent.language))
        found = Element(roles.get(name, name.removeprefix("/")), given, language, parent=parent)
        page = given.get("/Pg", page)
        for kid in _listed(given.get("/K")):
            if not isinstance(kid, pikepdf.Dictionary):
                found.kids.append(self.take(page, int(kid)))
            elif "/MCID" in kid:
                # In a drawing of its own, which has its own numbers.
                owner = kid.get("/Stm", kid.get("/Pg", page))
                found.kids.append(self.take(owner, int(kid.MCID)))
            elif "/Obj" in kid:
                found.links.append(kid.Obj)
            else:
                found.kids.append(self.element(kid, found, page, roles))
        return found

    def take(self, page: Any, number: int) -> Said:
        place = (page.objgen, number)
        assert place not in self.used, "it would be read twice"
        self.used.add(place)
        said = Said(self.said.get(place, ""))
        said.language = self.languages.get(place, "")
        return said

    def _read(self, content: Any, resources: Any, page: Any, marks: list[tuple[int, bool]]) -> None:
        """Read a page, or a form on it; *marks*: the number of each that is open, and if it says
        itself what it stands for."""
        font: dict[int, str] = {}
        wide = True
        for operands, operator in pikepdf.parse_content_stream(content):
            name = str(operator)
            if name in {"BDC", "BMC"}:
                marks.append(self._begin(operands, resources, page, marks))
            elif name == "EMC":
                marks.pop()
            elif name == "Tf":
                chosen = resources.Font[str(operands[0])]
                font, wide = self._font(chosen), chosen.Subtype == "/Type0"
            elif name in {"Tj", "TJ", "'", '"'}:
                strings = operands[-1] if name == "TJ" else operands[-1:]
                for each in strings:
                    if isinstance(each, pikepdf.String):
                        self._show(bytes(each), font, wide, page, marks)
            elif name == "Do":
                form = resources.XObject[str(operands[0])]
                if form.get("/Subtype") == "/Form":
                    owner = form.objgen if "/StructParents" in form else page
                    self._read(form, form.get("/Resources", resources), owner, marks)

    def _begin(
        self, operands: Any, resources: Any, page: Any, marks: list[tuple[int, bool]]
    ) -> tuple[int, bool]:
        number, spoken = marks[-1] if marks else (None, False)
        given = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
        if isinstance(given, pikepdf.Name):
            given = resources.Properties[str(given)]
        if operands[0] == "/Artifact":
            number = _ARTIFACT
        if "/MCID" in given:
            assert number is None, "nothing marked stands in something else"
            number = int(given.MCID)
            assert (page, number) not in self.said
            self.said[page, number] = ""
            self.languages[page, number] = str(given.get("/Lang", ""))
        if "/ActualText" in given and not spoken:
            self._say(str(given.ActualText), page, number)
        return number, spoken or "/ActualText" in given

    def _show(
        self, data: bytes, font: dict[int, str], wide: bool, page: Any, marks: list[Any]
    ) -> None:
        number, spoken = marks[-1] if marks else (None, False)
        step = 2 if wide else 1
        codes = [int.from_bytes(data[at : at + step], "big") for at in range(0, len(data), step)]
        self.unclear += [f"{code:04X}" for code in codes if code not in font]
        if not spoken:
            self._say(
                "".join(font.get(code, "\N{REPLACEMENT CHARACTER}") for code in codes), page, number
            )

    def _say(self, text: str, page: Any, number: int | None) -> None:
        if number is None:
            self.untagged.append(text)
        elif number == _ARTIFACT:
            self.artifacts[-1].append(text)
        else:
            self.said[page, number] += text

    def _font(self, font: Any) -> dict[int, str]:
        key = font.objgen
        if key not in self._fonts:
            self._fonts[key] = dict(_meanings(font.ToUnicode.read_bytes()))
        return self._fonts[key]


def _meanings(mapping: bytes) -> Iterator[tuple[int, str]]:
    """Yield what each code of a font stands for."""
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", mapping, re.DOTALL):
        found = _HEX.findall(block)
        for code, text in zip(found[::2], found[1::2], strict=True):
            yield int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", mapping, re.DOTALL):
        found = _HEX.findall(block)
        for first, last, text in zip(found[::3], found[1::3], found[2::3], strict=True):
            start = bytes.fromhex(text.decode()).decode("utf-16-be")
            for number, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                yield code, start[:-1] + chr(ord(start[-1]) + number)


def skipped(headings: Iterable[tuple[int, str]]) -> list[str]:
    """Return the headings that are more than one level below the one before."""
    levels = [(0, ""), *headings]
    return [text for (before, _), (level, text) in pairwise(levels) if level > before + 1]
