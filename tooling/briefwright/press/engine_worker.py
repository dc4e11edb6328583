"""The child process that compiles Typst: JSON lines in, JSON lines out.

It is the only module that imports ``typst``. Nothing that it compiles reaches further than the
root folder, the fonts, and the limits that are set here.
"""

import json
import math
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO, cast

import typst

Request = Mapping[str, Any]
Reply = dict[str, Any]
FontKey = tuple[bool, tuple[str, ...]]
"""Whether the fonts of the machine are used, and the folders with more."""

_HEADING = re.compile(r"^(error|warning|help): (.*)$")
_PLACE = re.compile(r"^\s*┌─ (.*):(\d+):(\d+)$")
_HINT = re.compile(r"^ *= hint: (.*)$")
_MISSING = re.compile(r'the text `("(?:[^"\\]|\\.)*")` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}

_SUSPECTS = b"/MarkInfo<</Marked true/Suspects false>>"

_KEPT_FOR = 10
"""Compiles through which Typst keeps what they have not used."""
_FORGET_ABOVE = 140 << 20

# PDF/UA refuses a character that no font can print, and says which.
_PROBE = """
#let probe = json(bytes(sys.inputs.probe))
#set document(title: "probe")
#set text(font: probe.fonts, fallback: probe.fallback, size: 1pt)
#for character in probe.characters { text(character); " " }
"""


class Worker:
    """Answers requests about one root folder, and keeps what Typst has worked out."""

    def __init__(self, root: Path, empty: Path, font_paths: tuple[str, ...]) -> None:
        self._root = root
        self._empty = empty
        self._font_paths = font_paths
        self._fonts: dict[FontKey, typst.Fonts] = {}
        self._full = False
        """Whether what earlier compiles worked out is to be let go before the next one."""

    def answer(self, request: Request) -> Reply:
        """Do what *request* asks for."""
        operations: dict[str, Callable[[Request], Reply]] = {
            "compile": self._compile,
            "join": self._join,
            "impose": self._impose,
            "families": self._families,
            "origins": self._origins,
            "missing": self._missing,
        }
        try:
            return operations[request["op"]](request)
        except OSError as error:  # a full disk, most likely
            return {"failed": {"reason": (error.strerror or str(error)).lower()}}

    def _load(self, request: Request) -> typst.Fonts:
        system, more = key = _font_key(request)
        if key not in self._fonts:
            self._fonts[key] = typst.Fonts(
                include_system_fonts=system, font_paths=[*self._font_paths, *more]
            )
        return self._fonts[key]

    def _compiler(self, request: Request) -> typst.Compiler:
        """Return a compiler that has read nothing yet.

        One that is used again takes only the difference over from a file that has changed, and may
        miss a character that ends with the same byte as the one before: “Ω” where “é” was. What
        has been worked out is kept all the same: it belongs to the process.
        """
        return typst.Compiler(
            root=self._root,
            font_paths=self._load(request),
            package_path=self._empty,
            package_cache_path=self._empty,
        )

    def _compile(self, request: Request) -> Reply:
        _limit_time(request["seconds"])
        options = {key: request[key] for key in ("timestamp", "pdf_standards")}
        compiler = self._compiler(request)
        if self._full:
            self._forget(compiler)
        try:
            pdf, warnings = compiler.compile_with_warnings(
                self._root / request["main"], format="pdf", **options
            )
        except typst.TypstError as error:
            return {"diagnostics": self._diagnostics(error), "held": _held()}
        output = Path(request["output"])
        output.write_bytes(_without_suspects(cast("bytes", pdf)))
        if request["mend"]:
            self._mend(output)
        found = [diagnostic for warning in warnings for diagnostic in self._diagnostics(warning)]
        reply: Reply = {"pdf": request["output"], "diagnostics": found, "held": _held()}
        if request["label"]:
            # It is laid out already, so this takes next to nothing.
            told = compiler.query(f"<{request['label']}>", field="value", one=True)
            reply["told"] = json.loads(told)
        self._full = bool(request["label"]) and _held() > _FORGET_ABOVE
        return reply

    @staticmethod
    def _mend(output: Path) -> None:
        from briefwright.press.mending import mend_file  # noqa: PLC0415 - only for standards

        mend_file(output)

    @staticmethod
    def _forget(compiler: typst.Compiler) -> None:
        """Let go of what earlier compiles worked out: it is kept until so many have not used it."""
        for _ in range(_KEPT_FOR + 1):
            compiler.compile(b"", format="pdf", timestamp=0)

    def _join(self, request: Request) -> Reply:
        from briefwright.press.engine import NO_DIGITS  # noqa: PLC0415 - only for long PDFs
        from briefwright.press.joining import (  # noqa: PLC0415
            Frame,
            Goal,
            Section,
            join,
        )
        from briefwright.press.numbering import NoDigits  # noqa: PLC0415

        _limit_time(request["seconds"])
        sections = [
            Section(pdf=Path(found["pdf"]), pages=found["pages"], links=tuple(found["links"]))
            for found in request["sections"]
        ]
        goals = {label: Goal(**goal) for label, goal in request["goals"].items()}
        output = Path(request["output"])
        frame = Frame(pdf=Path(request["frame"]), front=request["front"])
        try:
            join(frame, sections, goals, request["headings"], output)
        except NoDigits:
            return {"diagnostics": [_error(NO_DIGITS)], "held": _held()}
        if request["mend"]:
            self._mend(output)
        return {"pdf": request["output"], "diagnostics": [], "held": _held()}

    def _impose(self, request: Request) -> Reply:
        from briefwright.model import Layout  # noqa: PLC0415 - only where it is asked for
        from briefwright.press import imposing  # noqa: PLC0415

        _limit_time(request["seconds"])
        source, output = Path(request["source"]), Path(request["output"])
        ranges = [(first, last) for first, last in request["pages"]]
        layout = Layout(request["layout"]) if request["layout"] else None
        done = imposing.impose(
            source, output, ranges=ranges, layout=layout, right_to_left=request["right_to_left"]
        )
        made = {"pdf": request["output"]} if done.printed else {}
        return {**made, "told": done.pages, "diagnostics": [], "held": _held()}

    def _families(self, request: Request) -> Reply:
        fonts = self._load(request)
        return {"families": sorted(set(fonts.families()))}

    def _origins(self, request: Request) -> Reply:
        found: dict[str, str] = {}
        for font in self._load(request).fonts():
            found.setdefault(font.family, str(font.path or ""))
        return {"origins": found}

    def _missing(self, request: Request) -> Reply:
        """Return the characters that cannot be printed; Typst alone knows what its fonts hold."""
        wanted = {key: request[key] for key in ("characters", "fonts", "fallback")}
        compiler = typst.Compiler(
            _PROBE.encode(),
            root=self._empty,
            font_paths=self._load(request),
            sys_inputs={"probe": json.dumps(wanted)},
            package_path=self._empty,
            package_cache_path=self._empty,
        )
        try:
            compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
        except typst.TypstError as error:
            return {"missing": [_unescape(text) for text in _MISSING.findall(error.diagnostic)]}
        return {"missing": []}

    def _diagnostics(self, error: "typst.TypstError | typst.TypstWarning") -> list[Reply]:
        """Return what Typst says: severity, message, hints, and the places from the inside out."""
        found: list[Reply] = []
        for line in error.diagnostic.splitlines():
            if heading := _HEADING.match(line):
                if heading[1] != "help":
                    message = heading[2].replace(str(self._root), "")
                    found.append(
                        {"severity": heading[1], "message": message, "hints": [], "places": []}
                    )
            elif not found:
                continue
            elif place := _PLACE.match(line):
                path = os.path.relpath(Path(place[1]).resolve(), self._root)
                where = [Path(path).as_posix(), int(place[2]), int(place[3]) + 1]
                found[-1]["places"].append(where)
            elif hint := _HINT.match(line):
                found[-1]["hints"].append(hint[1])
        return found or [_error(error.message, error.hints)]


def _error(message: str, hints: Sequence[str] = ()) -> Reply:
    return {"severity": "error", "message": message, "hints": list(hints), "places": []}


def _font_key(request: Request) -> FontKey:
    return request["system"], tuple(request.get("more", ()))


def _without_suspects(pdf: bytes) -> bytes:
    """Leave out that no tag is in doubt: poppler takes it amiss, in as many bytes as before."""
    before, said, after = pdf.rpartition(_SUSPECTS)
    marked, _, _ = _SUSPECTS.partition(b"/Suspects")
    return before + (marked.ljust(len(said) - 2) + b">>" + after if said else after)


def _unescape(literal: str) -> str:
    """Read a string as Rust's debug format writes it."""

    def character(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        return _PLAIN_ESCAPES.get(match[2], match[2])

    return _ESCAPE.sub(character, literal[1:-1])


def _limit_memory(size: int) -> None:
    """Bound the address space to *size* bytes, where the platform can."""
    # Windows has no such module, and macOS no such limit; the parent bounds the time anyway.
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _limit_time(seconds: float) -> None:
    """Bound the processor time of what comes next, lest it go on when the parent is gone."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        usage = resource.getrusage(resource.RUSAGE_SELF)
        cores = os.cpu_count() or 1
        soft = math.ceil(usage.ru_utime + usage.ru_stime + seconds * cores) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _held() -> int:
    """Return the bytes that this process holds, else the most that it has held, or 0."""
    # The most is no measure on Linux: a child begins with what its parent has held.
    with suppress(OSError, ValueError, AttributeError, IndexError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _serve(worker: Worker, requests: TextIO, replies: TextIO) -> None:
    for line in requests:
        reply = worker.answer(json.loads(line))
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def main() -> None:
    """Serve requests until the parent closes the pipe; its first line is the set-up."""
    # Whatever else writes to standard output must not come between the replies.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    setup = json.loads(sys.stdin.readline())
    _limit_memory(setup["memory"])
    worker = Worker(Path(setup["root"]), Path(setup["empty"]), tuple(setup["font_paths"]))
    _serve(worker, sys.stdin, replies)


if __name__ == "__main__":
    main()
