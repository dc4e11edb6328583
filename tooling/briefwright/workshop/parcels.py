"""A template on its way from one person to another: a zip, or a folder, looked through.

Nothing is believed: names, sizes and kinds are checked before anything is read, and what is read is
checked before anything is written. Every problem is found in one run.
"""

import hashlib
import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from briefwright import text
from briefwright.problems import BriefError, Code, Place, Problem, Severity, stop
from briefwright.templating.packs import INSTALLED, MANIFEST, NAME, Layer, read_manifest
from briefwright.workshop.style_safety import reaches_out

MAX_FILES = 500
MAX_FILE = 8 * 2**20
MAX_WHOLE = 32 * 2**20
"""Bytes: of one file, and of all of them or of the archive."""
MAX_RATIO = 200
"""How much larger than in the archive a file may be; text is seldom more than twenty times."""
TEXTS = frozenset({".j2", ".typ", ".css", ".yml", ".md", ".txt", ".svg"})
ALLOWED = TEXTS | {".png", ".jpg", ".jpeg", ".ttf", ".otf", ".woff2"}
_UNNAMED = frozenset({"LICENSE", "README"})
"""Files without an ending that may be there."""
_LEFT_OUT = frozenset({".DS_Store", "Thumbs.db", "__MACOSX", ".shipped"})
"""What file managers add, and what we keep beside copies."""
_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9 ._-]{0,78}[A-Za-z0-9_-])?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|clock\$)(?:\..*)?", re.IGNORECASE)
_MAX_DEPTH = 5
_ACTIVE = re.compile(rb"<\s*script|javascript:|<\s*foreignobject", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of a parcel, not read yet."""

    name: str
    """From the top of the parcel, with slashes, as it is written there."""
    size: int
    is_folder: bool = False
    is_plain: bool = True
    """Whether it is a file or a folder, and no link, device or pipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A pack that passed all checks."""

    name: str
    files: tuple[tuple[str, bytes], ...]
    """From the folder of the pack, in order; without the mark of an installed one."""
    layer: Layer
    """What its ``template.yml`` says."""

    left_out: tuple[str, ...] = ()
    """The names of files that are not taken over."""

    @property
    def digest(self) -> str:
        """What stands for the names and contents of all files."""
        whole = hashlib.sha256()
        for name, data in self.files:
            whole.update(f"{name}\0{len(data)}\0".encode() + data)
        return whole.hexdigest()


def open_zip(data: bytes, shown: str, stem: str) -> Parcel:
    """Return the pack in the zip *data*, which messages call *shown*; raises BriefError.

    *stem* is the name of the pack if the zip has no single folder at the top.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        message = "This is not a zip file."
        raise BriefError(_problem(shown, "", message)) from error
    with archive:
        infos = archive.infolist()
        stop(_zip_problems(infos, shown, len(data)))
        members = [_member(info) for info in infos]
        kept = check_members(members, shown)
        by_name = {info.orig_filename: info for info in infos}
        files = {m.name: _extract(archive, by_name[m.name], shown) for m in kept}
    return parcel(files, shown, stem)


def _zip_problems(infos: Sequence[zipfile.ZipInfo], shown: str, size: int) -> Iterator[Problem]:
    if len(infos) > 2 * MAX_FILES:
        yield _problem(shown, "", f"A template has at most {MAX_FILES} files.", Code.SIZE)
        return
    for info in infos:
        name = info.orig_filename
        if info.flag_bits & 0x1:
            yield _problem(shown, name, "This file is encrypted.")
        elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield _problem(shown, name, "This file is packed in a way that is not read here.")
        elif info.file_size > MAX_RATIO * info.compress_size + 1000:
            yield _problem(shown, name, "This file is packed too well to be true.", Code.SIZE)
    if sum(info.compress_size for info in infos) > size:
        yield _problem(shown, "", "The files in this zip overlap.")


def _member(info: zipfile.ZipInfo) -> Member:
    mode = info.external_attr >> 16
    kind = stat.S_IFMT(mode)
    # What Windows wrote has no mode.
    plain = kind in (0, stat.S_IFREG, stat.S_IFDIR) and not info.external_attr & 0x400
    return Member(
        name=info.orig_filename,
        size=info.file_size,
        is_folder=info.orig_filename.endswith("/"),
        is_plain=plain and (kind != stat.S_IFDIR or info.orig_filename.endswith("/")),
    )


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str) -> bytes:
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        message = "This file cannot be unpacked: the zip is damaged."
        raise BriefError(_problem(shown, info.orig_filename, message)) from error
    if len(data) != info.file_size:
        message = "This file is larger than the zip says."
        raise BriefError(_problem(shown, info.orig_filename, message, Code.SIZE))
    return data


# -- Names, kinds and sizes


def check_members(members: Iterable[Member], shown: str) -> tuple[Member, ...]:
    """Return the files among *members* that belong to the pack; raises BriefError."""
    wanted = [m for m in members if not _LEFT_OUT & {*m.name.split("/")}]
    problems: list[Problem] = []
    for member in wanted:
        problems += _member_problems(member, shown)
    files = tuple(member for member in wanted if not member.is_folder)
    if len(files) > MAX_FILES:
        problems.append(
            _problem(shown, "", f"A template has at most {MAX_FILES} files.", Code.SIZE)
        )
    if sum(member.size for member in files) > MAX_WHOLE:
        message = f"The files together are larger than {MAX_WHOLE >> 20} MiB."
        problems.append(_problem(shown, "", message, Code.SIZE))
    problems += _collisions(files, shown)
    stop(problems)
    return files


