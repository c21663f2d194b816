"""What the laws need: every exercise of the course, and a case run the way a notebook runs it.

A case is set-up, work as a cell, checks. What it created is removed after it, found by listing
before and after, so that no case sees another's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docker
from docker.errors import NotFound

from grader.course import Exercise, Given, Lesson, Wrong, load_course, seed
from grader.course.exercise import Right
from grader.daemon import Daemon
from grader.report import ExerciseReport
from grader.runner import run_checks

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"

LEARNER = "course"
"""Whose given values the golden files hold."""

COURSE: tuple[Lesson, ...] = load_course(ROOT / "labs")
EXERCISES: tuple[Exercise, ...] = tuple(
    exercise for lesson in COURSE for exercise in lesson.exercises
)
WRONGS: tuple[tuple[Exercise, Wrong], ...] = tuple(
    (exercise, wrong) for exercise in EXERCISES for wrong in exercise.wrongs
)
RIGHTS: tuple[tuple[Exercise, Right], ...] = tuple(
    (exercise, right) for exercise in EXERCISES for right in exercise.rights
)

CACHE = "3 image"
"""An image without a tag: what a build left for the next one."""


def values(exercise: Exercise, learner: str) -> Given:
    return exercise.given(seed(learner, exercise.id))


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
