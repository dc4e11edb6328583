"""Sphinx configuration of the sample, with which templates are tried."""

project = "Sample"
extensions = ["briefwright.sphinx_ext"]
nitpicky = True
