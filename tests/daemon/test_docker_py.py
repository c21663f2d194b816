"""What `containers.run` printed is read before its container goes."""

from __future__ import annotations

from typing import Any

import docker
import pytest
from docker.errors import ContainerError
from docker.models.containers import Container

from grader.labels import BUSYBOX_IMAGE

pytestmark = pytest.mark.daemon


def test_the_log_is_read_to_its_end_before_the_removal(
    client: docker.DockerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    logs, remove = Container.logs, Container.remove

    def told(self: Container, **options: Any) -> Any:
        yield from logs(self, **options)
        order.append("read")

    def removed(self: Container, **options: Any) -> None:
        order.append("removed")
        remove(self, **options)

    monkeypatch.setattr(Container, "logs", told)
    monkeypatch.setattr(Container, "remove", removed)
    assert client.containers.run(BUSYBOX_IMAGE, ["echo", "here"], remove=True) == b"here\n"
    assert order == ["read", "removed"]


def test_what_is_asked_for_as_a_stream_stays_one(client: docker.DockerClient) -> None:
    parts = client.containers.run(BUSYBOX_IMAGE, ["echo", "here"], stream=True)
    assert next(parts) == b"here\n"


def test_a_failure_has_its_words(client: docker.DockerClient) -> None:
    with pytest.raises(ContainerError, match="No such file"):
        client.containers.run(BUSYBOX_IMAGE, ["ls", "/nowhere"], remove=True)
