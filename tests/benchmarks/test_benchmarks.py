"""What runs inside a process, by pytest-benchmark; and each measure once, on something tiny.

``pytest tests/benchmarks --benchmark-enable`` times; otherwise everything runs but once.
``python tests/benchmarks`` measures whole commands as well, and says what is asked of them.
"""

import os
from pathlib import Path

import measures
import projects
import pytest

import synthetic
from briefwright import marks
from briefwright.library import assemble
from briefwright.model import Paragraph
from briefwright.problems import Place
from briefwright.project import Project

TINY = measures.Sizes(libraries=(10, 20), cards=10, printed=(10, 20), edits=1, times=1)


@pytest.mark.parametrize("cards", [100, 1_000, 10_000])
def test_reading_and_proving(benchmark, cards: int) -> None:
    if benchmark.disabled and cards > 100:
        pytest.skip("measured with --benchmark-enable only")
    library, problems = benchmark.pedantic(
        assemble, (list(synthetic.library(cards)),), rounds=1 if benchmark.disabled else 3
    )
    assert len(library.cards) == cards
    assert not problems


def test_reading_marks(benchmark) -> None:
    bodies = [marks.write(paragraphs) for paragraphs in _texts()]
    read = benchmark(lambda: [marks.parse(body, Place(path="cards.md"))[0] for body in bodies])
    assert read == _texts()


def test_writing_marks(benchmark) -> None:
    texts = _texts()
    assert all(benchmark(lambda: [marks.write(paragraphs) for paragraphs in texts]))


def _texts() -> list[tuple[Paragraph, ...]]:
    library, _ = assemble(synthetic.library(50))
    return [card.paragraphs for card in library.cards.values()]


def test_rendering(benchmark, tmp_path: Path) -> None:
    from briefwright.assembly import assemble as assemble_project
    from briefwright.render import render

    project = Project(projects.large(tmp_path / "project", 20))
    assembly = assemble_project(project)
    assert benchmark(render, assembly.briefs[0], assembly.packs[0])


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="what a process takes is known on POSIX only")
@pytest.mark.parametrize("measure", [measures.reading, measures.cards], ids=lambda m: m.__name__)
def test_measures_measure(measure, tmp_path: Path) -> None:
    assert all(figure.found for figure in measure(tmp_path, TINY))
