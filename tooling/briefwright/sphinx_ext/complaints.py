"""What is wrong with one document of evidence, told once, and never as a flood."""

from briefwright.problems import Code, Place, Problem, Severity
from briefwright.sphinx_ext.report import report

MOST = 20
"""Problems of one document that are told one by one; the rest is counted."""


class Complaints:
    """Tells the problems of one document."""

    def __init__(self, path: str) -> None:
        self.path = path
        """The document, from the project's root."""
        self._told: set[tuple[int, str]] = set()

    def add(
        self, code: Code, message: str, hint: str, line: int = 0, *, mild: bool = False
    ) -> None:
        """Tell of something on a line; 0 is the document as a whole. *mild* is but a warning."""
        if (line, message) in self._told:
            return
        self._told.add((line, message))
        if len(self._told) <= MOST:
            self._tell(code, message, hint, line, mild=mild)

    def close(self) -> None:
        """Tell how much more there was."""
        more = len(self._told) - MOST
        if more > 0:
            message = f"There are {more} more problems of this kind in the document."
            self._tell(Code.MARKUP, message, "Mend those above first.", 0, mild=False)

    def _tell(self, code: Code, message: str, hint: str, line: int, *, mild: bool) -> None:
        severity = Severity.WARNING if mild else Severity.ERROR
        # Sphinx takes a place without a line for the name of a document.
        place = Place(path=self.path, line=max(line, 1))
        report(Problem(place=place, code=code, message=message, hint=hint, severity=severity))
