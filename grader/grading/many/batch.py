"""Grades many submissions and says what came of each: `./dockyard grade`.

What the store holds already is not graded again, so the same command goes on where an earlier one
was ended, by whatever. Results are written as they come, and all of them once more at the end.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from rich.console import Console

from grader.course import course_version
from grader.errors import DockyardError
from grader.grading.many.coordinator import Coordinator, Course, Task
from grader.grading.many.delivery import Delivery
from grader.grading.many.job import portable
from grader.grading.many.local_workers import LocalWorkers, Workers
from grader.grading.many.progress import RunProgress, say, say_all
from grader.grading.one import Rules, find_submissions
from grader.grading.wall import not_over_tcp
from grader.places import LABS
from grader.results.exports import parse_due, read_roster
from grader.sandbox import choose_transport, connect, endpoint, reap
from grader.store import State, Store, file_url

DEFAULT_OUT = Path("graded")
TABLE_EVERY_S = 1.0
TABLE_SHARE = 20
"""The table of a long run is written for a twentieth of the time at most."""


@dataclass(frozen=True)
class Scale:
    """Who grades: so many processes of this machine, or the workers of a Dask scheduler."""

    jobs: int = 0
    """0: as many as this process may use cores."""

    scheduler: str = ""


def grade_command(
    paths: Sequence[Path],
    out: Path = DEFAULT_OUT,
    *,
    rules: Rules | None = None,
    scale: Scale | None = None,
    store: str = "",
    again: bool = False,
    roster: Path | None = None,
    due: str = "",
    console: Console | None = None,
) -> int:
    """Grades every notebook that `paths` name and writes the results below `out`.

    Args:
        store: URL of the database; a file in `out` when empty.
        again: also what is graded already.
        roster: a CSV file of who should have handed in; see `grader.results.exports.roster`.
        due: until when, for whoever has no time of their own there.

    Returns: 0 when all were graded, 1 when a submission did not run, 2 when our side broke.

    Raises:
        SubmissionError: a path does not exist or holds no notebook.
        EngineError: no engine answers, so that nothing could be graded.
        SandboxError: it is reached over TCP.
        DockyardError: there is no course here, the store or the cluster does not answer, or the
            results cannot be written.
    """
    rules, scale, console = rules or Rules(LABS), scale or Scale(), console or Console()
    _require_course(rules.labs)
    people, until = read_roster(roster) if roster else None, parse_due(due) if due else None
    # Once before the store is made, so that a wrong path leaves nothing behind.
    find_submissions(paths, labs=rules.labs, leave_out=out)
    if not scale.scheduler:
        _require_engine_here()
    with closing(Store.open(store or file_url(out / "store.sqlite"))) as opened:
        course = Course(rules, course_version(rules.labs))
        delivery = Delivery(opened, out, rules.labs, people, until)
        run = _Run(opened, delivery, course, console)
        return run.grade(paths, scale, again=again)


class _Run:
    """One call of the command."""

    def __init__(self, store: Store, delivery: Delivery, course: Course, console: Console) -> None:
        self._store, self._delivery, self._out = store, delivery, delivery.out
        self._course, self._console = course, console
        self._table_after_s = 0.0
        self._jobs: dict[str, int] = {}
        self._faults: list[DockyardError] = []

    def grade(self, paths: Sequence[Path], scale: Scale, *, again: bool) -> int:
        tasks = self._tasks(paths, again=again)
        open_tasks = [
            task for task in tasks if self._store.standing(task.job).state is not State.DONE
        ]
        if already := len(tasks) - len(open_tasks):
            self._console.print(f"{already} of {len(tasks)} are graded already (--again: anew)")
        try:
            if open_tasks:
                self._grade(open_tasks, scale, in_full=len(tasks) == 1)
        finally:
            # Also what an earlier run stored and was killed before it could write.
            self._delivery.deliver_all()
        if len(tasks) == 1 and not open_tasks:
            say(self._console, self._store.report(tasks[0].job), in_full=True)
        jobs = (self._jobs.get(task.submission.name, task.job) for task in tasks)
        worst = say_all(self._console, map(self._store.report, jobs))
        where = f"Reports, executed notebooks and grades.csv: {self._out}"
        self._console.print(where, markup=False, soft_wrap=True)
        for fault in [*self._faults, *self._delivery.faults]:
            self._console.print(str(fault), markup=False, highlight=False, soft_wrap=True)
            worst = max(worst, fault.exit_code)
        return worst

    def _tasks(self, paths: Sequence[Path], *, again: bool) -> list[Task]:
        submissions = find_submissions(
            paths,
            labs=self._course.rules.labs,
            leave_out=self._out,
            owners=self._store.owners(),
        )
        keys = [self._course.key(submission)[0] for submission in submissions]
        jobs = self._store.register(keys, again=again)
        return list(map(Task, submissions, keys, jobs))

    def _grade(self, tasks: Sequence[Task], scale: Scale, *, in_full: bool) -> None:
        workers = self._workers(scale, len(tasks))
        with RunProgress(self._console, len(tasks)) as progress, _ended_by_signals():

            def finished(job: int) -> None:
                self._finished(job, in_full=in_full)
                progress.advance()

            try:
                coordinator = Coordinator(self._store, workers, self._course, finished)
                self._jobs, self._faults = coordinator.jobs, coordinator.faults
                coordinator.run(tasks)
            finally:
                if not scale.scheduler:
                    # What workers that were killed left behind.
                    with closing(connect()) as engine:
                        reap(engine)

    def _workers(self, scale: Scale, tasks: int) -> Workers:
        if scale.scheduler:
            from grader.grading.many.dask_workers import DaskWorkers

            labs = portable(self._course.rules.labs)
            return DaskWorkers(scale.scheduler, labs, self._course.version)
        return LocalWorkers(min(scale.jobs or len(os.sched_getaffinity(0)), tasks))

    def _finished(self, job: int, *, in_full: bool) -> None:
        report = self._store.report(job)
        self._delivery.deliver(job)
        if (began_s := time.monotonic()) > self._table_after_s:
            self._delivery.deliver_grades()
            ended_s = time.monotonic()
            self._table_after_s = ended_s + max(TABLE_EVERY_S, TABLE_SHARE * (ended_s - began_s))
        say(self._console, report, in_full=in_full)


def _require_course(labs: Path) -> None:
    if not any(labs.glob("*/lesson.md")):
        raise DockyardError(
            "there is no lesson to grade by", where=str(labs), next_step="run this in the checkout"
        )


def _require_engine_here() -> None:
    with closing(connect()) as engine:
        if choose_transport(engine) != "ipc":
            raise not_over_tcp(endpoint().url)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM ends a run as Ctrl-C does: leases are given back, and sandboxes removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
