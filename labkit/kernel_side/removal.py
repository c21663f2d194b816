"""Removes what an exercise or a lesson left in a daemon, and nothing else.

What belongs to whom is decided by one function of labels and names that the caller brings; what the
daemon will not give up is reported, not forced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import docker
from docker.errors import APIError

Belongs = Callable[[Mapping[str, str], frozenset[str]], bool]
"""(labels of a thing, its names) → whether it may go."""


@dataclass(frozen=True)
class Thing:
    """Something in a daemon. `remove` takes it away."""

    kind: str
    names: frozenset[str]
    labels: Mapping[str, str]
    remove: Callable[[], Any] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        return min(self.names, default="without a name")


@dataclass(frozen=True)
class Removed:
    """How many went, by kind, and what stayed in the daemon's own words."""

    counts: Mapping[str, int]
    refused: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = (f"{n} {kind}{'' if n == 1 else 's'}" for kind, n in self.counts.items() if n)
        return ", ".join(parts) or "nothing"


def remove(client: docker.DockerClient, belongs: Belongs) -> Removed:
    """Removes all that belongs: containers first, since they hold the rest."""
    counts: dict[str, int] = {}
    refused = []
    for thing in things(client):
        if not belongs(thing.labels, thing.names):
            continue
        try:
            thing.remove()
            counts[thing.kind] = counts.get(thing.kind, 0) + 1
        except APIError as error:
            refused.append(f"{thing.kind} {thing.name}: {error.explanation or error}")
    return Removed(counts, tuple(refused))


def things(client: docker.DockerClient) -> Iterator[Thing]:
    """All that a daemon holds; each kind is listed when the kinds before it have been seen."""
    api = client.api
    for row in api.containers(all=True):
        names = frozenset(name.lstrip("/") for name in row["Names"] or ())
        yield Thing(
            "container", names, row["Labels"] or {}, _late(api.remove_container, row["Id"], v=True)
        )
    for row in api.images():
        yield from _image(client, row)
    for row in api.networks():
        yield _named("network", row, api.remove_network)
    for row in api.volumes()["Volumes"] or ():
        yield _named("volume", row, api.remove_volume)


def _image(client: docker.DockerClient, row: Mapping[str, Any]) -> Iterator[Thing]:
    """One thing a tag, so that taking one name away leaves an image its others."""
    labels, drop = row["Labels"] or {}, client.api.remove_image
    tags = [tag for tag in row["RepoTags"] or () if tag != "<none>:<none>"]
    if not tags:
        yield Thing("image", frozenset(), labels, _late(drop, row["Id"]))
    for tag in tags:
        names = frozenset({tag, tag.rpartition(":")[0]})
        yield Thing("image", names, labels, _late(drop, tag))


def _named(kind: str, row: Mapping[str, Any], drop: Callable[..., Any]) -> Thing:
    return Thing(kind, frozenset({row["Name"]}), row["Labels"] or {}, lambda: drop(row["Name"]))


def _late(drop: Callable[..., Any], target: str, **options: Any) -> Callable[[], Any]:
    return lambda: drop(target, force=True, **options)
