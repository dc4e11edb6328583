"""The style sheet of the pages: every ``screen.css`` of the packs in use, base first.

There is one for all briefs; the pages of each carry the names of its packs as classes.
"""

import base64
import hashlib
from functools import partial
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from briefwright.assembly import Assembly
from briefwright.files import write_if_changed
from briefwright.model import DEFAULT_TEMPLATE, Side
from briefwright.problems import BriefError, Code, Place, Problem, stop
from briefwright.sphinx_ext.domain import debate
from briefwright.sphinx_ext.generate import stop_build
from briefwright.templates import find_pack
from briefwright.templating import stylesheets
from briefwright.templating.packs import Pack

SHEET = "briefwright.css"
_MOST_BYTES = 2 << 20


def sheet(packs: tuple[Pack, ...]) -> str:
    """Return one sheet of all *packs*: what is nearer to the user comes later, and wins."""
    texts: dict[Path, str] = {}
    for pack in packs:
        for file in reversed(pack.files.get(stylesheets.SHEET, ())):
            texts.setdefault(file.path, stylesheets.embedded(file.text, partial(_data, pack)))
    return "\n".join(texts.values())


def _data(pack: Pack, target: str) -> str | None:
    """Return the file of *pack* that its sheet names, as an address that holds it."""
    file = pack.file(stylesheets.local_name(target.strip()) or "-")
    if file is None:
        return None
    content = file.path.read_bytes()
    if len(content) > _MOST_BYTES:
        message = f"A picture or font of a style sheet has at most {_MOST_BYTES >> 20} MiB."
        problem = Problem(place=Place(path=file.shown), code=Code.SIZE, message=message)
        raise BriefError(problem)
    kind = stylesheets.MEDIA[file.path.suffix]
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def write_sheet(app: Sphinx, assembly: Assembly) -> None:
    """Write the sheet beside Sphinx's own, and note it, so that pages that name an older one are written again."""
    _write(app, assembly.packs or (find_pack(DEFAULT_TEMPLATE, Path(app.srcdir)),))
    packs = zip(assembly.briefs, assembly.packs, strict=True)
    debate(app.env).packs = {brief.slug: pack for brief, pack in packs}


def classify(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give the page of a brief a class for each of its packs, and one for its side.

    So a sheet can say which pages are meant: ``.bw-pack-one-page.bw-page-pro``.
    """
    folder, slug, name = [*docname.split("/"), "", ""][:3]
    pack = debate(app.env).packs.get(slug) if folder == "briefs" else None
    document = next((d for d in pack.documents if d.name == name), None) if pack else None
    if pack is None or document is None:
        return
    classes = [f"bw-pack-{name}" for name in pack.lineage]
    classes.append(f"bw-page-{document.side or Side.BOTH}")
    for section in doctree.children:
        if isinstance(section, nodes.section):
            section["classes"] += classes


def write_shipped_sheet(app: Sphinx) -> None:
    """Write the sheet of the shipped pack, where there are no briefs to choose another."""
    if not (Path(app.srcdir) / "briefs").is_dir():
        _write(app, (find_pack(DEFAULT_TEMPLATE, None),))


def _write(app: Sphinx, packs: tuple[Pack, ...]) -> None:
    try:
        stop(problem for pack in packs for problem in stylesheets.style_problems(pack))
        text = sheet(packs)
    except BriefError as error:
        stop_build(error.problems)
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
