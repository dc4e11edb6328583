"""Say what keeps a part of a brief from being printed. Pure: jobs in, problems out."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from briefwright.page_ranges import write_ranges
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.sphinx_ext.domain import slug_of
from briefwright.sphinx_ext.excerpts import names_of
from briefwright.sphinx_ext.printjob import PrintJob


def section_problems(
    jobs: Sequence[PrintJob], left_out: Mapping[str, Sequence[str]]
) -> Iterator[Problem]:
    """Yield a problem for each brief of which no PDF has the section that is asked for.

    *left_out* are the PDFs without it, and what headings each has.
    """
    for slug, group in groupby(jobs, key=lambda job: slug_of(job.docname)):
        own = [*group]
        if all(job.name in left_out for job in own):
            listed = (heading for job in own for heading in left_out[job.name])
            known = dict.fromkeys(name for heading in listed for name in names_of(heading))
            yield Problem(
                place=Place(path="--section"),
                code=Code.VALUE,
                message=f"No PDF of “{slug}” has the heading “{own[0].section}”.",
                hint=did_you_mean(own[0].section, known),
            )


def pages_problems(jobs: Sequence[PrintJob], left_out: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a problem for each brief of which no PDF has any of the pages that are asked for.

    *left_out* are the PDFs that have none of them, and how many pages each has.
    """
    for slug, group in groupby(jobs, key=lambda job: slug_of(job.docname)):
        own = [*group]
        if all(job.name in left_out for job in own):
            most = max(left_out[job.name] for job in own)
            yield Problem(
                place=Place(path="--pages"),
                code=Code.VALUE,
                message=f"No PDF of “{slug}” has the pages {write_ranges(own[0].pages)}.",
                hint=f"The longest has {most} page{'s' if most > 1 else ''}.",
            )
