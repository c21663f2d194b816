"""Workers, sandboxes and engines that end under a run: each costs a try, never a grade."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docker
import pytest
from nbformat.v4 import new_code_cell

from grader import labels
from grader.sandbox import endpoint
from tests.daemon import graders
from tests.daemon.cut_engine import CutEngine
from tests.daemon.handed_in import TINY, answer_cell, check_cell, hand_in, notebook
from tests.daemon.own_engine import own_engine

pytestmark = [pytest.mark.daemon, pytest.mark.slow, pytest.mark.timeout(600)]

NOTE = TINY.exercises[0]
NOTE_SOLVED = [answer_cell(NOTE, NOTE.solution), check_cell(NOTE)]


@pytest.fixture(autouse=True)
def nothing_stays(engine: docker.DockerClient, run_base: Path) -> Iterator[None]:
    yield
    graders.wait_until(lambda: not graders.sandboxes(engine, run_base), timeout_s=20)
    assert not run_base.exists() or list(run_base.iterdir()) == []


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Ada's lasts long enough to be hit; Bob's is another's who must not notice."""
    slow = new_code_cell(graders.SLEEP.format(seconds=6))
    hand_in(notebook([*NOTE_SOLVED, slow]), tmp_path / "in" / "ada.ipynb")
    hand_in(notebook(NOTE_SOLVED), tmp_path / "in" / "bob.ipynb")
    return tmp_path / "in"


def require_both_graded(out: Path) -> None:
    assert graders.grades(out) == {"ada": ("3", "graded"), "bob": ("3", "graded")}
    assert sorted(graders.records(out)) == ["ada", "bob"]


def test_a_worker_that_is_killed_costs_a_try(inbox: Path, tmp_path: Path, run_base: Path) -> None:
    run = graders.start(inbox, tmp_path / "out")
    graders.wait_until(lambda: graders.sleeping(run_base))
    workers = graders.workers_at_work(run)
    assert workers
    for worker in workers:
        worker.kill()
    assert graders.ended(run) == 0
    require_both_graded(tmp_path / "out")


def test_a_sandbox_that_is_killed_costs_a_try(
    inbox: Path, tmp_path: Path, run_base: Path, engine: docker.DockerClient
) -> None:
    run = graders.start(inbox, tmp_path / "out")
    graders.wait_until(lambda: graders.sleeping(run_base))
    # The first submission, where nothing sleeps, may be ending its own just now.
    (sandbox,) = [run_dir.parent for run_dir in run_base.glob("*/sleeping")]
    for row in engine.api.containers(filters={"label": f"{labels.SANDBOX}={sandbox}"}):
        engine.api.kill(row["Id"])
    assert graders.ended(run) == 0
    require_both_graded(tmp_path / "out")


def test_an_engine_that_goes_and_comes_back_costs_no_grade(
    inbox: Path, tmp_path: Path, run_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = endpoint().socket
    assert real is not None
    way = CutEngine(run_base.parent / "engine.sock", real)
    monkeypatch.setenv("DOCKER_HOST", way.url)
    run = graders.start(inbox, tmp_path / "out")
    graders.wait_until(lambda: graders.sleeping(run_base))
    way.cut()
    time.sleep(8)
    way.restore()
    assert graders.ended(run) == 0
    way.cut()
    require_both_graded(tmp_path / "out")


@pytest.mark.skipif(
    os.getuid() != 0 or shutil.which("dockerd") is None, reason="needs root and dockerd"
)
def test_an_engine_that_is_killed_and_started_again_costs_no_grade(
    inbox: Path,
    tmp_path: Path,
    run_base: Path,
    engine: docker.DockerClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with own_engine(run_base.parent, engine) as own:
        monkeypatch.setenv("DOCKER_HOST", own.url)
        run = graders.start(inbox, tmp_path / "out")
        graders.wait_until(lambda: graders.sleeping(run_base))
        own.kill()
        time.sleep(3)
        own.start()
        assert graders.ended(run) == 0
        with closing(own.client()) as client:
            graders.wait_until(lambda: not graders.sandboxes(client, run_base), timeout_s=20)
    require_both_graded(tmp_path / "out")


def test_a_worker_that_dies_every_time_is_our_fault_in_the_end(
    inbox: Path, tmp_path: Path, run_base: Path
) -> None:
    (inbox / "bob.ipynb").unlink()
    run = graders.start(inbox, tmp_path / "out")
    for _ in range(3):
        graders.wait_until(lambda: graders.sleeping(run_base))
        [worker] = graders.workers_at_work(run)
        worker.kill()
        worker.wait()
        for marker in run_base.glob("*/sleeping"):
            marker.unlink()
    assert graders.ended(run) == 2
    report = json.loads((tmp_path / "out" / "reports" / "ada.json").read_text())
    assert report["status"] == "lab broken"
    assert "its worker was lost" in report["error"] and "Next: " in report["error"]
    assert graders.grade(inbox, tmp_path / "out") == 0
    assert graders.records(tmp_path / "out") == ["ada", "ada"]


def test_two_graders_on_one_store_share_the_work(tmp_path: Path) -> None:
    inbox, out = tmp_path / "in", tmp_path / "out"
    names = [f"s{number}" for number in range(6)]
    for name in names:
        hand_in(notebook([]), inbox / f"{name}.ipynb")
    runs = [graders.start(inbox, out, jobs=1) for _ in range(2)]
    assert [graders.ended(run) for run in runs] == [0, 0]
    assert graders.grades(out) == dict.fromkeys(names, ("0", "graded"))
    assert sorted(graders.records(out)) == names
    starts = [json.loads((out / "reports" / f"{n}.json").read_text())["started_at"] for n in names]
    assert len(set(starts)) == 6
