"""What a lesson's client creates carries its labels, and is otherwise what Docker makes."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docker
import pytest

from grader.daemon import Daemon
from grader.labels import BUSYBOX_IMAGE, EXERCISE, LESSON
from grader.sandbox import Sandbox
from labkit.kernel_side import label_what_it_creates

pytestmark = pytest.mark.daemon

LABELS = {LESSON: "03_layers", EXERCISE: "03_layers/share"}
DOCKERFILE = b"FROM dockyard/busybox\nRUN echo 1 > /one\nRUN echo 2 > /two\n"


@pytest.fixture
def labelled(sandbox: Sandbox, client: docker.DockerClient) -> Iterator[docker.DockerClient]:
    """As on a learner's own engine: images are labelled too."""
    connection = label_what_it_creates(sandbox.docker(), lambda: LABELS, images=True)
    yield connection
    connection.close()


def ours(thing_labels: dict[str, str]) -> dict[str, str]:
    return {key: thing_labels[key] for key in LABELS if key in thing_labels}


def test_run_labels_the_container_and_keeps_its_own_labels(labelled: docker.DockerClient) -> None:
    container = labelled.containers.run(BUSYBOX_IMAGE, "true", detach=True, labels={"own": "one"})
    assert ours(container.labels) == LABELS
    assert container.labels["own"] == "one"


def test_a_label_of_the_request_wins(labelled: docker.DockerClient) -> None:
    container = labelled.containers.create(BUSYBOX_IMAGE, labels={LESSON: "other"})
    assert container.labels[LESSON] == "other"


def test_volume_and_network_are_labelled(labelled: docker.DockerClient) -> None:
    volume, network = labelled.volumes.create("box"), labelled.networks.create("net")
    assert ours(volume.attrs["Labels"]) == ours(network.attrs["Labels"]) == LABELS


def test_build_is_labelled_and_its_layers_are_the_same(
    labelled: docker.DockerClient, client: docker.DockerClient, daemon: Daemon
) -> None:
    client.images.build(fileobj=io.BytesIO(DOCKERFILE), tag="bare")
    labelled.images.build(fileobj=io.BytesIO(DOCKERFILE), tag="ours", labels={"own": "one"})
    bare, with_labels = daemon.image("bare"), daemon.image("ours")
    assert with_labels.layers == bare.layers
    assert ours(dict(with_labels.config.labels)) == LABELS
    assert with_labels.config.labels["own"] == "one"
    assert with_labels.config.cmd == bare.config.cmd


def test_build_leaves_no_container_behind(
    labelled: docker.DockerClient, client: docker.DockerClient
) -> None:
    before = {container.id for container in client.containers.list(all=True)}
    text = b"FROM dockyard/busybox\nRUN echo only here > /here\n"
    labelled.images.build(fileobj=io.BytesIO(text), tag="clean", buildargs={"A": "1"}, rm=False)
    assert {container.id for container in client.containers.list(all=True)} == before


def test_commit_is_labelled_even_of_a_container_from_elsewhere(
    labelled: docker.DockerClient, client: docker.DockerClient
) -> None:
    foreign = client.containers.create(BUSYBOX_IMAGE, "sleep 5")
    bare = foreign.commit("bare-commit").attrs["Config"]
    config = labelled.containers.get(foreign.id).commit("our-commit").attrs["Config"]
    assert ours(config["Labels"]) == LABELS
    assert {**config, "Labels": None} == {**bare, "Labels": None}


def test_commit_keeps_the_changes_it_was_given(labelled: docker.DockerClient) -> None:
    container = labelled.containers.create(BUSYBOX_IMAGE, "sleep 5")
    image = container.commit("changed", changes=['CMD ["true"]', "ENV A=b"])
    assert image.attrs["Config"]["Cmd"] == ["true"]
    assert "A=b" in image.attrs["Config"]["Env"]


def test_import_is_labelled(labelled: docker.DockerClient) -> None:
    exported = b"".join(labelled.containers.create(BUSYBOX_IMAGE).export())
    labelled.api.import_image_from_data(exported, repository="imported")
    assert ours(labelled.images.get("imported").labels) == LABELS


def test_in_a_sandbox_an_image_is_exactly_what_docker_makes(
    sandbox: Sandbox, client: docker.DockerClient
) -> None:
    inside = label_what_it_creates(sandbox.docker(), lambda: LABELS, images=False)
    bare, _ = client.images.build(fileobj=io.BytesIO(DOCKERFILE), tag="bare")
    built, _ = inside.images.build(fileobj=io.BytesIO(DOCKERFILE), tag="built-inside")
    assert built.id == bare.id


def test_exec_logs_and_streams_pass_unchanged(labelled: docker.DockerClient) -> None:
    container = labelled.containers.run(
        BUSYBOX_IMAGE, ["sh", "-c", "echo said; sleep 30"], detach=True
    )
    assert container.exec_run(["echo", "done"]).output == b"done\n"
    assert next(container.logs(stream=True)) == b"said\n"
    container.remove(force=True)
