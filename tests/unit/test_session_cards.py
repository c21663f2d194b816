"""What a check's card says when the fault is ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_lesson
from grader.report import Outcome
from grader.runner import unchecked
from labkit.lesson.session_cards import as_ours, check_card, next_when_broken
from tests.golden_text import assert_golden

TINY = Path(__file__).parents[1] / "tiny_course" / "01_tiny"


def test_a_broken_lab_reads_as_last_time(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKYARD_DOOR", "sandbox")
    exercise = load_lesson(TINY).exercises[0]
    report = unchecked(exercise, Outcome.LAB_BROKEN, "the daemon does not answer: refused")
    card = check_card(exercise, report, next_when_broken())
    assert_golden(request, "visuals/lab-broken.txt", card.text)


def test_on_an_own_engine_no_restart_is_spoken_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCKYARD_DOOR", raising=False)
    fault = as_ours(OSError("refused"), "x")
    assert "Restart" not in fault.next_step and "./dockyard doctor" in fault.next_step
