"""Why a learner's kernel ended by itself, and its sandbox perhaps with it: said to the next one.

Asks the outer engine before the sandbox is removed. grader/grading/wall/cause.py answers the harder
question of whose fault it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

import docker
import requests
from docker.errors import DockerException

from grader.sandbox.sandbox import Sandbox
from grader.sandbox.settings import Limits

ENDED = "DOCKYARD_ENDED"
"""In a kernel's environment: how the one before it ended, as a text for the learner."""

KEPT = "Its daemon was kept, with all that is in it."
FRESH = "Your daemon is a fresh one; your progress is kept."


@dataclass
class Past:
    """How the kernels of one notebook ended.

    Args:
        began: when the last one did, as `time.time()` says it.
        ends_by_us: from when on its end is no surprise.
        why: one sentence about an end that was one.
    """

    began: float = 0
    ends_by_us: bool = False
    ended_by_itself: bool = False
    why: str = ""

    def begins(self, *, kept: bool) -> dict[str, str]:
        """Notes that a kernel begins. Returns: what its environment says of the one before.

        Args:
            kept: whether it is in the same sandbox.
        """
        said = {ENDED: f"{self.why} {KEPT if kept else FRESH}"} if self.why else {}
        self.began, self.ends_by_us, self.ended_by_itself, self.why = time.time(), False, False, ""
        return said

    def saw(self, exit_code: int | None) -> None:
        """Notes how the kernel was found: None while it runs."""
        if exit_code and not self.ends_by_us:
            self.ended_by_itself = True

    def look_back(
        self, sandbox: Sandbox, explain: Callable[[Sandbox, float], str] | None = None
    ) -> str:
        """What there is to tell of an end, empty when it was none or was told already.

        Args:
            explain: gives a sentence about an end since a time; `why_it_ended` when not given.
        """
        if not self.ended_by_itself:
            return ""
        self.ended_by_itself, self.why = False, (explain or why_it_ended)(sandbox, self.began)
        return self.why


def why_it_ended(sandbox: Sandbox, since: float) -> str:
    """A sentence about a kernel that ended by itself after `since`."""
    try:
        acts = acts_since(since, sandbox.client, sandbox.container_id)
        return in_words(acts, is_running=sandbox.is_running())
    except (DockerException, requests.exceptions.RequestException):
        return "The engine that the sandbox ran on does not answer."


def acts_since(began: float, engine: docker.DockerClient, container_id: str) -> set[str]:
    """What an engine reports of a container since `began`, as `time.time()` says it."""
    ask: Any = engine.api.events  # typed for whole seconds; the API takes fractions
    wanted = {"container": container_id}
    rows = ask(since=began, until=time.time(), decode=True, filters=wanted)
    return {str(row.get("Action") or "").partition(":")[0] for row in rows}


def in_words(acts: Set[str], *, is_running: bool) -> str:
    """The sentence.

    Args:
        acts: what the engine reports of the sandbox's container, such as `oom` and `kill`.
    """
    if "oom" in acts:
        return f"The sandbox took more than {Limits().memory_bytes // 1024**2} MiB of memory."
    if is_running:
        return "The kernel's Python process ended."
    if "kill" in acts:
        return "The sandbox was ended from outside."
    return "The sandbox ended: a process that it needs was gone."
