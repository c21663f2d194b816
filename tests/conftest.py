"""Fixtures of every rung: an engine, a sandbox on it, and what is inside.

A sandbox is one a module: the laws share it case by case and clean up between them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import docker
import pytest

from grader.daemon import Daemon
from grader.labels import Store
from grader.sandbox import Sandbox, connect
from grader.store import file_url
from labkit.kernel_side import TAGS
from tests import postgres

ROOT = Path(__file__).resolve().parents[1]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # What a script starts in the background ignores Ctrl-C, and so would all that tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


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


@contextmanager
def running_sandbox(engine: docker.DockerClient, store: Store = "containerd") -> Iterator[Sandbox]:
    """A sandbox whose daemon answers."""
    with Sandbox.start(engine, store=store) as box:
        yield box.wait_ready()


@contextmanager
def course_client(sandbox: Sandbox) -> Iterator[docker.DockerClient]:
    """A connection to a sandbox's daemon, with the base images of the course loaded."""
    for base in TAGS:
        assert sandbox.load_base(base).exit_code == 0
    with closing(sandbox.docker()) as connection:
        yield connection


@pytest.fixture(scope="module")
def sandbox(engine: docker.DockerClient) -> Iterator[Sandbox]:
    with running_sandbox(engine) as box:
        yield box


@pytest.fixture(scope="module")
def client(sandbox: Sandbox) -> Iterator[docker.DockerClient]:
    with course_client(sandbox) as connection:
        yield connection


@pytest.fixture
def daemon(client: docker.DockerClient, sandbox: Sandbox) -> Daemon:
    return Daemon(client, sandbox.execute)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    if postgres.programs() is None and postgres.NAMED not in os.environ:
        pytest.skip(f"no PostgreSQL here: apt-get install postgresql, or set {postgres.NAMED}")
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty store, of each kind."""
    if request.param == "sqlite":
        yield file_url(tmp_path / "store.sqlite")
    else:
        with postgres.database(request.getfixturevalue("postgres_server")) as url:
            yield url
