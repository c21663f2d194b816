"""Runs inside a sandbox: the docker work of a solved lesson, with nothing around it.

No kernel, no notebook, no wall: the cells' code in one plain process, over and over, against one
daemon. What grading does with that daemon it does as well: it sets the exercises up, asks the
checks, and removes all that was made before the next turn. The grader sends this file's text as
a command; the cells and the times go through the shared folder. Prints seconds, turn by turn.

    bare_lesson.py LESSON TURNS FOLDER
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from pathlib import Path
from typing import Any

import docker

from grader.course import Lesson, load_lesson, seed
from grader.daemon import Daemon
from grader.runner import run_checks

LABS = Path("/opt/dockyard/course/labs")


def one_turn(client: docker.DockerClient, lesson: Lesson, cells: list[dict[str, str]]) -> None:
    given = {one.id: one.given(seed("bench", one.id)) for one in lesson.exercises}

    def start(name: str) -> Any:
        exercise = lesson.exercise(name)
        if exercise.setup is not None:
            exercise.setup(client, given[exercise.id])
        namespace.pop("answer", None)
        return given[exercise.id]

    namespace: dict[str, Any] = {"client": client, "start": start}
    points = 0.0
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            if cell["role"] == "check":
                exercise = lesson.exercise(cell["exercise"])
                answer = namespace.get("answer")
                report = run_checks(exercise, Daemon(client), given[exercise.id], answer)
                points += report.points
            else:
                exec(compile(cell["source"], "cell", "exec"), namespace)
    if points != lesson.max_points:
        raise RuntimeError(f"{points:g} of {lesson.max_points:g} points")


def clean(client: docker.DockerClient, kept: set[str]) -> None:
    for container in client.containers.list(all=True):
        container.remove(force=True, v=True)
    for tag in {tag for image in client.images.list() for tag in image.tags} - kept:
        client.images.remove(tag, force=True)
    # Nothing here is anybody else's: this daemon is the bench's own.
    client.images.prune(filters={"dangling": True})
    client.api.prune_builds()
    client.networks.prune()
    client.volumes.prune()


def main(lesson_id: str, turns: str, folder: str) -> None:
    lesson, client = load_lesson(LABS / lesson_id), docker.from_env()
    cells = json.loads(Path(folder, "cells.json").read_text())
    kept = {tag for image in client.images.list() for tag in image.tags}
    for _ in range(int(turns)):
        begin = time.perf_counter()
        one_turn(client, lesson, cells)
        clean(client, kept)
        print(time.perf_counter() - begin, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
