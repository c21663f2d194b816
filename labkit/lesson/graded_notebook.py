"""What a notebook calls while it is graded: values come in from outside, and so do the checks.

The image that grades holds no labs, and what a submission calls here counts for nothing. Every
graded notebook waits for this to be imported, so it imports no more than it needs.
"""

from __future__ import annotations

import json
from pathlib import Path

import docker

from grader import labels
from grader.course import Given
from labkit.kernel_side import SHARED, CellStopped, Opened, connect, label_what_it_creates
from labkit.lesson import magics
from labkit.visual.kit import note


class _Open:
    lesson = ""


def open_lesson(lesson: str) -> docker.DockerClient:
    """The client that cells use; the grader has loaded the base images."""
    _Open.lesson, Opened.labels = lesson, lambda: {labels.LESSON: lesson}
    client = label_what_it_creates(connect(), Opened.labels, images=False)
    magics.register(client)
    note(f"Lesson {lesson} is open").show()
    return client


def start(name: str) -> Given:
    """The values that the grader wrote down for this run; its set-up has been done outside."""
    exercise = whole_name(name, _Open.lesson)
    given = given_of(exercise, SHARED)
    note(f"{exercise}: started").show()
    return given


def whole_name(name: str, lesson: str) -> str:
    """An exercise's name with its lesson, which a notebook may leave out."""
    return name if "/" in name else f"{lesson}/{name}"


def given_of(exercise: str, shared: Path) -> Given:
    """What the grader wrote for an exercise into the folder that it shares with us.

    Raises:
        CellStopped: there is no such exercise.
    """
    try:
        return Given(json.loads((shared / "given.json").read_text())[exercise])
    except (OSError, ValueError, KeyError):
        raise CellStopped(f"{exercise}: no such exercise in this lesson") from None


def check(name: str) -> None:
    note(f"{name}: graded outside this notebook").show()


def hint(name: str) -> None:
    note(f"{name}: not while this notebook is graded").show()


solution = reset = on_restart = hint


def cleanup() -> None:
    hint(_Open.lesson)


def status() -> None:
    hint(_Open.lesson)
