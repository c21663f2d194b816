"""A name that no cell has made yet: which cell to run first.

It is the commonest error after a restart of the kernel. Loaded with the kernel itself, before any
lesson is open, so this imports nothing of the rest of labkit.
"""

from __future__ import annotations

import sys
from difflib import get_close_matches
from types import TracebackType
from typing import Any

FIRST_CELL = "run the notebook's first code cell, the one with `client = open_lesson(…)`"
MADE_BY = {
    **dict.fromkeys(
        ("client", "check", "hint", "open_lesson", "reset", "solution", "start"), FIRST_CELL
    ),
    "docker": FIRST_CELL + ", or `import docker`",
    "given": "run the exercise's cell from its first line, `given = start(…)`",
    "my_prediction": "run the cell above, in which you write your prediction",
}
ABOVE = "Run → Run All Above Selected Cell runs all that is above this cell."


def install(shell: Any) -> None:
    """From now on, this kernel's cells say which cell makes a name."""

    def show(
        shell: Any,
        kind: type,
        error: Any,
        trace: TracebackType | None,
        tb_offset: int | None = None,
    ) -> list[str]:
        sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
        lines = explained(shell, error, trace)
        shell._showtraceback(kind, error, lines)
        return lines

    shell.set_custom_exc((NameError,), show)


def explained(shell: Any, error: NameError, trace: TracebackType | None) -> list[str]:
    """The lines to show: short for a name of the course, below the traceback for any other."""
    name = error.name or ""
    if name in MADE_BY:
        return [
            f"\x1b[1mThis kernel knows no `{name}` yet.\x1b[0m",
            f"\x1b[1mNext\x1b[0m  {MADE_BY[name]}.",
            f"      After a restart the kernel knows nothing of before. {ABOVE}",
            "      `%tb` shows the whole traceback.",
        ]
    usual: list[str] = shell.InteractiveTB.structured_traceback(
        type(error), error, trace, tb_offset=1
    )
    return [*usual, *_advice(name, shell.user_ns)]


def _advice(name: str, known: dict[str, Any]) -> list[str]:
    like = get_close_matches(name, [one for one in known if not one.startswith("_")], n=1)
    if not name:
        return []
    if like:
        return [f"Did you mean `{like[0]}`?"]
    return [f"Does a cell above make `{name}`? Then run that first. {ABOVE}"]
