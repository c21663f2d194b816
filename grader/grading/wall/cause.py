"""Why a sandbox or its daemon ended: by whose hand, and at which limit.

Asks the outer engine and this machine, never the sandbox. What cannot be told apart is ours: a
lab that broke is graded again, a submission that broke it is not.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import docker
import requests
from docker.errors import DockerException

from grader.errors import DockyardError, SandboxError, SubmissionError
from grader.report import plain
from grader.sandbox import Limits, Sandbox, acts_since

ALMOST = 0.85
"""Of a limit: what could not be had is not there to be counted, and a container takes a few."""

EVENT_S = 2.0
"""How long an engine may take to report a container's end."""

OUT_OF_MEMORY = f"it took more than {Limits().memory_bytes // 1024**2} MiB of memory"
VMSTAT = Path("/proc/vmstat")


class Cause:
    """Made before the first cell runs, for one sandbox.

    Args:
        outer: a connection to the engine that the sandbox runs on.
    """

    def __init__(self, outer: docker.DockerClient, sandbox: Sandbox) -> None:
        self._outer = outer
        self._sandbox = sandbox
        self._began = time.time()
        self._killed_by_machine = out_of_memory_kills()

    def of_silence(self, what: str, *, in_doubt: bool = False) -> DockyardError:
        """For a sandbox that does not do what it must: an error that says whose fault that is.

        Args:
            what: what was seen, told when nothing better is known.
            in_doubt: a busy machine would look the same, so it is not the submission's fault
                unless more is known.
        """
        try:
            running = self._sandbox.is_running()
            outer_acts = self._acts() if running else self._acts_to_its_end()
        except (DockerException, requests.exceptions.RequestException) as error:
            return self._ours(f"the engine that it runs on does not answer: {error}")
        if "oom" in outer_acts:
            return over_limit(OUT_OF_MEMORY)
        if "kill" in outer_acts:
            return self._ours("it was ended from outside while a submission ran in it")
        if out_of_memory_kills() != self._killed_by_machine:
            return self._ours("this machine ran out of memory")
        if not running and "die" not in outer_acts:
            # An engine that was started anew, or has had much to report since.
            return self._ours("the engine that it ran on no longer knows how it ended")
        if not running:
            return ended_it("its sandbox ended: a cell ended a process that it needs")
        return self.limit() or (self._ours(what) if in_doubt else ended_it(what))

    def _acts(self) -> set[str]:
        """What the outer engine reports of the sandbox's container since we began."""
        return acts_since(self._began, self._outer, self._sandbox.container_id)

    def _acts_to_its_end(self) -> set[str]:
        """The same of a sandbox that has ended, once that is reported, if it ever is."""
        deadline = time.monotonic() + EVENT_S
        while "die" not in (acts := self._acts()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return acts

    def limit(self) -> DockyardError | None:
        """The limit that a sandbox stands at, or met."""
        try:
            if "oom" in self._acts():
                return over_limit(OUT_OF_MEMORY)
            stats: Any = self._outer.api.stats(
                self._sandbox.container_id, stream=False, one_shot=True
            )
        except (DockerException, requests.exceptions.RequestException):
            return None  # it is gone, which whoever looks next will see
        pids = stats.get("pids_stats") or {}
        if pids.get("limit") and pids.get("current", 0) >= ALMOST * pids["limit"]:
            return over_limit(f"of {pids['limit']} processes it has all, or all but a few")
        if _memory_taken(stats.get("memory_stats") or {}) >= ALMOST:
            return over_limit("its memory was used up")
        return None

    def _ours(self, what: str) -> SandboxError:
        return SandboxError(
            what,
            where=f"sandbox {self._sandbox.container_id[:12]}",
            next_step="grade this submission again; if it stays so, ./dockyard doctor",
        )


def _memory_taken(memory: dict[str, Any]) -> float:
    """The share of its memory that a container cannot be without; 0 where none is told."""
    about = memory.get("stats") or {}
    spare = about.get("total_inactive_file", about.get("inactive_file", 0))
    return float((memory.get("usage", 0) - spare) / (memory.get("limit") or 1))


def out_of_memory_kills() -> int:
    """How many processes this machine's kernel ended for want of memory; 0 where it hides it."""
    try:
        rows = dict(line.split() for line in VMSTAT.read_text().splitlines())
    except OSError:
        return 0
    return int(rows.get("oom_kill", 0))


def over_limit(what: str) -> SubmissionError:
    return SubmissionError(
        plain(what),
        where="submission",
        next_step="mend what uses so much, and submit again (docs/grading.md lists the limits)",
    )


def ended_it(what: str) -> SubmissionError:
    return SubmissionError(
        plain(what),
        where="submission",
        next_step="read the executed notebook: the submission itself did this",
    )
