"""Print flow sheets of a format, without a brief and without Sphinx."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from briefwright.flows import FlowSheet
from briefwright.press.engine import Engine
from briefwright.press.glyphs import unusual
from briefwright.problems import Place, Problem
from briefwright.sphinx_ext import typst_flow
from briefwright.sphinx_ext.mains import Part
from briefwright.sphinx_ext.printer import FontSetup, Printer
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.shelf import Shelf
from briefwright.sphinx_ext.staging import Staging
from briefwright.sphinx_ext.typst_base import Heading, Segment, Sheet
from briefwright.sphinx_ext.typst_text import literal
from briefwright.sphinx_ext.typst_writer import CLOSING, opening


def print_sheets(
    job: PrintJob, sheets: Sequence[FlowSheet], project: Path, subject: Place
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Return the PDF of *sheets*, and what there is to say; messages count paths from *project*.

    Raises :class:`BriefError`.
    """
    with tempfile.TemporaryDirectory(prefix="briefwright-") as folder:
        root = Path(folder, "staging")
        staging = Staging(root, project)
        staging.prepare()
        staging.write_sheet(job.docname, _written(sheets, job.docname, subject), "")
        with Engine(root) as engine:
            printer = Printer(
                staging=staging,
                shelf=Shelf(Path(folder, "pieces")),
                engines=[engine],
                fonts=FontSetup(),
                outdir=Path(folder),
            )
            problems = printer.run(job, [Part(docname=job.docname, level=0)], subject)
        pdf = Path(folder, f"{job.name}.pdf")
        return pdf.read_bytes() if pdf.is_file() else None, problems


def _written(sheets: Sequence[FlowSheet], docname: str, subject: Place) -> Sheet:
    """Return *sheets* as a document of Typst."""
    texts: list[str] = []

    def write(text: str) -> str:
        texts.append(text)
        return f"({literal(text)})"

    head = opening([typst_flow.FUNCTION])
    segment = Segment(start=len(head))
    calls = []
    for sheet in sheets:
        label = f"{docname}:flow-{sheet.side}"
        segment.labels.append(label)
        segment.headings.append(Heading(label=label, text=sheet.title, level=1))
        listed = (f"label: {literal(label)}", *typst_flow.arguments(sheet, write))
        calls.append(f"#{typst_flow.FUNCTION}({', '.join(listed)})\n")
    body = "".join(calls)
    return Sheet(
        source=head + body + CLOSING,
        title=sheets[0].title if sheets else "",
        functions=[typst_flow.FUNCTION],
        segments=[segment],
        end=len(head) + len(body),
        characters=dict.fromkeys(unusual("".join(texts)), subject),
    )
