"""Whose fault a failed set-up is: the same set-up, where nothing of the submission ever ran."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing, suppress

from grader import labels
from grader.course import Exercise, Given
from grader.daemon import Ran
from grader.errors import SandboxError
from grader.sandbox import RunDir, Sandbox, Store, connect, give_up

IMAGES = "/opt/dockyard/images"
"""Where a sandbox keeps the base images that lessons start from."""


def load_base(sandbox: Sandbox, base: str) -> Ran:
    """Loads a base image into a sandbox's daemon, so that no lab depends on what a cell loads."""
    return sandbox.execute(["docker", "load", "--quiet", "--input", f"{IMAGES}/{base}.tar"])


def sets_up_alone(exercise: Exercise, given: Given, bases: Iterable[str], store: Store) -> bool:
    """Whether an exercise can be set up in a sandbox of its own.

    Raises:
        SandboxError: that sandbox does not start.
    """
    assert exercise.setup is not None
    run_dir = RunDir.create()
    sandbox: Sandbox | None = None
    try:
        with closing(connect()) as engine:
            sandbox = Sandbox.start(engine, run_dir, labels.GRADING_IMAGE, store=store)
            sandbox.wait_ready()
            for base in bases:
                load_base(sandbox, base)
            with closing(sandbox.docker()) as client:
                exercise.setup(client, given)
            return True
    except SandboxError:
        raise
    except Exception:
        return False
    finally:
        with suppress(Exception):
            if sandbox is not None:
                sandbox.stop()
        give_up(run_dir)
