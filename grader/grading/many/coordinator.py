"""Sees every job of a run to its end: leases it, has it graded, stores what came of it.

It alone writes, and it may be killed at any point: what is stored counts, what is leased is taken
up again, and the rest is queued. A lab that broke is tried again after a pause, for a while; a
submission that did not run is not, for nothing but another file would change that.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from grader.errors import DockyardError, EngineError, SandboxError, SubmissionError
from grader.grading.many.job import Fault, Job, Result, another_course, portable
from grader.grading.many.local_workers import Workers
from grader.grading.many.worker import LOCAL_GRACE_S
from grader.grading.one import Rules, Submission, SubmittedFile, not_graded, read_file
from grader.grading.wall import over_limit
from grader.report import Status, SubmissionReport
from grader.store import LEASE_S, JobKey, State, Store, StoreError, this_owner

TRIES = 3
RENEW_S = LEASE_S / 4


@dataclass(frozen=True)
class Pace:
    """How long a coordinator waits."""

    pause_s: float = 2.0
    """Before a lab that broke is tried again; twice as long the next time."""

    tick_s: float = 0.5
    """Before it looks again at what it waits for."""


@dataclass(frozen=True)
class Task:
    """A submission of this run, and its job in the store."""

    submission: Submission
    key: JobKey
    job: int


@dataclass(frozen=True)
class _Asked:
    """What a worker is at, and since when."""

    task: Task
    job: Job
    began_s: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Course:
    """By what a run grades: the rules, and which version of the course that is."""

    rules: Rules
    version: str

    def key(self, submission: Submission) -> tuple[JobKey, SubmittedFile | SubmissionError]:
        """What the submission's job is known by now, and what was read."""
        read: SubmittedFile | SubmissionError
        try:
            read = read_file(submission.path)
        except SubmissionError as error:
            read = error
        content = str(read) if isinstance(read, SubmissionError) else read.sha256
        run, attempt = self.rules.course_run, self.rules.attempt
        return (
            JobKey(submission.name, submission.learner, content, self.version, run, attempt),
            read,
        )


