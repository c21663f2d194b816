"""What an exercise or a lesson leaves in a daemon, and which of it may be removed.

On a learner's own engine only what carries our labels may go. In a sandbox all is the lesson's,
so there what bears a given name goes too: what was made with the docker command has no label.
"""

from __future__ import annotations

from collections.abc import Mapping

import docker

from grader import labels
from grader.course import Exercise, Given
from labkit.kernel_side import Removed, in_sandbox, remove, things


def clear_exercise(client: docker.DockerClient, exercise: Exercise, given: Given) -> Removed:
    """Removes what carries the exercise's label, and what bears a name given for it."""
    names = given_names(given)

    def belongs(has: Mapping[str, str], called: frozenset[str]) -> bool:
        ours = in_sandbox() or has.get(labels.LESSON) == exercise.lesson
        return has.get(labels.EXERCISE) == exercise.id or (ours and bool(called & names))

    return remove(client, belongs)


def clear_lesson(client: docker.DockerClient, lesson: str) -> Removed:
    """Removes all that carries the lesson's label."""
    return remove(client, lambda has, _: has.get(labels.LESSON) == lesson)


def strangers(client: docker.DockerClient, exercise: Exercise, given: Given) -> list[str]:
    """What is to be said of things that bear a given name and are not ours to remove."""
    if in_sandbox():
        return []
    names = given_names(given)
    return [
        f"{thing.kind} {thing.name} carries no label of this lesson and stays; "
        "remove it yourself if it is yours."
        for thing in things(client)
        if thing.names & names and thing.labels.get(labels.LESSON) != exercise.lesson
    ]


def given_names(given: Given) -> frozenset[str]:
    """The given values that can name an object; the course's own images are nobody's."""
    texts = (value for value in given.values() if isinstance(value, str))
    return frozenset(text for text in texts if text and not text.startswith("dockyard/"))
