"""The class summary: figures, commonest mistakes, and answers that are unusually alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.course import load_exercise, load_lesson, seed
from grader.report import CheckReport, ExerciseReport, Finding, Outcome, Status, SubmissionReport
from grader.results.exports import Roster
from grader.results.exports.roster import Entry
from grader.results.likeness import Variant
from grader.results.likeness.similar import alike
from grader.results.likeness.tokens import program
from grader.results.likeness.variants import foreign_values, rare_values
from grader.results.publish import publish
from tests.results import write_notebook

LABS = Path(__file__).parents[1] / "submissions" / "labs"
LESSON = load_lesson(LABS / "01_tiny")
NOTE, COUNT = LESSON.exercises
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LEARNERS = [f"learner-{number:02}" for number in range(12)]


def given(learner: str, exercise: Any = NOTE) -> Any:
    return exercise.given(seed(learner, exercise.id))


def exercise_report(exercise: Any, learner: str, *, passed: bool) -> ExerciseReport:
    finding = Finding(what=f"the note in {given(learner).note}", expected="a", found="b")
    checks = tuple(
        CheckReport(
            name=check.name,
            promise=check.promise,
            outcome=Outcome.PASSED if passed else Outcome.FAILED,
            points=check.points if passed else 0,
            max_points=check.points,
            finding=None if passed else finding,
        )
        for check in exercise.checks
    )
    outcome = Outcome.PASSED if passed else Outcome.FAILED
    return ExerciseReport(
        exercise=exercise.id, title=exercise.title, outcome=outcome, checks=checks
    )


def report(learner: str, *, note: bool, count: bool, **more: Any) -> SubmissionReport:
    exercises = (
        exercise_report(NOTE, learner, passed=note),
        exercise_report(COUNT, learner, passed=count),
    )
    values = {
        "course_version": "0.1.0",
        "submission": learner,
        "learner": learner,
        "lesson": LESSON.id,
        "status": Status.GRADED,
        "points": sum(one.points for one in exercises),
        "max_points": 5.0,
        "exercises": exercises,
        "content_sha256": "0" * 64,
        "submitted_at": NOON,
        "started_at": NOON,
        "duration_s": 1.0,
    }
    return SubmissionReport.model_validate({**values, **more})


def write_answers(out: Path, learner: str, note: str, count: str = "pass") -> None:
    cells = [
        new_code_cell(source, metadata={"dockyard": {"exercise": one.id, "role": "answer"}})
        for one, source in ((NOTE, note), (COUNT, count))
    ]
    write_notebook(out, learner, new_notebook(cells=cells))


def own_answer(learner: str) -> str:
    """Work of one's own: the same task, another program for each learner."""
    number = LEARNERS.index(learner)
    steps = [f"client.images.tag_{(number * 7 + step * 5) % 23}(given.note)" for step in range(14)]
    return "\n".join(steps)


def a_class(out: Path) -> Path:
    """Twelve learners, of whom two share an answer, one copied a value, and more."""
    reports = [
        report(name, note=number < 9, count=number < 5) for number, name in enumerate(LEARNERS)
    ]
    for name in LEARNERS:
        write_answers(out, name, own_answer(name))
    shared = own_answer(LEARNERS[2])
    write_answers(out, LEARNERS[3], shared.replace("client", "client  ") + "\n# all mine")
    write_answers(out, LEARNERS[4], own_answer(LEARNERS[4]) + f"\nget('{given(LEARNERS[5]).note}')")
    late = NOON + timedelta(hours=1)
    reports[6] = reports[6].model_copy(update={"submitted_at": late})
    reports[11] = reports[11].model_copy(update={"status": Status.NOT_RUN, "error": "no. Next: x"})
    roster = Roster((*(Entry(name, name=f"N. {name}") for name in LEARNERS), Entry("zoe", "Zoe")))
    publish(out, reports, labs=LABS, roster=roster, due=NOON)
    return out


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_class(tmp_path_factory.mktemp("graded"))


@pytest.fixture(scope="module")
def lesson(published: Path) -> Any:
    (lesson,) = json.loads((published / "summary.json").read_text())
    return lesson


def test_the_figures_are_those_of_graded_submissions(lesson: Any) -> None:
    assert (lesson["submissions"], lesson["graded"]) == (12, 11)
    assert sum(bin["count"] for bin in lesson["distribution"]) == 11
    note, count = lesson["exercises"]
    assert note["passed_share"] == pytest.approx(9 / 11)
    assert count["mean_points"] == pytest.approx(10 / 11)
    assert lesson["mean_points"] == pytest.approx((9 * 3 + 5 * 2) / 11)


