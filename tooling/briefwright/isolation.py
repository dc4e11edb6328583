"""Render with a pack that came from somebody else: in a child process, with bounds.

The child gets the brief and the pack, and nothing of the environment; before a template runs it can
open no more files and start no process. What comes back is JSON.
"""

import copyreg
import io
import json
import os
import pickle
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Any

from briefwright import children
from briefwright.model import Brief
from briefwright.problems import Code, Place, Problem, Severity, has_errors
from briefwright.render import Document, Rendering, is_intact
from briefwright.templating.packs import INSTALLED, Pack

_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much the child may take."""

    seconds: float = 20.0
    """On the wall clock; ten thousand cards take a few."""
    memory: int = 2048 * _MEBIBYTE
    """Bytes of address space, where the platform can bound it."""
    output: int = 256 * _MEBIBYTE
    """Bytes of all documents together."""


BOUNDS = Bounds()


def render_apart(brief: Brief, pack: Pack, bounds: Bounds = BOUNDS) -> Rendering:
    """Return what *pack* makes of *brief*, as `render.try_render` does, within *bounds*."""
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(_pickled((bounds.memory, bounds.output, brief, pack)))
        question.seek(0)
        status = _run(question, answer, bounds.seconds)
        answer.seek(0)
        reply = _reply(answer.read(bounds.output + 1)) if status == 0 else None
    if reply is None:
        return Rendering(documents=(), problems=(_lost(pack, status, bounds),))
    problems = tuple(map(_problem, reply["problems"]))
    if has_errors(problems):
        return Rendering(documents=(), problems=problems)
    documents = _documents(reply["texts"], brief, pack)
    lost = () if documents else (_lost(pack, status, bounds),)
    return Rendering(documents=documents, problems=(*problems, *lost))


class _Pickler(pickle.Pickler):
    """Knows the read-only mappings that our values hold."""

    dispatch_table = {  # noqa: RUF012 (as pickle has it)
        **copyreg.dispatch_table,
        MappingProxyType: lambda mapping: (_read_only, (dict(mapping),)),
    }


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    # By a name of ours, since Python keeps that of the type to itself.
    return MappingProxyType(mapping)


def _pickled(value: object) -> bytes:
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


def _run(question: IO[bytes], answer: IO[bytes], seconds: float) -> int | None:
    """Run the child, and return its exit code, or None if it took too long."""
    command = children.command("isolation_worker")
    process = subprocess.Popen(  # noqa: S603 (our own module)
        command,
        stdin=question,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill the child, with all that it may have started."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


def _environment() -> dict[str, str]:
    """Return what a child of ours needs to start, and nothing that could be a secret."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {**kept, "PYTHONPATH": children.python_path(), "PYTHONUTF8": "1"}


def _reply(data: bytes) -> dict[str, Any] | None:
    try:
        reply = json.loads(data)
    except ValueError:
        return None
    return reply if isinstance(reply, dict) and {"texts", "problems"} <= reply.keys() else None


def _documents(texts: list[Any], brief: Brief, pack: Pack) -> tuple[Document, ...]:
    """Return the documents, under the names that the pack gives them and not the child.

    There is none if they are not what a pack makes.
    """
    names = [f"briefs/{brief.slug}/{document.name}" for document in pack.documents]
    if len(texts) != len(names) or not all(isinstance(t, str) and is_intact(t) for t in texts):
        return ()
    pairs = zip(names, texts, strict=True)
    return tuple(Document(path=f"{name}.md", text=text, docname=name) for name, text in pairs)


def _problem(record: dict[str, Any]) -> Problem:
    place = record["place"]
    return Problem(
        place=Place(path=str(place[0]), line=int(place[1]), column=int(place[2])),
        code=Code(record["code"]),
        message=str(record["message"]),
        hint=str(record["hint"]),
        detail=tuple(map(str, record["detail"])),
        severity=Severity(record["severity"]),
    )


def _lost(pack: Pack, status: int | None, bounds: Bounds) -> Problem:
    """Say what became of the child."""
    if status is None:
        what = f"it took more than {bounds.seconds:g} seconds"
    elif status == NO_MEMORY:
        what = f"it wants more than {bounds.memory // _MEBIBYTE} MiB of memory"
    else:
        what = "it made the process that it ran in end"
    marker = pack.files[INSTALLED][0].shown if INSTALLED in pack.files else pack.name
    return Problem(
        place=Place(path=marker.removesuffix(f"/{INSTALLED}")),
        code=Code.TEMPLATE,
        message=f"The template “{pack.name}” was stopped: {what}.",
        hint="It came from somebody else: do not use it, and tell whoever made it.",
    )


NO_MEMORY = 3
"""The exit code of a child that ran out of memory."""
