"""What a project has, and whether all of it is in order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefwright.assembly import Assembly, assemble, edited
from briefwright.health.findings import Finding, Group, State
from briefwright.problems import Code, Place, Problem, Severity
from briefwright.project import Project

_CHECK = "See each with: brief check"
_ASPECTS: Mapping[str, tuple[frozenset[Code], str]] = {
    "edits": (frozenset({Code.EDITED}), "Move what was written by hand to where it is made from."),
    "languages": (frozenset({Code.LANGUAGE}), "Bring its words: templates/<pack>/locale/<tag>.yml"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was read of a project."""

    findings: tuple[Finding, ...]
    characters: Mapping[str, Place]
    """Every character of what is printed, and where it stands first."""


def look(project: Project) -> Contents:
    """Read and prove everything in *project*, as ``brief check`` does."""
    assembly = assemble(project)
    problems = (*assembly.problems, *edited(project, assembly))
    findings = (*_problems(assembly, problems), *_cards(assembly))
    return Contents(findings=findings, characters=_characters(assembly))


def _problems(assembly: Assembly, problems: Iterable[Problem]) -> Iterator[Finding]:
    library = assembly.library
    counted = (
        f"{_plural(len(library.cards), 'card')} in {_plural(len(library.essays), 'essay')}, "
        f"{_plural(len(assembly.specs), 'brief')}"
    )
    kinds = Counter(problem.severity for problem in problems)
    errors, warnings = kinds[Severity.ERROR], kinds[Severity.WARNING]
    if not errors and not warnings:
        yield _finding("contents", State.OK, f"{counted}: no problems.")
        return
    said = [_plural(n, word) for n, word in ((errors, "error"), (warnings, "warning")) if n]
    state = State.ERROR if errors else State.WARNING
    yield _finding("contents", state, f"{counted}: {' and '.join(said)}.", _CHECK)
    for name, (codes, remedy) in _ASPECTS.items():
        own = [problem for problem in problems if problem.code in codes]
        if own:
            first = f"{own[0].place}: {own[0].message}"
            more = f" ({len(own) - 1} more)" if own[1:] else ""
            state = State.ERROR if own[0].severity is Severity.ERROR else State.WARNING
            yield _finding(name, state, first + more, remedy)


def _cards(assembly: Assembly) -> Iterator[Finding]:
    cards = assembly.library.cards
    unproved = [card.name for card in cards.values() if not card.verified]
    if unproved:
        message = f"{_plural(len(unproved), 'card')} without a stored source: {_listed(unproved)}."
        yield _finding("unproved", State.NOTE, message, "Store the article as source/…/essay.md.")
    printed = {entry.card.name for brief in assembly.briefs for entry in brief.entries}
    idle = [name for name in cards if name not in printed] if assembly.briefs else []
    if idle:
        message = f"{_plural(len(idle), 'card')} in no brief: {_listed(idle)}."
        yield _finding("unused", State.NOTE, message, "Name them in a specification in briefs/.")


def _characters(assembly: Assembly) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for card in assembly.library.cards.values():
        passage = "".join(span.text for paragraph in card.paragraphs for span in paragraph)
        for character in card.tag + passage:
            found.setdefault(character, card.place)
    for document in assembly.documents:  # the rest, such as citations
        for character in set(document.text) - found.keys():
            found[character] = Place(path=document.path)
    return found


def _listed(names: list[str]) -> str:
    return ", ".join(names[:3]) + (", …" if names[3:] else "")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _finding(name: str, state: State, message: str, remedy: str = "") -> Finding:
    return Finding(group=Group.PROJECT, name=name, state=state, message=message, remedy=remedy)
