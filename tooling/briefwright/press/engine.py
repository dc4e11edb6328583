"""Compile Typst in a child process that cannot reach, eat or take long without limit.

One engine serves any number of compiles below one folder, and its child keeps what it has worked
out: the whole brief and its sides share most of their work, and so do rebuilds of a live preview.
"""

import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, Self

import briefwright
from briefwright import children
from briefwright.problems import BriefError, Code, Place, Problem

TIMESTAMP = 0
"""What a document is told of the time: always the same, so that the bytes are."""

LINK = "briefwright:"
"""Before the number of a link into another piece of a PDF, until the pieces are joined."""

PAGE = ":page:"
"""Behind the number of such a link whose text is the number of the page, which is put in then; after
it how many digits there is room for, and how far it moves for each that it has not."""

UNSETTLED = "document did not converge within five attempts"
"""What Typst says where the numbers of pages move the pages again and again."""

NO_DIGITS = "no digits for the numbers of pages"
"""What is said where these cannot be put in."""

_GIBIBYTE = 1 << 30
_RENEW_ABOVE = 1.5 * _GIBIBYTE
"""A child that holds more is ended after its work: Typst never gives memory back."""
_REST_ABOVE = _GIBIBYTE // 4
"""One that holds more is ended before work that has no use for what it knows."""
_CHARACTERS_A_SECOND = 25_000
"""The least of what is printed in a second: a tenth of what is usual."""
_KILLED, _OUT_OF_TIME = 9, 24
"""Signals: from who saves the machine's memory, and from the limit of processor time."""


def _memory() -> int:
    """Return three quarters of the machine's memory, and at least what a large brief needs."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        whole = 0
    return max(4 * _GIBIBYTE, whole * 3 // 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much the child may use."""

    seconds: float = 600.0
    """For one compile, on the wall clock; ten thousand cards take a few minutes."""
    least: float = 120.0
    """Of these for a small document: what takes longer has a loop without end."""
    memory: int = field(default_factory=_memory)
    """Bytes of address space, where the platform can bound it."""

    def time_for(self, size: int) -> float:
        """Return how many seconds a document of *size* characters may take."""
        return min(self.seconds, self.least + size / _CHARACTERS_A_SECOND)


