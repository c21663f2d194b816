"""What an exercise's live card says, and what a stored notebook keeps of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from grader.course import Exercise, Lesson, load_lesson
from grader.report import CheckReport, ExerciseReport, Outcome
from labkit.lesson.exercise_live import ExerciseCard
from labkit.lesson.session import Session
from labkit.visual.kit import Live

TINY = Path(__file__).parents[1] / "tiny_course" / "01_tiny"
NAME = "leave_a_note"


def came_to(outcome: Outcome) -> ExerciseReport:
    points = 1 if outcome is Outcome.PASSED else 0
    check = CheckReport(
        name="one", promise="It is there.", outcome=outcome, points=points, max_points=1
    )
    return ExerciseReport(exercise=f"01_tiny/{NAME}", title="T", outcome=outcome, checks=(check,))


@dataclass
class Acts:
    """A session whose checks come to what is said beforehand."""

    outcomes: list[Outcome]
    remarks: list[str] = field(default_factory=list)
    hints_shown: dict[str, int] = field(default_factory=dict)
    lesson: Lesson = field(default_factory=lambda: load_lesson(TINY))

    def report(self, *_: object) -> tuple[ExerciseReport, list[str]]:
        return came_to(self.outcomes.pop(0)), self.remarks

    def begin_again(self, _: Exercise) -> list[str]:
        return ["Removed: 1 container."]


def shown(session: Acts) -> Live:
    """The card on a page."""
    view = ExerciseCard(cast(Session, session), NAME, {}).live()
    view._repr_mimebundle_()
    return view


def press(view: Live, act: str) -> None:
    view.use(act)


def test_what_stays_is_the_latest_check() -> None:
    view = shown(Acts([Outcome.FAILED, Outcome.PASSED]))
    assert "not yet, 0 of 1 point" in repr(view)
    press(view, "check")
    assert "passed, 1 of 1 point" in view.still_text
    assert "passed, 1 of 1 point" in view.still_html and "<button" not in view.still_html


def test_after_a_reset_no_verdict_stays() -> None:
    view = shown(Acts([Outcome.PASSED]))
    press(view, "reset")
    assert "not started" in view.still_text and "Removed: 1 container." in view.still_text


@pytest.mark.parametrize(
    ("outcome", "is_told"),
    [(Outcome.NOT_ATTEMPTED, True), (Outcome.FAILED, False), (Outcome.PASSED, False)],
)
def test_who_checks_before_trying_is_told_where_to_work(outcome: Outcome, is_told: bool) -> None:
    html = shown(Acts([outcome])).html
    assert ("Nothing of yours is there yet." in html) is is_told


def test_who_is_told_something_else_is_not_told_where_to_begin() -> None:
    html = shown(Acts([Outcome.NOT_ATTEMPTED], ["It passed earlier."])).html
    assert "It passed earlier." in html and "Nothing of yours" not in html
