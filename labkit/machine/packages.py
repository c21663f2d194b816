"""Debian packages, installed where that is allowed and after asking.

Only root on a system with apt-get; elsewhere the caller prints the command.
"""

from __future__ import annotations

from grader.disk import is_full
from labkit.machine.child_process import ChildProcess
from labkit.machine.console import Console
from labkit.machine.disk import disk_full
from labkit.machine.system import MachineFacts


def offer(console: Console, packages: list[str], machine: MachineFacts, *, yes: bool) -> bool:
    """Installs `packages` if we may and the user agrees; whether they are installed now."""
    if not machine.may_install:
        return False
    names = " ".join(packages)
    if not console.confirm(f"Install Debian's {names} with apt-get?", yes=yes):
        return False
    with console.step(f"Installing {names} with apt-get") as detail:
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            command = [machine.program("apt-get") or "apt-get", "-q", *arguments]
            apt_get = ChildProcess(command, {"DEBIAN_FRONTEND": "noninteractive"})
            for line in apt_get.run():
                detail(line)
            if apt_get.exit_code:
                _explain(console, apt_get)
                return False
    return True


def _explain(console: Console, apt_get: ChildProcess) -> None:
    if any(is_full(line) for line in apt_get.lines):
        raise disk_full("/var/cache/apt")
    errors = [line for line in apt_get.lines if line.startswith("E:")] or apt_get.lines[-1:]
    console.say(f"apt-get failed: {' '.join(errors)}")
