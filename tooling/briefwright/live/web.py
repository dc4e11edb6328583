"""The pages over HTTP: as they were built, with a script that keeps them new."""

import asyncio
import html
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from briefwright.build import Format
from briefwright.live.address import Address
from briefwright.live.site import PDFS, Site

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGE = Path(__file__).with_name("page")
_SCRIPT, _EVENTS = "/_brief/live.js", "/_brief/events"
_BREATH = 15.0
"""Seconds after which a silent connection is shown to be alive."""
_SWAP = 0.02, 50
"""Seconds between two looks for a folder that is just being replaced, and how many there are."""

_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".xml": "application/xml",
}
"""Not by what the machine knows: on Windows any program may change that."""

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}

_FRAME = """\
<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <style>
      :root {{ color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }}
      body {{ margin: 0; }}
      main {{ max-width: 40rem; margin: 0 auto; padding: 12vh 1.5rem; }}
      main.whole {{ max-width: none; height: 100vh; padding: 0; }}
      iframe {{ width: 100%; height: 100%; border: 0; display: block; }}
    </style>
  </head>
  <body>{body}</body>
</html>
"""


class News:
    """Tells whoever listens that something is new."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()
        self.ended = False

    def tell(self) -> None:
        """Wake all."""
        for listener in self._listeners:
            listener.set()

    def end(self) -> None:
        """Wake all for the last time."""
        self.ended = True
        self.tell()

    async def __aiter__(self) -> AsyncIterator[bool]:
        """Yield True at once and when something is new, and False when nothing is for long."""
        listener = asyncio.Event()
        listener.set()
        self._listeners.add(listener)
        try:
            while not self.ended:
                try:
                    await asyncio.wait_for(listener.wait(), _BREATH)
                except TimeoutError:
                    yield False
                    continue
                listener.clear()
                if not self.ended:
                    yield True
        finally:
            self._listeners.discard(listener)


class Web:
    """What answers requests for a site."""

    def __init__(self, site: Site, news: News) -> None:
        self._site = site
        self._news = news

    def app(self, address: Address) -> "ASGIApp":
        """Return the application, which answers only to the names of *address*."""
        from starlette.applications import Starlette  # noqa: PLC0415 (only a server needs it)
        from starlette.routing import Route  # noqa: PLC0415

        routes = [
            Route(_SCRIPT, self._script),
            Route(_EVENTS, self._events),
            Route("/{path:path}", self._file),
        ]
        return _guarded(Starlette(routes=routes), address)

    def _script(self, _request: "Request") -> "Response":
        return _response(_live_script(), "text/javascript")

    async def _events(self, request: "Request") -> "Response":
        from starlette.responses import StreamingResponse  # noqa: PLC0415

        page = request.query_params.get("page", "")
        return StreamingResponse(
            self._stream(page), media_type="text/event-stream", headers=_HEADERS
        )

    async def _stream(self, page: str) -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        async for new in self._news:
            yield f"data: {json.dumps(self._site.news(page))}\n\n" if new else ": still here\n\n"

    async def _file(self, request: "Request") -> "Response":
        from starlette.responses import RedirectResponse  # noqa: PLC0415

        name = request.path_params["path"]
        if name == "" and Format.HTML not in self._site.formats:
            return RedirectResponse(f"/{PDFS}/", headers=_HEADERS)
        if name.endswith("/") or not name:
            name += "index.html"
        state = self._site.state(name)  # before the file, so that no change is missed
        path = await self._find(name)
        if path is None:
            return self._elsewhere(name)
        try:
            content = await asyncio.to_thread(path.read_bytes)
        except OSError:
            return self._missing(name)
        kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
        if kind == "text/html":
            content = _with_script(content, name, state)
        return _response(content, kind)

    async def _find(self, name: str) -> Path | None:
        """Return the file *name*; a folder that is just being replaced is waited for."""
        pause, times = _SWAP
        pages = self._site.out / Format.HTML
        for _ in range(times):
            path = self._site.find(name)
            if path or pages.is_dir() or not self._site.built:
                return path
            await asyncio.sleep(pause)
        return None

    def _elsewhere(self, name: str) -> "Response":
        """Answer where there is no file of that name."""
        from starlette.responses import RedirectResponse  # noqa: PLC0415

        folder, _, rest = name.partition("/")
        if folder == PDFS and Format.PDF in self._site.formats:
            if rest == "index.html":
                return self._pdf_list(name)
            if rest in self._site.pdfs():
                return self._pdf_view(rest)
        if self._site.find(f"{name}/index.html"):
            return RedirectResponse(f"/{quote(name)}/", headers=_HEADERS)
        return self._missing(name)

    def _pdf_list(self, name: str) -> "Response":
        links = "".join(
            f'<li><a href="/{PDFS}/{quote(pdf)}">{html.escape(pdf)}</a></li>'
            for pdf in self._site.pdfs()
        )
        listed = f"<ul>{links}</ul>" if links else f"<p>{self._waiting()}</p>"
        body = f"<main><h1>PDFs</h1>{listed}</main>"
        served = {**self._site.state(name), "built": self._site.built}
        return self._own(name, "PDFs", body, served)

    def _pdf_view(self, pdf: str) -> "Response":
        name = f"{PDFS}/{pdf}.pdf"
        title = html.escape(pdf)
        state = self._site.state(name)
        frame = f'<iframe src="/{quote(name)}?live={state["page"]}" title="{title}"></iframe>'
        return self._own(name, title, f'<main class="whole">{frame}</main>', state)

    def _missing(self, name: str) -> "Response":
        first = '<p><a href="/">The first page</a></p>' if self._site.find("index.html") else ""
        title = "Not built yet" if not first else "No such page"
        body = f"<main><h1>{title}</h1><p>{self._waiting()}</p>{first}</main>"
        served = {**self._site.state(name), "built": self._site.built}
        return self._own(name, title, body, served, status=404)

    def _waiting(self) -> str:
        if not self._site.built:
            return "The first build is under way; this page follows by itself."
        return "Nothing was built under this address; once it is, it is shown here by itself."

    def _own(
        self, name: str, title: str, body: str, served: dict[str, Any], status: int = 200
    ) -> "Response":
        text = _FRAME.format(title=title, body=body).encode()
        return _response(_with_script(text, name, served), "text/html", status)


def _response(content: bytes, kind: str, status: int = 200) -> "Response":
    from starlette.responses import Response  # noqa: PLC0415

    return Response(content, status, headers=_HEADERS, media_type=kind)


@cache
def _live_script() -> bytes:
    """Return the script, with the style sheet of what it shows in it."""
    sheet = json.dumps((_PAGE / "live.css").read_text(encoding="utf-8"))
    text = (_PAGE / "live.js").read_text(encoding="utf-8")
    return text.replace('"live.css"', sheet).encode()


def _with_script(content: bytes, page: str, served: dict[str, Any]) -> bytes:
    """Return a page with the script at its end; the file itself stays as it was built."""
    data = {"src": _SCRIPT, "data-events": _EVENTS, "data-page": page}
    data["data-served"] = json.dumps(served)
    attributes = " ".join(f'{name}="{html.escape(value)}"' for name, value in data.items())
    element = f"<script defer {attributes}></script>".encode()
    head, end, tail = content.rpartition(b"</body>")
    return head + element + end + tail if end else content + element


def _guarded(app: "ASGIApp", address: Address) -> "ASGIApp":
    """Return *app*, deaf to requests that name another host, or want more than to read."""

    async def answer(scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            return
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not address.answers_to(hosts[0].decode("latin-1")):
            await _response(b"This server has another name.\n", "text/plain", 421)(
                scope, receive, send
            )
        elif scope["method"] not in {"GET", "HEAD"}:
            await _response(b"These pages are only read.\n", "text/plain", 405)(
                scope, receive, send
            )
        else:
            await app(scope, receive, _unbroken(send))

    return answer


def _unbroken(send: "Send") -> Callable[["Message"], Awaitable[None]]:
    """Return *send*, for which a browser that has gone away is no error."""

    async def sent(message: "Message") -> None:
        try:
            await send(message)
        except OSError:
            return

    return sent
