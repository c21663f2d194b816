"""Notebooks that were made before labkit was laid out as rooms: their imports are an API."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from grader.course import load_lesson
from grader.grading.one import Rules, Submission, grade_submission
from grader.labels import KERNELS
from grader.places import LABS
from grader.report import Outcome
from labkit.authoring.execute import execute

pytestmark = [pytest.mark.daemon, pytest.mark.notebook]

EARLIER = sorted((Path(__file__).parents[1] / "submissions" / "before_rooms").glob("*.ipynb"))
each = pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.stem)


def test_they_import_every_module_that_notebooks_ever_imported() -> None:
    text = "".join(path.read_text() for path in EARLIER)
    for module in ("labkit", "labkit.show", "labkit.show_cli", "labkit.show_engine"):
        assert f"from {module} import" in text
    assert "from labkit.show_more import" in text


@each
def test_a_learners_copy_still_runs_and_passes(path: Path) -> None:
    lesson = load_lesson(LABS / path.stem)
    notebook = nbformat.read(path, as_version=4)
    done = execute(notebook, path.name, kernel=KERNELS[lesson.store])
    passed = {event.exercise for event in done.checks if event.outcome is Outcome.PASSED}
    assert passed == {exercise.id for exercise in lesson.exercises}


@each
def test_a_submission_still_earns_full_marks(path: Path) -> None:
    report = grade_submission(Submission(path, path.stem, "ada"), Rules(LABS)).report
    assert report.points == report.max_points > 0
