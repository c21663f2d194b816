"""What this machine is like, engine aside: versions, user namespaces, port, disk.

Reads /proc, package metadata and the file system; starts nothing and changes nothing.
"""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from grader.errors import DockyardError
from grader.places import CHECKOUT
from labkit.commands.diagnosis import Finding, fail, ok, warn
from labkit.commands.lab import require_free
from labkit.machine import existing, is_registered, kernelspec_path, mount_point

PROC = Path("/proc/sys")
LAB_PORT = 8888
DISK_NEEDED = 3 * 2**30
DISK_MINIMUM = 2**30


def examine_machine() -> Iterator[Finding]:
    """Findings that need no engine."""
    yield ok("python", f"{platform.python_version()} in {sys.prefix}")
    yield ok("jupyterlab", version("jupyterlab"))
    yield ok("docker sdk", version("docker"))
    yield _kernelspec()
    yield _port()
    yield disk("disk, checkout", CHECKOUT)


def _kernelspec() -> Finding:
    if is_registered():
        return ok("kernel", str(kernelspec_path()))
    return warn("kernel", "the Dockyard kernel is not registered", "./dockyard lab registers it")


def _port() -> Finding:
    try:
        require_free(LAB_PORT)
    except DockyardError as error:
        # JupyterLab looks for the next free one by itself.
        return warn("port 8888", error.what, "JupyterLab takes the next one, or --port N")
    return ok("port 8888", "free")


def disk(topic: str, path: Path) -> Finding:
    """How much room there is where `path` lies."""
    free = shutil.disk_usage(existing(path)).free
    found = f"{free / 2**30:.1f} GiB free on {mount_point(path)}"
    if free < DISK_MINIMUM:
        return fail(topic, found, "free some space there, or ./dockyard clean --images --cache")
    if free < DISK_NEEDED:
        return warn(topic, found, "the images take 2 GiB: ./dockyard clean shows what is ours")
    return ok(topic, found)


def user_namespaces(proc: Path = PROC) -> Finding:
    """Whether this kernel lets an unprivileged process make namespaces, as a sandbox must."""
    topic = "user namespaces"
    most = _setting(proc / "user" / "max_user_namespaces")
    for setting, closed, opened, found in (
        ("user.max_user_namespaces", "0", "15000", "none allowed"),
        ("kernel.unprivileged_userns_clone", "0", "1", "for root only"),
        ("kernel.apparmor_restrict_unprivileged_userns", "1", "0", "restricted by AppArmor"),
    ):
        if _setting(proc / setting.replace(".", "/")) == closed:
            return fail(topic, found, f"sudo sysctl -w {setting}={opened}")
    if most is None:
        return warn(topic, "this kernel does not say", "./dockyard lab tries one")
    return ok(topic, f"up to {most}")


def tun_device(path: Path = Path("/dev/net/tun")) -> Finding:
    return ok("/dev/net/tun", f"{'there' if path.exists() else 'not there'}; not needed")


def _setting(path: Path) -> str | None:
    try:
        return path.read_text().strip()
    except OSError:
        return None
