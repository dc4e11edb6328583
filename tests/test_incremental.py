"""What is built after any change equals what is built from nothing."""

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from briefwright.build import Format, Request, build
from briefwright.project import Project
from conftest import snapshot

CARDS = "source/sunday-libraries/cards.md"
ESSAY = "source/sunday-libraries/essay.md"
SPEC = "briefs/sunday-libraries.yaml"

GUIDE = """\
---
orphan: true
---
# Guide

See {card}`free-day` and {brief}`sunday-libraries`.
"""
OTHER_ESSAY = """\
---
title: Another
author: [{family: Lee, given: A.}]
issued: 2020
---

One sentence here. And another one there.
"""
OTHER_CARDS = """\
# Cards

:::{card} One
:name: one
:side: pro
:topics: access

*One **sentence** here.*
:::
"""


class Silent:
    """Wants to hear nothing of progress."""

    def update(self, stage: str, percent: int) -> None:
        """Hear nothing."""


def swap(path: str, one: str, other: str) -> Callable[[Path], None]:
    """Return the change of *one* to *other*, or back."""

    def change(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        old, new = (one, other) if one in text else (other, one)
        assert old in text
        (root / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


def toggle(path: str, text: str) -> Callable[[Path], None]:
    """Return the adding of a file, or its deletion."""

    def change(root: Path) -> None:
        if (root / path).exists():
            (root / path).unlink()
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")

    return change


def rename_card(root: Path) -> None:
    swap(CARDS, ":name: staff-weekend", ":name: weekend-staff")(root)
    swap(SPEC, "staff-weekend]", "weekend-staff]")(root)


def rename_brief(root: Path) -> None:
    second, third = root / "briefs/second.yaml", root / "briefs/third.yaml"
    if second.exists():
        second.replace(third)
    elif third.exists():
        third.replace(second)


def add_or_delete_source(root: Path) -> None:
    folder = root / "source/another"
    if folder.exists():
        shutil.rmtree(folder)
    else:
        folder.mkdir()
        (folder / "essay.md").write_text(OTHER_ESSAY, encoding="utf-8")
        (folder / "cards.md").write_text(OTHER_CARDS, encoding="utf-8")


CHANGES: dict[str, Callable[[Path], None]] = {
    "mark": swap(CARDS, "**experienced librarians leave**", "experienced librarians leave"),
    "tag": swap(CARDS, "A small Sunday service is affordable", "Small is affordable"),
    "topic": swap(CARDS, ":topics: staff", ":topics: staff, cost"),
    "side": swap(CARDS, ":name: quiet-table\n:side: pro", ":name: quiet-table\n:side: both"),
    "name": rename_card,
    "order": swap(SPEC, "[free-day, quiet-table]", "[quiet-table, free-day]"),
    "heading": swap(SPEC, "Sunday is when people", "The day when people"),
    "resolution": swap(SPEC, "Public libraries", "Town libraries"),
    "essay title": swap(ESSAY, "# Should the Library Open on Sunday?", "# On Sundays"),
    "essay heading": swap(ESSAY, "\n\nThe usual", "\n\n## Money\n\nThe usual"),
    "citation": swap(ESSAY, "issued: 2026", "issued: 2025"),
    "page": swap("briefs/index.md", "# Debate briefs", "# Our briefs"),
    "configuration": swap("conf.py", '"Debate briefs"', '"Other briefs"'),
    "brief": toggle("briefs/second.yaml", "resolution: So it is.\n"),
    "brief renamed": rename_brief,
    "own page": toggle("briefs/guide.md", GUIDE),
    "source": add_or_delete_source,
    "style sheet": toggle("templates/base/screen.css", ":root { --bw-read: #d7f5d0; }\n"),
    "look of the PDFs": toggle("templates/base/print.typ", "#let footer(look, job) = [Ours]\n"),
    "partial": toggle("templates/base/legend.md.j2", "How to read this.\n"),
}


def assert_built_as_from_nothing(root: Path) -> None:
    for folder in ("build", "clean"):
        result = build(Project(root), Request(out=root / folder), Silent())
        assert result.problems == ()
    for form in Format:
        made, clean = snapshot(root / "build" / form), snapshot(root / "clean" / form)
        made.pop(".buildinfo", None)
        clean.pop(".buildinfo", None)
        assert made.keys() == clean.keys()
        assert [name for name in made if made[name] != clean[name]] == []


@pytest.mark.parametrize("change", CHANGES)
def test_one_change(small: Path, change: str) -> None:
    build(Project(small), Request(out=small / "build"), Silent())
    time.sleep(0.01)  # Sphinx tells changes by the clock
    CHANGES[change](small)
    assert_built_as_from_nothing(small)


class Stages:
    """Remembers what a build did."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def update(self, stage: str, percent: int) -> None:
        """Remember it."""
        assert 0 <= percent <= 100
        self.seen.add(stage)


@pytest.mark.parametrize(
    ("path", "text", "done"),
    [
        ("templates/base/screen.css", ":root { --bw-read: #d7f5d0; }\n", {"Writing"}),
        ("templates/base/print.typ", "#let footer(look, job) = [Ours]\n", {"Printing"}),
    ],
)
def test_a_change_of_the_look_reads_no_document(
    small: Path, path: str, text: str, done: set[str]
) -> None:
    request, began = Request(out=small / "build"), Stages()
    build(Project(small), request, began)
    before = snapshot(small / "build")
    again = Stages()
    build(Project(small), request, again)
    (small / path).parent.mkdir(parents=True)
    (small / path).write_text(text, encoding="utf-8")
    after = Stages()
    build(Project(small), request, after)
    assert began.seen == {"Reading", "Writing", "Printing"}
    assert after.seen - again.seen == done - again.seen
    assert "Reading" not in after.seen
    made = snapshot(small / "build")
    doctrees = {name for name in made if name.endswith(".doctree")}
    assert doctrees
    assert {name for name in doctrees if made[name] != before[name]} == set()
    changed = {Path(name).suffix for name in made if made[name] != before.get(name)}
    assert (".html" in changed, ".pdf" in changed) == ("Writing" in done, "Printing" in done)


@pytest.mark.parametrize("seed", range(3))
def test_many_changes_in_any_order(small: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        formats = frozenset(chance.sample(list(Format), chance.randint(1, 2)))
        build(Project(small), Request(out=small / "build", formats=formats), Silent())
        time.sleep(0.01)
        for change in chance.sample(list(CHANGES), chance.randint(1, 3)):
            print(change, *formats)
            CHANGES[change](small)
    assert_built_as_from_nothing(small)
