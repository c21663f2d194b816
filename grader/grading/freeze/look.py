"""Says who listens on the daemon's socket and whether the daemon is still what it was, and stops or
continues what a submission runs. Whose a process is: whose.py.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable
from typing import Any

from .faults import base, faults, interpreters
from .processes import PATIENCE_S, at_rest, processes, stands, turns
from .whose import Base, listener, submissions

PASSING_S = 1.0
"""How long a strange process of the daemon's is waited for: runc and iptables soon end."""

DISKS = ("/var/lib/docker", "/tmp", "/run")


def stop(base: Base) -> tuple[set[int], set[int], set[int]]:
    """Stops all that is the submission's. Returns: all of it, what was stopped, what would not."""
    began, stopped = time.monotonic(), set[int]()
    while True:
        table = processes()
        theirs, by_way_of_daemon = submissions(base, table)
        running = {pid for pid in theirs if table[pid].state not in "Tt"}
        moving = running - {pid for pid in stopped & running if stands(pid)}
        waited_s = time.monotonic() - began
        # A process may have forked since the last look, so only a look that finds none ends it.
        if not moving or waited_s > PATIENCE_S:
            return theirs, stopped & set(table), moving
        passing = by_way_of_daemon if waited_s < PASSING_S else set()
        stopped |= send(signal.SIGSTOP, running - passing)
        time.sleep(0.002)


def newcomers(base: Base, known: set[int]) -> set[int]:
    """What is the submission's and was not there when it was stopped."""
    deadline = time.monotonic() + PASSING_S
    while new := submissions(base, processes())[0] - known:
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    return new


def send(number: signal.Signals, pids: Iterable[int]) -> set[int]:
    """Returns: those that the signal reached."""
    reached = set()
    for pid in pids:
        try:
            os.kill(pid, number)
            reached.add(pid)
        except (ProcessLookupError, PermissionError):
            continue
    return reached


def free() -> dict[str, tuple[int, float]]:
    """What the daemon's disks have left: bytes, and the share of it; inodes count as 4 KiB."""
    found = {}
    for place in DISKS:
        disk = os.statvfs(place)
        left = [(disk.f_bavail * disk.f_frsize, disk.f_bavail / max(disk.f_blocks, 1))]
        if disk.f_files:
            left.append((disk.f_favail * 4096, disk.f_favail / disk.f_files))
        found[place] = min(left)
    return found


def answer(question: str) -> dict[str, Any]:
    """What `Seen` in grader/grading/wall/wall.py reads; the question is its `_look`'s."""
    asked = json.loads(question)
    noted = asked.get("base")
    ours = Base({int(pid): at for pid, at in noted[0].items()}, *noted[1:]) if noted else base()
    said: dict[str, Any] = {"base": ours}
    wrong = []
    if asked["act"] == "stop":
        theirs, stopped, running = stop(ours)
        said |= {"stopped": sorted(stopped), "running": sorted(running)}
        said["turns"] = at_rest(sorted(theirs))
        if named := interpreters(ours.daemon):
            wrong = [f"an interpreter was named for the daemon's programs: {named[0]}"]
    elif asked["act"] == "continue":
        before = {int(pid): threads for pid, threads in asked["turns"].items()}
        now = turns(before)
        moved = {pid for pid, threads in before.items() if now.get(pid) != threads}
        said["moved"] = sorted(moved | newcomers(ours, set(before)))
        send(signal.SIGCONT, asked["stopped"])
    return {**said, "listener": listener(), "faults": faults(ours) + wrong, "free": free()}
