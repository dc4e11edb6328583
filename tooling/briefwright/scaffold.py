"""Lay out a new project, and start a new brief; what is there already is never overwritten."""

import os
from collections.abc import Iterator
from pathlib import Path

from briefwright.fields.tree import yaml_string
from briefwright.files import file_problem, write_all, write_atomic
from briefwright.problems import BriefError, Place
from briefwright.project import SPEC_SUFFIXES, Project
from briefwright.spec import check_name
from briefwright.templates import find_pack
from briefwright.text import check_characters

SKELETON = "skeleton"
_PARTS = ("conf.py", "briefs", "source", "templates")
_RENAMED = {"gitignore": ".gitignore"}
"""What would work in the package itself."""
_SCHEMA = "tooling/briefwright/brief.schema.json"

_TEACHING = """
# That is enough: each side is arranged from the topics of its cards. Take away the "#" in front of a
# line to say more.

# title: A shorter name for the first page
# team: Your school
# template: public-forum
# round:
#   tournament: Autumn Open
#   round: "3"
#   room: "12"
#   opponent: Northside
#   judge: J. Park

# What each side reads, in order. A card is called by its name ("brief list cards"), or asked for by
# topic, source, or both; "limit" takes only the first few.
# pro:
#   sections:
#     - heading: The first contention
#       cards:
#         - a-card
#         - {topic: a-topic, limit: 3}
#       extension: The line that carries the argument into the last speech.
#     - heading: The other side's argument
#       answers: The heading of their contention
#       cards: [another-card]
#   questions:
#     - What to ask in crossfire?
# con:
#   sections: []
"""


def lay_out(folder: Path) -> tuple[Path, ...]:
    """Write the example project into *folder*, and return the files written.

    A README or .gitignore that is there stays. Raises :class:`BriefError`, with nothing written, if
    there is a project already, or if the disk refuses.
    """
    for name in _PARTS:
        if os.path.lexists(folder / name):
            message = "This is there already; nothing was written."
            raise BriefError(file_problem(folder / name, message, "Choose another folder."))
    files = {folder / name: content for name, content in _skeleton()}
    wanted = {path: content for path, content in files.items() if not os.path.lexists(path)}
    write_all(wanted)
    return tuple(wanted)


def start_brief(project: Project, slug: str, resolution: str, template: str = "") -> Path:
    """Write ``briefs/<slug>.yaml``; raises :class:`BriefError`, also if it is there already."""
    shown = f"briefs/{slug}.yaml"
    wrong = check_name(slug, Place(path=shown))
    problems = (*([wrong] if wrong else []), *check_characters(resolution, "--resolution"))
    if problems:
        raise BriefError(*problems)
    for suffix in SPEC_SUFFIXES:
        taken = f"briefs/{slug}{suffix}"
        if os.path.lexists(project.path(taken)):
            message = "There is a brief of this name already; it is left as it is."
            raise BriefError(file_problem(taken, message, "Choose another name."))
    if template:
        find_pack(template, project.root, Place(path="--template"))
    write_atomic(project.path(shown), _specification(project, resolution, template))
    return project.path(shown)


def _skeleton() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the example project, with their paths."""
    root = Path(__file__).with_name(SKELETON)
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            name = path.relative_to(root).as_posix()
            yield _RENAMED.get(name, name), path.read_bytes()


def _specification(project: Project, resolution: str, template: str) -> str:
    lines = []
    if (project.root / _SCHEMA).is_file():
        # An installed schema has a path that is right on this machine only.
        lines.append(f"# yaml-language-server: $schema=../{_SCHEMA}")
    lines.append(f"resolution: {yaml_string(resolution)}")
    if template:
        lines.append(f"template: {template}")
    return "\n".join(lines) + "\n" + _TEACHING
