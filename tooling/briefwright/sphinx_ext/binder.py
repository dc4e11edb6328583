"""Print a long job in pieces, and join them.

Each piece is compiled alone and kept, so that a change costs the pieces that it touches. What stands
above and below the text, the contents and the outline are those of a frame: all the pages, empty.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from queue import SimpleQueue
from typing import Any, TypeVar

from briefwright.press.engine import LINK, UNSETTLED, Compiled, Diagnostic, Engine, FontChoice
from briefwright.problems import Place
from briefwright.sphinx_ext.mains import FramePage
from briefwright.sphinx_ext.pieces import Piece
from briefwright.sphinx_ext.shelf import Printed, Shelf, Where
from briefwright.sphinx_ext.staging import Staging

Item = TypeVar("Item")
Result = TypeVar("Result")

_WHEREABOUTS = "briefwright-whereabouts"
_ROUNDS = 6
"""So often pieces are set anew for the numbers of pages that they show; Typst tries as often."""
_AT_TOP = 12
"""Points from the top of the text: what stands there opens its page."""
_INDEX = "briefwright-index"
"""Begins the labels of the headings that the frame has of its own."""
_GUESS: Where = (100, 0, 0)
"""What is not known yet: most numbers of pages have three digits where it matters."""


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
    paged: bool
    """Whether links show the numbers of pages."""
    piece_files: Callable[[Piece, Mapping[str, object]], Files]
    """From what its links lead to."""
    frame_files: Callable[[Sequence[Sequence[FramePage]], int], Files]
    """From what is on each page of each document, and how many pages are before these, or 0."""

    @cached_property
    def labels(self) -> frozenset[str]:
        """What links within the PDF can lead to."""
        return frozenset(label for piece in self.pieces for label in piece.labels)

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

        Where a heading is decides on numbers that pieces show, and these on where headings are. So
        what was printed last is the guess, and all is printed again until nothing moves.
        """
        printed = self._last(job)
        front = self._shelf.front(job.name) or _front(self._print_frame(job, printed, 0), printed)
        unsettled: tuple[Diagnostic, ...] = ()
        for _ in range(_ROUNDS):
            guess = (front, [_shape(piece) for piece in printed])
            printed = self._print_pieces(job, front, printed)
            frame = self._print_frame(job, printed, front)
            front = _front(frame, printed)
            if guess == (front, [_shape(piece) for piece in printed]):
                break
        else:
            unsettled = (Diagnostic(message=UNSETTLED, severity="warning"),)
        self._shelf.note(job.name, dict(zip(_names(job), printed, strict=True)), frame, front)
        told = [found for each in (frame, *printed) for found in each.diagnostics]
        plan = self._plan(job, frame, printed)
        return Bound(plan=plan, diagnostics=tuple(dict.fromkeys((*told, *unsettled))))

    def _last(self, job: LongJob) -> list[Printed]:
        """Return the pieces as they were printed last, and print those that never were."""
        last = self._shelf.last(job.name, _names(job))
        known = {
            piece.name: last[piece.name]
            for piece in job.pieces
            if piece.name in last
            and all(heading.label in last[piece.name].places for heading in piece.headings)
        }
        new = [piece for piece in job.pieces if piece.name not in known]
        printed = self._print(job, [self._files(job, piece, {}) for piece in new])
        known |= dict(zip((piece.name for piece in new), printed, strict=True))
        return [known[piece.name] for piece in job.pieces]

    def _print_pieces(self, job: LongJob, front: int, last: Sequence[Printed]) -> list[Printed]:
        """Print the pieces, first those that name no pages of others; *last* is how they were."""
        printed = list(last)
        for names_pages in (False, True):
            places = _places(front, printed)
            some = [n for n, it in enumerate(job.pieces) if bool(it.targets) == names_pages]
            files = [self._files(job, job.pieces[n], places) for n in some]
            for n, found in zip(some, self._print(job, files), strict=True):
                printed[n] = found
        self._shelf.remember(dict(zip(_names(job), printed, strict=True)))
        return printed

    @staticmethod
    def _files(job: LongJob, piece: Piece, places: Mapping[str, Where]) -> Files:
        labels = places or job.labels
        numbers = job.numbers
        elsewhere = {
            target: {
                "page": places.get(target, _GUESS)[0] if job.paged else 0,
                "card": numbers.get(target, ""),
                "goal": f"{LINK}{number}",
            }
            for number, target in enumerate(piece.targets)
            if target in labels
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
        texts = {heading.label: heading.text for heading in headings}
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


def _shape(printed: Printed) -> tuple[int, dict[str, int]]:
    """Return what the pages of others depend on."""
    return printed.pages, {label: page for label, (page, _, _) in printed.places.items()}


def _key(job: LongJob, files: Files) -> str:
    return _digest(job.basis, *files.values())


def _digest(*texts: str) -> str:
    whole = hashlib.sha256()
    for text in texts:
        whole.update(hashlib.sha256(text.encode()).digest())
    return whole.hexdigest()
