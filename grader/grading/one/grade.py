"""Grades one submission: a file in, a report and an executed notebook out.

Every end that a run can come to is a status here: graded, did not run (the submission's fault) or
lab broken (ours).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from nbformat import NotebookNode

from grader.course import SELF_PACED, Lesson, course_version, load_lesson
from grader.errors import DockyardError, SubmissionError
from grader.grading.one.examination import Examination
from grader.grading.one.plan import make_plan
from grader.grading.one.spare_sandbox import SpareSandbox
from grader.grading.one.submission import Submission
from grader.grading.one.submitted_file import SubmittedFile, read_file
from grader.grading.one.submitted_notebook import SubmittedNotebook, parse_notebook
from grader.report import ExerciseReport, Outcome, Status, SubmissionReport


@dataclass(frozen=True)
class Rules:
    """What holds for every submission of one run.

    `course_run` and `attempt` are what the given values hang on, as of `grader.course.given.seed`.
    """

    labs: Path
    course_run: str = field(default=SELF_PACED, repr=False)
    attempt: int = 1
    cell_timeout_s: float = 120
    run_timeout_s: float = 1800
    job_timeout_s: float = 2400


@dataclass(frozen=True)
class Graded:
    """What came of one submission. There is no notebook when the file could not be read."""

    report: SubmissionReport
    notebook: NotebookNode | None = None


@dataclass
class _Run:
    """What is known so far, for a report at whatever point the run ends."""

    submission: Submission
    rules: Rules
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    began_s: float = field(default_factory=time.monotonic)
    file: SubmittedFile | None = None
    submitted: SubmittedNotebook | None = None
    examination: Examination | None = None
    spare: SpareSandbox | None = None


def grade_submission(
    submission: Submission,
    rules: Rules,
    file: SubmittedFile | None = None,
    *,
    spare: SpareSandbox | None = None,
) -> Graded:
    """Runs a submission in a sandbox of its own and checks it from outside. Raises nothing.

    Args:
        file: what was read at its path; read now when None.
        spare: where its sandbox may be taken from.
    """
    run = _Run(submission, rules, file=file, spare=spare)
    try:
        _read(run)
        _examine(run)
    except DockyardError as error:
        return _ended(run, error)
    except Exception as error:
        # Whatever else goes wrong is a fault of the grader, and the other submissions go on.
        return _graded(run, Status.LAB_BROKEN, error=_unforeseen(submission, error))
    return _graded(run, Status.GRADED)


def not_graded(
    submission: Submission, rules: Rules, error: DockyardError, file: SubmittedFile | None = None
) -> Graded:
    """What a submission comes to that never ran: unreadable, or nobody could grade it."""
    return _ended(_Run(submission, rules, file=file), error)


def _ended(run: _Run, error: DockyardError) -> Graded:
    theirs = isinstance(error, SubmissionError)
    return _graded(run, Status.NOT_RUN if theirs else Status.LAB_BROKEN, error=str(error))


def _read(run: _Run) -> None:
    path, labs = run.submission.path, run.rules.labs
    run.file = run.file or read_file(path)
    lessons = {page.parent.name for page in labs.glob("*/lesson.md")}
    run.submitted = parse_notebook(run.file.content, path, lessons)
    lesson = load_lesson(labs / run.submitted.lesson)
    _require_known_exercises(run.submitted, lesson, path)
    plan = make_plan(run.submitted.marks, [exercise.id for exercise in lesson.exercises])
    run.examination = Examination(
        lesson,
        plan,
        run.submission.learner,
        course_run=run.rules.course_run,
        attempt=run.rules.attempt,
    )


def _require_known_exercises(submitted: SubmittedNotebook, lesson: Lesson, path: Path) -> None:
    known = [exercise.id for exercise in lesson.exercises]
    for number, mark in enumerate(submitted.marks, 1):
        if mark and mark.exercise not in known:
            raise SubmissionError(
                f"no exercise {mark.exercise[:80]!r} in this course's lesson {lesson.id}",
                where=f"{path}, cell {number}",
                next_step=f"put the answers into this course's notebooks/{lesson.id}.ipynb",
            )


def _examine(run: _Run) -> None:
    # Jupyter's half is what takes long to import, and a coordinator never runs a notebook.
    from grader.grading.one.engine_papermill import run_notebook

    assert run.submitted is not None and run.examination is not None
    run_notebook(
        run.submitted.notebook,
        run.examination,
        cell_timeout_s=run.rules.cell_timeout_s,
        run_timeout_s=run.rules.run_timeout_s,
        job_timeout_s=run.rules.job_timeout_s,
        spare=run.spare,
    )


def _graded(run: _Run, status: Status, *, error: str = "") -> Graded:
    exercises = _exercises(run, status)
    broken = [one for one in exercises if one.outcome is Outcome.LAB_BROKEN]
    if broken and status is Status.GRADED:
        status, error = Status.LAB_BROKEN, _broken(broken[0])
    report = SubmissionReport(
        course_version=course_version(run.rules.labs),
        submission=run.submission.name,
        learner=run.submission.learner,
        lesson=run.submitted.lesson if run.submitted else "",
        course_run=run.rules.course_run,
        attempt=run.rules.attempt,
        status=status,
        points=sum(one.points for one in exercises),
        max_points=sum(one.max_points for one in exercises),
        exercises=exercises,
        error=" ".join(error.split()),
        engine_version=run.examination.engine_version if run.examination else "",
        content_sha256=run.file.sha256 if run.file else "",
        submitted_at=run.file.changed_at if run.file else None,
        started_at=run.started_at,
        duration_s=round(time.monotonic() - run.began_s, 3),
    )
    return Graded(report, run.submitted.notebook if run.submitted else None)


def _exercises(run: _Run, status: Status) -> tuple[ExerciseReport, ...]:
    if run.examination is None:
        return ()
    if status is Status.LAB_BROKEN:
        return run.examination.reports(
            rest=Outcome.LAB_BROKEN, reason="the lab broke before it was checked"
        )
    reason = "the run ended before it was checked" if status is Status.NOT_RUN else ""
    return run.examination.reports(rest=Outcome.NOT_ATTEMPTED, reason=reason)


def _broken(exercise: ExerciseReport) -> str:
    """The first thing that broke in an exercise on our side."""
    reasons = [exercise.reason, *(check.reason for check in exercise.checks)]
    return str(
        DockyardError(
            next(reason for reason in reasons if reason),
            where=exercise.exercise,
            next_step=f"grade it again; if it stays so, mend labs/{exercise.exercise}.py",
        )
    )


def _unforeseen(submission: Submission, error: Exception) -> str:
    return str(
        DockyardError(
            f"the grader failed: {type(error).__name__}: {error}"[:500],
            where=str(submission.path),
            next_step="grade this submission again, and report this line if it stays so",
        )
    )