class Stopped(BriefError):  # noqa: N818 - what happened to it
    """The child is gone."""

    def __init__(self, problem: Problem, *, greedy: bool) -> None:
        super().__init__(problem)
        self.greedy = greedy
        """Whether it took more time or memory than it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """What Typst says of a document."""

    message: str
    severity: str = "error"
    hints: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    """From the call that failed outwards; paths are from the root folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The outcome of a compile."""

    pdf: bytes | None
    """None if there were errors."""
    diagnostics: tuple[Diagnostic, ...] = ()
    told: Any = None
    """The value of the metadata that was asked for."""


@dataclass(frozen=True, slots=True)
class FontChoice:
    """Which fonts a PDF may use, besides those of the engine and of the project."""

    system: bool = True
    """Those of the machine."""
    more: tuple[Path, ...] = ()
    """Those in these folders."""


def engine_version() -> str:
    """Return the version of what decides on the bytes of a PDF, besides its input."""
    return f"typst {version('typst')}, briefwright {briefwright.__version__}"


class Engine:
    """Compiles the Typst documents below *root*; nothing outside it can be read."""

    def __init__(
        self, root: Path, *, font_paths: Sequence[Path] = (), limits: Limits | None = None
    ) -> None:
        self._root = root.resolve()
        self._limits = limits or Limits()
        self._scratch = Path(tempfile.mkdtemp(prefix="briefwright-"))
        self._font_paths = [str(path) for path in font_paths]
        self._child: _Child | None = None
        self._held = 0
        self._finalizer = weakref.finalize(self, shutil.rmtree, self._scratch, ignore_errors=True)

    def compile(  # noqa: PLR0913 - all but two have a default
        self,
        main: str,
        *,
        subject: Place,
        system_fonts: bool = True,
        more_fonts: Sequence[Path] = (),
        standards: Sequence[str] = (),
        label: str = "",
        size: int = 0,
    ) -> Compiled:
        """Compile the file *main*, a path from the root, to PDF.

        *more_fonts* are folders with fonts, besides those of the engine. What is wrong with the
        document is in the outcome, and what the metadata says that has the *label*; it may take the
        longer the more characters it has, its *size*. Raises :class:`Stopped` about *subject* if
        the child crashes, is killed, or takes more than it may, and :class:`BriefError`.
        """
        self._refuse_links(subject)
        output = self._scratch / "output.pdf"
        request = {
            "op": "compile",
            "main": main,
            "output": str(output),
            "system": system_fonts,
            "more": list(map(str, more_fonts)),
            "seconds": self._limits.time_for(size),
            "timestamp": TIMESTAMP,
            "pdf_standards": list(standards),
            "mend": bool(standards) and not label,
            "label": label,
        }
        return self._take(self._ask(request, subject), output)

    def join(self, plan: Mapping[str, Any], *, subject: Place) -> Compiled:
        """Join pieces as *plan* says: the arguments of :func:`briefwright.press.joining.join`."""
        output = self._scratch / "output.pdf"
        request = {
            **plan,
            "op": "join",
            "output": str(output),
            "seconds": self._limits.seconds,
        }
        return self._take(self._ask(request, subject), output)

    def impose(
        self,
        pdf: bytes,
        *,
        pages: Sequence[tuple[int, int | None]],
        layout: str,
        right_to_left: bool,
        subject: Place,
    ) -> Compiled:
        """Arrange the pages of *pdf*, as :func:`briefwright.press.imposing.impose` does.

        What is told is how many pages there were; without a PDF, none of them was asked for.
        """
        source, output = self._scratch / "source.pdf", self._scratch / "output.pdf"
        source.write_bytes(pdf)
        request = {
            "op": "impose",
            "source": str(source),
            "output": str(output),
            "pages": [list(pair) for pair in pages],
            "layout": layout,
            "right_to_left": right_to_left,
            "seconds": self._limits.seconds,
        }
        return self._take(self._ask(request, subject), output)

    def _take(self, reply: Mapping[str, Any], output: Path) -> Compiled:
        found = tuple(map(_diagnostic, reply["diagnostics"]))
        self._held = reply["held"]
        if self._held > _RENEW_ABOVE:
            self._end_child()
        if "pdf" not in reply:
            return Compiled(pdf=None, diagnostics=found, told=reply.get("told"))
        pdf = output.read_bytes()
        output.unlink()
        return Compiled(pdf=pdf, diagnostics=found, told=reply.get("told"))

    def rest(self) -> None:
        """Give back what the child has come to hold, if that is much."""
        if self._held > _REST_ABOVE:
            self._end_child()

    def families(
        self, *, system_fonts: bool = True, more_fonts: Sequence[Path] = ()
    ) -> frozenset[str]:
        """Return the names of the font families that can be used."""
        more = list(map(str, more_fonts))
        request = {"op": "families", "system": system_fonts, "more": more}
        return frozenset(self._ask(request, Place(path="fonts"))["families"])

    def origins(
        self, *, system_fonts: bool = True, more_fonts: Sequence[Path] = ()
    ) -> Mapping[str, str]:
        """Return the font families that can be used, and the file of each: "" for the engine's."""
        more = list(map(str, more_fonts))
        request = {"op": "origins", "system": system_fonts, "more": more}
        found: dict[str, str] = self._ask(request, Place(path="fonts"))["origins"]
        return found

    def missing(
        self,
        characters: str,
        *,
        fonts: Sequence[str],
        system_fonts: bool = True,
        more_fonts: Sequence[Path] = (),
        fallback: bool = True,
    ) -> frozenset[str]:
        """Return those of the *characters* that neither *fonts* nor a fallback can print."""
        request = {
            "op": "missing",
            "characters": list(characters),
            "fonts": list(fonts),
            "system": system_fonts,
            "more": list(map(str, more_fonts)),
            "fallback": fallback,
        }
        return frozenset("".join(self._ask(request, Place(path="fonts"))["missing"]))

    def close(self) -> None:
        """End the child and remove what it left."""
        self._end_child()
        self._finalizer()

    def interrupt(self) -> None:
        """Let what another thread asks for, if it does, be :class:`Stopped`."""
        if self._child:
            self._child.kill()

    def _end_child(self) -> None:
        self._held = 0
        if self._child:
            self._child.end()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the child before it is asked for something: it takes a moment to be ready."""
        self._ready()

    def _ready(self) -> "_Child":
        if self._child is None or not self._child.alive:
            self._child = _Child(self._setup())
            weakref.finalize(self, self._child.end)
        return self._child

    def _ask(self, request: Mapping[str, Any], subject: Place) -> dict[str, Any]:
        seconds = request.get("seconds", self._limits.seconds)
        try:
            reply = self._ready().ask(request, seconds)
        except _Lost as lost:
            self._child = None
            raise _stopped(lost, subject, seconds, self._limits.memory) from None
        if "failed" in reply:
            raise BriefError(_failed(reply["failed"], subject))
        return reply

    def _setup(self) -> dict[str, Any]:
        empty = self._scratch / "empty"
        empty.mkdir(parents=True, exist_ok=True)
        return {
            "root": str(self._root),
            "empty": str(empty),
            "font_paths": self._font_paths,
            "memory": self._limits.memory,
        }

    def _refuse_links(self, subject: Place) -> None:
        """Stop at a symbolic link below the root: Typst would follow it out."""
        for folder, folders, files in os.walk(self._root):
            for name in (*folders, *files):
                if os.path.islink(os.path.join(folder, name)):  # noqa: PTH114, PTH118 (speed)
                    message = f"“{name}” is a symbolic link, which could lead out of the project."
                    hint = "Copy the file itself."
                    raise BriefError(
                        Problem(place=subject, code=Code.FILE, message=message, hint=hint)
                    )


class _Lost(Exception):  # noqa: N818 (not an error of the caller's)
    """The child is gone, or does not answer."""

    def __init__(self, *, late: bool = False, status: int | None = None, said: str = "") -> None:
        super().__init__(said)
        self.late = late
        self.status = status
        self.said = said


class _Child:
    """The running child process."""

    def __init__(self, setup: Mapping[str, Any]) -> None:
        command = children.command("press.engine_worker")
        # It outlives this function, and is closed with the process.
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(),
        )
        self._replies: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self._owner = os.getpid()
        self._send(setup)

    @property
    def alive(self) -> bool:
        """Whether the child runs, and is ours rather than that of the process we forked from."""
        return self._process.poll() is None and self._owner == os.getpid()

    def ask(self, request: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Return the reply to *request*. Raises :class:`_Lost`."""
        self._send(request)
        try:
            line = self._replies.get(timeout=seconds)
        except queue.Empty:
            self.end()
            raise _Lost(late=True) from None
        if not line:
            status = self._process.wait()
            said = self._said()
            self.end()
            raise _Lost(status=status, said=said)
        reply: dict[str, Any] = json.loads(line)
        return reply

    def kill(self) -> None:
        """Kill the child, if it is ours; whoever waits for a reply finds it :class:`_Lost`."""
        if self._owner == os.getpid():
            self._process.kill()

    def end(self) -> None:
        """Kill the child, if it is ours, and release what it holds."""
        if self._owner != os.getpid():
            return
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream:
                _close(stream)

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin  # noqa: S101 - tells the type only
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:  # it has died; the reader's empty line says so
            return

    def _read(self) -> None:
        assert self._process.stdout  # noqa: S101 - tells the type only
        try:
            for line in self._process.stdout:
                self._replies.put(line)
        except (OSError, ValueError):  # closed by end()
            pass
        self._replies.put(b"")

    def _said(self) -> str:
        self._errors.seek(0)
        return self._errors.read(20_000).decode(errors="replace")


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:  # what could not be sent to a dead child
        return


