"""Projects with one thing wrong: how they are broken, and what must be as it was afterwards."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

NAME = "sunday-libraries"
ESSAY = f"source/{NAME}/essay.md"
CARDS = f"source/{NAME}/cards.md"
SPEC = f"briefs/{NAME}.yaml"
PRO = f"briefs/{NAME}/pro-brief.md"
NEW = "briefs/new.yaml"
PACK = "templates/public-forum"
"""The files of the project that ``brief init`` lays out, built once."""

STORE = ("build/.work/", "briefs/new/")
"""What Sphinx has read before it stops: nothing of the user's, whole, and made anew when in doubt."""

_GENERATED = re.compile(r"^(briefs/new/[a-z-]+\.md):[0-9]+(:[0-9]+)?")
"""The place of what is wrong in a generated document: which line it is, is the template's business."""

Spoil = Callable[[Path], None]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One thing wrong, and what is said of it."""

    spoil: Spoil
    said: str
    """The first line."""
    more: int = 0
    """How many further problems are told."""
    late: bool = False
    """Whether it shows only when Sphinx reads or prints the documents."""


def assert_refused(case: Case, root: Path, cli: Callable[..., Result]) -> None:
    """Break the project and assert that both commands say so and leave every file as it was."""
    case.spoil(root)
    before = state(root, store=not case.late)
    for command in ("build",) if case.late else ("check", "build"):
        said = cli(command, cwd=root, code=1).stderr.splitlines()
        assert _GENERATED.sub(r"\1", said[0]) == case.said
        assert sum(not line.startswith("    ") for line in said) == 1 + case.more
        assert state(root, store=not case.late) == before


def state(root: Path, *, store: bool = True) -> dict[str, bytes]:
    """Return every file below *root*: its content, or what else it is."""
    found = dict(_entries(root))
    return found if store else {k: v for k, v in found.items() if not k.startswith(STORE)}


def _entries(root: Path) -> Iterator[tuple[str, bytes]]:
    for folder, folders, names in os.walk(root):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in (*names, *links):
            path = Path(folder, name)
            shown = path.relative_to(root).as_posix()
            if path.is_symlink():
                yield shown, b"link to " + os.fsencode(os.readlink(path))
            else:
                yield shown, path.read_bytes() if path.is_file() else b"no file"


def restore(root: Path, good: dict[str, bytes]) -> None:
    """Make *root* hold what :func:`state` has found, and nothing else."""
    now = state(root)
    for name in [name for name in now if now[name] != good.get(name)]:
        (root / name).unlink()
    for name in [name for name in good if now.get(name) != good[name]]:
        path = root / name
        if path.is_dir():
            shutil.rmtree(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(good[name])
    for folder, _, _ in os.walk(root, topdown=False):
        if not os.listdir(folder):
            os.rmdir(folder)


# -- Ways to break a project


def edit(path: str, old: str, new: str) -> Spoil:
    """Replace the first *old* in a file."""

    def spoil(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def put(path: str, content: str | bytes) -> Spoil:
    """Write a file."""

    def spoil(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)

    return spoil


def add(path: str, content: str | bytes) -> Spoil:
    """Write at the end of a file."""

    def spoil(root: Path) -> None:
        put(path, (root / path).read_bytes() + _bytes(content))(root)

    return spoil


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def card(body: str, options: str = ":name: new\n:side: con\n", tag: str = " A tag") -> Spoil:
    """Write a further card, which begins in line 54 of its file."""
    return add(CARDS, f"\n:::{{card}}{tag}\n{options}\n{body}\n:::\n")


def section(cards: str, text: str = "") -> Spoil:
    """Write a further specification, with one section for Pro."""
    return put(NEW, f"resolution: R\npro:\n  - heading: H\n{text}    cards: {cards}\n")


def remove(path: str) -> Spoil:
    """Delete a file or folder."""

    def spoil(root: Path) -> None:
        if (root / path).is_dir():
            shutil.rmtree(root / path)
        else:
            (root / path).unlink()

    return spoil


def link(path: str, target: str) -> Spoil:
    """Put a link in the place of a file or folder."""

    def spoil(root: Path) -> None:
        if os.path.lexists(root / path):
            remove(path)(root)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(target)

    return spoil


def page(content: str | bytes) -> Spoil:
    """Write the first page anew, with *content* from its line 9 on."""
    head = b"# Briefs\n\n```{toctree}\n:glob:\n\n*/index\n/source/*/*\n```\n"
    return put("briefs/index.md", head + _bytes(content))


def cut(path: str, size: int) -> Spoil:
    """Leave only the first *size* bytes of a file."""

    def spoil(root: Path) -> None:
        put(path, (root / path).read_bytes()[:size])(root)

    return spoil


def pipe(path: str) -> Spoil:
    """Make a named pipe, which whoever opens it waits for."""
    return lambda root: os.mkfifo(root / path)


def both(*spoils: Spoil) -> Spoil:
    """Do one thing after the other."""

    def spoil(root: Path) -> None:
        for one in spoils:
            one(root)

    return spoil
