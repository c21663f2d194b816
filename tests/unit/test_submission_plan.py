"""When the grader sets up and checks: decided by marks, never by what cells say."""

from __future__ import annotations

from grader.grading.one.plan import Act, Plan, make_plan
from grader.grading.one.submitted_notebook import Mark

LESSON = ("03/a", "03/b")


def plan(*cells: str) -> Plan:
    """Of cells such as "a answer", "b check" or "own"."""
    marks = [
        None if cell == "own" else Mark.model_validate({"exercise": f"03/{name}", "role": role})
        for cell in cells
        for name, _, role in [cell.partition(" ")]
    ]
    return make_plan(marks, LESSON)


def steps(plan: Plan) -> dict[int, list[str]]:
    return {
        cell: [f"{step.act.value} {step.exercise[-1]}" for step in found]
        for cell, found in sorted(plan.steps.items())
    }


def test_an_exercise_is_set_up_before_its_answer_and_checked_at_its_check_cell() -> None:
    found = plan("own", "a prompt", "a answer", "own", "a check", "b answer", "b check")
    assert steps(found) == {2: ["set up a"], 4: ["check a"], 5: ["set up b"], 6: ["check b"]}


def test_without_a_check_cell_it_is_checked_before_the_next_exercise_or_at_the_end() -> None:
    found = plan("a answer", "own", "b answer", "own")
    assert steps(found) == {0: ["set up a"], 2: ["check a", "set up b"], 4: ["check b"]}


def test_an_exercise_without_an_answer_cell_is_neither_set_up_nor_checked() -> None:
    assert steps(plan("own", "a check", "b prompt")) == {}


def test_a_copied_answer_cell_moves_the_check_behind_it() -> None:
    found = plan("a answer", "a check", "a answer", "a check", "b answer")
    assert steps(found) == {0: ["set up a"], 3: ["check a"], 4: ["set up b"], 5: ["check b"]}


def test_a_check_cell_before_the_answer_checks_nothing() -> None:
    assert steps(plan("a check", "a answer")) == {1: ["set up a"], 2: ["check a"]}


def test_exercises_may_stand_in_another_order() -> None:
    found = plan("b answer", "a answer", "a check", "b check")
    assert steps(found) == {
        0: ["set up b"],
        1: ["set up a"],
        2: ["check a"],
        3: ["check b"],
    }


def test_only_the_courses_own_exercises_count() -> None:
    marks = [Mark(exercise="03/free_points", role="answer")]
    assert make_plan(marks, LESSON).steps == {}


def test_no_check_cell_is_run() -> None:
    found = plan("a check", "a answer", "a check", "own")
    assert dict(found.check_cells) == {0: "03/a", 2: "03/a"}
    assert Act.CHECK in {step.act for step in found.before(2)}
