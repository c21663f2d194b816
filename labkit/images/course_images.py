"""The images that Dockyard makes, in order, and only those that are out of date.

    debian ── busybox ── compiler ── sandbox:grading ── sandbox:learner

Each carries the digest of what went into it as its label `labels.BUILT`, so that a warm start
compares labels and nothing else. One process at a time makes images.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import docker
from docker.errors import ImageNotFound

from grader import labels
from grader.disk import PARTIAL
from grader.places import CHECKOUT, cache_dir
from labkit.images.debian import make_debian, wanted as wanted_debian
from labkit.images.our_builds import remove_untagged
from labkit.images.sandbox_image import make_sandbox, wanted_grading, wanted_learner
from labkit.images.small_images import SMALL_IMAGES
from labkit.images.tar_cache import is_saved, save
from labkit.machine import Console, made, one_at_a_time


@dataclass(frozen=True)
class ImageState:
    """One image as it should be and as it is.

    Args:
        wanted: digest of what should be in it.
        found: what its label says; None when there is no such image.
    """

    tag: str
    wanted: str
    found: str | None

    @property
    def is_current(self) -> bool:
        return self.found == self.wanted


def survey(client: docker.DockerClient, checkout: Path = CHECKOUT) -> list[ImageState]:
    """Every image that Dockyard makes, base first.

    Args:
        checkout: whose course belongs in them.
    """
    wanted = {
        labels.DEBIAN_IMAGE: wanted_debian(),
        **{image.tag: image.wanted() for image in SMALL_IMAGES},
        labels.GRADING_IMAGE: wanted_grading(checkout),
        labels.LEARNER_IMAGE: wanted_learner(checkout),
    }
    return [ImageState(tag, want, _found(client, tag)) for tag, want in wanted.items()]


def ensure_images(
    client: docker.DockerClient,
    console: Console,
    *,
    registry: str | None = None,
    yes: bool = False,
) -> None:
    """Makes what is missing or out of date.

    Raises:
        ImageError: an image could not be pulled, made or built, or a disk is full.
    """
    if _is_complete(survey(client)):
        return
    lock = made(cache_dir()) / "images.lock"
    with one_at_a_time(lock, console, "Waiting for another dockyard that is making the images"):
        _sweep()
        stale = {state.tag for state in survey(client) if not state.is_current}
        if labels.DEBIAN_IMAGE in stale:
            make_debian(client, console, registry=registry, yes=yes)
        for image in SMALL_IMAGES:
            if image.tag in stale:
                image.make(client, console)
        for name, (tag, want) in _bases().items():
            if not is_saved(name, want):
                save(client, console, tag, name, want)
        if stale & {labels.GRADING_IMAGE, labels.LEARNER_IMAGE}:
            make_sandbox(client, console)
        remove_untagged(client)


def _is_complete(states: list[ImageState]) -> bool:
    saved = all(is_saved(name, want) for name, (_, want) in _bases().items())
    return saved and all(state.is_current for state in states)


def _bases() -> dict[str, tuple[str, str]]:
    """What is kept as a tar file: its name → tag, and digest of what should be in it."""
    small = {image.name: (image.tag, image.wanted()) for image in SMALL_IMAGES}
    return {"debian": (labels.DEBIAN_IMAGE, wanted_debian()), **small}


def _found(client: docker.DockerClient, tag: str) -> str | None:
    try:
        return str(client.images.get(tag).labels.get(labels.BUILT, ""))
    except ImageNotFound:
        return None


def _sweep() -> None:
    """Removes what an earlier run had to leave half-made, such as one that was killed."""
    for partial in cache_dir().glob("**/partial-*"):
        shutil.rmtree(partial, ignore_errors=True)
    for partial in cache_dir().glob(f"**/*{PARTIAL}"):
        partial.unlink(missing_ok=True)
