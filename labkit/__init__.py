"""The half of Dockyard that a person touches: command line, notebooks, cards.

What a notebook imports from here lives in labkit.lesson: in notebook, or in graded_notebook where
there are no labs. It is loaded on first use: the command line starts without IPython and Docker.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labkit.lesson import (
        check,
        cleanup,
        hint,
        on_restart,
        open_lesson,
        reset,
        solution,
        start,
        status,
    )

__all__ = [
    "check",
    "cleanup",
    "hint",
    "on_restart",
    "open_lesson",
    "reset",
    "solution",
    "start",
    "status",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        with_labs = import_module("grader.places").labs_folder() is not None
        return getattr(
            import_module(
                "labkit.lesson.notebook" if with_labs else "labkit.lesson.graded_notebook"
            ),
            name,
        )
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
