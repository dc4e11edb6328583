"""Say what keeps a part of a brief from being printed. Pure: jobs in, problems out."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from briefwright.page_ranges import write_ranges
from briefwright.problems import Code, Place, Problem
from briefwright.sphinx_ext.domain import slug_of
from briefwright.sphinx_ext.printjob import PrintJob


def pages_problems(jobs: Sequence[PrintJob], left_out: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a problem for each brief of which no PDF has any of the pages that are asked for.

    *left_out* are the PDFs that have none of them, and how many pages each has.
    """
    for slug, group in groupby(jobs, key=lambda job: slug_of(job.docname)):
        own = [*group]
        if own and all(job.name in left_out for job in own):
            most = max(left_out[job.name] for job in own)
            yield Problem(
                place=Place(path="--pages"),
                code=Code.VALUE,
                message=f"No PDF of “{slug}” has the pages {write_ranges(own[0].pages)}.",
                hint=f"The longest has {most} page{'s' if most > 1 else ''}.",
            )
