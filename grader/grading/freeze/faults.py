"""What is wrong with the daemon: is it, and all that it starts, still what it was?"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator

from .processes import link, processes, read
from .whose import HELPERS, Base, listener, standing, the_daemons_tree

ENGINE = ("/usr/sbin/dockerd", "/usr/bin/containerd")
PROGRAMS = ("/bin", "/etc", "/lib", "/lib64", "/opt", "/sbin", "/usr")
"""Where the image has programs, libraries and settings."""

KERNELS = ("[vdso]", "[vsyscall]")
CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000


def base() -> Base:
    """What is ours, told before anything of the submission runs."""
    daemon = (listener() or (0, 0))[0]
    ours = the_daemons_tree(daemon)
    constants = {key: kib for pid in ours for key, _, kib in unwritable(pid)}
    return Base(ours, daemon, mounts(daemon), constants)


def faults(base: Base) -> list[str]:
    table = processes()
    there = standing(base, table)
    found = [] if set(base.ours) <= there else ["a process of the sandbox's own was ended"]
    if any(table[pid].state in "Tt" for pid in there):
        found.append("a process of the sandbox's own was stopped")
    if mounts(base.daemon) != base.mounts:
        found.append("something was mounted over the programs that the daemon starts")
    if any(is_patched(pid, base.constants) for pid in table):
        found.append("the daemon's program was changed in memory")
    return found


def mounts(pid: int) -> list[str]:
    """How a process sees the image's files: its root, and what is mounted over their folders."""
    rows = (line.split()[:5] for line in read(f"/proc/{pid}/mountinfo").splitlines())
    image = tuple(f"{folder}/" for folder in PROGRAMS)
    return sorted(" ".join(row) for row in rows if row[4] == "/" or f"{row[4]}/".startswith(image))


def is_patched(pid: int, constants: dict[str, int]) -> bool:
    """Whether code or constants in memory are not as in their file: what is written to is no
    longer the file's, and counts as anonymous.

    Args:
        constants: as of `unwritable`, what a linker had written before the first cell ran.
    """
    return any(
        kib > (0 if is_code else constants.get(key, kib)) for key, is_code, kib in unwritable(pid)
    )


def unwritable(pid: int) -> Iterator[tuple[str, bool, int]]:
    """What an engine's process maps for reading alone: which, whether it is code, KiB written to.

    None for a process that is not the engine's.
    """
    if link(f"/proc/{pid}/exe") not in (*ENGINE, *HELPERS):
        return
    key, is_code = "", False
    for line in read(f"/proc/{pid}/smaps").splitlines():
        fields = line.split(maxsplit=5)
        if fields[0].endswith(":"):
            if key and fields[0] == "Anonymous:":
                yield key, is_code, int(fields[1])
        else:
            place, is_code = "".join(fields[5:]), "x" in fields[1]
            is_constant = fields[1] == "r--p" and place.startswith("/")
            key = f"{pid} {line}" if is_constant or (is_code and place not in KERNELS) else ""


def interpreters(daemon: int) -> list[str]:
    """What starts in a program's place in the daemon's user namespace (binfmt_misc).

    From Linux 6.7 on root of such a namespace may name interpreters there for any program, that
    of runc for one. Asked in a process that steps into it, and executes nothing there.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = _interpreters(daemon)
        except OSError as error:
            said = [f"{error.strerror}, when asked"]
        os.write(writing, "\n".join(said).encode()[:4096])
        os._exit(0)
    os.close(writing)
    with open(reading, errors="replace") as answer:
        names = answer.read().splitlines()
    os.waitpid(child, 0)
    return names


def _interpreters(daemon: int) -> list[str]:
    namespace, place = os.open(f"/proc/{daemon}/ns/user", os.O_RDONLY), "/tmp"
    kernel = ctypes.CDLL(None, use_errno=True)
    entered = kernel.setns(namespace, CLONE_NEWUSER) == 0 == kernel.unshare(CLONE_NEWNS)
    if not entered or kernel.mount(b"none", place.encode(), b"binfmt_misc", 0, None) != 0:
        number = ctypes.get_errno()
        if entered and number in (errno.EPERM, errno.ENODEV):
            return []  # an older kernel has one list for all, which root in here cannot change
        raise OSError(number, os.strerror(number))
    return sorted(set(os.listdir(place)) - {"register", "status"})
