"""Where things lie: the checkout, this user's folders, and what a sandbox's image brings along.

Reads no file and makes no folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

CHECKOUT = Path(__file__).resolve().parents[1]
LABS = CHECKOUT / "labs"
DOCKERFILES = CHECKOUT / "dockerfiles"
WORK = CHECKOUT / "work"
SANDBOX_IMAGES = Path("/opt/dockyard/images")
"""Where a sandbox has the base images that lessons start from, as tar files."""


def labs_folder() -> Path | None:
    """The course's lessons; None in the image that grades. DOCKYARD_LABS names another course."""
    folder = Path(os.environ.get("DOCKYARD_LABS") or LABS)
    return folder if folder.is_dir() else None


def cache_dir() -> Path:
    """Downloads and base images: may be deleted at any time, costs time and nothing else."""
    return platformdirs.user_cache_path("dockyard")


def images_dir() -> Path:
    """The base images as tar files: a sandbox's own, else those for engines that lack them."""
    return SANDBOX_IMAGES if SANDBOX_IMAGES.is_dir() else cache_dir() / "images"


def state_dir() -> Path:
    """Logs and records of this machine's set-up."""
    return platformdirs.user_state_path("dockyard")


def data_dir() -> Path:
    """What must not be lost: learners' progress, and the key that signs grades."""
    return platformdirs.user_data_path("dockyard")


def progress_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Where a learner's progress is kept; DOCKYARD_STATE names another folder."""
    return Path(environment.get("DOCKYARD_STATE") or data_dir() / "progress")
