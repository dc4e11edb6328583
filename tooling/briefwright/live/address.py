"""Where a server listens, and by which names it may be called."""

import ipaddress
import socket
import sys
from dataclasses import dataclass
from itertools import chain

from briefwright.problems import BriefError, Code, Place, Problem

_FIRST, _NEAR = 8000, 100
"""The ports that are tried where none is asked for."""
_LOCAL = frozenset({"localhost", "localhost."})


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port, both as asked for: without a port, a free one is chosen."""

    host: str = "127.0.0.1"
    port: int | None = None

    def bind(self) -> socket.socket:
        """Return a socket that listens there; raises :class:`BriefError`."""
        if self.port is not None:
            return self._bind(self.port)
        for port in chain(range(_FIRST, _FIRST + _NEAR), [0]):
            try:
                return self._bind(port)
            except BriefError as error:
                if isinstance(error.__cause__, socket.gaierror) or port == 0:
                    raise
        raise AssertionError  # port 0 is any free one

    def _bind(self, port: int) -> socket.socket:
        try:
            found = socket.getaddrinfo(self.host, port, type=socket.SOCK_STREAM)
            family, kind, protocol, _, place = found[0]
            bound = socket.socket(family, kind, protocol)
        except OSError as error:
            raise BriefError(self._problem(port, error)) from error
        try:
            if sys.platform != "win32":  # there it would take a port from another program
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(place)
            bound.listen(128)
        except OSError as error:
            bound.close()
            raise BriefError(self._problem(port, error)) from error
        return bound

    def _problem(self, port: int, error: OSError) -> Problem:
        if isinstance(error, socket.gaierror):
            message = "This machine has no such address."
            hint = "Leave “--host” out to serve this machine alone, or give 0.0.0.0 for all."
        else:
            reason = (error.strerror or str(error)).rstrip(".")
            message = f"This address cannot be served: {reason}."
            hint = "Choose another “--port”, or leave it out to have a free one chosen."
        place = Place(path=f"{bracketed(self.host)}:{port}")
        return Problem(place=place, code=Code.ADDRESS, message=message, hint=hint)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can call."""
        return self.host in _LOCAL or _is_loopback(self.host)

    def answers_to(self, host: str) -> bool:
        """Tell whether a request may name *host*, the header, as whom it calls.

        A page of anybody's may have its own name lead to this machine, and would then be taken for
        one of ours by the browser: so only numbers and known names will do.
        """
        name = _without_port(host).lower()
        if name in _LOCAL or name == self.host.lower():
            return True
        if self.is_local:
            return _is_loopback(name)
        own = socket.gethostname().lower()
        return _is_number(name) or name in (own, f"{own.partition('.')[0]}.local")

    def url(self, bound: socket.socket) -> str:
        """Return the address of the first page for a browser on this machine."""
        host = self.host
        if host in ("0.0.0.0", "::", ""):  # noqa: S104 (not bound, but replaced)
            host = "127.0.0.1" if host != "::" else "::1"
        return f"http://{bracketed(host)}:{bound.getsockname()[1]}/"


def bracketed(host: str) -> str:
    """Return *host* as it stands in an address."""
    return f"[{host}]" if ":" in host else host


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_loopback(host: str) -> bool:
    return _is_number(host) and ipaddress.ip_address(host).is_loopback


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
