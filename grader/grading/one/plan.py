"""What the grader does between the cells of a submission, and when.

Decided before anything runs, from the marks on the cells and the course's own list of exercises: a
notebook says where an exercise stands in it, never which exercises there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from grader.grading.one.submitted_notebook import Mark


class Act(Enum):
    CHECK = "check"
    SET_UP = "set up"


@dataclass(frozen=True)
class Step:
    act: Act
    exercise: str


@dataclass(frozen=True)
class Plan:
    """The steps before each cell; those before a cell that does not exist come at the end.

    `check_cells` are not run: what the grader found stands there in the executed notebook.
    """

    steps: Mapping[int, tuple[Step, ...]]
    check_cells: Mapping[int, str]

    def before(self, cell: int) -> tuple[Step, ...]:
        return self.steps.get(cell, ())


def make_plan(marks: Sequence[Mark | None], exercises: Sequence[str]) -> Plan:
    """When to set up and to check each exercise that has an answer cell.

    An exercise is set up before its first answer cell. It is checked at its check cell; where
    there is none after the last answer cell, before the next exercise begins or at the end.
    """
    answers = {exercise: _cells(marks, exercise, "answer") for exercise in exercises}
    checks = {exercise: _cells(marks, exercise, "check") for exercise in exercises}
    steps: dict[int, list[Step]] = {}
    for exercise, cells in answers.items():
        if cells:
            others = [cell for other in exercises if other != exercise for cell in answers[other]]
            at = _check_at(cells[-1], checks[exercise], others, end=len(marks))
            steps.setdefault(at, []).append(Step(Act.CHECK, exercise))
    for exercise, cells in answers.items():
        if cells:
            steps.setdefault(cells[0], []).append(Step(Act.SET_UP, exercise))
    return Plan(
        steps={cell: tuple(found) for cell, found in steps.items()},
        check_cells={cell: exercise for exercise, at in checks.items() for cell in at},
    )


def _cells(marks: Sequence[Mark | None], exercise: str, role: str) -> list[int]:
    return [
        cell
        for cell, mark in enumerate(marks)
        if mark and mark.exercise == exercise and mark.role == role
    ]


def _check_at(answer: int, checks: list[int], others: list[int], *, end: int) -> int:
    later = [cell for cell in checks if cell > answer]
    return later[-1] if later else min((cell for cell in others if cell > answer), default=end)
