"""Gathers the layers of an image: its saved archive, its history, who else has them.

What `docker history` says differs between image stores, so instructions are read from the image's
own config, and sizes from the files themselves. The one place here that holds a client.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import docker

from grader.daemon import ARCHIVE_LIMIT_BYTES, Daemon, Image, SavedImage
from grader.errors import ImageError
from labkit.visual.kit import size_text
from labkit.visual.layers.efficiency import efficiency
from labkit.visual.layers.layers import ImageLayers, OwnLayer, Step
from labkit.visual.layers.stack import FileChange, changes

UNRECORDED = "not recorded"
SHELL = re.compile(r"^(RUN )?(\|\d+ .*?)?/bin/sh -c (?P<nop>#\(nop\))?\s*(?P<line>.*)$", re.DOTALL)
DIGEST = re.compile(r"\b((file|dir|multi):)?[0-9a-f]{64}\b")


def image_layers(
    client: docker.DockerClient,
    image: str,
    *,
    called: str = "",
    base: str = "",
    container: str = "",
    limit_bytes: int = ARCHIVE_LIMIT_BYTES,
) -> ImageLayers:
    """The layers of an image.

    Args:
        called: what to print for the image; its name or id, when empty.
        base: an image that it begins with and that the reader knows.
        container: whose own layer lies on top; its image is then `image`.

    Raises:
        Missing: no such image or container.
        ImageError: it is too large to look at file by file.
    """
    daemon = Daemon(client)
    found = daemon.image(image)
    if found.size_bytes > limit_bytes:
        raise _too_large(called or image, limit_bytes)
    saved = daemon.saved(image, contents=False)
    history = list(saved.config.get("history") or ())
    steps = tuple(_steps(saved, history, _sharers(daemon, found)))
    own = own_layer(client, container) if container else None
    return ImageLayers(
        name=called or image,
        steps=steps,
        efficiency=efficiency(saved.layers),
        base=base,
        base_steps=_base_steps(daemon.image(base), found, steps) if base else 0,
        own=own,
    )


def _too_large(image: str, limit_bytes: int) -> ImageError:
    return ImageError(
        f"its files are more than {size_text(limit_bytes)}, too many to look at one by one",
        where=image,
        next_step=f"docker history {image}",
    )


def own_layer(client: docker.DockerClient, container: str) -> OwnLayer:
    """A container's own layer at this moment. Raises: Missing."""
    daemon = Daemon(client)
    return OwnLayer(container, daemon.own_bytes(container), daemon.changes(container))


def instruction(created_by: str) -> str:
    """A step of an image's history as the Dockerfile had it, whichever builder wrote it down.

    Example:
        >>> instruction("/bin/sh -c #(nop) COPY file:" + 64 * "0" + " in /srv ")
        'COPY … in /srv'
        >>> instruction("RUN /bin/sh -c make # buildkit")
        'RUN make'
        >>> instruction("/bin/sh -c make")
        'RUN make'
    """
    line = created_by.removesuffix("# buildkit").strip()
    if found := SHELL.match(line):
        line = found["line"] if found["nop"] else f"RUN {found['line']}"
    return DIGEST.sub("…", line).strip() or UNRECORDED


def _steps(
    saved: SavedImage, history: Sequence[Mapping[str, Any]], sharers: Sequence[tuple[str, ...]]
) -> Iterator[Step]:
    """The history, each step that made a layer with that layer, oldest first."""
    done, number = changes(saved.layers), 0
    for row in history:
        said = instruction(row.get("created_by") or row.get("comment") or "")
        if row.get("empty_layer") or number == len(saved.layers):
            yield Step(0, said)
            continue
        yield _step(saved, number, said, done[number], sharers)
        number += 1
    for left in range(number, len(saved.layers)):
        yield _step(saved, left, UNRECORDED, done[left], sharers)


def _step(
    saved: SavedImage,
    index: int,
    said: str,
    done: tuple[FileChange, ...],
    sharers: Sequence[tuple[str, ...]],
) -> Step:
    shared = sharers[index] if index < len(sharers) else ()
    return Step(index + 1, said, saved.layers[index].size_bytes, done, shared)


def _sharers(daemon: Daemon, image: Image) -> list[tuple[str, ...]]:
    """For each layer, oldest first: the other images that have it on the same layers."""
    others = [one for one in daemon.images() if one.id != image.id and one.tags]
    names = {min(one.tags).removesuffix(":latest"): image.shared_layers(one) for one in others}
    return [
        tuple(sorted(name for name, shared in names.items() if shared > index))
        for index in range(len(image.layers))
    ]


def _base_steps(base: Image, image: Image, steps: Sequence[Step]) -> int:
    """How many steps are the base's; none where the image does not begin with its layers."""
    count = len(base.history)
    layers = sum(1 for step in steps[:count] if step.number)
    is_base = image.shared_layers(base) == len(base.layers) == layers
    return count if is_base else 0
