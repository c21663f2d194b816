"""The wall: what runs with a submission stands still while checks look, and cannot replace
the daemon that they ask.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest
from docker.models.containers import Container

from grader import labels
from grader.errors import SandboxError, SubmissionError
from grader.grading.wall import Wall
from grader.probe import talk
from grader.run_dir import RunDir
from grader.sandbox import Sandbox

pytestmark = pytest.mark.daemon

IMPOSTOR = """
import os, socket, time
os.unlink("/dy/docker.sock")
with socket.socket(socket.AF_UNIX) as listening:
    listening.bind("/dy/docker.sock")
    listening.listen()
    open("/dy/bound", "w").close()
    time.sleep(600)
"""
COUNTER = """
import subprocess, time
subprocess.Popen(["sh", "-c", "while true; do date +%N > /dy/child; sleep 0.01; done"])
while True:
    open("/dy/parent", "w").write(str(time.time_ns()))
    time.sleep(0.01)
"""
AWAITS = """
import ctypes, time
CLONE_VFORK, SIGCHLD, CLONE = 0x4000, 17, {"x86_64": 56, "aarch64": 220}
libc = ctypes.CDLL(None)
if libc.syscall(CLONE[__import__("platform").machine()], CLONE_VFORK | SIGCHLD, 0, 0, 0, 0) == 0:
    while True:
        open("/dy/child", "w").write(str(time.time_ns()))
        time.sleep(0.01)
"""
PATCH = """
import os, sys
def program(pid):
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe"))
    except OSError:
        return ""
pid = next(pid for pid in os.listdir("/proc") if pid.isdigit() and program(pid) == sys.argv[1])
with open(f"/proc/{pid}/maps") as maps:
    code = next(line for line in maps if "r-xp" in line and sys.argv[1] in line)
with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
    memory.seek(int(code.split()[0].split("-")[1], 16) - 16)
    memory.write(bytes([0xCC]))
"""


@pytest.fixture
def box(engine: docker.DockerClient, run_base: Path) -> Iterator[Sandbox]:
    run_dir = RunDir.create()
    box = Sandbox.start(engine, run_dir, labels.GRADING_IMAGE)
    try:
        yield box.wait_ready()
    finally:
        box.stop()
        run_dir.release()


@pytest.fixture
def wall(box: Sandbox) -> Iterator[Wall]:
    wall = Wall(box)
    yield wall
    wall.close()


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline, f"no {path.name}"
        time.sleep(0.02)


def is_moving(*files: Path, within_s: float = 0.3) -> list[bool]:
    """Which files change; it is waited longer for those that must than for those that must not."""
    before = [file.read_text() for file in files]
    deadline = time.monotonic() + within_s
    moved = [False] * len(files)
    while not all(moved) and time.monotonic() < deadline:
        time.sleep(0.02)
        now = [file.read_text() for file in files]
        moved = [was or text != old for was, text, old in zip(moved, now, before, strict=True)]
    return moved


def test_a_submission_and_its_children_stand_still_and_go_on(box: Sandbox, wall: Wall) -> None:
    box.launch(["python", "-c", COUNTER], environment={})
    files = box.path / "parent", box.path / "child"
    for file in files:
        wait_for(file)
    assert is_moving(*files, within_s=20) == [True, True]
    with wall.frozen():
        assert is_moving(*files) == [False, False]
    assert is_moving(*files, within_s=20) == [True, True]


def test_a_process_that_waits_for_its_childs_exec_stands_still(box: Sandbox, wall: Wall) -> None:
    box.launch(["python", "-c", AWAITS], environment={})
    wait_for(box.path / "child")
    with wall.frozen():
        assert is_moving(box.path / "child") == [False]
    assert is_moving(box.path / "child", within_s=20) == [True]


def prints_in(container: Container, seconds: float) -> int:
    before = len(container.logs())
    time.sleep(seconds)
    return len(container.logs()) - before


def test_what_its_containers_do_goes_on(box: Sandbox, wall: Wall) -> None:
    container = run(box, wall, "while true; do date; usleep 20000; done")
    with wall.frozen():
        assert prints_in(container, 0.5) > 0


def test_another_process_on_the_daemons_socket_is_noticed(box: Sandbox, wall: Wall) -> None:
    box.launch(["python", "-c", IMPOSTOR], environment={})
    wait_for(box.path / "bound")
    with pytest.raises(SubmissionError, match="another process listens"), wall.frozen():
        pytest.fail("checked against an impostor")


def test_our_connection_stays_with_the_daemon_whatever_takes_the_sockets_name(
    box: Sandbox, wall: Wall, engine: docker.DockerClient
) -> None:
    outer = engine.info()["ID"]
    inner = wall.client.info()["ID"]
    (box.path / "docker.sock").unlink()
    (box.path / "docker.sock").symlink_to("/var/run/docker.sock")
    wall.client.close()
    assert wall.client.info()["ID"] == inner != outer


def run(box: Sandbox, wall: Wall, script: str, **options: object) -> Container:
    """Runs a shell script in a container of the submission's own."""
    archive = "/opt/dockyard/images/busybox.tar"
    assert box.execute(["docker", "load", "--quiet", "--input", archive]).exit_code == 0
    return wall.client.containers.run(
        "dockyard/busybox", ["sh", "-c", script], detach=True, **options
    )


