"""The fonts that installed Python packages bring; none of the packages is imported.

Some packages are known by name: those of the extras ``fonts`` and ``fonts-cjk``. Any other one can
say that it brings fonts, by an entry point of the group ``briefwright.fonts`` whose value is the
name of its module; those of https://fontpkg.org have a group of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, entry_points, version
from importlib.util import find_spec
from pathlib import Path

SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
"""Of the files that the engine can read."""

FONTS, FONTS_CJK = "fonts", "fonts-cjk"
"""The extras of briefwright that bring fonts."""

EXTRAS = {
    FONTS: ("manimgx-fonts", "fontpkg-amiri", "fontpkg-frank-ruhl-libre"),
    FONTS_CJK: ("manimgx-fonts-cjk",),
}
"""The packages of each extra; a test compares them with those in ``pyproject.toml``."""

_GROUPS = ("briefwright.fonts", "fontpkg.family")


@dataclass(frozen=True, slots=True, kw_only=True)
class FontPack:
    """An installed package that brings fonts."""

    name: str
    """Of the package, as pip has it."""
    version: str
    folder: Path
    """Where its fonts are."""


def installed() -> tuple[FontPack, ...]:
    """Return the packages with fonts that are installed, by their names."""
    modules = {name: name.replace("-", "_") for names in EXTRAS.values() for name in names}
    found = {name: pack for name, module in modules.items() if (pack := _pack(name, module))}
    every = entry_points()
    for point in (point for group in _GROUPS for point in every.select(group=group)):
        name = point.dist.name if point.dist else point.name
        pack = _pack(name, point.value.partition(":")[0])
        if pack:
            found.setdefault(name, pack)
    return tuple(found[name] for name in sorted(found))


@cache
def folders() -> tuple[Path, ...]:
    """Return the folders of :func:`installed`, which do not change while a process lives."""
    return tuple(pack.folder for pack in installed())


def files(folder: Path) -> Iterator[Path]:
    """Yield the files of fonts in *folder*."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            yield path


def _pack(name: str, module: str) -> FontPack | None:
    """Return the package *name* if it is installed, with the folder of its *module*."""
    try:
        # What lies deeper would be imported to be found.
        spec = find_spec(module) if "." not in module else None
        places = list(spec.submodule_search_locations or ()) if spec else []
        return (
            FontPack(name=name, version=version(name), folder=Path(places[0])) if places else None
        )
    except (PackageNotFoundError, ValueError):
        return None