def _member_problems(member: Member, shown: str) -> Iterator[Problem]:
    wrong = _name_problem(member.name.removesuffix("/") if member.is_folder else member.name)
    if wrong:
        yield _problem(shown, member.name, wrong)
    elif not member.is_plain:
        message = "This is a link or a device, which no template may bring."
        yield _problem(shown, member.name, message)
    elif member.size > MAX_FILE:
        message = f"A file of a template is at most {MAX_FILE >> 20} MiB large."
        yield _problem(shown, member.name, message, Code.SIZE)
    elif not member.is_folder:
        yield from _kind_problems(member.name, shown)


def _name_problem(name: str) -> str:
    """Return what is wrong with a name, or nothing."""
    parts = name.split("/")
    checks = {
        "A name with a backslash is one folder here and another elsewhere.": "\\" in name,
        "This name leads to a fixed place on a disk.": name.startswith("/") or ":" in name,
        "This name leads out of the template.": bool({"", ".", ".."} & {*parts}),
        "This file is hidden.": any(part.startswith(".") for part in parts),
        "Windows keeps this name for itself.": any(map(_RESERVED.fullmatch, parts)),
        f"There are more than {_MAX_DEPTH} folders inside each other.": len(parts) > _MAX_DEPTH,
        "A name has only plain letters, digits, spaces, dots, hyphens and underscores.": not all(
            map(_PART.fullmatch, parts)
        ),
    }
    return next((said for said, wrong in checks.items() if wrong), "")


def _kind_problems(name: str, shown: str) -> Iterator[Problem]:
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    if suffix in (".js", ".html", ".htm", ".mjs"):
        message = "A template of somebody else's brings no scripts and no web pages."
        yield _problem(shown, name, message)
    elif suffix not in ALLOWED and path.name not in _UNNAMED:
        hint = f"Known: {', '.join(sorted(ALLOWED))}."
        yield _problem(shown, name, "No template has a file of this kind.", hint=hint)


def _collisions(files: Sequence[Member], shown: str) -> Iterator[Problem]:
    """Report names that are one name on some disk, and files that are folders too."""
    seen: set[str] = set()
    folders: set[str] = set()
    for member in files:
        key = unicodedata.normalize("NFC", member.name).casefold()
        if key in seen:
            message = "This name is there twice, at least on a disk that does not tell capitals."
            yield _problem(shown, member.name, message)
        seen.add(key)
        folders |= {str(parent) for parent in PurePosixPath(key).parents}
    for name in sorted(seen & folders):
        yield _problem(shown, name, "This is a file and a folder at once.")


# -- Contents


def parcel(files: dict[str, bytes], shown: str, stem: str) -> Parcel:
    """Return the pack that consists of *files*; raises BriefError with all that is wrong."""
    name, own = _without_top(files, stem)
    problems = [*_pack_name_problems(name, shown)]
    if MANIFEST not in own:
        message = f"There is no “{MANIFEST}” in it, so it is no template."
        raise BriefError(*problems, _problem(shown, "", message))
    for path, data in sorted(own.items()):
        problems += _content_problems(path, data, shown)
    stop(problems)
    manifest, _ = text.decode(own[MANIFEST], shown)
    layer, found = read_manifest(manifest, f"{shown}/{MANIFEST}", name)
    if layer is None:
        raise BriefError(*found)
    stop(found)
    kept = sorted((path, data) for path, data in own.items() if path != INSTALLED)
    left_out = tuple(path for path in own if path == INSTALLED)
    return Parcel(name=name, files=tuple(kept), layer=layer, left_out=left_out)


def _pack_name_problems(name: str, shown: str) -> Iterator[Problem]:
    if wrong := text.check_slug(name, Place(path=shown)):
        yield wrong
    elif not NAME.fullmatch(name):
        message = f"“{name}” cannot be the name of a template."
        yield _problem(shown, "", message, hint="Use small letters, digits and hyphens.")


def _without_top(files: dict[str, bytes], stem: str) -> tuple[str, dict[str, bytes]]:
    """Return the name of the pack, and its files without a single folder around all of them."""
    tops = {name.partition("/")[0] for name in files}
    if MANIFEST in files or len(tops) != 1:
        return stem, files
    (top,) = tops
    return top, {name.partition("/")[2]: data for name, data in files.items() if "/" in name}


def _content_problems(name: str, data: bytes, shown: str) -> Iterator[Problem]:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in TEXTS and PurePosixPath(name).name not in _UNNAMED:
        return
    content, found = text.decode(data, f"{shown}/{name}")
    yield from (problem for problem in found if problem.severity is Severity.ERROR)
    if suffix == ".svg" and _ACTIVE.search(data):
        yield _problem(shown, name, "This picture brings a script.")
    if suffix == ".css" and (what := reaches_out(content)):
        message = f"This style sheet would fetch something from elsewhere: “{what}”."
        yield _problem(shown, name, message)


def _problem(
    shown: str, name: str, message: str, code: Code = Code.FILE, *, hint: str = ""
) -> Problem:
    inner = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)[:200]
    place = Place(path=f"{shown}/{inner}" if inner else shown)
    advice = hint or "The template has to be packed anew without this."
    return Problem(place=place, code=code, message=message, hint=advice)
