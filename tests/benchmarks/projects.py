"""Projects to measure: the example, and synthetic ones of any size."""

import re
import shutil
from pathlib import Path

from processes import ROOT

import synthetic

SLUG = "large"
_TAG = re.compile(r"(:::\{card\})( .*)")
_READ = re.compile(r"(?<!\*)\*\*([^*]+)\*\*(?!\*)")


def example(root: Path) -> Path:
    """Copy the example project, as a fresh checkout has it."""
    (root / "briefs").mkdir(parents=True)
    shutil.copy(ROOT / "conf.py", root)
    shutil.copytree(ROOT / "source", root / "source")
    for path in (ROOT / "briefs").iterdir():
        if path.is_file():
            shutil.copy(path, root / "briefs")
    return root


def large(root: Path, cards: int, median_words: int = synthetic.MEDIAN_WORDS) -> Path:
    """Write a project with one brief that has all of so many cards, ten to an essay."""
    (root / "briefs").mkdir(parents=True)
    shutil.copy(ROOT / "conf.py", root)
    index = ROOT / "tooling" / "briefwright" / "skeleton" / "briefs" / "index.md"
    shutil.copy(index, root / "briefs")
    spec = "resolution: Resolved that this brief is large.\n"
    (root / "briefs" / f"{SLUG}.yaml").write_text(spec, encoding="utf-8")
    for folder in synthetic.library(cards, median_words=median_words):
        for file in filter(None, (folder.essay, folder.cards)):
            path = root / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8")
    return root


_NAME = re.compile(r":name: (\S+)\n:side: (pro|con)")
_A_SECTION = 8
"""Cards of a section."""


def choose_some(root: Path, wanted: int) -> int:
    """Let the brief have about so many of the cards, from all over; return how many."""
    texts = (p.read_text(encoding="utf-8") for p in sorted((root / "source").glob("*/cards.md")))
    cards = [match.groups() for text in texts for match in _NAME.finditer(text)]
    lines = ["resolution: Resolved that this brief is large."]
    count = 0
    for side in ("pro", "con"):
        names = [name for name, own in cards if own == side]
        names = names[:: max(1, 2 * len(names) // wanted)]
        count += len(names)
        parts = [names[at : at + _A_SECTION] for at in range(0, len(names), _A_SECTION)]
        lines += [f"{side}:"]
        for number, part in enumerate(parts, start=1):
            lines += [f"  - heading: {side} {number}", f"    cards: [{', '.join(part)}]"]
    (root / "briefs" / f"{SLUG}.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return count


_WHOLE_ONLY = f"""

latex_documents = [("briefs/{SLUG}/index", "{SLUG}.tex", "This brief is large", "", "howto")]

def setup(app):
    def only(app, assembly):
        jobs = app.config.typst_documents
        app.config["typst_documents"] = [job for job in jobs if job.name == "{SLUG}"]

    app.connect("brief-assembled", only, priority=900)
"""


def print_whole_only(root: Path) -> None:
    """Let no PDFs of the sides be printed."""
    with (root / "conf.py").open("a", encoding="utf-8") as file:
        file.write(_WHOLE_ONLY)


def change_a_card(root: Path) -> None:
    """Take the mark of a run that is read aloud away: its words stay."""
    path = max((root / "source").glob("*/cards.md"))
    text = path.read_text(encoding="utf-8")
    path.write_text(_READ.sub(r"\1", text, count=1), encoding="utf-8")


def change_a_tag(root: Path, number: int) -> str:
    """Give the first card of the example another tag, and return it."""
    path = root / "source" / "kozak-2017" / "cards.md"
    tag = f"What this card shows, for time {number}"
    text = _TAG.sub(rf"\g<1> {tag}", path.read_text(encoding="utf-8"), count=1)
    path.write_text(text, encoding="utf-8")
    return tag


def lengthen_a_tag(root: Path, number: int) -> None:
    """Say the tag of one of the cards twice, as an edit that takes a line more."""
    paths = sorted((root / "source").glob("*/cards.md"))
    path = paths[number * 7 % len(paths)]
    text = path.read_text(encoding="utf-8")
    found = [*_TAG.finditer(text)]
    tag = found[number * 3 % len(found)]
    path.write_text(f"{text[: tag.end()]}{tag[2]}{text[tag.end() :]}", encoding="utf-8")


def move_the_pages(root: Path) -> None:
    """Make the tag of a card so long that the pages behind it move."""
    path = min((root / "source").glob("*/cards.md"))
    text = path.read_text(encoding="utf-8")
    path.write_text(_TAG.sub(r"\1" + r" \2" * 40, text, count=1), encoding="utf-8")


def clean(root: Path) -> None:
    """Delete everything that a build made."""
    shutil.rmtree(root / "build", ignore_errors=True)
    for folder in (path for path in (root / "briefs").iterdir() if path.is_dir()):
        shutil.rmtree(folder)
