"""The layer explorer against real daemons, with either image store and either builder."""

from __future__ import annotations

import gzip
import io
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from grader.daemon import ChangeKind, Daemon, build
from grader.errors import ImageError
from grader.labels import BUSYBOX_IMAGE
from grader.report import Missing
from grader.sandbox import Sandbox
from labkit.visual.layers import image_layers, layers_card, own_layer
from tests.conftest import running_sandbox

pytestmark = pytest.mark.daemon

BUSYBOX = BUSYBOX_IMAGE.removesuffix(":latest")
A, C, D = ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.DELETED
DOCKERFILE = f"""FROM {BUSYBOX}
ENV A=1
COPY menu /srv/menu
RUN echo more >> /srv/menu && ln /srv/menu /srv/again && ln -s menu /srv/link
RUN chmod 600 /srv/menu
RUN rm /srv/again && rm -r /srv && mkdir /srv && echo x > /srv/new
CMD ["sh"]
"""


MENU = 90_000


@pytest.fixture(scope="module", params=["containerd", "overlay2"])
def sandbox(engine: docker.DockerClient, request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with running_sandbox(engine, request.param) as box:
        yield box


@pytest.fixture(scope="module", params=["classic builder", "BuildKit"])
def shop(
    client: docker.DockerClient, sandbox: Sandbox, request: pytest.FixtureRequest
) -> Iterator[str]:
    """An image that copies, changes, links and deletes."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "Dockerfile").write_text(DOCKERFILE)
        Path(folder, "menu").write_text("a" * MENU)
        if request.param == "BuildKit":
            files = {"menu": "a" * MENU}
            assert not build(client, DOCKERFILE, files, tag="shop", execute=sandbox.execute).error
        else:
            client.images.build(path=folder, tag="shop", rm=True)
    yield "shop"
    client.images.remove("shop", force=True)


def test_layers_say_who_made_them_and_what_they_do(client: docker.DockerClient, shop: str) -> None:
    layers = image_layers(client, shop).layers
    assert [step.instruction.split()[0] for step in layers] == ["COPY", "COPY", *3 * ["RUN"]]
    assert [(one.kind, one.path) for one in layers[1].changes] == [(A, "/srv"), (A, "/srv/menu")]
    # BuildKit leaves empty folders where it mounted something for the step.
    assert {(one.kind, one.path) for one in layers[2].changes} >= {
        (A, "/srv/again"),
        (A, "/srv/link"),
        (C, "/srv/menu"),
    }
    assert {(one.kind, one.path) for one in layers[4].changes} >= {
        (D, "/srv/menu"),
        (A, "/srv/new"),
    }


def test_hidden_bytes_are_all_copies_of_the_deleted_file(
    client: docker.DockerClient, shop: str
) -> None:
    """Three copies of the menu, two of them longer, and a container that sees none."""
    found = image_layers(client, shop)
    hidden = 3 * MENU + 2 * len("more\n")
    assert sum(one.size_bytes for _, one in found.hidden) == hidden
    assert found.size_bytes - hidden == sum(
        entry.size_bytes for entry in Daemon(client).saved(shop).files.values()
    )


def test_layers_of_another_image_are_shared(client: docker.DockerClient, shop: str) -> None:
    found = image_layers(client, shop)
    assert [BUSYBOX in step.shared_with for step in found.layers] == [True, *4 * [False]]


def test_base_is_left_out_of_what_stays(client: docker.DockerClient, shop: str) -> None:
    found = image_layers(client, shop, base=BUSYBOX)
    text = layers_card(found).text
    assert f"the base image {BUSYBOX}" in text and "/bin/" not in text
    assert [step.number for step in found.without_base.layers] == [2, 3, 4, 5]


def test_image_that_is_no_base_leaves_nothing_out(client: docker.DockerClient, shop: str) -> None:
    assert image_layers(client, BUSYBOX, base=shop).base_steps == 0


def test_containers_own_layer_follows_what_is_done_in_it(client: docker.DockerClient) -> None:
    box = client.containers.run(BUSYBOX, ["sleep", "600"], detach=True)
    try:
        assert own_layer(client, box.name).changes == ()
        box.exec_run(["sh", "-c", "echo 12345 > /note; rm /bin/vi"])
        now = own_layer(client, box.name)
        assert {(one.kind, one.path) for one in now.changes} >= {(A, "/note"), (D, "/bin/vi")}
        assert now.size_bytes >= 6
        text = layers_card(image_layers(client, BUSYBOX, container=box.name)).text
        assert f"the container {box.name}" in text and "adds /note" in text
    finally:
        box.remove(force=True)


def test_layers_compressed_in_an_archive_are_read_when_loaded(client: docker.DockerClient) -> None:
    """What a store keeps compressed it saves compressed, and what is in it is the same."""
    image = _imported(client, gzip.compress(_tar()))
    try:
        (layer,) = image_layers(client, image).layers
        assert [(one.kind, one.path, one.size_bytes) for one in layer.changes] == [(A, "/a", 5)]
    finally:
        client.images.remove(image, force=True)


def test_unknown_image_is_missing(client: docker.DockerClient) -> None:
    with pytest.raises(Missing):
        image_layers(client, "no-such-image")


def test_image_that_is_too_large_to_look_at_says_so(client: docker.DockerClient) -> None:
    with pytest.raises(ImageError) as refused:
        image_layers(client, BUSYBOX, limit_bytes=1_000_000)
    assert refused.value.next_step == f"docker history {BUSYBOX}"


def _tar() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        member = tarfile.TarInfo("a")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"hello"))
    return target.getvalue()


def _imported(client: docker.DockerClient, data: bytes) -> str:
    client.api.import_image_from_data(data, repository="from-tar")
    return "from-tar"
