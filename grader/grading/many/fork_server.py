"""The server that workers are forked from: a process that has imported what grading needs.

Imports nothing of grading itself, so that the server can begin before its client has imported
anything: both then import side by side.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

PRELOADED = ["grader.grading.many.preload"]


def context() -> ForkServerContext:
    """What makes processes by way of that server; it begins with the first of them."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(PRELOADED)
    return found


def begin() -> None:
    """Begins the server now. It ends with this process."""
    context()
    forkserver.ensure_running()
