"""The sandbox's image in its two targets: one for submissions, and one with the labs in it.

Its context is the folder dockerfiles/sandbox, the wheels of its lock file, the base images as tar
files and the course's code.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docker

from grader.labels import GRADING_IMAGE, LEARNER_IMAGE
from grader.places import CHECKOUT, DOCKERFILES
from labkit.images.context import Entry, digest, entries_of
from labkit.images.debian import wanted as wanted_debian
from labkit.images.image_build import build
from labkit.images.small_images import SMALL_IMAGES
from labkit.images.tar_cache import saved
from labkit.images.wheels import ensure_wheels
from labkit.machine import Console

FOLDER = DOCKERFILES / "sandbox"
BASES = ("debian", *(image.name for image in SMALL_IMAGES))


def wanted_grading(checkout: Path = CHECKOUT) -> str:
    """What `labels.BUILT` says on a current grading image: everything but the labs."""
    bases = (wanted_debian(), *(image.wanted() for image in SMALL_IMAGES))
    return digest(
        [*entries_of(FOLDER), *_course("grader", checkout), *_course("labkit", checkout)], *bases
    )


def wanted_learner(checkout: Path = CHECKOUT) -> str:
    """What `labels.BUILT` says on a current learner's image."""
    return digest(_course("labs", checkout), wanted_grading(checkout))


def make_sandbox(client: docker.DockerClient, console: Console) -> None:
    """Builds GRADING_IMAGE and LEARNER_IMAGE; what did not change comes from Docker's cache."""
    wheels = ensure_wheels(console, client.info()["Architecture"])
    context = [
        *entries_of(FOLDER),
        *entries_of(wheels, "wheels"),
        *(Entry(f"images/{name}.tar", saved(name)) for name in BASES),
        *(entry for room in ("grader", "labkit", "labs") for entry in _course(room)),
    ]
    for tag, target, content in (
        (GRADING_IMAGE, "grading", wanted_grading()),
        (LEARNER_IMAGE, "learner", wanted_learner()),
    ):
        with console.step(f"Building {tag} (about a minute the first time)") as detail:
            build(client, tag, context, content=content, detail=detail, target=target)


def _course(room: str, checkout: Path = CHECKOUT) -> Iterator[Entry]:
    return entries_of(checkout / room, f"course/{room}")
