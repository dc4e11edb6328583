"""Commands in processes of their own, and what they cost; POSIX only."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds on the clock, seconds of processors, peak megabytes."""

    wall: float
    cpu: float
    megabytes: float = 0.0


def environment() -> dict[str, str]:
    """Return the environment of a process that imports the package from this checkout."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tooling"), str(ROOT / "tests")]),
    }


def cost(*arguments: str | Path, cwd: Path) -> Cost:
    """Run Python with *arguments*; what the children of the process took is counted too."""
    began = time.perf_counter()
    command = [sys.executable, *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=cwd, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr
        said = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


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
