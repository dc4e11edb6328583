"""Print one document that belongs to no build: without Sphinx, and with no other beside it."""

import tempfile
from pathlib import Path

from briefwright.press.engine import Engine
from briefwright.problems import Place, Problem
from briefwright.sphinx_ext.mains import Part
from briefwright.sphinx_ext.printer import FontSetup, Printer
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.shelf import Shelf
from briefwright.sphinx_ext.staging import Staging
from briefwright.sphinx_ext.typst_base import Sheet


def print_alone(
    job: PrintJob, sheet: Sheet, project: Path, subject: Place
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Return the PDF of *sheet*, and what there is to say; messages count paths from *project*.

    What cannot be said of a place is said of *subject*. Raises :class:`BriefError`.
    """
    with tempfile.TemporaryDirectory(prefix="briefwright-") as folder:
        root = Path(folder, "staging")
        staging = Staging(root, project)
        staging.prepare()
        staging.write_sheet(job.docname, sheet, "")
        with Engine(root) as engine:
            printer = Printer(
                staging=staging,
                shelf=Shelf(Path(folder, "pieces")),
                engines=[engine],
                fonts=FontSetup(),
                outdir=Path(folder),
            )
            problems = printer.run(job, [Part(docname=job.docname, level=job.level)], subject)
            problems += printer.finish()
        pdf = Path(folder, f"{job.name}.pdf")
        return pdf.read_bytes() if pdf.is_file() else None, problems
