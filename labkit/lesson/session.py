"""One open lesson: which exercises were started, with what values, and what each act comes to.

Every act gives back a card; showing it is the notebook's business. Checks ask the daemon over a
connection that no cell holds. What outlives a kernel comes from the events on disk: hints taken,
what passed, and what was started on this very daemon.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import docker

from grader import labels
from grader.course import Exercise, Given, Lesson, attempt, course_run, seed
from grader.daemon import Daemon, lacking
from grader.errors import DockyardError, EngineError
from grader.places import progress_dir
from grader.report import ExerciseReport, Outcome, points_text
from grader.runner import run_checks
from grader.sandbox import ENDED
from labkit.kernel_side import (
    connect,
    events,
    in_sandbox,
    label_what_it_creates,
    learner,
    load_bases,
)
from labkit.lesson.answer import asks_for_answer, read_answer
from labkit.lesson.leftovers import clear_exercise, clear_lesson, strangers
from labkit.lesson.session_cards import check_card, next_when_broken, started
from labkit.visual.kit import Card, code_note, note, numbered


@dataclass
class Session:
    """A lesson in one kernel.

    `checker` is the connection that checks ask over, never handed to a cell; `current` is the
    exercise whose cell is running; `done` is what the learner did before and since; `recalled` are
    the exercises that an earlier kernel has started on this daemon.

    Raises:
        EngineError: no engine answers.
    """

    lesson: Lesson
    given: dict[str, Given] = field(default_factory=dict)
    hints_shown: dict[str, int] = field(default_factory=dict)
    current: str = ""
    recalled: set[str] = field(default_factory=set)
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
            session.recalled = earlier.recalled
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
                    *filter(None, [os.environ.get(ENDED)]),
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
        self.recalled.discard(exercise.id)
        clear_exercise(self.checker, exercise, given)
        self._set_up(exercise, given, reason)
        self._keep(events.Event(kind="start", exercise=exercise.id, daemon=self.daemon_id))
        return given, started(exercise, given, reason)

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
        forgotten = self._forgotten(exercise, namespace)
        return report, [*trouble, *forgotten, *self._beside(report), *self._keep(event)]

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
        return code_note(f"{exercise.title}: a solution", lines, exercise.solution)

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
        try:
            self._set_up(exercise, given, self._lacking(exercise))
        finally:
            # What the learner creates next is not of this act.
            self.current = ""
        self.given[exercise.id] = given
        self.recalled.discard(exercise.id)
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
        event = events.Event(kind="cleanup", exercise=self.lesson.id, daemon=self.daemon_id)
        lines = [f"Removed: {removed}.", *removed.refused, *self._keep(event)]
        return note(f"Lesson {self.lesson.id}: cleaned up", lines)

    def not_started(self, exercise: Exercise) -> list[str]:
        """What to run first, and what an earlier kernel has seen pass."""
        cell = f'`given = start("{exercise.name}")`'
        first = f"Run the cell that opens with {cell}, then check again."
        return [first, *self._passed_earlier(exercise.id)]

    def _beside(self, report: ExerciseReport) -> list[str]:
        """What is to be said beside a report that is no pass."""
        if report.outcome is Outcome.PASSED:
            return []
        broken = report.outcome is Outcome.LAB_BROKEN
        return [*(next_when_broken() if broken else []), *self._passed_earlier(report.exercise)]

    def _forgotten(self, exercise: Exercise, namespace: Mapping[str, object]) -> list[str]:
        """What to say of an answer that was there before the kernel was restarted."""
        if exercise.id not in self.recalled or "answer" in namespace:
            return []
        again = "This kernel is a new one and knows no `answer`: run your answer's cell again."
        return [again] if asks_for_answer(exercise) else []

    def _passed_earlier(self, exercise: str) -> list[str]:
        best = events.last_pass(exercise, self.done)
        if best is None:
            return []
        return [f"It passed earlier, {points_text(best.points, best.max_points)}, and that stays."]

    @cached_property
    def daemon_id(self) -> str:
        return Daemon(self.checker).engine.id

    def _recall(self) -> None:
        """Takes up what is on disk. A start counts on the daemon that it was on: it is set up."""
        with suppress(DockyardError):
            self.done = list(events.read(learner(), progress_dir()))
        for exercise in self.lesson.exercises:
            ours = [event for event in self.done if event.exercise == exercise.id]
            taken = sum(event.kind == "hint" for event in ours)
            self.hints_shown[exercise.id] = min(taken, len(exercise.hints))
            if events.is_set_up(exercise.id, self.daemon_id, self.done):
                self.given[exercise.id] = self._draw(exercise)
                self.recalled.add(exercise.id)

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
            events.append(event, learner(), progress_dir())
        except OSError as error:
            return [f"Your progress could not be saved in {progress_dir()}: {error.strerror}."]
        return []
