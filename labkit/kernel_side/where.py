"""Where this process stands: which door it came in by, who learns, where course and progress lie.

Reads the environment that the sandbox sets and falls back to this machine's own. In the image
that grades submissions there are no labs, so there is no check, hint or solution to read.
"""

from __future__ import annotations

import os
from pathlib import Path

import docker
import platformdirs

from grader.course import learner_name
from grader.daemon import docker_py
from grader.sandbox import engine

SHARED = Path("/dy")
"""The directory that a sandbox shares with its owner on the host."""

INNER_SOCKET = "unix:///run/docker.sock"


def in_sandbox() -> bool:
    """Whether this kernel has a daemon of its own, which is thrown away with it."""
    return os.environ.get("DOCKYARD_DOOR") == "sandbox"


def labs_folder() -> Path | None:
    """The course's lessons; None in the image that grades. DOCKYARD_LABS names another course."""
    said = os.environ.get("DOCKYARD_LABS")
    folder = Path(said) if said else Path(__file__).resolve().parents[2] / "labs"
    return folder if folder.is_dir() else None


def learner() -> str:
    """The name that given values and progress go by."""
    return learner_name()


def state_folder() -> Path:
    """Where progress is kept."""
    said = os.environ.get("DOCKYARD_STATE")
    return Path(said) if said else platformdirs.user_data_path("dockyard") / "progress"


def connect() -> docker.DockerClient:
    """A new connection to the lesson's daemon: the sandbox's own, or the learner's engine.

    Inside a sandbox DOCKER_HOST is the learner's to play with, so nothing here reads it.

    Raises:
        EngineError: no engine answers.
    """
    return docker_py.client(INNER_SOCKET) if in_sandbox() else engine.connect()
