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

from grader.daemon.probe import talk
from grader.errors import SubmissionError
from grader.grading.wall import Wall
from grader.sandbox import Sandbox
from tests.daemon.walled import grading_sandbox, run, wait_for, wait_until

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


@pytest.fixture
def box(engine: docker.DockerClient, run_base: Path) -> Iterator[Sandbox]:
    with grading_sandbox(engine) as box:
        yield box


@pytest.fixture
def wall(box: Sandbox) -> Iterator[Wall]:
    wall = Wall(box)
    yield wall
    wall.close()


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


def test_a_container_that_may_mount_stands_still_too(box: Sandbox, wall: Wall) -> None:
    """In the daemon's user namespace such a one could name interpreters for its programs."""
    script = "while true; do date; usleep 20000; done"
    container = run(box, wall, script, cap_add=["SYS_ADMIN"])
    assert prints_in(container, 0.5) > 0
    with wall.frozen():
        assert prints_in(container, 0.5) == 0


LOADER = """
cat > /loader.c <<END
#include <stdio.h>
#include <unistd.h>
int main() { for (;;) { puts("mine"); fflush(stdout); usleep(20000); } }
END
cc -static -o /loader /loader.c && mkdir -p /lib64 || exit
for place in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
    rm -f $place; cp /loader $place
done
exec /usr/sbin/docker-proxy
"""


def test_a_helper_that_another_loader_started_stands_still_too(box: Sandbox, wall: Wall) -> None:
    helper = ["/usr/sbin/docker-proxy:/usr/sbin/docker-proxy"]
    more = {"image": "compiler", "pid_mode": "host", "volumes": helper}
    container = run(box, wall, LOADER, **more)
    wait_until(lambda: b"mine" in container.logs())
    with wall.frozen():
        assert prints_in(container, 0.5) == 0
    assert prints_in(container, 5) > 0


TAKES = """
import socket, time
with socket.socket(socket.AF_UNIX) as line:
    line.connect("\\0handed")
    kept = socket.recv_fds(line, 1, 1)
while True:
    print("mine", flush=True)
    time.sleep(0.02)
"""
HANDS = """
import os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.bind("\\0handed")
    line.listen()
    open("/dy/listens", "w").close()
    socket.send_fds(line.accept()[0], [b"x"], [os.open(sys.argv[1], os.O_RDONLY)])
"""


@pytest.mark.parametrize("place", ["/var/lib/docker", "/proc/self/ns/mnt", "/dy"])
def test_a_container_that_was_handed_one_of_the_daemons_rooms_stands_still_too(
    box: Sandbox, wall: Wall, place: str
) -> None:
    box.launch(["python", "-c", HANDS, place], environment={})
    wait_for(box.path / "listens")
    python = [f"{folder}:{folder}:ro" for folder in ("/usr", "/lib", "/lib64")]
    script = f"exec /usr/bin/python3 -I -S -c '{TAKES}'"
    container = run(box, wall, script, network_mode="host", volumes=python)
    wait_until(lambda: b"mine" in container.logs())
    with wall.frozen():
        assert prints_in(container, 0.5) == 0
    assert prints_in(container, 5) > 0


def test_a_process_that_ran_while_a_check_looked_is_noticed(box: Sandbox, wall: Wall) -> None:
    box.launch(["python", "-c", COUNTER], environment={})
    wait_for(box.path / "parent")
    pid = kernel_pid(box)
    with pytest.raises(SubmissionError, match="ran or ended while a check looked"), wall.frozen():
        box.execute(["sh", "-c", f"kill -CONT {pid}; sleep 0.2; kill -STOP {pid}"])


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
