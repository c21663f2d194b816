"""Why a sandbox cannot be had: no image, an engine that refuses, an engine that is rootless."""

from __future__ import annotations

import docker
from docker.errors import APIError

from grader.daemon import Engine
from grader.disk import is_full
from grader.errors import ImageError, SandboxError

ROOTLESS = "on a rootless engine no sandbox starts: its user ids do not exist there"
ROOTLESS_NEXT = "take the Python 3 kernel, or an engine that runs as root (docker context use NAME)"
"""Measured: `newuidmap: write to uid_map failed`. The image's range of ids begins at 100000, and a
rootless engine has ids up to 65536. With a range that lies below that, one started.
"""


def not_built(image: str) -> ImageError:
    return ImageError(
        "the sandbox image has not been built", where=image, next_step="./dockyard lab"
    )


def refused(error: APIError) -> SandboxError:
    """For an engine that would not start it; its own words are kept."""
    words = str(error.explanation or error).strip()
    if is_full(words):
        free = "free some space where the engine keeps its data, or ./dockyard clean"
        return SandboxError("the disk is full", where="sandbox", next_step=free)
    return SandboxError(
        f"the engine refused to start it: {words}", where="sandbox", next_step="./dockyard doctor"
    )


def did_not_start(
    client: docker.DockerClient, container_id: str, what: str, log: str
) -> SandboxError:
    """For a sandbox that was started and then did not answer.

    Args:
        log: its last words, perhaps none: an engine removes a container that ended.
    """
    where = f"sandbox {container_id[:12]}"
    if Engine.of(client.info(), {}).is_rootless:
        return SandboxError(ROOTLESS, where=where, next_step=ROOTLESS_NEXT)
    return SandboxError(
        what + (f"; its log says: {log}" if log else ""),
        where=where,
        next_step="./dockyard doctor",
    )
