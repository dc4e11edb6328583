"""What processes of our own are started with."""

import os
import sys
from pathlib import Path

import briefwright


def command(module: str) -> list[str]:
    """Return the command that runs *module* of this package."""
    # -P: a module of the user's in the working folder must not pass for one of ours.
    return [sys.executable, "-P", "-m", f"briefwright.{module}"]


def python_path() -> str:
    """Return a ``PYTHONPATH`` on which the package of this process is found first."""
    package = str(Path(briefwright.__file__).parents[1])
    return os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
