"""Runs inside a sandbox, from its read-only image, started by the outer engine.

Says who listens on the daemon's socket and whether the daemon is still what it was, and stops or
continues what a submission runs. Imports nothing but the standard library: the grader sends this
file's text as a command, with what it wants as JSON. Prints one line of JSON.

Whose a process is:
    ours              process 1, the sandbox's script, containerd and dockerd: noted by id and
                      start time before the first cell runs
    the daemon's      what descends from ours and is one of its helpers from the read-only image,
                      or lies in a process namespace of its own: a container
    the submission's  all others: the kernel and what it started, a container that shares the
                      sandbox's processes or reaches the daemon's rooms, a program in a helper's
                      place
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

SOCKET = "/dy/docker.sock"
ROOMS = ("/dy", "/run", "/proc", "/var/lib/docker")
"""Where the daemon's sockets, processes and files are. Whoever sees one whole can act on them."""

PARTS = ("/volumes/", "/containers/", "/buildkit/")
"""What a container is given of the daemon's files."""

ENGINE = ("/usr/sbin/dockerd", "/usr/bin/containerd")
HELPERS = ("/usr/bin/containerd-shim-runc-v2", "/usr/sbin/docker-proxy", "/usr/bin/docker-proxy")
PATIENCE_S = 15.0
PASSING_S = 1.0
"""How long a strange process of the daemon's is waited for: runc and iptables soon end."""
CLONES = (["56"], ["58"], ["220"], ["435"])
"""System calls that may wait so: clone and vfork of x86-64, clone of arm64, clone3 of both."""


class Process(NamedTuple):
    parent: int
    state: str
    started_ticks: int


class Base(NamedTuple):
    """What was there before the first cell: id → start time of what is ours, and the daemon."""

    ours: dict[int, int]
    daemon: int


def listener() -> tuple[int, int] | None:
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
    return (pid, process.started_ticks) if process else None


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


def base() -> Base:
    """What is ours, told before anything of the submission runs: init and the daemon's tree."""
    daemon, table = (listener() or (0, 0))[0], processes()
    root = daemon
    while root in table and table[root].parent > 1:
        root = table[root].parent
    ours = {1, *descendants({root}, table)} if daemon else {1}
    return Base({pid: table[pid].started_ticks for pid in ours if pid in table}, daemon)


def descendants(roots: set[int], table: dict[int, Process]) -> set[int]:
    """The roots and all below them."""
    found, grown = roots & set(table), True
    while grown:
        children = {pid for pid, process in table.items() if process.parent in found - {1}}
        grown = not children <= found
        found |= children
    return found


def standing(base: Base, table: dict[int, Process]) -> set[int]:
    """What is ours and still the process that it was."""
    return {pid for pid, at in base.ours.items() if pid in table and table[pid].started_ticks == at}


def submissions(base: Base, table: dict[int, Process]) -> tuple[set[int], set[int]]:
    """What the submission runs, and what of that came by way of the daemon."""
    ours = standing(base, table)
    below = descendants(ours, table) - ours
    strange = {pid for pid in below if not is_the_daemons(pid)}
    # What has a stranger above it may be anything.
    strange = descendants(strange, table)
    rest = set(table) - ours - below - {os.getpid()}
    alive = {pid for pid in rest | strange if table[pid].state not in "ZX"}
    return alive, alive & strange


def is_the_daemons(pid: int) -> bool:
    """A helper from the image, or a container that sees neither our processes nor our rooms."""
    here = Path("/proc", str(pid))
    try:
        if os.readlink(here / "ns" / "pid") == os.readlink("/proc/self/ns/pid"):
            program = os.readlink(here / "exe")
            return program in HELPERS and os.path.samestat(os.stat(here / "exe"), os.stat(program))
        return not reaches((here / "mountinfo").read_text())
    except OSError:
        return not here.exists()  # it ended while we looked


def reaches(mountinfo: str) -> bool:
    """Whether a container's mounts show the daemon's sockets, processes or files."""
    devices = {_device(room): room for room in ROOMS}
    for line in mountinfo.splitlines():
        fields = line.split()
        room = devices.get(fields[2])
        if room is not None and not (
            room == "/var/lib/docker" and any(part in fields[3] for part in PARTS)
        ):
            return True
    return False


def _device(path: str) -> str:
    number = os.stat(path).st_dev
    return f"{os.major(number)}:{os.minor(number)}"


