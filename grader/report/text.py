"""An exercise's report as the plain text that a learner reads.

The states and marks of every rendering are decided here, cards included; only the first finding is
told in full. What a daemon said may carry anything, so whatever a terminal could obey is written
out as an escape.
"""

from __future__ import annotations

from grader.report.report import CheckReport, ExerciseReport, Finding, Outcome

STATES = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "not yet",
    Outcome.SKIPPED: "skipped here",
    Outcome.NOT_ATTEMPTED: "not started",
    Outcome.LAB_BROKEN: "lab broken",
}
"""An outcome as a learner reads it."""

MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.SKIPPED: "·",
    Outcome.NOT_ATTEMPTED: "·",
    Outcome.LAB_BROKEN: "!",
}

NOT_YOUR_FAULT = "This is a fault of the lab, not of your work, and costs no point."


def render_text(report: ExerciseReport) -> str:
    """The report, a line a check, without a newline at its end.

    Example::

        03_layers/share_two_layers: not yet, 1 of 3 points
          ✓ The first image exists.
          ✗ Both images share exactly two layers.
              layers that both images share: expected 2, found 1
              Build the second image on what the first one already has.
              See for yourself: `docker image inspect first-bcdf`
          · The second image prints the token. (waits for: Both images share exactly two layers.)
    """
    told = told_in_full(report)
    lines = [f"{report.exercise}: {headline(report)}"]
    lines += [f"  {line}" for line in remarks(report)]
    for check in report.checks:
        lines.append(f"  {MARKS[check.outcome]} {check_line(check)}")
        if check is told and check.finding is not None:
            lines += [f"      {line}" for line in _finding_lines(check.finding)]
    return "\n".join(lines)


def headline(report: ExerciseReport) -> str:
    """State and points: "not yet, 1 of 3 points". A broken lab counts none."""
    state = STATES[report.outcome]
    if report.outcome is Outcome.LAB_BROKEN:
        return state
    return f"{state}, {points_text(report.points, report.max_points)}"


def points_text(points: float, max_points: float) -> str:
    """Example:
    >>> points_text(1, 3), points_text(0.5, 1), points_text(0, 0)
    ('1 of 3 points', '0.5 of 1 point', 'no points to earn')
    """
    if not max_points:
        return "no points to earn"
    return f"{points:g} of {max_points:g} point{'' if max_points == 1 else 's'}"


def remarks(report: ExerciseReport) -> list[str]:
    """What is to be said about the exercise as a whole, a sentence each."""
    said = [plain(report.reason)] if report.reason else []
    if report.outcome is Outcome.LAB_BROKEN:
        said.append(NOT_YOUR_FAULT)
    return said


def check_line(check: CheckReport) -> str:
    """The promise, and why it was not looked at where it was not."""
    return f"{check.promise} ({plain(check.reason)})" if check.reason else check.promise


def told_in_full(report: ExerciseReport) -> CheckReport | None:
    """The first check that found something off: the one thing to mend next."""
    return next((check for check in report.checks if check.finding is not None), None)


def observation(finding: Finding) -> str:
    """What was looked at: "exit code: expected 0, found 137"."""
    return (
        f"{plain(finding.what)}: expected {plain(finding.expected)}, found {plain(finding.found)}"
    )


def plain(text: str) -> str:
    """One line that prints as it stands: newlines and control characters as escapes."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def _finding_lines(finding: Finding) -> list[str]:
    lines = [observation(finding)]
    if finding.next_step:
        lines.append(plain(finding.next_step))
    if finding.see:
        lines.append(f"See for yourself: `{plain(finding.see)}`")
    return lines
