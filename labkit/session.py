"""One open lesson: which exercises were started, with what values, and what each act comes to.

Every act gives back a card; showing it is the notebook's business. Checks ask the daemon over a
connection that no cell holds. What outlives a kernel comes from the events on disk: hints taken,
what passed, and what was started on this very daemon. Knows nothing of IPython.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import docker

from grader import labels
from grader.capability import lacking
from grader.cell_source import cell_source
from grader.daemon import Daemon
from grader.errors import DockyardError, EngineError
from grader.exercise import Exercise
from grader.given import Given, seed
from grader.learner import attempt, course_run
from grader.lesson import Lesson
from grader.report import ExerciseReport, Outcome
from grader.report_text import points_text
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
    exercise whose cell is running; `done` is what the learner did before and since.

    Raises:
        EngineError: no engine answers.
    """

    lesson: Lesson
    given: dict[str, Given] = field(default_factory=dict)
    hints_shown: dict[str, int] = field(default_factory=dict)
    current: str = ""
    done: list[events.Event] = field(default_factory=list)
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
        session._recall()
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
        given, reason = self._draw(exercise), self._lacking(exercise)
        self.given[exercise.id] = given
        clear_exercise(self.checker, exercise, given)
        self._set_up(exercise, given, reason)
        self._keep(events.Event(kind="start", exercise=exercise.id, daemon=self.daemon_id))
        return given, _started(exercise, given, reason)

    def check(self, name: str, namespace: Mapping[str, object]) -> Card:
        """Runs the checks. `namespace` is where `answer` is looked up, if one is asked for."""
        return check_card(self.lesson.exercise(name), *self.report(name, namespace))

    def report(
        self, name: str, namespace: Mapping[str, object]
    ) -> tuple[ExerciseReport | None, list[str]]:
        """What the checks say, None before a start; and what is to be said beside it."""
        exercise = self.lesson.exercise(name)
        given = self.given.get(exercise.id)
        if given is None:
            return None, self.not_started(exercise)
        answer, trouble = read_answer(exercise, namespace)
        report = run_checks(exercise, Daemon(self.checker), given, answer)
        event = events.Event(
            kind="check",
            exercise=exercise.id,
            outcome=report.outcome,
            points=report.points,
            max_points=report.max_points,
        )
        return report, [*trouble, *self._keep(event)]

    def hint(self, name: str) -> Card:
        """The hints so far and one more."""
        exercise = self.lesson.exercise(name)
        remarks = self.take_hint(exercise)
        total, shown = len(exercise.hints), self.hints_shown[exercise.id]
        after = [] if shown < total else [f'That was the last. `solution("{exercise.name}")`']
        title = f"{exercise.title}: hint {shown} of {total}"
        return numbered(title, exercise.hints[:shown], [*after, *remarks])

    def take_hint(self, exercise: Exercise) -> list[str]:
        """One hint more is shown from now on, by any kernel of this learner's."""
        shown = self.hints_shown.get(exercise.id, 0) + 1
        self.hints_shown[exercise.id] = min(shown, len(exercise.hints))
        return self._keep(events.Event(kind="hint", exercise=exercise.id))

    def solution(self, name: str) -> Card:
        exercise = self.lesson.exercise(name)
        lines = ["This is one way to do it; any that keeps the promises is right."]
        lines += self.take_solution(exercise)
        return code_note(f"{exercise.title}: a solution", lines, cell_source(exercise.solution))

    def take_solution(self, exercise: Exercise) -> list[str]:
        """Writes down that the solution was looked at."""
        return self._keep(events.Event(kind="solution", exercise=exercise.id))

    def reset(self, name: str) -> Card:
        """Removes what the exercise left and sets it up again."""
        exercise = self.lesson.exercise(name)
        return note(f"{exercise.title}: back at its start", self.begin_again(exercise))

    def begin_again(self, exercise: Exercise) -> list[str]:
        """A reset. Returns: what was removed, and what was not."""
        given = self._draw(exercise)
        removed = clear_exercise(self.checker, exercise, given)
        self._set_up(exercise, given, self._lacking(exercise))
        self.given[exercise.id] = given
        return [
            f"Removed: {removed}.",
            *removed.refused,
            *strangers(self.checker, exercise, given),
            *self._keep(events.Event(kind="reset", exercise=exercise.id, daemon=self.daemon_id)),
        ]

    def cleanup(self) -> Card:
        """Removes all that carries this lesson's label."""
        removed = clear_lesson(self.checker, self.lesson.id)
        self.given.clear()
        return note(
            f"Lesson {self.lesson.id}: cleaned up", [f"Removed: {removed}.", *removed.refused]
        )

    def not_started(self, exercise: Exercise) -> list[str]:
        """What to run first, and what an earlier kernel has seen pass."""
        cell = f'`given = start("{exercise.name}")`'
        lines = [f"Run the cell that opens with {cell}, then check again."]
        best = passed_before(exercise.id, self.done)
        if best is not None:
            points = points_text(best.points, best.max_points)
            lines.append(f"It passed earlier, {points}, and that stays.")
        return lines

    @cached_property
    def daemon_id(self) -> str:
        return Daemon(self.checker).engine.id

    def _recall(self) -> None:
        """Takes up what is on disk. A start counts on the daemon that it was on: it is set up."""
        with suppress(DockyardError):
            self.done = list(events.read(learner(), state_folder()))
        for exercise in self.lesson.exercises:
            ours = [event for event in self.done if event.exercise == exercise.id]
            taken = sum(event.kind == "hint" for event in ours)
            self.hints_shown[exercise.id] = min(taken, len(exercise.hints))
            if any(event.daemon == self.daemon_id for event in ours if event.daemon):
                self.given[exercise.id] = self._draw(exercise)

    def _draw(self, exercise: Exercise) -> Given:
        return exercise.given(
            seed(learner(), exercise.id, course_run=course_run(), attempt=attempt())
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
        self.done.append(event)
        try:
            events.append(event, learner(), state_folder())
        except OSError as error:
            return [f"Your progress could not be saved in {state_folder()}: {error.strerror}."]
        return []


def _started(exercise: Exercise, given: Given, reason: str) -> Card:
    values = [f"given.{key} = {value!r}" for key, value in given.items()]
    skipped = [f"Skipped here, and no point is lost: {reason}."] if reason else []
    return listing(f"{exercise.title}: started", values, skipped)


def passed_before(exercise: str, done: Iterable[events.Event]) -> events.Event | None:
    """The last check of an exercise that passed."""
    ours = [event for event in done if event.exercise == exercise and event.kind == "check"]
    return next((event for event in reversed(ours) if event.outcome is Outcome.PASSED), None)


def check_card(exercise: Exercise, report: ExerciseReport | None, remarks: Sequence[str]) -> Card:
    """What a check came to; no report stands for an exercise that was not started."""
    if report is None:
        return note(f"{exercise.title}: not started", remarks, Tone.OFF)
    stuck = report.outcome in (Outcome.FAILED, Outcome.NOT_ATTEMPTED)
    advice = [f'Stuck? `hint("{exercise.name}")`'] if stuck else []
    return report_card(report, [*remarks, *advice])


def as_ours(error: Exception, where: str) -> DockyardError:
    """The fault as one line: any other than our own means that no daemon answers."""
    if isinstance(error, DockyardError):
        return error
    return EngineError(
        f"lab broken, the daemon does not answer: {error}",
        where=where,
        next_step="restart the kernel and run the notebook again",
    )


def error_card(error: DockyardError) -> Card:
    """One line: what, where, and the next step."""
    return note(f"{error.where}: {error.what}", [error.next_step], Tone.BROKEN)
