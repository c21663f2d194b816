"""Gathers process trees: from /proc where the engine's processes are seen, else from `docker top`.

A container's processes are found below its shim, whose command line names the container: so a
number that another machine's engine tells is never taken for one of this machine's. The one place
here that holds a client.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import docker

from grader import labels
from grader.daemon import Container, Daemon, Execute, execute_here
from labkit.visual.processes.tree import ENGINE, Contained, ProcessTree, Seen

# `NSpid` is a process's number in each of its namespaces, from that of this /proc inward.
PROCESSES = """
import json, os
found = []
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        with open(f"/proc/{pid}/cmdline") as line, open(f"/proc/{pid}/status") as status:
            said = dict(row.rstrip().partition(":\\t")[::2] for row in status)
            argv = line.read().rstrip(chr(0)).split(chr(0))
    except OSError:
        continue
    if argv == [""]:
        argv = ["[" + said["Name"] + "]"]
    numbers = [int(number) for number in said["NSpid"].split()]
    found.append([numbers, int(said["PPid"]), argv, said["State"][0] == "Z"])
print(json.dumps(sorted(found)))
"""
SHIM = "containerd-shim"


def process_tree(
    client: docker.DockerClient, containers: Sequence[str] = (), execute: Execute = execute_here
) -> ProcessTree:
    """The trees of some containers, or of all that run.

    Args:
        execute: runs a command where the engine's processes may be seen.

    Raises:
        Missing: no container of that name.
    """
    daemon = Daemon(client)
    found = [daemon.container(name) for name in containers] or _running(daemon)
    seen = {one.pid: one for one in processes_in_proc(execute)}
    shims = [_shim(one, seen) for one in found]
    if any(one.is_running and shim is None for one, shim in zip(found, shims, strict=True)):
        return ProcessTree((), tuple(_from_top(client, one) for one in found), is_both_sides=False)
    engine = [one for one in seen.values() if one.program in ENGINE and not one.inside]
    trees = (
        Contained(one.name, tuple(_below(shim, seen)) if shim else (), shim)
        for one, shim in zip(found, shims, strict=True)
    )
    return ProcessTree(tuple(engine), tuple(trees))


def _running(daemon: Daemon) -> list[Container]:
    running = (one for one in daemon.containers() if one.is_running)
    found = [one for one in running if not labels.is_ours(one.config.labels)]
    return sorted(found, key=lambda one: (one.created, one.name))


def processes_in_proc(execute: Execute) -> Iterator[Seen]:
    """What /proc shows; nothing on a system that has none."""
    ran = execute(["python3", "-c", PROCESSES])
    rows = json.loads(ran.output.splitlines()[-1]) if ran.exit_code == 0 else []
    for (pid, *inner), ppid, argv, is_zombie in rows:
        yield Seen(pid, ppid, tuple(argv), inner[0] if inner else 0, is_zombie)


def _shim(container: Container, seen: Mapping[int, Seen]) -> Seen | None:
    for one in seen.values():
        if one.program.startswith(SHIM) and container.id in one.argv:
            return one
    return None


def _below(parent: Seen, seen: Mapping[int, Seen]) -> Iterator[Seen]:
    """All descendants, each before its children."""
    for one in seen.values():
        if one.ppid == parent.pid:
            yield one
            yield from _below(one, seen)


def _from_top(client: docker.DockerClient, container: Container) -> Contained:
    if not container.is_running:
        return Contained(container.name, ())
    rows = client.api.top(container.id, "-eo pid,ppid,args")["Processes"]
    found = [
        Seen(int(pid), int(ppid), tuple(args.split()), 1 if int(pid) == container.pid else 0)
        for pid, ppid, args in rows
    ]
    return Contained(container.name, tuple(found))
