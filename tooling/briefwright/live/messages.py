"""What a server and the process that builds for it say to each other: pickled, behind the length."""

import pickle
import struct
from typing import Any

LENGTH = struct.Struct(">Q")
"""Stands before each message: its length in bytes."""


def pack(message: object) -> bytes:
    """Return a message with its length before it."""
    body = pickle.dumps(message)
    return LENGTH.pack(len(body)) + body


def unpack(body: bytes) -> Any:  # noqa: ANN401 (a request, a result, or progress)
    """Return a message, which came from a process that this one started, or was started by."""
    return pickle.loads(body)  # noqa: S301
