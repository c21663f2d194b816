"""How far a learner has come: a row a lesson, from the events on disk.

The best check of an exercise counts, so a reset loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.course import Exercise, Lesson, load_course
from grader.places import labs_folder, progress_dir
from grader.report import Outcome, points_text
from labkit.kernel_side import events, learner
from labkit.visual.kit import Card, card, nodes

TITLE = "Your progress"
HEAD = ("Lesson", "Points", "State", "Next")


@dataclass(frozen=True)
class ExerciseProgress:
    """One exercise. `number` such as "3.1"; `state` is passed, begun or not started."""

    id: str
    number: str
    title: str
    state: str


@dataclass(frozen=True)
class LessonProgress:
    """One lesson. `next_exercise` is the first that has not passed, with its number."""

    title: str
    points: float
    max_points: float
    has_begun: bool
    next_exercise: str
    id: str = ""
    exercises: tuple[ExerciseProgress, ...] = ()

    @property
    def state(self) -> str:
        if not self.next_exercise:
            return "done"
        return "begun" if self.has_begun else "not started"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        points = points_text(self.points, self.max_points)
        return self.title, points, self.state, self.next_exercise


def course_progress(
    course: Iterable[Lesson], done: Sequence[events.Event]
) -> tuple[LessonProgress, ...]:
    """A row a lesson, in the course's order."""
    return tuple(_lesson_progress(lesson, done) for lesson in course)


def status_card(rows: Sequence[LessonProgress]) -> Card:
    """The rows as a card."""
    return card(TITLE, *status(rows))


def status(rows: Sequence[LessonProgress]) -> tuple[nodes.Table, nodes.Line]:
    """What stands in it."""
    return nodes.Table(HEAD, [row.cells for row in rows]), nodes.Line(summary(rows))


def summary(rows: Sequence[LessonProgress]) -> str:
    """The total, and what to do next."""
    total = points_text(sum(row.points for row in rows), sum(row.max_points for row in rows))
    ahead = next((row for row in rows if row.next_exercise), None)
    if ahead is None:
        return f"{total}. Nothing is left to do." if rows else "There are no lessons here yet."
    return f"{total}. Next: {ahead.next_exercise}, in {ahead.title}."


def progress_now() -> tuple[LessonProgress, ...]:
    """This learner's progress in the whole course, as it is on disk.

    Raises:
        DockyardError: it may not be read.
    """
    labs = labs_folder()
    done = events.read(learner(), progress_dir())
    return course_progress(load_course(labs) if labs else (), done)


def print_status() -> None:
    """Prints the learner's progress to the terminal."""
    # The sandbox, where notebooks show the same as a card, has no rich.
    from rich.console import Console
    from rich.table import Table

    rows = progress_now()
    console, grid = Console(), Table(*HEAD, title=f"Progress of {learner()}", title_justify="left")
    for row in rows:
        grid.add_row(*row.cells)
    console.print(grid)
    console.print(summary(rows))


def exercise_number(lesson: Lesson, exercise: Exercise) -> str:
    """Example: "3.1", the first exercise of lesson 03_layers."""
    number = int(lesson.id.partition("_")[0]) if lesson.id[:1].isdigit() else lesson.id
    return f"{number}.{lesson.exercises.index(exercise) + 1}"


def _lesson_progress(lesson: Lesson, done: Sequence[events.Event]) -> LessonProgress:
    ours = [event for event in done if event.exercise.startswith(f"{lesson.id}/")]
    passed = {event.exercise for event in ours if event.outcome is Outcome.PASSED}
    ahead = next((one for one in lesson.exercises if one.id not in passed), None)
    return LessonProgress(
        title=f"{lesson.id.partition('_')[0]} · {lesson.title}",
        points=sum(_best(exercise, ours) for exercise in lesson.exercises),
        max_points=lesson.max_points,
        has_begun=bool(ours),
        next_exercise=f"{exercise_number(lesson, ahead)} {ahead.title}" if ahead else "",
        id=lesson.id,
        exercises=tuple(
            _exercise_progress(lesson, exercise, ours) for exercise in lesson.exercises
        ),
    )


def _exercise_progress(
    lesson: Lesson, exercise: Exercise, ours: Sequence[events.Event]
) -> ExerciseProgress:
    acts = [event for event in ours if event.exercise == exercise.id]
    passed = any(event.outcome is Outcome.PASSED for event in acts)
    state = "passed" if passed else "begun" if acts else "not started"
    return ExerciseProgress(exercise.id, exercise_number(lesson, exercise), exercise.title, state)


def _best(exercise: Exercise, ours: Sequence[events.Event]) -> float:
    return max((event.points for event in ours if event.exercise == exercise.id), default=0)
