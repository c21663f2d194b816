"""An exercise's report as a card; its text is that of grader/report/text.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.report import (
    MARKS,
    STATES,
    CheckReport,
    ExerciseReport,
    Finding,
    Outcome,
    check_line,
    headline,
    observation,
    plain,
    remarks,
    told_in_full,
)
from labkit.visual.kit import (
    Both,
    Card,
    Code,
    Content,
    Frame,
    Line,
    Mark,
    Node,
    Promise,
    Promises,
    Strong,
    Tone,
)

TONES = {
    Outcome.PASSED: Tone.GOOD,
    Outcome.FAILED: Tone.OFF,
    Outcome.SKIPPED: Tone.PLAIN,
    Outcome.NOT_ATTEMPTED: Tone.PLAIN,
    Outcome.LAB_BROKEN: Tone.BROKEN,
}


def report_card(report: ExerciseReport, after: Sequence[str] = ()) -> Card:
    """The card of a report, with lines after it that are not the report's own."""
    state = headline(report)
    title, told = f"{report.title}: {state}", f"{report.exercise}: {state}"
    return Card.of(Frame(title, report_body(report, after), TONES[report.outcome], told))


def report_body(report: ExerciseReport, after: Sequence[str]) -> tuple[Node, ...]:
    """What stands below the title: as text, the same as render_text gives."""
    told = told_in_full(report)
    promises = Promises([_promise(check, check is told) for check in report.checks])
    return (*map(Line, remarks(report)), promises, *map(Line, after))


def _promise(check: CheckReport, in_full: bool) -> Promise:
    mark = Mark(MARKS[check.outcome], STATES[check.outcome])
    finding = [*_finding(check.finding)] if in_full and check.finding else []
    return Promise(mark, check_line(check), finding)


def _finding(finding: Finding) -> Iterator[Content]:
    yield Strong(observation(finding))
    if finding.next_step:
        yield plain(finding.next_step)
    if finding.see:
        see = plain(finding.see)
        yield Both(f"See for yourself: `{see}`", ("See for yourself: ", Code(see)))
