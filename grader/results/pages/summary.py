"""What a class came to, lesson by lesson: summary.json, and what summary.html shows.

Only graded submissions count towards points; what did not run, came late or is missing is listed.
Which answers are alike is found elsewhere and given in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import StatisticsError, correlation, mean, median

from grader.course import Exercise, Lesson
from grader.report import ExerciseReport, Outcome, SubmissionReport, plain, told_in_full
from grader.results.exports import HandedIn, State
from grader.results.likeness import Resemblance, Variant

DISCRIMINATION_FROM = 10
"""Submissions; of fewer, a correlation says nothing."""

MISTAKES_SHOWN = 5
BINS = 10
SHORTEST_VALUE = 4
"""A shorter given value may stand in a finding by chance."""


@dataclass(frozen=True)
class Mistake:
    """The first thing that was off, for so many learners."""

    check: str
    promise: str
    what: str
    count: int


@dataclass(frozen=True)
class ExerciseSummary:
    """One exercise. Shares are of the graded submissions in which it could be done."""

    exercise: str
    title: str
    graded: int
    not_attempted: int
    passed_share: float | None
    mean_points: float | None
    max_points: float
    discrimination: float | None
    mistakes: tuple[Mistake, ...]
    resemblance: Resemblance | None


@dataclass(frozen=True)
class Bin:
    """How many submissions have points from `low` on and below `high`; the last has both."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Person:
    """Somebody whose work is missing, late or not graded."""

    learner: str
    name: str
    submission: str
    submitted_at: str
    due: str
    error: str = ""


@dataclass(frozen=True)
class LessonSummary:
    """One lesson of a class."""

    lesson: str
    title: str
    submissions: int
    graded: int
    max_points: float
    mean_points: float | None
    median_points: float | None
    distribution: tuple[Bin, ...]
    exercises: tuple[ExerciseSummary, ...]
    missing: tuple[Person, ...]
    late: tuple[Person, ...]
    not_graded: tuple[Person, ...]


def summarise(
    rows: Sequence[HandedIn],
    lessons: Mapping[str, Lesson],
    resemblances: Mapping[str, Resemblance],
) -> tuple[LessonSummary, ...]:
    """A summary of each lesson that somebody handed in or should have; the last is of none.

    Args:
        resemblances: by exercise.
    """
    ids = sorted({row.lesson for row in rows}, key=lambda lesson: (not lesson, lesson))
    return tuple(
        _lesson(id, [row for row in rows if row.lesson == id], lessons.get(id), resemblances)
        for id in ids
    )


def _lesson(
    id: str,
    rows: Sequence[HandedIn],
    lesson: Lesson | None,
    resemblances: Mapping[str, Resemblance],
) -> LessonSummary:
    graded = [row.report for row in rows if row.report and row.is_graded]
    points = [report.points for report in graded]
    most = max((report.max_points for report in graded), default=0.0)
    most = lesson.max_points if lesson else most
    return LessonSummary(
        lesson=id,
        title=lesson.title if lesson else "",
        submissions=sum(row.report is not None for row in rows),
        graded=len(graded),
        max_points=most,
        mean_points=mean(points) if points else None,
        median_points=median(points) if points else None,
        distribution=_distribution(points, most),
        exercises=tuple(_exercises(graded, lesson, resemblances)),
        missing=_people(row for row in rows if row.state is State.MISSING),
        late=_people(row for row in rows if row.state is State.LATE),
        not_graded=_people(row for row in rows if row.report and not row.is_graded),
    )


def _exercises(
    graded: Sequence[SubmissionReport],
    lesson: Lesson | None,
    resemblances: Mapping[str, Resemblance],
) -> list[ExerciseSummary]:
    ids = dict.fromkeys(one.exercise for report in graded for one in report.exercises)
    known = {one.id: one for one in lesson.exercises} if lesson else {}
    return [_exercise(id, graded, known.get(id), resemblances.get(id)) for id in ids]


def _exercise(
    id: str,
    graded: Sequence[SubmissionReport],
    exercise: Exercise | None,
    resemblance: Resemblance | None,
) -> ExerciseSummary:
    done = [
        (report, one)
        for report in graded
        for one in report.exercises
        if one.exercise == id and one.max_points
    ]
    titles = [one.title for report in graded for one in report.exercises if one.exercise == id]
    passed = [one.outcome is Outcome.PASSED for _, one in done]
    return ExerciseSummary(
        exercise=id,
        title=titles[0],
        graded=len(done),
        not_attempted=sum(one.outcome is Outcome.NOT_ATTEMPTED for _, one in done),
        passed_share=mean(passed) if passed else None,
        mean_points=mean(one.points for _, one in done) if done else None,
        max_points=max((one.max_points for _, one in done), default=0.0),
        discrimination=_discrimination(done),
        mistakes=_mistakes(done, exercise),
        resemblance=resemblance,
    )


def _discrimination(done: Sequence[tuple[SubmissionReport, ExerciseReport]]) -> float | None:
    """How the points of an exercise go with those of the rest of its lesson, from -1 to 1."""
    if len(done) < DISCRIMINATION_FROM:
        return None
    own = [one.points for _, one in done]
    rest = [report.points - one.points for report, one in done]
    try:
        return correlation(own, rest)
    except StatisticsError:
        return None  # everybody has the same


def _mistakes(
    done: Sequence[tuple[SubmissionReport, ExerciseReport]], exercise: Exercise | None
) -> tuple[Mistake, ...]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for report, one in done:
        check = told_in_full(one)
        if one.outcome is Outcome.FAILED and check is not None and check.finding is not None:
            what = _without_values(check.finding.what, report, exercise)
            counts[check.name, check.promise, what] += 1
    return tuple(Mistake(*of, count) for of, count in counts.most_common(MISTAKES_SHOWN))


def _without_values(text: str, report: SubmissionReport, exercise: Exercise | None) -> str:
    """A finding as it reads for everybody: a learner's own values become their keys."""
    if exercise is not None:
        variant = Variant(report.learner, report.course_run, report.attempt)
        for key, value in variant.given(exercise).items():
            if len(str(value)) >= SHORTEST_VALUE:
                text = text.replace(str(value), f"given.{key}")
    return plain(text)


def _distribution(points: Sequence[float], most: float) -> tuple[Bin, ...]:
    if not most:
        return ()
    width = most / BINS
    counts = Counter(min(int(point / width + 1e-9), BINS - 1) for point in points)
    return tuple(Bin(width * n, width * (n + 1), counts[n]) for n in range(BINS))


def _people(rows: Iterable[HandedIn]) -> tuple[Person, ...]:
    return tuple(
        Person(
            learner=plain(row.entry.learner),
            name=plain(row.entry.name),
            submission=row.report.submission if row.report else "",
            submitted_at=_moment(row.submitted_at),
            due=_moment(row.due),
            error=plain(row.report.error) if row.report else "",
        )
        for row in rows
    )


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else ""
