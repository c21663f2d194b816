"""Headless half of Dockyard: exercises, facts of a daemon, checks, sandboxes, grading.

A lab file imports what it needs from here, and from nowhere else.
"""

from grader import exec_output, run_output
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
