"""However a run ends, it is one clear line, the right fault, and nothing stays behind."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest
from nbformat.v4 import new_code_cell

from grader import labels
from grader.grading.one import Graded, Rules, Submission, grade_submission
from grader.report import Outcome, Status
from tests.daemon.handed_in import (
    TINY,
    TINY_LABS,
    answer_cell,
    check_cell,
    hand_in,
    notebook,
)

pytestmark = pytest.mark.daemon

NOTE, COUNT = TINY.exercises
NOTE_SOLVED = [answer_cell(NOTE, NOTE.solution), check_cell(NOTE)]
COUNT_SOLVED = [answer_cell(COUNT, COUNT.solution), check_cell(COUNT)]
SLEEP = "open('/dy/sleeping', 'w').close(); import time; time.sleep(600)"


@pytest.fixture(autouse=True)
def nothing_stays(engine: docker.DockerClient, run_base: Path) -> Iterator[None]:
    yield
    assert sandboxes(engine, run_base) == []
    assert not run_base.exists() or list(run_base.iterdir()) == []


def sandboxes(engine: docker.DockerClient, run_base: Path) -> list[str]:
    rows = engine.api.containers(all=True, filters={"label": labels.SANDBOX})
    return [r["Id"] for r in rows if r["Labels"][labels.SANDBOX].startswith(str(run_base))]


def grade(cells: list[object], folder: Path, labs: Path = TINY_LABS, **limits: float) -> Graded:
    path = hand_in(notebook(cells), folder / "ada.ipynb")
    return grade_submission(Submission(path, "ada", "ada"), Rules(labs, **limits))


def when(condition: Path, pattern: str) -> None:
    deadline = time.monotonic() + 60
    while not list(condition.glob(pattern)):
        assert time.monotonic() < deadline, f"no {pattern}"
        time.sleep(0.05)


def test_a_kernel_that_dies_keeps_what_was_earned_before(tmp_path: Path) -> None:
    report = grade(
        [*NOTE_SOLVED, new_code_cell("import os; os._exit(3)"), *COUNT_SOLVED], tmp_path
    ).report
    assert report.status is Status.NOT_RUN
    assert "cell 4: the kernel died" in report.error and "Next: " in report.error
    assert [one.outcome for one in report.exercises] == [Outcome.PASSED, Outcome.NOT_ATTEMPTED]
    assert report.points == 3


def test_a_cell_that_never_ends_is_named_and_ends_the_run(tmp_path: Path) -> None:
    stuck = answer_cell(NOTE, NOTE.starter)
    stuck.source += "\nwhile True:\n    pass"
    began = time.monotonic()
    report = grade([stuck, check_cell(NOTE), *COUNT_SOLVED], tmp_path, cell_timeout_s=8).report
    assert report.status is Status.NOT_RUN
    assert "cell 2 (01_tiny/mend_the_note): it still ran after 8 s" in report.error
    assert {one.outcome for one in report.exercises} == {Outcome.NOT_ATTEMPTED}
    assert time.monotonic() - began < 60


def test_many_slow_cells_end_with_the_time_for_all(tmp_path: Path) -> None:
    slow = [new_code_cell("import time; time.sleep(2)") for _ in range(30)]
    report = grade([*NOTE_SOLVED, *slow], tmp_path, run_timeout_s=12).report
    assert report.status is Status.NOT_RUN
    assert "it still ran when the 12 s for all cells were over" in report.error
    assert report.points == 3


def test_a_sandbox_killed_mid_cell_is_our_fault(
    tmp_path: Path, engine: docker.DockerClient, run_base: Path
) -> None:
    def kill() -> None:
        when(run_base, "*/sleeping")
        for sandbox in sandboxes(engine, run_base):
            engine.api.kill(sandbox)

    killer = threading.Thread(target=kill)
    killer.start()
    report = grade([*NOTE_SOLVED, new_code_cell(SLEEP), *COUNT_SOLVED], tmp_path).report
    killer.join()
    assert report.status is Status.LAB_BROKEN
    assert "\n" not in report.error and "sandbox" in report.error and "Next: " in report.error
    assert [one.outcome for one in report.exercises] == [Outcome.PASSED, Outcome.LAB_BROKEN]


def test_a_daemon_that_a_cell_ends_keeps_what_was_earned_before(tmp_path: Path) -> None:
    stop = new_code_cell("!pkill -9 dockerd; sleep 1")
    report = grade([*NOTE_SOLVED, *COUNT_SOLVED[:1], stop], tmp_path).report
    assert report.status is Status.NOT_RUN
    assert [one.outcome for one in report.exercises] == [Outcome.PASSED, Outcome.NOT_ATTEMPTED]


def test_output_without_end_is_cut(tmp_path: Path) -> None:
    flood = new_code_cell("for _ in range(300): print('x' * 100_000)")
    graded = grade([flood, *NOTE_SOLVED], tmp_path)
    assert graded.report.points == 3
    assert graded.notebook is not None
    text = "".join(output.text for output in graded.notebook.cells[1].outputs)
    assert len(text) < 9 * 1024 * 1024
    assert "the rest is left out" in text


def test_an_exercise_that_earlier_cells_put_something_in_the_way_of_did_not_run(
    tmp_path: Path,
) -> None:
    in_the_way = new_code_cell(
        "import json; values = json.load(open('/dy/given.json'))['01_tiny/mend_the_note']\n"
        "client.containers.create('dockyard/busybox', name=values['note'])"
    )
    report = grade([*COUNT_SOLVED, in_the_way, *NOTE_SOLVED], tmp_path).report
    assert report.status is Status.NOT_RUN
    assert "01_tiny/mend_the_note: it could not be set up after" in report.error
    assert "Next: " in report.error
    assert [one.outcome for one in report.exercises] == [Outcome.NOT_ATTEMPTED, Outcome.PASSED]


def test_a_lab_that_cannot_set_up_is_our_fault(tmp_path: Path) -> None:
    labs = tmp_path / "labs"
    shutil.copytree(TINY_LABS, labs)
    with (labs / "01_tiny" / "mend_the_note.py").open("a") as exercise:
        exercise.write("\n\ndef setup(client, given):\n    raise RuntimeError('a fault of ours')\n")
    report = grade([*NOTE_SOLVED, *COUNT_SOLVED], tmp_path, labs=labs).report
    assert report.status is Status.LAB_BROKEN
    assert "01_tiny/mend_the_note: setup" in report.error and "Next: " in report.error


def test_no_sandbox_image_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels, "GRADING_IMAGE", "dockyard/sandbox:absent")
    report = grade(NOTE_SOLVED, tmp_path).report
    assert report.status is Status.LAB_BROKEN
    assert "the sandbox image has not been built" in report.error
    assert "Next: ./dockyard lab" in report.error
