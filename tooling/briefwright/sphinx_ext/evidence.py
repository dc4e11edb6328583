"""Which files Sphinx may take for evidence: Markdown of the project, and nothing behind it."""

import os
from collections.abc import Iterator
from pathlib import Path

from myst_parser.parsers.sphinx_ import MystParser
from sphinx.application import Sphinx
from sphinx.config import Config

from briefwright.markup.confine import profile_of
from briefwright.problems import Code, Place, Problem
from briefwright.sphinx_ext.report import report

FOLDERS = ("briefs", "source")


def exclude_unreadable(app: Sphinx, config: Config) -> None:
    """Keep from Sphinx what it would read in full power, or from elsewhere.

    A file of another kind (reStructuredText, a notebook) has a parser of its own, which would obey
    it; what a link leads to may be any file of the machine, and its source would be copied beside
    the pages.
    """
    patterns = [*_other_kinds(config), *_links(Path(app.srcdir))]
    config.exclude_patterns = [*config.exclude_patterns, *patterns]


def _other_kinds(config: Config) -> Iterator[str]:
    for suffix, kind in config.source_suffix.items():
        if (kind or "restructuredtext") in MystParser.supported:
            continue
        if suffix == ".md":
            message = f"Evidence is left out, for “{kind}” reads the .md files."
            hint = "Take .md out of source_suffix; the extension sets it."
            _tell(Code.FILE, "conf.py", message, hint)
        yield f"{_any_case('source')}/**{_literal(suffix)}"
        yield f"{_any_case('briefs')}/**/*{_literal(suffix)}"


def _links(root: Path) -> Iterator[str]:
    """Yield patterns for the links below source/ and briefs/ that must not be followed."""
    here = os.path.realpath(root)
    for folder in sorted(entry.name for entry in os.scandir(root)):
        if folder.casefold() not in FOLDERS:
            continue
        for path in _entries(root / folder):
            target = os.path.realpath(path)
            name = path.relative_to(root).as_posix()
            if _is_within(target, here) and not _is_within(os.path.realpath(path.parent), target):
                continue
            if profile_of(name) or path.is_dir():
                message = "This link leads out of the project, or in a circle; it is not read."
                _tell(Code.FILE, name, message, "Copy what it leads to into the project.")
                yield _literal(name)


def _entries(folder: Path) -> Iterator[Path]:
    """Yield every link at or below a folder, without following any."""
    if folder.is_symlink():
        yield folder
        return
    for parent, folders, files in os.walk(folder):
        for name in sorted([*folders, *files]):
            path = Path(parent, name)
            if path.is_symlink():
                yield path


def _is_within(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(folder)


def _literal(name: str) -> str:
    """Return a pattern of Sphinx that matches this name."""
    # "[[]" is the pattern of a bracket, but Python warns of the expression that it becomes.
    signs = {"*": "[*]", "?": "[?]", "[": "?"}
    return "".join(signs.get(sign, sign) for sign in name)


def _any_case(name: str) -> str:
    return "".join(f"[{letter.lower()}{letter.upper()}]" for letter in name)


def refuse_include(app: Sphinx, path: Path, docname: str, content: list[str]) -> None:
    """Let no page of the user's own include evidence, which it would obey."""
    if profile_of(path.with_suffix("").as_posix()):
        content[0] = ""
        message = f"Evidence cannot be included, as {path.as_posix()} is here."
        page = str(app.env.doc2path(app.env.docname, base=False))
        _tell(Code.MARKUP, page, message, "Link to it, or print its cards.")


def _tell(code: Code, path: str, message: str, hint: str) -> None:
    # Sphinx takes a place without a line for the name of a document.
    report(Problem(place=Place(path=path, line=1), code=code, message=message, hint=hint))
