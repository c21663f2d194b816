"""Five outcomes, from checks that do each of the things a check can do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader import TookTooLong, check, expect, missing
from grader.course import Check, Exercise, Given
from grader.daemon import Engine
from grader.errors import SubmissionError
from grader.report import ExerciseReport, Outcome
from grader.runner import run_checks

ENGINE = Engine("26.1.5", "1.45", "overlay2", False, "1", False, True, "Debian")


class FakeDaemon:
    engine = ENGINE


def exercise(*checks: Check, needs: frozenset[str] = frozenset()) -> Exercise:
    return Exercise("03_x/y", Path("y.py"), "Title", "", "", "", checks, (), (), {}, needs)


def run(
    *checks: Check, answer: object = None, needs: frozenset[str] = frozenset()
) -> ExerciseReport:
    daemon: Any = FakeDaemon()
    return run_checks(exercise(*checks, needs=needs), daemon, Given({"n": 2}), answer)


@check(points=2)
def holds() -> None:
    """It holds."""


@check()
def differs(given: Given) -> None:
    """They are equal."""
    expect("layers", given.n, 3, see="docker history x")


@check()
def absent() -> None:
    """It is there."""
    raise missing("image x", see="docker images")


@check()
def breaks() -> None:
    """It is looked at."""
    raise RuntimeError("a bug of ours")


@check(after="differs")
def later() -> None:
    """Later."""


@check()
def asks(answer: object) -> None:
    """The answer is 7."""
    expect("answer", answer, 7)


def test_all_passed_earns_every_point() -> None:
    report = run(holds, asks, answer=7)
    assert (report.outcome, report.points, report.max_points) == (Outcome.PASSED, 3, 3)


def test_one_failed_keeps_the_points_of_the_others() -> None:
    report = run(holds, differs)
    assert (report.outcome, report.points) == (Outcome.FAILED, 2)
    finding = report.checks[1].finding
    assert finding is not None
    assert (finding.expected, finding.found) == ("3", "2")


def test_check_that_waits_is_skipped_and_says_for_what() -> None:
    report = run(differs, later)
    assert report.checks[1].outcome is Outcome.SKIPPED
    assert report.checks[1].reason == "waits for: They are equal."


def test_nothing_there_is_not_attempted() -> None:
    report = run(absent, absent)
    assert report.outcome is Outcome.NOT_ATTEMPTED
    assert {one.outcome for one in report.checks} == {Outcome.NOT_ATTEMPTED}


def test_one_thing_missing_among_work_is_a_failure() -> None:
    assert run(holds, absent).outcome is Outcome.FAILED


def test_bug_of_ours_is_not_the_learners_failure() -> None:
    report = run(holds, breaks)
    assert report.outcome is Outcome.LAB_BROKEN
    assert "check breaks of 03_x/y: RuntimeError: a bug of ours" in report.checks[1].reason


def test_program_without_end_is_the_learners_failure() -> None:
    @check()
    def waits() -> None:
        """It ends."""
        raise TookTooLong("`cat` in web", 20, "docker exec web cat")

    report = run(waits)
    assert report.outcome is Outcome.FAILED
    finding = report.checks[0].finding
    assert finding is not None and finding.found == "still running after 20 s"


def test_end_of_the_run_is_no_bug_of_a_check() -> None:
    @check()
    def is_ended() -> None:
        """It is looked at."""
        raise SubmissionError("not through", where="submission", next_step="mend it")

    with pytest.raises(SubmissionError):
        run(is_ended)


def test_missing_capability_skips_and_costs_nothing() -> None:
    report = run(holds, needs=frozenset({"resource-limits"}))
    assert (report.outcome, report.max_points) == (Outcome.SKIPPED, 0)
    assert "cgroups" in report.reason


def test_daemon_that_is_gone_is_lab_broken() -> None:
    class Gone:
        @property
        def engine(self) -> Engine:
            raise ConnectionError("gone")

    daemon: Any = Gone()
    report = run_checks(exercise(holds), daemon, Given({}))
    assert report.outcome is Outcome.LAB_BROKEN


def test_long_finding_is_cut() -> None:
    @check()
    def floods() -> None:
        """Short."""
        expect("output", "x" * 10_000, "y")

    finding = run(floods).checks[0].finding
    assert finding is not None and len(finding.found) <= 300


@pytest.mark.parametrize("answer", ["7", [7], {"a": 7}])
def test_answer_of_another_kind_fails_quietly(answer: object) -> None:
    assert run(asks, answer=answer).outcome is Outcome.FAILED


@pytest.mark.parametrize("answer", [None, [None, None], {"driver": None, "layers": None}])
def test_no_answer_yet_is_said_before_the_check_looks(answer: object) -> None:
    report = run(asks, answer=answer)
    assert report.outcome is Outcome.NOT_ATTEMPTED
    finding = report.checks[0].finding
    assert finding is not None
    assert (finding.what, finding.expected, finding.found) == ("answer", "a value", "None")


@pytest.mark.parametrize("answer", [0, "", False, [], {}, [None, 7], {"driver": None, "layers": 7}])
def test_little_is_an_answer_all_the_same(answer: object) -> None:
    assert run(asks, answer=answer).outcome is Outcome.FAILED
