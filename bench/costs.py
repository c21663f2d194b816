"""Where the time of one submission goes: `python -m bench.costs [five | lesson]`.

Steps are timed from outside, by functions put around the grader's own for as long as this runs.
A step within a step is told of both; what runs side by side adds up to more than it took.
"""

from __future__ import annotations

import functools
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from bench import five_questions, lesson_class
from grader.grading.one import (
    Examination,
    GradingClient,
    Rules,
    Submission,
    engine_papermill,
    examination,
    grade_submission,
)
from grader.grading.wall import Wall
from grader.report import Status
from grader.sandbox import Sandbox

TIMES = 5
STEPS: dict[str, tuple[Any, str]] = {
    "container starts": (Sandbox, "start"),
    "kernel is launched": (Sandbox, "launch"),
    "daemon answers": (Sandbox, "wait_ready"),
    "kernel answers": (GradingClient, "start_new_kernel_client"),
    "examination opens: connection, base images, given values": (Examination, "open"),
    "cells run": (GradingClient, "execute_cell"),
    "exercises are set up": (Examination, "_set_up"),
    "exercises are checked: answer, freeze, checks, thaw": (Examination, "_check"),
    "  of that: answers are read": (engine_papermill, "read_answer"),
    "  of that: looks at processes": (Wall, "_look"),
    "  of that: checks": (examination, "run_checks"),
    "sandbox is removed": (Sandbox, "stop"),
}

Spent = dict[str, float]


@contextmanager
def timed(spent: Spent) -> Iterator[None]:
    """Adds up, by step, the seconds that pass in the grader's functions meanwhile."""
    with ExitStack() as stack:
        for step, (owner, name) in STEPS.items():
            bound = isinstance(vars(owner).get(name), classmethod)
            around = _around(step, getattr(owner, name), spent)
            stack.enter_context(
                patch.object(owner, name, staticmethod(around) if bound else around)
            )
        yield


def _around(step: str, function: Callable[..., Any], spent: Spent) -> Callable[..., Any]:
    @functools.wraps(function)
    def run(*arguments: Any, **options: Any) -> Any:
        begin = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            spent[step] += time.perf_counter() - begin

    return run


def costs_of(path: Path, rules: Rules) -> Spent:
    """Seconds by step, and in all, of grading one notebook."""
    spent: Spent = defaultdict(float)
    begin = time.perf_counter()
    with timed(spent):
        report = grade_submission(Submission(path, path.stem, "bench"), rules).report
    if report.status is not Status.GRADED:
        raise RuntimeError(report.error)
    return {**dict.fromkeys(STEPS, 0.0), **spent, "in all": time.perf_counter() - begin}


def main(what: str = "five") -> None:
    with tempfile.TemporaryDirectory(prefix="dockyard-bench-") as folder:
        if what == "five":
            path = five_questions.write(five_questions.for_dockyard(0), Path(folder, "five.ipynb"))
            rules = Rules(five_questions.LABS)
        else:
            [path], rules = lesson_class.hand_in(Path(folder), 1), Rules(lesson_class.LABS)
        costs_of(path, rules)  # the first pays for what Python imports
        found = [costs_of(path, rules) for _ in range(TIMES)]
    table = Table(f"median of {TIMES} submissions, one after another", "s")
    table.columns[1].justify = "right"
    for step in found[0]:
        table.add_row(step, f"{statistics.median(one[step] for one in found):.3f}")
    Console().print(table)


if __name__ == "__main__":
    main(*sys.argv[1:])
