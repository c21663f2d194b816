"""A full disk, said once: which file system, how much is left, what frees some.

grader/disk.py recognises it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docker

from grader.disk import is_full
from grader.errors import ImageError
from grader.sandbox import is_local


def disk_full(path: Path | str) -> ImageError:
    """The error for a full file system, named by where it is mounted."""
    return ImageError(
        f"the disk is full ({_free(Path(path))} left)",
        where=str(mount_point(Path(path))),
        next_step="free some space there, or ./dockyard clean --cache --images; then run it again",
    )


def engine_full(client: docker.DockerClient, words: str) -> ImageError:
    """The error for an engine's full disk; elsewhere than here only its words tell of that.

    Args:
        words: what the engine said.
    """
    root = client.info().get("DockerRootDir", "/var/lib/docker")
    if is_local(client):
        return disk_full(root)
    return ImageError(
        f"the engine's disk is full: {words.strip()}",
        where=f"{root} on the engine's machine",
        next_step="free some space there, or ./dockyard clean --images; then run it again",
    )


@contextmanager
def reporting_full_disk(path: Path) -> Iterator[None]:
    """Turns ENOSPC of what runs inside into the one line that helps."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise disk_full(path) from error
        raise


def mount_point(path: Path) -> Path:
    """Where the file system is mounted that `path` lies or would lie on."""
    path = existing(path)
    while not os.path.ismount(path):
        path = path.parent
    return path


def existing(path: Path) -> Path:
    """The path, or the nearest folder above it that is there."""
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path


def _free(path: Path) -> str:
    return f"{shutil.disk_usage(existing(path)).free / 2**20:.0f} MiB"
