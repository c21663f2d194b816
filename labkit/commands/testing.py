"""`./dockyard test`: what is tested, in which order, and what came of it.

Tests without a daemon and with one, the laws of every exercise, and every notebook as nbval
compares it. With `--all` also long runs of the grader, submissions that attack it, and a browser
where there is one. With `--quick` what needs no daemon, without the tests that start, kill or wait
for processes. With arguments of its own pytest runs once, with those. What was left out is said
last.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.places import CHECKOUT
from labkit.authoring import CELL_TIMEOUT_S, LEARNER
from labkit.prepare import prepare

NBVAL = (
    "--nbval",
    "--nbval-sanitize-with",
    "tests/nbval-sanitise.cfg",
    "--nbval-cell-timeout",
    str(CELL_TIMEOUT_S),
    "-p",
    "tests.notebooks.own_state",
)
# Loading nbval takes four seconds of every process.
PLAIN = ("-p", "no:nbval")
# Much of the time is spent waiting for a daemon: more processes than cores are faster.
PARALLEL = ("-n", "4")
# Processes are killed and races run there, on a machine that may be busy: a test that fails once is
# run once more, and pytest names it at the end. Not so a test without a daemon.
AGAIN = ("--reruns", "1")
# Files in their order: the one with most tests first would leave the longest test for the end.
BY_FILE = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
# What is marked so loads the machine for minutes.
SLOW, NOT_SLOW = ("-m", "slow"), ("-m", "not slow")
QUICK = (*PLAIN, "tests/unit", "tests/daemon/test_smoke.py", "-n", "auto", "--dist", "loadfile")
OWN_PHASES = ("unit", "processes", "attacks", "browser", "laws")
LEFT_OUT = "NOT RUN: long runs of the grader, attacks on it, a browser. Next: ./dockyard test --all"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Phase:
    """One run of pytest. `lacks` says why it cannot run here."""

    name: str
    arguments: tuple[str, ...]
    lacks: str = ""


@dataclass(frozen=True)
class Result:
    """How one run of pytest ended."""

    phase: Phase
    exit_code: int
    duration_s: float

    @property
    def outcome(self) -> str:
        if self.phase.lacks:
            return f"not run: {self.phase.lacks}"
        return "passed" if self.exit_code == 0 else f"FAILED (pytest exit code {self.exit_code})"


def browser() -> str | None:
    """The program that tests drive; None when there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def run(args: list[str], *, quick: bool, everything: bool = False) -> int:
    """Runs the tests. Returns: 0 when all that ran passed, else 1.

    Args:
        args: arguments for pytest; with any, it runs once, over what they name.
        quick: the tests that take no time, and one with a daemon; `args` narrow or add to them.
        everything: also what takes long; 1, too, when something cannot be tested here.
    """
    prepare()
    with tempfile.TemporaryDirectory(prefix="dockyard-test-") as state:
        chosen = phases(args, quick=quick, everything=everything)
        results = [_run(phase, Path(state)) for phase in chosen]
    return conclude(results, narrowed=bool(args) or quick, everything=everything)


def phases(args: Sequence[str], *, quick: bool = False, everything: bool = False) -> list[Phase]:
    """What to run; arguments as of `run`."""
    if quick:
        return [Phase("quick", (*QUICK, *args))]
    if args:
        return [Phase("chosen", (*_nbval_for(args), *args))]
    others = tuple(f"--ignore=tests/{own}" for own in OWN_PHASES)
    usual = [
        Phase("unit", (*PLAIN, "tests/processes", "tests/unit", *BY_FILE)),
        Phase("daemon", (*PLAIN, "tests", *others, *NOT_SLOW, *BY_FILE, *AGAIN)),
        Phase("laws", (*PLAIN, "tests/laws", *PARALLEL, "--dist", "loadgroup", *AGAIN)),
        Phase("notebooks", (*NBVAL, *PARALLEL, "--dist", "loadscope", "notebooks", "solutions")),
    ]
    if not everything:
        return usual
    no_browser = "" if browser() else "no Chromium on this machine"
    return [
        *usual,
        Phase("grading", (*PLAIN, "tests", *others, *SLOW, *BY_FILE, *AGAIN)),
        Phase("attacks", (*PLAIN, "tests/attacks", *PARALLEL, *AGAIN)),
        Phase("browser", (*PLAIN, "tests/browser", *AGAIN), no_browser),
    ]


def _nbval_for(args: Sequence[str]) -> tuple[str, ...]:
    return NBVAL if any(".ipynb" in argument for argument in args) else ()


def _run(phase: Phase, state: Path) -> Result:
    if phase.lacks:
        return Result(phase, 0, 0)
    environment = {**os.environ, "DOCKYARD_LEARNER": LEARNER, "DOCKYARD_STATE": str(state)}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *phase.arguments],
        cwd=CHECKOUT,
        env=environment,
        check=False,
    )
    return Result(phase, done.returncode, time.monotonic() - started)


def conclude(results: Sequence[Result], *, narrowed: bool, everything: bool) -> int:
    """Says what came of it. Returns: as `run`.

    Args:
        narrowed: only some tests were asked for.
        everything: as of `run`.
    """
    print()
    for result in results:
        print(f"{result.phase.name:<10} {result.duration_s:6.0f} s  {result.outcome}")
    print(f"{'total':<10} {sum(result.duration_s for result in results):6.0f} s")
    if not narrowed and not everything:
        print(LEFT_OUT)
    for result in results:
        if result.phase.lacks:
            print(f"NOT TESTED: {result.phase.name}, for there is {result.phase.lacks}")
    lacking = everything and any(result.phase.lacks for result in results)
    return 1 if lacking or any(result.exit_code for result in results) else 0
