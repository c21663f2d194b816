"""The wire: requests with stable names, a docker command for each, and one sent again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import requests

from labkit.visual.wire import Exchange, Heard, Wire, exchanges, live_wire, wire_card, wire_live
from labkit.visual.wire.commands import command
from labkit.visual.wire.create import create_options
from labkit.visual.wire.wire import Replay
from tests.golden_text import assert_golden
from tests.unit.reading import read

BOX, TOOL, PICTURE = 64 * "a", 64 * "b", f"sha256:{64 * 'c'}"
CREATE = {"Image": "busybox", "Cmd": ["sleep", "9"], "Tty": False, "HostConfig": {"Binds": None}}


def heard(method: str, path: str, body: Any = None, answer: Any = None, status: int = 200) -> Heard:
    """A request as docker-py sends it, and its answer."""
    url = f"http+docker://localhost/v1.45{path}"
    request = requests.Request(method, url, json=body).prepare()
    response = requests.Response()
    response.status_code = status
    size = len(json.dumps(answer))
    return Heard(request, "unix:///run/docker.sock", 0.01, response, size, answer)


RUN = [
    heard("POST", "/containers/create?name=box", CREATE, {"Id": BOX}, 201),
    heard("GET", f"/containers/{BOX}/json", None, {"Id": BOX, "Name": "/box"}),
    heard("POST", f"/containers/{BOX}/start", None, None, 204),
    heard("POST", f"/containers/{BOX}/exec", {"Container": BOX, "Cmd": ["ls"]}, {"Id": TOOL}, 201),
    heard("POST", f"/exec/{TOOL}/start", {"Tty": False}, None, 101),
    heard("GET", "/containers/nobody/json", None, {"message": "No such container"}, 404),
    heard("GET", "/secrets", None, []),
]


def test_cell_reads_as_last_time(request: pytest.FixtureRequest) -> None:
    assert_golden(request, "visuals/wire.txt", wire_card(Wire(exchanges(RUN))).text)


def test_ids_have_names_and_what_stays_has_no_times() -> None:
    card = wire_card(Wire(exchanges(RUN)))
    assert BOX[:12] not in card.text + card.html and TOOL[:12] not in card.text + card.html
    assert " ms" not in card.html and " ms" in wire_live(Wire(exchanges(RUN))).html


def test_name_that_the_daemon_made_up_is_not_shown() -> None:
    found = exchanges(
        [heard("GET", f"/containers/{BOX}/json", None, {"Id": BOX, "Name": "/mad_pike"})]
    )
    assert found[0].path == "/containers/container-1/json"


def test_short_id_is_known_by_the_same_name() -> None:
    found = exchanges([*RUN, heard("GET", f"/containers/{BOX[:12]}/top")])
    assert found[-1].path == "/containers/box/top"


def test_image_is_called_as_the_cell_called_it() -> None:
    asked = heard("GET", "/images/my/box/json", None, {"Id": PICTURE})
    found = exchanges([asked, heard("POST", f"/images/{PICTURE}/tag?repo=your/box&tag=2")])
    assert found[1].path == "/images/my/box/tag"


def test_cell_without_a_call_says_so() -> None:
    card = wire_card(Wire(()))
    assert card.text.startswith("On the wire: no requests") and "No call of the SDK" in card.text


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "expected"),
    [
        ("GET", "/containers/json", {"all": "1"}, None, "docker ps --all"),
        (
            "GET",
            "/containers/json",
            {"filters": '{"label": ["a=b"]}'},
            None,
            "docker ps --filter label=a=b",
        ),
        ("POST", "/containers/box/stop", {"t": "0"}, None, "docker stop --time 0 box"),
        ("POST", "/containers/box/kill", {"signal": "HUP"}, None, "docker kill --signal HUP box"),
        (
            "DELETE",
            "/containers/box",
            {"force": "True", "v": "False"},
            None,
            "docker rm --force box",
        ),
        (
            "POST",
            "/containers/box/exec",
            {},
            {"Cmd": ["echo", "a b"]},
            "docker exec box echo 'a b'",
        ),
        (
            "GET",
            "/containers/box/logs",
            {"follow": "1", "tail": "all"},
            None,
            "docker logs --follow box",
        ),
        (
            "POST",
            "/commit",
            {"container": "box", "repo": "a", "tag": "1"},
            None,
            "docker commit box a:1",
        ),
        (
            "POST",
            "/build",
            {"t": "a", "nocache": "True"},
            None,
            "docker build --tag a --no-cache .",
        ),
        ("POST", "/images/create", {"fromImage": "a", "tag": "1"}, None, "docker pull a:1"),
        ("POST", "/images/my/box/tag", {"repo": "b", "tag": "2"}, None, "docker tag my/box b:2"),
        ("DELETE", "/images/my/box:1", {}, None, "docker rmi my/box:1"),
        (
            "POST",
            "/networks/create",
            {},
            {"Name": "n", "Internal": True},
            "docker network create --internal n",
        ),
        ("POST", "/networks/n/connect", {}, {"Container": "box"}, "docker network connect n box"),
        ("POST", "/volumes/create", {}, {"Name": "v"}, "docker volume create v"),
        ("GET", "/secrets", {}, None, ""),
        ("POST", "/containers/json", {}, None, ""),
    ],
)
def test_request_has_its_command(
    method: str, path: str, query: dict[str, str], body: Any, expected: str
) -> None:
    assert command(method, path, query, body) == expected


def test_create_is_told_with_all_its_options() -> None:
    host = {
        "Binds": ["/a:/b:ro"],
        "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}], "53/udp": None},
        "NetworkMode": "default",
        "CapAdd": ["NET_ADMIN"],
        "RestartPolicy": {"Name": "always"},
        "ShmSize": 1,
    }
    body = {
        "Image": "i",
        "Entrypoint": ["sh", "-c"],
        "Cmd": ["a b"],
        "Env": ["A=b"],
        "HostConfig": host,
    }
    body["Labels"] = {"own": "1", "dockyard.lesson": "x"}
    assert create_options(body) == (
        "--env A=b --label own=1 --volume /a:/b:ro --cap-add NET_ADMIN --publish 8080:80 "
        "--publish 53/udp --restart always --entrypoint sh i -c 'a b' (and: ShmSize)"
    )


def test_what_reads_is_sent_at_once_and_what_changes_is_asked_for() -> None:
    found = read(wire_live(Wire(exchanges(RUN))))
    assert ("send", "2") in found.acts and ("ask", "3") in found.acts
    assert not {number for act, number in found.acts} & {"5"}, "a hijacked connection"


def test_archive_is_not_sent_again() -> None:
    one = Exchange("POST", "/build", carries="an archive", status=200)
    assert read(wire_live(Wire((one,)))).acts == []


def test_question_comes_before_a_change_and_can_be_left() -> None:
    sent: list[int] = []
    view = live_wire(
        exchanges(RUN), lambda number: sent.append(number) or Replay(number, "", "", "")
    )
    view.use("ask", "3")
    assert "changes something" in view.html and sent == []
    view.use("leave")
    assert "changes something" not in view.html
    view.use("send", "3")
    assert sent == [3]


def test_what_was_sent_again_is_shown_as_bytes_went() -> None:
    replay = Replay(2, "GET /v1.45/_ping HTTP/1.1\nHost: docker", "HTTP/1.1 200 OK", "<OK>")
    found = read(wire_live(Wire(exchanges(RUN), replay)))
    assert "GET /v1.45/_ping HTTP/1.1" in found.text and "<OK>" in found.text


def test_daemon_that_is_gone_is_told_in_a_line() -> None:
    def gone(_: int) -> Replay:
        raise ConnectionRefusedError("Connection refused")

    view = live_wire(exchanges(RUN), gone)
    view.use("send", "2")
    assert "The daemon did not answer: Connection refused." in view.html


def test_long_body_is_cut() -> None:
    one = Exchange("POST", "/volumes/create", body={"Name": 1000 * "x"}, status=201)
    assert len(max(wire_card(Wire((one,))).text.splitlines()[:3], key=len)) < 450


def test_request_that_nobody_answered_is_shown() -> None:
    one = replace(RUN[1], response=None)
    assert "→ no answer" in wire_card(Wire(exchanges([one]))).text
