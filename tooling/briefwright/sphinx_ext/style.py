"""The style sheet of the pages: every ``screen.css`` of the packs in use, base first."""

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
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


def _folder(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "briefwright-static"


def add_sheet(app: Sphinx, config: Config) -> None:
    """Tell Sphinx where the sheet will be."""
    folder = _folder(app)
    folder.mkdir(parents=True, exist_ok=True)
    config["html_static_path"] = [*config.html_static_path, str(folder)]
    app.add_css_file(SHEET)


def write_sheet(app: Sphinx, assembly: Assembly) -> None:
    """Write the sheet, and note it, so that pages that name an older one are written again."""
    packs = assembly.packs or (find_pack(DEFAULT_TEMPLATE, Path(app.srcdir)),)
    text = sheet(packs)
    write_if_changed(_folder(app) / SHEET, text)
    debate(app.env).sheet = hashlib.sha256(text.encode()).hexdigest()


def restyled(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return every page, if the sheet is another one than before; none is read again."""
    domain = debate(env)
    changed = app.builder.format == "html" and domain.data["sheet"] != domain.sheet
    domain.data["sheet"] = domain.sheet
    return sorted(env.found_docs) if changed else []
