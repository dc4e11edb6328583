"""A server for one project: watches, builds, and tells the browser and the terminal."""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefwright.build import Format, Request, Result
from briefwright.console import Bar, echo_problems, note
from briefwright.files import display
from briefwright.live.address import Address
from briefwright.live.builder import Builder
from briefwright.live.site import PDFS, Site
from briefwright.live.watch import Scope, follow
from briefwright.live.web import News, Web
from briefwright.problems import BriefError, Code, Place, Problem, Severity
from briefwright.project import Project

if TYPE_CHECKING:
    import uvicorn

_AGAIN, _LONG = 0.5, 3.0
"""Seconds between two tries of a folder that another build has locked; and until that is said."""
_SHOWN = 3
"""Names in a line of the terminal."""
_KINDS = {".html": "page", ".css": "style sheet", ".pdf": "PDF"}


def _nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What is served, and how."""

    project: Project
    request: Request
    """What is built again and again; pages come before PDFs."""
    address: Address = field(default_factory=Address)
    page: str = ""
    """The page to begin with, from the first one: ``briefs/ours/index.html``."""
    show: bool = False
    """Whether to open it in a browser."""
    further: tuple[Path, ...] = ()
    """Files and folders outside of the project that are watched too."""
    prepare: Callable[[], None] = _nothing
    """Called before each build, in a thread; may raise :class:`BriefError`."""


def serve(live: Live) -> None:
    """Serve until Ctrl-C; raises :class:`BriefError` where it cannot begin."""
    with contextlib.closing(live.address.bind()) as bound:
        asyncio.run(_Session(live, bound).run())
    note("Stopped.")


class _Session:
    """The parts of a running server, and what passes between them."""

    def __init__(self, live: Live, bound: socket.socket) -> None:
        self._live = live
        self._bound = bound
        self._root = live.project.root
        self._site = Site(live.request.out, live.request.formats)
        self._news = News()
        self._bar = Bar()
        self._builder = Builder(self._progress)
        self._changed: set[Path] = set()
        self._wake = asyncio.Event()
        self._building = False
        self._said: dict[Problem, None] = {}
        """What was printed last."""

    async def run(self) -> None:
        """Serve until a signal comes."""
        server = self._server()
        self._site.look()
        with _ends(lambda: self._stop(server)):
            await self._builder.start()
            self._greet()
            self._wake.set()
            parts = (server.serve(sockets=[self._bound]), self._watch(), self._build())
            tasks = [asyncio.create_task(part) for part in parts]
            try:
                ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in ended:
                    task.result()  # none ends by itself but the server, when it is told to
            finally:
                self._stop(server)
                for task in tasks[1:]:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await self._builder.close()

    def _server(self) -> "uvicorn.Server":
        import uvicorn  # noqa: PLC0415 (only a server needs it)

        class Server(uvicorn.Server):
            """Leaves signals to the session."""

            @contextlib.contextmanager
            def capture_signals(self) -> Iterator[None]:
                """Capture none."""
                yield

        app = Web(self._site, self._news).app(self._live.address)
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        return Server(config)

    def _stop(self, server: "uvicorn.Server") -> None:
        self._news.end()
        server.should_exit = True

    def _greet(self) -> None:
        address = self._live.address
        url = address.url(self._bound)
        if not address.is_local:
            note("Whoever reaches this machine over the network can read these pages.", loud=True)
        if Format.HTML in self._live.request.formats:
            note(f"Pages: {url}")
        if Format.PDF in self._live.request.formats:
            note(f"PDFs: {url}{PDFS}/")
        note("They are built again whenever a file changes. Ctrl-C ends this.")
        if self._live.show:
            _open(url + self._live.page)

    # Changes

    async def _watch(self) -> None:
        scope = _scope(self._live, lambda: bool(self._site.problems))
        await follow(scope, self._note_changes)

    def _note_changes(self, paths: frozenset[Path]) -> None:
        self._changed |= paths
        self._wake.set()
        if self._building and any(map(_is_code, paths)):
            # It may hang in what was just mended.
            self._renewal = asyncio.create_task(self._builder.renew())

    async def _build(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._changed = self._changed, set()
            if any(map(_is_code, changed)):
                await self._builder.renew()
            await self._build_once(frozenset(changed))

    # Builds

    async def _build_once(self, changed: frozenset[Path]) -> None:
        """Build the pages, then the PDFs; what is ready is shown at once."""
        began = time.monotonic()
        said: dict[Problem, None] = {}
        for form in (form for form in Format if form in self._live.request.formats):
            result = await self._make(form, began)
            if result is None:
                return  # begun again by what changed meanwhile
            said |= dict.fromkeys(result.problems)
            broken = any(problem.severity is Severity.ERROR for problem in said)
            self._publish(tuple(said), changed, time.monotonic() - began, broken=broken)
            if broken:
                break
        self._tell(said)

    def _tell(self, said: Mapping[Problem, None]) -> None:
        """Print what is wrong; in one line if that is what was printed last."""
        if said and said == self._said:
            many = "problem" if len(said) == 1 else f"{len(said)} problems"
            note(f"The same {many} as before.")
        else:
            echo_problems(said)
        self._said = dict(said)

    def _publish(
        self,
        problems: tuple[Problem, ...],
        changed: frozenset[Path],
        seconds: float,
        *,
        broken: bool,
    ) -> None:
        """Show what is new, in the browser and in the terminal."""
        new, first = self._site.look(), not self._site.built
        mended = bool(self._site.problems) and not problems
        self._site.problems = problems
        self._site.built = True
        self._news.tell()
        if first and not broken:
            note(f"Ready in {seconds:.1f} s.")
        elif new:
            note(_account(new, seconds, sorted(_from(self._root, path) for path in changed)))
        elif mended:
            note("No problems any more.")

    async def _make(self, form: Format, began: float) -> Result | None:
        """Build one format; wait for another build in the same folder."""
        told = False
        while True:
            result = await self._try(form)
            if result is None or not _is_locked(result):
                return result
            if not told and time.monotonic() - began > _LONG:
                told = True
                echo_problems(result.problems)
                self._site.problems = result.problems
                self._news.tell()
            await asyncio.sleep(_AGAIN)

    async def _try(self, form: Format) -> Result | None:
        if not self._root.is_dir():
            return Result(problems=(_gone(self._root),))
        self._building = True
        try:
            await asyncio.to_thread(self._live.prepare)
            request = replace(self._live.request, formats=frozenset({form}))
            with Bar() as self._bar:
                return await self._builder.build(self._live.project, request)
        except BriefError as error:
            return Result(problems=error.problems)
        finally:
            self._building = False

    def _progress(self, stage: str, percent: int) -> None:
        self._bar.update(stage, percent)


def _account(new: Sequence[str], seconds: float, causes: Sequence[str]) -> str:
    """Return a line that says how much is new, and because of which files."""
    kinds = {_KINDS[Path(name).suffix] for name in new}
    kind = kinds.pop() if len(kinds) == 1 else "file"
    count = f"{len(new)} {kind}{'s' if len(new) > 1 else ''}"
    more = ", …" if len(causes) > _SHOWN else ""
    cause = f" ({', '.join(causes[:_SHOWN])}{more})" if causes else ""
    return f"{count} new in {seconds:.1f} s{cause}."


def _scope(live: Live, is_broken: Callable[[], bool]) -> Scope:
    out = Path(os.path.realpath(live.request.out))
    further = tuple(Path(os.path.realpath(path)) for path in live.further)
    return Scope(root=live.project.root, out=out, further=further, is_broken=is_broken)


def _is_code(path: Path) -> bool:
    return path.suffix == ".py"


def _is_locked(result: Result) -> bool:
    return any(problem.code is Code.LOCKED for problem in result.problems)


def _gone(root: Path) -> Problem:
    message = "The folder of the project is gone."
    hint = "Put it back; it is waited for."
    return Problem(place=Place(path=display(root)), code=Code.FILE, message=message, hint=hint)


def _from(root: Path, path: Path) -> str:
    return display(path.relative_to(root) if path.is_relative_to(root) else path)


def _open(url: str) -> None:
    import webbrowser  # noqa: PLC0415 (slow to import)

    if not webbrowser.open(url):
        note("No browser was found to open it.", loud=True)


@contextlib.contextmanager
def _ends(stop: Callable[[], None]) -> Iterator[None]:
    """Call *stop* for Ctrl-C, and for a polite wish from elsewhere that this should end."""
    loop = asyncio.get_running_loop()
    former = {
        number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
