"""Typed values from strict YAML: every problem in one run, each with its place."""

from briefwright.fields.strict_yaml import load
from briefwright.fields.tree import Data, Tree, one_line, quoted
from briefwright.fields.typed import (
    LANGUAGE,
    Wording,
    adapter,
    build,
    check_language,
    suggest,
)

__all__ = [
    "LANGUAGE",
    "Data",
    "Tree",
    "Wording",
    "adapter",
    "build",
    "check_language",
    "load",
    "one_line",
    "quoted",
    "suggest",
]
