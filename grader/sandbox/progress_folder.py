"""The folder on the host in which a learner's progress is kept, as a sandbox is given it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import platformdirs

from grader.errors import SandboxError


def shared_progress_folder(environment: Mapping[str, str]) -> Path:
    """DOCKYARD_STATE, else this user's own; made so that a sandbox's user can write there.

    Raises:
        SandboxError: it cannot be made or opened.
    """
    said = environment.get("DOCKYARD_STATE")
    path = Path(said) if said else platformdirs.user_data_path("dockyard") / "progress"
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not said:
            path.parent.chmod(0o700)
        path.chmod(0o777)
    except OSError as error:
        raise SandboxError(
            f"the progress directory cannot be used: {error.strerror}",
            where=str(path),
            next_step="set DOCKYARD_STATE to a directory of yours",
        ) from error
    return path.resolve()
