"""What Sphinx is set to where a project's ``conf.py`` says nothing, so that it stays short."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

PAGES = Path(__file__).with_name("pages")
ROOT_DOC = "briefs/index"

_DEFAULTS: dict[str, object] = {
    "root_doc": ROOT_DOC,
    "include_patterns": ["briefs/**", "source/*/essay.md", "source/*/cards.md"],
    "primary_domain": "debate",
    "html_theme": "furo",
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_sphinx": False,
    "html_show_copyright": False,
}
"""``include_patterns``: the pages of a project are its briefs and its sources, nothing beside."""


def apply_defaults(app: Sphinx, config: Config) -> None:
    """Set what ``conf.py`` and the command line leave open."""
    said = config._raw_config.keys() | config._overrides.keys()  # noqa: SLF001 - no public way to ask
    is_project = (Path(app.srcdir) / "briefs").is_dir()
    for name, value in _DEFAULTS.items():
        if name not in said and (is_project or name in {"primary_domain", "html_theme"}):
            config[name] = value
    if "html_title" not in said:
        config["html_title"] = config.project
    # A quotation stays itself.
    config["smartquotes"] = False
    config["myst_enable_extensions"] = {*config.myst_enable_extensions, "colon_fence"}
    config["templates_path"] = [*config.templates_path, str(PAGES)]
