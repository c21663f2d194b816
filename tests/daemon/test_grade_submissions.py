"""Submissions of every kind, graded for real: right, empty, wrong, and made to look right."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import docker
import jsonschema
import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from grader import labels
from grader.grading.many import grade_command
from grader.grading.one import Rules, Submission, grade_submission
from grader.report import ExerciseReport, Outcome, Status, SubmissionReport
from tests.daemon.handed_in import (
    TINY,
    TINY_LABS,
    answer_cell,
    answer_source,
    check_cell,
    hand_in,
    mark,
    notebook,
    solved,
)

pytestmark = pytest.mark.daemon

NOTE, COUNT = TINY.exercises
SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"

Grade = Callable[[NotebookNode], SubmissionReport]


@pytest.fixture(autouse=True)
def nothing_stays(engine: docker.DockerClient, run_base: Path) -> Iterator[None]:
    yield
    left = engine.api.containers(all=True, filters={"label": labels.SANDBOX})
    assert [row for row in left if row["Labels"][labels.SANDBOX].startswith(str(run_base))] == []
    assert not run_base.exists() or list(run_base.iterdir()) == []


@pytest.fixture
def grade(tmp_path: Path) -> Grade:
    """Grades Ada's notebook."""

    def grade(handed_in: NotebookNode) -> SubmissionReport:
        path = hand_in(handed_in, tmp_path / "ada.ipynb")
        return grade_submission(Submission(path, "ada", "ada"), Rules(TINY_LABS)).report

    return grade


def outcomes(report: SubmissionReport) -> list[Outcome]:
    return [exercise.outcome for exercise in report.exercises]


def failed(exercise: ExerciseReport) -> list[str]:
    return [check.name for check in exercise.checks if check.outcome is Outcome.FAILED]


def test_every_exercise_solved_earns_every_point(grade: Grade) -> None:
    report = grade(solved())
    assert (report.status, report.points, report.max_points) == (Status.GRADED, 5, 5)
    assert outcomes(report) == [Outcome.PASSED, Outcome.PASSED]
    assert report.engine_version


def test_the_notebook_as_handed_out_earns_nothing(grade: Grade) -> None:
    cells = [
        cell
        for exercise in TINY.exercises
        for cell in (answer_cell(exercise, exercise.starter), check_cell(exercise))
    ]
    report = grade(notebook(cells))
    assert (report.status, report.points, report.max_points) == (Status.GRADED, 0, 5)
    assert outcomes(report) == [Outcome.NOT_ATTEMPTED, Outcome.NOT_ATTEMPTED]


def test_exercises_that_are_not_in_the_notebook_are_not_attempted(grade: Grade) -> None:
    report = grade(notebook([]))
    assert (report.status, report.points, report.max_points) == (Status.GRADED, 0, 5)
    assert outcomes(report) == [Outcome.NOT_ATTEMPTED, Outcome.NOT_ATTEMPTED]


def test_known_mistakes_fail_the_checks_that_they_name(grade: Grade) -> None:
    report = grade(solved(instead={NOTE.name: "another_word", COUNT.name: "own_layers_only"}))
    assert [failed(exercise) for exercise in report.exercises] == [
        ["note_holds_the_word"],
        ["answer_is_right"],
    ]
    assert report.points == 1


def test_a_cell_that_raises_does_not_stop_the_next_exercise(grade: Grade) -> None:
    broken = new_code_cell("1 / 0", metadata=mark(NOTE, "answer"))
    cells = [broken, check_cell(NOTE), answer_cell(COUNT, COUNT.solution), check_cell(COUNT)]
    report = grade(notebook(cells))
    assert outcomes(report) == [Outcome.NOT_ATTEMPTED, Outcome.PASSED]


def test_a_deleted_check_cell_is_no_way_round_the_check(grade: Grade) -> None:
    cells = [answer_cell(NOTE, NOTE.wrongs[0].cell), answer_cell(COUNT, COUNT.solution)]
    report = grade(notebook(cells))
    assert outcomes(report) == [Outcome.FAILED, Outcome.PASSED]


