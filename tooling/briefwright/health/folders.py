"""Whether what is built can be put where it belongs."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from briefwright.files import display
from briefwright.health.findings import Finding, Group, State

_WRITTEN = ("briefs", "build/html", "build/pdf", "build/.work")
_ROOM = 200 << 20
"""Bytes on the disk that a build of a long brief may want."""


def look(root: Path | None) -> Iterator[Finding]:
    """Yield what there is to say of the folders of the project at *root*, and of the temporary one."""
    temporary = Path(tempfile.gettempdir())
    wanted = [("temporary files", temporary)]
    wanted += [(name, root / name) for name in _WRITTEN] if root else []
    bad = [(name, folder) for name, folder in wanted if not _can_write(folder)]
    for name, folder in bad:
        remedy = f"Make it yours to write, or remove it: {display(folder)}"
        yield _finding(name, State.ERROR, f"Nothing can be written to {display(folder)}.", remedy)
    if not bad:
        listed = ", ".join(name for name, _ in wanted)
        yield _finding("folders", State.OK, f"All can be written to: {listed}.")
    room = shutil.disk_usage(_existing(root / "build") if root else temporary).free
    if room < _ROOM:
        message = f"Only {room >> 20} MB are free on the disk."
        yield _finding("disk", State.WARNING, message, "Make room: a long brief wants some 200 MB.")


def _can_write(folder: Path) -> bool:
    """Tell whether a file can be made in *folder*, or in what it would be made in."""
    try:
        with tempfile.TemporaryFile(dir=_existing(folder)):
            return True
    except OSError:
        return False


def _existing(folder: Path) -> Path:
    """Return *folder*, or the nearest one above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _finding(name: str, state: State, message: str, remedy: str = "") -> Finding:
    return Finding(group=Group.FOLDERS, name=name, state=state, message=message, remedy=remedy)
