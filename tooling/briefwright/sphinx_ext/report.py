"""Problems as Sphinx warnings: type ``brief``, the code as subtype, the card's own place."""

from sphinx.util import logging

from briefwright.problems import Problem, Severity

logger = logging.getLogger(__name__)


def report(problem: Problem) -> None:
    """Log *problem* at its own place, whichever document was being read."""
    place = problem.place
    # Without a line Sphinx would take the path for the name of a document.
    location = f"{place.path}:{place.line or 1}"
    message = "\n".join([problem.headline, *(f"    {line}" for line in problem.detail)])
    if problem.severity is Severity.INFO:
        logger.info("%s: %s", location, message)
        return
    log = logger.error if problem.severity is Severity.ERROR else logger.warning
    log(
        "%s",
        message,
        location=location,
        type="brief",
        subtype=problem.code.value,
        extra={"problem": problem},  # for whoever collects them whole
    )
