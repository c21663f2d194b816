"""Fixtures of every rung: an engine, a sandbox on it, and what is inside.

A sandbox is one a module: the laws share it case by case and clean up between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from grader.daemon import Daemon
from grader.engine import connect
from grader.run_dir import RunDir
from grader.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what learners read today into tests/golden instead of comparing",
    )


@pytest.fixture(scope="session")
def engine() -> Iterator[docker.DockerClient]:
    """The outer engine; the images are there because ./dockyard test made them."""
    client = connect()
    yield client
    client.close()


@pytest.fixture(scope="module")
def sandbox(engine: docker.DockerClient) -> Iterator[Sandbox]:
    run_dir = RunDir.create()
    box = Sandbox.start(engine, run_dir)
    try:
        yield box.wait_ready()
    finally:
        box.stop()
        run_dir.release()


@pytest.fixture(scope="module")
def client(sandbox: Sandbox) -> Iterator[docker.DockerClient]:
    """A connection to the sandbox's daemon, with the base images of the course loaded."""
    for base in ("busybox", "compiler", "debian"):
        tar = f"/opt/dockyard/images/{base}.tar"
        sandbox.execute(["docker", "load", "--quiet", "--input", tar])
    connection = sandbox.docker()
    yield connection
    connection.close()


@pytest.fixture
def daemon(client: docker.DockerClient, sandbox: Sandbox) -> Daemon:
    return Daemon(client, sandbox.execute)
