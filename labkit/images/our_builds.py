"""Which image ids our builds made: the only way to tell ours from what others built on them.

An image inherits the labels of its base, so a label does not say who made it. The ids are kept
in the user's state directory; an untagged image that is not among them is somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import docker
from docker.errors import APIError

from grader.places import state_dir
from labkit.machine import made

LINE = re.compile(r"^ ---> ([0-9a-f]{12})\s*$", re.MULTILINE)
"""How the classic builder names the image that a step gave."""


def ids_in(output: str) -> list[str]:
    """The image ids in a piece of the builder's output, 12 hexadecimal digits each."""
    return LINE.findall(output)


def remember(ids: Iterable[str]) -> None:
    """Adds to the images that are known to be ours."""
    known = _known()
    new = [image for image in ids if image not in known]
    if not new:
        return
    with (made(state_dir()) / "built-images").open("a") as ledger:
        ledger.writelines(f"{image}\n" for image in new)


def untagged(client: docker.DockerClient) -> list[str]:
    """Ids of our images that no tag and no other image stands on."""
    known = _known()
    rows = client.api.images(filters={"dangling": True})
    return [str(row["Id"]) for row in rows if row["Id"].removeprefix("sha256:")[:12] in known]


def remove_untagged(client: docker.DockerClient) -> None:
    """Removes what newer images replaced; what a container still uses stays for next time."""
    for image in untagged(client):
        try:
            client.api.remove_image(image)
        except APIError:
            continue


def _known() -> set[str]:
    try:
        return set((state_dir() / "built-images").read_text().split())
    except OSError:
        return set()
