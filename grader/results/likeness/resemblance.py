"""For each exercise of a class: whose answers are alike, and who used another's given values.

Brings together the notebooks that grading left, the course, and everybody's given values. What
it finds are questions to ask, not findings. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import Lesson
from grader.report import SubmissionReport
from grader.results.likeness.answers import Answers, read_answers
from grader.results.likeness.similar import Alike, alike
from grader.results.likeness.variants import Copied, Variant, foreign_values, rare_values


@dataclass(frozen=True)
class Resemblance:
    """One exercise of one class."""

    alike: Alike
    copied: tuple[Copied, ...]


def resemblances(
    out: Path, reports: Sequence[SubmissionReport], lesson: Lesson, learners: Iterable[str]
) -> dict[str, Resemblance]:
    """By exercise of one lesson.

    Args:
        reports: of that lesson, one a learner.
        learners: everybody in the class: values may also come from somebody who hands in nothing.
    """
    answers = {one.submission: read_answers(out, one.submission) for one in reports}
    whose = {one.submission: Variant(one.learner, one.course_run, one.attempt) for one in reports}
    runs = {(one.course_run, one.attempt) for one in reports}
    everybody = {*whose.values(), *(Variant(name, *run) for name in learners for run in runs)}
    return {
        exercise.id: Resemblance(
            alike(exercise, _of(exercise.id, answers), rare_values(exercise, everybody)),
            foreign_values(
                exercise, {name: (whose[name], answers[name].code) for name in whose}, everybody
            ),
        )
        for exercise in lesson.exercises
    }


def _of(exercise: str, answers: Mapping[str, Answers]) -> dict[str, str]:
    return {
        name: one.by_exercise[exercise]
        for name, one in answers.items()
        if exercise in one.by_exercise
    }
