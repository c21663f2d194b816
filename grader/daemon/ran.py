"""A process that has run: what every way of running one gives back."""

from __future__ import annotations

from dataclasses import dataclass

OUTPUT_LIMIT_BYTES = 64 * 1024
"""How much of a process's output is kept: a submission can print without end."""


@dataclass(frozen=True)
class Ran:
    """A process that ran to its end: its exit code and what it printed (both streams)."""

    exit_code: int
    output: str
