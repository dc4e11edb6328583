"""What ``conf.py`` says of fonts, without a build."""

from pathlib import Path
from typing import Any

from sphinx.config import eval_config_file
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

from briefwright.problems import BriefError, Code, Place, Problem
from briefwright.sphinx_ext.printer import FontSetup


def read_settings(root: Path) -> dict[str, Any]:
    """Return all that ``conf.py`` in *root* sets, as Sphinx does; raises :class:`BriefError`."""
    try:
        return eval_config_file(root / "conf.py", Tags())
    except ConfigError as error:
        said = next(iter(reversed(str(error).strip().splitlines())), "").strip()
        problem = Problem(
            place=Place(path="conf.py"),
            code=Code.BUILD,
            message=f"Python cannot run it: {said}",
            hint="Mend that line, or compare the file with that of a new project.",
        )
        raise BriefError(problem) from error


def font_setup(root: Path) -> FontSetup:
    """Return where the project in *root* has fonts looked for; raises :class:`BriefError`."""
    said = read_settings(root)
    return FontSetup(
        paths=tuple(root / str(path) for path in said.get("brief_font_paths", ())),
        system=bool(said.get("brief_system_fonts", True)),
        packages=bool(said.get("brief_font_packages", True)),
    )
