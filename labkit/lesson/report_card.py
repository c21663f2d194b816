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
from labkit.visual.kit import Card, Content, Tone, nodes

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
    return Card.of(nodes.Frame(title, report_body(report, after), TONES[report.outcome], told))


def report_body(report: ExerciseReport, after: Sequence[str]) -> tuple[nodes.Node, ...]:
    """What stands below the title: as text, the same as render_text gives."""
    told = told_in_full(report)
    promises = nodes.Promises([_promise(check, check is told) for check in report.checks])
    return (*map(nodes.Line, remarks(report)), promises, *map(nodes.Line, after))


def _promise(check: CheckReport, in_full: bool) -> nodes.Promise:
    mark = nodes.Mark(MARKS[check.outcome], STATES[check.outcome])
    finding = [*_finding(check.finding)] if in_full and check.finding else []
    return nodes.Promise(mark, check_line(check), finding)


def _finding(finding: Finding) -> Iterator[Content]:
    yield nodes.Strong(observation(finding))
    if finding.next_step:
        yield plain(finding.next_step)
    if finding.see:
        see = plain(finding.see)
        yield nodes.Both(f"See for yourself: `{see}`", ("See for yourself: ", nodes.Code(see)))
