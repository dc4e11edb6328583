"""Files and definitions of a project's templates that change nothing: misspelt, most likely.

Everything here takes values and returns values.
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import PurePosixPath

from briefwright.problems import Code, Place, Problem, Severity, did_you_mean
from briefwright.templating.lost_typst import lost
from briefwright.templating.packs import INSTALLED, MANIFEST, Pack, PackFile
from briefwright.templating.wording import FOLDER, SUFFIX, is_locale

_STYLES = ("print.typ", "screen.css", MANIFEST)
"""What is read beside templates; each pack may have one."""
_LET = re.compile(r"(?m)^#let[ \t]+([A-Za-z][\w-]*)")
_PAPERS = frozenset({"README", "LICENSE", "LICENCE", "COPYING", "OFL", "NOTICE"})
"""Files that are there for people to read."""
_DICTIONARY = re.compile(_LET.pattern + r"[ \t]*=[ \t]*\(")
_TOKEN = re.compile(
    r"""//[^\n]*|"(?:\\.|[^"\\])*"|(?P<key>[A-Za-z][\w-]*)[ \t]*:|(?P<bracket>[()\[\]{}])"""
)
_PROPERTY = re.compile(r"(--[\w-]+)[ \t]*:")
_NEAR = 0.75
"""How like a known name one of a user's own has to be to be taken for a slip."""


def strays(pack: Pack, used: Collection[str]) -> Iterator[Problem]:
    """Yield a warning for what is in the project's own files and changes nothing.

    *used* are the names of the templates that some template or document asks for.
    """
    for files in pack.files.values():
        for file, below in zip(files, (*files[1:], None), strict=True):
            if file.project and not file.shipped:
                yield from _file(file, below, pack, used)
    yield from _definitions(pack, "print.typ", _functions, "function")
    yield from _definitions(pack, "print.typ", _entries, "entry")
    yield from _definitions(pack, "screen.css", _properties, "custom property")
    yield from _keys(pack)
    yield from _choices(pack)
    yield from _lost(pack)


def idle(pack: Pack) -> Iterator[Problem]:
    """Yield a warning for each file of the project's own that nothing names: a picture, a font."""
    texts = "\n".join(file.text for files in pack.files.values() for file in files)
    for name, files in pack.files.items():
        path = PurePosixPath(name)
        known = name in (*_STYLES, INSTALLED) or is_locale(name) or path.stem.upper() in _PAPERS
        if known or path.suffix in (".j2", ".md", ".txt") or path.name in texts:
            continue
        for file in (file for file in files if file.project and not file.shipped):
            message = "Nothing names this file."
            yield _unused(Place(path=file.shown), message, "Use it, or delete it.")


def _lost(pack: Pack) -> Iterator[Problem]:
    """Say what stands outside of the definitions of a ``print.typ``: the first thing in each."""
    for file in pack.files.get("print.typ", ()):
        at = next(lost(file.text), None) if file.project and not file.shipped else None
        if at is not None:
            line, begin = file.text.count("\n", 0, at) + 1, file.text.rfind("\n", 0, at) + 1
            place = Place(path=file.shown, line=line, column=at - begin + 1)
            message = "This stands outside of every definition, so that it changes nothing."
            yield _unused(place, message, "Put it into a function, such as “document”.")


def _file(
    file: PackFile, below: PackFile | None, pack: Pack, used: Collection[str]
) -> Iterator[Problem]:
    """Say that a file replaces none, and that nothing asks for it."""
    if file.name.endswith(".j2"):
        if below is None and file.name not in used and f"!{file.name}" not in used:
            message = f"Nothing in the template “{pack.name}” uses this file."
            others = [name for name in pack.files if name.endswith(".j2") and name != file.name]
            yield _unused(Place(path=file.shown), message, did_you_mean(file.name, others))
    elif file.name not in (*_STYLES, INSTALLED) and (near := _meant(file.name, pack)):
        message = f"Nothing reads a file called “{file.name}”."
        yield _unused(Place(path=file.shown), message, f"Did you mean “{near}”?")


