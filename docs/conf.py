"""Sphinx configuration of the guide."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).with_name("_ext")))

project = "Briefwright"
extensions = ["briefwright.sphinx_ext", "guide"]
exclude_patterns = ["_build", "_ext"]
html_show_copyright = False
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["guide.css"]
myst_heading_anchors = 3
