"""What the events add up to."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Lesson, load_course
from grader.report import Outcome
from labkit.kernel_side import events
from labkit.kernel_side.events import Event
from labkit.lesson import print_status
from labkit.lesson.progress import course_progress, status_card

TINY = Path(__file__).parents[1] / "tiny_course"
NOTE, COUNT = "01_tiny/leave_a_note", "01_tiny/count_the_layers"


@pytest.fixture
def course() -> tuple[Lesson, ...]:
    return load_course(TINY)


def check(exercise: str, outcome: Outcome, points: float) -> Event:
    return Event(kind="check", exercise=exercise, outcome=outcome, points=points)


def test_nothing_done(course: tuple[Lesson, ...]) -> None:
    (row,) = course_progress(course, [])
    assert row.cells == (
        "01 · A tiny lesson",
        "0 of 4 points",
        "not started",
        "1.1 Leave a note",
    )


def test_the_best_check_counts(course: tuple[Lesson, ...]) -> None:
    done = [check(NOTE, Outcome.PASSED, 3), check(NOTE, Outcome.FAILED, 0)]
    (row,) = course_progress(course, done)
    assert (row.points, row.state, row.next_exercise) == (3, "begun", "1.2 Count the layers")


def test_all_passed_is_done(course: tuple[Lesson, ...]) -> None:
    done = [check(NOTE, Outcome.PASSED, 3), check(COUNT, Outcome.PASSED, 1)]
    (row,) = course_progress(course, done)
    assert (row.state, row.next_exercise) == ("done", "")
    assert "Nothing is left to do" in status_card([row]).text


def test_events_of_exercises_that_are_gone_count_nothing(course: tuple[Lesson, ...]) -> None:
    (row,) = course_progress(course, [check("01_tiny/gone", Outcome.PASSED, 9)])
    assert row.points == 0


def test_no_lessons_is_no_fault() -> None:
    assert "no lessons here yet" in status_card(course_progress([], [])).text


def test_status_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKYARD_LABS", str(TINY))
    monkeypatch.setenv("DOCKYARD_STATE", str(tmp_path))
    monkeypatch.setenv("DOCKYARD_LEARNER", "ada")
    events.append(check(NOTE, Outcome.PASSED, 3), "ada", tmp_path)
    print_status()
    printed = capsys.readouterr().out
    assert "3 of 4 points" in printed
    assert "Next: 1.2 Count the layers" in printed