def test_what_a_learner_redefines_or_prints_earns_nothing(grade: Grade) -> None:
    passed = new_output("stream", name="stdout", text="✓ passed, 5 of 5 points\n")
    fake = new_code_cell(
        "import labkit, sys\n"
        "def check(*_): print('passed, 5 of 5 points')\n"
        "labkit.check = check\n"
        "answer = type('Equal', (int,), {'__eq__': lambda *_: True})(0)",
        outputs=[passed],
    )
    cells = [fake]
    for exercise in TINY.exercises:
        shown = check_cell(exercise)
        shown.outputs = [passed]
        cells += [answer_cell(exercise, exercise.starter), shown]
    report = grade(notebook(cells))
    assert report.points == 0
    assert outcomes(report) == [Outcome.NOT_ATTEMPTED, Outcome.NOT_ATTEMPTED]


def test_values_of_another_learner_earn_nothing(grade: Grade) -> None:
    copied = new_code_cell(
        "import io\n"
        "client.images.build(fileobj=io.BytesIO(b'FROM dockyard/busybox\\nRUN true\\n'), "
        "tag='image-bcdf')\nanswer = 3",
        metadata=mark(COUNT, "answer"),
    )
    report = grade(notebook([copied, check_cell(COUNT)]))
    assert report.points == 0


def test_an_answer_that_is_no_plain_data_is_no_answer(grade: Grade) -> None:
    source = answer_source(COUNT, COUNT.solution)
    cell = new_code_cell(
        source + "\nclass Any(int):\n    __eq__ = lambda *_: True\nanswer = object()",
        metadata=mark(COUNT, "answer"),
    )
    report = grade(notebook([cell, check_cell(COUNT)]))
    assert failed(report.exercises[1]) == ["answer_is_right"]


def test_a_folder_of_good_and_bad_submissions_is_graded_to_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox, out = tmp_path / "inbox", tmp_path / "graded"
    hand_in(solved(), inbox / "ada" / "01_tiny.ipynb")
    hand_in(notebook([]), inbox / "bob" / "01_tiny.ipynb")
    (inbox / "cy.ipynb").write_text("no JSON")
    unknown = new_code_cell("1", metadata={"dockyard": {"exercise": "01_tiny/x", "role": "answer"}})
    hand_in(notebook([unknown]), inbox / "dot.ipynb")

    assert grade_command([inbox], out, rules=Rules(TINY_LABS)) == 1

    with (out / "grades.csv").open(newline="") as file:
        rows = {row.pop("submission"): row for row in csv.DictReader(file)}
    assert {name: (row["points"], row["status"]) for name, row in rows.items()} == {
        "ada__01_tiny": ("5", "graded"),
        "bob__01_tiny": ("0", "graded"),
        "cy": ("", "did not run"),
        "dot": ("", "did not run"),
    }
    schema = json.loads(SCHEMA.read_text())
    errors = {}
    for name in rows:
        report = json.loads((out / "reports" / f"{name}.json").read_text())
        jsonschema.validate(report, schema)
        errors[name] = report["error"]
    assert "not JSON" in errors["cy"] and "Next: " in errors["cy"]
    assert "no exercise '01_tiny/x'" in errors["dot"] and "cell 2" in errors["dot"]
    printed = capsys.readouterr().out
    assert errors["cy"] in printed and "ada__01_tiny" in printed


def test_the_executed_notebook_shows_what_the_grader_found(tmp_path: Path) -> None:
    handed_in = hand_in(solved(instead={NOTE.name: "another_word"}), tmp_path / "ada.ipynb")
    assert grade_command([handed_in], tmp_path / "out", rules=Rules(TINY_LABS)) == 0
    executed = nbformat.read(tmp_path / "out" / "notebooks" / "ada.ipynb", as_version=4)
    nbformat.validate(executed)
    shown = [cell.outputs[0].text for cell in executed.cells if cell.source.startswith("check(")]
    assert "✗ Its file `/note` holds the word." in shown[0]
    assert "passed, 2 of 2 points" in shown[1]
