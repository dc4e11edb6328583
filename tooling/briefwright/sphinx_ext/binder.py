"""Print a long job in pieces, and join them.

Each piece is compiled alone and kept, so that a change costs the pieces that it touches. What stands
above and below the text, the contents and the outline are those of a frame: all the pages, empty.
The numbers of pages that pieces show are put in when they are joined; a piece depends only on how
many digits these have.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from queue import SimpleQueue
from typing import Any, TypeVar

from briefwright.press.engine import (
    LINK,
    PAGE,
    Compiled,
    Diagnostic,
    Engine,
    FontChoice,
)
from briefwright.problems import Place
from briefwright.sphinx_ext.mains import FramePage
from briefwright.sphinx_ext.pieces import Piece
from briefwright.sphinx_ext.shelf import Printed, Shelf, Where
from briefwright.sphinx_ext.staging import Staging

Item = TypeVar("Item")
Result = TypeVar("Result")

_WHEREABOUTS = "briefwright-whereabouts"
_CALLED = 200
"""Characters of a heading that links to it are called by: there are many of these."""
_AT_TOP = 12
"""Points from the top of the text: what stands there opens its page."""
_INDEX = "briefwright-index"
"""Begins the labels of the headings that the frame has of its own."""
_ON_A_PAGE = 8_000
"""Characters of Typst on a page, as long as nobody knows."""
_LISTED_ON_A_PAGE = 45
"""Headings on a page of the contents."""
_AT_MOST = 1.25
"""So many times the pages that are expected there may be: where there are more, it takes longer."""


Files = Mapping[str, str]
"""What something is compiled from, by paths in the staging folder; the first is the main file."""


class Failed(Exception):  # noqa: N818 - told as problems
    """The engine found errors in a piece or the frame."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__()
        self.diagnostics = tuple(diagnostics)


