"""A sandbox that is started ahead: taken by the next submission, or gone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from grader.grading.one import Graded, Rules, SpareSandbox, Submission, grade_submission
from grader.grading.one.spare_sandbox import prepare
from grader.report import Status
from tests.daemon import graders
from tests.daemon.handed_in import TINY_LABS, hand_in, solved

pytestmark = pytest.mark.daemon


@pytest.fixture
def spare(engine: docker.DockerClient, run_base: Path) -> Iterator[SpareSandbox]:
    """With more to come; whatever a test leaves in it is dropped."""
    made = SpareSandbox()
    made.more = True
    yield made
    made.drop()
    assert graders.sandboxes(engine, run_base) == []
    # Its folder goes after it, perhaps still in the thread that dropped it.
    graders.wait_until(lambda: not run_base.exists() or not list(run_base.iterdir()))


def grade(folder: Path, name: str, spare: SpareSandbox) -> Graded:
    path = hand_in(solved(), folder / f"{name}.ipynb")
    return grade_submission(Submission(path, name, name), Rules(TINY_LABS), spare=spare)


def test_the_next_submission_runs_in_what_was_started_ahead(
    spare: SpareSandbox, engine: docker.DockerClient, run_base: Path, tmp_path: Path
) -> None:
    assert grade(tmp_path, "ada", spare).report.points == 5
    [waiting] = graders.sandboxes(engine, run_base)
    spare.more = False
    graded = grade(tmp_path, "bob", spare)
    assert (graded.report.status, graded.report.points) == (Status.GRADED, 5)
    assert waiting not in graders.sandboxes(engine, run_base)
    assert graders.sandboxes(engine, run_base) == []


def test_nothing_is_started_when_no_more_is_to_come(
    spare: SpareSandbox, engine: docker.DockerClient, run_base: Path, tmp_path: Path
) -> None:
    spare.more = False
    assert grade(tmp_path, "ada", spare).report.points == 5
    assert graders.sandboxes(engine, run_base) == []


def test_one_that_ended_or_has_another_store_is_not_taken(
    spare: SpareSandbox, engine: docker.DockerClient, run_base: Path
) -> None:
    spare.begin("containerd")
    assert spare.take("overlay2") is None
    assert graders.sandboxes(engine, run_base) == []
    spare.begin("containerd")
    graders.wait_until(lambda: list(run_base.glob("*/ready")))
    [sandbox] = graders.sandboxes(engine, run_base)
    engine.api.kill(sandbox)
    graders.wait_until(lambda: not graders.sandboxes(engine, run_base))
    assert spare.take("containerd") is None


def test_one_that_nobody_takes_is_removed_after_a_while(
    spare: SpareSandbox, engine: docker.DockerClient, run_base: Path
) -> None:
    spare.begin("containerd")
    graders.wait_until(lambda: list(run_base.glob("*/ready")))
    spare.rest(idle_s=0.2)
    graders.wait_until(lambda: not graders.sandboxes(engine, run_base))


def test_a_kernel_that_is_ahead_was_told_of_no_learner(
    run_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKYARD_COURSE_RUN", "spring-secret")
    with prepare("containerd").sandbox as sandbox:
        told = sandbox.execute(["sh", "-c", "cat /proc/*/environ | tr '\\0' '\\n'; ls /dy"]).output
    assert "DOCKYARD_DOOR=sandbox" in told
    assert "spring-secret" not in told and "given.json" not in told


def test_starting_ahead_hides_the_start(
    spare: SpareSandbox, run_base: Path, tmp_path: Path
) -> None:
    spare.begin("containerd")
    graders.wait_until(lambda: list(run_base.glob("*/ready")))
    spare.more = False
    began = time.monotonic()
    prepared = spare.take("containerd")
    took_s = time.monotonic() - began
    assert prepared is not None and took_s < 0.5
    prepared.sandbox.stop()
