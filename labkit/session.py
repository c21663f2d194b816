"""One open lesson: which exercises were started, with what values, and what each act comes to.

Every act gives back a card; showing it is the notebook's business. Checks ask the daemon over a
connection that no cell holds. Knows nothing of IPython.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import docker

from grader import labels
from grader.capability import lacking
from grader.cell_source import cell_source
from grader.daemon import Daemon
from grader.errors import DockyardError, EngineError
from grader.exercise import Exercise
from grader.given import Given, seed
from grader.lesson import Lesson
from grader.report import Outcome
from grader.runner import run_checks
from labkit import events
from labkit.answer import read_answer
from labkit.bases import load_bases
from labkit.card import Card, Tone, code_note, listing, note, numbered
from labkit.course import connect, in_sandbox, learner, state_folder
from labkit.labelled import label_what_it_creates
from labkit.leftovers import clear_exercise, clear_lesson, strangers
from labkit.report_card import report_card


@dataclass
class Session:
    """A lesson in one kernel.

    `checker` is the connection that checks ask over, never handed to a cell; `current` is the
    exercise whose cell is running.

    Raises:
        EngineError: no engine answers.
    """

    lesson: Lesson
    given: dict[str, Given] = field(default_factory=dict)
    hints_shown: dict[str, int] = field(default_factory=dict)
    current: str = ""
    checker: docker.DockerClient = field(init=False)

    def __post_init__(self) -> None:
        # Images are as Docker makes them here: a check may build one to see what comes out.
        self.checker = label_what_it_creates(connect(), self.labels, images=False)

    @classmethod
    def open(cls, lesson: Lesson, earlier: object = None) -> Session:
        """Opens a lesson; what was started in it earlier in this kernel stays started.

        Raises:
            EngineError, ImageError: no engine, or no base image for it.
        """
        session = cls(lesson)
        load_bases(session.checker, lesson.bases)
        if isinstance(earlier, Session) and earlier.lesson.id == lesson.id:
            session.given, session.hints_shown = earlier.given, earlier.hints_shown
        return session

    def new_client(self) -> docker.DockerClient:
        """A connection for the learner's cells."""
        return label_what_it_creates(connect(), self.labels, images=not in_sandbox())

    def labels(self) -> dict[str, str]:
        """What new objects are labelled with at this moment."""
        ours = {labels.LESSON: self.lesson.id}
        return {**ours, labels.EXERCISE: self.current} if self.current else ours

    def opened(self) -> Card:
        bases = ", ".join(f"`{name}`" for name in self.lesson.bases)
        if in_sandbox():
            return note(
                f"Lesson {self.lesson.id} is open",
                [
                    "`client` talks to a Docker daemon of this notebook's own.",
                    f"It is gone when the kernel stops. Base images in it: {bases}.",
                ],
            )
        return note(
            f"Lesson {self.lesson.id} is open on your own engine",
            [
                f"All that `client` creates carries the label `{labels.LESSON}={self.lesson.id}`.",
                "`labkit.cleanup()` removes what carries it, and nothing else.",
            ],
        )

    def start(self, name: str) -> tuple[Given, Card]:
        """Sets an exercise up afresh: what an earlier run of its cell left is removed.

        Raises:
            ContentError: no such exercise.
            EngineError: its set-up failed.
        """
        exercise = self.lesson.exercise(name)
        given, reason = exercise.given(seed(learner(), exercise.id)), self._lacking(exercise)
        self.given[exercise.id] = given
        clear_exercise(self.checker, exercise, given)
        self._set_up(exercise, given, reason)
        return given, _started(exercise, given, reason)

    def check(self, name: str, namespace: Mapping[str, object]) -> Card:
        """Runs the checks. `namespace` is where `answer` is looked up, if one is asked for."""
        exercise = self.lesson.exercise(name)
        given = self.given.get(exercise.id)
        if given is None:
            return _not_started(exercise)
        answer, trouble = read_answer(exercise, namespace)
        report = run_checks(exercise, Daemon(self.checker), given, answer)
        event = events.Event(
            kind="check",
            exercise=exercise.id,
            outcome=report.outcome,
            points=report.points,
            max_points=report.max_points,
        )
        remarks = [*trouble, *self._keep(event)]
        if report.outcome in (Outcome.FAILED, Outcome.NOT_ATTEMPTED):
            remarks.append(f'Stuck? `hint("{exercise.name}")`')
        return report_card(report, remarks)

    def hint(self, name: str) -> Card:
        """The hints so far and one more."""
        exercise = self.lesson.exercise(name)
        total = len(exercise.hints)
        shown = min(self.hints_shown.get(exercise.id, 0) + 1, total)
        self.hints_shown[exercise.id] = shown
        after = [] if shown < total else [f'That was the last. `solution("{exercise.name}")`']
        after += self._keep(events.Event(kind="hint", exercise=exercise.id))
        title = f"{exercise.title}: hint {shown} of {total}"
        return numbered(title, exercise.hints[:shown], after)

    def solution(self, name: str) -> Card:
        exercise = self.lesson.exercise(name)
        lines = ["This is one way to do it; any that keeps the promises is right."]
        lines += self._keep(events.Event(kind="solution", exercise=exercise.id))
        return code_note(f"{exercise.title}: a solution", lines, cell_source(exercise.solution))

    def reset(self, name: str) -> Card:
        """Removes what the exercise left and sets it up again."""
        exercise = self.lesson.exercise(name)
        given = exercise.given(seed(learner(), exercise.id))
        removed = clear_exercise(self.checker, exercise, given)
        self._set_up(exercise, given, self._lacking(exercise))
        self.given[exercise.id] = given
        lines = [
            f"Removed: {removed}.",
            *removed.refused,
            *strangers(self.checker, exercise, given),
        ]
        lines += self._keep(events.Event(kind="reset", exercise=exercise.id))
        return note(f"{exercise.title}: back at its start", lines)

    def cleanup(self) -> Card:
        """Removes all that carries this lesson's label."""
        removed = clear_lesson(self.checker, self.lesson.id)
        self.given.clear()
        return note(
            f"Lesson {self.lesson.id}: cleaned up", [f"Removed: {removed}.", *removed.refused]
        )

    def _lacking(self, exercise: Exercise) -> str:
        return lacking(exercise.needs, Daemon(self.checker).engine) if exercise.needs else ""

    def _set_up(self, exercise: Exercise, given: Given, reason: str) -> None:
        self.current = exercise.id
        if exercise.setup is None or reason:
            return
        try:
            exercise.setup(self.new_client(), given)
        except Exception as error:
            raise EngineError(
                f"the exercise could not be set up: {error}",
                where=exercise.id,
                next_step=f'reset("{exercise.name}")',
            ) from error

    def _keep(self, event: events.Event) -> list[str]:
        """Writes an event down. Returns: what to say when that failed; it never stops a check."""
        try:
            events.append(event, learner(), state_folder())
        except OSError as error:
            return [f"Your progress could not be saved in {state_folder()}: {error.strerror}."]
        return []


def _started(exercise: Exercise, given: Given, reason: str) -> Card:
    values = [f"given.{key} = {value!r}" for key, value in given.items()]
    skipped = [f"Skipped here, and no point is lost: {reason}."] if reason else []
    return listing(f"{exercise.title}: started", values, skipped)


def _not_started(exercise: Exercise) -> Card:
    return note(
        f"{exercise.title}: not started",
        [f'Run the cell that opens with `given = start("{exercise.name}")`, then check again.'],
        Tone.OFF,
    )


def error_card(error: DockyardError) -> Card:
    """One line: what, where, and the next step."""
    return note(f"{error.where}: {error.what}", [error.next_step], Tone.BROKEN)
