"""The versions of Python and of the packages, and which programs there are besides."""

import platform
import shutil
import sys
import tomllib
import webbrowser
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet

import briefwright
from briefwright.health.findings import Finding, Group, State
from briefwright.press import fontpacks

_SHOWN = ("sphinx", "docutils", "myst-parser", "furo", "typst", "pikepdf", "jinja2", "pydantic")
"""Those that a report of a mistake should name."""
_TEX = ("latexmk", "xelatex", "lualatex")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "firefox", "msedge")


def look() -> Iterator[Finding]:
    """Yield what there is to say of Python and the packages."""
    python, required = _wanted()
    yield _python(python)
    yield from _packages(required)
    yield _extras()


def look_for_tools() -> Iterator[Finding]:
    """Yield which programs there are that Briefwright can do without."""
    found = [name for name in _TEX if shutil.which(name)]
    if found:
        message = f"LaTeX is there ({', '.join(found)}), for “sphinx-build -M latexpdf”."
        yield _tool("latex", State.OK, message)
    else:
        message = "There is no LaTeX; the PDFs of “brief build” need none."
        remedy = "Only for “sphinx-build -M latexpdf”: install TeX Live, with latexmk."
        yield _tool("latex", State.NOTE, message, remedy)
    try:
        name = webbrowser.get().__class__.__name__
        browsers = [name for name in _BROWSERS if shutil.which(name)] or [name]
        message = f"A browser is there ({', '.join(browsers)}), for “--open” and “brief serve”."
        yield _tool("browser", State.OK, message)
    except webbrowser.Error:
        message = "No browser can be opened from here."
        remedy = "Open build/html/index.html, or the address that “brief serve” prints, by hand."
        yield _tool("browser", State.NOTE, message, remedy)


def _wanted() -> tuple[str, Sequence[str]]:
    """Return the versions of Python, and the packages, that this version wants."""
    try:
        found = metadata("briefwright")
        python = str(found["Requires-Python"]) if "Requires-Python" in found else ""
        return python, found.get_all("Requires-Dist") or ()
    except PackageNotFoundError:  # a checkout on the path
        path = Path(briefwright.__file__).parents[2] / "pyproject.toml"
    try:
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        return project["requires-python"], project["dependencies"]
    except (OSError, ValueError, KeyError):
        return "", ()


def _python(wanted: str) -> Finding:
    here = platform.python_version()
    message = f"Python {here} on {platform.system()}, {platform.machine()}."
    if wanted and not SpecifierSet(wanted).contains(here, prereleases=True):
        remedy = f"Install a Python {wanted}, and Briefwright with it."
        return _finding("python", State.ERROR, f"{message} It is not of {wanted}.", remedy)
    return _finding("python", State.OK, message)


def _packages(required: Sequence[str]) -> Iterator[Finding]:
    unfit: list[tuple[str, Requirement]] = []
    for text in required:
        requirement = _requirement(text)
        if requirement and not _fits(here := _version(requirement.name), requirement):
            unfit.append((here, requirement))
    for here, requirement in unfit:
        message = f"{requirement} is wanted, and {here or 'nothing'} is there."
        remedy = f'Install it: {Path(sys.executable).name} -m pip install "{requirement}"'
        yield _finding(f"package {requirement.name}", State.ERROR, message, remedy)
    if not unfit:
        shown = ", ".join(f"{name} {_version(name)}" for name in _SHOWN if _version(name))
        message = f"Briefwright {briefwright.__version__}, with {shown}."
        yield _finding("packages", State.OK, message)


def _requirement(text: str) -> Requirement | None:
    """Return what is required here, and not only for an extra or elsewhere."""
    try:
        found = Requirement(text)
    except InvalidRequirement:
        return None
    return found if found.marker is None or found.marker.evaluate({"extra": ""}) else None


def _fits(here: str, requirement: Requirement) -> bool:
    return bool(here) and requirement.specifier.contains(here, prereleases=True)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _extras() -> Finding:
    packs = fontpacks.installed()
    if packs:
        named = ", ".join(f"{pack.name} {pack.version}" for pack in packs)
        return _finding("font packages", State.OK, f"Fonts are brought by {named}.")
    message = (
        "No package with fonts is installed; fonts of this machine are used for other scripts."
    )
    remedy = 'For the same fonts everywhere: pip install "briefwright[fonts,fonts-cjk]"'
    return _finding("font packages", State.NOTE, message, remedy)


def _finding(name: str, state: State, message: str, remedy: str = "") -> Finding:
    return Finding(group=Group.INSTALLATION, name=name, state=state, message=message, remedy=remedy)


def _tool(name: str, state: State, message: str, remedy: str = "") -> Finding:
    return Finding(group=Group.TOOLS, name=name, state=state, message=message, remedy=remedy)
