"""Look at everything, one thing after the other; what breaks one look leaves the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefwright.health import contents, folders, installation, printing
from briefwright.health.findings import Finding, Group, State, is_healthy
from briefwright.health.printing import Fonts, ScriptFinding
from briefwright.press import fontpacks
from briefwright.press.engine import FontChoice
from briefwright.problems import BriefError, Place
from briefwright.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that was found."""

    project: str
    """The folder of the project; empty outside of one."""
    findings: tuple[Finding, ...]
    """By groups, in their order."""
    scripts: tuple[ScriptFinding, ...]

    @property
    def healthy(self) -> bool:
        """Whether all works that is wanted."""
        return is_healthy(self.findings)


def examine(start: Path) -> Report:
    """Look at the installation, and at the project around *start* if there is one."""
    project, found = _project(start)
    findings = [*installation.look(), *installation.look_for_tools()]
    characters: Mapping[str, Place] = {}
    if project:
        try:
            read = contents.look(project)
            characters = read.characters
            found += read.findings
        except BriefError as error:
            found += [_wrong(problem.message, problem.hint) for problem in error.problems]
    fonts, wrong = _fonts(project)
    told, scripts = printing.look(fonts, characters)
    findings += [*told, *folders.look(project.root if project else None), *found, *wrong]
    order = list(Group)
    return Report(
        project=str(project.root) if project else "",
        findings=tuple(sorted(findings, key=lambda finding: order.index(finding.group))),
        scripts=tuple(scripts),
    )


def _project(start: Path) -> tuple[Project | None, list[Finding]]:
    try:
        return Project.find(start), []
    except BriefError as error:
        problem = error.problems[0]
        note = Finding(
            group=Group.PROJECT,
            name="project",
            state=State.NOTE,
            message=problem.message,
            remedy=problem.hint,
        )
        return None, [note]


def _fonts(project: Project | None) -> tuple[Fonts, list[Finding]]:
    """Return where fonts are looked for, and what is wrong with what says so."""
    everywhere = FontChoice(more=fontpacks.folders())
    if project is None:
        return Fonts(choice=everywhere), []
    from briefwright.sphinx_ext.settings import font_setup  # noqa: PLC0415 (Sphinx takes its time)

    try:
        setup = font_setup(project.root)
    except BriefError as error:
        problem = error.problems[0]
        return Fonts(choice=everywhere), [_wrong(f"conf.py: {problem.message}", problem.hint)]
    lost = [path for path in setup.paths if not path.is_dir()]
    wrong = [
        Finding(
            group=Group.FONTS,
            name="font folder",
            state=State.WARNING,
            message=f"There is no folder {path.relative_to(project.root)}, which conf.py names.",
            remedy="Make it, or take it out of brief_font_paths.",
        )
        for path in lost
    ]
    return Fonts(paths=setup.paths, choice=setup.choice()), wrong


def _wrong(message: str, remedy: str) -> Finding:
    return Finding(
        group=Group.PROJECT, name="project", state=State.ERROR, message=message, remedy=remedy
    )
