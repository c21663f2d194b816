"""The tables that other programs read: JSON Lines, nbgrader's gradebook, and the roster.

All are written anew from what is known. A submission that did not run, or whose lab broke, has no
grade: its scores are left empty, for a 0 would be one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from grader.report import SubmissionReport
from grader.results.exports.submissions import HandedIn
from grader.results.files import write_table, write_text

NBGRADER_COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
"""Source: nbgrader/plugins/export.py, CsvExportPlugin."""

ROSTER_COLUMNS = (
    *("learner", "name", "email", "section", "on_roster", "lesson", "submission"),
    *("submitted_at", "due", "state", "points", "max_points", "status"),
)


def write_json_lines(folder: Path, rows: Sequence[HandedIn]) -> None:
    """One object a submission, exercise by exercise."""
    objects = [_as_object(row, row.report) for row in rows if row.report]
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in objects]
    write_text(folder / "grades.jsonl", "".join(lines))


def write_nbgrader(folder: Path, rows: Sequence[HandedIn], max_points: Mapping[str, float]) -> None:
    """What `nbgrader export` writes: one row an assignment and student, times in UTC.

    Args:
        max_points: of each lesson.
    """
    write_table(
        folder / "nbgrader.csv",
        NBGRADER_COLUMNS,
        [_nbgrader_row(row, max_points.get(row.lesson, 0)) for row in rows if row.lesson],
    )


def write_roster(folder: Path, rows: Sequence[HandedIn]) -> None:
    """Everybody, and what became of their work: missing and late submissions among them."""
    write_table(folder / "roster.csv", ROSTER_COLUMNS, map(_roster_row, rows))


def _as_object(row: HandedIn, report: SubmissionReport) -> dict[str, object]:
    shared = {"submission", "learner", "lesson", "course_run", "attempt", "status"}
    return {
        **report.model_dump(mode="json", include=shared),
        "name": row.entry.name,
        "email": row.entry.email,
        "section": row.entry.section,
        "points": report.points if row.is_graded else None,
        "max_points": report.max_points if row.is_graded else None,
        "submitted_at": _iso(row.submitted_at) or None,
        "due": _iso(row.due) or None,
        "state": row.state.value,
        "error": report.error,
        "exercises": [
            {
                "exercise": one.exercise,
                "outcome": one.outcome.value,
                "points": one.points,
                "max_points": one.max_points,
            }
            for one in report.exercises
        ],
    }


def _nbgrader_row(row: HandedIn, max_points: float) -> tuple[str, ...]:
    first, last = _first_and_last(row.entry.name)
    if row.report is None:
        scores = ("0.0", "0.0", "0.0")
    elif row.is_graded:
        scores = (str(float(row.report.points)), "0.0", str(float(row.report.points)))
    else:
        scores = ("", "", "")
    most = row.report.max_points if row.report and row.is_graded else max_points
    times = (_naive(row.due), _naive(row.submitted_at))
    person = (row.entry.learner, last, first, row.entry.email)
    return (row.lesson, *times, *person, *scores, str(float(most)))


def _roster_row(row: HandedIn) -> tuple[str, ...]:
    entry, report = row.entry, row.report
    points = ("", "")
    if report is not None and row.is_graded:
        points = (f"{report.points:g}", f"{report.max_points:g}")
    return (
        *(entry.learner, entry.name, entry.email, entry.section),
        *("yes" if row.is_on_roster else "no", row.lesson, report.submission if report else ""),
        *(_iso(row.submitted_at), _iso(row.due), row.state.value),
        *(*points, report.status.value if report else ""),
    )


def _first_and_last(name: str) -> tuple[str, str]:
    """Example:
    >>> _first_and_last("Ada King Lovelace"), _first_and_last("Lovelace, Ada")
    (('Ada King', 'Lovelace'), ('Ada', 'Lovelace'))
    """
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.rpartition(" ")
    return first.strip(), last.strip()


def _iso(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _naive(moment: datetime | None) -> str:
    """As nbgrader stores times: UTC, and not said so."""
    return str(moment.replace(tzinfo=None)) if moment else ""
