"""Try a template: on a sample project that uses every feature, or on a copy of one's own brief.

Everything happens in a copy, so that nothing in the project changes.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from briefwright.assembly import unknown
from briefwright.build import Progress, Request, Result, build
from briefwright.files import is_within, os_problem, write_atomic
from briefwright.model import DEFAULT_TEMPLATE
from briefwright.problems import BriefError, Code, Problem, stop
from briefwright.project import SPEC_SUFFIXES, Project
from briefwright.templates import SHIPPED, find_pack
from briefwright.templating.packs import MANIFEST, NAME
from briefwright.templating.strays import idle
from briefwright.templating.wishes import Wishes

SAMPLE = Path(__file__).with_name("sample")
SAMPLE_BRIEF = "sample"
PREVIEWS = "build/preview"
"""Where previews are put, a folder for each template."""
_OF_THE_MACHINE = frozenset({Code.GLYPH})
"""What no template can help: the sample has scripts for which some machines have no font."""

_GENERATED = "This document is generated"


def packs_of(project: Project) -> tuple[str, ...]:
    """Return the packs that *project* has, or changes, and that make documents."""
    found: list[str] = []
    root = project.root / "templates"
    folders = sorted(path for path in root.glob("*") if path.is_dir()) if root.is_dir() else []
    for folder in (folder for folder in folders if NAME.fullmatch(folder.name)):
        name = folder.name
        if (folder / MANIFEST).exists() or (SHIPPED / name / MANIFEST).exists():
            found.append(name if _makes_documents(name, project) else DEFAULT_TEMPLATE)
    return tuple(dict.fromkeys(found))


def _makes_documents(name: str, project: Project) -> bool:
    with suppress(BriefError):
        return bool(find_pack(name, project.root, partial=True).documents)
    return True  # or else trying it says what is wrong


def check(project: Project, name: str, progress: Progress) -> tuple[Problem, ...]:
    """Build the sample with the pack *name*, pages and PDFs, and return all there is to say.

    A warning counts, too.
    """
    with tempfile.TemporaryDirectory(prefix="briefwright-") as folder:
        root = Path(folder).resolve()
        copy(project, root / "project")
        asked = with_examples(project, request(name, root / "build"))
        result = build(Project(root / "project"), asked, progress)
        found = [p for p in result.problems if p.code not in _OF_THE_MACHINE]
        found += idle(find_pack(name, project.root))
        return tuple(_explained(problem, root / "project") for problem in found)


def _explained(problem: Problem, root: Path) -> Problem:
    """Show the line of a document that nobody can look up, and that the sample is not to blame."""
    if not problem.place.path.startswith("briefs/") or not problem.place.line:
        return problem
    try:
        text = (root / problem.place.path).read_text(encoding="utf-8")
        line = text.split("\n")[problem.place.line - 1]
    except (OSError, IndexError):
        return problem
    hint = f"{problem.hint.partition(_GENERATED)[0]}The sample is right: mend the template."
    return replace(problem, hint=hint, detail=(*problem.detail, line.strip()))


def preview(project: Project, name: str, slug: str, progress: Progress) -> Result:
    """Build the sample, or the brief *slug*, with the pack *name*, below ``build/preview/``."""
    out = preview_folder(project, name)
    copy(project, out / ".project", slug)
    asked = request(name, out, slug)
    return build(
        Project(out / ".project"), asked if slug else with_examples(project, asked), progress
    )


def preview_folder(project: Project, name: str) -> Path:
    """Return where the preview of a pack is put; raises :class:`BriefError` if there is none."""
    find_pack(name, project.root)
    return project.path(f"{PREVIEWS}/{name}")


def request(name: str, out: Path, slug: str = "") -> Request:
    """Return the build of the sample, or of one brief, with another pack."""
    slugs = (slug or SAMPLE_BRIEF,)
    return Request(out=out, slugs=slugs, wishes=Wishes(template=name, slugs=slugs))


def with_examples(project: Project, asked: Request) -> Request:
    """Return the build of the sample with the example that the pack gives of each option."""
    options = find_pack(asked.wishes.template, project.root).options.values()
    examples = {option.name: option.example for option in options if option.example}
    wishes = replace(asked.wishes, options=examples, origin="the example of")
    return replace(asked, wishes=wishes)


def copy(project: Project, target: Path, slug: str = "") -> None:
    """Bring into *target* the sample, or the brief *slug*, and the project's own templates.

    A file that is there and the same is left alone. Raises :class:`BriefError`.
    """
    if slug:
        stop(unknown([slug], [file.slug for file in project.specs()[0]]))
    wanted = dict(_own(project, slug) if slug else _below(SAMPLE, ""))
    wanted |= dict(_below(project.root / "templates", "templates/"))
    for shown, path in wanted.items():
        try:
            _bring(path, target / shown)
        except OSError as error:
            raise BriefError(os_problem(path, "copied", error)) from error
    _clear(target, wanted)


def watched(project: Project, slug: str = "") -> Iterator[Path]:
    """Yield the folders of which a change asks for another preview."""
    for name in ("templates", *(("briefs", "source") if slug else ())):
        if (project.root / name).is_dir():
            yield project.root / name


def _own(project: Project, slug: str) -> Iterator[tuple[str, Path]]:
    """Yield what a project's brief is made from."""
    names = ["conf.py", "docutils.conf", "briefs/index.md"]
    names += [f"briefs/{slug}{suffix}" for suffix in SPEC_SUFFIXES]
    for name in names:
        if (project.root / name).is_file():
            yield name, project.path(name)
    for path in sorted((project.root / "source").glob("*/*.md")):
        shown = path.relative_to(project.root).as_posix()
        yield shown, project.path(shown)


def _below(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    """Yield the files below *folder* but for hidden ones, and what Python leaves."""
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if not n.startswith((".", "__")))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(top, name)
                yield prefix + path.relative_to(folder).as_posix(), path


def _bring(path: Path, goal: Path) -> None:
    if path.is_symlink() and not is_within(path, path.parent):
        # It is brought as a link that leads nowhere good, so that it is refused as it would be.
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.unlink(missing_ok=True)
        goal.symlink_to(os.path.realpath(path))
        return
    data = path.read_bytes()
    if goal.is_symlink() or not goal.is_file() or goal.read_bytes() != data:
        goal.unlink(missing_ok=True)
        write_atomic(goal, data)


def _clear(target: Path, wanted: Mapping[str, Path]) -> None:
    """Delete what an earlier copy had, but not what was generated from it."""
    for path in sorted(target.rglob("*"), reverse=True):
        shown = path.relative_to(target)
        generated = shown.parts[:1] == ("briefs",) and len(shown.parts) > 2
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):
                path.rmdir()  # if it is empty
        elif shown.as_posix() not in wanted and not generated:
            path.unlink()
