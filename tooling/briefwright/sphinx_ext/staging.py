"""The folder that Typst sees: copies of what it needs, no links, nothing else."""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from briefwright.files import display, os_problem, write_atomic, write_if_changed
from briefwright.problems import BriefError, Code, Place, Problem
from briefwright.sphinx_ext.printjob import base_style
from briefwright.sphinx_ext.typst_base import Heading, Segment, Sheet

_COMMENT = re.compile(r"// @ (.*):(\d+)")
LOOK_SUFFIXES = frozenset(
    {".typ", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".json", ".csv", ".toml", ".wasm"}
)
"""How the names of the files end that a look may use."""
_MAX_LOOK_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The staged copy of a folder with a ``print.typ``."""

    staged: str
    """Its path from the root."""
    folder: Path
    """What it was copied from."""
    shown: str
    """What messages call the folder."""
    shipped: bool
    """Whether it came with the package, so that its user cannot change it."""

    @property
    def module(self) -> str:
        """The path of its ``print.typ`` from the root."""
        return f"{self.staged}/print.typ"


class Staging:
    """Writes and reads what lies below *root*; *project* is what messages count paths from."""

    def __init__(self, root: Path, project: Path) -> None:
        self.root = root
        self._project = project

    def prepare(self) -> None:
        """Bring what stands between documents and looks."""
        press = files("briefwright.sphinx_ext").joinpath("press.typ").read_text("utf-8")
        write_if_changed(self.root / "press.typ", press)

    @staticmethod
    def document(docname: str) -> str:
        """Return the path of a document from the root."""
        return f"documents/{docname}.typ"

    def _record(self, docname: str) -> Path:
        return self.root / "documents" / f"{docname}.json"

    def write_sheet(self, docname: str, sheet: Sheet, key: str, told: str = "") -> None:
        """Write a document, and beside it what its PDF needs besides."""
        write_if_changed(self.root / self.document(docname), sheet.source)
        record = asdict(replace(sheet, source="")) | {"key": key, "told": told}
        write_atomic(self._record(docname), json.dumps(record))

    def read_sheet(self, docname: str) -> Sheet:
        """Return what was written of a document. Raises :class:`BriefError`."""
        path = self._record(docname)
        try:
            record = json.loads(path.read_text("utf-8"))
            record["source"] = (self.root / self.document(docname)).read_text("utf-8")
        except OSError as error:
            raise BriefError(os_problem(path, "read", error)) from error
        del record["key"], record["told"]
        places = {text: Place(**place) for text, place in record.pop("characters").items()}
        segments = [_segment(found) for found in record.pop("segments")]
        return Sheet(**record, characters=places, segments=segments)

    def is_current(self, docname: str, key: str, since: int, told: str | None = None) -> bool:
        """Tell whether a document was written under *key*, after the time *since* (ns).

        And, if it is given, with the same *told* of it elsewhere.
        """
        path = self._record(docname)
        try:
            record = json.loads(path.read_text("utf-8"))
            whole = (self.root / self.document(docname)).is_file()
            same = record["key"] == key and told in (None, record["told"])
            return whole and path.stat().st_mtime_ns >= since and same
        except (OSError, ValueError, KeyError):
            return False

    def copy_images(self, sheets: Iterable[Sheet]) -> None:
        """Copy the pictures of the documents."""
        for sheet in sheets:
            for staged, source in sheet.images.items():
                _copy(Path(source), self.root / staged)

    def copy_looks(self, folders: Iterable[Path]) -> list[Look]:
        """Copy each of the *folders* that has a ``print.typ``."""
        looks = []
        for folder in folders:
            if (folder / "print.typ").is_file():
                staged = f"looks/{_digest(str(folder.resolve()).encode())[:16]}"
                _mirror(folder, self.root / staged)
                inside = folder.resolve().is_relative_to(self._project.resolve())
                shown = os.path.relpath(folder, self._project) if inside else str(folder)
                shipped = not inside and folder.parent.resolve() == base_style().parent.resolve()
                looks.append(
                    Look(staged=staged, folder=folder, shown=display(shown), shipped=shipped)
                )
        return looks

    def write_job(self, name: str, main: str, data: Mapping[str, object]) -> str:
        """Write the main file of a job and its data; return the path of the first."""
        path = f"jobs/{name}.typ"
        write_if_changed(self.root / path, main)
        write_if_changed(self.root / f"jobs/{name}.json", json.dumps(data, ensure_ascii=False))
        return path

    def digest(
        self, main: str, sheets: Iterable[Sheet], looks: Sequence[Look], *further: object
    ) -> str:
        """Return the digest of all that a PDF is made from."""
        listed = list(sheets)
        whole = hashlib.sha256(self.basis(listed, looks, *further).encode())
        for sheet in listed:
            whole.update(_digest(sheet.source.encode()).encode())
        for path in (self.root / main, (self.root / main).with_suffix(".json")):
            whole.update(_digest(path.read_bytes()).encode())
        return whole.hexdigest()

    def basis(self, sheets: Iterable[Sheet], looks: Sequence[Look], *further: object) -> str:
        """Return the digest of what documents are printed with: looks, pictures and the like."""
        paths = [Path("press.typ")]
        for look in looks:
            found = (path for path in (self.root / look.staged).rglob("*") if path.is_file())
            paths += sorted(path.relative_to(self.root) for path in found)
        for sheet in sheets:
            paths += sorted(Path(image) for image in sheet.images)
        whole = hashlib.sha256(json.dumps(further).encode())
        for path in dict.fromkeys(paths):
            whole.update(f"{path.as_posix()}\n{_digest((self.root / path).read_bytes())}".encode())
        return whole.hexdigest()

    def look_texts(self, looks: Iterable[Look]) -> Iterator[str]:
        """Yield what the files of *looks* say."""
        for look in looks:
            for path in sorted((self.root / look.staged).rglob("*.typ")):
                yield path.read_text("utf-8", errors="replace")

    def write_files(self, files: Mapping[str, str]) -> None:
        """Write what a piece or a frame is compiled from."""
        for path, text in files.items():
            write_if_changed(self.root / path, text)

    def is_printed(self, name: str, digest: str, pdf: Path) -> bool:
        """Tell whether *pdf* is what was printed last, from the same."""
        try:
            record = json.loads((self.root / "jobs" / f"{name}.printed").read_text("utf-8"))
            return bool(record == {"digest": digest, "pdf": _digest(pdf.read_bytes())})
        except (OSError, ValueError):
            return False

    def note_printed(self, name: str, digest: str, pdf: bytes) -> None:
        """Note what the PDF *name* was printed from."""
        record = json.dumps({"digest": digest, "pdf": _digest(pdf)})
        write_atomic(self.root / "jobs" / f"{name}.printed", record)

    def shown(self, path: str) -> str:
        """Return what messages call the file at *path*."""
        inside = Path(path).is_relative_to(self._project.resolve())
        return display(os.path.relpath(path, self._project.resolve()) if inside else path)

    def origin(self, place: Place) -> Place | None:
        """Return what the line of a staged document was written from."""
        if not place.path.startswith(("documents/", "pieces/")):
            return None
        lines = (self.root / place.path).read_text("utf-8").split("\n")[: place.line]
        found = next((m for m in map(_COMMENT.fullmatch, reversed(lines)) if m), None)
        return Place(path=found[1], line=int(found[2])) if found else None


def _segment(record: dict[str, Any]) -> Segment:
    headings = [
        Heading(**heading | {key: tuple(heading[key]) for key in ("ids", "cards")})
        for heading in record.pop("headings")
    ]
    return Segment(**record, headings=headings)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _copy(source: Path, target: Path) -> None:
    """Copy the content of *source*, never a link to it, unless *target* has it."""
    try:
        data = source.read_bytes()
        if not target.is_file() or target.read_bytes() != data:
            write_atomic(target, data)
    except OSError as error:
        raise BriefError(os_problem(source, "copied", error)) from error


def _mirror(folder: Path, target: Path) -> None:
    """Make *target* hold what a look in *folder* may use, and nothing else."""
    wanted = set()
    size = 0
    for path in _regular_files(folder):
        wanted.add(path.relative_to(folder))
        size += path.stat().st_size
        if size > _MAX_LOOK_BYTES:
            message = f"The files of this look are larger than {_MAX_LOOK_BYTES >> 20} MiB."
            place = Place(path=display(folder))
            raise BriefError(Problem(place=place, code=Code.SIZE, message=message))
        _copy(path, target / path.relative_to(folder))
    for path in target.rglob("*"):
        if path.is_file() and path.relative_to(target) not in wanted:
            path.unlink()


def _regular_files(folder: Path) -> Iterator[Path]:
    """Yield the files below *folder* that a look may use; links are passed over."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            if path.suffix.lower() in LOOK_SUFFIXES and not path.is_symlink() and path.is_file():
                yield path
