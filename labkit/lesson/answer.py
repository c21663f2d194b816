"""The value that an exercise asks for, read from the learner's variables as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping

from grader.course import Exercise


def asks_for_answer(exercise: Exercise) -> bool:
    """Whether the learner leaves a value: the solution's last statement returns one."""
    return any(line.startswith("answer = ") for line in exercise.solution.split("\n"))


def read_answer(exercise: Exercise, namespace: Mapping[str, object]) -> tuple[object, list[str]]:
    """The learner's answer as plain JSON data, and what to say when it is none."""
    if not asks_for_answer(exercise):
        return None, []
    value = namespace.get("answer")
    try:
        return json.loads(json.dumps(value)), []
    except (TypeError, ValueError):
        kind = type(value).__name__
        return None, [
            f"`answer` is of type {kind}; make it a number, a text, a list or a dict of these."
        ]
