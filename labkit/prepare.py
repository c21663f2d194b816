"""Everything that must be there before a lesson runs, made when it is not.

The one function that `lab`, `test`, `grade` and `build` share. A warm call costs the connection
and a comparison of labels.
"""

from __future__ import annotations

import os

import docker

from labkit.images import ensure_images
from labkit.machine import Console, ensure_kernelspec, ensure_lab_settings, find_engine


def prepare(
    console: Console | None = None,
    *,
    yes: bool = False,
    registry: str | None = None,
    need_images: bool = True,
) -> docker.DockerClient:
    """An engine that runs, its images up to date, and the kernel registered.

    Args:
        yes: install what is missing without asking; DOCKYARD_YES=1 says the same.
        registry: `HOST[:PORT][/PREFIX]` to pull from; DOCKYARD_REGISTRY says the same.

    Raises:
        EngineError, ImageError: with the command that comes next.
    """
    console = console or Console()
    yes = yes or os.environ.get("DOCKYARD_YES", "") not in ("", "0")
    client = find_engine(console, yes=yes)
    if need_images:
        chosen = registry or os.environ.get("DOCKYARD_REGISTRY") or None
        ensure_images(client, console, registry=chosen, yes=yes)
    ensure_kernelspec()
    ensure_lab_settings()
    return client
