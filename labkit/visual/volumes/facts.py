"""Gathers a volume map: every container's mounts, and every volume, mounted or not.

The one place here that holds a client.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import docker

from grader.daemon import Container, Daemon, Mount
from labkit.visual.volumes.volumes import Holder, Place, PlaceKind, Use, VolumeMap

NAMELESS = re.compile(r"[0-9a-f]{64}")
ANONYMOUS = "com.docker.volume.anonymous"
PRUNES_ONLY_ANONYMOUS = (1, 42)
"""The API version since which `volume prune` leaves volumes that have a name."""

Key = tuple[PlaceKind, str]
ORDER = tuple(PlaceKind)


def volume_map(
    client: docker.DockerClient,
    containers: Sequence[str] = (),
    called: Mapping[str, str] | None = None,
) -> VolumeMap:
    """The map of some containers and whom they share places with, or of all that mount any.

    Volumes that nobody mounts are only on a map of all.

    Args:
        called: what to print → the name of a container or a volume, or the path of a folder.

    Raises:
        Missing: no container of that name.
    """
    daemon = Daemon(client)
    asked = {daemon.container(name).name for name in containers}
    found = sorted(daemon.containers(), key=lambda one: (one.created, one.name))
    places = [one for one in _places(daemon, found) if not asked or asked & _users(one)]
    shown = asked.union(*map(_users, places))
    holders = [
        Holder(one.name, one.is_running, bool(one.host_config.get("AutoRemove")))
        for one in found
        if one.name in shown
    ]
    words = {actual: word for word, actual in (called or {}).items()} | _numbers(places)
    return _in_words(VolumeMap(tuple(holders), tuple(places)), words)


def _places(daemon: Daemon, found: Sequence[Container]) -> Iterator[Place]:
    """In the order of their kinds, then in that of the containers; unused volumes last."""
    uses: dict[Key, list[Use]] = defaultdict(list)
    for container in found:
        for key, use in _uses(container):
            uses[key].append(use)
    volumes = {(_kind(one.name), one.name): one for one in daemon.volumes()}
    only_anonymous = _version(daemon.client.api.api_version) >= PRUNES_ONLY_ANONYMOUS
    unused = sorted(volumes.keys() - uses.keys())
    for key in sorted([*uses, *unused], key=lambda key: ORDER.index(key[0])):
        volume = volumes.get(key)
        labelled = volume is not None and (ANONYMOUS in volume.labels or not only_anonymous)
        yield Place(*key, tuple(uses.get(key, ())), labelled)


def _uses(container: Container) -> Iterator[tuple[Key, Use]]:
    asked = set(_asked_for(container))
    for mount in sorted(container.mounts, key=lambda one: one.target):
        by_name = mount.name in asked or not NAMELESS.fullmatch(mount.name)
        yield _key(mount, container), Use(container.name, mount.target, mount.writable, by_name)
    # `docker run --tmpfs` is not among the mounts.
    for target in sorted(container.host_config.get("Tmpfs") or ()):
        yield (PlaceKind.MEMORY, f"{container.name}:{target}"), Use(container.name, target, True)


def _asked_for(container: Container) -> Iterator[str]:
    """The volumes that the container's own options name."""
    for bind in container.host_config.get("Binds") or ():
        yield bind.partition(":")[0]
    for mount in container.host_config.get("Mounts") or ():
        yield mount.get("Source") or ""


def _key(mount: Mount, container: Container) -> Key:
    if mount.kind == "volume":
        return _kind(mount.name), mount.name
    if mount.kind == "tmpfs":
        return PlaceKind.MEMORY, f"{container.name}:{mount.target}"
    return PlaceKind.FOLDER, mount.source


def _kind(name: str) -> PlaceKind:
    return PlaceKind.ANONYMOUS if NAMELESS.fullmatch(name) else PlaceKind.VOLUME


def _users(place: Place) -> set[str]:
    return {use.container for use in place.uses}


def _version(api_version: str) -> tuple[int, ...]:
    return tuple(map(int, api_version.split(".")))


def _numbers(places: Iterable[Place]) -> dict[str, str]:
    """What is called after nobody gets a number: its own name differs from run to run."""
    nameless = [one.name for one in places if one.kind is PlaceKind.ANONYMOUS]
    return {name: f"anonymous {number}" for number, name in enumerate(nameless, start=1)}


def _in_words(found: VolumeMap, words: Mapping[str, str]) -> VolumeMap:
    """The map with other names for some things."""

    def use(one: Use) -> Use:
        return replace(one, container=words.get(one.container, one.container))

    return VolumeMap(
        tuple(replace(one, name=words.get(one.name, one.name)) for one in found.holders),
        tuple(
            replace(one, name=words.get(one.name, one.name), uses=tuple(map(use, one.uses)))
            for one in found.places
        ),
    )