def stop(base: Base) -> tuple[list[int], list[int]]:
    """Stops all that is the submission's. Returns: those stopped, those that would not."""
    began, stopped = time.monotonic(), set[int]()
    while True:
        table = processes()
        theirs, by_way_of_daemon = submissions(base, table)
        running = {pid for pid in theirs if table[pid].state not in "Tt"}
        moving = running - {pid for pid in stopped & running if awaits_vfork(Path(f"/proc/{pid}"))}
        waited_s = time.monotonic() - began
        # A process may have forked since the last look, so only a look that finds none ends it.
        if not moving or waited_s > PATIENCE_S:
            return sorted(stopped & set(table)), sorted(moving)
        passing = by_way_of_daemon if waited_s < PASSING_S else set()
        stopped |= send(signal.SIGSTOP, running - passing)
        time.sleep(0.002)


def awaits_vfork(task: Path) -> bool:
    """Whether it waits for the exec of a child, where no signal reaches it: the child was stopped.

    A shell's or Python's way to start a program. It cannot run before the child does.
    """
    state = _read(task / "stat").rpartition(")")[2].split()
    return state[:1] == ["D"] and _read(task / "syscall").split()[:1] in CLONES


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


def turns(pids: Iterable[int]) -> dict[int, int]:
    """How often each process had the processor until now, in all its threads."""
    found = {}
    for pid in pids:
        try:
            found[pid] = sum(_switches(task) for task in Path(f"/proc/{pid}/task").iterdir())
        except OSError:
            continue
    return found


def _switches(task: Path) -> int:
    lines = (task / "status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if "voluntary_ctxt_switches" in line)


def at_rest(pids: Iterable[int]) -> dict[int, int]:
    """`turns`, once every thread has left the processor: a stop shows before it takes effect."""
    deadline = time.monotonic() + PATIENCE_S
    for pid in pids:
        for task in _tasks(pid):
            # The kernel answers this once the thread is off the processor; else "running".
            while _read(task / "syscall").startswith("running") or not _is_stopped(task):
                if awaits_vfork(task):
                    break
                if time.monotonic() > deadline:
                    return turns(pids)
                time.sleep(0.001)
    return turns(pids)


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def _is_stopped(task: Path) -> bool:
    state = _read(task / "stat").rpartition(")")[2].split()
    return not state or state[0] in "TtZX"


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def faults(base: Base) -> list[str]:
    """What is wrong with what is ours."""
    table = processes()
    there = standing(base, table)
    found = [] if set(base.ours) <= there else ["a process of the sandbox's own was ended"]
    if any(table[pid].state in "Tt" for pid in there):
        found.append("a process of the sandbox's own was stopped")
    if any(is_patched(pid) for pid in table if is_the_engines(pid)):
        found.append("the daemon's program was changed in memory")
    return found


def is_the_engines(pid: int) -> bool:
    """Whether it runs a program of the engine's: the daemon, containerd or a helper of theirs."""
    try:
        return os.readlink(f"/proc/{pid}/exe") in (*ENGINE, *HELPERS)
    except OSError:
        return False


def is_patched(pid: int) -> bool:
    """Whether code is mapped that is not as it is in its file: a page written to is anonymous."""
    code = False
    try:
        smaps = Path(f"/proc/{pid}/smaps").read_text()
    except OSError:
        return False
    for line in smaps.splitlines():
        fields = line.split()
        if "-" in fields[0] and len(fields) >= 5:
            code = "x" in fields[1] and fields[-1] not in ("[vdso]", "[vsyscall]")
        elif code and fields[0] == "Anonymous:" and fields[1] != "0":
            return True
    return False


def main(argument: str) -> dict[str, Any]:
    asked = json.loads(argument)
    noted = asked.get("base")
    ours = Base({int(pid): at for pid, at in noted[0].items()}, noted[1]) if noted else base()
    said: dict[str, Any] = {"base": ours}
    if asked["act"] == "stop":
        said["stopped"], said["running"] = stop(ours)
        theirs, _ = submissions(ours, processes())
        said["turns"] = at_rest(sorted(theirs))
    elif asked["act"] == "continue":
        before = {int(pid): count for pid, count in asked["turns"].items()}
        now = turns(before)
        said["moved"] = [pid for pid in now if now[pid] != before[pid]]
        send(signal.SIGCONT, asked["stopped"])
    disk = os.statvfs("/var/lib/docker")
    return {**said, "listener": listener(), "faults": faults(ours), "free": disk.f_bavail}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
