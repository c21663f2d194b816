"""The base images of a lesson, loaded from tar files where the daemon lacks them.

In a sandbox they lie in its image, elsewhere in the user's cache, where ./dockyard puts them.
"""

from __future__ import annotations

from collections.abc import Iterable

import docker
from docker.errors import ImageNotFound

from grader import labels
from grader.errors import ImageError
from grader.places import images_dir

TAGS = {
    "busybox": labels.BUSYBOX_IMAGE,
    "compiler": labels.COMPILER_IMAGE,
    "debian": labels.DEBIAN_IMAGE,
}


def load_bases(client: docker.DockerClient, names: Iterable[str]) -> tuple[str, ...]:
    """Loads what is missing. Returns: the tags of all that were asked for.

    Raises:
        ImageError: the daemon lacks one, and so does this machine.
    """
    tags = {name: TAGS[name] for name in names}
    for name, tag in tags.items():
        try:
            client.images.get(tag)
        except ImageNotFound:
            _load(client, name, tag)
    return tuple(tags.values())


def _load(client: docker.DockerClient, name: str, tag: str) -> None:
    tar = images_dir() / f"{name}.tar"
    if not tar.is_file():
        raise ImageError(
            f"the base image {tag} is not on this machine",
            where=str(tar),
            next_step="./dockyard lab makes it",
        )
    with tar.open("rb") as archive:
        client.images.load(archive)
