"""What the acts of a lesson's session say: the cards of a start, a check and a fault.

Takes facts; knows no daemon and no IPython.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.course import Exercise, Given
from grader.errors import DockyardError, EngineError
from grader.report import ExerciseReport, Outcome
from labkit.kernel_side import in_sandbox
from labkit.lesson.report_card import report_card
from labkit.visual.kit import Card, Tone, listing, note

DOCTOR = "`./dockyard doctor` in a terminal"


def started(exercise: Exercise, given: Given, reason: str) -> Card:
    """The given values. `reason` is why the exercise is skipped here, or empty."""
    values = [f"given.{key} = {value!r}" for key, value in given.items()]
    skipped = [f"Skipped here, and no point is lost: {reason}."] if reason else []
    return listing(f"{exercise.title}: started", values, skipped)


def check_card(exercise: Exercise, report: ExerciseReport | None, remarks: Sequence[str]) -> Card:
    """What a check came to; no report stands for an exercise that was not started."""
    if report is None:
        return note(f"{exercise.title}: not started", remarks, Tone.OFF)
    stuck = report.outcome in (Outcome.FAILED, Outcome.NOT_ATTEMPTED)
    advice = [f'Stuck? `hint("{exercise.name}")`'] if stuck else []
    return report_card(report, [*remarks, *advice])


def next_when_broken() -> list[str]:
    """What a learner does about a lab that is broken."""
    if not in_sandbox():
        return [f"Does your engine run? {DOCTOR} says what it finds."]
    again = "Kernel → Restart gives a fresh daemon; then run the exercise's cell again."
    return [again, f"Still so? {DOCTOR}."]


def as_ours(error: Exception, where: str) -> DockyardError:
    """The fault as one line: any other than our own means that no daemon answers."""
    if isinstance(error, DockyardError):
        return error
    return EngineError(
        f"lab broken, the daemon does not answer: {error}",
        where=where,
        next_step=" ".join(next_when_broken()),
    )


def error_card(error: DockyardError) -> Card:
    """One line: what, where, and the next step."""
    return note(f"{error.where}: {error.what}", [error.next_step], Tone.BROKEN)
