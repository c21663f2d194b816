"""Headless half of Dockyard: exercises, facts of a daemon, checks, sandboxes, grading.

A lab file imports what it needs from here, and from nowhere else. Each name is loaded on first
use: a kernel that is graded needs none of them, and waits for all that it imports.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from grader import exec_output, run_output

if TYPE_CHECKING:
    from grader.daemon import Daemon, TookTooLong
    from grader.exercise import check, wrong
    from grader.given import Given, choice, name, number, token, word
    from grader.ran import Ran
    from grader.verdict import expect, expect_that, missing

__all__ = [
    "Daemon",
    "Given",
    "Ran",
    "TookTooLong",
    "check",
    "choice",
    "expect",
    "expect_that",
    "missing",
    "name",
    "number",
    "token",
    "word",
    "wrong",
]

exec_output.mend()
run_output.mend()

# nbformat imports jsonschema, and that rfc3987_syntax where it is installed (JupyterLab brings
# it), which takes most of a second to build a parser for a format that no notebook's schema asks
# for. With None in its place the import fails at once, and jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

HOME = {
    **dict.fromkeys(("Daemon", "TookTooLong"), "daemon"),
    **dict.fromkeys(("check", "wrong"), "exercise"),
    **dict.fromkeys(("Given", "choice", "name", "number", "token", "word"), "given"),
    "Ran": "ran",
    **dict.fromkeys(("expect", "expect_that", "missing"), "verdict"),
}


def __getattr__(name: str) -> Any:
    if name in HOME:
        return getattr(import_module(f"grader.{HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
