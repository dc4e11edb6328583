"""The files that the engine starts from, and the data that ``print.typ`` sees. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefwright.press import standards
from briefwright.press.tongues import has_right_to_left, tongue_of
from briefwright.sphinx_ext import locating
from briefwright.sphinx_ext.locating import Told
from briefwright.sphinx_ext.pieces import Piece
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.typst_base import Sheet
from briefwright.sphinx_ext.typst_text import array, literal
from briefwright.sphinx_ext.typst_tongues import document_tongue, language_and_region

_SEPARATORS = " \N{NO-BREAK SPACE}:,.–—-|·"


FramePage = Mapping[str, object]
"""Of a page of a frame: ``headings``, those on it counted from 0, and whether one ``opens`` it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A document of a job, and how many levels its headings stand below their own."""

    docname: str
    level: int
    sheet: str = ""
    """What it is staged as; by default under its own name."""

    @property
    def staged(self) -> str:
        """The name of its sheet."""
        return self.sheet or self.docname


def main(function: str, looks: Sequence[str], data: str, bodies: Sequence[tuple[str, str]]) -> str:
    """Return a file that calls *function* of ``press.typ``, with the functions and their modules.

    *looks* are the paths of modules, *data* that of a JSON file, *bodies* paths of modules and the
    function that is wanted of each; all from the staging folder.
    """
    lines = [f'#import "/press.typ": {function}']
    lines += [f"#import {literal('/' + path)} as look{n}" for n, path in enumerate(looks)]
    lines += [f"#import {literal('/' + path)} as part{n}" for n, (path, _) in enumerate(bodies)]
    modules = array(f"look{n}" for n in range(len(looks)))
    listed = array(f"part{n}.{name}" for n, (_, name) in enumerate(bodies))
    parts = array(f"part{n}" for n in range(len(bodies)))
    call = f"#{function}({modules}, json({literal('/' + data)}), {listed}, {parts})"
    return "\n".join([*lines, call, ""])


def piece_files(
    piece: Piece, looks: Sequence[str], data: Mapping[str, Any], elsewhere: Mapping[str, object]
) -> dict[str, str]:
    """Return the files of a piece, the main one first; *elsewhere*: what its links lead to."""
    stem = f"pieces/{piece.name}"
    # Nothing of other documents: the same piece serves each PDF that has it.
    part = {**data["parts"][piece.part], "sections": []}
    own = {**data, "subtitle": "", "headings": 0, "indexes": [], "parts": [part], "both-ways": True}
    first = piece.level + piece.headings[0].level if piece.headings else 1
    own["elsewhere"], own["above"] = elsewhere, max(0, first - 1)
    return {
        f"{stem}.main.typ": main("piece", looks, f"{stem}.json", [(f"{stem}.typ", "body")]),
        f"{stem}.json": json.dumps(own, ensure_ascii=False),
        f"{stem}.typ": piece.source,
    }


def frame_files(
    name: str,
    looks: Sequence[str],
    data: Mapping[str, Any],
    headings: Mapping[str, str],
    pages: Sequence[Sequence[FramePage]],
) -> dict[str, str]:
    """Return the files of a frame, the main one first.

    *data* say besides how many pages are in ``front`` of those of the documents, 0 if that is not
    known. *headings* are the sources with the headings of each document, by its name; *pages* say
    which of them are on each of its pages.
    """
    stem = f"jobs/{name}.frame"
    parts = [{**part, "pages": own} for part, own in zip(data["parts"], pages, strict=True)]
    bodies = [(f"headings/{docname}.typ", "headings") for docname in headings]
    return {
        f"{stem}.typ": main("frame", looks, f"{stem}.json", bodies),
        f"{stem}.json": json.dumps({**data, "parts": parts}, ensure_ascii=False),
        **{f"headings/{docname}.typ": source for docname, source in headings.items()},
    }


def data(
    job: PrintJob,
    parts: Sequence[Part],
    sheets: Mapping[str, Sheet],
    fallback: Mapping[str, str],
    indexes: Sequence[Told] = (),
) -> dict[str, Any]:
    """Return what ``print.typ`` sees of a job."""
    language, region = language_and_region(job.language)
    base = document_tongue(job.language)
    title = tongue_of(job.title, job.language)
    sections = [locating.sections(job, part.level, sheets[part.staged]) for part in parts]
    locating.place_thumbs(sections)
    return {
        "title": job.title,
        "subtitle": job.subtitle,
        "date": standards.date_of(job.standards, job.date),
        "language": language,
        "region": region,
        "right-to-left": base.right_to_left,
        # Whether lines of the contents may begin at either side.
        "both-ways": base.right_to_left or any(map(has_right_to_left, _headings(sheets.values()))),
        "title-script": title.script,
        "title-right-to-left": title.right_to_left,
        "options": {
            **{name.replace("_", "-"): value for name, value in job.options.items()},
            "edition": job.edition,
        },
        "fallback": dict(fallback),
        "headings": sum(sheet.headings for sheet in sheets.values()),
        "indexes": list(indexes),
        "parts": [
            {
                "document": part.docname,
                "level": part.level,
                "title": sheets[part.staged].title,
                # The title of the job is on the page already.
                "overview": number == 0 and sheets[part.staged].title == job.title,
                "short": short_title(sheets[part.staged].title, job.title),
                "sections": found,
            }
            for number, (part, found) in enumerate(zip(parts, sections, strict=True))
        ],
    }


def _headings(sheets: Iterable[Sheet]) -> Iterator[str]:
    return (
        heading.text for sheet in sheets for each in sheet.segments for heading in each.headings
    )


def without_option(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return what ``print.typ`` sees of a job without one of its options."""
    options = {key: value for key, value in data["options"].items() if key != name}
    return {**data, "options": options}


def short_title(title: str, whole: str) -> str:
    """Return *title* without that of the job, beside which it stands: "Pro: A brief" → "Pro"."""
    if whole and title.endswith(whole):
        return title.removesuffix(whole).rstrip(_SEPARATORS) or title
    if whole and title.startswith(whole):
        return title.removeprefix(whole).lstrip(_SEPARATORS) or title
    return title
