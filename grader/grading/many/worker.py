"""What a worker does: it grades one job after another, each in a sandbox of its own.

The same in a process of this machine and in one of a Dask cluster. A worker writes no store and
no result. An engine that went away is waited for: no submission can help that. It logs nothing of
a job, because what is given to a learner can be derived from it.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import FrameType

from grader.course import course_version, load_lesson
from grader.errors import DockyardError
from grader.grading.many.job import Fault, Job, Result, here
from grader.grading.one import SpareSandbox, grade_submission
from grader.grading.wall import over_limit
from grader.report import Status
from grader.sandbox import connect

ENGINE_PATIENCE_S = 600.0
"""How long a worker waits for its engine to come back."""

MEMORY_BYTES = 4 * 1024**3
"""Of a worker, whatever is sent to it: reading JSON takes 35 times its size in one step."""

LOCAL_GRACE_S = 60.0
"""How long looking at a submission may go on here after the time for its whole job."""


def serve(leash: Connection, memory_bytes: int = MEMORY_BYTES) -> None:
    """Makes a process of this machine end when the other end of the leash closes.

    The terminal sends Ctrl-C to every process; what then happens is the coordinator's to say. The
    sandbox of a process ends with it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(ValueError, OSError):  # it is lower already
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, most))
    threading.Thread(target=_end_with, args=(leash,), daemon=True).start()


def _end_with(leash: Connection) -> None:
    wait([leash])
    # Not by an exception: a submission can keep the main thread from ever seeing it.
    os._exit(1)


def grade_job(job: Job) -> bytes:
    """Grades a job. Returns: a `Result` as JSON."""
    spare = spare_of_this_process()
    spare.more = job.more
    try:
        return _result(job, spare).model_dump_json().encode()
    finally:
        spare.rest()


@lru_cache(maxsize=1)
def spare_of_this_process() -> SpareSandbox:
    return SpareSandbox()


def course_here(labs: Path) -> str:
    """The version of this worker's course; empty when it has none."""
    return course_version(here(labs)) if here(labs).is_dir() else ""


def _result(job: Job, spare: SpareSandbox) -> Result:
    found = course_here(job.rules.labs)
    if found != job.course_version:
        return Result(fault=Fault.COURSE, worker=f"{socket.gethostname()}: {found or 'none'}")
    _forget_lessons_of_another(found)
    rules = replace(job.rules, labs=here(job.rules.labs))
    while True:
        with ended_at_last(rules.job_timeout_s + LOCAL_GRACE_S):
            graded = grade_submission(job.submission, rules, job.file, spare=spare)
        if graded.report.status is not Status.LAB_BROKEN or not (silent := _engine_is_silent()):
            return Result.of(graded)
        if not _engine_came_back():
            return Result(fault=Fault.ENGINE, worker=f"{socket.gethostname()}: {silent}")


@contextmanager
def ended_at_last(after_s: float, grace_s: float = LOCAL_GRACE_S) -> Iterator[None]:
    """Ends what no thread can, for it holds the interpreter: a pattern that matches for days.

    By an exception; if that is not heard of within `grace_s`, then by the end of this process.
    """
    in_main = threading.current_thread() is threading.main_thread()
    # Elsewhere nobody would raise the exception: on a cluster it is the process at once.
    heard = signal.signal(signal.SIGALRM, _raise) if in_main else None
    timer = signal.setitimer(signal.ITIMER_REAL, after_s, grace_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        if in_main:
            signal.signal(signal.SIGALRM, heard)


def _raise(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    raise over_limit(f"it was not through {LOCAL_GRACE_S:g} s after the time for the whole job")


@lru_cache(maxsize=1)
def _forget_lessons_of_another(course: str) -> None:
    """Called with another version than the last one, it makes lessons be read anew."""
    load_lesson.cache_clear()


def _engine_is_silent() -> str:
    """What is wrong with the engine; empty when it answers."""
    try:
        connect().close()
    except DockyardError as error:
        return str(error)
    return ""


def _engine_came_back() -> bool:
    deadline = time.monotonic() + ENGINE_PATIENCE_S
    while time.monotonic() < deadline:
        time.sleep(1)
        if not _engine_is_silent():
            return True
    return False
