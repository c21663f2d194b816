"""The five questions are the same five for every grader, and each tells right from wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode, validate

from bench import five_questions, lesson_class
from grader.course import Exercise
from grader.report import Missing, Unmet

EXERCISES = five_questions.LESSON.exercises


def verdict(exercise: Exercise, answer: object) -> list[str]:
    """The checks that an answer does not pass."""
    failed = []
    for check in exercise.checks:
        try:
            check.function(answer=answer)
        except (Missing, Unmet):
            failed.append(check.name)
    return failed


def failing_tests(notebook: NotebookNode) -> int:
    """Runs a notebook for nbgrader in this process."""
    namespace: dict[str, object] = {}
    failed = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            try:
                exec(cell.source, namespace)
            except AssertionError:
                failed += 1
    return failed


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.name)
def test_solution_passes_and_the_known_mistake_fails_what_it_names(exercise: Exercise) -> None:
    (mistake,) = exercise.wrongs
    assert verdict(exercise, five_questions.expected(exercise)) == []
    assert verdict(exercise, exercise.run_cell(mistake.cell, None, exercise.given(b""))) == [
        mistake.fails
    ]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.name)
def test_starter_earns_nothing(exercise: Exercise) -> None:
    answer = exercise.run_cell(exercise.starter, None, exercise.given(b""))
    assert len(verdict(exercise, answer)) == len(exercise.checks)


@pytest.mark.parametrize(("learner", "mistakes"), [(0, 0), (1, 1)])
def test_every_second_learner_fails_one_test(learner: int, mistakes: int) -> None:
    assert failing_tests(five_questions.for_others(learner, nbgrader=True)) == mistakes


def test_notebooks_are_valid_and_written_where_asked(tmp_path: Path) -> None:
    for notebook in (five_questions.for_dockyard(1), five_questions.for_others(1, nbgrader=True)):
        validate(notebook)
    assert five_questions.write(notebook, tmp_path / "a" / "b.ipynb").is_file()


def test_a_class_that_got_other_points_was_not_measured() -> None:
    five_questions.require_points(9, learners=2)
    with pytest.raises(RuntimeError, match="got 10 points and earns 9"):
        five_questions.require_points(10, learners=2)


def test_no_question_asks_the_daemon_so_that_nobody_is_stopped_for_a_check() -> None:
    assert not any(exercise.asks_the_daemon for exercise in EXERCISES)


def test_a_lesson_on_docker_asks_the_daemon() -> None:
    assert all(exercise.asks_the_daemon for exercise in lesson_class.LESSON.exercises)