class Coordinator:
    """Grades the tasks of one run.

    Args:
        finished: called with the job of every task that has come to its end, also with one that
            another grader brought there.

    `jobs` has the job of each submission by name, once it is another than at first: its file
    changed meanwhile. `faults` are labs that broke where an earlier grade stands.
    """

    def __init__(
        self,
        store: Store,
        workers: Workers,
        course: Course,
        finished: Callable[[int], None],
        pace: Pace = Pace(),
    ) -> None:
        self._store, self._workers, self._course = store, workers, course
        self._finished, self._pace = finished, pace
        self.jobs: dict[str, int] = {}
        self.faults: list[DockyardError] = []
        self._owner = this_owner()
        self._waiting: deque[Task] = deque()
        self._under_way: dict[Future[bytes], _Asked] = {}
        self._ahead = 0  # how many under way have another one to expect
        self._renewed_s = time.monotonic()
        self._silent_engines = 0

    def run(self, tasks: Iterable[Task]) -> None:
        """Returns when every task is finished, here or by another grader on the same store.

        Raises:
            DockyardError: the store, the cluster or every engine is gone; or no result can be
                written. What was under way is given back.
        """
        self._waiting.extend(tasks)
        try:
            while self._waiting or self._under_way:
                self._start_what_may()
                self._collect()
                self._renew()
        finally:
            self._workers.close()
            with suppress(StoreError):
                self._store.release(self._owner)

    def _start_what_may(self) -> None:
        room = self._workers.size() - len(self._under_way)
        for _ in range(len(self._waiting)):
            if room <= 0:
                return
            task = self._waiting.popleft()
            if self._store.lease(task.job, self._owner):
                room -= self._start(task)
            elif self._store.standing(task.job).state is State.DONE:
                self._finished(task.job)
            else:
                self._waiting.append(task)  # it pauses, or another grader has it

    def _start(self, task: Task) -> int:
        """Returns: how many workers it takes, which is none when the file cannot be read."""
        key, read = self._course.key(task.submission)
        if key != task.key:
            # The file changed since it was registered.
            self._store.give_back(task.job, self._owner)
            [job] = self._store.register([key])
            self.jobs[task.submission.name] = job
            self._waiting.append(replace(task, key=key, job=job))
            return 0
        if isinstance(read, SubmissionError):
            self._finish(task, Result.of(not_graded(task.submission, self._course.rules, read)))
            return 0
        rules = replace(self._course.rules, labs=portable(self._course.rules.labs))
        more = len(self._waiting) > self._ahead
        self._ahead += more
        asked = Job(task.submission, rules, self._course.version, read, more)
        self._under_way[self._workers.submit(asked)] = _Asked(task, asked)
        return 1

    def _collect(self) -> None:
        if not self._under_way:
            time.sleep(self._pace.tick_s if self._waiting else 0)
            return
        done, _ = wait(self._under_way, timeout=self._pace.tick_s, return_when=FIRST_COMPLETED)
        ended = [(future, self._under_way.pop(future)) for future in done]
        self._ahead -= sum(asked.job.more for _, asked in ended)
        # No worker waits for results to be written.
        self._start_what_may()
        for future, asked in ended:
            self._take(asked.task, self._result(future, asked))

    def _result(self, future: Future[bytes], asked: _Asked) -> Result:
        """What a worker said, or what is to be said of one that was lost."""
        task, file = asked.task, asked.job.file
        try:
            result = Result.model_validate_json(future.result())
        except (Exception, CancelledError) as error:
            # A pool's, a cluster's or our own: each has other names for a worker that is gone.
            lost = self._lost(asked, error)
            return Result.of(not_graded(task.submission, self._course.rules, lost, file))
        if result.fault is Fault.COURSE:
            raise another_course(result.worker, self._course.version)
        if result.fault is Fault.ENGINE:
            self._require_an_engine(result.worker)
            silent = EngineError(
                result.fault.value, where=result.worker, next_step="./dockyard doctor"
            )
            return Result.of(not_graded(task.submission, self._course.rules, silent, file))
        self._silent_engines = 0
        return result

    def _require_an_engine(self, worker: str) -> None:
        self._silent_engines += 1
        if self._silent_engines >= max(self._workers.size(), 1):
            raise EngineError(
                Fault.ENGINE.value,
                where=worker,
                next_step="./dockyard doctor, then run the same again to go on",
            )

    def _take(self, task: Task, result: Result) -> None:
        assert result.report is not None
        failures = self._store.standing(task.job).failures
        if result.report.status is Status.LAB_BROKEN and failures + 1 < TRIES:
            pause_s = self._pace.pause_s * 2**failures
            self._store.retry(task.job, self._owner, pause_s=pause_s)
            self._waiting.append(task)
        else:
            self._finish(task, result)

    def _finish(self, task: Task, result: Result) -> None:
        report = result.report
        assert report is not None
        if not self._store.finish(task.job, self._owner, report, result.notebook):
            self._waiting.append(task)  # another grader holds it now
            return
        kept = self._store.report(task.job).status
        if report.status is Status.LAB_BROKEN and kept is Status.GRADED:
            self.faults.append(_broke_again(report))
        self._finished(task.job)

    def _renew(self) -> None:
        if time.monotonic() - self._renewed_s > RENEW_S:
            self._renewed_s = time.monotonic()
            self._store.renew([one.task.job for one in self._under_way.values()], self._owner)

    def _lost(self, asked: _Asked, error: BaseException) -> DockyardError:
        garbled = isinstance(error, ValidationError)
        overdue_s = time.monotonic() - asked.began_s - self._course.rules.job_timeout_s
        last = self._store.standing(asked.task.job).failures + 1 >= TRIES
        if last and overdue_s > LOCAL_GRACE_S and not garbled:
            return over_limit("looking at it never came to an end, so its worker was ended")
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return SandboxError(
            "what its worker sent is no result" if garbled else f"its worker was lost ({said})",
            where=asked.task.submission.name,
            next_step="grade it again; if it stays so, look at this machine's memory and at dmesg",
        )


def _broke_again(report: SubmissionReport) -> DockyardError:
    return DockyardError(
        f"the lab broke when it was graded anew, and its grade stands ({report.error})",
        where=report.submission,
        next_step="grade it with --again once that is mended",
    )
