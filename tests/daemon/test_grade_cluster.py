"""The same run on a Dask cluster: several workers, one of which is lost on the way."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docker
import psutil
import pytest
from nbformat.v4 import new_code_cell

from grader.course import course_version
from grader.errors import DockyardError
from grader.grading.many.dask_workers import DaskWorkers
from tests.daemon import graders
from tests.daemon.handed_in import TINY, TINY_LABS, answer_cell, check_cell, hand_in, notebook

pytestmark = [pytest.mark.daemon, pytest.mark.slow, pytest.mark.timeout(600)]

NOTE = TINY.exercises[0]
NOTE_SOLVED = [answer_cell(NOTE, NOTE.solution), check_cell(NOTE)]


@dataclass(frozen=True)
class Cluster:
    """A scheduler of this machine. `logs` is the folder of what its processes print."""

    address: str
    dashboard: str
    logs: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self, name: str) -> None:
        argv = [self.address, "--nthreads", "1", "--no-dashboard", "--name", name]
        self.workers.append(_dask("dask_worker", argv, self.logs / name))

    def at_work(self) -> list[psutil.Process]:
        """The workers' processes that hold a sandbox."""
        return [
            process
            for worker in self.workers
            for process in psutil.Process(worker.pid).children(recursive=True)
            if any(file.path.endswith("owner.lock") for file in process.open_files())
        ]


@pytest.fixture
def cluster(run_base: Path, engine: docker.DockerClient) -> Iterator[Cluster]:
    logs = run_base.parent
    ports = [_free_port(), _free_port()]
    argv = ["--host", "127.0.0.1", "--port", str(ports[0])]
    argv += ["--dashboard-address", f"127.0.0.1:{ports[1]}"]
    scheduler = _dask("dask_scheduler", argv, logs / "scheduler")
    made = Cluster(f"tcp://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}", logs)
    yield made
    for process in [*made.workers, scheduler]:
        process.terminate()
        process.wait(30)
    graders.wait_until(lambda: not graders.sandboxes(engine, run_base), timeout_s=20)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    slow = new_code_cell(graders.SLEEP.format(seconds=4))
    hand_in(notebook([*NOTE_SOLVED, slow]), tmp_path / "in" / "ada.ipynb")
    hand_in(notebook(NOTE_SOLVED), tmp_path / "in" / "bob.ipynb")
    hand_in(notebook([]), tmp_path / "in" / "cy.ipynb")
    return tmp_path / "in"


def test_a_run_on_several_workers_survives_the_loss_of_one(
    cluster: Cluster,
    inbox: Path,
    tmp_path: Path,
    run_base: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out"
    monkeypatch.setenv("TEST_SCHEDULER", cluster.address)
    cluster.start_worker("one")
    cluster.start_worker("two")
    run = graders.start(inbox, out)
    graders.wait_until(lambda: graders.sleeping(run_base))
    status = urllib.request.urlopen(f"{cluster.dashboard}/status", timeout=20)
    assert status.status == 200 and b"Dask" in status.read()
    hit = cluster.at_work()
    assert hit
    for process in hit:
        process.kill()
    assert graders.ended(run) == 0
    assert graders.grades(out) == {
        "ada": ("3", "graded"),
        "bob": ("3", "graded"),
        "cy": ("0", "graded"),
    }
    assert sorted(graders.records(out)) == ["ada", "bob", "cy"]
    said = "".join(log.read_text() for log in cluster.logs.glob("*") if log.is_file())
    assert "Start worker" in said
    assert not re.search(r"self-paced|01_tiny|ipynb|ada|content", said)


def test_a_worker_with_another_course_is_named_and_grades_nothing(
    cluster: Cluster, tmp_path: Path
) -> None:
    cluster.start_worker("one")
    labs = tmp_path / "labs"
    shutil.copytree(TINY_LABS, labs)
    version = course_version(labs)
    (labs / "01_tiny" / "lesson.md").write_text("changed meanwhile")
    with pytest.raises(DockyardError, match=r"worker tcp://127.0.0.1:\d+: .*: the course of this"):
        DaskWorkers(cluster.address, labs, version)


def test_no_scheduler_is_one_clear_line() -> None:
    with pytest.raises(DockyardError, match=r"no Dask scheduler answers.*Next: "):
        DaskWorkers(f"tcp://127.0.0.1:{_free_port()}", TINY_LABS, "1")


def _dask(program: str, argv: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *argv],
            cwd=graders.ROOT,
            env={**os.environ, "PYTHONPATH": str(graders.ROOT)},
            stdout=file,
            stderr=subprocess.STDOUT,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
