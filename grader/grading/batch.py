"""Grades many submissions, one after another, and says what came of each: `./dockyard grade`.

A submission that cannot be read or run becomes a row like any other, and the rest goes on. The
table of grades is written anew after each, so that an interrupted run keeps what it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from grader.engine import connect
from grader.errors import DockyardError
from grader.grading.grade import Rules, grade_submission
from grader.grading.submission import Submission, find_submissions
from grader.report import Status, SubmissionReport
from grader.report_text import plain, render_text
from grader.results.files import write_grades, write_notebook, write_report

LABS = Path(__file__).parents[2] / "labs"
DEFAULT_OUT = Path("graded")

STYLES = {Status.GRADED: "green", Status.NOT_RUN: "yellow", Status.LAB_BROKEN: "red"}


def grade_command(
    paths: Sequence[Path],
    out: Path = DEFAULT_OUT,
    *,
    rules: Rules | None = None,
    console: Console | None = None,
) -> int:
    """Grades every notebook that `paths` name and writes the results below `out`.

    Returns: 0 when all were graded, 1 when a submission did not run, 2 when our side broke.

    Raises:
        SubmissionError: a path does not exist or holds no notebook.
        EngineError: no engine answers, so that nothing could be graded.
        DockyardError: there is no course here, or the results cannot be written.
    """
    rules, console = rules or Rules(LABS), console or Console()
    submissions = find_submissions(paths, labs=rules.labs, leave_out=out)
    _require_course(rules.labs)
    connect().close()
    reports: list[SubmissionReport] = []
    for number, submission in enumerate(submissions, 1):
        with console.status(f"Grading {number} of {len(submissions)}: {escape(submission.name)}"):
            reports.append(_grade_into(out, submission, rules))
        write_grades(out, reports)
        _say(console, reports[-1], in_full=len(submissions) == 1)
    _say_all(console, reports, out)
    return max(report.status.exit_code for report in reports)


def _require_course(labs: Path) -> None:
    if not any(labs.glob("*/lesson.md")):
        raise DockyardError(
            "there is no lesson to grade by", where=str(labs), next_step="run this in the checkout"
        )


def _grade_into(out: Path, submission: Submission, rules: Rules) -> SubmissionReport:
    graded = grade_submission(submission, rules)
    write_notebook(out, submission.name, graded.notebook)
    write_report(out, graded.report)
    return graded.report


def _say(console: Console, report: SubmissionReport, *, in_full: bool) -> None:
    lines = [render_text(exercise) for exercise in report.exercises] if in_full else []
    if report.error:
        lines.append(f"{report.submission}: {report.status.value}: {plain(report.error)}")
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _say_all(console: Console, reports: Sequence[SubmissionReport], out: Path) -> None:
    table = Table("submission", "learner", "lesson", "points", "status")
    table.columns[3].justify = "right"
    for report in reports:
        style = STYLES[report.status]
        table.add_row(
            escape(plain(report.submission)),
            escape(plain(report.learner)),
            escape(plain(report.lesson)),
            f"{report.points:g} of {report.max_points:g}",
            f"[{style}]{report.status.value}[/]",
        )
    console.print(table)
    console.print(
        f"Reports, executed notebooks and grades.csv: {out}", markup=False, soft_wrap=True
    )
