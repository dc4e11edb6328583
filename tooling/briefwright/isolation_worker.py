"""The child of `isolation`: reads a brief and a pack, renders, and writes JSON."""

import json
import pickle
import sys
from contextlib import suppress
from typing import Any

from jinja2 import Environment, StrictUndefined, UndefinedError

# What `render` imports only where it is wanted; later no file can be opened.
import briefwright.templating.inspection  # noqa: F401
from briefwright.isolation import NO_MEMORY
from briefwright.model import Brief
from briefwright.problems import Problem
from briefwright.render import try_render
from briefwright.templating.packs import Pack


def main() -> None:
    """Answer the question on the standard input."""
    memory, output, brief, pack = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 (our parent's)
    _rehearse()
    _confine(memory, output)
    try:
        reply = _reply(brief, pack)
        data = json.dumps(reply).encode()
    except MemoryError:
        sys.exit(NO_MEMORY)
    if len(data) > output:
        sys.exit(NO_MEMORY)
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _rehearse() -> None:
    """Let a template of ours fail, so that Jinja2 and Python load what they load only then."""
    with suppress(UndefinedError):
        Environment(autoescape=True, undefined=StrictUndefined).from_string(
            "{{ '\\t' ~ missing }}"
        ).render()


def _confine(memory: int, output: int) -> None:
    """Give up, where the platform can, all that rendering does not need."""
    with suppress(ImportError):  # Windows
        import resource  # noqa: PLC0415

        bounds = {
            resource.RLIMIT_AS: memory,
            resource.RLIMIT_FSIZE: output,
            resource.RLIMIT_NOFILE: 0,  # no file and no connection more than there are
            resource.RLIMIT_NPROC: 0,
            resource.RLIMIT_CORE: 0,
        }
        for kind, bound in bounds.items():
            with suppress(OSError, ValueError):  # lower already, or not bounded on this platform
                resource.setrlimit(kind, (bound, bound))


def _reply(brief: Brief, pack: Pack) -> dict[str, Any]:
    made = try_render(brief, pack)
    texts = [document.text for document in made.documents]
    return {"texts": texts, "problems": [_record(problem) for problem in made.problems]}


def _record(problem: Problem) -> dict[str, Any]:
    return {
        "place": [problem.place.path, problem.place.line, problem.place.column],
        "code": problem.code.value,
        "message": problem.message,
        "hint": problem.hint,
        "detail": problem.detail,
        "severity": problem.severity.value,
    }


if __name__ == "__main__":
    main()
