"""The boxes of the guide as steps, and how they are run.

A box with a caption is a file to write; with lines that begin with - and + it changes one. A box
with ``$`` has commands, each with what it prints; ``…`` stands for anything.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT

DOCS = ROOT / "docs"
PAGES = tuple(sorted(path.name for path in DOCS.glob("*.md")))

_BOX = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
_CAPTION = re.compile(r":caption: ([^\n]+)\n\n?")
_EXIT = re.compile(r"(?m)^\S+: error\[")


@dataclass(frozen=True)
class File:
    """A file to write."""

    path: str
    text: str


@dataclass(frozen=True)
class Change:
    """A text to replace, which stands in a file once."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Command:
    """A command to type, and what it prints; "" where that is not shown."""

    line: str
    said: str


Step = File | Change | Command


def page(name: str) -> str:
    """Return a page of the guide."""
    return (DOCS / name).read_text(encoding="utf-8")


def steps(text: str) -> Iterator[Step]:
    """Yield what a reader of the page *text* is asked to do."""
    for box in _BOX.finditer(text):
        caption = _CAPTION.match(box["body"])
        if box["info"] == "console":
            yield from _commands(box["body"])
        elif caption and box["info"].endswith(" diff"):
            yield _change(caption[1], box["body"][caption.end() :])
        elif caption:
            yield File(caption[1], box["body"][caption.end() :])


def _commands(body: str) -> Iterator[Command]:
    for part in re.split(r"(?m)^\$ ", body)[1:]:
        line, _, said = part.partition("\n")
        yield Command(line, said.strip("\n"))


def _change(path: str, body: str) -> Change:
    lines = {sign: [x[1:] for x in body.splitlines() if x[:1] == sign] for sign in "-+"}
    return Change(path, "\n".join(lines["-"]), "\n".join(lines["+"]))


def follow(text: str, folder: Path, programs: Mapping[str, list[str]], env: dict[str, str]) -> int:
    """Do what the page *text* asks for in *folder*, and return how many steps that were.

    *programs* are the commands that stand for the first words of a line.
    """
    count = 0
    for count, step in enumerate(steps(text), start=1):  # noqa: B007 (counted for the caller)
        print(step)
        if isinstance(step, Command) and step.line.startswith("cd "):
            folder /= step.line.removeprefix("cd ")
        elif isinstance(step, Command):
            _type(step, folder, programs, env)
        elif isinstance(step, File):
            (folder / step.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / step.path).write_text(step.text, encoding="utf-8")
        else:
            before = (folder / step.path).read_text(encoding="utf-8")
            assert before.count(step.old) == 1
            after = before.replace(step.old, step.new)
            (folder / step.path).write_text(after, encoding="utf-8")
    return count


def _type(
    step: Command, folder: Path, programs: Mapping[str, list[str]], env: dict[str, str]
) -> None:
    program, *arguments = shlex.split(step.line)
    result = subprocess.run(
        [*programs[program], *arguments],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    said = result.stdout.replace(os.sep, "/").strip("\n")
    print(said)
    assert result.returncode == (1 if _EXIT.search(step.said) else 0)
    if step.said:
        pattern = "\n".join(map(_pattern, step.said.splitlines()))
        assert re.fullmatch(pattern, said), f"expected:\n{step.said}"


def _pattern(line: str) -> str:
    return ".*".join(map(re.escape, line.split("…")))


def checkout() -> dict[str, list[str]]:
    """Return the programs of this checkout."""
    return {"brief": [sys.executable, "-m", "briefwright"], "python": [sys.executable]}
