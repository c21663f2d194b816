"""The four laws of every exercise, on a real daemon, and that no exercise spoils another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import docker
import pytest
from _pytest.mark import ParameterSet

from grader.course import Exercise, Lesson, Right, Wrong, load_course
from grader.labels import Store
from grader.report import Outcome, render_text
from labkit.authoring.golden import GOLDEN, golden_path
from labkit.authoring.laws import LEARNER, Trial, Workbench, attempt, values, workbench
from tests.golden_text import assert_golden

pytestmark = pytest.mark.daemon

ROOT = Path(__file__).resolve().parents[2]
COURSE = load_course(ROOT / "labs")
EXERCISES = [exercise for lesson in COURSE for exercise in lesson.exercises]
WRONGS = [(exercise, wrong) for exercise in EXERCISES for wrong in exercise.wrongs]
RIGHTS = [(exercise, right) for exercise in EXERCISES for right in exercise.rights]
STORES = {lesson.id: lesson.store for lesson in COURSE}


def in_group(exercise: Exercise | Lesson, *more: object, id: str) -> ParameterSet:
    """A case; those of one lesson run in one process, one after another, in one sandbox."""
    lesson = exercise.id.split("/")[0]
    return pytest.param(exercise, *more, id=id, marks=pytest.mark.xdist_group(lesson))


each_exercise = pytest.mark.parametrize(
    "exercise", [in_group(exercise, id=exercise.id) for exercise in EXERCISES]
)
each_wrong = pytest.mark.parametrize(
    ("exercise", "wrong"),
    [in_group(exercise, wrong, id=f"{exercise.id}-{wrong.name}") for exercise, wrong in WRONGS],
)
each_right = pytest.mark.parametrize(
    ("exercise", "right"),
    [in_group(exercise, right, id=f"{exercise.id}-{right.name}") for exercise, right in RIGHTS],
)
each_lesson = pytest.mark.parametrize(
    "lesson", [in_group(lesson, id=lesson.id) for lesson in COURSE]
)


@pytest.fixture(scope="module")
def benches(engine: docker.DockerClient) -> Iterator[Callable[[Store], Workbench]]:
    """The sandboxes of this process: one for each store that a lesson asks for."""
    with ExitStack() as stack:
        yield cache(lambda store: stack.enter_context(workbench(engine, store)))


@pytest.fixture
def bench(benches: Callable[[Store], Workbench], request: pytest.FixtureRequest) -> Workbench:
    case = request.node.callspec.params
    return benches(STORES[(case.get("exercise") or case["lesson"]).id.split("/")[0]])


def require_kept(trial: Trial) -> None:
    if trial.skipped:
        pytest.skip(trial.report.reason)
    assert not trial.fault, f"{trial.fault}\n{trial.text}"


@pytest.mark.parametrize("learner", [LEARNER, "ada"])
@each_exercise
def test_solution_earns_every_point(exercise: Exercise, learner: str, bench: Workbench) -> None:
    require_kept(bench.solution(exercise, learner))


@each_exercise
def test_starter_earns_nothing(exercise: Exercise, bench: Workbench) -> None:
    require_kept(bench.starter(exercise))


@each_wrong
def test_mistake_fails_the_check_it_names(
    exercise: Exercise, wrong: Wrong, bench: Workbench, request: pytest.FixtureRequest
) -> None:
    trial = bench.mistake(exercise, wrong)
    require_kept(trial)
    assert_golden(request, f"{exercise.id}/{wrong.name}.txt", trial.text)


@each_right
def test_another_right_way_earns_every_point(
    exercise: Exercise, right: Right, bench: Workbench
) -> None:
    require_kept(bench.right_way(exercise, right))


@each_lesson
def test_no_exercise_spoils_another(lesson: Lesson, bench: Workbench) -> None:
    """All of a lesson's exercises solved one after another, as in its solved notebook."""
    with bench.tidy.case(lesson.id):
        reports = [attempt(one, one.solution, bench.daemon) for one in lesson.exercises]
    lost = [
        render_text(report)
        for report in reports
        if report.outcome not in (Outcome.PASSED, Outcome.SKIPPED)
    ]
    assert not lost, "\n".join(lost)


@each_exercise
def test_two_learners_get_different_values(exercise: Exercise) -> None:
    mine, theirs = values(exercise, LEARNER), values(exercise, "ada")
    assert len(mine) > 0
    assert dict(mine) != dict(theirs)


def test_every_golden_file_has_its_mistake() -> None:
    known = {golden_path(one, wrong) for one, wrong in WRONGS}
    assert set(GOLDEN.glob("*/*/*.txt")) == known
