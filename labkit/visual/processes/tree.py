"""Processes on both sides of a container's border, in facts.

The same process has one number on the engine's host and another inside. Knows what
labkit/visual/processes/facts.py gathers; labkit/visual/processes/card.py draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

WIDEST = 90
"""Characters of a command line that are shown."""

ENGINE = {
    "dockerd": "the daemon: what `client` talks to",
    "containerd": "keeps images and containers for it",
}
"""The engine's own programs, and what to say of each."""


@dataclass(frozen=True)
class Seen:
    """One process.

    Args:
        pid: on the engine's host.
        inside: in its container; 0 for a process of the host, or where nobody can tell.
        is_zombie: it has ended, and its parent has not yet asked how.
    """

    pid: int
    ppid: int
    argv: tuple[str, ...]
    inside: int = 0
    is_zombie: bool = False

    @property
    def line(self) -> str:
        said = " ".join(self.argv)
        return said if len(said) <= WIDEST else said[: WIDEST - 1] + "…"

    @property
    def program(self) -> str:
        return PurePosixPath(self.argv[0]).name if self.argv else ""


@dataclass(frozen=True)
class Contained:
    """A container's processes, parents first. `shim` is the one on the host that watches them."""

    name: str
    processes: tuple[Seen, ...]
    shim: Seen | None = None

    def depth(self, process: Seen) -> int:
        """How far below the shim, or below the first that is known."""
        parents = {one.pid: one for one in self.processes}
        steps = 0
        while process.ppid in parents and steps < len(parents):
            process, steps = parents[process.ppid], steps + 1
        return steps


@dataclass(frozen=True)
class ProcessTree:
    """The engine's own processes and those of some containers.

    Args:
        is_both_sides: whether the numbers of both sides are known; else it is from `docker top`.
    """

    engine: tuple[Seen, ...]
    containers: tuple[Contained, ...]
    is_both_sides: bool = True
