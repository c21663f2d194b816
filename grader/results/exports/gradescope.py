"""A report as Gradescope's autograder harness reads it: results.json.

Source: Gradescope's autograder specifications, “Output format”.
"""

from __future__ import annotations

from typing import Any

from grader.report import (
    CheckReport,
    ExerciseReport,
    Outcome,
    SubmissionReport,
    check_line,
    headline,
    observation,
    plain,
)


def gradescope_results(report: SubmissionReport) -> dict[str, Any]:
    """The content of results.json for a graded submission: one test a check."""
    return {
        "score": report.points,
        "execution_time": report.duration_s,
        "output": "\n".join(f"{plain(one.exercise)}: {headline(one)}" for one in report.exercises),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": report.model_dump(
            mode="json",
            include={"submission", "learner", "lesson", "content_sha256", "course_version"},
        ),
        "tests": [
            _test(exercise, check, f"{number}.{part}")
            for number, exercise in enumerate(report.exercises, 1)
            for part, check in enumerate(exercise.checks, 1)
        ],
    }


def _test(exercise: ExerciseReport, check: CheckReport, number: str) -> dict[str, Any]:
    return {
        "score": check.points,
        "max_score": check.max_points,
        "status": "passed" if check.outcome is Outcome.PASSED else "failed",
        "name": f"{exercise.title}: {check.promise}",
        "name_format": "text",
        "number": number,
        "output": said(exercise, check),
        "output_format": "text",
        "tags": [exercise.exercise, check.outcome.value],
        "visibility": "visible",
    }


def said(exercise: ExerciseReport, check: CheckReport) -> str:
    """What there is to say of a check, a line each; empty when it passed."""
    if check.finding is None:
        why = check.reason or exercise.reason
        return plain(why) if check.outcome is not Outcome.PASSED else ""
    lines = [check_line(check), observation(check.finding), plain(check.finding.next_step)]
    if check.finding.see:
        lines.append(f"See for yourself: {plain(check.finding.see)}")
    return "\n".join(filter(None, lines))
