"""What a learner reads of a report."""

from __future__ import annotations

import pytest

from grader.report import (
    CheckReport,
    ExerciseReport,
    Finding,
    Outcome,
    plain,
    points_text,
    render_text,
)

FINDING = Finding(
    what="layers that both share",
    expected="2",
    found="1",
    see="docker history first",
    next_step="What comes first is shared.",
)


def check(name: str, outcome: Outcome, points: float = 1, **more: object) -> CheckReport:
    earned = points if outcome is Outcome.PASSED else 0
    promise = f"The promise {name} holds."
    return CheckReport(
        name=name, promise=promise, outcome=outcome, points=earned, max_points=points, **more
    )  # type: ignore[arg-type]


def report(outcome: Outcome, *checks: CheckReport, reason: str = "") -> ExerciseReport:
    return ExerciseReport(
        exercise="03_layers/share", title="Share", outcome=outcome, checks=checks, reason=reason
    )


def test_only_the_first_finding_is_told_in_full() -> None:
    text = render_text(
        report(
            Outcome.FAILED,
            check("one", Outcome.PASSED),
            check("two", Outcome.FAILED, finding=FINDING),
            check("three", Outcome.FAILED, finding=FINDING.model_copy(update={"what": "more"})),
            check("four", Outcome.SKIPPED, reason="waits for: The promise two holds."),
        )
    )
    assert (
        text
        == """\
03_layers/share: not yet, 1 of 4 points
  ✓ The promise one holds.
  ✗ The promise two holds.
      layers that both share: expected 2, found 1
      What comes first is shared.
      See for yourself: `docker history first`
  ✗ The promise three holds.
  · The promise four holds. (waits for: The promise two holds.)"""
    )


def test_passed() -> None:
    text = render_text(report(Outcome.PASSED, check("one", Outcome.PASSED, points=0.5)))
    assert text.splitlines()[0] == "03_layers/share: passed, 0.5 of 0.5 points"


def test_not_started_tells_what_is_missing_first() -> None:
    one = check("one", Outcome.NOT_ATTEMPTED, finding=FINDING)
    lines = render_text(report(Outcome.NOT_ATTEMPTED, one)).splitlines()
    assert lines[0] == "03_layers/share: not started, 0 of 1 point"
    assert lines[1].startswith("  · ")
    assert "expected 2" in lines[2]


def test_skipped_for_the_engine_says_why_and_has_no_points() -> None:
    one = check("one", Outcome.SKIPPED, points=0)
    lines = render_text(report(Outcome.SKIPPED, one, reason="no cgroups here")).splitlines()
    assert lines[:2] == [
        "03_layers/share: skipped here, no points to earn",
        "  no cgroups here",
    ]


def test_a_broken_lab_says_whose_fault() -> None:
    text = render_text(report(Outcome.LAB_BROKEN, check("one", Outcome.LAB_BROKEN, reason="boom")))
    assert text.splitlines()[0] == "03_layers/share: lab broken"
    assert "costs no point" in text
    assert "(boom)" in text


def test_what_a_daemon_says_cannot_drive_a_terminal() -> None:
    hostile = FINDING.model_copy(update={"found": "\x1b[2J\nall passed\u202e"})
    text = render_text(report(Outcome.FAILED, check("one", Outcome.FAILED, finding=hostile)))
    assert r"found \x1b[2J\nall passed\u202e" in text


@pytest.mark.parametrize("text", ["plain", "ü ✓ 层", "a b"])
def test_printable_text_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("points", "most", "said"), [(0, 0, "no points to earn"), (1, 1, "1 of 1 point")]
)
def test_points(points: float, most: float, said: str) -> None:
    assert points_text(points, most) == said
