"""Folders of this machine that Dockyard writes in. Which they are: grader/places.py."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from grader.errors import ImageError

ENVIRONMENT = Path(sys.prefix)
"""The Python environment that runs this: where kernels and Lab settings belong."""


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
