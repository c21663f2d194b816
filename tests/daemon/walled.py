"""A sandbox with a wall before it, and what tests of the wall do in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import docker
from docker.models.containers import Container

from grader import labels
from grader.grading.wall import Wall
from grader.sandbox import Sandbox
from grader.sandbox.settings import Transport


@contextmanager
def grading_sandbox(engine: docker.DockerClient, transport: Transport = "ipc") -> Iterator[Sandbox]:
    with Sandbox.start(engine, labels.GRADING_IMAGE, transport=transport) as box:
        yield box.wait_ready()


def run(
    box: Sandbox, wall: Wall, script: str, *, image: str = "busybox", **options: object
) -> Container:
    """Runs a shell script in a container of the submission's own."""
    assert box.load_base(image).exit_code == 0
    return wall.client.containers.run(
        f"dockyard/{image}", ["sh", "-c", script], detach=True, **options
    )


def wait_for(path: Path) -> None:
    wait_until(path.exists)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
