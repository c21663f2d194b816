"""The laws that every exercise keeps, each tried on a real daemon.

The solution and every other right way earn all points; the starter earns nothing; a known mistake
fails the check that it names, and no other. A trial is set-up, work as a cell, checks, as in a
notebook. What it made is removed after it, found by listing before and after.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import docker
from docker.errors import NotFound

from grader.course import Exercise, Given, Right, Wrong, seed
from grader.daemon import Daemon, Execute
from grader.labels import Store
from grader.report import CheckReport, ExerciseReport, Outcome, render_text, told_in_full
from grader.runner import run_checks
from grader.sandbox import Sandbox
from labkit.kernel_side import TAGS

LEARNER = "course"
"""Whose given values golden files and stored notebooks hold."""

SEE_WITHIN_S = 20
CACHE = "3 image"
"""An image without a tag: what a build left for the next one."""


@dataclass(frozen=True)
class Trial:
    """A piece of work that was tried.

    `fault` says which law it breaks; it is empty when it breaks none. `see` is the command that the
    finding names, as it went: empty when there is none or when it shows something.
    """

    report: ExerciseReport
    fault: str
    see: str = ""

    @property
    def text(self) -> str:
        """What a learner reads."""
        return render_text(self.report)

    @property
    def skipped(self) -> bool:
        return self.report.outcome is Outcome.SKIPPED


@dataclass(frozen=True)
class Workbench:
    """A sandbox's daemon to try exercises on. `execute` runs a command on the learner's side."""

    daemon: Daemon
    tidy: Tidy
    execute: Execute

    def solution(self, exercise: Exercise, learner: str = LEARNER) -> Trial:
        return self._earns_all(exercise, exercise.solution, "the solution", learner)

    def right_way(self, exercise: Exercise, right: Right) -> Trial:
        return self._earns_all(exercise, right.cell, f"right way {right.name}")

    def starter(self, exercise: Exercise) -> Trial:
        with self.tidy.case(exercise.id):
            report = attempt(exercise, exercise.starter, self.daemon)
        expected = report.outcome is Outcome.NOT_ATTEMPTED and report.points == 0
        return _trial(report, "" if expected else "the starter does not count as not attempted")

    def mistake(self, exercise: Exercise, wrong: Wrong, *, sees: bool = False) -> Trial:
        """
        Args:
            sees: run the command that its finding names, while what the mistake made is there.
        """
        with self.tidy.case(exercise.id):
            report = attempt(exercise, wrong.cell, self.daemon)
            told = told_in_full(report) if sees else None
            see = self._see(told, wrong) if told is not None else ""
        failed = [check.name for check in report.checks if check.outcome is Outcome.FAILED]
        others = {check.outcome for check in report.checks if check.name != wrong.fails}
        if failed != [wrong.fails]:
            names = ", ".join(failed) or "no check"
            return _trial(report, f"mistake {wrong.name} fails {names}, not {wrong.fails} alone")
        if not others <= {Outcome.PASSED, Outcome.SKIPPED}:
            return _trial(report, f"after mistake {wrong.name} a check came to {max(others)}")
        return _trial(report, "", see)

    def _earns_all(self, exercise: Exercise, cell: str, name: str, learner: str = LEARNER) -> Trial:
        with self.tidy.case(exercise.id):
            report = attempt(exercise, cell, self.daemon, learner)
        earned = report.outcome is Outcome.PASSED and report.points == exercise.max_points > 0
        return _trial(report, "" if earned else f"{name} does not earn every point")

    def _see(self, told: CheckReport, wrong: Wrong) -> str:
        """Runs what a learner would type. Returns: what is wrong with it, or nothing."""
        command = told.finding.see if told.finding else ""
        if not command:
            return ""
        ran = self.execute(["timeout", str(SEE_WITHIN_S), "sh", "-c", command])
        if bool(ran.exit_code) != wrong.see_fails:
            meant = "and see_fails=True" if wrong.see_fails else "which the file does not mean"
            return f"`{command}` ends with exit code {ran.exit_code}, {meant}: {ran.output[:200]}"
        return "" if ran.output.strip() else f"`{command}` prints nothing"


@contextmanager
def workbench(engine: docker.DockerClient, store: Store = "containerd") -> Iterator[Workbench]:
    """One sandbox with the course's base images, gone afterwards."""
    with (
        Sandbox.start(engine, store=store) as sandbox,
        closing(sandbox.wait_ready().docker()) as client,
    ):
        for base in TAGS:
            sandbox.load_base(base)
        yield Workbench(Daemon(client, sandbox.execute), Tidy(client), sandbox.execute)


def attempt(
    exercise: Exercise, cell: str, daemon: Daemon, learner: str = LEARNER
) -> ExerciseReport:
    """Set-up, the cell, the checks. The answer passes through JSON, as it does in a notebook.

    Args:
        daemon: one that looks from the learner's side, for checks that call a port.
    """
    given = values(exercise, learner)
    if exercise.setup is not None:
        exercise.setup(daemon.client, given)
    answer = json.loads(json.dumps(exercise.run_cell(cell, daemon.client, given)))
    return run_checks(exercise, daemon, given, answer)


def values(exercise: Exercise, learner: str = LEARNER) -> Given:
    """What a learner gets."""
    return exercise.given(seed(learner, exercise.id))


def _trial(report: ExerciseReport, fault: str, see: str = "") -> Trial:
    """A skipped exercise breaks no law: it says why it cannot be tried here."""
    return Trial(report, "" if report.outcome is Outcome.SKIPPED else fault, see)


class Tidy:
    """One sandbox for many cases: removes what a case created, whatever it was called.

    The build cache stays until the next exercise, as it does for a learner who tries again.
    """

    def __init__(self, client: docker.DockerClient) -> None:
        self._client = client
        self._at_first = _things(client)
        self._of = ""

    @contextmanager
    def case(self, of: str) -> Iterator[None]:
        """Around one case of an exercise or a lesson."""
        if of != self._of:
            self._remove_new(keep_cache=False)
        self._of = of
        try:
            yield
        finally:
            self._remove_new(keep_cache=True)

    def _remove_new(self, *, keep_cache: bool) -> None:
        for kind, key in sorted(_things(self._client) - self._at_first):
            if not (keep_cache and kind == CACHE):
                _remove(self._client, kind, key, noprune=keep_cache)


def _things(client: docker.DockerClient) -> set[tuple[str, str]]:
    """All objects of a daemon, in the order in which they can be removed."""
    api = client.api
    containers = {("1 container", row["Id"]) for row in api.containers(all=True)}
    tags = {("2 tag", tag) for row in api.images() for tag in row["RepoTags"] or ()}
    images = {(CACHE, row["Id"]) for row in api.images(all=True)}
    networks = {("4 network", row["Id"]) for row in api.networks()}
    volumes = {("5 volume", row["Name"]) for row in api.volumes()["Volumes"] or ()}
    return containers | tags | images | networks | volumes


def _remove(client: docker.DockerClient, kind: str, key: str, *, noprune: bool) -> None:
    """An image may be gone with its last tag, or with the image that was built on it."""
    api = client.api
    try:
        if kind == "1 container":
            api.remove_container(key, force=True, v=True)
        elif kind in ("2 tag", CACHE):
            api.remove_image(key, force=True, noprune=noprune)
        elif kind == "4 network":
            api.remove_network(key)
        else:
            api.remove_volume(key, force=True)
    except NotFound:
        pass
    except docker.errors.APIError as error:
        if error.status_code != 409 or kind != CACHE:
            raise
