"""Where this process stands: which door it came in by, who learns, and where its daemon is.

Reads the environment that the sandbox sets and falls back to this machine's own.
"""

from __future__ import annotations

import os
from pathlib import Path

import docker

from grader.course import learner_name
from grader.daemon import docker_py
from grader.sandbox import engine

SHARED = Path("/dy")
"""The directory that a sandbox shares with its owner on the host."""

INNER_SOCKET = "unix:///run/docker.sock"


def in_sandbox() -> bool:
    """Whether this kernel has a daemon of its own, which is thrown away with it."""
    return os.environ.get("DOCKYARD_DOOR") == "sandbox"


def learner() -> str:
    """The name that given values and progress go by."""
    return learner_name()


def connect() -> docker.DockerClient:
    """A new connection to the lesson's daemon: the sandbox's own, or the learner's engine.

    Inside a sandbox DOCKER_HOST is the learner's to play with, so nothing here reads it.

    Raises:
        EngineError: no engine answers.
    """
    return docker_py.client(INNER_SOCKET) if in_sandbox() else engine.connect()
