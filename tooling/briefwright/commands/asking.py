"""Ask questions on a terminal, on standard error; nothing here is called where there is none."""

import sys
from collections.abc import Callable, Sequence

import click


def can_ask() -> bool:
    """Tell whether somebody sits at a terminal who can see a question and answer it."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(label: str, default: str = "") -> str:
    """Ask for a text; Enter takes the default, or leaves it open."""
    answer: str = click.prompt(label, default=default, show_default=bool(default), err=True)
    return " ".join(answer.split())


def ask_until(label: str, read: Callable[[str], object], default: str = "") -> str:
    """Ask for a text until *read* takes it; that raises ValueError with what to say."""
    while True:
        answer = ask(label, default)
        try:
            read(answer)
        except ValueError as error:
            click.echo(f"  {error}", err=True)
        else:
            return answer


def choose(label: str, lines: Sequence[str], default: str = "1") -> tuple[int, ...]:
    """Show numbered *lines* and ask which are meant; returns positions, none for “0”."""
    for number, line in enumerate(lines, start=1):
        click.echo(f"  {number}  {line}", err=True)

    def read(answer: str) -> None:
        _numbers(answer, len(lines))

    return _numbers(ask_until(label, read, default), len(lines))


def _numbers(answer: str, most: int) -> tuple[int, ...]:
    words = answer.replace(",", " ").split()
    if not all(word.isdecimal() and int(word) <= most for word in words):
        raise ValueError(f"Write numbers from 1 to {most}, or 0 for none of them.")
    return tuple(dict.fromkeys(int(word) - 1 for word in words if int(word)))
