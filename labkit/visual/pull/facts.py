"""Pulls, and tells how each layer stands whenever the daemon says something.

The only module of the pull's picture that holds a client.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import docker
from docker.errors import APIError

from labkit.visual.pull.pull import NEW, SAID, SAME, Layer, Pull, Stand

DONE = frozenset({Stand.DOWNLOADED, Stand.EXTRACTING, Stand.PULLED})


def follow_pull(client: docker.DockerClient, reference: str) -> Iterator[Pull]:
    """The pull as it stands after each thing that the daemon reports.

    Source: `POST /images/create` of the Engine API.
    """
    pull = Pull(reference)
    yield pull
    api: Any = client.api
    name, tag = name_and_tag(reference)
    try:
        for message in api.pull(name, tag=tag, stream=True, decode=True):
            pull = heard(pull, message)
            yield pull
    except APIError as error:
        yield replace(pull, error=str(error.explanation))


def heard(pull: Pull, message: Mapping[str, Any]) -> Pull:
    """The pull after one more message."""
    if message.get("error"):
        return replace(pull, error=str(message["error"]))
    status, name = str(message.get("status", "")), str(message.get("id", ""))
    for end in (NEW, SAME):
        if end in status:
            return replace(pull, ended=end)
    if not name or status.startswith("Pulling from"):
        return pull
    layer = _after(pull.layers.get(name, Layer()), status, message.get("progressDetail") or {})
    return replace(pull, layers={**pull.layers, name: layer})


def _after(layer: Layer, status: str, progress: Mapping[str, int]) -> Layer:
    stand = SAID.get(status, layer.stand)
    size = int(progress.get("total") or layer.size_bytes)
    done = int(progress.get("current") or 0)
    layer = replace(layer, stand=stand, size_bytes=size)
    if stand is Stand.DOWNLOADING:
        layer = replace(layer, downloaded_bytes=max(done, layer.downloaded_bytes))
    elif stand in DONE:
        layer = replace(layer, downloaded_bytes=size)
    if stand is Stand.EXTRACTING:
        return replace(layer, extracted_bytes=max(done, layer.extracted_bytes))
    return replace(layer, extracted_bytes=size) if stand is Stand.PULLED else layer


def name_and_tag(reference: str) -> tuple[str, str | None]:
    """Name and tag; a digest stays with the name, and no tag means `latest`."""
    if "@" in reference:
        return reference, None
    name, colon, tag = reference.rpartition(":")
    return (name, tag) if colon and "/" not in tag else (reference, "latest")
