"""What the outer engine is told of a sandbox: its limits, its mounts and what it may not do.

Every limit on what a sandbox can use is here, with its default.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import docker
from docker.types import Ulimit

SECCOMP = (Path(__file__).parent / "seccomp.json").read_text()
SHARED = "/dy"
"""Where the run directory is inside."""

DISK = "/var/lib/docker"
DAEMON_PORT = 4000
KERNEL_PORTS = (4001, 4002, 4003, 4004, 4005)
CPU_PERIOD_US = 100_000
CPUS = min(2.0, max(1.0, (os.cpu_count() or 2) - 0.5))
"""Never the whole machine, where it is a small one."""

Transport = Literal["ipc", "tcp"]


@dataclass(frozen=True)
class Limits:
    """What one sandbox may use. Its disks are memory too: a tmpfs counts as such.

    Args:
        disk_bytes: for images, containers and volumes.
        scratch_bytes: for /tmp; half as much for the home directory.
        cpus: cores' worth of time.
        cpu_shares: its weight where cores are short; any other container's is 1024.
        open_files: for one process.
    """

    memory_bytes: int = 2 * 1024**3
    disk_bytes: int = 1024**3
    scratch_bytes: int = 512 * 1024**2
    pids: int = 1024
    open_files: int = 16384
    cpus: float = CPUS
    cpu_shares: int = 512


def host_config(
    client: docker.DockerClient,
    run_dir: Path,
    binds: Mapping[str, str],
    limits: Limits,
    transport: Transport,
    ports: Mapping[int, int],
) -> dict[str, Any]:
    """The engine's `HostConfig` of a sandbox.

    Args:
        binds: host directory → directory inside, writable.
        ports: port inside → port on loopback; others get any that is free.
    """
    mounts: dict[str, Mapping[str, str]] = {
        host: {"bind": inside, "mode": "rw"} for host, inside in binds.items()
    }
    if transport == "ipc":
        mounts[str(run_dir)] = {"bind": SHARED, "mode": "rw"}
    config: dict[str, Any] = client.api.create_host_config(
        auto_remove=True,
        binds=mounts,
        cap_drop=["ALL"],
        cap_add=["SETUID", "SETGID"],
        network_mode="none" if transport == "ipc" else "bridge",
        port_bindings=(
            {port: ("127.0.0.1", ports.get(port)) for port in (DAEMON_PORT, *KERNEL_PORTS)}
            if transport == "tcp"
            else None
        ),
        read_only=True,
        security_opt=[f"seccomp={SECCOMP}", "apparmor=unconfined", "label=disable"],
        tmpfs=_tmpfs(limits, transport),
        **_limits(limits),
    )
    # docker-py has no argument for `systempaths=unconfined`; without it no container inside
    # could mount its own /proc.
    config["MaskedPaths"] = []
    config["ReadonlyPaths"] = []
    return config


def _limits(limits: Limits) -> dict[str, Any]:
    return {
        "mem_limit": limits.memory_bytes,
        # The same number: no swap beside it.
        "memswap_limit": limits.memory_bytes,
        "pids_limit": limits.pids,
        "cpu_period": CPU_PERIOD_US,
        "cpu_quota": int(limits.cpus * CPU_PERIOD_US),
        "cpu_shares": limits.cpu_shares,
        "ulimits": [
            Ulimit(name="nofile", soft=limits.open_files, hard=limits.open_files),
            Ulimit(name="core", soft=0, hard=0),
        ],
    }


def _tmpfs(limits: Limits, transport: Transport) -> dict[str, str]:
    tmpfs = {
        "/tmp": f"mode=1777,exec,size={limits.scratch_bytes}",
        "/run": "uid=1000,mode=0755,exec,size=64m",
        "/home/learner": f"uid=1000,mode=0755,exec,size={limits.scratch_bytes // 2}",
        DISK: f"uid=1000,mode=0711,exec,dev,suid,size={limits.disk_bytes}",
    }
    if transport == "tcp":
        tmpfs[SHARED] = "uid=1000,mode=0755,size=16m"
    return tmpfs