def test_discrimination_is_the_correlation_with_the_rest(lesson: Any) -> None:
    note = lesson["exercises"][0]
    assert note["discrimination"] == pytest.approx(0.430, abs=0.001)


def test_the_same_mistake_with_other_values_is_one_mistake(lesson: Any) -> None:
    (mistake,) = lesson["exercises"][0]["mistakes"]
    assert mistake["what"] == "the note in given.note" and mistake["count"] == 2


def test_missing_late_and_not_graded_are_listed(lesson: Any) -> None:
    assert [one["learner"] for one in lesson["missing"]] == ["zoe"]
    assert [one["learner"] for one in lesson["late"]] == [LEARNERS[6]]
    assert [one["learner"] for one in lesson["not_graded"]] == [LEARNERS[11]]


def test_near_identical_answers_are_flagged_and_own_work_is_not(lesson: Any) -> None:
    seen = lesson["exercises"][0]["resemblance"]["alike"]
    assert [group["submissions"] for group in seen["groups"]] == [LEARNERS[2:4]]
    assert seen["compared"] == 12 and seen["usual"] <= 0.9


def test_a_value_of_somebody_else_is_flagged_with_its_owner(lesson: Any) -> None:
    (copied,) = lesson["exercises"][0]["resemblance"]["copied"]
    assert copied == {
        "exercise": NOTE.id,
        "submission": LEARNERS[4],
        "key": "note",
        "value": given(LEARNERS[5]).note,
        "owner": LEARNERS[5],
    }


def test_the_page_says_that_a_flag_is_a_question(published: Path) -> None:
    page = (published / "summary.html").read_text()
    assert "A question to ask, not a finding" in page
    assert "learner-02, learner-03: at least" in page


def test_a_class_of_nobody_is_an_empty_summary(tmp_path: Path) -> None:
    publish(tmp_path, [], labs=LABS)
    assert json.loads((tmp_path / "summary.json").read_text()) == []


def test_names_comments_and_layout_make_no_difference() -> None:
    one = "for step in range(3):\n    made = run(step)  # each\nanswer = made"
    two = "for i in range(3):\n\n    x = run( i )\nanswer = x"
    assert program(one, {}) == program(two, {})
    assert program(one, {}) != program(two.replace("run", "stop"), {})


@pytest.mark.parametrize(
    "source", ["%%bash\ndocker run x", "x = 'no end", "(" * 900, "\0", "\ud800"]
)
def test_what_is_no_python_is_compared_by_its_words(source: str) -> None:
    assert isinstance(program(source, {}), tuple)


def test_keyword_arguments_are_not_names_of_the_learner() -> None:
    assert program("f(tag=1)", {}) == ("f", "(", "tag", "=", "1", ")")


def test_short_answers_and_the_courses_own_solution_are_not_flagged() -> None:
    short = dict.fromkeys(LEARNERS, "client.containers.get(given.note).kill()")
    assert alike(NOTE, short, {}).groups == ()
    labs = Path(__file__).parents[2] / "labs"
    exercise = load_exercise(labs / "03_layers" / "share_two_layers.py")
    seen = alike(exercise, dict.fromkeys(LEARNERS, exercise.solution), {})
    assert (seen.groups, seen.like_the_solution) == ((), 12)


def test_where_all_answers_are_the_same_nobody_is_flagged() -> None:
    seen = alike(NOTE, dict.fromkeys(LEARNERS, own_answer(LEARNERS[0])), {})
    assert (seen.groups, seen.usual) == ((), 1.0)


def test_two_alone_are_flagged_only_when_long_and_the_same() -> None:
    one, two = own_answer(LEARNERS[0]), own_answer(LEARNERS[1])
    assert [len(group.submissions) for group in alike(NOTE, {"a": one, "b": one}, {}).groups] == [2]
    assert alike(NOTE, {"a": one, "b": two}, {}).groups == ()
    assert alike(NOTE, {"a": one[:200], "b": one[:200]}, {}).groups == ()


def test_words_and_small_numbers_are_nobodys_own() -> None:
    everybody = [Variant(name, "self-paced", 1) for name in LEARNERS]
    assert set(rare_values(NOTE, everybody).values()) == {"note"}
    code = {"a": (everybody[0], f"'{given(LEARNERS[1]).word}' 3 '{given(LEARNERS[0]).note}'")}
    assert foreign_values(NOTE, code, everybody) == ()
