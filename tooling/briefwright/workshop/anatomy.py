"""The parts of a pack's files that can be replaced alone: blocks, functions, properties.

Everything here takes texts and returns values. It looks at the text only, so that what came from
somebody else can be shown without being run.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Each is bounded, so that no text takes time that grows faster than it does.
_TAG = re.compile(r"\{%[-+]?\s{0,20}(block\s{1,20}(?P<name>\w{1,80})|endblock)\b[^%{}]{0,200}%\}")
_LET = re.compile(r"#let ([a-z][a-z0-9-]{0,80})(\([^\n]*)?")
_PROPERTY = re.compile(r"(--[a-z][a-z0-9-]{0,80})\s{0,20}:\s{0,20}([^;{}]{1,400});")
_ROOT = re.compile(r":root\s{0,20}\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function or value of ``print.typ``."""

    name: str
    signature: str
    """``card(look, job, …)``, or the name alone where it is a value."""
    help: str
    """The comment above it."""
    source: str
    """Its lines."""

    @property
    def is_function(self) -> bool:
        """Whether it takes something."""
        return self.signature != self.name


def blocks(text: str) -> dict[str, str]:
    """Return the blocks of a partial, with what stands in each, in order; inner ones too."""
    text = _without(text, "{#", "#}")
    found: dict[str, str] = {}
    open_: list[tuple[str, int]] = []
    for match in _TAG.finditer(text):
        if match["name"]:
            open_.append((match["name"], match.end()))
            found.setdefault(match["name"], "")
        elif open_:
            name, begin = open_.pop()
            found[name] = text[begin : match.start()].strip("\n")
    return found


def functions(text: str) -> tuple[Function, ...]:
    """Return what a ``print.typ`` defines, in order."""
    return tuple(_functions(text.splitlines()))


def _functions(lines: list[str]) -> Iterator[Function]:
    comment: list[str] = []
    for number, line in enumerate(lines):
        match = _LET.match(line)
        if match:
            source = [line]
            for following in lines[number + 1 :]:
                if following.startswith(("#", "//")):
                    break
                source.append(following)
            yield Function(
                name=match[1],
                signature=match[1] + _arguments(match[2] or ""),
                help=" ".join(comment),
                source="\n".join(source).rstrip(),
            )
        said = line.removeprefix("//").strip()
        is_said = line.startswith("//") and not said.startswith("---")
        comment = [*comment, said] if is_said else []


def _arguments(written: str) -> str:
    """Return the list of arguments that *written* begins with, to its own closing bracket."""
    depth = 0
    for number, character in enumerate(written):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return written[: number + 1]
    return f"{written} …)" if written else ""


def properties(text: str) -> dict[str, str]:
    """Return the custom properties that a style sheet sets for all pages, with their values."""
    found: dict[str, str] = {}
    for root in _ROOT.findall(without_comments(text)):
        for name, value in _PROPERTY.findall(root):
            found.setdefault(name, " ".join(value.split()))
    return found


def without_comments(text: str) -> str:
    """Return a style sheet without its comments."""
    return _without(text, "/*", "*/")


def with_values(line: str, values: Mapping[str, str]) -> str:
    """Return a *line* of a style sheet with the *values* for the properties that it sets."""
    return _PROPERTY.sub(
        lambda match: f"{match[1]}: {values[match[1]]};" if match[1] in values else match[0], line
    )


def _without(text: str, begin: str, end: str) -> str:
    """Return *text* without what stands from each *begin* to the next *end*."""
    kept: list[str] = []
    at = 0
    while (start := text.find(begin, at)) >= 0:
        kept.append(text[at:start])
        stop = text.find(end, start + len(begin))
        if stop < 0:
            return "".join(kept)
        at = stop + len(end)
    return "".join([*kept, text[at:]])
