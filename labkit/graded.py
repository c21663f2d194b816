"""A lesson while its notebook is graded: values come in from outside, and so do the checks.

The image that grades holds no labs, and what a submission calls here counts for nothing. Knows
no exercise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import docker

from grader import labels
from grader.errors import ContentError
from grader.given import Given
from labkit.card import Card, note
from labkit.course import SHARED, connect
from labkit.labelled import label_what_it_creates


class GradedSession:
    """The same acts as labkit.session.Session, with nothing behind them."""

    def __init__(self, lesson: str) -> None:
        self.lesson = lesson
        self.current = ""

    def new_client(self) -> docker.DockerClient:
        """A connection for the submission's cells; the grader has loaded the base images."""
        return label_what_it_creates(connect(), self.labels, images=False)

    def labels(self) -> dict[str, str]:
        return {labels.LESSON: self.lesson}

    def opened(self) -> Card:
        return note(f"Lesson {self.lesson} is open")

    def start(self, name: str) -> tuple[Given, Card]:
        """The values that the grader wrote down for this run; its set-up has been done outside.

        Raises:
            ContentError: no values for an exercise of that name.
        """
        exercise = name if "/" in name else f"{self.lesson}/{name}"
        try:
            values = json.loads((SHARED / "given.json").read_text())[exercise]
        except (OSError, ValueError, KeyError) as error:
            raise ContentError(
                "no values for this exercise", where=exercise, next_step="name one of this lesson"
            ) from error
        return Given(values), note(f"{exercise}: started")

    def check(self, name: str, namespace: Mapping[str, object]) -> Card:
        return note(f"{name}: graded outside this notebook")

    def hint(self, name: str) -> Card:
        return note(f"{name}: not while this notebook is graded")

    solution = reset = hint

    def cleanup(self) -> Card:
        return self.hint(self.lesson)
