"""``brief serve`` in a process of its own, and what tests ask of it."""

import http.client
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from conftest import process_env

PATIENCE = 30.0
"""Seconds within which everything happens that happens at all."""
_URL = re.compile(r"http://[^/]+/")


class Serve:
    """A running server; to be ended by :meth:`stop`, or by the end of a ``with``."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.root = root
        self.lines: list[str] = []
        self._said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "briefwright", "serve", *arguments],
            cwd=root,
            env=process_env(BROWSER="true", PYTHONUNBUFFERED="1"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        try:
            self.url = _URL.search(self.wait_for("http://"))[0]
            self.wait_for("Ready in ")
        except BaseException:
            self.stop(signal.SIGKILL)
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        return int(self.url.rstrip("/").rpartition(":")[2])

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            self._said.put(line.rstrip("\n"))

    def wait_for(self, part: str) -> str:
        """Return the next line with *part* in it."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                line = self._said.get(timeout=max(0.01, until - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"“{part}” was not said, but: {self.lines}") from None
            if part in line:
                return line

    def stop(self, number: int = signal.SIGINT) -> int:
        """End it, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self.process.stdout.close()
        print(*self.lines, sep="\n")
        return code

    def ask(
        self, path: str, host: str | None = None, method: str = "GET"
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of an answer; *path* is sent as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, path, skip_host=host is not None)
        if host:
            connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        body = answer.read()
        connection.close()
        return answer.status, headers, body

    def builders(self) -> list[int]:
        """Return the processes that build for it."""
        return [pid for pid, parent in processes() if parent == self.process.pid]


def processes() -> list[tuple[int, int]]:
    """Return every process that still runs, with its parent (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state != "Z":
                found.append((int(entry.name), int(parent)))
    return found


def descendants(pid: int) -> set[int]:
    """Return the children of a process, and theirs."""
    found: set[int] = set()
    new = {pid}
    while new:
        new = {child for child, parent in processes() if parent in new} - found
        found |= new
    return found


def alive(pid: int) -> bool:
    """Tell whether a process still runs."""
    return pid in {running for running, _ in processes()}


def eventually(true: Callable[[], object]) -> bool:
    """Wait until something is true; say whether it has become so."""
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def save(path: Path, old: str, new: str) -> None:
    """Change a file as an editor does: by one that takes its place."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text.replace(old, new), encoding="utf-8")
    os.replace(beside, path)
