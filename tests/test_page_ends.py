"""What ends a page of the contents is no heading of what is overleaf."""

import re
from pathlib import Path

from printing import pages, press, section


def test_no_page_of_the_contents_ends_with_what_heads_the_next(tmp_path: Path):
    blocks = [
        section(f"Block {n}", section(f"Answer {n}", name=f"a{n}"), name=f"b{n}") for n in range(75)
    ]
    with press(tmp_path / "press") as printer:
        pdf, problems = printer.print(section("All", *blocks), options={"large-print": True})
    assert not problems
    listed = [page for page in pages(pdf) if re.search(r"Block \d+ \d+\s", page)]
    lasts = [page.rpartition("\nPage")[0].split("\n")[-1].strip() for page in listed]
    assert len(lasts) > 3
    assert all(re.match(r"Answer \d+ \d+$", last) for last in lasts), lasts
