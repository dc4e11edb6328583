"""What is made of finished PDFs: a part of one, two pages on a sheet, a booklet."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefwright.problems import BriefError, Code, Place, Problem, did_you_mean

if TYPE_CHECKING:
    from briefwright.press.imposing import Entry

_RANGE = re.compile(r"\s*(\d+)\s*(?:[-–]\s*(\d*))?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finishing:
    """What is to be made of the PDFs besides themselves."""

    booklet: bool = False
    two_up: bool = False
    pages: str = ""
    """Such as ``3-8,12`` or ``20-``: the part to print; all of it if empty."""
    section: str = ""
    """The heading of the part to print, or some words of it; all if empty."""

    def __bool__(self) -> bool:
        """Tell whether there is anything to make."""
        return bool(self.booklet or self.two_up or self.pages or self.section)


def parse_pages(text: str, count: int) -> tuple[int, ...]:
    """Return the pages that *text* names of so many, in order, each once.

    Raises :class:`ValueError` that says what is wrong.
    """
    found: dict[int, None] = {}
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if not match:
            raise ValueError(f"“{part.strip()}” is no page; write such as “3-8,12”.")
        first = int(match[1])
        last = first if match[2] is None else int(match[2] or max(first, count))
        if first < 1 or last < first:
            raise ValueError(f"“{part.strip()}” is no range of pages; write such as “3-8”.")
        found |= dict.fromkeys(range(first, min(last, count) + 1))
    return tuple(found)


def finish(folder: Path, names: Sequence[str], wanted: Finishing) -> tuple[str, ...]:
    """Make what is *wanted* of the PDFs *names* in *folder*; return the names of the new ones.

    Raises :class:`BriefError` if no PDF has such a page or section.
    """
    from briefwright.press import imposing  # noqa: PLC0415 (only where it is asked for)

    made: list[str] = []
    parts = _parts(folder, names, wanted) if wanted.pages or wanted.section else None
    for name in names:
        stem, source = name.removesuffix(".pdf"), folder / name
        if parts is not None:
            if not parts.get(name):
                continue
            stem += "-part"
            source = folder / f"{stem}.pdf"
            imposing.take(folder / name, parts[name], source)
            made.append(source.name)
        count = imposing.page_count(source)
        for asked, suffix, arrange in (
            (wanted.two_up, "two-up", imposing.two_up),
            (wanted.booklet, "booklet", imposing.booklet),
        ):
            if asked:
                imposing.impose(source, arrange(count), folder / f"{stem}-{suffix}.pdf")
                made.append(f"{stem}-{suffix}.pdf")
    return tuple(made)


def _parts(folder: Path, names: Sequence[str], wanted: Finishing) -> dict[str, tuple[int, ...]]:
    """Return the pages to take of each PDF; raises :class:`BriefError` if there are none."""
    from briefwright.press import imposing  # noqa: PLC0415 (likewise)

    counts = {name: imposing.page_count(folder / name) for name in names}
    pages = {name: tuple(range(1, count + 1)) for name, count in counts.items()}
    if wanted.section:
        outlines = {name: imposing.outline(folder / name) for name in names}
        title = _title(wanted.section, outlines.values())
        pages = {name: _span(outlines[name], title, counts[name]) for name in names}
    if wanted.pages:
        try:
            asked = {name: parse_pages(wanted.pages, count) for name, count in counts.items()}
        except ValueError as error:
            raise _refusal("--pages", str(error), "") from None
        pages = {name: tuple(n for n in asked[name] if n in pages[name]) for name in names}
    if not any(pages.values()):
        most = max(counts.values(), default=0)
        message = f"There are no such pages: the longest of these PDFs has {most}."
        raise _refusal("--pages", message, "Name pages that there are, such as “1-2”.")
    return pages


def _title(wanted: str, outlines: "Iterable[list[Entry]]") -> str:
    """Return the heading that is meant; raises :class:`BriefError` if none is, or several are."""
    titles = dict.fromkeys(entry.title for entries in outlines for entry in entries)
    asked = wanted.casefold().strip()
    same = [title for title in titles if title.casefold() == asked]
    like = same or [title for title in titles if asked in title.casefold()]
    if len(like) == 1:
        return like[0]
    if like:
        shown = ", ".join(f"“{title}”" for title in like[:4])
        message = f"Several headings have “{wanted}” in them: {shown}."
        raise _refusal("--section", message, "Write more of the one that you mean.")
    hint = did_you_mean(wanted, titles)
    raise _refusal("--section", f"There is no heading “{wanted}” in these PDFs.", hint)


def _span(entries: "Sequence[Entry]", title: str, count: int) -> tuple[int, ...]:
    """Return the pages from the heading *title* up to the next one of its level."""
    for at, entry in enumerate(entries):
        if entry.title != title:
            continue
        behind = (other for other in entries[at + 1 :] if other.level <= entry.level)
        ends = next(behind, None)
        # Where the next heading stands further down on a page, that begins with the last of this one.
        last = count if ends is None else max(entry.page, ends.page - ends.opens)
        return tuple(range(entry.page, last + 1))
    return ()


def _refusal(option: str, message: str, hint: str) -> BriefError:
    return BriefError(Problem(place=Place(path=option), code=Code.PDF, message=message, hint=hint))


NOTHING = Finishing()
