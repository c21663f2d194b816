"""The three laws of every exercise, on a real daemon, and that no exercise spoils another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import cast

import docker
import pytest
from _pytest.mark import ParameterSet

from grader.course import Exercise, Lesson, Wrong
from grader.daemon import Daemon
from grader.labels import Store
from grader.report import Outcome, render_text
from tests.conftest import course_client, running_sandbox
from tests.laws.laws import (
    COURSE,
    EXERCISES,
    GOLDEN,
    LEARNER,
    WRONGS,
    Tidy,
    attempt,
    values,
)

pytestmark = pytest.mark.daemon

Box = tuple[Daemon, Tidy]
STORES: dict[str, Store] = {lesson.id: cast(Store, lesson.store) for lesson in COURSE}


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
each_lesson = pytest.mark.parametrize(
    "lesson", [in_group(lesson, id=lesson.id) for lesson in COURSE]
)


@pytest.fixture(scope="module")
def boxes(engine: docker.DockerClient) -> Iterator[Callable[[Store], Box]]:
    """The sandboxes of this process: one for each store that a lesson asks for."""
    with ExitStack() as stack:

        @cache
        def box(store: Store) -> Box:
            sandbox = stack.enter_context(running_sandbox(engine, store))
            client = stack.enter_context(course_client(sandbox))
            return Daemon(client, sandbox.execute), Tidy(client)

        yield box


@pytest.fixture
def box(boxes: Callable[[Store], Box], request: pytest.FixtureRequest) -> Box:
    case = request.node.callspec.params
    return boxes(STORES[(case.get("exercise") or case["lesson"]).id.split("/")[0]])


@pytest.fixture
def daemon(box: Box) -> Daemon:
    return box[0]


@pytest.fixture
def tidy(box: Box) -> Tidy:
    return box[1]


@pytest.mark.parametrize("learner", [LEARNER, "ada"])
@each_exercise
def test_solution_earns_every_point(
    exercise: Exercise, learner: str, daemon: Daemon, tidy: Tidy
) -> None:
    with tidy.case(exercise.id):
        report = attempt(exercise, exercise.solution, daemon, learner)
    if report.outcome is Outcome.SKIPPED:
        pytest.skip(report.reason)
    assert report.outcome is Outcome.PASSED, render_text(report)
    assert report.points == exercise.max_points > 0


@each_exercise
def test_starter_earns_nothing(exercise: Exercise, daemon: Daemon, tidy: Tidy) -> None:
    with tidy.case(exercise.id):
        report = attempt(exercise, exercise.starter, daemon)
    if report.outcome is Outcome.SKIPPED:
        pytest.skip(report.reason)
    assert report.outcome is Outcome.NOT_ATTEMPTED, render_text(report)
    assert report.points == 0


@each_wrong
def test_mistake_fails_the_check_it_names(
    exercise: Exercise,
    wrong: Wrong,
    daemon: Daemon,
    tidy: Tidy,
    request: pytest.FixtureRequest,
) -> None:
    with tidy.case(exercise.id):
        report = attempt(exercise, wrong.work, daemon)
    if report.outcome is Outcome.SKIPPED:
        pytest.skip(report.reason)
    text = render_text(report)
    failed = [check.name for check in report.checks if check.outcome is Outcome.FAILED]
    others = {check.outcome for check in report.checks if check.name != wrong.fails}
    assert failed == [wrong.fails], text
    assert others <= {Outcome.PASSED, Outcome.SKIPPED}, text
    _compare(GOLDEN / exercise.id / f"{wrong.name}.txt", text, request)


@each_lesson
def test_no_exercise_spoils_another(lesson: Lesson, daemon: Daemon, tidy: Tidy) -> None:
    """All of a lesson's exercises solved one after another, as in its solved notebook."""
    with tidy.case(lesson.id):
        reports = [attempt(one, one.solution, daemon) for one in lesson.exercises]
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
    known = {GOLDEN / one.id / f"{wrong.name}.txt" for one, wrong in WRONGS}
    assert set(GOLDEN.glob("*/*/*.txt")) == known


def _compare(golden: Path, text: str, request: pytest.FixtureRequest) -> None:
    """The rendered text is in the golden file, letter by letter."""
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text + "\n")
    assert golden.is_file(), f"no golden file {golden}; run pytest with --update-golden"
    assert text + "\n" == golden.read_text()
