"""Measure speed and memory: ``python tests/benchmarks [--write] [NAME …]``.

Prints a table, and with ``--write`` puts it into docs/how-it-works.md. The whole takes some minutes
on a quiet machine. Needs POSIX; WeasyPrint comes with the extra ``benchmark``.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "tooling")]

from measures import ALL, Figure, Sizes  # noqa: E402 (found only now)

PAGE = HERE.parents[1] / "docs" / "how-it-works.md"
BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->"
_MET = {True: "yes", False: "no", None: ""}


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a table of Markdown."""
    rows = [f"| {f.what} | {f.found} | {f.wanted} | {_MET[f.met]} |" for f in figures]
    return "\n".join(["| What | Figure | Goal | Met |", "|---|---|---|---|", *rows, ""])


def main(arguments: Sequence[str]) -> int:
    """Measure what is named, or all."""
    names = [name for name in arguments if name != "--write"]
    figures: list[Figure] = []
    for measure in ALL:
        if names and measure.__name__ not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            for figure in measure(Path(folder), Sizes()):
                print(f"{figure.what}: {figure.found}", flush=True)
                figures.append(figure)
    print(f"\n{table(figures)}")
    if "--write" in arguments:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        text = f"{before}{BEGIN}\n{table(figures)}\n{END}{rest.partition(END)[2]}"
        PAGE.write_text(text, encoding="utf-8")
    return int(any(figure.met is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
