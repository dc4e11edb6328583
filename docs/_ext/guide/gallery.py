"""The directive ``gallery``: pictures of what is printed, each with the command that prints it.

``{gallery} editions`` shows what :data:`EXHIBITS` has under that name. The pictures are taken by
:mod:`guide.pictures`, from the example brief, by these very commands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FOLDER = "gallery"
BRIEF = "russia-iran"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A picture of one or two pages."""

    name: str
    """Of the picture, without ``.png``."""
    shows: str
    """What is to be seen, for those who do not see it."""
    arguments: str = ""
    """What is written behind ``brief build``."""
    pdf: str = f"{BRIEF}-pro"
    pages: tuple[int, ...] = (2,)
    """From 1."""
    detail: bool = False
    """Whether only the upper half is shown, larger."""

    @property
    def command(self) -> str:
        """The command that prints it."""
        return f"brief build {self.arguments}".rstrip()


def _edition(name: str, shows: str, *pages: int) -> Exhibit:
    pdf = f"{BRIEF}-pro" if name == "full" else f"{BRIEF}-pro-{name}"
    return Exhibit(
        name=f"edition-{name}", shows=shows, arguments=f"--edition {name}", pdf=pdf, pages=pages
    )


def _option(name: str, value: str, shows: str, *pages: int) -> Exhibit:
    argument = f"--set {name}={value}"
    return Exhibit(
        name=f"{name}-{value}",
        shows=shows,
        arguments=argument,
        pages=pages or (3,),
        detail=name == "marks",
    )


EXHIBITS: Mapping[str, tuple[Exhibit, ...]] = {
    "editions": (
        _edition("full", "Everything: each card with all of its passage.", 3),
        _edition("read", "What is read aloud, in reading size, with the time at the margin.", 2),
        _edition("cards", "A card on each page, to be handed over.", 2),
        _edition("cites", "The works cited, and what is quoted from each.", 1),
        _edition("outline", "Tags and short citations, for the lectern.", 1),
        _edition("blocks", "The answers alone.", 2),
        _edition("sources", "The text of each source, with the passages that are quoted.", 2),
        _edition("flow", "A column for each speech, with tags where they will be said.", 1),
    ),
    "papers": (
        _option("paper", "letter", "Letter, which is the default.", 3),
        _option("paper", "a4", "A4.", 3),
        _option("paper", "half-letter", "Half of Letter.", 4),
        _option("paper", "a5", "Half of A4.", 4),
        _option("paper", "legal", "Legal.", 3),
        _option("paper", "a3", "A3.", 2),
    ),
    "fit": (
        _option("columns", "2", "Two columns.", 3),
        _option("large-print", "yes", "Large print: 18 points, and what goes with them.", 5),
        _option("spacing", "compact", "Less room between lines.", 3),
        _option("spacing", "airy", "More room between lines.", 3),
    ),
    "sheets": (
        Exhibit(
            name="booklet",
            shows="A booklet, its pages set for half the paper: the outer side of a sheet within.",
            arguments="--booklet",
            pdf=f"{BRIEF}-pro-booklet",
            pages=(3,),
        ),
        Exhibit(
            name="two-up",
            shows="Two pages on a sheet.",
            arguments="--two-up",
            pdf=f"{BRIEF}-pro-two-up",
            pages=(2,),
        ),
    ),
    "finding": (
        Exhibit(
            name="indexes",
            shows="Indexes of answers, authors and topics at the end.",
            arguments="--set indexes=answers,authors,topics",
            pages=(14,),
        ),
        _option("thumbs", "right", "Marks at the edge, a step lower for each block.", 8),
    ),
    "marks": (
        _option("marks", "colour", "Read aloud on a colour, with a line below; stressed in a box."),
        _option("marks", "grey", "The same on grey, for a printer without colours."),
        _option(
            "marks", "outline", "Read aloud in an outline, for a copier that knows only black."
        ),
    ),
}
"""By section of the page."""


class Gallery(SphinxDirective):
    """A row of pictures."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, object]] = {}

    def run(self) -> list[nodes.Node]:
        """Return a figure for each exhibit."""
        row = nodes.container(classes=["guide-gallery"])
        for exhibit in EXHIBITS[self.arguments[0]]:
            figure = nodes.figure()
            uri = f"images/{FOLDER}/{exhibit.name}.png"
            figure += nodes.image(uri=uri, alt=exhibit.shows)
            figure += nodes.caption("", "", nodes.literal("", exhibit.command))
            figure += nodes.legend("", nodes.paragraph("", exhibit.shows))
            row += figure
        return [row]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("gallery", Gallery)
