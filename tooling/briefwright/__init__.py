"""Debate briefs from tagged cards, proved against their sources and built by Sphinx."""

__version__ = "0.1.0"
