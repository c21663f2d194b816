"""Processes and their threads, as /proc tells of them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import NamedTuple

PATIENCE_S = 15.0
CLONES = ("56", "58", "220", "435")
"""System calls that may wait so: clone and vfork of x86-64, clone of arm64, clone3 of both."""


class Process(NamedTuple):
    parent: int
    state: str
    started_ticks: int


Turns = dict[int, list[list[int]]]
"""By process: its threads by number, and how often each had the processor until now."""


def processes() -> dict[int, Process]:
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (fields := _stat(f"/proc/{name}")):
            state, threads = fields[0], fields[17]
            if state in "ZX" and threads != "1":
                # Only its first thread has ended, and the others go on.
                state = _state_of_threads(int(name))
            found[int(name)] = Process(int(fields[1]), state, int(fields[19]))
    return found


def _stat(task: str) -> list[str]:
    """The fields from the third on; none when it has ended."""
    # The name in parentheses may itself hold parentheses and spaces.
    return read(f"{task}/stat").rpartition(")")[2].split()


def _state_of_threads(pid: int) -> str:
    """By the threads that live: one that runs, else one that stands, else that of the dead."""
    states = {fields[0] for task in tasks(pid) if (fields := _stat(task))} - {"Z", "X"}
    return min(states - {"T", "t"} or states or {"Z"})


def tasks(pid: int) -> list[str]:
    """Where its threads are; none when it has ended."""
    try:
        return [f"/proc/{pid}/task/{name}" for name in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return []


def is_stopped(task: str) -> bool:
    fields = _stat(task)
    return not fields or fields[0] in "TtZX"


def awaits_vfork(task: str) -> bool:
    """Whether it waits for the exec of a child, where no signal reaches it: the child was stopped.

    A shell's or Python's way to start a program. It cannot run before the child does.
    """
    return _stat(task)[:1] == ["D"] and read(f"{task}/syscall").partition(" ")[0] in CLONES


def stands(pid: int) -> bool:
    """Whether no thread of it can run: stopped, or waiting for a child that is."""
    return all(is_stopped(task) or awaits_vfork(task) for task in tasks(pid))


def turns(pids: Iterable[int]) -> Turns:
    """Each thread of each process; a process that has ended is left out."""
    return {
        pid: sorted([int(task.rpartition("/")[2]), _switches(task)] for task in found)
        for pid in pids
        if (found := tasks(pid))
    }


def _switches(task: str) -> int:
    lines = read(f"{task}/status").splitlines()
    return sum(int(line.split()[1]) for line in lines if "voluntary_ctxt_switches" in line)


def at_rest(pids: Iterable[int]) -> Turns:
    """`turns`, once every thread has left the processor: a stop shows before it takes effect."""
    deadline = time.monotonic() + PATIENCE_S
    for pid in pids:
        for task in tasks(pid):
            # The kernel answers this once the thread is off the processor; else "running".
            while read(f"{task}/syscall").startswith("running") or not is_stopped(task):
                if awaits_vfork(task):
                    break
                if time.monotonic() > deadline:
                    return turns(pids)
                time.sleep(0.001)
    return turns(pids)


def read(path: str) -> str:
    """A file's text; empty when it cannot be read. Names in it may be any bytes."""
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def link(path: str) -> str:
    """Where a link leads; empty when it cannot be read."""
    try:
        return os.readlink(path)
    except OSError:
        return ""
