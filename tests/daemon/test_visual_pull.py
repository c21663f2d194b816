"""A pull from a registry on loopback, as a sandbox's daemon reports it."""

from __future__ import annotations

import docker
import pytest

from grader.sandbox import Sandbox
from tests.conftest import ROOT, course_client, running_sandbox

pytestmark = pytest.mark.daemon

SERVER = (ROOT / "tests" / "daemon" / "registry_server.py").read_text()
PULL = """
import io

from labkit import see

client = docker.DockerClient("unix:///run/docker.sock")
TEXT = b"FROM dockyard/busybox\\nRUN head -c 9000000 /dev/urandom > /a\\nRUN echo > /b\\n"
client.images.build(fileobj=io.BytesIO(TEXT), tag="shop")
with registry_with(client, "shop") as served:
    client.images.remove("shop")
    for _ in range(2):
        see.pull(client, f"{served.address}/shop@{served.digest}")
"""


def test_layers_are_pulled_once(engine: docker.DockerClient) -> None:
    """On the engine's own image store: containerd's wants an encrypted registry, even here."""
    with running_sandbox(engine, "overlay2") as sandbox, course_client(sandbox):
        ran = sandbox.execute(["python3", "-c", SERVER + PULL])
    first, second = ran.output.split("Pull of ")[1:]
    assert "3 of 3 layers downloaded" in first and first.count("pulled") == 3
    assert "nothing to download" in second


def test_registry_that_is_not_there_is_told(sandbox: Sandbox, client: docker.DockerClient) -> None:
    code = """if True:
        import docker
        from labkit import see
        see.pull(docker.DockerClient("unix:///run/docker.sock"), "127.0.0.1:9/shop:1")
    """
    ran = sandbox.execute(["python3", "-c", code])
    assert "Pull of 127.0.0.1:9/shop:1: failed" in ran.output
    assert "The daemon's words: " in ran.output and "connection refused" in ran.output
