"""Run the command line: ``brief``, or ``python -m briefwright``."""

import signal


def main() -> None:
    """Import the command line, and run it."""
    # While modules are imported there is nothing to tidy up, and Ctrl-C simply ends the process.
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from briefwright.cli import main as run  # noqa: PLC0415

    signal.signal(signal.SIGINT, handler)
    run()


if __name__ == "__main__":
    main()
