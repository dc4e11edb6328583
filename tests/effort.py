"""How much work something is, counted: the same on every machine, however busy it is."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Self


class Effort:
    """Counts the lines of Python that are run and the calls that are made while it lasts."""

    def __init__(self) -> None:
        self.steps = 0

    def __enter__(self) -> Self:
        sys.settrace(self._line)
        sys.setprofile(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        sys.setprofile(None)

    def _line(self, _frame: FrameType, _event: str, _argument: object) -> Callable[..., Any]:
        self.steps += 1
        return self._line

    def _call(self, _frame: FrameType, event: str, _argument: object) -> None:
        self.steps += event == "c_call"
