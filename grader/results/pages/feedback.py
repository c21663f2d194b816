"""One learner's feedback as a page: what holds, what to mend next, and the notebook as it ran.

It tells what a learner's own card would tell, and no more: the first finding of an exercise,
never a solution.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from grader.report import (
    MARKS,
    STATES,
    CheckReport,
    ExerciseReport,
    Finding,
    Status,
    SubmissionReport,
    check_line,
    headline,
    observation,
    remarks,
    told_in_full,
)
from grader.results.files import write_text
from grader.results.pages.html_page import render
from grader.results.pages.notebook_view import shown_notebook

WHAT_NOW = {
    Status.GRADED: "",
    Status.NOT_RUN: "Your notebook did not run to its end, so it has no grade yet.",
    Status.LAB_BROKEN: (
        "The lab broke while your notebook was graded. "
        "That is not your fault, and it will be graded again."
    ),
}

FOLDERS = re.compile(r"^[^:]*?/(?=[^/:]+\.ipynb)")


@dataclass(frozen=True)
class CheckLine:
    """One check: its mark, what the mark means, and its promise."""

    mark: str
    meaning: str
    text: str
    finding: Finding | None
    observation: str


@dataclass(frozen=True)
class ExercisePart:
    """One exercise of the page."""

    title: str
    headline: str
    remarks: tuple[str, ...]
    checks: tuple[CheckLine, ...]


def feedback_path(out: Path, submission: str) -> Path:
    return out / "feedback" / f"{submission}.html"


def write_feedback(out: Path, report: SubmissionReport) -> None:
    """Writes the page of one submission, with the notebook that grading left."""
    page = render(
        "feedback.html.j2",
        report=report,
        what_now=WHAT_NOW[report.status],
        error=_for_the_learner(report),
        is_graded=report.status is Status.GRADED,
        exercises=[_part(exercise) for exercise in report.exercises],
        notebook=shown_notebook(out, report.submission),
    )
    write_text(feedback_path(out, report.submission), page)


def _for_the_learner(report: SubmissionReport) -> str:
    """What went wrong, when it is theirs to mend, without the folders of this machine."""
    if report.status is not Status.NOT_RUN:
        return ""
    return FOLDERS.sub("", report.error)


def _part(exercise: ExerciseReport) -> ExercisePart:
    told = told_in_full(exercise)
    return ExercisePart(
        title=exercise.title,
        headline=headline(exercise),
        remarks=tuple(remarks(exercise)),
        checks=tuple(_line(check, is_told=check is told) for check in exercise.checks),
    )


def _line(check: CheckReport, *, is_told: bool) -> CheckLine:
    finding = check.finding if is_told else None
    return CheckLine(
        mark=MARKS[check.outcome],
        meaning=STATES[check.outcome],
        text=check_line(check),
        finding=finding,
        observation=observation(finding) if finding else "",
    )
