"""What a copied file of a template says of itself: which one it was made from, and how that was.

Everything here takes values and returns values.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath

from briefwright import __version__
from briefwright.problems import Code, Place, Problem, Severity
from briefwright.templating.packs import Pack, PackFile

_HEADER = re.compile(
    r"(?P<kind>Builds on|Copied from) (?P<pack>[a-z0-9-]+)/(?P<name>[^\s()]+)"
    r" of Briefwright (?P<version>[0-9][0-9a-z.+-]*) \(sha256:(?P<digest>[0-9a-f]{16})\)"
)
_BEGINNING = 600
"""Characters in which a header is looked for."""
_COMMENTS = {
    ".j2": ("{# ", "   ", " #}\n"),
    ".typ": ("// ", "// ", "\n"),
    ".css": ("/* ", "   ", " */\n"),
    ".yml": ("# ", "# ", "\n"),
}
"""How a comment of several lines begins, goes on and ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a file of a template was made from."""

    pack: str
    name: str
    version: str
    """Of Briefwright."""
    digest: str
    """Of the text as it was then."""
    full: bool
    """Whether the file is a whole copy, and not something that builds on the other."""

    @property
    def sentence(self) -> str:
        """What the head of a file says, without the full stop."""
        kind = "Copied from" if self.full else "Builds on"
        source = f"{self.pack}/{self.name} of Briefwright {self.version}"
        return f"{kind} {source} (sha256:{self.digest})"


def digest(text: str) -> str:
    """Return what stands for a text in the head of its copies."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def origin_of(file: PackFile, pack: str, *, full: bool) -> Origin:
    """Return the origin of what is made from *file*, which is *pack*'s."""
    return Origin(
        pack=pack, name=file.name, version=__version__, digest=digest(file.text), full=full
    )


def read_origin(text: str) -> Origin | None:
    """Return what the head of *text* says, if it has one."""
    match = _HEADER.search(text[:_BEGINNING])
    if match is None:
        return None
    found = match.groupdict()
    return Origin(full=found.pop("kind") == "Copied from", **found)


def renewed(text: str, shipped: str) -> str:
    """Return *text* with a head that says that it was compared with *shipped* as it is now."""
    found = read_origin(text)
    if found is None:
        return text
    now = replace(found, version=__version__, digest=digest(shipped))
    return text.replace(found.sentence, now.sentence, 1)


def without_head(text: str) -> str:
    """Return the text of a copy without the comment that says what it was made from."""
    origin = read_origin(text)
    if origin is None:
        return text
    ending = "#}\n" if text.startswith("{#") else "\n"
    first, _, rest = text.partition(ending)
    return rest if origin.sentence in first else text


def head(name: str, *lines: str) -> str:
    """Return *lines* as a comment in the language of the file *name*; empty if it has none."""
    if PurePosixPath(name).suffix not in _COMMENTS:
        return ""
    begin, between, end = _COMMENTS[PurePosixPath(name).suffix]
    said = begin + f"\n{between}".join(lines) + end
    return "\n".join(line.rstrip() for line in said.split("\n"))


def is_outdated(file: PackFile, below: PackFile) -> bool:
    """Tell whether *file* is a whole copy of what *below* was, and is no more."""
    origin = read_origin(file.text)
    return origin is not None and origin.full and origin.digest != digest(below.text)


def outdated(pack: Pack) -> Iterator[tuple[PackFile, PackFile]]:
    """Yield each whole copy of the project that has fallen behind, and what it was copied from."""
    for files in pack.files.values():
        for file, below in pairwise(files):
            if file.project and is_outdated(file, below):
                yield file, below


def warnings(pack: Pack) -> Iterator[Problem]:
    """Yield a warning for each whole copy in *pack* of a file that has changed since."""
    for file, below in outdated(pack):
        origin = read_origin(file.text)
        when = f" of Briefwright {origin.version}" if origin else ""
        message = f"This is a copy of “{below.name}”{when}, which has changed since."
        hint = f"See what with “brief template diff {file.pack} {file.name}”."
        yield Problem(
            place=Place(path=file.shown, line=1),
            code=Code.OUTDATED,
            message=message,
            hint=hint,
            severity=Severity.WARNING,
        )
