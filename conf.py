"""Sphinx configuration of this project; the extension brings the rest."""

project = "Russia and Iran"
extensions = ["briefwright.sphinx_ext"]
