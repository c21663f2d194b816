"""The network map and the path of a request, measured on a real daemon."""

from __future__ import annotations

from collections.abc import Iterator

import docker
import pytest

from grader.labels import LESSON
from grader.report import Missing
from labkit.visual.networks import HOST, NetworkMap, Request, network_card, network_map, path, send
from labkit.visual.networks.request_path import ELSEWHERE

pytestmark = pytest.mark.daemon

IMAGE = "dockyard/busybox"
SERVE = "mkdir -p /www; echo hello > /www/index.html; exec httpd -f -h /www -p "


@pytest.fixture(scope="module")
def town(client: docker.DockerClient) -> Iterator[docker.DockerClient]:
    """web and db on a network of their own, db and safe on an internal one, old on the default."""
    client.networks.create("market")
    vault = client.networks.create("vault", internal=True)
    start = client.containers.run
    start(IMAGE, ["sh", "-c", f"{SERVE} 80"], name="web", network="market", ports={80: None},
          detach=True)  # fmt: skip
    db = start(IMAGE, ["sleep", "600"], name="db", network="market", detach=True)
    vault.connect(db, aliases=["records"])
    labels = {"role": "check"}  # of the learner's own
    start(IMAGE, ["sleep", "600"], name="safe", network="vault", detach=True, labels=labels)
    client.containers.create(IMAGE, name="moment", labels={LESSON: "see"})
    start(IMAGE, ["sh", "-c", f"{SERVE} 127.0.0.1:80"], name="old", detach=True,
          ports={80: ("127.0.0.1", None)})  # fmt: skip
    start(IMAGE, ["sleep", "600"], name="guest", network_mode="container:web", detach=True)
    client.containers.create(IMAGE, name="idle", network="market")
    yield client
    for container in client.containers.list(all=True):
        container.remove(force=True)


@pytest.fixture(scope="module")
def found(town: docker.DockerClient) -> NetworkMap:
    return network_map(town)


def ways(found: NetworkMap, source: str, target: str) -> dict[str, bool]:
    """What was tried from one to another: a name, or an address by its network."""
    return {
        one.network or one.way: one.works
        for one in found.tries
        if (one.source, one.target) == (source, target)
    }


def test_names_and_addresses_work_on_a_network_of_ones_own(found: NetworkMap) -> None:
    assert ways(found, "db", "web") == {"web": True, "market": True}
    assert ways(found, "safe", "db") == {
        "db": True, "records": True, "vault": True, "market": False,
    }  # fmt: skip


def test_networks_are_apart(found: NetworkMap) -> None:
    assert not any(ways(found, "old", "web").values())
    assert not any(ways(found, "safe", "web").values())


def test_host_reaches_addresses_and_knows_no_names(found: NetworkMap) -> None:
    assert ways(found, HOST, "web") == {"web": False, "market": True}


def test_card_shows_what_was_measured(found: NetworkMap) -> None:
    text = network_card(found).text
    assert "name, records, address in vault" in text
    assert "idle, not running" in text and "guest, uses the network of web" in text


@pytest.mark.parametrize(
    ("origin", "target", "port", "answered"),
    [
        (HOST, "web", 80, True),
        (HOST, "guest", 80, True),
        (HOST, "old", 80, False),
        (HOST, "web", 81, False),
        (HOST, "idle", 80, False),
        ("db", "web", 80, True),
        ("db", "web", 8080, False),
        ("safe", "web", 80, False),
        ("guest", "web", 80, True),
    ],
)
def test_path_and_measurement_agree(
    town: docker.DockerClient,
    found: NetworkMap,
    origin: str,
    target: str,
    port: int,
    answered: bool,
) -> None:
    asked = Request(origin, target, port)
    answer = send(town, found, asked)
    assert answer is not None and answer.answered is answered
    assert (path(found, asked)[-1].broken == "") is answered


def test_nobody_here_can_ask_from_another_machine(
    town: docker.DockerClient, found: NetworkMap
) -> None:
    assert send(town, found, Request(ELSEWHERE, "web", 80)) is None


def test_named_containers_bring_the_lender_of_their_network(town: docker.DockerClient) -> None:
    assert [one.name for one in network_map(town, ["guest"]).members] == ["guest", "web"]


def test_what_a_visual_runs_for_a_moment_is_not_on_the_map(found: NetworkMap) -> None:
    assert found.member("moment") is None and found.member("safe") is not None


def test_unknown_container_is_missing(town: docker.DockerClient) -> None:
    with pytest.raises(Missing):
        network_map(town, ["nobody-of-that-name"])


def test_probes_leave_nothing_behind(town: docker.DockerClient, found: NetworkMap) -> None:
    assert found.tries
    assert town.containers.list(all=True, filters={"label": f"{LESSON}=check"}) == []
