"""What the volume map predicts is what the daemon then does."""

from __future__ import annotations

from collections.abc import Iterator

import docker
import pytest

from grader.labels import BUSYBOX_IMAGE
from labkit.visual.volumes import PlaceKind, VolumeMap, volume_map
from labkit.visual.volumes.volumes import Act

pytestmark = pytest.mark.daemon


@pytest.fixture
def shop(client: docker.DockerClient) -> Iterator[docker.DockerClient]:
    """Two containers with every kind of mount, and a volume that nobody mounts."""
    api = client.api
    api.create_volume("kept")
    mounts = [
        docker.types.Mount("/unlabelled", None, type="volume"),
        docker.types.Mount("/ram", None, type="tmpfs"),
    ]
    more = api.create_host_config(
        binds=["pages:/data:ro", "/tmp:/desk"], mounts=mounts, tmpfs={"/run": ""}
    )
    api.create_container(
        BUSYBOX_IMAGE, ["true"], name="shop", volumes=["/cache", "/both"], host_config=more
    )
    raw = api.inspect_container("shop")["Mounts"]
    both = next(one["Name"] for one in raw if one["Destination"] == "/both")
    second = api.create_host_config(binds=[f"{both}:/mine", "pages:/data"])
    api.create_container(BUSYBOX_IMAGE, ["true"], name="reader", host_config=second)
    yield client
    for name in ("shop", "reader"):
        if client.containers.list(all=True, filters={"name": name}):
            api.remove_container(name, v=True, force=True)
    for volume in client.volumes.list():
        volume.remove(force=True)


def targets(found: VolumeMap, kind: PlaceKind) -> set[str]:
    return {use.target for place in found.places if place.kind is kind for use in place.uses}


def test_every_kind_of_mount_is_there(shop: docker.DockerClient) -> None:
    found = volume_map(shop, called={"DESK": "/tmp"})
    assert [one.name for one in found.holders] == ["shop", "reader"]
    assert targets(found, PlaceKind.VOLUME) == {"/data"}
    assert targets(found, PlaceKind.ANONYMOUS) == {"/cache", "/both", "/mine", "/unlabelled"}
    assert targets(found, PlaceKind.MEMORY) == {"/run", "/ram"}
    assert [one.name for one in found.places if one.kind is PlaceKind.FOLDER] == ["DESK"]
    assert [one.name for one in found.places if one.is_orphan] == ["kept"]
    pages = next(one for one in found.places if one.name == "pages")
    assert {use.container: use.writable for use in pages.uses} == {"shop": False, "reader": True}


def do(client: docker.DockerClient, act: Act, container: str) -> None:
    if act is Act.PRUNE:
        client.volumes.prune()
    else:
        client.api.remove_container(container, v=act is Act.REMOVE_VOLUMES)


ACTS = [
    [(Act.REMOVE, "shop")],
    [(Act.REMOVE_VOLUMES, "shop")],
    [(Act.REMOVE_VOLUMES, "reader")],
    [(Act.REMOVE_VOLUMES, "reader"), (Act.REMOVE_VOLUMES, "shop")],
    [(Act.REMOVE_VOLUMES, "shop"), (Act.REMOVE_VOLUMES, "reader")],
    [(Act.REMOVE, "shop"), (Act.PRUNE, "")],
    [(Act.REMOVE, "shop"), (Act.REMOVE, "reader"), (Act.PRUNE, "")],
    [(Act.PRUNE, "")],
]


@pytest.mark.parametrize("acts", ACTS, ids=lambda acts: ", ".join(f"{a} {b}" for a, b in acts))
def test_what_is_left_is_what_was_predicted(
    shop: docker.DockerClient, acts: list[tuple[Act, str]]
) -> None:
    predicted = volume_map(shop)
    for act, container in acts:
        predicted = predicted.after(act, container)
        do(shop, act, container)
    assert shape(volume_map(shop)) == shape(predicted)


def shape(found: VolumeMap) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the daemon knows of a map: no folder, which is not its own, and no number of ours."""
    return sorted(
        (
            place.kind,
            place.name if place.kind is not PlaceKind.ANONYMOUS else "",
            sorted((use.container, use.target) for use in place.uses),
        )
        for place in found.places
        if place.kind is not PlaceKind.FOLDER
    )


def test_named_containers_are_shown_with_whom_they_share(shop: docker.DockerClient) -> None:
    shop.containers.create(BUSYBOX_IMAGE, ["true"], name="alone", volumes=["/own"]).reload()
    found = volume_map(shop, ["reader"])
    assert [one.name for one in found.holders] == ["shop", "reader"]
    assert {place.name for place in found.places} == {"pages", "anonymous 1"}
    shop.api.remove_container("alone", v=True)
