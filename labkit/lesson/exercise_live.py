"""An exercise's card that acts in place: each button is one act of the open lesson's session.

The card stands where `check` was run, and what stays of it in a stored notebook is the static card
of its latest check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from docker.errors import DockerException
from requests.exceptions import RequestException

from grader.course import Exercise
from grader.errors import DockyardError
from grader.report import ExerciseReport, Outcome
from labkit.lesson.exercise_card import Standing, exercise_card
from labkit.lesson.session import Session
from labkit.lesson.session_cards import as_ours, check_card
from labkit.visual.kit import Card, Live

Variables = dict[str, Any]


class ExerciseCard:
    """One exercise's card.

    Args:
        variables: the notebook's own; a fresh start takes `answer` from them.

    Raises:
        DockyardError: there is no such exercise, or its first check failed to run.
    """

    def __init__(self, session: Session, name: str, variables: Variables) -> None:
        self._session, self._variables = session, variables
        self._exercise: Exercise = session.lesson.exercise(name)
        self._now = Standing(name=self._exercise.name, title=self._exercise.title, report=None)
        self._remarks: tuple[str, ...] = ()
        self._check()

    def live(self) -> Live:
        acts: dict[str, Callable[[], object]] = {
            "check": self._check,
            "hint": self._hint,
            "solution": self._solution,
            "ask-reset": lambda: self._tell(asks_reset=True),
            "keep": lambda: None,
            "reset": self._reset,
        }
        answered = {name: self._answering(act) for name, act in acts.items()}
        return Live(lambda: exercise_card(self._now), answered, fallback=self._still)

    def _answering(self, act: Callable[[], object]) -> Callable[[str], None]:
        def answer(_: str) -> None:
            self._tell(trouble="", asks_reset=False)
            try:
                act()
            except (DockyardError, DockerException, RequestException) as error:
                self._tell(trouble=str(as_ours(error, self._exercise.id)))

        return answer

    def _check(self) -> None:
        report, remarks = self._session.report(self._exercise.name, self._variables)
        self._remarks = tuple(remarks)
        begin = [] if remarks else _where_to_begin(self._exercise, report)
        self._tell(report=report, remarks=(*remarks, *begin))
        self._recall_hints()

    def _still(self) -> Card:
        return check_card(self._exercise, self._now.report, self._remarks)

    def _hint(self) -> None:
        self._tell(remarks=tuple(self._session.take_hint(self._exercise)))
        self._recall_hints()

    def _recall_hints(self) -> None:
        shown = self._session.hints_shown.get(self._exercise.id, 0)
        hints = self._exercise.hints
        self._tell(hints=hints[:shown], hints_in_all=len(hints))

    def _solution(self) -> None:
        self._tell(remarks=tuple(self._session.take_solution(self._exercise)))
        self._tell(solution=self._exercise.solution)

    def _reset(self) -> None:
        lines = self._session.begin_again(self._exercise)
        self._variables.pop("answer", None)
        again = f'Run the cell that opens with `given = start("{self._exercise.name}")`.'
        self._remarks = ("Back at its start.", *lines, again)
        self._tell(report=None, remarks=self._remarks)

    def _tell(self, **changed: Any) -> None:
        self._now = replace(self._now, **changed)


def _where_to_begin(exercise: Exercise, report: ExerciseReport | None) -> list[str]:
    """For who checks before trying: the checks have found nothing of theirs."""
    if report is None or report.outcome is not Outcome.NOT_ATTEMPTED:
        return []
    cell = f'`given = start("{exercise.name}")`'
    return [f"Nothing of yours is there yet. Work in the cell that opens with {cell}, and run it."]
