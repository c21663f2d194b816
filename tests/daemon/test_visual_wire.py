"""The wire against a real daemon: what the SDK really sends, and one request sent again."""

from __future__ import annotations

import threading

import docker
import pytest

from grader.labels import BUSYBOX_IMAGE
from labkit.kernel_side import label_what_it_creates
from labkit.visual.wire import Exchange, Heard, Wire, exchanges, listening, send_again, wire_card

pytestmark = pytest.mark.daemon


def told(found: tuple[Exchange, ...]) -> list[str]:
    return [f"{one.method} {one.path} {one.status}" for one in found]


def test_run_is_what_it_is_made_of(client: docker.DockerClient) -> None:
    with listening() as heard:
        said = client.containers.run(BUSYBOX_IMAGE, ["echo", "hi"], remove=True)
    assert said == b"hi\n"
    assert told(exchanges(heard)) == [
        "POST /containers/create 201",
        "GET /containers/container-1/json 200",
        "POST /containers/container-1/start 204",
        "GET /containers/container-1/logs 200",
        "GET /containers/container-1/json 200",
        "POST /containers/container-1/wait 200",
        "DELETE /containers/container-1 204",
    ]


def test_exec_gives_its_output_and_is_known_as_a_connection_of_its_own(
    client: docker.DockerClient,
) -> None:
    box = client.containers.run(BUSYBOX_IMAGE, ["sleep", "60"], name="wired", detach=True)
    with listening() as heard:
        done = box.exec_run(["echo", "hi"])
    box.remove(force=True)
    assert done.output == b"hi\n"
    found = exchanges(heard)
    assert told(found)[1] == "POST /exec/exec-1/start 101"
    assert not found[1].can_be_sent_again


def test_stream_is_left_to_who_reads_it(client: docker.DockerClient) -> None:
    box = client.containers.run(BUSYBOX_IMAGE, ["echo", "hi"], detach=True)
    with listening() as heard:
        log = box.logs(stream=True, follow=True)
    assert b"".join(log) == b"hi\n"
    box.remove(force=True)
    assert exchanges(heard)[0].answer == "a stream"


def test_labels_that_were_added_are_seen_and_not_typed(client: docker.DockerClient) -> None:
    labelled = label_what_it_creates(client, lambda: {"dockyard.lesson": "x"}, images=False)
    with listening() as heard:
        labelled.volumes.create("wired")
    client.volumes.get("wired").remove()
    text = wire_card(Wire(exchanges(heard))).text
    assert '"dockyard.lesson": "x"' in text and "$ docker volume create wired" in text


def test_only_what_is_asked_meanwhile_and_by_this_cell_is_heard(
    client: docker.DockerClient,
) -> None:
    go, gone = threading.Event(), threading.Event()

    def watcher() -> None:
        go.wait()
        client.ping()
        gone.set()

    threading.Thread(target=watcher).start()
    with listening() as heard:
        go.set()
        gone.wait()
        client.version()
    client.ping()
    assert told(exchanges(heard)) == ["GET /version 200"]


def again(heard: list[Heard], number: int) -> str:
    replay = send_again(number, heard[number - 1])
    return f"{replay.head}\n\n{replay.body}"


def test_request_is_sent_again_as_raw_http(client: docker.DockerClient) -> None:
    with listening() as heard:
        client.volumes.create("wired")
        client.volumes.get("wired")
    answer = again(heard, 2)
    assert answer.startswith("HTTP/1.1 200 OK") and '"Name": "wired"' in answer
    assert again(heard, 1).startswith("HTTP/1.1 201")
    client.volumes.get("wired").remove()
    assert again(heard, 2).startswith("HTTP/1.1 404")
