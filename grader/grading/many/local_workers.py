"""The workers of this machine: processes that each grade one submission at a time.

Every process is a pool of its own, so that one that dies costs the job that it had and no other.
They are forked from a server that has imported what grading needs, and end with the coordinator.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import Protocol

from grader.grading.many import fork_server
from grader.grading.many.job import Job
from grader.grading.many.worker import grade_job, serve

PATIENCE_S = 5.0


class Workers(Protocol):
    """Who grades. A future gives a `Result` as JSON, or raises when the worker was lost."""

    def size(self) -> int:
        """How many jobs it can grade at once now; on a cluster this changes."""

    def submit(self, job: Job) -> Future[bytes]:
        """Starts a job; at most `size()` may be under way."""

    def close(self) -> None:
        """Lets go of the jobs that are under way; nobody waits for what comes of them."""


class LocalWorkers:
    """Processes of this machine.

    Args:
        jobs: how many; each runs one sandbox.
        grade: what a process does with a job.
        patience_s: how long a process may take to end by itself.
    """

    def __init__(
        self,
        jobs: int,
        grade: Callable[[Job], bytes] = grade_job,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._jobs, self._grade, self._patience_s = jobs, grade, patience_s
        self._context = fork_server.context()
        # The other end of the pipe is in every worker. However this process ends, it closes.
        self._leash, self._hold = self._context.Pipe(duplex=False)
        self._idle: list[ProcessPoolExecutor] = []
        self._busy: dict[Future[bytes], ProcessPoolExecutor] = {}

    def size(self) -> int:
        return self._jobs

    def submit(self, job: Job) -> Future[bytes]:
        # Not when they end: who waits for a future may be here before its callbacks were called.
        for future in [one for one in self._busy if one.done()]:
            self._ended(future)
        pool = self._idle.pop() if self._idle else self._pool()
        future = pool.submit(self._grade, job)
        self._busy[future] = pool
        return future

    def close(self) -> None:
        """Ends every process, whatever it is at, and its sandbox with it."""
        self._hold.close()
        pools = [*self._idle, *self._busy.values()]
        for process in [one for pool in pools for one in list((pool._processes or {}).values())]:
            process.join(self._patience_s)
            process.kill()  # its thread that would end it has no turn
        for pool in pools:
            pool.shutdown(wait=True, cancel_futures=True)
        self._leash.close()

    def _pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, self._context, serve, (self._leash,))

    def _ended(self, future: Future[bytes]) -> None:
        pool = self._busy.pop(future)
        if isinstance(future.exception(), BrokenExecutor):
            pool.shutdown(wait=False)
        else:
            self._idle.append(pool)
