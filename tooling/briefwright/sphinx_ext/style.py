"""The style sheet of the pages: every ``screen.css`` of the packs in use, base first."""

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from briefwright.assembly import Assembly
from briefwright.files import write_if_changed
from briefwright.model import DEFAULT_TEMPLATE
from briefwright.packs import Pack
from briefwright.sphinx_ext.domain import debate
from briefwright.templates import find_pack

SHEET = "briefwright.css"
_NAME = "screen.css"


def sheet(packs: tuple[Pack, ...]) -> str:
    """Return one sheet of all *packs*: what is nearer to the user comes later, and wins."""
    texts: dict[Path, str] = {}
    for pack in packs:
        for file in reversed(pack.files.get(_NAME, ())):
            texts.setdefault(file.path, file.text)
    return "\n".join(texts.values())


def write_sheet(app: Sphinx, assembly: Assembly) -> None:
    """Write the sheet beside Sphinx's own, and note it, so that pages that name an older one are written again."""
    _write(app, assembly.packs or (find_pack(DEFAULT_TEMPLATE, Path(app.srcdir)),))


def write_shipped_sheet(app: Sphinx) -> None:
    """Write the sheet of the shipped pack, where there are no briefs to choose another."""
    if not (Path(app.srcdir) / "briefs").is_dir():
        _write(app, (find_pack(DEFAULT_TEMPLATE, None),))


def _write(app: Sphinx, packs: tuple[Pack, ...]) -> None:
    text = sheet(packs)
    # Not by html_static_path: with its doctrees below the output, Sphinx takes the folder for a loop.
    if app.builder.format == "html":
        write_if_changed(Path(app.outdir) / "_static" / SHEET, text)
    debate(app.env).sheet = hashlib.sha256(text.encode()).hexdigest()


def restyled(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return every page, if the sheet is another one than before; none is read again."""
    if app.builder.format != "html":
        return []  # and pages stay older than the sheet, whatever is printed
    domain = debate(env)
    changed = domain.data["sheet"] != domain.sheet
    domain.data["sheet"] = domain.sheet
    return sorted(env.found_docs) if changed else []
