"""What a file of the project changes in the one that it builds on, as lines before and after.

Everything here takes values and returns values. Only what the file speaks of is compared: a block,
a function, a property, an option. What it leaves out stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import PurePosixPath

from briefwright.templating.origins import read_origin, without_head
from briefwright.templating.packs import Layer, PackFile
from briefwright.workshop.anatomy import (
    blocks,
    functions,
    properties,
    with_values,
    without_comments,
)

Lines = list[str]

_EXTENDS = re.compile(r"\{%[-+]?\s{0,20}extends\s{1,20}[\"'](?P<name>[^\"'\n]{1,200})[\"']")
_KEY = re.compile(r"([A-Za-z_][\w-]*):")
_SUPER = re.compile(r"[ \t]*\{\{-?\s*super\(\)\s*-?\}\}[ \t]*")


def extended(text: str) -> str:
    """Return the name of the template that the template *text* extends; empty if there is none."""
    match = _EXTENDS.search(text)
    return match["name"] if match else ""


def compared(
    file: PackFile, below: PackFile, inherited: Sequence[PackFile] = ()
) -> tuple[Lines, Lines]:
    """Return the lines of *below* that *file* speaks of, and what it makes of them.

    What it extends may have its blocks from files *inherited*, nearest first.
    """
    suffix = PurePosixPath(file.name).suffix
    origin = read_origin(file.text)
    text = without_head(file.text)
    if origin and origin.full:
        return below.text.splitlines(), text.splitlines()
    if suffix == ".j2" and _EXTENDS.search(file.text):
        return _blocks(file.text, [f.text for f in (inherited or [below])])
    if suffix == ".typ":
        return _functions(file.text, below.text)
    if suffix == ".css":
        return _properties(file.text, below.text)
    if suffix == ".yml":
        return _keys(text, below.text)
    asked = f'{{% include "!{file.name}" %}}'
    lines = text.splitlines()
    found = (below.text.splitlines() if line.strip() == asked else [line] for line in lines)
    return below.text.splitlines(), list(chain.from_iterable(found))


def _blocks(text: str, shipped: Sequence[str]) -> tuple[Lines, Lines]:
    before: Lines = []
    after: Lines = []
    known: dict[str, str] = {}
    for inherited in reversed(shipped):
        known |= blocks(inherited)
    for name, own in blocks(text).items():
        head = f"{{% block {name} %}}"
        was = [head, *known[name].splitlines()] if name in known else []
        before += was
        after += [head, *_with_super(own.splitlines(), known.get(name, ""))]
    return before, after


def _with_super(lines: Sequence[str], shipped: str) -> Iterator[str]:
    """Yield *lines* with the shipped block where they ask for it in a line of its own."""
    for line in lines:
        if _SUPER.fullmatch(line):
            yield from shipped.splitlines()
        else:
            yield line


def _functions(text: str, shipped: str) -> tuple[Lines, Lines]:
    known = {function.name: function.source for function in functions(shipped)}
    before: Lines = []
    after: Lines = []
    for function in functions(text):
        before += known.get(function.name, "").splitlines()
        after += function.source.splitlines()
    return before, after


def _properties(text: str, shipped: str) -> tuple[Lines, Lines]:
    known = properties(shipped)
    lines = [line for line in without_comments(text).splitlines() if line.strip()]
    there = {line.strip() for line in without_comments(shipped).splitlines()}
    before = [
        changed
        for line in lines
        if (changed := with_values(line, known)) != line or line.strip() in {*there, ":root {", "}"}
    ]
    return before, lines


def _keys(text: str, shipped: str) -> tuple[Lines, Lines]:
    """Compare files such as those of a language, of which each line sets a string."""
    known = {match[1]: line for line in shipped.splitlines() if (match := _KEY.match(line))}
    after = [line for line in text.splitlines() if _KEY.match(line)]
    keys = [line.partition(":")[0] for line in after]
    return [known[key] for key in keys if key in known], after


def settings(own: Layer, below: Sequence[Layer]) -> tuple[Lines, Lines]:
    """Return the defaults and fixed strings that a ``template.yml`` changes, and what it sets."""
    before: Lines = []
    after: Lines = []
    for name, layer in own.manifest.options.items():
        others = [found.manifest.options[name] for found in below if name in found.manifest.options]
        for key in type(layer).__slots__:
            value = getattr(layer, key)
            was = next((v for other in others if (v := getattr(other, key)) is not None), None)
            if value is not None:
                before += [f"options.{name}.{key}: {_shown(was)}"] if was is not None else []
                after.append(f"options.{name}.{key}: {_shown(value)}")
    for name, text in own.manifest.wording.items():
        words = next((f.manifest.wording[name] for f in below if name in f.manifest.wording), None)
        before += [f"wording.{name}: {words}"] if words is not None else []
        after.append(f"wording.{name}: {text}")
    return before, after


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
