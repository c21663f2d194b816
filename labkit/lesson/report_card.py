"""An exercise's report as a card: the text of grader.report.text, and the same as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

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
    render_text,
    told_in_full,
)
from labkit.visual.kit import Card, Tone, frame, inline, paragraph, spoken

TONES = {
    Outcome.PASSED: Tone.GOOD,
    Outcome.FAILED: Tone.OFF,
    Outcome.SKIPPED: Tone.PLAIN,
    Outcome.NOT_ATTEMPTED: Tone.PLAIN,
    Outcome.LAB_BROKEN: Tone.BROKEN,
}


def report_card(report: ExerciseReport, after: Sequence[str] = ()) -> Card:
    """The card of a report, with lines after it that are not the report's own."""
    title = f"{report.title}: {headline(report)}"
    text = "\n".join([render_text(report), *(f"  {line}" for line in after)])
    return Card(text, frame(title, report_body(report, after), TONES[report.outcome]))


def report_body(report: ExerciseReport, after: Sequence[str]) -> str:
    """What stands below the title, as HTML."""
    told = told_in_full(report)
    rows = "".join(_row(check, told is check) for check in report.checks)
    return (
        "".join(map(paragraph, remarks(report)))
        + f'<ul style="list-style:none;margin:.3em 0;padding-left:0">{rows}</ul>'
        + "".join(map(paragraph, after))
    )


def _row(check: CheckReport, in_full: bool) -> str:
    told = _finding(check.finding) if in_full and check.finding else ""
    mark = spoken(MARKS[check.outcome], STATES[check.outcome])
    return f"<li>{mark}{inline(check_line(check))}{told}</li>"


def _finding(finding: Finding) -> str:
    see = f"See for yourself: <code>{escape(plain(finding.see))}</code>" if finding.see else ""
    next_step = inline(plain(finding.next_step))
    lines = [f"<strong>{inline(observation(finding))}</strong>", next_step, see]
    return f'<div style="margin-left:1.6em">{"<br>".join(line for line in lines if line)}</div>'
