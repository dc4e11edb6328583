"""Run the command line: ``python -m briefwright``."""

from briefwright.cli import main

main()
