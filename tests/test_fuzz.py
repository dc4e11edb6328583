"""Files with random bytes changed: whatever is wrong is a line that names the file, and soon said.

``python tests/test_fuzz.py 5000 SEED`` runs so many by hand, and prints what was found.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefwright.cli import cli
from briefwright.scaffold import lay_out
from briefwright.templates import SHIPPED
from broken import CARDS, ESSAY, PACK, SPEC

RUNS = 240
PATIENCE = 60.0
"""Seconds that no check may take."""
TEMPLATES = ("card.md.j2", "contention.md.j2", "sources.md.j2", "screen.css", "print.typ")
FILES = (ESSAY, CARDS, SPEC, *(f"{PACK}/{name}" for name in TEMPLATES), f"{PACK}/template.yml")
TOKENS = (
    *(b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\r", b"\t"),
    *(
        b"*",
        b"**",
        b"***",
        b":::",
        b"```",
        b"---\n",
        b"{",
        b"}",
        b"[",
        b"]",
        b"\\",
        b"&#0;",
        b"&a ",
    ),
    *(b"*a ", b"<<: ", b"!!x ", b"{{", b"}}", b"{%", b"%}", b"{#", b"<script>", b":", b"- ", b"\n"),
    *(b"'", b'"', b"\n\n", b"#", b"|", b">", b" " * 40, b"9" * 400, b"(" * 300, b"\xe2\x80\x8b"),
)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return *data* with a few bytes changed, cut out, doubled or put in."""
    for _ in range(chance.randint(1, 4)):
        at, end = sorted(chance.randint(0, len(data)) for _ in range(2))
        end = min(end, at + chance.choice((1, 1, 5, 50, 5000)))
        token = chance.choice(TOKENS)
        again = data[end : end + 200]
        byte = bytes([chance.randrange(256)])
        new = chance.choice((byte, token, token * chance.randint(1, 30), again, b""))
        data = data[:at] + new + data[end if chance.random() < 0.6 else at :]
    return data[: chance.randint(0, len(data))] if chance.random() < 0.1 else data


def run(root: Path, path: str, data: bytes) -> tuple[str, str]:
    """Check the project with other bytes in one file; return what came of it, and what was said."""
    file = root / path
    good = file.read_bytes()
    file.write_bytes(data)
    begin = time.monotonic()
    try:
        result = CliRunner().invoke(cli, ["-C", str(root), "check"])
    finally:
        file.write_bytes(good)
    took = time.monotonic() - begin
    said = result.stderr
    first = said.splitlines()[0] if said else ""
    if result.exit_code not in (0, 1) or (result.exit_code == 1) is not ("error[" in said):
        return f"exit {result.exit_code}", said
    if "Traceback" in said or "should not happen" in said:
        return "crash", said
    if took > PATIENCE:
        return "slow", f"{took:.1f} s: {said}"
    ours = "included from templates/" in said  # what it gave to a shipped template
    if first and not ours and not first.startswith(("source/", "briefs/", "templates/")):
        return "no file", said
    return ("refused" if result.exit_code else "accepted"), said


def prepare(folder: Path) -> Path:
    """Lay out a project with templates of its own."""
    root = folder / "project"
    lay_out(root)
    (root / PACK).mkdir(parents=True)
    for name in TEMPLATES:
        (root / PACK / name).write_bytes((SHIPPED / "base" / name).read_bytes())
    (root / PACK / "template.yml").write_text("options: {paper: {default: a4}}\n", "utf-8")
    return root


@pytest.mark.parametrize("seed", range(4))
def test_no_change_of_bytes_crashes(tmp_path: Path, seed: int) -> None:
    root, chance = prepare(tmp_path), random.Random(seed)
    for _ in range(RUNS // 4):
        path = chance.choice(FILES)
        data = mutate((root / path).read_bytes(), chance)
        outcome, said = run(root, path, data)
        assert outcome in {"refused", "accepted"}, (path, said, data)


def by_hand(runs: int, seed: int) -> None:
    """Run many, and print how often each outcome came, and every bad one."""
    chance = random.Random(seed)
    counted: Counter[str] = Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        root = prepare(Path(folder))
        for number in range(runs):
            path = chance.choice(FILES)
            data = mutate((root / path).read_bytes(), chance)
            begin = time.monotonic()
            outcome, said = run(root, path, data)
            slowest = max(slowest, time.monotonic() - begin)
            counted[outcome] += 1
            if outcome not in {"refused", "accepted"}:
                print(f"{number}: {outcome}: {path}: {said[:300]!r}", flush=True)
                Path(tempfile.gettempdir(), f"fuzz-{seed}-{number}").write_bytes(data)
    print(dict(counted), f"slowest {slowest:.2f} s")


if __name__ == "__main__":
    by_hand(int(sys.argv[1]), int(sys.argv[2]))
