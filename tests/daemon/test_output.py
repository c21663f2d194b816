"""What a command printed is read, however soon it ends and however busy the machine is."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import docker
import pytest

from grader.daemon import Daemon
from grader.labels import BUSYBOX_IMAGE
from grader.sandbox import Sandbox

pytestmark = pytest.mark.daemon

ROUNDS = 15
OPENAT = {"x86_64": "257", "aarch64": "56"}


def test_a_silent_command_is_started_once(daemon: Daemon) -> None:
    since = time.time()
    assert daemon.run(BUSYBOX_IMAGE, "true").output == ""
    assert len(daemon.events(since=since, type="container", event="create")) == 1


def dockerd_of(sandbox: Sandbox) -> int:
    """As this machine counts processes."""
    rows = sandbox.client.api.top(sandbox.container_id, "-eo pid,comm")["Processes"]
    return next(int(pid) for pid, name in rows if name == "dockerd")


def starve_openers(dockerd: int, cpu: int, over: Event) -> None:
    """Lets every thread of dockerd that waits in open(2), as for a pipe, hardly go on for a while.

    On a busy machine that comes about by itself, once in some hundred containers.
    """
    starved: dict[int, float] = {}
    call = OPENAT[os.uname().machine]
    while not over.wait(0.004):
        for task in Path(f"/proc/{dockerd}/task").iterdir():
            with suppress(OSError):
                tid, opens = int(task.name), (task / "syscall").read_text().split()[0] == call
                if opens and tid not in starved:
                    schedule(tid, os.SCHED_IDLE, {cpu})
                    starved[tid] = time.monotonic()
                elif not opens and time.monotonic() - starved.get(tid, time.monotonic()) > 0.8:
                    schedule(tid, os.SCHED_OTHER, os.sched_getaffinity(0))
                    del starved[tid]


def schedule(tid: int, policy: int, cpus: set[int]) -> None:
    os.sched_setaffinity(tid, cpus)
    os.sched_setscheduler(tid, policy, os.sched_param(0))


@pytest.fixture
def busy(sandbox: Sandbox) -> Iterator[None]:
    """Makes dockerd slow in opening the pipes that it reads output from."""
    if os.getuid() != 0 or os.uname().machine not in OPENAT:
        pytest.skip("only root may say when another's threads run")
    cpu, over = min(os.sched_getaffinity(0)), Event()
    loop = ["timeout", "60", "taskset", "-c", str(cpu), "sh", "-c", "while :; do :; done"]
    sandbox.launch(loop, environment={})
    thread = Thread(target=starve_openers, args=(dockerd_of(sandbox), cpu, over))
    thread.start()
    yield
    over.set()
    thread.join()
    sandbox.execute(["pkill", "-f", "while :"])


@pytest.mark.usefixtures("busy")
def test_no_output_is_lost_of_what_ends_at_once(
    daemon: Daemon, client: docker.DockerClient
) -> None:
    for number in range(ROUNDS):
        echo = ["echo", f"here {number}"]
        ran = daemon.run(BUSYBOX_IMAGE, *echo, network_mode="none")
        learner = client.containers.run(BUSYBOX_IMAGE, echo, remove=True, network_mode="none")
        assert ran.output.encode() == learner == f"here {number}\n".encode()


def test_no_output_of_an_exec_is_lost(daemon: Daemon) -> None:
    with daemon.started(BUSYBOX_IMAGE, "sleep", "99", init=True) as container:
        said = [daemon.execute(container.id, "echo", str(number)).output for number in range(50)]
    assert said == [f"{number}\n" for number in range(50)]
