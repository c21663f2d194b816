"""One line of what `./dockyard doctor` found: the fact, how good it is, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    """A fact about this machine.

    Args:
        topic: what was looked at, stable across runs and machines.
        level: `fail` when lessons cannot run because of it, `warn` when something less can't.
        found: what is there, in plain words.
        mend: the next command; empty when there is nothing to mend.
    """

    topic: str
    level: Level
    found: str
    mend: str = ""


def ok(topic: str, found: str) -> Finding:
    return Finding(topic, "ok", found)


def warn(topic: str, found: str, mend: str) -> Finding:
    return Finding(topic, "warn", found, mend)


def fail(topic: str, found: str, mend: str) -> Finding:
    return Finding(topic, "fail", found, mend)