def kernel_pid(box: Sandbox) -> str:
    """Of the counting process, as the sandbox numbers it."""
    return box.execute(["pgrep", "--oldest", "--full", "import subprocess, time"]).output.strip()


def test_a_container_that_shares_the_sandboxs_processes_stands_still_too(
    box: Sandbox, wall: Wall
) -> None:
    box.launch(["python", "-c", COUNTER], environment={})
    wait_for(box.path / "parent")
    wake = f"while true; do kill -CONT {kernel_pid(box)}; usleep 1000; done"
    run(box, wall, wake, pid_mode="host")
    with wall.frozen():
        assert is_moving(box.path / "parent") == [False]
    assert is_moving(box.path / "parent", within_s=20) == [True]


@pytest.mark.parametrize("mount", ["/run/docker.sock:/s", "/dy:/d", "/proc:/p", "/:/host"])
def test_a_container_that_reaches_the_daemons_rooms_stands_still_too(
    box: Sandbox, wall: Wall, mount: str
) -> None:
    container = run(box, wall, "while true; do date; usleep 20000; done", volumes=[mount])
    assert prints_in(container, 0.5) > 0
    with wall.frozen():
        assert prints_in(container, 0.5) == 0


def test_a_process_that_ran_while_a_check_looked_is_noticed(box: Sandbox, wall: Wall) -> None:
    box.launch(["python", "-c", COUNTER], environment={})
    wait_for(box.path / "parent")
    pid = kernel_pid(box)
    with pytest.raises(SubmissionError, match="ran while a check looked"), wall.frozen():
        box.execute(["sh", "-c", f"kill -CONT {pid}; sleep 0.2; kill -STOP {pid}"])


def test_somebody_else_who_uses_the_daemon_during_a_check_is_noticed(
    box: Sandbox, wall: Wall
) -> None:
    archive = "/opt/dockyard/images/busybox.tar"
    box.execute(["docker", "load", "--quiet", "--input", archive])
    with pytest.raises(SubmissionError, match="somebody else used the daemon"), wall.frozen():
        box.docker().images.get("dockyard/busybox").tag("another")
    with wall.frozen():
        # What the checks do themselves is no reason.
        wall.client.images.get("dockyard/busybox").tag("ours")
        wall.client.containers.run("dockyard/busybox", "true", remove=True)


def test_a_daemon_that_was_ended_is_the_submissions_fault(box: Sandbox, wall: Wall) -> None:
    box.execute(["pkill", "-9", "dockerd"])
    with pytest.raises(SubmissionError), wall.frozen():
        pytest.fail("checked against no daemon")


@pytest.mark.parametrize("program", ["dockerd", "containerd", "containerd-shim-runc-v2"])
def test_a_daemon_whose_program_was_changed_is_noticed(
    box: Sandbox, wall: Wall, program: str
) -> None:
    run(box, wall, "sleep 1000")
    patched = box.execute(["python", "-c", PATCH, program])
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
    deadline = time.monotonic() + 20
    while box.is_running() and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(SubmissionError, match="its sandbox ended"), wall.frozen():
        pytest.fail("checked against no sandbox")


def test_a_look_from_the_learners_side_uses_the_images_own_programs(
    box: Sandbox, wall: Wall
) -> None:
    serve = "import socket; s = socket.create_server(('127.0.0.1', 8000)); open('/dy/up', 'w')"
    box.launch(["python", "-c", f"{serve}; s.accept()[0].sendall(b'mine')"], environment={})
    wait_for(box.path / "up")
    faked = box.execute(["mount", "--bind", "/bin/false", "/usr/bin/python3"])
    assert faked.exit_code == 0 and box.execute(["python3", "-V"]).exit_code == 1
    heard = talk(wall.execute, "tcp", "127.0.0.1", 8000, "")
    assert (heard.text, heard.error) == ("mine", "")
