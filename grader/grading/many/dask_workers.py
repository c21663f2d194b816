"""Workers on other machines: the same jobs on a Dask cluster, one engine a worker.

What travels is a submission's bytes and, back, JSON. A worker that is lost is the scheduler's to
replace; one whose course is another version would give other grades, so it ends the run. Knows
neither store nor files.
"""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import cast

from distributed import Client

from grader.errors import DockyardError
from grader.grading.many.job import Job, another_course
from grader.grading.many.worker import course_here, grade_job

ANSWER_TIMEOUT_S = 10
WORKERS_TIMEOUT_S = 60


class ClusterError(DockyardError):
    """A cluster that cannot grade."""


class DaskWorkers:
    """The workers of a scheduler.

    Args:
        address: of the scheduler, such as `tcp://10.0.0.2:8786`.

    Raises:
        ClusterError: no scheduler there, no worker, or a worker with another course.
    """

    def __init__(self, address: str, labs: Path, course: str) -> None:
        self._address = address
        try:
            self._client = Client(address, timeout=ANSWER_TIMEOUT_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"no Dask scheduler answers: {' '.join(str(error).split())}"[:300],
                where=address,
                next_step="dask scheduler, and name the address that it prints",
            ) from error
        try:
            self._require_workers()
            self._require_course(labs, course)
        except BaseException:
            self._client.close()
            raise
        self._pool = self._client.get_executor(pure=False)

    def size(self) -> int:
        if self._client.status == "closed":
            raise ClusterError(
                "the Dask scheduler went away",
                where=self._address,
                next_step="start it and its workers again, then run the same again to go on",
            )
        return sum(self._client.nthreads().values()) if self._client.status == "running" else 0

    def submit(self, job: Job) -> Future[bytes]:
        return cast("Future[bytes]", self._pool.submit(grade_job, job))

    def close(self) -> None:
        self._pool.shutdown(wait=False)
        self._client.close()

    def _require_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=WORKERS_TIMEOUT_S)
        except TimeoutError as error:
            raise ClusterError(
                f"no worker came within {WORKERS_TIMEOUT_S} s",
                where=self._address,
                next_step=f"on each machine that has an engine: ./dockyard worker {self._address}",
            ) from error

    def _require_course(self, labs: Path, course: str) -> None:
        said = self._client.run(course_here, labs, on_error="return")
        for worker, found in said.items():
            if found != course:
                raise another_course(f"{worker}: {found or 'none'}", course)
