"""What a container really serves, and each reason why nothing comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import docker
import pytest

from grader.daemon import Daemon
from grader.labels import BUSYBOX_IMAGE
from labkit.visual.page import served

pytestmark = pytest.mark.daemon

SERVE = "mkdir /www; echo '<h1>Ahoy</h1>' > /www/index.html; httpd -f -h /www"


@pytest.fixture
def run(client: docker.DockerClient) -> Iterator[Any]:
    """Starts a container from a shell line; they are removed afterwards."""
    started = []

    def start(script: str, **options: Any) -> Any:
        container = client.containers.run(
            BUSYBOX_IMAGE, ["sh", "-c", script], detach=True, **options
        )
        started.append(container)
        return container

    yield start
    for container in started:
        container.remove(force=True)


def test_a_page_is_fetched_through_the_published_port(daemon: Daemon, run: Any) -> None:
    web = run(SERVE, ports={"80/tcp": None})
    daemon.execute(web.id, "sh", "-c", "until wget -qO- 127.0.0.1; do sleep 0.1; done")
    found = served(daemon, web.id, 80, called="web")
    assert (found.status_line, found.kind, found.body) == ("200 OK", "text/html", "<h1>Ahoy</h1>\n")
    assert served(daemon, web.id, 80, "/none").status == 404


def test_a_port_that_is_not_published(daemon: Daemon, run: Any) -> None:
    found = served(daemon, run(SERVE).id, 80)
    assert "not published" in found.trouble and '{"80/tcp": None}' in found.next_step


def test_a_port_that_nobody_listens_on(daemon: Daemon, run: Any) -> None:
    found = served(daemon, run("sleep 600", ports={"80/tcp": None}).id, 80)
    assert "nothing answers" in found.trouble and "0.0.0.0" in found.next_step


def test_a_container_that_has_ended(daemon: Daemon, run: Any) -> None:
    web = run("exit 3", ports={"80/tcp": None})
    web.wait()
    assert "exit code 3" in served(daemon, web.id, 80).trouble


def test_a_container_that_is_not_there(daemon: Daemon) -> None:
    assert "no such container" in served(daemon, "nobody", 80).trouble