def _meant(name: str, pack: Pack) -> str:
    """Return the name that a file should have instead of *name*; empty where nothing is like it."""
    path = PurePosixPath(name)
    folder, stem = path.parent.as_posix(), path.name.partition(".")[0]
    if path.suffix in (SUFFIX, ".yaml") and _nearest(folder, [FOLDER]) and not is_locale(name):
        return f"{FOLDER}/{path.stem}{SUFFIX}"
    partial = f"{stem}.md.j2"
    if folder == "." and partial in pack.files and path.suffix in (".md", ".jinja", ".jinja2"):
        return partial
    return _nearest(name, _STYLES)


def _keys(pack: Pack) -> Iterator[Problem]:
    """Say which options of a ``template.yml`` are like one that is known, and used nowhere."""
    whole = "\n".join(file.text for files in pack.files.values() for file in files)
    for number, layer in enumerate(pack.layers):
        known = {name for below in pack.layers[number + 1 :] for name in below.manifest.options}
        for name in () if layer.shipped else layer.manifest.options:
            near = "" if name in known else _nearest(name, known)
            if near and not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", whole):
                place = layer.tree.key(("options", name))
                yield _unused(
                    place, f"Nothing uses the option “{name}”.", f"Did you mean “{near}”?"
                )


def _choices(pack: Pack) -> Iterator[Problem]:
    """Say which choices a ``template.yml`` adds to those of another, with nothing to obey them."""
    own = "\n".join(f.text for files in pack.files.values() for f in files if not f.shipped)
    for number, layer in enumerate(pack.layers):
        behind = pack.layers[number + 1 :]
        for name, option in () if layer.shipped else layer.manifest.options.items():
            below = (x.manifest.options[name].choices for x in behind if name in x.manifest.options)
            known = next(filter(None, below), ())
            does = {*known, *(option.sets or ())}
            for at, choice in enumerate(option.choices or () if known else ()):
                if choice not in does and not re.search(rf"(?<![\w-]){re.escape(choice)}\b", own):
                    place = layer.tree.place(("options", name, "choices", at))
                    message = f"Nothing knows the choice “{choice}” of the option “{name}”."
                    yield _unused(place, message, did_you_mean(choice, known))


def _definitions(
    pack: Pack, name: str, names: Callable[[str], Iterator[tuple[str, int]]], kind: str
) -> Iterator[Problem]:
    """Say which names in a style are like one that is known, and used nowhere."""
    files = pack.files.get(name, ())
    known = {found for file in files if file.shipped for found, _ in names(file.text)}
    for file in files:
        if file.shipped or not file.project:
            continue
        for found, at in names(file.text):
            prefix, dot, word = found.rpartition(".")
            like = [k.rpartition(".")[2] for k in known if k.rpartition(".")[0] == prefix]
            near = _nearest(word, like)
            if found in known or not near or _is_used(found, files):
                continue
            line = file.text.count("\n", 0, at) + 1
            place = Place(path=file.shown, line=line, column=at - file.text.rfind("\n", 0, at))
            message = f"Nothing uses the {kind} “{found}”."
            yield _unused(place, message, f"Did you mean “{prefix}{dot}{near}”?")


def _entries(text: str) -> Iterator[tuple[str, int]]:
    """Yield the entries of each dictionary, as ``colours.rule``, and where they stand."""
    for match in _DICTIONARY.finditer(text):
        depth = 1
        for token in _TOKEN.finditer(text, match.end()):
            if token["key"] and depth == 1:
                yield f"{match[1]}.{token['key']}", token.start("key")
            if token["bracket"]:
                depth += 1 if token["bracket"] in "([{" else -1
            if not depth:
                break


def _functions(text: str) -> Iterator[tuple[str, int]]:
    return ((match[1], match.start(1)) for match in _LET.finditer(text))


def _properties(text: str) -> Iterator[tuple[str, int]]:
    return ((match[1], match.start(1)) for match in _PROPERTY.finditer(text))


def _is_used(name: str, files: Iterable[PackFile]) -> bool:
    """Tell whether a name stands more than once: where it is made, and where it is used."""
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])(?![ \t]*:)")
    made = re.compile(rf"(?m)^#let[ \t]+{re.escape(name)}(?![\w-])")
    text = "\n".join(file.text for file in files)
    return len(word.findall(text)) > len(made.findall(text))


def _nearest(word: str, known: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=_NEAR)), "")


def _unused(place: Place, message: str, hint: str) -> Problem:
    return Problem(
        place=place,
        code=Code.UNUSED,
        message=message,
        hint=hint,
        severity=Severity.WARNING,
    )
