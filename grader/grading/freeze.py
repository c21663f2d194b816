"""Runs inside a sandbox, from its read-only image, started by the outer engine.

Says which process listens on the daemon's socket, and stops or continues whatever is neither the
daemon nor something that the daemon runs. Imports nothing but the standard library: the grader
sends this file's text as a command. Prints one line of JSON.

    freeze.py listener | stop DAEMON_PID | continue DAEMON_PID
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys
import time
from pathlib import Path
from typing import NamedTuple

SOCKET = "/dy/docker.sock"
PATIENCE_S = 5.0


class Process(NamedTuple):
    parent: int
    state: str
    started_ticks: int


def listener() -> list[int] | None:
    """Process id and start time of who listens on the daemon's socket; None when nobody does."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE_S)
            connection.connect(SOCKET)
            raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    except OSError:
        return None
    pid: int = struct.unpack("3i", raw)[0]
    process = processes().get(pid)
    return [pid, process.started_ticks] if process else None


def processes() -> dict[int, Process]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The name in parentheses may itself hold parentheses and spaces.
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended while we looked
            found[int(entry.name)] = Process(int(fields[1]), fields[0], int(fields[19]))
    return found


def outside(daemon: int, table: dict[int, Process]) -> set[int]:
    """What the submission runs: neither init, nor the daemon's tree, nor this."""
    root = daemon
    while root in table and table[root].parent > 1:
        root = table[root].parent
    spared = {1, root, os.getpid()}
    grown = True
    while grown:
        children = {pid for pid, process in table.items() if process.parent in spared - {1}}
        grown = not children <= spared
        spared |= children
    return {
        pid for pid, process in table.items() if pid not in spared and process.state not in "ZX"
    }


def stop(daemon: int) -> list[int]:
    """Stops them all. Returns: those that did not stop in time."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        table = processes()
        # A process may have forked since the last look, so only a look that finds none ends it.
        running = [pid for pid in outside(daemon, table) if table[pid].state not in "Tt"]
        if not running or time.monotonic() > deadline:
            return running
        send(signal.SIGSTOP, running)
        time.sleep(0.002)


def send(number: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def main(arguments: list[str]) -> None:
    act, daemon = arguments[0], int(arguments[1]) if len(arguments) > 1 else 0
    running: list[int] = []
    if act == "stop":
        running = stop(daemon)
    elif act == "continue":
        send(signal.SIGCONT, sorted(outside(daemon, processes())))
    print(json.dumps({"listener": listener(), "running": running}))


if __name__ == "__main__":
    main(sys.argv[1:])