def _environment() -> dict[str, str]:
    """Return the child's environment: our package on its path, and no way to the network."""
    # Packages of Typst's come over HTTP; nobody listens on the port of "discard" here.
    dead_end = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    lower = {name.lower(): value for name, value in dead_end.items()}
    keep = {k: v for k, v in os.environ.items() if k.lower() != "no_proxy"}
    ours = {"PYTHONPATH": children.python_path(), "RUST_BACKTRACE": "0"}
    return {**keep, **dead_end, **lower, **ours}


def _diagnostic(reply: Mapping[str, Any]) -> Diagnostic:
    places = [Place(path=path, line=line, column=column) for path, line, column in reply["places"]]
    message = reply["message"]
    if message.startswith("failed to download package"):
        message = "a package from the network, which no brief may use"
    return Diagnostic(
        message=message,
        severity=reply["severity"],
        hints=tuple(reply["hints"]),
        places=tuple(places),
    )


def _stopped(lost: _Lost, subject: Place, seconds: float, memory: int) -> Stopped:
    """Say what became of the child."""
    hint = "Look for an endless loop, or a very large table or number, in the template’s print.typ."
    greedy = True
    if lost.late or lost.status == -_OUT_OF_TIME:
        message = f"The PDF engine was stopped: it took more than {seconds:g} seconds."
    elif "memory allocation" in lost.said or "MemoryError" in lost.said:
        message = f"The PDF engine ran out of memory ({memory >> 20} MiB)."
    elif lost.status == -_KILLED:
        message = "The PDF engine was killed, most likely because the machine ran out of memory."
        hint = f"Close other programs and build again. {hint}"
    else:
        message = f"The PDF engine ended unexpectedly ({_status(lost)})."
        hint = "Build again; if it stays so, report it with the brief."
        greedy = False
    problem = Problem(place=subject, code=Code.PDF, message=message, hint=hint)
    return Stopped(problem, greedy=greedy)


def _failed(failed: Mapping[str, str], subject: Place) -> Problem:
    """Say what kept the child from writing, or reading, a file of its own."""
    message = f"The PDF engine could not work on its files: {failed['reason']}."
    hint = f"Make room in {tempfile.gettempdir()} and in the folder of the build, and build again."
    return Problem(place=subject, code=Code.FILE, message=message, hint=hint)


def _status(lost: _Lost) -> str:
    last = lost.said.strip().splitlines()[-1:] or [""]
    if lost.status is not None and lost.status < 0:
        return f"signal {-lost.status}"
    # The name of Rust's panic tells nobody anything.
    return last[0].removeprefix("pyo3_runtime.PanicException: ") or f"exit code {lost.status}"
