"""Where things lie: the checkout, and this user's cache and state directories.

Reads no file, and makes no folder unless it is asked to.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from grader.errors import ImageError

CHECKOUT = Path(__file__).resolve().parents[2]
DOCKERFILES = CHECKOUT / "dockerfiles"
WORK = CHECKOUT / "work"

ENVIRONMENT = Path(sys.prefix)
"""The Python environment that runs this: where kernels and Lab settings belong."""


def cache_dir() -> Path:
    """Downloads and base images: may be deleted at any time, costs time and nothing else."""
    return platformdirs.user_cache_path("dockyard")


def images_dir() -> Path:
    """The base images as tar files, for engines that lack them."""
    return cache_dir() / "images"


def state_dir() -> Path:
    """Logs and records of this machine's set-up."""
    return platformdirs.user_state_path("dockyard")


def made(folder: Path) -> Path:
    """The folder, made when it was not there.

    Raises:
        ImageError: it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error.strerror or str(error)) from error
    if not os.access(folder, os.W_OK):
        raise _unwritable(folder, "you may not write there")
    return folder


def _unwritable(folder: Path, why: str) -> ImageError:
    return ImageError(
        f"this folder cannot be used: {why}",
        where=str(folder),
        next_step="set HOME (or XDG_CACHE_HOME and XDG_STATE_HOME) to folders of yours",
    )
