"""The course's own notebooks through the grader's door: solved, as handed out, and wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import nbformat
import pytest

from grader.course import load_lesson
from grader.grading.many import Scale, grade_command
from grader.grading.one import Rules, Submission, grade_submission
from grader.places import LABS
from grader.report import Outcome, Status, SubmissionReport
from tests.daemon.handed_in import answer_source, hand_in

pytestmark = [pytest.mark.daemon, pytest.mark.notebook]

ROOT = Path(__file__).parents[2]
LESSON = load_lesson(LABS / "03_layers")


def grade(path: Path) -> SubmissionReport:
    return grade_submission(Submission(path, path.stem, "ada"), Rules(LABS)).report


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_every_solved_notebook_earns_full_marks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Behind the wall too: honest work of every lesson must never look like an attack."""
    assert grade_command([ROOT / "solutions"], tmp_path, scale=Scale(jobs=2)) == 0
    with (tmp_path / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    solved = sorted(path.stem for path in (ROOT / "solutions").glob("*.ipynb"))
    assert [row["submission"] for row in rows] == solved
    assert [row for row in rows if row["points"] != row["max_points"]] == []
    points = f"{LESSON.max_points:g}"
    assert f"{points} of {points}" in capsys.readouterr().out


def test_the_notebook_as_handed_out_is_not_attempted() -> None:
    report = grade(ROOT / "notebooks" / "03_layers.ipynb")
    assert (report.status, report.points) == (Status.GRADED, 0)
    assert report.max_points == LESSON.max_points
    assert {one.outcome for one in report.exercises} == {Outcome.NOT_ATTEMPTED}


def test_a_wrong_notebook_gets_the_diagnosis_of_each_mistake(tmp_path: Path) -> None:
    notebook = nbformat.read(ROOT / "solutions" / "03_layers.ipynb", as_version=4)
    for cell in notebook.cells:
        mark = cell.metadata.get("dockyard", {})
        if mark.get("role") == "answer":
            exercise = LESSON.exercise(mark["exercise"])
            cell.source = answer_source(exercise, exercise.wrongs[0].cell)
    report = grade(hand_in(notebook, tmp_path / "03_layers.ipynb"))
    assert report.status is Status.GRADED
    failed = {
        one.exercise: [check.name for check in one.checks if check.outcome is Outcome.FAILED]
        for one in report.exercises
    }
    assert failed == {one.id: [one.wrongs[0].fails] for one in LESSON.exercises}
