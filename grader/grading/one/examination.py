"""One submission under examination: setting up, giving values, checking, all from outside.

Which exercises there are, what is given and what is checked come from the course on this side
(labs/); the notebook only says where an exercise stands in it. The engine
that runs the cells calls `open`, then `before` for every cell, then `close`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from grader.course import Lesson, seed
from grader.daemon import Daemon, Ran
from grader.errors import SandboxError, SubmissionError
from grader.grading.one.plan import Act, Plan
from grader.grading.one.setup_trial import sets_up_alone
from grader.grading.wall import Wall, whole_name
from grader.labels import KERNELS
from grader.report import ExerciseReport, Outcome, plain, render_text
from grader.runner import run_checks, unchecked
from grader.sandbox import Sandbox

GIVEN = "given.json"
"""In the shared directory."""


class Examination:
    """Examines one learner's notebook of one lesson.

    Args:
        course_run, attempt: what the given values hang on, as of `grader.course.given.seed`.
    """

    def __init__(
        self, lesson: Lesson, plan: Plan, learner: str, *, course_run: str, attempt: int
    ) -> None:
        self.plan = plan
        self.kernel = KERNELS[lesson.store]
        self.engine_version = ""
        self._exercises = {exercise.id: exercise for exercise in lesson.exercises}
        self._bases = lesson.bases
        self.store = lesson.store
        self._given = {
            id: exercise.given(seed(learner, id, course_run=course_run, attempt=attempt))
            for id, exercise in self._exercises.items()
        }
        self._reports: dict[str, ExerciseReport] = {}
        self._begun: set[str] = set()

    def open(self, sandbox: Sandbox, read_answer: Callable[[], object]) -> None:
        """Before the first cell, while nothing of the submission has run in the sandbox.

        Raises:
            SandboxError: the sandbox is not as it must be.
        """
        self._read_answer = read_answer
        self._wall = Wall(sandbox)
        for base in self._bases:
            _require(sandbox, sandbox.load_base(base))
        self._daemon = _WithBasesAsLoaded(self._wall, self._bases)
        self.engine_version = self._daemon.engine.version
        leave_values(sandbox.path / GIVEN, {id: dict(one) for id, one in self._given.items()})

    def before(self, cell: int) -> None:
        """What comes before a cell: the check of one exercise, the setting up of another.

        Raises:
            SandboxError: the sandbox or its daemon is gone.
            SubmissionError: the submission put something in the daemon's place, or in the way of
                an exercise that can be set up elsewhere.
        """
        for step in self.plan.before(cell):
            if step.act is Act.CHECK:
                self._check(step.exercise)
            else:
                self._set_up(step.exercise)

    def stands_for(self, cell: int) -> str | None:
        """What stands in the executed notebook where a check cell was; None for other cells."""
        exercise = self.plan.check_cells.get(cell)
        if exercise is None:
            return None
        report = self._reports.get(exercise)
        return f"{render_text(report) if report else f'{exercise}: not checked here'}\n"

    def check_begun(self) -> None:
        """Checks what has begun and is not checked yet, when the run ends too early.

        No answer is read: the kernel is dead, or busy with a cell that does not end.

        Raises: as `before`; so a sandbox that died is not mistaken for a kernel that did.
        """
        self._wall.require_standing(why="the run ended")
        for exercise in self._exercises:
            if exercise in self._begun and exercise not in self._reports:
                self._look_at(exercise, None)

    def reports(self, *, rest: Outcome, reason: str) -> tuple[ExerciseReport, ...]:
        """Every exercise of the lesson; `rest` is the outcome of those that were not checked."""
        return tuple(
            self._reports.get(id) or unchecked(exercise, rest, reason)
            for id, exercise in self._exercises.items()
        )

    def close(self) -> None:
        if wall := getattr(self, "_wall", None):
            wall.close()

    def _set_up(self, id: str) -> None:
        exercise, self._begun = self._exercises[id], self._begun | {id}
        if exercise.setup is None:
            return
        try:
            exercise.setup(self._wall.client, self._given[id])
        except Exception as error:
            # The daemon's own words come last, so they are what is looked at whole.
            self._wall.require_standing(why=f"{error} {error.__cause__ or ''}")
            reason = f"setup: {type(error).__name__}: {error}"[:500]
            if sets_up_alone(exercise, self._given[id], self._bases, self.store):
                raise _spoilt(id, error) from error
            self._reports[id] = unchecked(exercise, Outcome.LAB_BROKEN, reason)

    def _check(self, id: str) -> None:
        if id not in self._reports:
            self._look_at(id, self._read_answer())

    def _look_at(self, id: str, answer: object) -> None:
        exercise = self._exercises[id]
        # An answer that was read is data: nobody can change it any more.
        with self._wall.frozen() if exercise.asks_the_daemon else nullcontext():
            report = run_checks(exercise, self._daemon, self._given[id], answer)
        # Only now is it known that nobody stirred while the checks looked.
        if report.outcome is Outcome.LAB_BROKEN:
            self._wall.require_standing(why=report.reason or _broken(report))
        self._reports[id] = report


class _WithBasesAsLoaded(Daemon):
    """A daemon in which checks run the base images that were loaded before the first cell.

    Their names may be another image's by now. That image is then what a check is told of by that
    name; but what a check runs to look at something else must not be the submission's.
    """

    def __init__(self, wall: Wall, bases: Iterable[str]) -> None:
        super().__init__(wall.client, wall.execute)
        names = [f"dockyard/{base}:latest" for base in bases]
        self._ids = {name: str(wall.client.api.inspect_image(name)["Id"]) for name in names}

    @contextmanager
    def started(self, image: str, *argv: str, **options: Any) -> Iterator[Any]:
        loaded = self._ids.get(whole_name(image), image)
        with super().started(loaded, *argv, **options) as container:
            yield container


def _spoilt(id: str, error: Exception) -> SubmissionError:
    said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return SubmissionError(
        plain(f"it could not be set up after what earlier cells did ({said})"),
        where=id,
        next_step="restart the kernel, run all cells in order, mend what stops, submit again",
    )


def _broken(report: ExerciseReport) -> str:
    return next((check.reason for check in report.checks if check.reason), "")


def leave_values(path: Path, values: object) -> None:
    """Writes what is given where the kernel, another user, reads it.

    Raises:
        FileExistsError: something stands there, and so does what it may lead to.
    """
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    with os.fdopen(made, "w") as file:
        os.fchmod(made, 0o644)  # whatever our umask
        json.dump(values, file)


def _require(sandbox: Sandbox, ran: Ran) -> None:
    if ran.exit_code != 0:
        raise SandboxError(
            f"it could not be made ready: {ran.output.strip()}",
            where=f"sandbox {sandbox.container_id[:12]}",
            next_step="./dockyard doctor",
        )
