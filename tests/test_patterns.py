"""Patterns at which parsers of Markdown have hung: they end, in linear time, in pages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from effort import Effort
from reading import Reader, write

# Each is repeated.

REPEATED = [
    *("[", "[a](", "[](", "[]((", "*a ", "*a **a ", "*a_ ", "_", "`a", "<", "<a:", "![", "![[]()", "&"),
    *("[a](b) ", "[a](#b) ", "[a](http://b.test) ", "<http://b.test> ", "\\*", "&amp;", "a\\\n", "*[", "]("),
    *("> ", "- ", "# a\n", "a\n===\n", "1. a\n", "- a\n\n", "> a\n\n", "a\n", "a\n\n", "    a\n", "***\n\n"),
    *("a\n\n***\n\n", "```\n", "~~~ a\n", "> ```\n", "`a` ", "![a](b) ", "> # a\n\n", "[a](javascript:x) "),
    *("(a)=\n", "(a)=\n# b\n\n", "{abbr}`a (b)` ", "{ref}`a` ", "{raw}`a` ", "{a}``b", "{", "% a\n", "% a\n\n"),
    *("|a|b|\n|-|-|\n", "|a|\n|-|\n# b\n", ":::{note}\na\n:::\n", ":::{note}\n", ":::{x}\n:::\n", ":::\n"),
    *("---\n", "a: b\n---\n", "[a]: b\n", "[^1]: a\n", "[^1] ", "| a ", "$a$ ", "{{ a }} ", "+++\n", ": a\n"),
]  # fmt: skip
NUMBERED = [
    "(a{})=\n",
    "# a{}\n",
    "[a{}]: b\n",
    "{{a{}}}`b` ",
    "[^{}]: a\n\n",
    ":a{}: b\n",
    ":::{{a{}}}\n:::\n",
]
PATTERNS: dict[str, Callable[[int], str]] = {
    **{repr(text): lambda n, text=text: text * n for text in REPEATED},
    **{repr(t): lambda n, t=t: "".join(t.format(i) for i in range(n)) for t in NUMBERED},
    "brackets": lambda n: "[" * n + "a" + "]" * n,
    "links": lambda n: "[" * n + "a" + "](b)" * n,
    "emphasis": lambda n: "*a **b " * n + "c" + " d** e*" * n,
    "ticks": lambda n: "".join("a" + "`" * (i % 200) for i in range(n)),
    "indents": lambda n: "".join("  " * (i % 60) + "* a\n" for i in range(n)),
    "a wide table": lambda n: "|a" * n + "|\n" + "|-" * n + "|\n",
    "a long table": lambda n: "|a|b|\n|-|-|\n" + "|c|d|\n" * n,
    "an uneven table": lambda n: "|a" * 60 + "|\n" + "|-" * 60 + "|\n" + "|b\n" * n,
    "a table of lists": lambda n: ":::{list-table}\n\n" + "* - a\n  - b\n" * n + ":::\n",
    "options": lambda n: ":::{note}\n" + ":a: b\n" * n + ":::\n",
    "entries": lambda n: ":::{toctree}\n" + "a\n" * n + ":::\n",
    "a lazy quotation": lambda n: "> a\n" + "b\n" * n,
}


@pytest.fixture
def read(tmp_path, request) -> Iterator[Reader]:
    reader = Reader(tmp_path, builder=getattr(request, "param", "dummy"))
    yield reader
    reader.app.cleanup()


def test_work_grows_no_worse_than_linearly(read):
    """A pattern that is four times as long is four times the work, not sixteen times."""
    docname = "briefs/a/index"  # which has every rule that an essay has
    slow = {}
    for name, pattern in PATTERNS.items():
        short, long = (steps(read, docname, pattern(n)) for n in (50, 200))
        if long > 5 * short:
            slow[name] = (short, long)
        assert not any("Traceback" in line for line in read.warnings), name
        assert len(read.warnings) <= 22, name
    assert not slow


def steps(read: Reader, docname: str, text: str) -> int:
    with Effort() as effort:
        read(docname, text)
    return effort.steps


@pytest.mark.parametrize("read", ["html"], indirect=True)
def test_every_pattern_becomes_a_page(read):
    for number, pattern in enumerate(PATTERNS.values()):
        for docname in (f"source/{number}/essay", f"briefs/{number}/index"):
            write(read.root / f"{docname}.md", pattern(30))
    read.app.build()
    assert len(list(Path(read.app.outdir).rglob("*.html"))) > 2 * len(PATTERNS)
    assert not any("Traceback" in line for line in read.warnings)
