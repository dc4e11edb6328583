"""The families of type that a brief prefers, and those of them that there are. Pure."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import replace

from briefwright.problems import Code, Place, Problem, Severity
from briefwright.sphinx_ext.printjob import PrintJob

_OPTION = "font"
_GET = "Install it, or put its file into a folder that brief_font_paths names."


def wanted(job: PrintJob) -> list[str]:
    """Return the families that the option ``font`` names."""
    given = job.options.get(_OPTION) or ()
    listed = (
        [given]
        if isinstance(given, str)
        else list(given if isinstance(given, tuple | list) else ())
    )
    return [str(family) for family in listed if family]


def with_those_there(
    job: PrintJob, available: Collection[str], subject: Place
) -> tuple[PrintJob, tuple[Problem, ...]]:
    """Return *job* without the families that are not *available*, and what there is to say.

    It is a preference: where another of them is there, nothing is missing.
    """
    known = {family.lower(): family for family in available}
    there = [family for family in wanted(job) if family.lower() in known]
    missing = [family for family in wanted(job) if family not in there]
    place = job.places.get(_OPTION, subject)
    problems = () if there or not missing else (_missing(missing, known, place),)
    return replace(job, options={**job.options, _OPTION: there}), problems


def _missing(families: list[str], known: Mapping[str, str], place: Place) -> Problem:
    near = difflib.get_close_matches(families[0].lower(), known, n=1, cutoff=0.75)
    named = " or ".join(f"“{family}”" for family in families)
    return Problem(
        place=place,
        code=Code.PDF,
        message=f"There is no font {named} here, so the usual one is printed.",
        hint=f"Did you mean “{known[near[0]]}”?" if near else _GET,
        severity=Severity.WARNING,
    )
