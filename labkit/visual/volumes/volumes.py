"""Where containers keep data, in facts: who mounts what where, and what outlives which act.

Knows what labkit/visual/volumes/facts.py gathers; labkit/visual/volumes/card.py draws it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class PlaceKind(StrEnum):
    """What lies behind a mount."""

    VOLUME = "volume"
    ANONYMOUS = "anonymous volume"
    FOLDER = "folder of the host"
    MEMORY = "memory"


@dataclass(frozen=True)
class Use:
    """A mount: which container sees the place, and where. `by_name`: it asked for this volume."""

    container: str
    target: str
    writable: bool
    by_name: bool = True


@dataclass(frozen=True)
class Place:
    """Somewhere data lies outside of containers' own layers.

    Args:
        name: a volume's, or a folder's path; a word of our own for what has no name.
        is_prunable: whether `docker volume prune` removes it when no container mounts it.
    """

    kind: PlaceKind
    name: str
    uses: tuple[Use, ...] = ()
    is_prunable: bool = False

    @property
    def is_volume(self) -> bool:
        return self.kind in (PlaceKind.VOLUME, PlaceKind.ANONYMOUS)

    @property
    def is_orphan(self) -> bool:
        """A volume that no container mounts, running or not."""
        return self.is_volume and not self.uses


@dataclass(frozen=True)
class Holder:
    """A container. `removes_itself`: it was started with `--rm`, which is `rm -v` at its end."""

    name: str
    is_running: bool
    removes_itself: bool = False


class Act(StrEnum):
    """What can be done, and takes data with it or not."""

    REMOVE = "docker rm"
    REMOVE_VOLUMES = "docker rm -v"
    PRUNE = "docker volume prune"


@dataclass(frozen=True)
class VolumeMap:
    """Some containers, and every place that they or nobody mounts."""

    holders: tuple[Holder, ...]
    places: tuple[Place, ...]

    def cut(self, holders: int, places: int) -> VolumeMap:
        """The first containers of a map, with what they mount and what nobody mounts."""
        names = {one.name for one in self.holders[:holders]}
        shown = (
            one
            for one in self.places
            if one.is_orphan or names & {use.container for use in one.uses}
        )
        return VolumeMap(self.holders[:holders], tuple(shown)[:places])

    def after(self, act: Act, container: str = "") -> VolumeMap:
        """What would be left.

        Source: `docker rm --volumes` leaves a volume that the container asked for by name, and
        one that another container mounts; `docker volume prune` without `--all` takes anonymous
        volumes alone since Engine 23. tests/daemon/test_visual_volumes.py does it and compares.
        """
        if act is Act.PRUNE:
            kept = tuple(one for one in self.places if not (one.is_orphan and one.is_prunable))
            return replace(self, places=kept)
        holders = tuple(one for one in self.holders if one.name != container)
        left = (_without(one, container, act) for one in self.places)
        return VolumeMap(holders, tuple(one for one in left if one is not None))

    def outlives(self, place: Place, act: Act) -> bool:
        """Whether a place is still there when all its containers are removed by this act.

        For `prune`: when they were removed before it, by a plain `docker rm`.
        """
        now, how = self, Act.REMOVE if act is Act.PRUNE else act
        for use in place.uses:
            now = now.after(how, use.container)
        if act is Act.PRUNE:
            now = now.after(act)
        return any((one.kind, one.name) == (place.kind, place.name) for one in now.places)


def _without(place: Place, container: str, act: Act) -> Place | None:
    """A place after a container is gone; None when it is gone too."""
    mine = [use for use in place.uses if use.container == container]
    others = tuple(use for use in place.uses if use.container != container)
    if not mine:
        return place
    if place.kind is PlaceKind.MEMORY:
        return None
    goes = place.is_volume and not others and not any(use.by_name for use in mine)
    if act is Act.REMOVE_VOLUMES and goes:
        return None
    return replace(place, uses=others)
