"""Writes everything that is derived from reports: table, exports, feedback, summary.

All of it can be made again from the reports, the notebooks and the course, so every call writes
it anew. Reports, notebooks and records are written elsewhere, before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from grader.course import Lesson, load_lesson
from grader.report import Status, SubmissionReport
from grader.results.exports import (
    HandedIn,
    Roster,
    gradescope_results,
    handed_in,
    junit_xml,
    write_json_lines,
    write_nbgrader,
    write_roster,
)
from grader.results.files import write_grades, write_text
from grader.results.likeness import Resemblance, resemblances
from grader.results.pages import render, summarise, write_feedback

EXPORTS = "exports"


def publish(
    out: Path,
    reports: Sequence[SubmissionReport],
    *,
    labs: Path,
    roster: Roster | None = None,
    due: datetime | None = None,
) -> None:
    """Writes what belongs to each submission and what belongs to the class.

    Args:
        reports: the newest of every submission that was ever graded into this folder.
        due: for everybody whose row in the roster gives no time of its own.

    Raises:
        DockyardError: a file cannot be written.
    """
    for report in reports:
        publish_submission(out, report)
    publish_class(out, reports, labs=labs, roster=roster, due=due)


def publish_submission(out: Path, report: SubmissionReport) -> None:
    """Feedback page and Gradescope's file of one submission whose notebook is written.

    Gradescope shows any score as a grade, so what has none has no file either.
    """
    write_feedback(out, report)
    path = out / EXPORTS / "gradescope" / f"{report.submission}.json"
    if report.status is Status.GRADED:
        write_text(path, json.dumps(gradescope_results(report), indent=2) + "\n")
    else:
        path.unlink(missing_ok=True)


def publish_class(
    out: Path,
    reports: Sequence[SubmissionReport],
    *,
    labs: Path,
    roster: Roster | None = None,
    due: datetime | None = None,
) -> None:
    """The table of grades, the exports and the summary; see `publish`."""
    write_grades(out, reports)
    rows = handed_in(reports, roster, due)
    lessons = {row.lesson: load_lesson(labs / row.lesson) for row in rows if _is_in(labs, row)}
    folder = out / EXPORTS
    write_json_lines(folder, rows)
    write_nbgrader(folder, rows, {id: lesson.max_points for id, lesson in lessons.items()})
    write_roster(folder, rows)
    write_text(folder / "junit.xml", junit_xml(reports))
    _write_summary(out, rows, lessons)


def _is_in(labs: Path, row: HandedIn) -> bool:
    return bool(row.lesson) and (labs / row.lesson / "lesson.md").is_file()


def _write_summary(out: Path, rows: Sequence[HandedIn], lessons: Mapping[str, Lesson]) -> None:
    seen: dict[str, Resemblance] = {}
    for id, lesson in lessons.items():
        of_lesson = [row for row in rows if row.lesson == id]
        learners = [row.entry.learner for row in of_lesson]
        reports = [row.report for row in of_lesson if row.report]
        seen |= resemblances(out, reports, lesson, learners)
    summary = summarise(rows, lessons, seen)
    as_json = [asdict(one) for one in summary]
    write_text(out / "summary.json", json.dumps(as_json, indent=2, ensure_ascii=False) + "\n")
    write_text(out / "summary.html", render("summary.html.j2", lessons=summary))
