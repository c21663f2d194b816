"""Docker's errors, provoked on a real daemon: each is known, and says what to do next."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import docker
import pytest
from docker.errors import DockerException
from docker.types import Mount
from requests.exceptions import RequestException

from grader.labels import BUSYBOX_IMAGE
from labkit.errors.cell_errors import look_with
from labkit.errors.docker_errors import Explained, explain, words
from labkit.errors.docker_rules import RULES

pytestmark = pytest.mark.daemon

SLEEP = ["sleep", "600"]
Act = Callable[[docker.DockerClient], object]


@pytest.fixture(scope="module")
def world(client: docker.DockerClient) -> Iterator[docker.DockerClient]:
    """A running container with a port, a volume and a network; and one that never started."""
    client.networks.create("lan")
    client.containers.run(
        BUSYBOX_IMAGE,
        SLEEP,
        name="web",
        network="lan",
        ports={"80/tcp": 8080},
        volumes={"data": {"bind": "/data"}},
        detach=True,
    )
    client.containers.create(BUSYBOX_IMAGE, SLEEP, name="idle")
    yield client
    for container in client.containers.list(all=True):
        container.remove(force=True)


def run(*command: str, image: str = BUSYBOX_IMAGE, **options: object) -> Act:
    return lambda client: client.containers.run(image, list(command) or None, **options)  # type: ignore[call-overload]


def build(dockerfile: str) -> Act:
    text = f"FROM {BUSYBOX_IMAGE}\n{dockerfile}\n"
    return lambda client: client.images.build(fileobj=io.BytesIO(text.encode()), rm=True)


def bind(source: str, target: str) -> Act:
    return run("true", mounts=[Mount(target, source, type="bind")])


FAULTS: dict[str, tuple[Act, str, str]] = {
    "no image": (
        lambda c: c.images.get("dockyard/busibox"),
        "There is no image `dockyard/busibox` here.",
        "Did you mean `dockyard/busybox`?",
    ),
    "no image to pull": (run(image="alpine"), "no registry could be asked", "no network"),
    "no container": (lambda c: c.containers.get("wep"), "no container `wep`", "Did you mean `web`"),
    "name in use": (run(name="web"), "The name `web` is taken", 'get("web").remove(force=True)'),
    "port in use": (run(*SLEEP, ports={"80/tcp": 8080}, detach=True), "port of the host", "None"),
    "exec in what never ran": (
        lambda c: c.containers.get("idle").exec_run("ls"),
        "does not run",
        "container.start()",
    ),
    "kill what never ran": (
        lambda c: c.containers.get("idle").kill(),
        "does not run",
        "container.start()",
    ),
    "bad image name": (run(image="Busybox"), "no name that an image can have", "small letters"),
    "bad tag": (
        lambda c: c.images.build(fileobj=io.BytesIO(b"FROM scratch"), tag="A"),
        "no name that an image",
        "small letters",
    ),
    "bad container name": (run(name="a b"), "`a b` is no name", "letter or digit first"),
    "bind source missing": (bind("/nowhere", "/x"), "There is no `/nowhere`", "in this sandbox"),
    "file on folder": (bind("/etc/hostname", "/etc"), "one is a file", "a folder on a folder"),
    "relative folder": (
        run(volumes={"./x": {"bind": "/x"}}),
        "taken for a volume's name",
        "begins with `/`",
    ),
    "network with containers": (
        lambda c: c.networks.get("lan").remove(),
        "still connected",
        "disconnect",
    ),
    "no network": (run(network="lon"), "no network `lon`", "Did you mean `lan`"),
    "network exists": (
        lambda c: c.networks.create("lan", check_duplicate=True),
        "The name `lan` is taken",
        "networks.get",
    ),
    "volume in use": (
        lambda c: c.volumes.get("data").remove(),
        "still has the volume `data`",
        "docker rm --force",
    ),
    "no volume": (lambda c: c.volumes.get("date"), "no volume `date`", "Did you mean `data`"),
    "image in use": (
        lambda c: c.images.remove(c.images.get(BUSYBOX_IMAGE).id),
        "A container still needs this image",
        "docker rm --force",
    ),
    "remove what runs": (lambda c: c.containers.get("web").remove(), "still runs", "force=True"),
    "no such program": (run("bahs"), "no program `bahs`", "spelled so"),
    "a command in one word": (run("ls -l"), "no program `ls -l`", "`ls` and its arguments"),
    "no such file": (run("/bin/bahs"), "no file `/bin/bahs`", "spelled so"),
    "not executable": (run("/etc/passwd"), "may not be executed", "chmod +x"),
    "a folder to run": (run("/etc"), "`/etc` is a folder", "program in it"),
    "through a file": (run("/etc/passwd/x"), "through a file", "part by part"),
    "no such user": (run("ls", user="nobodyy"), "no user `nobodyy`", "/etc/passwd"),
    "exit code": (run("sh", "-c", "echo oops >&2; exit 3"), "exit code 3", "not work"),
    "exit code 127": (run("sh", "-c", "bahs"), "exit code 127", "no such command"),
    "unknown instruction": (build("RUNN x"), "Line 2 of the Dockerfile: `RUNN`", "begins with"),
    "failing RUN": (build("RUN echo hi\nRUN false"), "step 3 of 3, `RUN false`", "says why"),
    "unknown command in RUN": (build("RUN bahs"), "step 2 of 2, `RUN bahs`", "installed"),
    "COPY of nothing": (build("COPY nope /x"), "not in the build context", "fileobj="),
    "FROM nothing": (
        lambda c: c.images.build(fileobj=io.BytesIO(b"FROM alpine"), rm=True),
        "no image `alpine`",
        "no network",
    ),
    "no registry": (lambda c: c.login("ada", "x"), "A registry had to be asked", "no network"),
    "no such file in a container": (
        lambda c: c.containers.get("web").get_archive("/nope"),
        "no `/nope` in this container",
        "docker exec",
    ),
    "time-out": (
        lambda c: c.containers.get("web").wait(timeout=0.2),
        "did not answer in the time",
        "timeout=",
    ),
    "no daemon": (
        lambda _: docker.DockerClient("unix:///nowhere.sock", version="1.41").ping(),
        "No daemon answers",
        "Restart the kernel",
    ),
    "no daemon over TCP": (
        lambda _: docker.DockerClient("tcp://127.0.0.1:9").ping(),
        "No daemon answers",
        "Restart the kernel",
    ),
}


def explained(act: Act, client: docker.DockerClient) -> tuple[Explained, str]:
    """The error as it is explained, and the daemon's own words."""
    with pytest.raises((DockerException, RequestException)) as caught:
        act(client)
    look = look_with(client)
    around = look().__class__(look().things, in_sandbox=True)
    return explain(caught.value, around, RULES), words(caught.value)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_is_said_in_plain_words(world: docker.DockerClient, fault: str) -> None:
    act, happened, next_step = FAULTS[fault]
    found, _ = explained(act, world)
    assert happened in found.happened
    assert next_step in found.next_step


def test_the_daemons_words_are_kept(world: docker.DockerClient) -> None:
    found, words = explained(FAULTS["port in use"][0], world)
    assert found.said == words
    assert "port is already allocated" in found.said


def test_what_no_rule_knows_keeps_its_words(world: docker.DockerClient) -> None:
    found, words = explained(run(mem_limit="1k"), world)
    assert found.happened == "The daemon refused this request."
    assert found.said == words and "memory limit" in words


def test_the_output_of_a_failing_step_is_shown(world: docker.DockerClient) -> None:
    found, _ = explained(build("RUN echo first\nRUN echo the-reason && false"), world)
    assert "the-reason" in found.said and "first" not in found.said
