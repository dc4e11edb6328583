"""Print flow sheets of a format, without a brief and without Sphinx."""

from collections.abc import Sequence
from pathlib import Path

from briefwright.flows import FlowSheet
from briefwright.press.glyphs import unusual
from briefwright.problems import Place, Problem
from briefwright.sphinx_ext import typst_flow
from briefwright.sphinx_ext.alone import print_alone
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.typst_base import Heading, Segment, Sheet
from briefwright.sphinx_ext.typst_text import literal
from briefwright.sphinx_ext.typst_writer import CLOSING, opening


def print_sheets(
    job: PrintJob, sheets: Sequence[FlowSheet], project: Path, subject: Place
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Return the PDF of *sheets*, and what there is to say; messages count paths from *project*.

    Raises :class:`BriefError`.
    """
    return print_alone(job, _written(sheets, job.docname, subject), project, subject)


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
