"""Sends one real request, from where the origin is, and says what came of it.

From inside the network of a container, or of the engine's host; from another machine nobody here
can. Holds a client.
"""

from __future__ import annotations

import docker

from grader.daemon import Daemon, TookTooLong
from grader.labels import BUSYBOX_IMAGE
from labkit.visual.networks.networks import HOST, NetworkMap, one_of_each
from labkit.visual.networks.request_path import ELSEWHERE, Answer, Request

# Any server that is asked for something it does not understand says so, or hangs up.
ASK = r"""
printf 'GET / HTTP/1.0\r\n\r\n' | timeout 5 nc -w 2 "$1" "$2" 2>/tmp/said | head -c 64 >/tmp/heard
[ -s /tmp/heard ] && echo answered || echo "not: $(cat /tmp/said)"
"""
MEANS = {
    "refused": "connection refused",
    "bad address": "nobody knows the name",
    "timed out": "nothing came back in time",
    "unreachable": "no route leads there",
}


def send(client: docker.DockerClient, found: NetworkMap, request: Request) -> Answer | None:
    """Sends the request. None when it cannot be sent from here.

    Raises:
        DockerException: the engine does not answer.
    """
    if request.origin == ELSEWHERE:
        return None
    asker, target = found.member(request.origin), found.member(request.target)
    if target is None or (asker is not None and not asker.is_running):
        return Answer(False, "nobody is there to ask")
    if request.origin != HOST:
        return _ask(client, f"container:{request.origin}", request.target, request.port)
    if target.shares == HOST:
        return _ask(client, "host", "127.0.0.1", request.port)
    serves = found.member(target.shares) or target
    wanted = [port for port in serves.published if port.container_port == f"{request.port}/tcp"]
    if not wanted:
        return Answer(False, "there is no port of the host to ask")
    port = one_of_each(wanted)[0]
    host = "127.0.0.1" if port.host_ip in ("", "0.0.0.0", "::") else port.host_ip
    return _ask(client, "host", host, port.host_port)


def _ask(client: docker.DockerClient, network_mode: str, host: str, port: int) -> Answer:
    try:
        ran = Daemon(client).run(
            BUSYBOX_IMAGE, "sh", "-c", ASK, "ask", host, str(port), network_mode=network_mode
        )
    except (TookTooLong, docker.errors.APIError) as error:
        return Answer(False, f"it could not be tried: {error}")
    said = ran.output.strip()
    if said == "answered":
        return Answer(True, "")
    told = (meaning for sign, meaning in MEANS.items() if sign in said)
    return Answer(False, next(told, "the connection was closed without a word"))
