"""Commands in processes of their own, and what they cost; POSIX only."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds on the clock, seconds of processors, peak megabytes."""

    wall: float
    cpu: float
    megabytes: float = 0.0
    """Of the largest of its processes."""
    together: float = 0.0
    """Of all of them at one time; pages that they share count in each. 0 but on Linux."""


def environment() -> dict[str, str]:
    """Return the environment of a process that imports the package from this checkout."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tooling"), str(ROOT / "tests")]),
    }


def cost(*arguments: str | Path, cwd: Path) -> Cost:
    """Run Python with *arguments*; what the children of the process took is counted too."""
    return cost_of([sys.executable, *map(str, arguments)], cwd=cwd)


def cost_of(command: Sequence[str], *, cwd: Path) -> Cost:
    """Run *command*; what the children of the process took is counted too."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr
        with _Watch(process.pid) as watch:
            said = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    # A browser does not wait for its children: what they took is as was seen last.
    cpu = max(usage.ru_utime + usage.ru_stime, watch.seconds)
    return Cost(wall, cpu, usage.ru_maxrss / unit, watch.megabytes)


class _Watch(threading.Thread):
    """Looks again and again at what a process and its children hold and have taken together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self._taken: dict[int, float] = {}
        self.megabytes = 0.0

    @property
    def seconds(self) -> float:
        """Seconds of the processor."""
        return sum(self._taken.values())

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(0.05):
            family = [*_family(self._pid)]
            self.megabytes = max(self.megabytes, sum(map(_held, family)))
            self._taken.update(zip(family, map(_taken, family), strict=True))


def _family(pid: int) -> Iterator[int]:
    """Yield a process and its children, as far as the system tells."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                yield from _family(int(child))


def _held(pid: int) -> float:
    with suppress(OSError, IndexError):
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    return 0.0


def _taken(pid: int) -> float:
    with suppress(OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def output(*arguments: str | Path, cwd: Path) -> str:
    """Run Python with *arguments*, and return what it prints."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment(), check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def brief(*arguments: str, cwd: Path) -> Cost:
    """Run ``brief``."""
    return cost("-m", "briefwright", *arguments, cwd=cwd)


def best(times: int, run: Callable[[], Cost]) -> Cost:
    """Return what the cheapest of several runs took."""
    return _least(run() for _ in range(times))


def interleaved(times: int, *runs: Callable[[], Cost]) -> Iterator[Cost]:
    """Yield the best of each of *runs*, taken in turn, so that all meet the same disturbance."""
    found = [[run() for run in runs] for _ in range(times)]
    for number in range(len(runs)):
        yield _least(row[number] for row in found)


def _least(costs: Iterable[Cost]) -> Cost:
    """Return the least of each cost: what was more was disturbance."""
    rows = [(each.wall, each.cpu, each.megabytes) for each in costs]
    return Cost(*map(min, zip(*rows, strict=True)))
