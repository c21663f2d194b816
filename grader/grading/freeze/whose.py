"""Whose a process of a sandbox is.

ours              process 1, the sandbox's script, containerd and dockerd: noted by id and
                  start time before the first cell runs
the daemon's      what descends from ours and is one of its helpers, with no code but that of
                  the read-only image, or lies in a process namespace of its own: a container
the submission's  all others: the kernel and what it started, a container that shares the
                  sandbox's processes, reaches the daemon's rooms or may do what root may,
                  a program in a helper's place
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable
from typing import NamedTuple

from .processes import PATIENCE_S, Process, link, processes, read

SOCKET = "/dy/docker.sock"
ROOMS = ("/dy", "/run", "/proc", "/var/lib/docker")
"""Where the daemon's sockets, processes and files are. Whoever sees one whole can act on them."""

PARTS = ("/volumes/", "/containers/", "/buildkit/")
"""What a container is given of the daemon's files."""

HELPERS = ("/usr/bin/containerd-shim-runc-v2", "/usr/sbin/docker-proxy", "/usr/bin/docker-proxy")
NAMESPACES = ("mnt:[", "user:[", "net:[", "pid:[")
SYS_ADMIN = 1 << 21
"""Who has it, in the daemon's user namespace, may mount, and name interpreters for programs."""


class Base(NamedTuple):
    """What was there before the first cell.

    ours: id → start time. mounts, constants: as of faults.py.
    """

    ours: dict[int, int]
    daemon: int
    mounts: list[str]
    constants: dict[str, int]


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


def the_daemons_tree(daemon: int, table: dict[int, Process] | None = None) -> dict[int, int]:
    """Id and start time of init and of all that the sandbox began with; asked before any cell.

    What is below the daemon passes: it starts programs to answer, such as `runc --version`.
    """
    table, root = table or processes(), daemon
    while root in table and table[root].parent > 1:
        root = table[root].parent
    passing = descendants({daemon}, table) - {daemon}
    ours = {1, *descendants({root}, table)} - passing if daemon else {1}
    return {pid: table[pid].started_ticks for pid in ours if pid in table}


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


def submissions(
    base: Base,
    table: dict[int, Process],
    is_theirs: Callable[[int, int], bool] | None = None,
) -> tuple[set[int], set[int]]:
    """What the submission runs, and what of that came by way of the daemon.

    Args:
        is_theirs: says of a process below the daemon whether it is the daemon's.
    """
    ours, is_theirs = standing(base, table), is_theirs or is_the_daemons
    below = descendants(ours, table) - ours
    strange = {pid for pid in below if not is_theirs(pid, base.daemon)}
    # What has a stranger above it may be anything.
    strange = descendants(strange, table)
    rest = set(table) - ours - below - {os.getpid()}
    alive = {pid for pid in rest | strange if table[pid].state not in "ZX"}
    return alive, alive & strange


def is_the_daemons(pid: int, daemon: int) -> bool:
    """A helper from the image, or a container that can act on neither our processes nor rooms."""
    here = f"/proc/{pid}"
    try:
        if os.readlink(f"{here}/ns/pid") == os.readlink("/proc/self/ns/pid"):
            return is_helper(here, daemon)
        with open(f"{here}/mountinfo", errors="replace") as rows:
            mounts = rows.read()
        devices = rooms(read("/proc/self/mountinfo"))
        if reaches(mounts, devices) or holds_a_room(here, mounts, devices):
            return False
        return not is_root(here, daemon)
    except OSError:
        return not os.path.exists(here)  # it ended while we looked


def is_helper(here: str, daemon: int) -> bool:
    """A program of the image's, in the daemon's mounts, with no code but the image's.

    It is linked at its start, so whoever starts it elsewhere chooses what it does.
    """
    program = os.readlink(f"{here}/exe")
    if program not in HELPERS or not os.path.samestat(os.stat(f"{here}/exe"), os.stat(program)):
        return False
    if os.readlink(f"{here}/ns/mnt") != os.readlink(f"/proc/{daemon}/ns/mnt"):
        return False
    rows = (line.split(maxsplit=5) for line in read(f"{here}/maps").splitlines())
    return all(_is_the_images(row[5:]) for row in rows if "x" in row[1])


def _is_the_images(place: list[str]) -> bool:
    """Whether code that is mapped from here is a file of the image's, or the kernel's."""
    path = place[0] if place else ""
    if path in ("[vdso]", "[vsyscall]"):
        return True
    return path.startswith(("/usr/", "/lib")) and not path.endswith("(deleted)")


def reaches(mountinfo: str, devices: dict[str, str]) -> bool:
    """Whether a container's mounts show the daemon's sockets, processes or files.

    Args:
        devices: as of `rooms`.
    """
    for line in mountinfo.splitlines():
        fields = line.split()
        room = devices.get(fields[2])
        if room is not None and not (
            room == "/var/lib/docker" and any(part in fields[3] for part in PARTS)
        ):
            return True
    return False


def rooms(mountinfo: str) -> dict[str, str]:
    """Device → room. What `stat` calls a device is another number on some file systems."""
    rows = (line.split() for line in mountinfo.splitlines())
    return {row[2]: row[4] for row in rows if row[4] in ROOMS}


def holds_a_room(here: str, mountinfo: str, devices: dict[str, str]) -> bool:
    """Whether a container was handed a namespace, or a file of a room by no mount of its own."""
    own = {line.split()[0] for line in mountinfo.splitlines()}
    for name in os.listdir(f"{here}/fd"):
        place = link(f"{here}/fd/{name}")
        if place.startswith(NAMESPACES):
            return True
        if not place.startswith("/"):
            continue
        mount = _mount_of(f"{here}/fdinfo/{name}")
        if mount not in own and _device(f"{here}/fd/{name}") in devices:
            return True
    return False


def _mount_of(fdinfo: str) -> str:
    rows = dict(line.split(":", 1) for line in read(fdinfo).splitlines() if ":" in line)
    return rows.get("mnt_id", "").strip()


def _device(path: str) -> str:
    try:
        number = os.stat(path).st_dev
    except OSError:
        return ""
    return f"{os.major(number)}:{os.minor(number)}"


def is_root(here: str, daemon: int) -> bool:
    """Whether a container has, or may get, what makes root of the daemon's user namespace."""
    if os.readlink(f"{here}/ns/user") != os.readlink(f"/proc/{daemon}/ns/user"):
        return False
    rows = dict(line.split(":", 1) for line in read(f"{here}/status").splitlines() if ":" in line)
    return any(int(rows.get(which, "0"), 16) & SYS_ADMIN for which in ("CapPrm", "CapBnd"))
