"""Runs an exercise's checks against a daemon and says what came of each.

Five outcomes. Whatever a check raises that is not its verdict is our fault, not the learner's: `lab
broken`, which costs no point.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable

from grader.course import Check, Exercise, Given
from grader.daemon import Daemon, lacking
from grader.errors import SubmissionError
from grader.report import CheckReport, ExerciseReport, Finding, Missing, Outcome, Unmet, missing


def run_checks(
    exercise: Exercise, daemon: Daemon, given: Given, answer: object = None
) -> ExerciseReport:
    """Every check of an exercise, in the order of the file.

    Args:
        answer: the value that the learner's cell left as `answer`, plain JSON data or None.

    Raises:
        SubmissionError: from whoever ends the run while a check looks.
    """
    try:
        reason = lacking(exercise.needs, daemon.engine)
    except SubmissionError:
        raise
    except Exception as error:
        return unchecked(exercise, Outcome.LAB_BROKEN, f"the daemon does not answer: {error}")
    if reason:
        return unchecked(exercise, Outcome.SKIPPED, reason)
    arguments = {"daemon": daemon, "given": given, "answer": answer}
    reports: dict[str, CheckReport] = {}
    unseen: set[str] = set()
    for check in exercise.checks:
        reports[check.name] = _run(check, exercise, arguments, reports, unseen)
    return _exercise_report(exercise, reports, unseen)


def _run(
    check: Check,
    exercise: Exercise,
    arguments: dict[str, object],
    earlier: dict[str, CheckReport],
    unseen: set[str],
) -> CheckReport:
    awaited = earlier.get(check.after)
    if awaited is not None and awaited.outcome is not Outcome.PASSED:
        return _report(check, Outcome.SKIPPED, reason=f"waits for: {awaited.promise}")
    wanted = inspect.signature(check.function).parameters
    try:
        if "answer" in wanted and _is_blank(arguments["answer"]):
            raise missing("answer")
        check.function(**{name: arguments[name] for name in wanted})
    except Missing as nothing:
        unseen.add(check.name)
        return _report(check, Outcome.FAILED, finding=nothing.finding)
    except Unmet as unmet:
        return _report(check, Outcome.FAILED, finding=unmet.finding)
    except SubmissionError:
        raise
    except Exception as error:
        where = f"check {check.name} of {exercise.id}"
        return _report(
            check, Outcome.LAB_BROKEN, reason=f"{where}: {type(error).__name__}: {error}"[:500]
        )
    return _report(check, Outcome.PASSED)


def _is_blank(answer: object) -> bool:
    """Whether it is None, or a list or dictionary of nothing else: a starter's blanks."""
    parts = list(answer.values()) if isinstance(answer, dict) else answer
    if not isinstance(parts, list) or not parts:
        return answer is None
    return all(part is None for part in parts)


def _exercise_report(
    exercise: Exercise, reports: dict[str, CheckReport], unseen: set[str]
) -> ExerciseReport:
    outcomes = {report.outcome for report in reports.values()}
    failed = {name for name, report in reports.items() if report.outcome is Outcome.FAILED}
    if Outcome.LAB_BROKEN in outcomes:
        outcome = Outcome.LAB_BROKEN
    elif failed and failed == unseen and Outcome.PASSED not in outcomes:
        outcome = Outcome.NOT_ATTEMPTED
        reports = {
            name: report.model_copy(update={"outcome": outcome}) for name, report in reports.items()
        }
    else:
        outcome = Outcome.FAILED if failed else Outcome.PASSED
    return ExerciseReport(
        exercise=exercise.id,
        title=exercise.title,
        outcome=outcome,
        checks=tuple(reports.values()),
    )


def _report(
    check: Check, outcome: Outcome, *, finding: Finding | None = None, reason: str = ""
) -> CheckReport:
    return CheckReport(
        name=check.name,
        promise=check.promise,
        outcome=outcome,
        points=check.points if outcome is Outcome.PASSED else 0,
        max_points=check.points,
        finding=finding,
        reason=reason,
    )


def unchecked(exercise: Exercise, outcome: Outcome, reason: str) -> ExerciseReport:
    """The same outcome for every check. A skipped exercise has no points to earn."""
    checks: Iterable[CheckReport] = (_report(check, outcome) for check in exercise.checks)
    if outcome is Outcome.SKIPPED:
        checks = (check.model_copy(update={"max_points": 0}) for check in checks)
    return ExerciseReport(
        exercise=exercise.id,
        title=exercise.title,
        outcome=outcome,
        checks=tuple(checks),
        reason=reason,
    )
