"""The wall: what runs with a submission stands still while checks look, and cannot replace
the daemon that they ask.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

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


def is_moving(*files: Path) -> list[bool]:
    before = [file.read_text() for file in files]
    time.sleep(0.3)
    return [file.read_text() != text for file, text in zip(files, before, strict=True)]


def test_a_submission_and_its_children_stand_still_and_go_on(box: Sandbox, wall: Wall) -> None:
    box.launch(["python", "-c", COUNTER], environment={})
    files = box.path / "parent", box.path / "child"
    for file in files:
        wait_for(file)
    assert is_moving(*files) == [True, True]
    with wall.frozen():
        assert is_moving(*files) == [False, False]
    assert is_moving(*files) == [True, True]


def test_what_its_containers_do_goes_on(box: Sandbox, wall: Wall) -> None:
    archive = "/opt/dockyard/images/busybox.tar"
    assert box.execute(["docker", "load", "--quiet", "--input", archive]).exit_code == 0
    container = wall.client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", "while true; do date; usleep 20000; done"],
        detach=True,
    )
    with wall.frozen():
        before = len(container.logs())
        time.sleep(0.5)
        assert len(container.logs()) > before


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


def test_a_daemon_that_is_gone_is_our_fault(box: Sandbox, wall: Wall) -> None:
    box.execute(["pkill", "-9", "dockerd"])
    with pytest.raises(SandboxError, match="daemon is gone"), wall.frozen():
        pytest.fail("checked against no daemon")


def test_a_sandbox_that_is_gone_is_our_fault(box: Sandbox, wall: Wall) -> None:
    box.stop()
    with pytest.raises(SandboxError, match="it ended"), wall.frozen():
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
