"""Who handed in what, and when: roster and reports brought together.

A submission counts as of the time that the roster gives it, else of its file's last change. Of
several submissions of one learner for one lesson, the last one counts. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from grader.report import Status, SubmissionReport
from grader.results.exports.roster import Entry, Roster, key_of

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class State(StrEnum):
    """How a submission stands to its due time."""

    ON_TIME = "on time"
    LATE = "late"
    MISSING = "missing"
    NO_DUE_TIME = "handed in"
    UNKNOWN = "time unknown"


@dataclass(frozen=True)
class HandedIn:
    """One learner and one lesson. There is no report where nothing was handed in."""

    entry: Entry
    lesson: str
    report: SubmissionReport | None
    submitted_at: datetime | None
    due: datetime | None
    is_on_roster: bool

    @property
    def state(self) -> State:
        if self.report is None:
            return State.MISSING
        if self.due is None:
            return State.NO_DUE_TIME
        if self.submitted_at is None:
            return State.UNKNOWN
        return State.LATE if self.submitted_at > self.due else State.ON_TIME

    @property
    def is_graded(self) -> bool:
        """Whether its points are a grade."""
        return self.report is not None and self.report.status is Status.GRADED


def handed_in(
    reports: Sequence[SubmissionReport], roster: Roster | None, due: datetime | None
) -> tuple[HandedIn, ...]:
    """A row for everybody on the roster and each lesson, then for whoever is not on it.

    Args:
        due: for everybody whose row gives no time of its own.
    """
    roster = roster or Roster()
    newest = _newest(reports)
    rows = []
    for entry, lesson in roster.expected({report.lesson for report in reports} - {""}):
        report = newest.pop((key_of(entry.learner), lesson), None)
        rows.append(_row(entry, lesson, report, due, is_on_roster=True))
    for report in newest.values():
        known = roster.entry(report.learner, report.lesson)
        entry = known or Entry(report.learner)
        rows.append(_row(entry, report.lesson, report, due, is_on_roster=known is not None))
    return tuple(rows)


def _newest(
    reports: Sequence[SubmissionReport],
) -> dict[tuple[str, str], SubmissionReport]:
    """The last submission of each learner for each lesson; of no lesson, each by itself."""
    newest: dict[tuple[str, str], SubmissionReport] = {}
    for report in sorted(reports, key=_handed_in_at):
        lesson = report.lesson or f"\0{report.submission}"
        newest[key_of(report.learner), lesson] = report
    return newest


def _handed_in_at(report: SubmissionReport) -> tuple[datetime, datetime]:
    return report.submitted_at or LONG_AGO, report.started_at


def _row(
    entry: Entry,
    lesson: str,
    report: SubmissionReport | None,
    due: datetime | None,
    *,
    is_on_roster: bool,
) -> HandedIn:
    at = (entry.submitted_at or report.submitted_at) if report else None
    return HandedIn(entry, lesson, report, at, entry.due or due, is_on_roster)
