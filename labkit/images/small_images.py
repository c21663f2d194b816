"""The small images that lessons start from, made from the Debian image by a Dockerfile each."""

from __future__ import annotations

from dataclasses import dataclass

import docker

from grader.labels import BUSYBOX_IMAGE, COMPILER_IMAGE, DEBIAN_IMAGE
from grader.places import DOCKERFILES
from labkit.images.context import digest, entries_of
from labkit.images.debian import wanted as wanted_debian
from labkit.images.image_build import build
from labkit.machine import Console


@dataclass(frozen=True)
class SmallImage:
    """One of them. `name` is that of its tar file; `on` is the one that it is built on, if any."""

    name: str
    tag: str
    folder: str
    about: str
    on: SmallImage | None = None

    def wanted(self) -> str:
        """What `labels.BUILT` says on a current image."""
        below = self.on.wanted() if self.on else wanted_debian()
        return digest(entries_of(DOCKERFILES / self.folder), below)

    def make(self, client: docker.DockerClient, console: Console) -> None:
        """Builds it; what it is made from must be there."""
        with console.step(f"Building {self.tag} ({self.about})") as detail:
            build(
                client,
                self.tag,
                entries_of(DOCKERFILES / self.folder),
                content=self.wanted(),
                detail=detail,
                arguments={"DEBIAN": DEBIAN_IMAGE, **({"BUSYBOX": self.on.tag} if self.on else {})},
            )


BUSYBOX = SmallImage("busybox", BUSYBOX_IMAGE, "base", "2 MB")
COMPILER = SmallImage("compiler", COMPILER_IMAGE, "compiler", "12 MB", on=BUSYBOX)
SMALL_IMAGES = (BUSYBOX, COMPILER)
"""In the order in which they are made."""
