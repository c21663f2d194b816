"""Ends a sandbox from outside when a job goes past a limit that nobody inside holds to.

A thread of the grader's own: whatever the main thread waits for (a cell, a check, an answer of the
engine) ends with the sandbox. Three things are watched: the time of the whole job, what the
submission writes into the directory that it shares with this machine, and the grader's own memory,
which a kernel could fill with messages.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from types import TracebackType

import requests
from docker.errors import DockerException

from grader.errors import SubmissionError
from grader.grading.wall.cause import over_limit
from grader.sandbox import Sandbox, used

INTERVAL_S = 0.2
SHARED_LIMIT_BYTES = 64 * 1024**2
SHARED_LIMIT_ENTRIES = 2000
GRADER_MEMORY_BYTES = 1024**3
"""How much the grader itself may grow during one job."""

MIB = 1024**2


class Watchdog:
    """Watches a sandbox during a `with` block.

    Args:
        deadline: of the whole job, on the monotonic clock; `limit_s` says how long that is.
    """

    def __init__(self, sandbox: Sandbox, *, deadline: float, limit_s: float) -> None:
        self._sandbox = sandbox
        self._deadline = deadline
        self._limit_s = limit_s
        self._memory_before = _memory_bytes()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self.error: SubmissionError | None = None

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        if self.error is not None and (error is None or isinstance(error, Exception)):
            raise self.error from error

    def _watch(self) -> None:
        while not self._over.wait(INTERVAL_S):
            if what := self._not_within_limits():
                self.error = over_limit(what)
                self._end()
                return

    def _end(self) -> None:
        while not self._over.is_set():
            try:
                self._sandbox.stop()
                return
            except (DockerException, requests.exceptions.RequestException):
                # A busy engine: nothing else ends what goes on in there.
                time.sleep(INTERVAL_S)

    def _not_within_limits(self) -> str:
        """As `_past_a_limit`; what cannot be looked at could be past any, and nobody else looks."""
        try:
            return self._past_a_limit()
        except Exception as error:
            return f"its limits could not be watched: {type(error).__name__}: {error}"

    def _past_a_limit(self) -> str:
        """What is past its limit, in words; empty when nothing is."""
        if time.monotonic() > self._deadline:
            return f"it was not through after the {self._limit_s:g} s for the whole job"
        size_bytes, entries = used(
            self._sandbox.path, limit_bytes=SHARED_LIMIT_BYTES, limit_entries=SHARED_LIMIT_ENTRIES
        )
        if size_bytes > SHARED_LIMIT_BYTES or entries > SHARED_LIMIT_ENTRIES:
            return (
                f"it wrote more than {SHARED_LIMIT_BYTES // MIB} MiB "
                f"or {SHARED_LIMIT_ENTRIES} files into /dy"
            )
        if _memory_bytes() - self._memory_before > GRADER_MEMORY_BYTES:
            return f"what it sent took more than {GRADER_MEMORY_BYTES // MIB} MiB in the grader"
        return ""


def _memory_bytes() -> int:
    """Resident memory of this process; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
