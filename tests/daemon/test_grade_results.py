"""What grading leaves for people and programs, and given values that tell one learner from another.

On a real daemon, through the command's own entry.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from nbformat import NotebookNode

from grader.course import Exercise, load_lesson, seed
from grader.grading.many import grade_command
from grader.grading.one import Rules, Submission, grade_submission
from grader.places import LABS
from grader.report import Outcome, Status, SubmissionReport
from grader.results.records import verify_command
from grader.results.records.verify import verify
from tests.daemon.handed_in import TINY, TINY_LABS, check_cell, hand_in, notebook, solved
from tests.daemon.test_provisioner import Kernel

pytestmark = pytest.mark.daemon

NOTE, COUNT = TINY.exercises

START = (
    "from labkit import open_lesson, start\n"
    'client = open_lesson("03_layers")\n'
    'given = start("share_two_layers")\n'
    "print(dict(given))"
)


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKYARD_SIGNING_KEY", str(tmp_path / "signing.key"))


def typed_in_by(learner: str) -> NotebookNode:
    """Every exercise solved with this learner's values as literals, as a copy would have them."""
    handed_in = solved()
    for cell in handed_in.cells:
        exercise = next((one for one in TINY.exercises if one.name in cell.source), None)
        if exercise is not None and "start(" in cell.source:
            cell.source = _with_literals(cell.source, exercise, learner)
    return handed_in


def _with_literals(source: str, exercise: Exercise, learner: str) -> str:
    given = dict(exercise.given(seed(learner, exercise.id)))
    values = f"from types import SimpleNamespace\ngiven = SimpleNamespace(**{given!r})"
    return source.replace(f'given = start("{exercise.name}")', values)


def grade(
    tmp_path: Path, handed_in: NotebookNode, learner: str, **rules: object
) -> SubmissionReport:
    path = hand_in(handed_in, tmp_path / "handed_in.ipynb")
    submission = Submission(path, "handed_in", learner)
    return grade_submission(submission, Rules(TINY_LABS, **rules)).report  # type: ignore[arg-type]


def test_a_class_leaves_every_result_and_all_of_it_verifies(tmp_path: Path) -> None:
    inbox, out = tmp_path / "inbox", tmp_path / "graded"
    hand_in(solved(), inbox / "ada" / "01_tiny.ipynb")
    hand_in(solved(instead={NOTE.name: "another_word"}), inbox / "bob" / "01_tiny.ipynb")
    (inbox / "cy.ipynb").write_text("no JSON")
    roster = tmp_path / "roster.csv"
    roster.write_text("learner;name;due\r\nada;Ada Lovelace;2000-01-01\r\nbob;;\r\nzoe;Zoe;\r\n")
    rules = Rules(TINY_LABS)
    assert grade_command([inbox], out, rules=rules, roster=roster, due="2100-01-01") == 1

    assert verify_command(out) == 0
    with (out / "exports" / "roster.csv").open(newline="") as file:
        states = {row["learner"]: row["state"] for row in csv.DictReader(file)}
    assert states == {"ada": "late", "bob": "on time", "zoe": "missing", "cy": "on time"}
    gradescope = json.loads((out / "exports/gradescope/bob__01_tiny.json").read_text())
    assert gradescope["score"] == 2
    assert not (out / "exports/gradescope/cy.json").exists()
    feedback = (out / "feedback" / "bob__01_tiny.html").read_text()
    assert "docker exec" in feedback and "expected" in feedback
    assert "zoe" in (out / "summary.html").read_text()


def test_grading_again_supersedes_and_rewrites_nothing(tmp_path: Path) -> None:
    inbox, out = tmp_path / "inbox", tmp_path / "graded"
    hand_in(notebook([]), inbox / "ada.ipynb")
    assert grade_command([inbox], out, rules=Rules(TINY_LABS)) == 0
    first = (out / "records.jsonl").read_bytes()
    hand_in(solved(), inbox / "ada.ipynb")
    assert grade_command([inbox], out, rules=Rules(TINY_LABS)) == 0
    assert (out / "records.jsonl").read_bytes().startswith(first)
    found = verify(out)
    assert [record.points for record in found.chain.records] == ["0", "5"]
    assert found.faults == ()


def test_work_copied_from_another_learner_fails_with_the_ordinary_diagnosis(tmp_path: Path) -> None:
    copied = typed_in_by("ada")
    assert grade(tmp_path, copied, "ada").points == 5
    report = grade(tmp_path, copied, "bob")
    assert (report.status, report.points) == (Status.GRADED, 0)
    said = report.model_dump_json(exclude={"submission", "learner"})
    assert not any(word in said for word in ("ada", "copied", "another learner", "variant"))


@pytest.mark.parametrize("other", [{"course_run": "autumn"}, {"attempt": 2}])
def test_work_of_another_run_or_attempt_is_other_work(
    tmp_path: Path, other: dict[str, object]
) -> None:
    report = grade(tmp_path, typed_in_by("ada"), "ada", **other)
    assert report.exercises[0].outcome is not Outcome.PASSED
    assert (report.course_run, report.attempt) == (
        other.get("course_run", "self-paced"),
        other.get("attempt", 1),
    )
    assert grade(tmp_path, solved(), "ada", **other).points == 5


def test_a_learners_kernel_draws_by_run_and_attempt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKYARD_STATE", str(tmp_path))
    monkeypatch.setenv("DOCKYARD_LEARNER", "ada")
    monkeypatch.setenv("DOCKYARD_COURSE_RUN", "autumn")
    monkeypatch.setenv("DOCKYARD_ATTEMPT", "2")
    kernel = Kernel()
    try:
        drawn = kernel.run(START)
    finally:
        kernel.shut_down()
    exercise = load_lesson(LABS / "03_layers").exercise("share_two_layers")
    ours = seed("ada", exercise.id, course_run="autumn", attempt=2)
    assert drawn == str(dict(exercise.given(ours)))


def test_a_graded_notebook_is_told_neither_run_nor_attempt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKYARD_COURSE_RUN", "autumn")
    look = check_cell(NOTE)
    look.source, look.metadata = (
        "import os; print('runs', os.environ.get('DOCKYARD_COURSE_RUN'))",
        {},
    )
    path = hand_in(notebook([look]), tmp_path / "ada.ipynb")
    graded = grade_submission(Submission(path, "ada", "ada"), Rules(TINY_LABS, course_run="autumn"))
    assert graded.notebook is not None
    assert graded.notebook.cells[-1].outputs[0].text == "runs None\n"
