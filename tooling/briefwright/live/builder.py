"""The builds of a server: in a process of their own, which keeps what it has imported."""

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from briefwright import children
from briefwright.build import Request, Result
from briefwright.live.messages import LENGTH, pack, unpack
from briefwright.live.worker import unexpected
from briefwright.project import Project

_PATIENCE = 3.0
"""Seconds that a build which is under way gets to end by itself."""


class Builder:
    """Builds one at a time.

    A project's ``conf.py`` may import what it likes, never end, or end the process: none of that
    reaches the server.
    """

    def __init__(self, progress: Callable[[str, int], None]) -> None:
        self._progress = progress
        self._process: Process | None = None
        self._renewed = False

    async def start(self) -> None:
        """Start the process, so that it imports what it needs before it is asked."""
        self._renewed = False
        self._process = await asyncio.create_subprocess_exec(
            *children.command("live.worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            **_apart(),
        )

    async def build(self, project: Project, request: Request) -> Result | None:
        """Build; return None where :meth:`renew` came between."""
        if self._process is None or self._process.returncode is not None:
            await self.start()
        process = self._process
        assert process  # noqa: S101 - tells the type only
        try:
            await self._send(process, (project, request))
            while not isinstance(reply := await self._receive(process), Result):
                self._progress(*reply)
        except (OSError, asyncio.IncompleteReadError):
            if self._renewed:
                return None
            status = await process.wait()
            ended = f"signal {-status}" if status < 0 else f"exit code {status}"
            return Result(problems=(unexpected(f"The build ended unexpectedly ({ended})"),))
        return reply

    async def renew(self) -> None:
        """End the process, whatever it does, so that the next build starts afresh."""
        self._renewed = True
        await self._end(patience=0)

    async def close(self) -> None:
        """End the process; a build that is under way may first come to its end."""
        self._renewed = True
        await self._end(patience=_PATIENCE)

    async def _end(self, patience: float) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        assert process.stdin  # noqa: S101 - tells the type only
        process.stdin.close()
        if patience:
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), patience)
        _kill(process)
        await process.wait()

    async def _send(self, process: Process, message: object) -> None:
        assert process.stdin  # noqa: S101 - tells the type only
        process.stdin.write(pack(message))
        await process.stdin.drain()

    async def _receive(self, process: Process) -> Any:  # noqa: ANN401 (a result, or progress)
        assert process.stdout  # noqa: S101 - tells the type only
        head = await process.stdout.readexactly(LENGTH.size)
        body = await process.stdout.readexactly(*LENGTH.unpack(head))
        return unpack(body)


def _environment() -> dict[str, str]:
    """Return an environment in which the package of this process is found."""
    return {**os.environ, "PYTHONPATH": children.python_path()}


def _apart() -> dict[str, Any]:
    """Return what keeps Ctrl-C, which a terminal sends to all, from the process and its children."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _kill(process: Process) -> None:
    """Kill what is left of the process and of its children, such as the PDF engine."""
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