@dataclass(frozen=True, kw_only=True)
class LongJob:
    """What a binder has to know of a job."""

    name: str
    pieces: tuple[Piece, ...]
    basis: str
    """The digest of what every piece depends on: the looks, the fonts, the engine."""
    standards: tuple[str, ...] = ()
    """What the PDF keeps to, and so each piece."""
    piece_files: Callable[[Piece, Mapping[str, object]], Files]
    """From what its links lead to."""
    frame_files: Callable[[Sequence[Sequence[FramePage]], int], Files]
    """From what is on each page of each document, and how many pages are before these, or 0."""

    @cached_property
    def targets(self) -> frozenset[str]:
        """What links lead to."""
        return frozenset(target for piece in self.pieces for target in piece.targets)

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The numbers of cards, by their labels."""
        headings = (heading for piece in self.pieces for heading in piece.headings)
        return {heading.label: heading.number for heading in headings if heading.number}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """All that is to be joined, and what was said of it."""

    plan: Mapping[str, Any]
    """For :meth:`briefwright.press.engine.Engine.join`."""
    diagnostics: tuple[Diagnostic, ...]


class Binder:
    """Prints jobs with some engines, and keeps the pieces on a shelf."""

    def __init__(
        self,
        engines: Sequence[Engine],
        shelf: Shelf,
        staging: Staging,
        *,
        subject: Place,
        fonts: FontChoice,
    ) -> None:
        self._engines = engines
        self._shelf = shelf
        self._staging = staging
        self._subject = subject
        self._fonts = fonts

    def bind(self, job: LongJob) -> Bound:
        """Print the pieces and the frame of *job*. Raises :class:`Failed`, :class:`BriefError`.

        Where headings are depends on the room for the numbers of pages, and the digits of these on
        where headings are. So the room is judged by what names no pages; where that proves too
        little there is more the next time, and never less.
        """
        named = [piece for piece in job.pieces if piece.targets]
        known = self._print_pieces(job, [piece for piece in job.pieces if not piece.targets], {})
        digits: Mapping[str, int] = _expected(job, known)
        settled = False
        while not settled:
            known |= self._print_pieces(job, named, digits)
            printed = [known[piece.name] for piece in job.pieces]
            frame = self._print_frame(job, printed, self._shelf.front(job.name))
            front = _front(frame, printed)
            places = _places(front, printed)
            wanted = {
                label: max(count, len(str(places[label][0])))
                for label, count in digits.items()
                if label in places
            }
            settled, digits = wanted == digits, wanted
        self._shelf.note(job.name, known, frame, front)
        told = [found for each in (frame, *printed) for found in each.diagnostics]
        plan = self._plan(job, frame, printed)
        return Bound(plan=plan, diagnostics=tuple(dict.fromkeys(told)))

    def _print_pieces(
        self, job: LongJob, some: Sequence[Piece], digits: Mapping[str, int]
    ) -> dict[str, Printed]:
        """Print *some* pieces, in which the numbers of pages have room for *digits*; by name."""
        printed = self._print(job, [self._files(job, piece, digits) for piece in some])
        return dict(zip((piece.name for piece in some), printed, strict=True))

    @staticmethod
    def _files(job: LongJob, piece: Piece, digits: Mapping[str, int]) -> Files:
        numbers = job.numbers
        elsewhere = {
            target: {
                "digits": digits[target],
                "page": f"{LINK}{number}{PAGE}",
                "card": numbers.get(target, ""),
                "goal": f"{LINK}{number}",
            }
            for number, target in enumerate(piece.targets)
            if target in digits
        }
        return job.piece_files(piece, elsewhere)

    def _print_frame(self, job: LongJob, printed: Sequence[Printed], front: int) -> Printed:
        """Print the frame, which is done sooner where *front*, if it is not 0, comes true."""
        documents: dict[int, list[FramePage]] = {}
        counted: dict[int, int] = {}
        # What stands before the first line has no place of its own: 0.
        heights = (y for found in printed for _, _, y in found.places.values() if y > 0)
        top = min(heights, default=0)
        for piece, pages in zip(job.pieces, printed, strict=True):
            empty: list[list[int]] = [[] for _ in range(pages.pages)]
            opens = [False] * pages.pages
            for heading in piece.headings:
                at = counted.setdefault(piece.part, 0)
                counted[piece.part] += 1
                place = pages.places.get(heading.label)
                if place:  # else the look makes no heading of it
                    empty[place[0] - 1].append(at)
                    opens[place[0] - 1] |= heading.number is None and place[2] < top + _AT_TOP
            documents.setdefault(piece.part, []).extend(
                {"headings": found, "opens": open_}
                for found, open_ in zip(empty, opens, strict=True)
            )
        filled = list(documents.values())
        key = _key(job, job.frame_files(filled, 0))
        frame = self._shelf.find(key)
        if frame:
            return frame
        own = sum(found.pages for found in printed)
        tried = False
        while True:
            compiled = self._compile(
                self._engines[0], job.frame_files(filled, front), job.standards
            )
            before = compiled.told["pages"] - own
            if front in (0, before):
                break
            front, tried = 0 if tried else before, True
        return self._shelf.put(key, compiled)

    def _print(self, job: LongJob, sources: Sequence[Files]) -> list[Printed]:
        """Return all *sources* printed; what is not on the shelf is, on all engines."""
        keys = [_key(job, source) for source in sources]
        found = {key: self._shelf.find(key) for key in keys}
        wanted = {k: s for k, s in zip(keys, sources, strict=True) if found[k] is None}

        def compile_one(engine: Engine, key: str) -> Printed:
            return self._shelf.put(key, self._compile(engine, wanted[key], job.standards))

        printed = dict(zip(wanted, in_parallel(self._engines, compile_one, wanted), strict=True))
        return [found[key] or printed[key] for key in keys]

    def _compile(self, engine: Engine, files: Files, standards: Sequence[str]) -> Compiled:
        self._staging.write_files(files)
        main = next(iter(files))
        compiled = engine.compile(
            main,
            subject=self._subject,
            system_fonts=self._fonts.system,
            more_fonts=self._fonts.more,
            standards=standards,
            label=_WHEREABOUTS,
            size=sum(map(len, files.values())),
        )
        if compiled.pdf is None:
            raise Failed(compiled.diagnostics)
        return compiled

    @staticmethod
    def _plan(job: LongJob, frame: Printed, printed: Sequence[Printed]) -> dict[str, Any]:
        front = _front(frame, printed)
        places = _places(front, printed)
        own = {label: at for label, at in frame.places.items() if label.startswith(_INDEX)}
        headings = [heading for piece in job.pieces for heading in piece.headings]
        texts = {heading.label: heading.text[:_CALLED] for heading in headings}
        wanted = {*texts, *(target for piece in job.pieces for target in piece.targets)}
        return {
            "frame": str(frame.path),
            "mend": bool(job.standards),
            "front": front,
            "sections": [
                {"pdf": str(pages.path), "pages": pages.pages, "links": piece.targets}
                for piece, pages in zip(job.pieces, printed, strict=True)
            ],
            "goals": {
                label: {"page": page, "x": x, "y": y, "text": texts.get(label, "")}
                for label, (page, x, y) in [*places.items(), *own.items()]
                if label in wanted or label in own
            },
            # At level 0 is a title that is no heading.
            "headings": [
                heading.label
                for piece in job.pieces
                for heading in piece.headings
                if piece.level + heading.level > 0 and heading.label in places
            ]
            + list(own),
        }


def in_parallel(
    engines: Sequence[Engine], work: Callable[[Engine, Item], Result], items: Iterable[Item]
) -> list[Result]:
    """Return what *work* makes of each of the *items* with any engine; the first failure ends it."""
    listed = list(items)
    if len(listed) < 2 or len(engines) < 2:
        return [work(engines[0], item) for item in listed]
    free: SimpleQueue[Engine] = SimpleQueue()
    for engine in engines:
        free.put(engine)

    def do(item: Item) -> Result:
        engine = free.get()
        try:
            return work(engine, item)
        finally:
            free.put(engine)

    pool = ThreadPoolExecutor(len(engines))
    futures = [pool.submit(do, item) for item in listed]
    try:
        return [done.result() for done in futures]
    except BaseException:
        for future in futures:
            future.cancel()
        # What still works for us would take the reply of whoever asks the engine next.
        for engine in engines:
            engine.interrupt()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _names(job: LongJob) -> list[str]:
    return [piece.name for piece in job.pieces]


def _front(frame: Printed, printed: Sequence[Printed]) -> int:
    """Return how many pages there are before the first piece."""
    return frame.pages - sum(piece.pages for piece in printed)


def _places(before: int, printed: Sequence[Printed]) -> dict[str, Where]:
    """Return where all labels are; of a label that is there twice, the first place."""
    found: dict[str, Where] = {}
    for piece in printed:
        for label, (page, x, y) in piece.places.items():
            found.setdefault(label, (before + page, x, y))
        before += piece.pages
    return found


def _expected(job: LongJob, known: Mapping[str, Printed]) -> dict[str, int]:
    """Return how many digits the pages may have that links lead to: rather one too many.

    What is not *known* is judged by its length, and depends on nothing that was printed before: the
    same brief is the same PDF, whatever it has been.
    """
    pages = sum(printed.pages for printed in known.values())
    length = sum(len(piece.source) for piece in job.pieces if piece.name in known)
    on_a_page = length / pages if pages else _ON_A_PAGE
    guessed = 1 + sum(len(piece.headings) for piece in job.pieces) / _LISTED_ON_A_PAGE
    sure = 0
    found: dict[str, int] = {}
    for piece in job.pieces:
        ends: list[tuple[str, float]]
        if piece.name in known:
            ends = [(label, page) for label, (page, _, _) in known[piece.name].places.items()]
        else:
            each = len(piece.source) / on_a_page / max(1, len(piece.labels))
            ends = [(label, 1 + number * each) for number, label in enumerate(piece.labels)]
        most = sure + guessed * _AT_MOST
        found |= {label: len(str(int(most + page))) for label, page in ends if label not in found}
        if piece.name in known:
            sure += known[piece.name].pages
        else:
            guessed += len(piece.source) / on_a_page
    return {label: found[label] for label in job.targets if label in found}


def _key(job: LongJob, files: Files) -> str:
    return _digest(job.basis, *files.values())


def _digest(*texts: str) -> str:
    whole = hashlib.sha256()
    for text in texts:
        whole.update(hashlib.sha256(text.encode()).digest())
    return whole.hexdigest()
