"""Whether the PDF engine works, and which scripts it can print with which fonts."""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from briefwright.health.findings import Finding, Group, State
from briefwright.press import fontpacks
from briefwright.press.engine import Engine, FontChoice, engine_version
from briefwright.press.glyphs import EMBEDDED_FAMILY, best_family, unusual
from briefwright.press.scripts import (
    BOPOMOFO,
    SCRIPTS,
    TRADITIONAL,
    Script,
    remedy,
    script_of,
)
from briefwright.problems import BriefError, Place

_PAGE = '#set document(title: "A page")\n= A page\n#lorem(200)\n'
_EMBEDDED = frozenset({"Latin", "Greek", "Cyrillic"})
_LISTED = tuple(
    script for script in (*SCRIPTS, TRADITIONAL) if script is not BOPOMOFO and script.families
)
_SHOWN = 6
_BRINGS = {
    "engine": "which the engine brings",
    "project": "from a folder of the project",
    "machine": "a font of this machine",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptFinding:
    """What a script is printed with."""

    script: str
    family: str
    """Empty if there is none."""
    origin: str
    """Who brings it: “engine”, the name of a package, “project”, or “machine”."""
    characters: int
    """How many different characters of it the project has that want such a font."""
    missing: tuple[str, ...] = ()
    """Those that no font can print."""
    place: Place | None = None
    """Where the project has the first one."""
    extra: str = ""
    """Of Briefwright, that would bring a font; empty if none does."""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """Where the project looks for fonts."""

    paths: tuple[Path, ...] = ()
    choice: FontChoice = field(default_factory=FontChoice)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the engine says of fonts, and where the characters of the project are."""

    fonts: Fonts
    origins: Mapping[str, str]
    missing: frozenset[str]
    places: Mapping[str, Place]


def look(
    fonts: Fonts, characters: Mapping[str, Place]
) -> tuple[list[Finding], list[ScriptFinding]]:
    """Return what there is to say of the engine and the scripts.

    *characters* are those of the project, with the place where each stands first.
    """
    try:
        with _engine(fonts) as engine:
            begin = time.perf_counter()
            compiled = engine.compile(
                "page.typ", subject=Place(path="page.typ"), system_fonts=False
            )
            took = time.perf_counter() - begin
            if compiled.pdf is None:
                return [_broken(compiled.diagnostics[0].message)], []
            works = _finding(State.OK, f"{engine_version()} printed a page in {took:.1f} s.")
            scripts = _scripts(engine, fonts, characters)
    except BriefError as error:
        return [_broken(error.problems[0].message)], []
    return [works, *_told(scripts)], scripts


@contextmanager
def _engine(fonts: Fonts) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="briefwright-") as name:
        Path(name, "page.typ").write_text(_PAGE, encoding="utf-8")
        with Engine(Path(name), font_paths=fonts.paths) as engine:
            yield engine


def _scripts(engine: Engine, fonts: Fonts, characters: Mapping[str, Place]) -> list[ScriptFinding]:
    choice = fonts.choice
    origins = engine.origins(system_fonts=choice.system, more_fonts=choice.more)
    wanted = {character: place for character, place in characters.items() if unusual(character)}
    families = tuple(filter(None, (best_family(script, origins) for script in _LISTED)))
    missing = engine.missing(
        "".join(sorted(wanted)),
        fonts=(EMBEDDED_FAMILY, *families),
        system_fonts=choice.system,
        more_fonts=choice.more,
    )
    used: dict[Script, list[str]] = {}
    for character in wanted:
        used.setdefault(script_of(character), []).append(character)
    listed = (*_LISTED, *(script for script in used if script not in _LISTED))
    found = _Found(fonts=fonts, origins=origins, missing=missing, places=characters)
    return [_script(script, used.get(script, ()), found) for script in listed]


def _script(script: Script, used: Sequence[str], found: _Found) -> ScriptFinding:
    lacking = tuple(character for character in used if character in found.missing)
    own = EMBEDDED_FAMILY if script.name in _EMBEDDED else best_family(script, found.origins) or ""
    first = next(iter(lacking or used), None)
    return ScriptFinding(
        script=script.name,
        family=own,
        origin=_origin(found.origins.get(own, ""), found.fonts.paths) if own else "",
        characters=len(used),
        missing=lacking,
        place=found.places[first] if first else None,
        extra=script.extra,
        remedy=remedy(script) if lacking or not own else "",
    )


def _origin(path: str, paths: Sequence[Path]) -> str:
    """Say who brings the font at *path*, which is empty for those of the engine."""
    if not path:
        return "engine"
    if any(Path(path).is_relative_to(folder.resolve()) for folder in paths):
        return "project"
    packs = fontpacks.installed()
    own = (pack.name for pack in packs if Path(path).is_relative_to(pack.folder.resolve()))
    return next(own, "machine")


def _brings(origin: str) -> str:
    return _BRINGS.get(origin, f"from the package {origin}")


def _told(scripts: Sequence[ScriptFinding]) -> Iterator[Finding]:
    """Yield a line for each script that the project uses, and one for those that it could not."""
    used = [script for script in scripts if script.characters]
    if not used:
        message = "No text here wants a font besides the engine's."
        yield _finding(State.OK, message, name="scripts", group=Group.FONTS)
    for script in (script for script in used if not script.missing):
        name = f"script {script.script}"
        if script.family:
            message = f"{script.script}: printed with {script.family}, {_brings(script.origin)}."
            yield _finding(State.OK, message, name=name, group=Group.FONTS)
        else:
            message = f"{script.script}: printed with a font that was made for something else."
            yield _finding(State.NOTE, message, script.remedy, name=name, group=Group.FONTS)
    for script in (script for script in used if script.missing):
        shown = ", ".join(f"“{c}” (U+{ord(c):04X})" for c in script.missing[:_SHOWN])
        more = ", …" if len(script.missing) > _SHOWN else ""
        message = f"No font here can print these, {script.script}: {shown}{more} ({script.place})."
        yield _finding(
            State.ERROR, message, script.remedy, name=f"script {script.script}", group=Group.FONTS
        )
    without = [script for script in scripts if not script.family and not script.characters]
    if without:
        named = ", ".join(script.script for script in without)
        extras = sorted({extra for script in without if (extra := script.extra)})
        hint = f'To have fonts: pip install "briefwright[{",".join(extras)}]"' if extras else ""
        message = f"Not used here, and could not be printed: {named}."
        yield _finding(State.NOTE, message, hint, name="other scripts", group=Group.FONTS)


def _broken(said: str) -> Finding:
    remedy = "Install the engine anew: pip install --force-reinstall typst"
    return _finding(State.ERROR, f"The PDF engine does not work: {said}", remedy)


def _finding(
    state: State,
    message: str,
    remedy: str = "",
    *,
    name: str = "engine",
    group: Group = Group.ENGINE,
) -> Finding:
    return Finding(group=group, name=name, state=state, message=message, remedy=remedy)
