"""A grader that is ended at any point: nothing is lost, doubled or wrong when it runs again."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest
from nbformat.v4 import new_code_cell

from grader.store import Store, file_url
from tests.daemon import graders
from tests.daemon.handed_in import TINY, answer_cell, check_cell, hand_in, notebook

pytestmark = [pytest.mark.daemon, pytest.mark.slow, pytest.mark.timeout(900)]

NOTE = TINY.exercises[0]
NOTE_SOLVED = [answer_cell(NOTE, NOTE.solution), check_cell(NOTE)]
GRADED = {
    "ada": ("3", "graded"),
    "bob": ("0", "graded"),
    "cy": ("", "did not run"),
    "dot": ("3", "graded"),
    "eve": ("0", "graded"),
}
KILLS = [
    ("before", "grader.store.jobs:Store.register", 1),
    ("after", "grader.store.jobs:Store.register", 1),
    ("after", "grader.store.jobs:Store.lease", 2),
    ("after", "grader.grading.many.local_workers:LocalWorkers.submit", 2),
    ("before", "grader.store.jobs:Store.finish", 1),
    ("after", "grader.store.jobs:Store.finish", 1),
    ("after", "grader.grading.many.delivery:_make_equal", 1),
    ("before", "grader.results.records.log:Records.append", 1),
    ("after", "grader.results.records.log:Records.append", 1),
    ("before", "grader.grading.many.delivery:publish_class", 1),
]


@pytest.fixture(autouse=True)
def nothing_stays(engine: docker.DockerClient, run_base: Path) -> Iterator[None]:
    yield
    graders.wait_until(lambda: not graders.sandboxes(engine, run_base), timeout_s=20)
    assert not run_base.exists() or list(run_base.iterdir()) == []


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for name in ("ada", "dot"):
        hand_in(notebook(NOTE_SOLVED), tmp_path / "in" / f"{name}.ipynb")
    for name in ("bob", "eve"):
        hand_in(notebook([]), tmp_path / "in" / f"{name}.ipynb")
    (tmp_path / "in" / "cy.ipynb").write_text("no JSON")
    return tmp_path / "in"


def test_a_grader_killed_in_every_state_loses_and_doubles_nothing(
    inbox: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for kill in KILLS:
        assert graders.ended(graders.start(inbox, out, kill=kill)) == -signal.SIGKILL, kill
    assert graders.grade(inbox, out) == 1
    assert graders.grades(out) == GRADED
    assert sorted(graders.records(out)) == sorted(GRADED)


def test_what_is_graded_is_not_graded_again_until_asked(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("ada", "bob", "dot"):
        (inbox / f"{name}.ipynb").unlink()
    assert graders.grade(inbox, out) == 1
    before = {path: path.stat().st_mtime_ns for path in out.glob("*/*") if path.suffix != ".html"}
    (out / "reports" / "eve.json").unlink()
    (out / "notebooks" / "eve.ipynb").write_text("changed")
    assert graders.grade(inbox, out) == 1
    assert (out / "reports" / "cy.json").stat().st_mtime_ns == before[out / "reports" / "cy.json"]
    assert sorted(graders.records(out)) == ["cy", "eve"]


def test_a_changed_file_is_graded_and_what_it_came_to_supersedes(
    inbox: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for name in ("ada", "dot", "eve", "cy"):
        (inbox / f"{name}.ipynb").unlink()
    graders.grade(inbox, out)
    hand_in(notebook(NOTE_SOLVED), inbox / "bob.ipynb")
    assert graders.grade(inbox, out) == 0
    assert graders.grades(out) == {"bob": ("3", "graded")}
    assert graders.records(out) == ["bob", "bob"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_an_interrupted_run_keeps_its_grades_and_gives_the_rest_back(
    tmp_path: Path, run_base: Path, engine: docker.DockerClient, number: signal.Signals
) -> None:
    inbox, out = tmp_path / "in", tmp_path / "out"
    hand_in(notebook([]), inbox / "ada.ipynb")
    hand_in(notebook([new_code_cell(graders.SLEEP.format(seconds=600))]), inbox / "bob.ipynb")
    run = graders.start(inbox, out)
    graders.wait_until(lambda: graders.sleeping(run_base))
    graders.wait_until(lambda: (out / "reports" / "ada.json").exists())
    run.send_signal(number)
    assert graders.ended(run, timeout_s=60) != 0
    assert graders.grades(out) == {"ada": ("0", "graded")}
    assert graders.records(out) == ["ada"]
    store = Store.open(file_url(out / "store.sqlite"))
    assert [store.standing(job).state.value for job in (1, 2)] == ["done", "queued"]
    store.close()
