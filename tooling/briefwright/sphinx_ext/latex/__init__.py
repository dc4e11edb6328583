"""PDF by LaTeX, for those who have it: ``sphinx-build -M latexpdf``, with the same marks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.texescape import escape

from briefwright.assembly import Assembly
from briefwright.files import write_if_changed
from briefwright.problems import Code, Place, Problem, Severity
from briefwright.sphinx_ext.latex import tree, visitors
from briefwright.sphinx_ext.latex.text import key_of, latex, opentype_name, scripts_of
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.report import report

ENGINE = "lualatex"
STYLE = Path(__file__).with_name("briefwright.sty")

_ELEMENTS = {
    # The style brings a language that any TeX has, and the order of letters that run from the right.
    "polyglossia": "",
    "babel": "",
    "fontpkg": "\\usepackage{briefwright}",
    "maketitle": "\\bwTitle",
    "sphinxsetup": "HeaderFamily=\\rmfamily\\bfseries, TitleColor={rgb}{0,0,0}",
}
_PAPERS = {
    "letter": "letterpaper",
    "a4": "a4paper",
    "a5": "a5paper",
    "a3": "a3paper",
    "legal": "legalpaper",
    "half-letter": "paperwidth=5.5in, paperheight=8.5in",
}


def apply_defaults(_app: Sphinx, config: Config) -> None:
    """Set what ``conf.py`` and the command line leave open."""
    said = config._raw_config.keys() | config._overrides.keys()  # noqa: SLF001 - no public way to ask
    if "latex_engine" not in said:
        config["latex_engine"] = ENGINE
    if "latex_use_xindy" not in said:
        config["latex_use_xindy"] = False  # one program less to have
    if config.latex_engine == ENGINE:
        config["latex_elements"] = {**_ELEMENTS, **config.latex_elements}
        config["latex_additional_files"] = [*config.latex_additional_files, str(STYLE)]


def list_documents(app: Sphinx, _assembly: Assembly) -> None:
    """Have LaTeX print what the other engine prints, unless ``conf.py`` says what it does."""
    config = app.config
    if app.builder.name != "latex":
        return
    if config.latex_engine != ENGINE:
        report(_wrong_engine(config.latex_engine))
    if "latex_documents" not in config._raw_config:  # noqa: SLF001 - as above
        config["latex_documents"] = [
            (
                job.docname,
                f"{job.name}.tex",
                escape(job.title, config.latex_engine),
                escape(str(job.options.get("team", "")), config.latex_engine),
                "howto",
            )
            for job in tree.jobs(app)
        ]


def _wrong_engine(engine: str) -> Problem:
    message = f"“{engine}” cannot print the marks of cards."
    hint = f"Leave latex_engine out, or write “{ENGINE}”."
    place = Place(path="conf.py")
    return Problem(
        place=place, code=Code.PDF, message=message, hint=hint, severity=Severity.WARNING
    )


def write_settings(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write beside each file of LaTeX what its brief sets."""
    if app.builder.name != "latex" or app.config.latex_engine != ENGINE:
        return
    found = {job.docname: job for job in tree.jobs(app)}
    for document in app.config.latex_documents:
        if document[0] == docname:
            path = Path(app.outdir, document[1]).with_suffix(".look")
            write_if_changed(path, settings(found.get(docname), doctree.astext()))


def settings(job: PrintJob | None, words: str) -> str:
    """Return the settings of a PDF with these *words*."""
    lines = [
        f"\\bwFamily{{{key_of(script)}}}{{{opentype_name(script)}}}{{{','.join(script.families)}}}"
        for script in scripts_of(words)
    ]
    if job:
        lines += [f"\\def\\bw{name}{{{value}}}" for name, value in _values(job.options).items()]
        lines.append(f"\\def\\bwSubtitle{{{latex(job.subtitle)}}}")
        if job.options.get("paper") in _PAPERS:
            lines.append(f"\\bwPaper{{{_PAPERS[str(job.options['paper'])]}}}")
    return "".join(f"{line}\n" for line in lines)


def _values(options: Mapping[str, object]) -> dict[str, str]:
    """Return what the style file knows under other names."""
    words = options.get("words")
    words = words if isinstance(words, dict) else {}
    before, _, after = str(words.get("see", "page {page}")).partition("{page}")
    found: dict[str, Any] = {
        "Team": latex(str(options.get("team", ""))),
        "Note": latex(str(options.get("note", ""))),
        "Contents": latex(str(words.get("contents", "Contents"))),
        "BeforePage": latex(before),
        "AfterPage": latex(after),
        "Marks": str(options.get("marks", "colour")),
        "Tint": str(options.get("highlight", "#ffe48f")).lstrip("#"),
        "NewPage": str(options.get("new-page", "parts")),
        "Depth": {"none": "-1", "sections": "2"}.get(str(options.get("contents")), "3"),
    }
    for name, option in (("ReadSize", "size"), ("UnreadSize", "unread-size")):
        if isinstance(options.get(option), int | float):
            found[name] = f"{options[option]:g}"
    return found


def setup(app: Sphinx) -> None:
    """Register what LaTeX needs."""
    visitors.setup(app)
    app.connect("config-inited", apply_defaults, priority=200)
    app.connect("brief-assembled", list_documents, priority=600)
    app.connect("doctree-resolved", tree.put_together, priority=600)
    app.connect("doctree-resolved", write_settings, priority=700)
