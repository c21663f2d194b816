"""What `./dockyard new` writes keeps the laws as it stands, before an author has changed it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_exercise
from grader.daemon import Daemon
from grader.report import Outcome
from labkit.authoring import new_exercise
from tests.laws.laws import Tidy, attempt

pytestmark = pytest.mark.daemon


def test_stub_keeps_the_laws(daemon: Daemon, tmp_path: Path) -> None:
    exercise, tidy = load_exercise(new_exercise("30_new", "stub", tmp_path)), Tidy(daemon.client)
    for cell in (exercise.solution, *(right.cell for right in exercise.rights)):
        with tidy.case(exercise.id):
            assert attempt(exercise, cell, daemon).outcome is Outcome.PASSED
    with tidy.case(exercise.id):
        assert attempt(exercise, exercise.starter, daemon).outcome is Outcome.NOT_ATTEMPTED
    for wrong in exercise.wrongs:
        with tidy.case(exercise.id):
            report = attempt(exercise, wrong.cell, daemon)
        failed = [check.name for check in report.checks if check.outcome is Outcome.FAILED]
        assert failed == [wrong.fails]
