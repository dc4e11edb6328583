"""Run the command line: ``brief``, or ``python -m briefwright``."""

import atexit
import gc
import signal


def main() -> None:
    """Import the command line, and run it."""
    # A build makes millions of small objects that live; looking for garbage among them again and
    # again, and once more at the end, would take a third of its time.
    gc.set_threshold(200_000, 20, 100)
    atexit.register(gc.freeze)
    from_terminal = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if from_terminal:  # while modules are imported there is nothing to tidy up
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from briefwright.cli import main as run  # noqa: PLC0415

    if from_terminal:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
