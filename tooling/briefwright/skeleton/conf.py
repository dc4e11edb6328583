"""Sphinx configuration of this project; the extension brings the rest."""

project = "Debate briefs"
extensions = ["briefwright.sphinx_ext"]
