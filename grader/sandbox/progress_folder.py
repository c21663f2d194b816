"""The folder on the host in which a learner's progress is kept, as a sandbox is given it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.errors import SandboxError
from grader.places import data_dir, progress_dir


def shared_progress_folder(environment: Mapping[str, str]) -> Path:
    """DOCKYARD_STATE, else this user's own; made so that a sandbox's user can write there.

    Raises:
        SandboxError: it cannot be made or opened.
    """
    path = progress_dir(environment)
    try:
        path.mkdir(parents=True, exist_ok=True)
        if path.parent == data_dir():
            path.parent.chmod(0o700)
        path.chmod(0o777)
    except OSError as error:
        raise SandboxError(
            f"the progress directory cannot be used: {error.strerror}",
            where=str(path),
            next_step="set DOCKYARD_STATE to a directory of yours",
        ) from error
    return path.resolve()
