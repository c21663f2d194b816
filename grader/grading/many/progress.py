"""How far a run is, on a terminal: done, rate, time left. Nothing in a log.

Also the lines and the table that say what came of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from grader.report import Status, SubmissionReport, plain, render_text

STYLES = {Status.GRADED: "green", Status.NOT_RUN: "yellow", Status.LAB_BROKEN: "red"}


class Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed * 60:.0f} a minute" if task.speed else "")


class RunProgress:
    """One line that moves while `with` lasts."""

    def __init__(self, console: Console, total: int) -> None:
        self._progress = Progress(
            TextColumn("Grading"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> RunProgress:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def advance(self) -> None:
        self._progress.advance(self._task)


def say(console: Console, report: SubmissionReport, *, in_full: bool) -> None:
    """What went wrong with a submission; in full, what its learner would read."""
    lines = [render_text(exercise) for exercise in report.exercises] if in_full else []
    if report.error:
        lines.append(f"{report.submission}: {report.status.value}: {plain(report.error)}")
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def say_all(console: Console, reports: Iterable[SubmissionReport]) -> int:
    """The table of a run. Returns: the highest exit code of its submissions."""
    table, worst = Table("submission", "learner", "lesson", "points", "status"), 0
    table.columns[3].justify = "right"
    for report in reports:
        style, worst = STYLES[report.status], max(worst, report.status.exit_code)
        table.add_row(
            escape(plain(report.submission)),
            escape(plain(report.learner)),
            escape(plain(report.lesson)),
            f"{report.points:g} of {report.max_points:g}" if report.status is Status.GRADED else "",
            f"[{style}]{report.status.value}[/]",
        )
    console.print(table)
    return worst
