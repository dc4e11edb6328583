"""Run the command line: ``brief``, or ``python -m briefwright``."""

import gc
import signal


def main() -> None:
    """Import the command line, and run it."""
    # A build makes millions of small objects that live; looking for garbage among them again and
    # again, and once more at the end, would take a third of its time.
    gc.set_threshold(200_000, 20, 100)
    # While modules are imported there is nothing to tidy up, and Ctrl-C simply ends the process.
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from briefwright.cli import main as run  # noqa: PLC0415

    signal.signal(signal.SIGINT, handler)
    try:
        run()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
