"""Build on request in a process that lives on: ``python -m briefwright.live.worker``.

Requests come on standard input, and replies go to standard output. What a project's ``conf.py`` prints goes to standard error.
"""

import gc
import os
from collections.abc import Iterator
from importlib import import_module
from typing import IO

from briefwright.build import Request, Result, build
from briefwright.live.messages import LENGTH, pack, unpack
from briefwright.problems import BriefError, Code, Place, Problem
from briefwright.project import Project

_REPORT = "This should not happen: please report it, with what “brief build” prints."


class _Progress:
    """Tells whoever asked for a build how far it has come."""

    def __init__(self, replies: IO[bytes]) -> None:
        self._replies = replies
        self._told: tuple[str, int] | None = None

    def update(self, stage: str, percent: int) -> None:
        """Send what is being done, and how much of it is."""
        if (stage, percent) != self._told:
            self._told = (stage, percent)
            _send(self._replies, self._told)


def main() -> None:
    """Answer requests until there are no more."""
    requests, replies = _take_streams()
    gc.set_threshold(200_000, 20, 100)  # as the command does
    import_module("briefwright.sphinx_ext.runner")  # while nobody waits
    gc.collect()
    gc.freeze()
    for project, request in _requests(requests):
        _send(replies, _build(project, request, _Progress(replies)))
        gc.collect()  # again while nobody waits


def _take_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Return the streams of requests and replies; nobody else in this process has them then."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return requests, replies


def _requests(stream: IO[bytes]) -> Iterator[tuple[Project, Request]]:
    while len(head := stream.read(LENGTH.size)) == LENGTH.size:
        yield unpack(stream.read(*LENGTH.unpack(head)))


def _send(stream: IO[bytes], message: object) -> None:
    stream.write(pack(message))
    stream.flush()


def _build(project: Project, request: Request, progress: _Progress) -> Result:
    try:
        return build(project, request, progress)
    except BriefError as error:
        return Result(problems=error.problems)
    except Exception as error:  # noqa: BLE001 (the next change may mend it)
        text = " ".join(str(error).split())
        return Result(problems=(unexpected(f"{type(error).__name__}: {text}"),))


def unexpected(message: str) -> Problem:
    """Return the problem that a build failed in a way that nobody foresaw."""
    message = f"{message.rstrip('.')}."
    return Problem(place=Place(path="build"), code=Code.BUILD, message=message, hint=_REPORT)


if __name__ == "__main__":
    main()
