"""Whose fault a failed set-up is: the same set-up, where nothing of the submission ever ran."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

from grader import labels
from grader.course import Exercise, Given
from grader.labels import Store
from grader.sandbox import Sandbox, connect


def sets_up_alone(exercise: Exercise, given: Given, bases: Iterable[str], store: Store) -> bool:
    """Whether an exercise can be set up in a sandbox of its own.

    Raises:
        SandboxError: that sandbox does not start.
    """
    assert exercise.setup is not None
    with (
        closing(connect()) as engine,
        Sandbox.start(engine, labels.GRADING_IMAGE, store=store) as sandbox,
    ):
        sandbox.wait_ready()
        try:
            for base in bases:
                sandbox.load_base(base)
            with closing(sandbox.docker()) as client:
                exercise.setup(client, given)
        except Exception:
            return False
        return True
