"""The wall: whatever is done to the daemon, to its limits or to the sandbox is noticed, and whose
fault it is.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docker
import pytest

from grader.errors import SandboxError, SubmissionError
from grader.grading.wall import Wall
from grader.grading.wall.cause import Cause
from grader.grading.wall.wall import full_disk
from grader.sandbox import Sandbox
from tests.daemon.walled import grading_sandbox, run, wait_until

pytestmark = pytest.mark.daemon

ROOT = Path(__file__).parents[2]
PATCH = """
import os, sys
def program(pid):
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe"))
    except OSError:
        return ""
pid = next(pid for pid in os.listdir("/proc") if pid.isdigit() and program(pid) == sys.argv[1])
with open(f"/proc/{pid}/maps") as maps:
    code = next(line for line in maps if sys.argv[2] in line and sys.argv[1] in line)
with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
    memory.seek(int(code.split()[0].split("-")[1], 16) - 16)
    memory.write(bytes([0xCC]))
"""


@pytest.fixture
def box(engine: docker.DockerClient, run_base: Path) -> Iterator[Sandbox]:
    with grading_sandbox(engine) as box:
        yield box


@pytest.fixture
def wall(box: Sandbox) -> Iterator[Wall]:
    wall = Wall(box)
    yield wall
    wall.close()


def test_somebody_else_who_uses_the_daemon_during_a_check_is_noticed(
    box: Sandbox, wall: Wall
) -> None:
    box.load_base("busybox")
    with pytest.raises(SubmissionError, match="somebody else used the daemon"), wall.frozen():
        box.docker().images.get("dockyard/busybox").tag("another")
    with wall.frozen():
        # What the checks do themselves is no reason.
        wall.client.images.get("dockyard/busybox").tag("ours")
        wall.client.containers.run("dockyard/busybox", "true", remove=True)


def test_what_the_daemon_has_forgotten_meanwhile_is_noticed_too(box: Sandbox, wall: Wall) -> None:
    """A daemon remembers its 256 newest events."""
    run(box, wall, "sleep 1000", name="theirs")
    with pytest.raises(SubmissionError, match="somebody else used the daemon"), wall.frozen():
        theirs = box.docker()
        theirs.images.get("dockyard/busybox").tag("another")
        for _ in range(30):
            wall.client.ping()
        for _ in range(260):
            theirs.api.exec_create("theirs", "true")
        for _ in range(30):
            wall.client.ping()


def test_what_a_check_asks_in_several_threads_is_its_own(box: Sandbox, wall: Wall) -> None:
    box.load_base("busybox")

    def make_and_remove(_: int) -> None:
        wall.client.containers.create("dockyard/busybox").remove()

    with wall.frozen(), ThreadPoolExecutor(8) as pool:
        list(pool.map(make_and_remove, range(60)))


def test_settings_that_the_daemon_reads_during_a_check_are_noticed(
    box: Sandbox, wall: Wall
) -> None:
    with pytest.raises(SubmissionError, match="daemon reload"), wall.frozen():
        box.execute(["sh", "-c", "kill -HUP $(cat /run/docker.pid); sleep 1"])


def test_what_is_mounted_over_the_daemons_programs_is_noticed(box: Sandbox, wall: Wall) -> None:
    with wall.frozen():
        pass
    box.execute(["mount", "-t", "tmpfs", "none", "/usr/local/sbin"])
    with pytest.raises(SubmissionError, match="mounted over the programs"), wall.frozen():
        pytest.fail("checked with other programs")


def test_a_daemon_that_was_ended_is_the_submissions_fault(box: Sandbox, wall: Wall) -> None:
    box.execute(["pkill", "-9", "dockerd"])
    with pytest.raises(SubmissionError), wall.frozen():
        pytest.fail("checked against no daemon")


@pytest.mark.parametrize(
    ("program", "part"),
    [
        ("dockerd", "r-xp"),
        ("dockerd", "r--p"),
        ("containerd", "r-xp"),
        ("containerd", "r--p"),
        ("containerd-shim-runc-v2", "r-xp"),
    ],
)
def test_a_daemon_whose_program_was_changed_is_noticed(
    box: Sandbox, wall: Wall, program: str, part: str
) -> None:
    run(box, wall, "sleep 1000")
    with wall.frozen():
        pass
    patched = box.execute(["python", "-c", PATCH, program, part])
    assert patched.exit_code == 0, patched.output
    with pytest.raises(SubmissionError, match="changed in memory"), wall.frozen():
        pytest.fail("checked against a changed daemon")


def test_a_sandbox_that_was_ended_from_outside_is_our_fault(box: Sandbox, wall: Wall) -> None:
    box.stop()
    with pytest.raises(SandboxError, match="ended from outside"), wall.frozen():
        pytest.fail("checked against no sandbox")


def test_a_sandbox_that_was_ended_from_inside_is_the_submissions_fault(
    box: Sandbox, wall: Wall
) -> None:
    box.launch(["sh", "-c", "kill -9 -1"], environment={})
    wait_until(lambda: not box.is_running())
    with pytest.raises(SubmissionError, match="its sandbox ended"), wall.frozen():
        pytest.fail("checked against no sandbox")


def test_how_a_sandbox_ended_that_its_engine_knows_nothing_of_is_our_fault(
    box: Sandbox, engine: docker.DockerClient
) -> None:
    """As after `systemctl restart docker`, which leaves neither containers nor events."""
    box.launch(["sh", "-c", "kill -9 -1"], environment={})
    wait_until(lambda: not box.is_running())
    time.sleep(1)
    cause = Cause(engine, box)
    assert isinstance(cause.of_silence("it is silent"), SandboxError)


def test_a_sandbox_that_is_reached_over_tcp_is_refused(
    engine: docker.DockerClient, run_base: Path
) -> None:
    """There the submission could stop what carries our own connection."""
    refused = pytest.raises(SandboxError, match="needs an engine on this machine")
    with grading_sandbox(engine, "tcp") as box, refused:
        Wall(box)


def test_the_command_says_so_before_it_grades(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "labkit", "grade", "solutions", "--out", tmp_path / "graded"]
    environment = {**os.environ, "DOCKYARD_TRANSPORT": "tcp"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert re.match(r"dockyard: \w+://\S+: grading needs an engine", last), done.stderr
    assert not (tmp_path / "graded").exists()


@pytest.mark.parametrize(
    ("left_mib", "share", "why", "full"),
    [
        (500, 0.5, "no space left on device", ""),
        (200, 0.2, "no space left on device", "/tmp"),
        (200, 0.2, "anything else", ""),
        (10, 0.02, "anything else", "/tmp"),
    ],
)
def test_a_disk_was_full_that_had_no_room_for_what_failed(
    left_mib: int, share: float, why: str, full: str
) -> None:
    assert full_disk({"/tmp": (left_mib * 1024**2, share)}, why) == full
