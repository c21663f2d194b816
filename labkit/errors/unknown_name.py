"""A name that no cell has made yet: which cell to run first.

It is the commonest error after a restart of the kernel. Loaded with the kernel itself, before any
lesson is open, so this imports nothing of the rest of labkit until there is an error to explain.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from importlib import import_module
from types import TracebackType
from typing import Any

# No colour: an error has JupyterLab's background already, and red on it is hard to read.
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
WHOLE = "      `%tb` shows the whole traceback."

FIRST_CELL = "run the notebook's first code cell, the one with `client = open_lesson(…)`"
MADE_BY = {
    **dict.fromkeys(
        ("client", "check", "hint", "open_lesson", "reset", "solution", "start"), FIRST_CELL
    ),
    "docker": "put `import docker` above it",
    "see": "put `from labkit import see` above it",
    "given": "run the exercise's cell from its first line, `given = start(…)`",
    "answer": "run the exercise's cell to its end: that makes `answer`",
}
PREDICTION = "run the cell above, in which you write your prediction"
MODULES = ("labkit", "labkit.show")
"""What lessons import their helpers from."""

ABOVE = "Run → Run All Above Selected Cell runs all that is above this cell."

Explain = Callable[[Any, Any, TracebackType | None], list[str]]
"""(kind, error, trace) → the lines to show."""


def install(shell: Any) -> None:
    """From now on, this kernel's cells say which cell makes a name."""
    explain_with(shell, (NameError,), lambda _, error, trace: explained(shell, error, trace))


def explain_with(shell: Any, kinds: tuple[type[Exception], ...], explain: Explain) -> None:
    """From now on, errors of these kinds are shown in other lines, and of no kind else."""

    def show(
        shell: Any,
        kind: type,
        error: Any,
        trace: TracebackType | None,
        tb_offset: int | None = None,
    ) -> list[str]:
        # So that %tb finds it.
        sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
        lines = explain(kind, error, trace)
        shell._showtraceback(kind, error, lines)
        return lines

    shell.set_custom_exc(kinds, show)


def explained(shell: Any, error: NameError, trace: TracebackType | None) -> list[str]:
    """A few lines for a name that a cell lacks; what is wrong elsewhere is as IPython shows it."""
    if not error.name or "is not defined" not in str(error) or not _is_in_a_cell(trace):
        usual: list[str] = shell.InteractiveTB.structured_traceback(
            type(error), error, trace, tb_offset=1
        )
        return usual
    return [
        f"{BOLD}This kernel knows no `{error.name}` yet.{PLAIN}",
        *(f"{BOLD}In{PLAIN}    {place}" for place in place_in_cell(trace)),
        f"{BOLD}Next{PLAIN}  {_next_step(error.name, shell.user_ns)}",
        f"      After a restart the kernel knows nothing of before. {ABOVE}",
        WHOLE,
    ]


def place_in_cell(trace: TracebackType | None) -> list[str]:
    """The learner's own line, the last one that is in no module; none when it cannot be read."""
    frames = [
        traceback.FrameSummary(frame.f_code.co_filename, number or 0, "")
        for frame, number in traceback.walk_tb(trace)
        if frame.f_globals.get("__name__") == "__main__"
    ]
    return [f"line {frame.lineno}: {frame.line}" for frame in frames if frame.line][-1:]


def _is_in_a_cell(trace: TracebackType | None) -> bool:
    """Whether it was raised by the learner's own code, and not by what that calls."""
    modules = [frame.f_globals.get("__name__") for frame, _ in traceback.walk_tb(trace)]
    return modules[-1:] == ["__main__"]


def _next_step(name: str, known: Iterable[str]) -> str:
    if name in MADE_BY:
        return f"{MADE_BY[name]}."
    if name.startswith("my_") and name.endswith("prediction"):
        return f"{PREDICTION}."
    if module := _home(name):
        return f"run the cell above that has `from {module} import {name}`."
    like = get_close_matches(name, [one for one in known if not one.startswith("_")], n=1)
    if like:
        return f"Did you mean `{like[0]}`?"
    return f"Does a cell above make `{name}`? Then run that first."


def _home(name: str) -> str:
    """The module of the course that has a name; none when it is no helper, or cannot be loaded."""
    for module in MODULES:
        try:
            found = import_module(module)
        except Exception:
            continue  # what is broken there is another cell's to tell
        if name in getattr(found, "__all__", ()):
            return module
    return ""
