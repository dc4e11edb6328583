"""The boxes of the guide as steps, and how they are run.

A box with a caption is a file to write; with lines that begin with - and + it changes one, and
other lines say where. A box with ``$`` has commands, each with what it prints; ``…`` stands for
anything. What comes before a picture, it shows.
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
_PICTURE = re.compile(r"(?m)^```\{image\} images/(\S+)\n(?::.*\n)*```$")
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
    # An empty line of a diff is one that stays, of which an editor cut off the space.
    lines = [(line[:1] or " ", line[1:]) for line in body.splitlines()]
    old, new = ("\n".join(x for sign, x in lines if sign in kept) for kept in (" -", " +"))
    return Change(path, old, new)


def scenes(text: str) -> Iterator[tuple[str, str]]:
    """Yield each picture of the page *text*, and the text that leads from the last one to it."""
    parts = _PICTURE.split(text)
    yield from zip(parts[1::2], parts[::2], strict=False)


def follow(text: str, folder: Path, programs: Mapping[str, list[str]], env: dict[str, str]) -> Path:
    """Do what the page *text* asks for in *folder*, and return the folder to which that leads.

    *programs* are the commands that stand for the first words of a line.
    """
    for step in steps(text):
        print(step)
        if isinstance(step, Command) and step.line.startswith("cd "):
            folder /= step.line.removeprefix("cd ")
        elif isinstance(step, Command):
            _type(step, folder, programs, env)
        else:
            write(step, folder)
    return folder


def write(step: File | Change, folder: Path) -> None:
    """Write or change a file in *folder*."""
    path = folder / step.path
    if isinstance(step, File):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.text, encoding="utf-8")
        return
    before = path.read_text(encoding="utf-8")
    assert before.count(step.old) == 1, f"{step.path}: not there once: {step.old}"
    path.write_text(before.replace(step.old, step.new), encoding="utf-8")


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
    if line == "…":
        return "(?s:.*)"  # any number of lines
    return ".*".join(map(re.escape, line.split("…")))


def checkout() -> dict[str, list[str]]:
    """Return the programs of this checkout."""
    return {"brief": [sys.executable, "-m", "briefwright"], "python": [sys.executable]}
